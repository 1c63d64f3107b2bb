"""`/docs`: the REST API on one page that needs no script, made from the OpenAPI document."""

import json
from typing import Any

from fastapi import FastAPI
from fastapi.responses import HTMLResponse

from app.web.doc_schemas import fields, type_parts
from app.web.pages import render

METHODS = ("get", "post", "patch", "delete")


def add_docs(app: FastAPI) -> None:
    """Serve the page."""

    @app.get("/docs", include_in_schema=False)
    def docs() -> HTMLResponse:
        document = app.openapi()
        schemas = {
            name: _schema(schema) for name, schema in sorted(document["components"]["schemas"].items())
        }
        page = render("docs.html", version=app.version, groups=groups(document), schemas=schemas)
        return HTMLResponse(page)


def groups(document: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """The calls by tag: what the template shows of each."""
    found: dict[str, list[dict[str, Any]]] = {}
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                found.setdefault(item[method]["tags"][0], []).append(_call(method, path, item[method]))
    return found


def _call(method: str, path: str, operation: dict[str, Any]) -> dict[str, Any]:
    content = operation.get("requestBody", {}).get("content", {})
    examples = [
        {"type": media, "body": _shown(example["value"])}
        for media, body in content.items()
        for example in body.get("examples", {}).values()
        if example["value"]
    ]
    return {
        "method": method.upper(),
        "path": path,
        "summary": operation.get("description", ""),
        "parameters": [_parameter(parameter) for parameter in operation.get("parameters", ())],
        "examples": examples,
        "fields": fields(content.get("application/json", {}).get("schema", {})),
        "form": "multipart/form-data" in content,
        "answers": _answers(operation["responses"]),
    }


def _schema(schema: dict[str, Any]) -> dict[str, Any]:
    return {
        "description": schema.get("description", ""),
        "fields": fields(schema),
        "type": [] if "properties" in schema else type_parts(schema),
    }


def _shown(value: Any) -> str:
    """The value of an example as it is sent."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _parameter(parameter: dict[str, Any]) -> dict[str, Any]:
    schema = parameter["schema"]
    kinds = [schema, *schema.get("anyOf", ())]
    choices = [choice for kind in kinds for choice in kind.get("enum", ())]
    return {
        "name": parameter["name"],
        "place": parameter["in"],
        "type": " | ".join(map(str, choices)) or next((kind["type"] for kind in kinds if "type" in kind), ""),
        "default": schema.get("default"),
        "description": parameter.get("description", ""),
    }


def _answers(responses: dict[str, Any]) -> list[str]:
    """For instance "200 application/json"."""
    return [
        f"{status} {', '.join(response.get('content', {}))}".strip()
        for status, response in responses.items()
        if status.startswith("2")
    ]
