"""Names of layers: what a torch module could not carry, or what siblings share."""

import keyword
from collections.abc import Iterator, Sequence

from app.errors import ErrorEntry
from app.network.reserved import MODULE_ATTRIBUTES
from app.network.spec import Node
from app.network.walk import named, parts


def name_faults(nodes: Sequence[Node], prefix: str = "", pointer: str = "/layers") -> Iterator[ErrorEntry]:
    """Names that a torch module could not carry, or that siblings share."""
    seen: set[str] = set()
    for index, (path, node) in enumerate(named(nodes, prefix)):
        if problem := _name_problem(node.name, seen):
            code, detail = problem
            yield ErrorEntry(pointer=f"{pointer}/{index}/name", code=code, detail=detail, path=path)
        seen.add(node.name or "")
        for segment, place, inner in parts(node):
            yield from name_faults(inner, f"{path}.{segment}.", f"{pointer}/{index}/{place}")


def _name_problem(name: str | None, seen: set[str]) -> tuple[str, str] | None:
    if not name:
        return None
    if keyword.iskeyword(name) or name in MODULE_ATTRIBUTES:
        return "bad_text", "this name is taken: it must be no Python keyword and no attribute of nn.Module"
    if name in seen:
        return "duplicate", "two layers of one list have this name"
    return None
