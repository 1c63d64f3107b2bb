"""Structured logs: one event a line, JSON where nobody watches, readable where a terminal does."""

import logging
import sys

import structlog

log: structlog.stdlib.BoundLogger = structlog.get_logger("app.web")


def configure_logs() -> None:
    """Write to standard error; on a terminal only what needs somebody's attention."""
    watched = sys.stderr.isatty()
    level = logging.WARNING if watched else logging.INFO
    renderer = structlog.dev.ConsoleRenderer() if watched else structlog.processors.JSONRenderer()
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
