"""What training compares with: classes, or the input itself."""

from collections.abc import Iterator

from app.errors import ErrorEntry, InvalidNetwork, Params, Repair
from app.network.spec import NetworkSpec
from app.network.summary import NetworkSummary
from app.network.task import task_of
from app.preflight.changes import set_value
from app.preflight.ends import ends
from app.training.config import TrainConfig
from app.training.losses import MeanSquaredError

NEVER_NEGATIVE = ("sigmoid", "softmax", "heaviside", "relu")
TRANSPARENT = ("flatten", "unflatten", "dropout", "dropout2d", "gaussian_noise", "identity")


def suited(spec: NetworkSpec, config: TrainConfig) -> TrainConfig:
    """The settings with the loss that the network's task has where none was chosen."""
    if "loss" in config.model_fields_set or not _reconstructs(spec):
        return config
    return config.model_copy(update={"loss": MeanSquaredError()})


def _reconstructs(spec: NetworkSpec) -> bool:
    try:
        return task_of(spec) == "reconstruct"
    except InvalidNetwork:
        return False  # told by the check


def reconstruction(spec: NetworkSpec, config: TrainConfig, summary: NetworkSummary) -> Iterator[ErrorEntry]:
    """What is wrong with a network that is to give its input back, with repairs."""
    if not isinstance(config.loss, MeanSquaredError):
        detail = "The output has the shape of the input: it is compared with it, by the mean squared error."
        yield _entry("/training/loss", "loss_reconstruct", detail, _loss("mean_squared_error"))
    for end in ends(spec, summary):
        if end.path and tuple(end.shape) != spec.input.shape:
            detail = f"The head that ends in {end.path} must give the input back too."
            yield ErrorEntry(pointer=end.pointer, code="head_reconstruct", detail=detail, path=end.path)
    yield from _range(spec)


def compares_images() -> ErrorEntry:
    """The mean squared error has nothing to compare scores of classes with."""
    detail = "The mean squared error compares images with images; this network scores classes."
    return _entry("/training/loss", "loss_classes", detail, _loss("cross_entropy"))


def _range(spec: NetworkSpec) -> Iterator[ErrorEntry]:
    """An output that is never negative cannot come near pixels that are normalised around 0."""
    kinds = [node.kind for node in spec.layers if node.kind not in TRANSPARENT]
    if kinds and kinds[-1] in NEVER_NEGATIVE and spec.normalize != "none":
        params: Params = {"kind": kinds[-1]}
        detail = f"The {kinds[-1]} at the end is never negative, but the normalised pixels are."
        label = "Take the pixels as x/255"
        repair = Repair(label=label, code="normalize_none", patch=[set_value("/network/normalize", "none")])
        yield _entry("/network/normalize", "never_negative", detail, repair, params)


def _loss(kind: str) -> Repair:
    change = set_value("/training/loss", {"kind": kind})
    label = f"Take {kind.replace('_', ' ')}"
    return Repair(label=label, code=f"set_loss_{kind}", patch=[change])


def _entry(pointer: str, code: str, detail: str, repair: Repair, params: Params | None = None) -> ErrorEntry:
    return ErrorEntry(pointer=pointer, code=code, detail=detail, params=params or {}, repairs=[repair])
