"""The worker's answers to `attribution`: a header and a map for each question."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from math import isfinite
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Reason:
    """The answer to one question."""

    header: dict[str, Any]
    """As `app.protocol.attribution.AttributionHeader`."""
    map: Floats
    """[1, H, W]"""
    values: Floats
    """[C, H, W], or as the map where the method knows no channels."""


def reasons(
    model: Any, image: NDArray[np.uint8], asked: Sequence[Mapping[str, Any]], taken: set[str]
) -> list[Reason]:
    """Ask a `LiveModel`; `taken` are names that other tensors of the frame have."""
    from app.engine.attribution import Question

    names = _names(len(asked), taken)
    questions = [Question.of(one) for one in asked]
    return [_reason(name, one, model.why(image, one)) for name, one in zip(names, questions, strict=True)]


def _names(count: int, taken: set[str]) -> list[str]:
    """`attribution`, `attribution:1`, …: no path has a colon."""
    first = "attribution:0" if "attribution" in taken else "attribution"
    return [first, *(f"attribution:{index}" for index in range(1, count))][:count]


def _reason(name: str, question: Any, found: Any) -> Reason:
    header = {
        "tensor": name,
        "method": question.method.kind,
        "target": found.target,
        "unit": None if question.unit is None else asdict(question.unit),
        "layer": question.layer,
        "score": _number(found.score),
        "background_score": _number(found.background_score),
        "total": _number(float(found.map.sum(dtype=np.float64))),
        "remarks": found.remarks,
    }
    return Reason(header, found.map[None], found.values)


def _number(value: float | None) -> float | None:
    return None if value is None or not isfinite(value) else value
