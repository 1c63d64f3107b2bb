"""`resnet20-cifar10`: the CIFAR ResNet-20 of He et al. 2015, section 4.2, which learns from two wider networks,
and then a little from the labels.

One cycle of the learning rate (Smith & Topin 2018) takes the place of the paper's three steps.
"""

from dataclasses import replace

import numpy as np

from app.datasets.model import Dataset, Split
from app.engine.zoo.cutmix import cut_and_mix
from app.engine.zoo.model import Finetuning, Teaching, Texts, ZooModel
from app.engine.zoo.resnet9 import resnet9
from app.training.augmentations import Crop, Cutout, Flip
from app.training.config import TrainConfig
from app.training.optimizers import Sgd
from app.training.schedules import Cosine, OneCycle

CONFIG = TrainConfig(
    epochs=276,
    batch_size=512,
    optimizer=Sgd(lr=0.4, momentum=0.9, nesterov=True),
    schedule=OneCycle(pct_start=0.2),
    weight_decay=5e-4,
    augmentation=(Flip(), Crop(padding=4)),
    seed=20261127,
    precision="bfloat16",
    threads=1,
)
TEACHING = Teaching(
    network=resnet9(3, 32, 10),
    config=CONFIG.model_copy(
        update={"epochs": 100, "augmentation": (Flip(), Crop(padding=4), Cutout(size=16)), "seed": 20260101}
    ),
    count=2,
    temperature=4.0,
)
FINETUNING = Finetuning(
    config=CONFIG.model_copy(
        update={"epochs": 10, "optimizer": Sgd(lr=0.02, momentum=0.9, nesterov=True), "schedule": Cosine()}
    ),
    seeds=(31, 20261201, 20261202, 20261203, 20261204),
)

ABOUT = """The residual network of He et al. 2015 for small colour pictures (the preset `resnet20`, 269,722
parameters): 32×32 pixels in red, green and blue → ten classes."""

DATA = """\
CIFAR-10 (Krizhevsky 2009): all 50,000 training pictures, read from a copy as JPEG files (of quality 75, colours at
half the resolution: some of what the original pixels show is lost in training and test pictures alike). The 10,000
test pictures were looked at to measure, and when the way of fine-tuning was chosen (see there). Without the random
changes {train_accuracy} of the training pictures are right.

All pictures are changed at random: {augmentation}."""

FURTHER = """## Teachers, scaffold, fine-tuning

Two ResNet-9 (6,573,130 parameters each) are trained first on the same pictures, for 100 epochs, with flip, crop and
cutout (size 16). What the student has to answer is what they answer to the very same changed picture, half of which
have a rectangle of another picture pasted in (CutMix). While it trains, each 3×3 convolution is the sum of a 3×3, a
1×3 and a 3×1 one, merged into one afterwards.

Labels alone then fit the training pictures better and the test pictures hardly; what lies between the weights before
and after that is better than both."""

USE = """For one thing of the ten classes that fills a small square picture: what `preprocess: "photo"` makes of a
photograph. It answers with one of its ten classes whatever it is shown, and knows nothing else; a drawing on the
pad is far from all that it has seen. Licence of the weights: Apache-2.0."""


def with_every_picture(cifar: Dataset, seed: int) -> Dataset:
    """CIFAR-10 whose train split holds all 50,000 pictures.

    The validation split is left as it is, for the running estimates; its pictures are among the trained ones.
    """
    parts = [cifar.splits["train"], cifar.splits["validation"]]
    images, labels = ([getattr(part, what) for part in parts] for what in ("images", "labels"))
    train = Split(np.concatenate(images), np.concatenate(labels))
    return replace(cifar, splits={**cifar.splits, "train": train})


RESNET20_CIFAR10 = ZooModel(
    ref="resnet20-cifar10",
    title="ResNet-20, things",
    preset="resnet20",
    dataset="cifar10",
    config=CONFIG,
    texts=Texts(about=ABOUT, data=DATA, use=USE, further=FURTHER),
    prepare=with_every_picture,
    distort=cut_and_mix,
    teaching=TEACHING,
    scaffold=True,
    finetuning=FINETUNING,
)
