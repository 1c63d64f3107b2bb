"""`cnn-playground serve`: the web server."""

import gc
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer


def serve(
    host: Annotated[
        str | None, typer.Option(help="Address to listen on; PLAYGROUND_HOST or 127.0.0.1.")
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(help="TCP port, 0 for a free one; PLAYGROUND_PORT or 8000.", min=0, max=65535),
    ] = None,
    data_dir: Annotated[
        Path | None, typer.Option(help="Where runs and data sets are kept; PLAYGROUND_DATA_DIR.")
    ] = None,
    make_token: Annotated[
        bool, typer.Option("--make-token", help="Make and print a token where PLAYGROUND_TOKEN is not set.")
    ] = False,
) -> None:
    """Serve the playground until Ctrl+C."""
    from app.processes import prepare

    prepare()  # the workers' imports and the web's take a core each
    with garbage_left_alone():
        from app.web.server import ServeError, serve_forever

    given = {"host": host, "port": port, "data_dir": data_dir, "token": _token() if make_token else None}
    try:
        serve_forever({name: value for name, value in given.items() if value is not None})
    except ServeError as error:
        typer.echo(f"cnn-playground: {error}", err=True)
        raise typer.Exit(error.status) from None


def _token() -> str | None:
    """A new token, told to whoever reads the log; none where one is set."""
    if os.environ.get("PLAYGROUND_TOKEN"):
        return None
    token = secrets.token_urlsafe(24)
    typer.echo(f"cnn-playground: sign in with the token {token}")
    return token


@contextmanager
def garbage_left_alone() -> Iterator[None]:
    """For imports: what they make stays, so that looking through it for garbage only takes time, then and later."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
