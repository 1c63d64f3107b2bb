"""What is asked of a network: a method, a class or a unit, a layer."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter

from app.attribution import Attribution
from app.attribution.method import Method
from app.engine.goal import Goal

_method: TypeAdapter[Method] = TypeAdapter(Attribution)


@dataclass(frozen=True)
class Question:
    """Why did the network give this score to the class `target` (None: to its answer), or to the `unit`?"""

    method: Method
    target: int | None = None
    layer: str | None = None
    """Path of the layer that Grad-CAM reads."""
    unit: Goal | None = None
    """A number within the network, in the place of a class's score."""

    @classmethod
    def of(cls, asked: Mapping[str, Any]) -> "Question":
        """From the worker's request: `{method, target, layer, unit}`."""
        unit = Goal(**asked["unit"]) if asked.get("unit") else None
        method = _method.validate_python(asked["method"], strict=False)
        return cls(method, asked["target"], asked["layer"], unit)
