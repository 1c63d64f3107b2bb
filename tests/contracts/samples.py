"""Settings of every kind and shapes to try them on. A new layer is tested with its defaults by being in `LAYERS`."""

from typing import Any

VOLUMES = [(1, 9, 9), (4, 12, 10), (6, 7, 13)]
VECTORS = [(5,), (16,)]

SETTINGS: dict[str, list[dict[str, Any]]] = {
    "conv2d": [
        {},
        {"out_channels": 6, "kernel_size": 5, "padding": 2},
        {"out_channels": 4, "kernel_size": [3, 2], "stride": [2, 1], "padding": [1, 0]},
        {"out_channels": 4, "kernel_size": 3, "dilation": 2, "padding": 2, "bias": False},
        {"out_channels": 12, "kernel_size": 3, "groups": 2, "padding": 1},
        {"out_channels": 3, "kernel_size": 4, "padding": "same"},
        {"out_channels": 3, "kernel_size": [2, 5], "padding": "same", "dilation": [1, 2]},
        {"out_channels": 3, "kernel_size": 3, "padding": "valid"},
        {"out_channels": 2, "kernel_size": 3, "padding": 1, "padding_mode": "reflect"},
        {"out_channels": 2, "kernel_size": 4, "padding": "same", "padding_mode": "circular"},
        {"out_channels": 2, "kernel_size": 1, "stride": 3},
        {"out_channels": 4, "kernel_size": 3, "groups": 4},
        {"out_channels": 2, "kernel_size": 3, "padding": 2, "padding_mode": "replicate"},
        {"out_channels": 3, "kernel_size": 3, "padding": 1, "connections": [[0, 1], [2], [1, 3]]},
    ],
    "max_pool2d": [
        {},
        {"kernel_size": 3, "stride": 2, "padding": 1},
        {"kernel_size": 3, "stride": 2, "ceil_mode": True},
        {"kernel_size": 2, "stride": 3, "padding": 1, "ceil_mode": True},
        {"kernel_size": [2, 3], "stride": 1},
    ],
    "avg_pool2d": [
        {},
        {"kernel_size": 3, "stride": 2, "padding": 1, "count_include_pad": False},
        {"kernel_size": 3, "stride": 2, "ceil_mode": True},
    ],
    "l2_pool2d": [
        {},
        {"kernel_size": 3, "stride": 2, "padding": 1},
        {"kernel_size": 3, "stride": 2, "ceil_mode": True},
    ],
    "linear": [{}, {"out_features": 7, "bias": False}, {"out_features": 3, "fixed": True}],
    "leaky_relu": [{}, {"negative_slope": 0.3}],
    "batch_norm2d": [{}, {"affine": False}],
    "dropout": [{}, {"p": 0.2}],
}


def settings_of(kind: str) -> list[dict[str, Any]]:
    """The settings to try for a kind."""
    return SETTINGS.get(kind, [{}])
