"""What the routes work with: one object for each service, alive while the server is."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends
from fastapi.requests import HTTPConnection

from app.datasets.registry import Library
from app.images.child import DecodeChild
from app.settings import Settings


@dataclass(frozen=True)
class Services:
    """The services of one server."""

    settings: Settings
    library: Library
    decoder: DecodeChild

    @classmethod
    @asynccontextmanager
    async def running(cls, settings: Settings) -> AsyncIterator[Services]:
        """Start every service, and stop them in reverse order at the end."""
        async with AsyncExitStack() as stack:
            library = Library(settings.data_dir, settings.datasets_dir)
            stack.callback(library.close)
            decoder = await stack.enter_async_context(DecodeChild())
            yield cls(settings, library, decoder)


def _services(connection: HTTPConnection) -> Services:
    services: Services = connection.app.state.services
    return services


Given = Annotated[Services, Depends(_services)]
"""The services, as a parameter of a route."""
