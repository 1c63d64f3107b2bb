"""The WebSockets: one file each, and what they share."""

from app.web.sockets import live, runs

SOCKETS = (live.router, runs.router)
