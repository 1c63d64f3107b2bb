"""What is asked of a network: a method, a class, a layer."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter

from app.attribution import Attribution
from app.attribution.method import Method

_method: TypeAdapter[Method] = TypeAdapter(Attribution)


@dataclass(frozen=True)
class Question:
    """Why did the network give this score to the class `target` (None: to its answer)?"""

    method: Method
    target: int | None = None
    layer: str | None = None
    """Path of the layer that Grad-CAM reads."""

    @classmethod
    def of(cls, asked: Mapping[str, Any]) -> "Question":
        """From the worker's request: `{method, target, layer}`."""
        return cls(_method.validate_python(asked["method"], strict=False), asked["target"], asked["layer"])
