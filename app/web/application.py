"""The application: services, routes and pages put together around one `Settings`."""

import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from fastapi import FastAPI

from app.errors import PlaygroundError
from app.settings import Settings
from app.web import docs, openapi, pages, problems, sign_in
from app.web.edge import EDGE
from app.web.routes import ROUTERS
from app.web.services import Services
from app.web.sockets import SOCKETS


def create_app(settings: Settings | None = None) -> FastAPI:
    """The playground as an ASGI application; its services live as long as its lifespan."""
    settings = settings or Settings()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            try:
                app.state.services = await stack.enter_async_context(Services.running(settings))
            except PlaygroundError as error:
                app.state.startup_error = error  # told in one line by whoever runs the server
                logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
                raise
            yield

    app = FastAPI(
        title="CNN Playground",
        version=openapi.VERSION,
        description=openapi.DESCRIPTION,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        responses=openapi.PROBLEM_RESPONSES,
        separate_input_output_schemas=False,
    )
    app.state.startup_error = None
    for router in (*ROUTERS, *SOCKETS):
        app.include_router(router)
    pages.add_pages(app)
    docs.add_docs(app)
    sign_in.add_sign_in(app, settings)
    problems.add_handlers(app)
    openapi.add_schema(app)
    for layer in reversed(EDGE):
        app.add_middleware(layer, settings=settings)
    return app
