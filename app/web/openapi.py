"""The OpenAPI document: what FastAPI finds by itself, the bodies that are parsed strictly, the problems."""

from importlib import metadata
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel

from app.errors import Problem
from app.web.problems import MEDIA_TYPE

DESCRIPTION = """Build a convolutional network, train it, and look inside it.

Errors are problem+json (RFC 9457) with a stable `code`. No key is needed on your own machine."""


def _version() -> str:
    try:
        return metadata.version("cnn-playground")
    except metadata.PackageNotFoundError:
        return "0.1.0"


VERSION = _version()
REFERENCE = "#/components/schemas/{model}"

_PROBLEM = {"content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}}
PROBLEM_RESPONSES: dict[int | str, dict[str, Any]] = {
    "4XX": {"description": "A problem with the request.", **_PROBLEM},
    "5XX": {"description": "A problem of the server.", **_PROBLEM},
}


def body(model: type[BaseModel], *examples: dict[str, Any]) -> dict[str, Any]:
    """`openapi_extra` of a route whose JSON body is parsed by `app.web.body`, not by FastAPI."""
    return {"requestBody": {"required": True, "content": {"application/json": _json(model, *examples)}}}


def image_body(model: type[BaseModel], *examples: dict[str, Any]) -> dict[str, Any]:
    """The same for a body with an image: as JSON, or as a form with `image` in the place of `pixels`."""
    form = model.model_json_schema(ref_template=REFERENCE)
    form["properties"]["image"] = {
        "type": "string",
        "format": "binary",
        "description": "PNG, JPEG, WebP, GIF, BMP",
    }
    form["properties"].pop("pixels")
    form["required"] = ["model", "image"]
    content = {"application/json": _json(model, *examples), "multipart/form-data": {"schema": form}}
    return {"requestBody": {"required": True, "content": content}}


def _json(model: type[BaseModel], *examples: dict[str, Any]) -> dict[str, Any]:
    shown = {f"example{number}": {"value": value} for number, value in enumerate(examples, 1)}
    return {"schema": model.model_json_schema(ref_template=REFERENCE), "examples": shown}


def add_schema(app: FastAPI) -> None:
    """Make `app.openapi()` give the whole document, once."""

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _document(app)
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]


def _document(app: FastAPI) -> dict[str, Any]:
    document = get_openapi(
        title=app.title,
        version=app.version,
        description=app.description,
        routes=app.routes,
        separate_input_output_schemas=False,
    )
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    schemas["Problem"] = Problem.model_json_schema(ref_template=REFERENCE)
    _hoist(document["paths"], schemas)
    _hoist(schemas["Problem"], schemas)
    return document


def _hoist(node: Any, schemas: dict[str, Any]) -> None:
    """Move every `$defs` below `node` to the components."""
    if isinstance(node, dict):
        for name, schema in node.pop("$defs", {}).items():
            _hoist(schema, schemas)
            schemas.setdefault(name, schema)
    for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        _hoist(child, schemas)
