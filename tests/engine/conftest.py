"""Small data sets of simple pictures, and the small networks that learn them in a blink."""

import json

import numpy as np
import pytest
import torch

from app.datasets.model import Dataset, Split
from app.network.spec import NetworkSpec

SIDE = 8


def bars(count, seed):
    """Pictures of a bright row or column on noise; the label says which and in which half: 4 classes."""
    random = np.random.default_rng(seed)
    images = random.integers(0, 120, (count, 1, SIDE, SIDE), np.uint8)
    labels = random.integers(0, 4, count).astype(np.uint8)
    places = random.integers(0, SIDE // 2, count) + (labels % 2) * (SIDE // 2)
    for image, label, place in zip(images, labels, places, strict=True):
        (image[0] if label < 2 else image[0].T)[place] = 255
    return Split(images, labels)


@pytest.fixture
def dataset():
    splits = {"train": bars(203, 1), "validation": bars(40, 2), "test": bars(50, 3)}
    return Dataset("bars", ("top", "bottom", "left", "right"), splits, (0.3,), (0.25,), 2)


@pytest.fixture
def network():
    """A small network of every trainable kind and dropout."""
    return spec(
        {"kind": "conv2d", "name": "c1", "out_channels": 6, "kernel_size": 3, "padding": 1},
        {"kind": "batch_norm2d"},
        {"kind": "relu"},
        {"kind": "max_pool2d"},
        {"kind": "dropout", "p": 0.2},
        {"kind": "flatten"},
        {"kind": "linear", "name": "out", "out_features": 4},
    )


def spec(*layers, channels=1, side=SIDE, **settings):
    """A network of the given layers."""
    shape = {"channels": channels, "height": side, "width": side}
    return NetworkSpec.model_validate_json(json.dumps({"input": shape, "layers": layers, **settings}))


@pytest.fixture(autouse=True)
def _one_thread():
    torch.set_num_threads(1)
