"""Settings of every kind and shapes to try them on. A new layer is tested with its defaults by being in `LAYERS`."""

from typing import Any

VOLUMES = [(1, 9, 9), (4, 12, 10), (6, 7, 13), (1, 12, 1)]
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
        {"out_channels": 2, "kernel_size": [5, 1]},
        {"out_channels": 2, "kernel_size": [3, 10]},
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
    "conv_transpose2d": [
        {},
        {"out_channels": 6, "kernel_size": 2, "stride": 2},
        {"out_channels": 4, "kernel_size": [4, 3], "stride": [2, 3], "padding": [1, 0], "output_padding": 1},
        {"out_channels": 12, "kernel_size": 3, "stride": 2, "padding": 1, "groups": 2, "bias": False},
        {"out_channels": 2, "kernel_size": 3, "dilation": 2, "padding": 2},
        {"out_channels": 2, "kernel_size": 2, "stride": 5, "padding": 1},
        {"out_channels": 2, "kernel_size": 3, "output_padding": 1},
        {"out_channels": 2, "kernel_size": 3, "padding": 6},
    ],
    "adaptive_avg_pool2d": [{}, {"output_size": 3}, {"output_size": [5, 4]}, {"output_size": 20}],
    "upsample": [
        {},
        {"scale_factor": [3, 1]},
        {"mode": "bilinear"},
        {"mode": "bilinear", "scale_factor": 3},
        {"mode": "bilinear", "scale_factor": 2, "align_corners": True},
        {"size": [5, 14]},
        {"size": [5, 14], "mode": "bilinear"},
        {"size": [1, 7], "mode": "bilinear", "align_corners": True},
    ],
    "zero_pad2d": [{}, {"padding": 0}, {"padding": [1, 0, 2, 3]}, {"padding": 0, "channels": [2, 1]}],
    "unflatten": [
        {},
        {"unflattened_size": [16, 1, 1]},
        {"unflattened_size": [1, 4, 4]},
        {"unflattened_size": [5, 1, 1]},
    ],
    "embedding": [{}, {"num_embeddings": 7, "embedding_dim": 5}],
    "elu": [{}, {"alpha": 0.5}],
    "gelu": [{}, {"approximate": "tanh"}],
    "softplus": [{}, {"beta": 3.0, "threshold": 2.0}],
    "hard_tanh": [{}, {"min_val": -0.5, "max_val": 2.0}],
    "batch_norm1d": [{}, {"affine": False}],
    "layer_norm": [{}, {"elementwise_affine": False}],
    "group_norm": [{}, {"num_groups": 2}, {"num_groups": 4, "affine": False}, {"num_groups": 16}],
    "instance_norm2d": [{}, {"affine": True}],
    "local_response_norm": [{}, {"size": 2, "alpha": 0.5}, {"size": 3, "alpha": 0.5, "k": 2.0}],
    "dropout2d": [{}],
    "gaussian_noise": [{}, {"std": 0.5}],
    "linear": [{}, {"out_features": 7, "bias": False}, {"out_features": 3, "fixed": True}],
    "leaky_relu": [{}, {"negative_slope": 0.3}],
    "batch_norm2d": [{}, {"affine": False}],
    "dropout": [{}, {"p": 0.2}],
}


def settings_of(kind: str) -> list[dict[str, Any]]:
    """The settings to try for a kind."""
    return SETTINGS.get(kind, [{}])
