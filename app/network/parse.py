"""From untrusted JSON to a NetworkSpec: types, names, texts and limits; shapes are the analysis' matter."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from app.errors import ErrorEntry, InvalidNetwork, Params
from app.network.names import name_faults
from app.network.spec import MAX_DEPTH, MAX_NODES, NetworkSpec
from app.network.texts import clean_text, text_fault
from app.network.validate import validate


def parse_network(value: Any, pointer: str = "") -> NetworkSpec:
    """`value` (parsed JSON) as a network.

    Raises InvalidInput or InvalidNetwork with one entry a fault; `pointer` says where in a request it stands.
    """
    _check_extent(value, pointer)
    spec = validate(_adapter(), value, pointer)
    faults = [*_faults(spec, pointer)]
    if faults:
        raise InvalidNetwork(faults[0].detail, code=faults[0].code, errors=faults)
    return spec.model_copy(update={"name": clean_text(spec.name)})


@cache
def _adapter() -> TypeAdapter[NetworkSpec]:
    return TypeAdapter(NetworkSpec)


def _check_extent(value: Any, pointer: str) -> None:
    """Count the nodes and branches and their nesting before anything is built from them."""
    nodes = 0
    stack = [(value, 0)]
    while stack:
        item, depth = stack.pop()
        if isinstance(item, dict):
            branches = item.get("branches")
            nodes += ("kind" in item) + (len(branches) if isinstance(branches, list) else 0)
            depth += "kind" in item
            stack.extend((inner, depth) for inner in item.values())
        elif isinstance(item, list):
            stack.extend((inner, depth) for inner in item)
        if depth > MAX_DEPTH:
            raise _excess("depth", f"layers are nested deeper than {MAX_DEPTH}", MAX_DEPTH, pointer)
        if nodes > MAX_NODES:
            detail = f"a network may have at most {MAX_NODES:,} layers and branches"
            raise _excess("nodes", detail, MAX_NODES, pointer)


def _excess(what: str, detail: str, limit: int, pointer: str) -> InvalidNetwork:
    params: Params = {"what": what, "limit": limit}
    entry = ErrorEntry(pointer=f"{pointer}/layers", code="too_expensive", detail=detail, params=params)
    return InvalidNetwork(detail, code="too_expensive", errors=[entry])


def _faults(spec: NetworkSpec, pointer: str) -> Iterator[ErrorEntry]:
    """What the types do not say: texts, names, an empty network."""
    if fault := text_fault(spec.name):
        yield ErrorEntry(pointer=f"{pointer}/name", code="bad_text", detail=fault)
    if not spec.layers:
        detail = "a network needs at least one layer"
        yield ErrorEntry(pointer=f"{pointer}/layers", code="empty", detail=detail)
    yield from name_faults(spec.layers, "", f"{pointer}/layers")


__all__ = ["clean_text", "parse_network", "text_fault", "validate"]
