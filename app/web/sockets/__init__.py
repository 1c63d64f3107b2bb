"""The WebSockets: one file each, and what they share."""
