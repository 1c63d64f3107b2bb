"""`lenet5-mnist`: LeNet-5 for digits drawn by anyone, with anything.

MNIST alone teaches pens on paper. So a third of what this network sees are the training digits drawn again with
a round brush (see `redraw`), and everything is moved, turned, scaled, bent and made thicker or thinner.
"""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from app.datasets.model import Dataset, Split
from app.engine.zoo.redraw import centre_lines, redraw
from app.training.augmentations import Elastic, Rotate, Scale, Shift
from app.training.config import TrainConfig
from app.training.optimizers import AdamW
from app.training.schedules import OneCycle

CONFIG = TrainConfig(
    epochs=15,
    batch_size=256,
    optimizer=AdamW(lr=0.004),
    schedule=OneCycle(pct_start=0.1),
    weight_decay=0.01,
    augmentation=(Shift(fraction=0.05), Rotate(degrees=10.0), Scale(factor=1.12), Elastic(alpha=1.0)),
    seed=20260101,
    device="cpu",
    precision="float32",
    threads=1,
)
"""An epoch is six passes: every digit four times as it is, twice redrawn."""
AS_IT_IS, REDRAWN = 4, 2

Pixels = NDArray[np.uint8]


def with_redrawn_digits(mnist: Dataset, seed: int) -> Dataset:
    """MNIST whose train split holds all 60,000 digits four times and two redrawings of each.

    The validation split is left as it is, for the running estimates; its digits are among the trained ones.
    """
    parts = [mnist.splits["train"], mnist.splits["validation"]]
    images = np.concatenate([part.images for part in parts])
    labels = np.concatenate([part.labels for part in parts])
    redrawn = [np.stack(list(_redrawn(images, labels, seed + turn))) for turn in range(REDRAWN)]
    copies = AS_IT_IS + REDRAWN
    train = Split(np.concatenate([*[images] * AS_IT_IS, *redrawn]), np.tile(labels, copies))
    return replace(mnist, splits={**mnist.splits, "train": train})


def _redrawn(images: Pixels, labels: NDArray[np.uint8], seed: int) -> Iterator[Pixels]:
    """Each digit [1, 28, 28] drawn again; one that leaves no line stays as it is."""
    random = np.random.default_rng(seed)
    for image, strokes, label in zip(images, centre_lines(images[:, 0]), labels, strict=True):
        yield redraw(strokes, int(label), random)[None] if strokes else image
