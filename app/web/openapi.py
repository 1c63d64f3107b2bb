"""The OpenAPI document: what FastAPI finds by itself, the bodies that are parsed strictly, the problems."""

from collections.abc import Callable
from importlib import metadata
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel

from app.errors import Problem
from app.layers import LAYERS
from app.network.spec import COMBINATORS
from app.porting import FORMATS
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


_BODIES: dict[str, Callable[[], dict[str, Any]]] = {}
"""Schemas of bodies by reference, made when the document is asked for: all of them together take 0.1 s."""


def body(model: type[BaseModel], *examples: dict[str, Any]) -> dict[str, Any]:
    """`openapi_extra` of a route whose JSON body is parsed by `app.web.body`, not by FastAPI."""
    return {"requestBody": {"required": True, "content": {"application/json": _json(model, *examples)}}}


def image_body(model: type[BaseModel], *examples: dict[str, Any]) -> dict[str, Any]:
    """The same for a body with an image: as JSON, or as a form with `image` in the place of `pixels`."""
    form = _later(f"{model.__name__}Form", lambda: _form_schema(model))
    content = {"application/json": _json(model, *examples), "multipart/form-data": {"schema": form}}
    return {"requestBody": {"required": True, "content": content}}


def network_body(model: type[BaseModel], source: str, *examples: dict[str, Any]) -> dict[str, Any]:
    """The same for a network in any of its forms: source, ONNX, JSON."""
    content = {
        "text/x-python": {"schema": {"type": "string"}, "examples": {"example1": {"value": source}}},
        "application/octet-stream": {
            "schema": {"type": "string", "format": "binary"},
            "examples": {"onnx": {"summary": "The bytes of an ONNX file", "value": ""}},
        },
        "application/json": _json(model, *examples),
    }
    return {"requestBody": {"required": True, "content": content}}


def file_responses(*forms: str) -> dict[int | str, dict[str, Any]]:
    """The `responses` of a route that sends one of several kinds of files."""
    content: dict[str, Any] = {FORMATS[form].media_type: {} for form in forms}
    return {200: {"content": content, "description": "The file, by `format`."}}


def _json(model: type[BaseModel], *examples: dict[str, Any]) -> dict[str, Any]:
    shown = {f"example{number}": {"value": value} for number, value in enumerate(examples, 1)}
    return {"schema": _later(model.__name__, lambda: _schema(model)), "examples": shown}


def _later(name: str, make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    reference = REFERENCE.format(model=name)
    _BODIES[reference] = make
    return {"$ref": reference}


def _schema(model: type[BaseModel]) -> dict[str, Any]:
    return model.model_json_schema(ref_template=REFERENCE)


def _form_schema(model: type[BaseModel]) -> dict[str, Any]:
    form = _schema(model)
    form["properties"]["image"] = {
        "type": "string",
        "format": "binary",
        "description": "PNG, JPEG, WebP, GIF, BMP",
    }
    form["properties"].pop("pixels")
    form["required"] = ["model", "image"]
    return form


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
    schemas["Problem"] = _schema(Problem)
    _write_bodies(document["paths"])
    _hoist(document["paths"], schemas)
    _hoist(schemas["Problem"], schemas)
    _name_nodes(document, schemas)
    return document


def _write_bodies(paths: dict[str, Any]) -> None:
    """Put the schema of each body in the place of its reference."""
    operations = (operation for item in paths.values() for operation in item.values())
    for operation in operations:
        for media in operation.get("requestBody", {}).get("content", {}).values():
            make = _BODIES.get(media["schema"].get("$ref"))
            media["schema"] = make() if make else media["schema"]


def _name_nodes(document: dict[str, Any], schemas: dict[str, Any]) -> None:
    """Put one short schema in the place of the union of all kinds of layers.

    In full it is recursive and as long as the rest of the document twenty times over: tools that enumerate
    schemas never finish with it. The catalogue has the schema of each kind.
    """
    kinds = sorted(kind.model_fields["kind"].default for kind in (*LAYERS, *COMBINATORS))
    _replace_unions(document, set(kinds))
    schemas["Node"] = {
        "title": "Node",
        "type": "object",
        "description": "A layer or combinator; GET /api/v1/catalogue has the settings of each kind.",
        "required": ["kind"],
        "properties": {
            "kind": {"type": "string", "enum": kinds},
            "name": {"type": "string", "pattern": "^[A-Za-z][A-Za-z0-9_]{0,63}$"},
        },
        "additionalProperties": True,
    }
    used = {"Problem"} | _references(document["paths"])
    for name in [name for name in schemas if name not in _closed(used, schemas)]:
        del schemas[name]


def _replace_unions(node: Any, kinds: set[str]) -> None:
    """Replace every union that is told apart by the kinds of layers."""
    if isinstance(node, list):
        for child in node:
            _replace_unions(child, kinds)
    elif isinstance(node, dict):
        if kinds & node.get("discriminator", {}).get("mapping", {}).keys():
            node.clear()
            node["$ref"] = REFERENCE.format(model="Node")
        for child in node.values():
            _replace_unions(child, kinds)


def _references(node: Any) -> set[str]:
    """Names of the components that `node` refers to directly."""
    if isinstance(node, list):
        return set().union(*map(_references, node))
    if not isinstance(node, dict):
        return set()
    own = {node["$ref"].rpartition("/")[2]} if isinstance(node.get("$ref"), str) else set()
    return own.union(*map(_references, node.values()))


def _closed(names: set[str], schemas: dict[str, Any]) -> set[str]:
    """`names` and all that they refer to, through any number of others."""
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(_references(schemas[name]))
    return found


def _hoist(node: Any, schemas: dict[str, Any]) -> None:
    """Move every `$defs` below `node` to the components."""
    if isinstance(node, dict):
        for name, schema in node.pop("$defs", {}).items():
            _hoist(schema, schemas)
            schemas.setdefault(name, schema)
    for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        _hoist(child, schemas)
