"""What a run will be, if it can be trained at all."""

from dataclasses import dataclass

from app.datasets.model import DatasetInfo
from app.network.presets import load_preset
from app.network.spec import NetworkSpec
from app.preflight import BATCH_NORMS, Budget, check
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
    budget = Budget(parameters=limits.parameters, steps=limits.steps)
    summary = check(spec, training, dataset, budget)
    training = training.with_epochs(dataset.default_epochs)
    epochs = int(training.epochs)
    drop_tail = any(node.kind in BATCH_NORMS for node in summary.nodes)
    each = steps_per_epoch(dataset.sizes.train, training.batch_size, drop_tail)
    return Plan(spec, training, each * epochs, epochs)


def load_spec(network: NetworkSpec | PresetRef) -> NetworkSpec:
    """The network itself. Raises NotFound for an unknown preset."""
    if isinstance(network, NetworkSpec):
        return network
    spec = load_preset(network.preset).spec
    assert spec is not None
    return spec
