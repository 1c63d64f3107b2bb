"""Which layers read which operators of ONNX."""

from functools import cache

from app.layers import LAYERS, Layer
from app.layers.forms import Misread, Reading, checked
from app.layers.operators import Found


@cache
def _readers() -> dict[str, list[type[Layer]]]:
    found: dict[str, list[type[Layer]]] = {}
    for layer in LAYERS:
        for kind in layer.onnx:
            found.setdefault(kind, []).append(layer)
    return found


def read_operator(found: Found) -> tuple[type[Layer], Reading]:
    """The layer that an operator is, and its settings. Raises Misread where it is none."""
    problem = Misread("this operator is not supported")
    for layer in _readers().get(found.kind, ()):
        try:
            return layer, checked(layer.read_operator(found))
        except Misread as misread:
            problem = misread
    raise problem
