"""Networks as JSON that people read: a layer a line, the parts of a block below it."""

import json
from typing import Any

from scripts.architectures.layers import Layer, Network

PARTS = ("body", "shortcut", "head", "branches")


def text(network: Network) -> str:
    """The file of a network."""
    facts = [f"  {_one(name)}: {_one(value)}" for name, value in network.items() if name != "layers"]
    return "{\n" + ",\n".join([*facts, f'  "layers": {_list(network["layers"], "  ")}']) + "\n}\n"


def _one(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _list(layers: list[Layer], indent: str) -> str:
    inner = f"{indent}  "
    lines = [f"{inner}{_layer(layer, inner)}" for layer in layers]
    return "[\n" + ",\n".join(lines) + f"\n{indent}]" if layers else "[]"


def _layer(layer: Layer, indent: str) -> str:
    if not any(part in layer for part in PARTS):
        return _one(layer)
    inner = f"{indent}  "
    fields = [f"{inner}{_one(name)}: {_part(name, value, inner)}" for name, value in layer.items()]
    return "{\n" + ",\n".join(fields) + f"\n{indent}}}"


def _part(name: str, value: Any, indent: str) -> str:
    if name == "branches":
        inner = f"{indent}  "
        return "[\n" + ",\n".join(f"{inner}{_list(branch, inner)}" for branch in value) + f"\n{indent}]"
    return _list(value, indent) if name in PARTS else _one(value)
