"""What a run will be, if it can be trained at all."""

from dataclasses import dataclass

import jsonpatch

from app.datasets.model import DatasetInfo
from app.errors import ErrorEntry, InvalidInput, Repair
from app.network.presets import load_preset, preset_document
from app.network.report import NetworkSummary
from app.network.spec import NetworkSpec
from app.preflight import BATCH_NORMS, Budget, check, suited
from app.preflight.changes import set_value
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
    summary: NetworkSummary


def plan(
    network: NetworkSpec | PresetRef, dataset: DatasetInfo, training: TrainConfig, limits: RunLimits
) -> Plan:
    """Check a run. Raises InvalidNetwork, InvalidInput, with pointers into the request; NotFound."""
    spec = load_spec(network)
    training = suited(spec, training)
    budget = Budget(parameters=limits.parameters, steps=limits.steps)
    try:
        summary = check(spec, training, dataset, budget)
    except InvalidInput as problem:
        if isinstance(network, PresetRef):
            problem.errors = [_spelled_out(entry, network.preset) for entry in problem.errors]
        raise
    training = training.with_epochs(dataset.default_epochs)
    epochs = int(training.epochs)
    drop_tail = any(node.kind in BATCH_NORMS for node in summary.nodes)
    each = steps_per_epoch(dataset.sizes.train, training.batch_size, drop_tail)
    return Plan(spec, training, each * epochs, epochs, summary)


def _spelled_out(entry: ErrorEntry, preset: str) -> ErrorEntry:
    """Repairs for a request that names its network: they put the repaired one in the place of the name."""
    return entry.model_copy(update={"repairs": [_repaired(repair, preset) for repair in entry.repairs]})


def _repaired(repair: Repair, preset: str) -> Repair:
    inside = [change for change in repair.patch if change["path"].startswith("/network/")]
    if not inside:
        return repair
    after = jsonpatch.apply_patch({"network": preset_document(preset)}, inside)
    others = [change for change in repair.patch if change not in inside]
    return repair.model_copy(update={"patch": [set_value("/network", after["network"]), *others]})


def no_device(device: str) -> InvalidInput:
    """The refusal of a device that this machine lacks."""
    detail = f"This machine has no {device.upper()} device."
    change = set_value("/training/device", "auto")
    repair = Repair(label="Take the device that there is", code="device_auto", patch=[change])
    entry = ErrorEntry(pointer="/training/device", code="no_device", detail=detail, repairs=[repair])
    return InvalidInput(detail, code=entry.code, errors=[entry])


def load_spec(network: NetworkSpec | PresetRef) -> NetworkSpec:
    """The network itself. Raises NotFound for an unknown preset."""
    if isinstance(network, NetworkSpec):
        return network
    spec = load_preset(network.preset).spec
    assert spec is not None
    return spec
