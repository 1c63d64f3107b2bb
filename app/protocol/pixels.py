"""Pixels sent as JSON: lists of rows, checked and turned into an array at the speed of numpy."""

from itertools import chain
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema
from pydantic_core import PydanticCustomError

from app.network.validate import OWN

LONGEST_SIDE = 4096

_PIXEL = {"type": "integer", "minimum": 0, "maximum": 255}
_COLOUR = {"type": "array", "items": _PIXEL, "minItems": 3, "maxItems": 3}


def _image_schema(pixel: dict[str, Any]) -> dict[str, Any]:
    """The schema; without an upper bound, which tools that try every bound would fill with zeros."""
    return {"type": "array", "items": {"type": "array", "items": pixel, "minItems": 1}, "minItems": 1}


def pixels_array(value: Any) -> NDArray[np.uint8]:
    """`value`, [H][W] grey or [H][W][3] RGB with whole numbers 0…255, as uint8 of that shape."""
    if isinstance(value, np.ndarray):
        return value
    rows = _lists(value, "rows of pixels")
    numbers = [pixel for row in rows for pixel in _lists(row, "a row of pixels")]
    coloured = isinstance(numbers[0], list)
    flat = list(chain.from_iterable(_colours(numbers))) if coloured else numbers
    _check_types(flat)
    try:
        array = np.array(flat, np.uint8)
    except OverflowError:
        raise PydanticCustomError(OWN + "out_of_range", "Pixels are whole numbers from 0 to 255.") from None
    return _shaped(array, rows, (3,) if coloured else ())


def _lists(value: Any, what: str) -> list[Any]:
    if not isinstance(value, list) or not 1 <= len(value) <= LONGEST_SIDE:
        raise PydanticCustomError(OWN + "length", f"Expected {what}: a list of 1 to {LONGEST_SIDE} entries.")
    return value


def _colours(pixels: list[Any]) -> list[list[Any]]:
    if any(not isinstance(pixel, list) or len(pixel) != 3 for pixel in pixels):
        raise PydanticCustomError(OWN + "length", "A coloured pixel is a list of three numbers.")
    return pixels


def _check_types(flat: list[Any]) -> None:
    if set(map(type, flat)) != {int}:
        raise PydanticCustomError(OWN + "wrong_type", "Pixels are whole numbers from 0 to 255.")


def _shaped(array: NDArray[np.uint8], rows: list[Any], tail: tuple[int, ...]) -> NDArray[np.uint8]:
    if len({len(row) for row in rows}) > 1:
        raise PydanticCustomError(OWN + "length", "All rows of pixels must be equally long.")
    return array.reshape(len(rows), len(rows[0]), *tail)


Pixels = Annotated[
    Any,
    BeforeValidator(pixels_array),
    PlainSerializer(lambda array: array.tolist()),
    WithJsonSchema({"anyOf": [_image_schema(_PIXEL), _image_schema(_COLOUR)]}),
]
"""uint8 [H, W] or [H, W, 3]; in JSON, nested lists of whole numbers 0…255: 0 is background, 255 is ink."""
