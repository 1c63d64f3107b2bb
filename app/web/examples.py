"""The bodies shown in the API's documentation."""

from typing import Any

LENET: dict[str, Any] = {
    "name": "LeNet-5",
    "input": {"channels": 1, "height": 28, "width": 28},
    "layers": [
        {"kind": "conv2d", "name": "c1", "out_channels": 6, "kernel_size": 5, "padding": 2},
        {"kind": "relu"},
        {"kind": "max_pool2d", "kernel_size": 2},
        {"kind": "conv2d", "name": "c3", "out_channels": 16, "kernel_size": 5},
        {"kind": "relu"},
        {"kind": "max_pool2d", "kernel_size": 2},
        {"kind": "flatten"},
        {"kind": "linear", "name": "f5", "out_features": 120},
        {"kind": "relu"},
        {"kind": "linear", "name": "f6", "out_features": 84},
        {"kind": "relu"},
        {"kind": "linear", "name": "output", "out_features": 10},
    ],
}

SOURCE = """from torch import nn

model = nn.Sequential(
    nn.Conv2d(1, 6, 5, padding=2),
    nn.ReLU(),
    nn.MaxPool2d(2),
    nn.Flatten(),
    nn.Linear(6 * 14 * 14, 10),
)
"""

RUN: dict[str, Any] = {
    "network": LENET,
    "dataset": "mnist-5k",
    "training": {"epochs": 2, "optimizer": {"kind": "adam", "lr": 0.003}, "augmentation": ["shift"]},
    "name": "my digits",
}
SAVED: dict[str, Any] = {
    "name": "my LeNet",
    "network": LENET,
    "training": {"optimizer": {"kind": "sgd", "lr": 0.1, "momentum": 0.9}},
    "dataset": "mnist-5k",
    "hand_edits": {"painted": [{"path": "c1", "channel": 0, "bias": 0.5}]},
}
BRANCH: dict[str, Any] = {"step": 0, "training": {"optimizer": "sgd"}}

EDITED: dict[str, Any] = {
    "model": {
        "network": LENET,
        "weights_from": "lenet5-mnist",
        "painted": [{"path": "c1", "channel": 0, "bias": 0.5}],
    }
}
NETWORK_MODEL: dict[str, Any] = {"network": LENET, "seed": 0}
SMALL_IMAGE = [[255 if column in (3, 4) and 1 <= row <= 6 else 0 for column in range(8)] for row in range(8)]
