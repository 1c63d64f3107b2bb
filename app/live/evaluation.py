"""Right and wrong answers to some of a data set's images, at once: what `POST /api/v1/evaluations` answers.

For a network that is being changed by hand: as many images as a fraction of a second allows, to be asked again for
the rest. `POST /api/v1/findings` looks at all of them.
"""

import asyncio

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from app.datasets.model import SplitName
from app.datasets.registry import Library
from app.live.batch import LiveWorkers
from app.live.look import opened
from app.live.matching import check_labels, dataset_for
from app.live.models import Models
from app.protocol import Tensor, encode_frame
from app.protocol.model import Model

MAX_IMAGES = 1000
WORK = 42_000_000_000
"""Multiply-accumulates of one answer: 100 to 200 ms of two processor cores."""
LEAST_IMAGES = 10


class Evaluation(BaseModel):
    """How a network answers some images: those from `start` on of `of` that are evenly spread over the split."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    dataset: str
    split: SplitName
    start: int
    images: int
    """How many were looked at; fewer than asked for where the network is large: go on from `start` + `images`."""
    of: int
    rounded: bool
    """Large networks are run in bfloat16 where the processor has it: a close call may fall the other way."""
    right: int
    classes: list[str]
    matrix: list[list[int]]
    """`matrix[true][predicted]` of these images."""


async def evaluated(
    workers: LiveWorkers,
    models: Models,
    library: Library,
    *,
    model: Model,
    dataset: str | None,
    split: SplitName,
    images: int,
    start: int,
) -> Evaluation:
    """Look at the images from `start` on of `images` spread over the split.

    Raises NotFound; InvalidNetwork and InvalidInput with pointers; Conflict (`dataset_not_ready`, `no_labels`).
    """
    network = await models.resolve(model)
    info = dataset_for(network, library, dataset)
    check_labels(network, info)
    at_once = max(LEAST_IMAGES, WORK // max(network.summary.total.macs, 1))
    shown, labels, total = await asyncio.to_thread(_images, library, info.id, split, images, start, at_once)
    answers, rounded = np.zeros(0, np.int64), False
    if len(shown):
        async with opened(workers, network) as (service, session, _):
            header = {"type": "answers", "session": session.number}
            request = encode_frame(header, [Tensor("pixels", shown)])
            found = await service.call(session, lambda: request)
        assert isinstance(found, dict)
        answers, rounded = np.array(found["answers"], np.int64), found["rounded"]
    matrix = np.zeros((len(info.classes), len(info.classes)), np.int64)
    np.add.at(matrix, (labels, answers), 1)
    return Evaluation(
        dataset=info.id,
        split=split,
        start=start,
        images=len(shown),
        of=total,
        rounded=rounded,
        right=int(np.trace(matrix)),
        classes=list(info.classes),
        matrix=matrix.tolist(),
    )


def _images(
    library: Library, dataset: str, split: SplitName, images: int, start: int, at_once: int
) -> tuple[NDArray[np.uint8], NDArray[np.int64], int]:
    """The images (N, C, H, W), their labels (N,), and how many there are in all."""
    part = library.open(dataset).splits[split]
    total = min(images, len(part.labels))
    places = np.linspace(0, len(part.labels) - 1, total).round().astype(np.int64)[start : start + at_once]
    return np.asarray(part.images[places]), part.labels[places].astype(np.int64), total
