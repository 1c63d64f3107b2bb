"""Changes of a request `{network, dataset, training}`, and what they make of it."""

import json
from collections.abc import Sequence
from typing import Any

import jsonpatch
from pydantic import ValidationError

from app.network.spec import NetworkSpec
from app.training.config import TrainConfig

Change = dict[str, Any]


def set_value(path: str, value: Any) -> Change:
    """A change of JSON Patch: "add" also replaces, and works where the request left a default out."""
    return {"op": "add", "path": path, "value": value}


def insert(index: int, *layers: dict[str, Any], pointer: str = "/network/layers") -> list[Change]:
    """Put layers before the one at `index` of a list, by default the network's."""
    return [
        {"op": "add", "path": f"{pointer}/{index + place}", "value": layer}
        for place, layer in enumerate(layers)
    ]


def changed(
    spec: NetworkSpec, config: TrainConfig, patch: Sequence[Change]
) -> tuple[NetworkSpec, TrainConfig] | None:
    """Network and settings after a patch of the request; None where they are none any more."""
    request = {
        "network": spec.model_dump(mode="json", exclude_none=True),
        "training": config.model_dump(mode="json"),
    }
    try:
        after = jsonpatch.apply_patch(request, patch, in_place=True)
        network = NetworkSpec.model_validate_json(json.dumps(after["network"]))
        training = TrainConfig.model_validate_json(json.dumps(after["training"]))
        return (network, training) if network.layers else None
    except (ValidationError, jsonpatch.JsonPatchException):
        return None
