"""The catalogue: every kind of every group, with the schema that the page makes its forms from."""

import json
from functools import cache
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from app.attribution import ATTRIBUTIONS
from app.layers import LAYERS
from app.network.spec import COMBINATORS
from app.training import GROUPS as TRAINING_GROUPS


class CatalogueEntry(BaseModel):
    """One kind that can be chosen, with the JSON Schema of its settings."""

    model_config = ConfigDict(use_attribute_docstrings=True, validate_by_name=True, serialize_by_alias=True)

    group: str
    kind: str
    """Unique within the group."""
    title: str
    summary: str
    """One sentence."""
    docs: str
    """More, with the source."""
    form: dict[str, Any] = Field(alias="schema")
    """JSON Schema of the settings; `advanced: true` marks what stays behind *More*."""


@cache
def catalogue() -> list[CatalogueEntry]:
    """Every kind of every group, in the order in which a menu shows them."""
    groups: dict[str, Any] = {
        "layer": LAYERS,
        "combinator": COMBINATORS,
        **TRAINING_GROUPS,
        "attribution": ATTRIBUTIONS,
    }
    return [_entry(group, model) for group, models in groups.items() for model in models]


def _entry(group: str, model: type[BaseModel]) -> CatalogueEntry:
    described: Any = model
    return CatalogueEntry(
        group=group,
        kind=model.model_fields["kind"].default,
        title=described.title,
        summary=described.summary,
        docs=described.docs,
        form=_form_schema(model),
    )


def _form_schema(model: type[BaseModel]) -> dict[str, Any]:
    """The schema without what no form shows: the layers inside a combinator are edited on the page itself."""
    schema = model.model_json_schema()
    definitions = schema.pop("$defs", {})
    if "$ref" in schema:
        schema = definitions[model.__name__]
    properties = schema["properties"]
    schema["properties"] = {
        name: entry
        for name, entry in properties.items()
        if '"$ref"' not in json.dumps(entry) and entry.pop("form", True)
    }
    if "required" in schema:
        schema["required"] = [name for name in schema["required"] if name in schema["properties"]]
    return schema
