"""The page itself, its built files, and a page that says how to build it where it is not built."""

import json
from functools import cache
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, HTMLResponse
from jinja2 import Environment, FileSystemLoader, select_autoescape
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from app.resources import resource

ENTRY = "src/main.ts"


def add_pages(app: FastAPI) -> None:
    """The page at `/`, what it loads under `/static`, and the style of pages without a script."""

    @app.get("/", include_in_schema=False)
    def index() -> HTMLResponse:
        return HTMLResponse(render("index.html", page=built_page()))

    @app.get("/plain.css", include_in_schema=False)
    def plain_style() -> FileResponse:
        return FileResponse(resource("templates") / "plain.css", media_type="text/css")

    app.mount("/static", PageFiles(directory=resource("static/dist"), check_dir=False), name="static")


def wants_html(request: Request) -> bool:
    """Whether a browser asks for something to show, rather than a program for something to read."""
    is_api = request.url.path.startswith(("/api/", "/ws/", "/static/"))
    return not is_api and "text/html" in request.headers.get("accept", "")


def error_page(status: int, detail: str) -> HTMLResponse:
    """A page for people who went astray."""
    title = HTTPStatus(status).phrase
    return HTMLResponse(render("error.html", title=title, detail=detail), status)


class PageFiles(StaticFiles):
    """Vite names built files by their content: they may be kept for ever. The folder need not exist."""

    async def check_config(self) -> None:
        """Nothing to check: where there is no folder, there are no files."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """A built file."""
        response = await super().get_response(path, scope)
        if path.startswith("assets/"):
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        else:
            response.headers["Cache-Control"] = "no-cache"
        return response


def render(template: str, **values: Any) -> str:
    """Fill a template of `templates/`."""
    return _environment().get_template(template).render(**values)


@cache
def _environment() -> Environment:
    return Environment(loader=FileSystemLoader(resource("templates")), autoescape=select_autoescape())


def built_page() -> dict[str, list[str]] | None:
    """Script, styles and modules to preload, as addresses, from Vite's manifest; None where there is none."""
    path = resource("static/dist") / ".vite" / "manifest.json"
    if not path.is_file():
        return None
    manifest: dict[str, Any] = json.loads(path.read_text())
    chunks = _chunks(manifest, ENTRY)
    return {
        "scripts": [_address(manifest[ENTRY]["file"])],
        "preload": [_address(chunk["file"]) for chunk in chunks[1:]],
        "styles": [_address(style) for chunk in chunks for style in chunk.get("css", ())],
    }


def _chunks(manifest: dict[str, Any], key: str) -> list[dict[str, Any]]:
    """The entry and everything that it imports at once, each once."""
    seen: dict[str, dict[str, Any]] = {}
    waiting = [key]
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen[name] = manifest[name]
            waiting.extend(manifest[name].get("imports", ()))
    return list(seen.values())


def _address(file: str) -> str:
    return f"/static/{file}"
