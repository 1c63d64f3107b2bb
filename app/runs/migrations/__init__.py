"""Migrations of the store's schema, applied when a server starts."""
