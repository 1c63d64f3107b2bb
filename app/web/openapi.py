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
    told = "The largest difference to the network's own output when the file was tried."
    headers = {"X-Difference": {"description": told, "schema": {"type": "number"}}}
    return {200: {"content": content, "headers": headers, "description": "The file, by `format`."}}


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
    for other in ("pixels", "text"):
        form["properties"].pop(other, None)
    form.pop("anyOf", None)
    form["required"] = ["image", *(name for name in form["required"] if name != "pixels")]
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
    """Name the union of all kinds of layers `Node`, and let combinators hold nodes that are not spelled out.

    In full the union holds itself: tools that enumerate or generate from schemas never finish with it.
    """
    unions = _replace_unions(document)
    schemas["Node"] = {
        **unions[0],
        "title": "Node",
        "description": "A layer or a combinator, told by its kind.",
    }
    kinds = schemas["Node"]["discriminator"]["mapping"]
    for reference in kinds.values():
        kind = schemas[reference.rpartition("/")[2]]
        kind["required"] = sorted({"kind", *kind.get("required", ())})
    for combinator in COMBINATORS:
        _refer(schemas[combinator.__name__], "Node", "InnerNode")
    schemas["InnerNode"] = {
        "title": "InnerNode",
        "type": "object",
        "description": "Any `Node` again: networks are trees.",
        "required": ["kind"],
        "properties": {"kind": {"type": "string", "enum": sorted(kinds)}},
        "additionalProperties": True,
    }
    used = {"Problem"} | _references(document["paths"])
    for name in [name for name in schemas if name not in _closed(used, schemas)]:
        del schemas[name]


def _replace_unions(node: Any) -> list[dict[str, Any]]:
    """Refer to `Node` wherever layers are told apart by their kind; gives the unions that stood there."""
    found: list[dict[str, Any]] = []
    if isinstance(node, dict) and LAYERS[0].model_fields["kind"].default in _kinds(node):
        found.append(dict(node))
        node.clear()
        node["$ref"] = REFERENCE.format(model="Node")
    for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        found += _replace_unions(child)
    return found


def _kinds(node: dict[str, Any]) -> dict[str, str]:
    kinds: dict[str, str] = node.get("discriminator", {}).get("mapping", {})
    return kinds


def _refer(node: Any, old: str, new: str) -> None:
    """Let references to one component be to another."""
    if isinstance(node, dict) and node.get("$ref") == REFERENCE.format(model=old):
        node["$ref"] = REFERENCE.format(model=new)
    for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        _refer(child, old, new)


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
