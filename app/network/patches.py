"""Repairs as JSON Patch, with a label, its stable code and its numbers."""

import re
from typing import Any

from app.errors import Params, Repair

_LABELS = {
    "kernel_size": "kernel size",
    "out_channels": "filters",
    "out_features": "outputs",
    "padding_mode": "padding mode",
    "output_padding": "output padding",
    "num_groups": "groups",
    "unflattened_size": "output size",
}
_INSERTED = {
    "flatten": "flatten",
    "global_avg_pool": "global average pooling",
    "linear": "a fully connected layer",
    "unflatten": "unflatten",
}


def put(pointer: str, field: str, value: Any) -> Repair:
    """Give a layer another setting."""
    shown: Params = {"value": "×".join(str(side) for side in value) if isinstance(value, list) else value}
    patch = [{"op": "add", "path": f"{pointer}/{field}", "value": value}]
    label = f"set {_LABELS.get(field, field)} to {shown['value']}"
    return Repair(label=label, code=f"set_{field}", params=shown, patch=patch)


def insert_before(pointer: str, kind: str, **settings: Any) -> Repair:
    """Put a layer before another one."""
    patch = [{"op": "add", "path": pointer, "value": {"kind": kind, **settings}}]
    return Repair(label=f"insert {_INSERTED[kind]} before it", code=f"insert_{kind}", patch=patch)


def remove(pointer: str) -> Repair:
    """Do without a layer."""
    patch = [{"op": "remove", "path": pointer}]
    return Repair(label="remove this layer", code="remove_layer", patch=patch)


def remove_block(pointer: str) -> Repair:
    """Do without the combinator that a layer stands in."""
    block = re.fullmatch(r"(.*)/(?:body|shortcut|head|branches/\d+)/\d+", pointer)
    assert block is not None
    patch = [{"op": "remove", "path": block[1]}]
    return Repair(label="remove the block around it", code="remove_block", patch=patch)
