"""The networks that are measured, and random images for them: speed does not depend on what they show."""

import json
from pathlib import Path
from typing import Any

import numpy as np

from app.datasets.definitions import DATASETS
from app.datasets.store import FORMAT
from app.network.presets import load_preset
from app.network.spec import NetworkSpec

IMAGES = 60_000
DATA = {"lenet5": "mnist", "resnet20": "cifar10"}
"""The data set whose place the images of a network take."""


def network(name: str) -> NetworkSpec:
    """A network by its name here."""
    if name == "resnet20":
        return resnet20()
    spec = load_preset(name).spec
    assert spec is not None
    return spec


def resnet20() -> NetworkSpec:
    """He et al. 2015, section 4.2, with 1×1 convolutions where the shape changes."""
    layers: list[dict[str, Any]] = [*_conv_norm(16, 1), {"kind": "relu"}]
    for stage, width in enumerate((16, 32, 64)):
        for block in range(3):
            stride = 2 if stage and not block else 1
            body = [*_conv_norm(width, stride), {"kind": "relu"}, *_conv_norm(width, 1)]
            shortcut = [_conv(width, stride, 1), {"kind": "batch_norm2d"}] if stride == 2 else []
            layers += [{"kind": "residual", "body": body, "shortcut": shortcut}, {"kind": "relu"}]
    layers += [{"kind": "global_avg_pool"}, {"kind": "linear", "out_features": 10}]
    return NetworkSpec.model_validate({"input": {"channels": 3, "height": 32, "width": 32}, "layers": layers})


def _conv(width: int, stride: int, kernel: int = 3) -> dict[str, Any]:
    return {
        "kind": "conv2d",
        "out_channels": width,
        "kernel_size": kernel,
        "stride": stride,
        "padding": kernel // 2,
        "bias": False,
    }


def _conv_norm(width: int, stride: int) -> list[dict[str, Any]]:
    return [_conv(width, stride), {"kind": "batch_norm2d"}]


def write_images(data_dir: Path, name: str) -> None:
    """Put random images in the store of a data directory, in the place of the network's data set.

    The splits for evaluation are small: a plain loop, which it is compared with, does not evaluate at all.
    """
    definition = next(known for known in DATASETS if known.id == DATA[name])
    folder = data_dir / "datasets" / definition.id
    folder.mkdir(parents=True, exist_ok=True)
    random, shape = np.random.default_rng(0), network(name).input.shape
    sizes = {"train": IMAGES, "validation": 512, "test": 512}
    for split, count in sizes.items():
        np.save(folder / f"{split}-images.npy", random.integers(0, 256, (count, *shape), np.uint8))
        np.save(folder / f"{split}-labels.npy", random.integers(0, 10, count).astype(np.uint8))
    facts = {"mean": [0.5] * shape[0], "std": [0.25] * shape[0], "shape": shape, "sizes": sizes}
    (folder / "dataset.json").write_text(
        json.dumps({"format": FORMAT, "classes": definition.classes, **facts})
    )
