"""The few modules that torch lacks, to be written out in a file that uses them: their own source."""

import ast
import re
from functools import cache
from pathlib import Path

import app.layers

FOLDER = Path(app.layers.__file__).parent / "modules"
KNOWN_IMPORTS = {
    "OrderedDict": "from collections import OrderedDict",
    "Sequence": "from collections.abc import Sequence",
    "Any": "from typing import Any",
    "torch": "import torch",
    "Tensor": "from torch import Tensor, nn",
    "nn": "from torch import Tensor, nn",
    "F": "from torch.nn import functional as F",
}
"""What the names in a written file are imported by, in the order of the imports."""


@cache
def helpers() -> dict[str, str]:
    """The source of every class of `app/layers/modules` by its name."""
    found: dict[str, str] = {}
    for path in sorted(FOLDER.glob("*.py")):
        text = path.read_text()
        for node in ast.parse(text).body:
            if isinstance(node, ast.ClassDef):
                found[node.name] = _text(text, node)
    return found


def _text(text: str, node: ast.ClassDef) -> str:
    """Without the comments that are for this project's type checker."""
    return re.sub(r"  # type: ignore\S*", "", ast.get_source_segment(text, node) or "")


def imports(body: str) -> str:
    """The import lines that a file with this body needs."""
    names = {node.id for node in ast.walk(ast.parse(body)) if isinstance(node, ast.Name)}
    lines = dict.fromkeys(line for name, line in KNOWN_IMPORTS.items() if name in names)
    own = [line for line in lines if "torch" not in line]
    return "\n\n".join("\n".join(part) for part in (own, [one for one in lines if one not in own]) if part)
