"""Names in written files: of the class, of the attributes that hold its parts, of the file."""

import keyword
import re
from collections.abc import Collection, Sequence

from app.network.spec import NetworkSpec, Node

RESERVED = frozenset({"True", "False", "None", "OrderedDict", "Sequence", "Any", "Tensor", "F"})


def class_name(spec: NetworkSpec, taken: Collection[str]) -> str:
    """The network's name in CapWords: LeNet5 for "LeNet-5"; Network where that gives no name."""
    words = re.findall(r"[A-Za-z0-9]+", spec.name) if spec.name.isascii() else []
    name = "".join(word[0].upper() + word[1:] for word in words)
    if not name or not name[0].isalpha():
        return _free(f"Network{name}" if name else "Network", taken)
    return _free(name, taken)


def _free(name: str, taken: Collection[str]) -> str:
    while name in taken or name in RESERVED or keyword.iskeyword(name):
        name += "Network"
    return name


def attributes(nodes: Sequence[Node]) -> dict[int, str]:
    """For each node the attribute that holds it: its name, or its kind and index where it has none."""
    given = {node.name for node in nodes}
    return {index: node.name or _automatic(node.kind, index, given) for index, node in enumerate(nodes)}


def _automatic(kind: str, index: int, given: Collection[str | None]) -> str:
    name = f"{kind}_{index}"
    while name in given:
        name += "_"
    return name


def is_automatic(name: str, kind: str, index: int) -> bool:
    """Is this the name of a node that has none?"""
    return name.rstrip("_") == f"{kind}_{index}"


def file_name(spec: NetworkSpec) -> str:
    """The network's name as that of a file, without its ending: letters, digits, hyphens."""
    words = re.findall(r"[a-z0-9]+", spec.name.lower()) if spec.name.isascii() else []
    return "-".join(words) or "network"
