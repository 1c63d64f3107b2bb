"""Can this network be trained on this data set with these settings? Checked before anything is started.

No torch: the web process asks this. Every problem is found at once, with repairs where one is known.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from app.datasets.model import DatasetInfo
from app.errors import ErrorEntry, InvalidInput, InvalidNetwork, Params, Repair, pointer_step
from app.network.spec import NetworkSpec
from app.network.summary import NetworkSummary, NodeSummary, analyze
from app.network.task import task_of
from app.network.walk import places
from app.preflight.changes import set_value
from app.preflight.labels import labels
from app.preflight.losses import suits
from app.preflight.rules import rules
from app.preflight.task import compares_images, reconstruction
from app.training.config import TrainConfig, steps_per_epoch
from app.training.losses import MeanSquaredError

BATCH_NORMS = frozenset({"batch_norm1d", "batch_norm2d"})


@dataclass(frozen=True)
class Budget:
    """The most that one run may cost."""

    parameters: int = 50_000_000
    steps: int = 100_000_000
    memory_bytes: int = 64 << 30
    """Of one training step."""


def check(
    spec: NetworkSpec, config: TrainConfig, info: DatasetInfo, budget: Budget = Budget()
) -> NetworkSummary:
    """The analysis of the network, if it can be trained so.

    Raises InvalidNetwork for a network with a problem of its own, else InvalidInput with an entry for each
    thing that does not go together; pointers and patches are on a body `{network, dataset, training}`.
    """
    summary = _analysis(spec, config)
    entries = [
        *_input(spec, info),
        *_targets(spec, config, summary, info),
        *_tokens(spec, config),
        *_batch(config, summary, info),
        *_paths(config, summary),
        *_filters(config, summary),
        *_frozen(config, summary),
        *_cost(config, summary, info, budget),
    ]
    if entries:
        raise InvalidInput(entries[0].detail, code=entries[0].code, errors=entries)
    return summary


def _targets(
    spec: NetworkSpec, config: TrainConfig, summary: NetworkSummary, info: DatasetInfo
) -> Iterator[ErrorEntry]:
    """Do outputs, loss and what they are compared with go together?"""
    if task_of(spec, summary) == "reconstruct":
        yield from reconstruction(spec, config, summary)
        return
    yield from labels(spec, config, summary, info)
    if isinstance(config.loss, MeanSquaredError):
        yield compares_images()
    else:
        yield from suits(spec, config)
        yield from rules(spec, config)


def _analysis(spec: NetworkSpec, config: TrainConfig) -> NetworkSummary:
    try:
        return analyze(spec, config.batch_size, config.optimizer.kind)
    except InvalidNetwork as problem:
        raise problem.below("/network") from None


def _input(spec: NetworkSpec, info: DatasetInfo) -> Iterator[ErrorEntry]:
    wanted, given = info.input.model_dump(), spec.input.model_dump()
    if wanted != given:
        images, takes = (_times(shape) for shape in (wanted, given))
        params: Params = {"images": images, "takes": takes}
        detail = f"The images of this data set are {images}, but the network takes {takes}."
        change = set_value("/network/input", wanted)
        repair = Repair(label=f"Take {images}", code="set_input", params=params, patch=[change])
        yield ErrorEntry(
            pointer="/network/input", code="input_size", detail=detail, params=params, repairs=[repair]
        )


def _tokens(spec: NetworkSpec, config: TrainConfig) -> Iterator[ErrorEntry]:
    """Letters cannot be turned or blurred."""
    if config.augmentation and any(place.node.kind == "embedding" for place in places(spec)):
        detail = "The network reads letters: they cannot be changed as pixels can."
        change = set_value("/training/augmentation", [])
        repair = Repair(label="Take the texts as they are", code="no_augmentation", patch=[change])
        yield ErrorEntry(
            pointer="/training/augmentation", code="augmented_text", detail=detail, repairs=[repair]
        )


def _batch(config: TrainConfig, summary: NetworkSummary, info: DatasetInfo) -> Iterator[ErrorEntry]:
    images, size = info.sizes.train, config.batch_size
    if size > images:
        params: Params = {"maximum": images, "batch_size": size}
        detail = f"A batch of {size} is larger than the {images} training images."
        yield _batch_entry("batch_too_large", detail, params, images)
    lonely = next((node for node in summary.nodes if _has_one_value(node)), None)
    if size == 1 and lonely:
        detail = f"Batch normalisation ({lonely.path}) needs more than one value; a batch of 1 has only one."
        yield _batch_entry("batch_norm_of_one", detail, {"path": lonely.path}, 2)


def _has_one_value(node: NodeSummary) -> bool:
    return node.kind in BATCH_NORMS and all(side == 1 for side in node.in_shape[1:])


def _batch_entry(code: str, detail: str, params: Params, better: int) -> ErrorEntry:
    change = set_value("/training/batch_size", better)
    repair = Repair(
        label=f"Take batches of {better}", code="set_batch", params={"batch_size": better}, patch=[change]
    )
    return ErrorEntry(
        pointer="/training/batch_size", code=code, detail=detail, params=params, repairs=[repair]
    )


def _paths(config: TrainConfig, summary: NetworkSummary) -> Iterator[ErrorEntry]:
    known = {node.path for node in summary.nodes}
    named = {f"/training/frozen/{index}": path for index, path in enumerate(config.frozen)}
    for field in ("initializers", "frozen_filters"):
        named |= {f"/training/{field}{pointer_step(path)}": path for path in getattr(config, field)}
    for pointer, path in named.items():
        if path not in known:
            detail = "The network has no layer of this path."
            remove = Repair(
                label="Leave it out", code="remove_path", patch=[{"op": "remove", "path": pointer}]
            )
            yield ErrorEntry(pointer=pointer, code="unknown_path", detail=detail, repairs=[remove])


def _filters(config: TrainConfig, summary: NetworkSummary) -> Iterator[ErrorEntry]:
    counts = {node.path: (node.params_detail.get("weight") or (0,))[0] for node in summary.nodes}
    for path, channels in config.frozen_filters.items():
        for index, channel in enumerate(channels):
            if path in counts and channel >= counts[path]:
                pointer = f"/training/frozen_filters{pointer_step(path)}/{index}"
                detail = f"The network has no filter {channel} in {path}."
                yield ErrorEntry(pointer=pointer, code="unknown", detail=detail)


def _frozen(config: TrainConfig, summary: NetworkSummary) -> Iterator[ErrorEntry]:
    trained = (node.path for node in summary.nodes if node.params_detail)
    if all(_is_frozen(path, config.frozen) for path in trained):
        detail = "There is nothing to train: no layer has parameters that may change."
        yield ErrorEntry(pointer="/network/layers", code="nothing_to_train", detail=detail)


def _is_frozen(path: str, frozen: tuple[str, ...]) -> bool:
    return any(path == one or path.startswith(f"{one}.") for one in frozen)


def _cost(
    config: TrainConfig, summary: NetworkSummary, info: DatasetInfo, budget: Budget
) -> Iterator[ErrorEntry]:
    epochs = config.with_epochs(info.default_epochs).epochs
    steps = int(epochs) * steps_per_epoch(info.sizes.train, config.batch_size, False)
    needed = {
        "/training/epochs": ("steps", steps, budget.steps),
        "/network/layers": ("parameters", summary.total.params, budget.parameters),
        "/training/batch_size": ("bytes", summary.total.training_bytes, budget.memory_bytes),
    }
    for pointer, (unit, amount, limit) in needed.items():
        if amount > limit:
            detail = f"This would take {amount:,} {unit}; {limit:,} are allowed."
            params: Params = {"unit": unit, "amount": amount, "limit": limit}
            yield ErrorEntry(pointer=pointer, code="too_expensive", detail=detail, params=params)


def _times(shape: dict[str, int]) -> str:
    return "×".join(map(str, shape.values()))
