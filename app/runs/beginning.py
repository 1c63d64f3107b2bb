"""Which layers of a new run can begin with another network's weights. Blocks: call it in a thread."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from safetensors import SafetensorError, safe_open

from app.errors import ErrorEntry, InvalidInput, PlaygroundError, Repair
from app.network.report import NodeSummary
from app.runs.files import MODEL


@dataclass(frozen=True)
class Fit:
    """Paths of the layers with parameters: those that find theirs in the file, and the others."""

    copied: list[str]
    fresh: list[str]


def fit(weights: Path, nodes: Sequence[NodeSummary], names: Mapping[str, str] | None) -> Fit:
    """What the worker will copy: a node takes its parameters only if all have equal shapes.

    Raises InvalidInput (`no_weights_fit`) where nothing can be copied, PlaygroundError for a damaged file.
    """
    there = _shapes(weights)
    copied: list[str] = []
    fresh: list[str] = []
    for node in nodes:
        if node.params_detail:
            source = node.path if names is None else names.get(node.path)
            own = node.params_detail.items()
            fits = all(there.get(f"{source}.{name}") == tuple(shape) for name, shape in own)
            (copied if fits else fresh).append(node.path)
    if not copied:
        raise _nothing_fits()
    return Fit(copied, fresh)


def _shapes(weights: Path) -> dict[str, tuple[int, ...]]:
    """From the file's header alone, of a checkpoint or of plain weights."""
    try:
        with safe_open(weights, "np") as file:
            shapes = {name: tuple(file.get_slice(name).get_shape()) for name in file.keys()}  # noqa: SIM118
    except (SafetensorError, OSError) as error:
        raise PlaygroundError("Those weights are damaged.", code="checkpoint_corrupt") from error
    return {name.removeprefix(MODEL): shape for name, shape in shapes.items()}


def _nothing_fits() -> InvalidInput:
    detail = "No layer of this network has the path and the shapes of one of that model."
    patch = [{"op": "remove", "path": "/weights_from"}]
    repair = Repair(label="Begin with new weights", code="remove_weights_from", patch=patch)
    entry = ErrorEntry(pointer="/weights_from", code="no_weights_fit", detail=detail, repairs=[repair])
    return InvalidInput(detail, code=entry.code, errors=[entry])
