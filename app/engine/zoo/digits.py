"""`lenet5-mnist`: LeNet-5 for digits drawn by anyone, with anything.

MNIST alone teaches pens on paper. So a third of what this network sees are the training digits drawn again with
a round brush (see `redraw`), and everything is moved, turned, scaled, bent and made thicker or thinner.
"""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from app.datasets.model import Dataset, Split
from app.engine.zoo.model import Texts, ZooModel
from app.engine.zoo.pen import vary_width
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

ABOUT = """LeNet-5 in its modern form (the preset `lenet5`, 61,706 parameters): 28×28 grey digits → ten classes."""

DATA = """\
MNIST (LeCun, Cortes, Burges): all 60,000 training digits. The 10,000 test digits were looked at only to measure.
In each epoch every digit is seen four times as it is and twice *redrawn*: its centre line is thinned out of the
image, followed, smoothed or cut into few straight pieces, bent and turned a little, drawn with a round brush of
random width, and prepared as a drawing on the pad is. Half of the plain 1s get a flag, and some a foot, when
they are redrawn. No drawn template and no recorded stroke was used.

All images are then changed at random: {augmentation}, and two in five are made thicker or thinner."""

DRAWN = """## Drawn digits

What people draw with a mouse is measured on pen strokes that nothing was trained on (`tests/strokes.py`, 63 ways of
writing the digits). The tests hold the weights to at least 96 % of the natural ways, 92 % of the angular ones, and at
most one point lost under another size, place or width of the pen."""

USE = """\
For single digits, bright on dark, of about 20×20 pixels centred by mass in 28×28: what `preprocess: "digit"` makes
of a drawing of any size, place and pen. It answers with a digit whatever it is shown; letters, several digits and
photographs of other things are outside what it knows. Licence of the weights: Apache-2.0."""

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


LENET5_MNIST = ZooModel(
    ref="lenet5-mnist",
    title="LeNet-5, digits",
    preset="lenet5",
    dataset="mnist",
    config=CONFIG,
    texts=Texts(about=ABOUT, data=DATA, use=USE, further=DRAWN),
    prepare=with_redrawn_digits,
    distort=vary_width,
)
