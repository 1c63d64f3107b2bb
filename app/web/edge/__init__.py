"""The network's edge: what a request passes before any route sees it, from the outside in."""

from typing import Any

from app.web.edge.context import RequestContext
from app.web.edge.hosts import HostCheck
from app.web.edge.origins import OriginCheck
from app.web.edge.tokens import TokenCheck

EDGE: tuple[Any, ...] = (RequestContext, HostCheck, OriginCheck, TokenCheck)
"""ASGI layers, each made with `settings`."""
