"""The web server: REST, sockets and pages. It computes nothing itself and never loads torch."""

from app.web.application import create_app

__all__ = ["create_app"]
