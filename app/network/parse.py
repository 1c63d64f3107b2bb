"""From untrusted JSON to a NetworkSpec: types, names, texts and limits; shapes are the analysis' matter."""

import keyword
import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from app.errors import ErrorEntry, InvalidInput, InvalidNetwork
from app.network.reserved import MODULE_ATTRIBUTES
from app.network.spec import MAX_DEPTH, MAX_NODES, NetworkSpec, Node
from app.network.validate import validate
from app.network.walk import parts, places, walk

_FORBIDDEN = {"Cc", "Cs", "Co", "Cn"}
_BIDI = {*"\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"}


def parse_network(value: Any, pointer: str = "") -> NetworkSpec:
    """`value` (parsed JSON) as a network; raises InvalidInput or InvalidNetwork with pointers and codes."""
    _check_size(value)
    spec = validate(_adapter(), value, pointer)
    faults = [
        *_text_faults(spec, pointer),
        *_name_faults(spec, pointer),
        *_twins(spec.layers, pointer + "/layers"),
    ]
    if faults:
        raise InvalidNetwork(faults[0].detail, code=faults[0].code, errors=faults)
    if not spec.layers:
        entry = ErrorEntry(
            pointer=f"{pointer}/layers", code="empty", detail="a network needs at least one layer"
        )
        raise InvalidNetwork(entry.detail, code="empty", errors=[entry])
    return spec.model_copy(update={"name": clean_text(spec.name)})


@cache
def _adapter() -> TypeAdapter[NetworkSpec]:
    return TypeAdapter(NetworkSpec)


def clean_text(text: str) -> str:
    """A name for people in NFC; raises InvalidInput (`bad_text`) for control or bidi characters."""
    if fault := text_fault(text):
        raise InvalidInput(fault, code="bad_text")
    return unicodedata.normalize("NFC", text)


def text_fault(text: str) -> str | None:
    """What is wrong with a name for people, if anything."""
    for character in text:
        if character in _BIDI or unicodedata.category(character) in _FORBIDDEN:
            return f"names must not hold control or direction characters (U+{ord(character):04X})"
    return None


def _text_faults(spec: NetworkSpec, pointer: str) -> list[ErrorEntry]:
    fault = text_fault(spec.name)
    return [ErrorEntry(pointer=f"{pointer}/name", code="bad_text", detail=fault)] if fault else []


def _check_size(value: Any) -> None:
    """Count the nodes and their nesting before anything is built from them."""
    stack: list[tuple[Any, int]] = [(value, 0)]
    nodes = 0
    while stack:
        item, depth = stack.pop()
        if isinstance(item, dict):
            nodes += "kind" in item
            depth += "kind" in item
            stack.extend((inner, depth) for inner in item.values())
        elif isinstance(item, list):
            stack.extend((inner, depth) for inner in item)
        if depth > MAX_DEPTH:
            raise InvalidNetwork(f"layers are nested deeper than {MAX_DEPTH}", code="too_expensive")
        if nodes > MAX_NODES:
            raise InvalidNetwork(f"a network may have at most {MAX_NODES:,} layers", code="too_expensive")


def _name_faults(spec: NetworkSpec, pointer: str) -> list[ErrorEntry]:
    """Names that a torch module could not carry."""
    found = []
    for place in walk(spec.layers, "", f"{pointer}/layers"):
        name = place.node.name
        if name and (keyword.iskeyword(name) or name in MODULE_ATTRIBUTES):
            detail = (
                "this name is taken: a layer's name must be no Python keyword and no attribute of nn.Module"
            )
            found.append(
                ErrorEntry(pointer=f"{place.pointer}/name", code="bad_text", detail=detail, path=place.path)
            )
    return found


def _twins(nodes: Sequence[Node], pointer: str) -> list[ErrorEntry]:
    """Names that siblings share."""
    counts = Counter(node.name for node in nodes if node.name)
    found, seen = [], set()
    for index, node in enumerate(nodes):
        if node.name and counts[node.name] > 1 and node.name in seen:
            detail = "two layers of one list have this name"
            found.append(ErrorEntry(pointer=f"{pointer}/{index}/name", code="duplicate", detail=detail))
        seen.add(node.name)
        for _, segment, inner in parts(node):
            found += _twins(inner, f"{pointer}/{index}/{segment}")
    return found


__all__ = ["clean_text", "parse_network", "places", "text_fault", "validate"]
