"""The measured receptive field of a unit, as trained and as it began: what `POST /api/v1/receptive-field` answers."""

import asyncio
from collections.abc import Mapping
from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from app.datasets.model import SplitName
from app.datasets.registry import Library
from app.errors import ErrorEntry, InvalidInput
from app.live.batch import LiveWorkers
from app.live.look import opened
from app.live.models import Models, Resolved
from app.live.places import check_place
from app.live.questions import BATCH_WORK, LIVE_WORK, check_gradient, pass_work
from app.network.report import NodeSummary
from app.protocol import AskUnit, Tensor, encode_frame
from app.protocol.base import Box
from app.protocol.model import Model

MAX_IMAGES = 256
PASSES = 6
"""Of the work of one image: forward, and backward at twice the cost, through two networks."""
MAX_PIXELS = 64_000_000
"""Of all images together."""


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)


class MeasuredField(_Answer):
    """Where the unit's value depends on the pixels, and how much.

    Luo et al. 2016, arXiv:1701.04128.
    """

    heat: list[list[float]]
    """[height][width]: the mean over the images of |∂unit/∂pixel|, summed over channels, as a share of `high`."""
    high: float
    """The strongest pixel; 0 where no image moves the unit (a dead ReLU, say). Pixels are the normalised ones."""
    size: float
    """√ of the number of pixels with at least 1 − 95.45 % of the strongest, in pixels: the side of a square."""
    radius: float
    """Half of it."""
    centre: tuple[float, float] | None
    """Row and column of the centre of gravity; null where nothing is moved."""


class TheoreticalField(_Answer):
    """The pixels that the unit could depend on."""

    box: Box
    """y0, x0, y1, x1: ends exclusive, padding included."""
    size: float
    """√ of the number of its pixels within the image."""
    radius: float
    """Half of it."""


class FieldAnswer(_Answer):
    """The receptive field of one unit: as analysed, and as measured with the given weights and with fresh ones."""

    path: str
    channel: int
    y: int
    x: int
    dataset: str
    images: int
    """How many were averaged over, evenly spread over the split."""
    seed: int | None
    """Of the fresh weights; null where another model stands in their place."""
    against: str | None
    """The model whose weights `fresh` has, where one was named."""
    trained: bool
    """Whether every parameter of `now` comes from training."""
    theoretical: TheoreticalField
    now: MeasuredField
    fresh: MeasuredField


async def measured(
    workers: LiveWorkers,
    models: Models,
    library: Library,
    *,
    model: Model,
    dataset: str | None,
    split: SplitName,
    images: int,
    seed: int,
    against: str | None,
    place: AskUnit,
) -> FieldAnswer:
    """Measure; raises `PlaygroundError`."""
    network = await models.resolve(model)
    other = None if against is None else await _same(models, against, network)
    check_place(network, place)
    check_gradient(network, "/model", "The network looks its input up in a table: there is no slope by it.")
    name = dataset or network.dataset
    if name is None:
        raise _fault("/dataset", "missing", "This network has no data set of its own: name one.")
    shown = await asyncio.to_thread(_images, library, name, split, images, network)
    work = PASSES * len(shown) * pass_work(network)
    _check(work, shown)
    recipe = _fresh(network, seed) if other is None else other.recipe
    header = {**place.model_dump(mode="json"), "type": "field", "other": recipe}
    async with opened(workers, network, work > LIVE_WORK) as (service, session, told):
        request = encode_frame({**header, "session": session.number}, [Tensor("pixels", shown)])
        found = await service.call(session, lambda: request)
    assert isinstance(found, dict)
    return FieldAnswer(
        **place.model_dump(exclude={"type"}),
        dataset=name,
        images=len(shown),
        seed=seed if other is None else None,
        against=against,
        trained=told["trained"],
        theoretical=_theoretical(network, place),
        now=_measured(found["now"]),
        fresh=_measured(found["fresh"]),
    )


async def _same(models: Models, ref: str, network: Resolved) -> Resolved:
    """The model to compare with; raises `InvalidInput` (`other_network`) where only the weights may differ."""
    other = await models.resolve(ref)
    parts = [(one.spec.input, one.spec.layers, one.spec.normalize) for one in (other, network)]
    if parts[0] != parts[1]:
        raise _fault("/against", "other_network", "This model has other layers: only its weights may differ.")
    return other


def _fresh(network: Resolved, seed: int) -> dict[str, Any]:
    """The same network, its weights drawn anew."""
    return {name: network.recipe.get(name) for name in ("spec", "mean", "std")} | {"seed": seed}


def _images(
    library: Library, name: str, split: SplitName, count: int, network: Resolved
) -> NDArray[np.uint8]:
    """Evenly spread over the split, uint8 [N, C, H, W]; raises `InvalidInput` (`input_size`)."""
    try:
        found = library.open(name)
    except InvalidInput as error:
        raise error.below("/dataset") from None
    if found.shape != network.spec.input.shape:
        sizes = {
            "images": "×".join(map(str, found.shape)),
            "takes": "×".join(map(str, network.spec.input.shape)),
        }
        detail = "The images of this data set are {images}, but the network takes {takes}."
        raise _fault("/dataset", "input_size", detail.format(**sizes), **sizes)
    images = found.splits[split].images
    chosen = np.linspace(0, len(images) - 1, min(count, len(images))).round().astype(np.int64)
    return np.asarray(images[chosen])


def _check(work: int, images: NDArray[np.uint8]) -> None:
    if work > BATCH_WORK or images.size > MAX_PIXELS:
        params = {"billions": -(-work // 10**9), "limit": BATCH_WORK // 10**9}
        detail = "This takes {billions} billion multiply-accumulates, more than {limit}; take fewer images."
        raise _fault("/images", "too_much_work", detail.format(**params), **params)


def _theoretical(network: Resolved, place: AskUnit) -> TheoreticalField:
    node = next((node for node in network.summary.nodes if node.path == place.path), None)
    box = (place.y, place.x, place.y + 1, place.x + 1) if node is None else _box(node, place)
    _, height, width = network.spec.input.shape
    inside = [
        max(0, min(box[axis + 2], side) - max(box[axis], 0)) for axis, side in ((0, height), (1, width))
    ]
    size = sqrt(inside[0] * inside[1])
    return TheoreticalField(box=box, size=size, radius=size / 2)


def _box(node: NodeSummary, place: AskUnit) -> Box:
    field = node.receptive_field
    stride = field.stride or (0.0, 0.0)
    top, left = field.start[0] + int(place.y * stride[0]), field.start[1] + int(place.x * stride[1])
    return top, left, top + field.size[0], left + field.size[1]


def _measured(found: Mapping[str, Any]) -> MeasuredField:
    return MeasuredField(radius=found["size"] / 2, **found)


def _fault(pointer: str, code: str, detail: str, **params: str | int | float) -> InvalidInput:
    entry = ErrorEntry(pointer=pointer, code=code, detail=detail, params=params)
    return InvalidInput(detail, code=code, errors=[entry])
