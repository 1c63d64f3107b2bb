"""Whether a run can be trained at all: everything that is wrong is said before anything is started."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app.datasets.model import DatasetInfo
from app.errors import ErrorEntry, InvalidInput, InvalidNetwork, Repair
from app.network.presets import load_preset
from app.network.spec import NetworkSpec
from app.network.summary import NetworkSummary, analyze
from app.network.walk import places
from app.runs.limits import RunLimits
from app.runs.models import PresetRef
from app.training.config import TrainConfig, steps_per_epoch


@dataclass(frozen=True)
class Plan:
    """What will be trained, with the length of the run."""

    network: NetworkSpec
    training: TrainConfig
    steps: int
    epochs: int


def plan(
    network: NetworkSpec | PresetRef, dataset: DatasetInfo, training: TrainConfig, limits: RunLimits
) -> Plan:
    """Check a run. Raises InvalidNetwork, InvalidInput, with pointers into the request; NotFound."""
    spec = load_spec(network)
    summary = _analyzed(spec, training)
    training = training.with_epochs(dataset.default_epochs)
    epochs = int(training.epochs)
    each = steps_per_epoch(dataset.sizes.train, training.batch_size, _normalises_batches(spec))
    faults = [
        *_network_faults(spec, summary, dataset, limits),
        *_training_faults(summary, dataset, training),
        *_length_faults(each * epochs, limits),
    ]
    if faults:
        raise InvalidInput(faults[0].detail, code=faults[0].code, errors=faults)
    return Plan(spec, training, each * epochs, epochs)


def load_spec(network: NetworkSpec | PresetRef) -> NetworkSpec:
    """The network itself. Raises NotFound for an unknown preset."""
    if isinstance(network, NetworkSpec):
        return network
    spec = load_preset(network.preset).spec
    assert spec is not None
    return spec


def _analyzed(spec: NetworkSpec, training: TrainConfig) -> NetworkSummary:
    """The summary; problems point into the request, where the network is `/network`."""
    try:
        return analyze(spec, min(training.batch_size, 1024), training.optimizer.kind)
    except InvalidNetwork as error:
        entries = [_within_network(entry) for entry in error.errors]
        raise InvalidNetwork(error.detail, code=error.code, errors=entries, partial=error.partial) from None


def _within_network(entry: ErrorEntry) -> ErrorEntry:
    repairs = [repair.model_copy(update={"patch": _moved(repair.patch)}) for repair in entry.repairs]
    return entry.model_copy(update={"pointer": f"/network{entry.pointer}", "repairs": repairs})


def _moved(patch: list[dict[str, Any]]) -> list[dict[str, Any]]:
    places = ("path", "from")
    return [
        {key: f"/network{value}" if key in places else value for key, value in operation.items()}
        for operation in patch
    ]


def _network_faults(
    spec: NetworkSpec, summary: NetworkSummary, dataset: DatasetInfo, limits: RunLimits
) -> Iterator[ErrorEntry]:
    wanted = (dataset.input.channels, dataset.input.height, dataset.input.width)
    if spec.input.shape != wanted:
        yield _input_mismatch(spec.input.shape, wanted)
    if len(summary.output_shape) != 1:
        yield ErrorEntry(
            pointer="/network/layers",
            code="output_not_vector",
            detail="The network must end in one number per class: add flatten and linear.",
            params={"outputs": "×".join(map(str, summary.output_shape))},
        )
    elif summary.output_shape[0] < len(dataset.classes):
        yield _too_few_outputs(spec, summary.output_shape[0], len(dataset.classes))
    if summary.total.params > limits.parameters:
        yield ErrorEntry(
            pointer="/network",
            code="too_expensive",
            detail=f"{summary.total.params:,} parameters are too many to train here ({limits.parameters:,}).",
            params={"parameters": summary.total.params, "maximum": limits.parameters},
        )


def _input_mismatch(given: tuple[int, int, int], wanted: tuple[int, int, int]) -> ErrorEntry:
    value = dict(zip(("channels", "height", "width"), wanted, strict=True))
    shown, needed = ("×".join(map(str, shape)) for shape in (given, wanted))
    repair = Repair(
        label=f"Make the input {needed}",
        code="set_input",
        params={**value},
        patch=[{"op": "replace", "path": "/network/input", "value": value}],
    )
    return ErrorEntry(
        pointer="/network/input",
        code="input_mismatch",
        detail=f"The network takes {shown} images, the data set has {needed}.",
        params={"given": shown, "needed": needed},
        repairs=[repair],
    )


def _too_few_outputs(spec: NetworkSpec, outputs: int, classes: int) -> ErrorEntry:
    last = [place for place in places(spec) if place.depth == 1 and place.node.kind == "linear"][-1:]
    repairs = [
        Repair(
            label=f"Give {place.path} {classes} outputs",
            code="set_outputs",
            params={"path": place.path, "outputs": classes},
            patch=[{"op": "replace", "path": f"/network{place.pointer}/out_features", "value": classes}],
        )
        for place in last
    ]
    return ErrorEntry(
        pointer=f"/network{last[0].pointer}/out_features" if last else "/network/layers",
        code="too_few_outputs",
        path=last[0].path if last else None,
        detail=f"The network has {outputs} outputs, the data set {classes} classes.",
        params={"outputs": outputs, "classes": classes},
        repairs=repairs,
    )


def _training_faults(
    summary: NetworkSummary, dataset: DatasetInfo, training: TrainConfig
) -> Iterator[ErrorEntry]:
    images = dataset.sizes.train
    if training.batch_size > images:
        repair = Repair(
            label=f"Take {images} images a batch",
            code="set_batch_size",
            params={"batch_size": images},
            patch=[{"op": "add", "path": "/training/batch_size", "value": images}],
        )
        yield ErrorEntry(
            pointer="/training/batch_size",
            code="batch_too_large",
            detail=f"A batch of {training.batch_size} is more than the {images} training images.",
            params={"batch_size": training.batch_size, "maximum": images},
            repairs=[repair],
        )
    paths = {node.path for node in summary.nodes}
    for index, path in enumerate(training.frozen):
        if path not in paths:
            yield ErrorEntry(
                pointer=f"/training/frozen/{index}", code="unknown", detail="There is no layer of this path."
            )
    trained = [
        node for node in summary.nodes if node.params_detail and not _within(node.path, training.frozen)
    ]
    if not trained:
        yield ErrorEntry(
            pointer="/network/layers",
            code="nothing_to_train",
            detail="No layer has parameters to train.",
        )
    if training.batch_size == 1 and any(node.kind.startswith("batch_norm") for node in summary.nodes):
        yield ErrorEntry(
            pointer="/training/batch_size",
            code="batch_norm_of_one",
            detail="Batch normalisation needs at least two images in a batch.",
            params={"minimum": 2},
        )


def _within(path: str, outer: tuple[str, ...]) -> bool:
    return any(path == one or path.startswith(f"{one}.") for one in outer)


def _length_faults(steps: int, limits: RunLimits) -> Iterator[ErrorEntry]:
    if steps > limits.steps:
        yield ErrorEntry(
            pointer="/training/epochs",
            code="too_expensive",
            detail=f"{steps:,} steps are too many to take here ({limits.steps:,}).",
            params={"steps": steps, "maximum": limits.steps},
        )


def _normalises_batches(spec: NetworkSpec) -> bool:
    return any(place.node.kind.startswith("batch_norm") for place in places(spec))
