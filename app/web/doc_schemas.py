"""Schemas of the OpenAPI document as rows for the page `/docs`."""

from typing import Any

Part = tuple[str, str | None]
"""A piece of a type as it is shown, and the schema that it links to."""


def fields(schema: dict[str, Any]) -> list[dict[str, Any]]:
    """Name, type, default and description of each property of an object."""
    required = schema.get("required", ())
    return [
        {
            "name": name,
            "type": type_parts(field),
            "required": name in required,
            "default": field.get("default"),
            "bounds": _bounds(field),
            "description": field.get("description", ""),
        }
        for name, field in schema.get("properties", {}).items()
    ]


def type_parts(schema: dict[str, Any]) -> list[Part]:
    """What a value may be: `integer | [integer, …] | "same"`, with links to named schemas."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return [(name, name)]
    for union in ("anyOf", "oneOf", "allOf"):
        if union in schema:
            return _joined([type_parts(member) for member in schema[union]])
    if "const" in schema or "enum" in schema:
        return _joined([[(f'"{value}"', None)] for value in schema.get("enum", [schema.get("const")])])
    if "prefixItems" in schema:
        members = _joined([type_parts(member) for member in schema["prefixItems"]], ", ")
        return [("[", None), *members, ("]", None)]
    if schema.get("type") == "array":
        return [("[", None), *type_parts(schema.get("items", {})), (", …]", None)]
    return [(str(schema.get("type", "any")), None)]


def _joined(members: list[list[Part]], between: str = " | ") -> list[Part]:
    parts: list[Part] = []
    for member in members:
        parts += [(between, None), *member] if parts else member
    return parts


_SIGNS = {"minimum": "≥", "exclusiveMinimum": ">", "maximum": "≤", "exclusiveMaximum": "<"}


def _bounds(schema: dict[str, Any]) -> str:
    """For instance "≥ 1, ≤ 1024", of the field or of the first member of its union that has bounds."""
    for member in (schema, *schema.get("anyOf", ()), *schema.get("oneOf", ())):
        found = [f"{sign} {member[name]:g}" for name, sign in _SIGNS.items() if name in member]
        if found:
            return ", ".join(found)
    return ""
