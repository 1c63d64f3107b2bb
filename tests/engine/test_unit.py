"""The arithmetic of a unit, for every kind of layer, against torch's gradients and against its own sum."""

import numpy as np
import pytest
import torch

from app.engine.live import LiveModel
from app.errors import InvalidInput
from app.layers import LAYERS
from app.layers.embedding import Embedding
from app.network.spec import NetworkSpec
from tests.engine.conftest import spec

CONV = {"kind": "conv2d", "name": "under", "out_channels": 4}
FIRST = {"kind": "conv2d", "name": "first", "out_channels": 4, "kernel_size": 3, "padding": 1}
UNDER = {
    "conv": {**CONV, "kernel_size": 3, "padding": 1},
    "conv strided": {**CONV, "kernel_size": [5, 3], "padding": [2, 1], "stride": [2, 3]},
    "conv dilated": {**CONV, "kernel_size": 3, "padding": 2, "dilation": 2},
    "conv grouped": {**CONV, "kernel_size": 3, "groups": 2, "bias": False},
    "conv same": {**CONV, "kernel_size": 4, "padding": "same"},
    "conv reflect": {**CONV, "kernel_size": 5, "padding": 2, "padding_mode": "reflect"},
    "conv replicate": {**CONV, "kernel_size": 5, "padding": 2, "padding_mode": "replicate"},
    "conv circular": {**CONV, "kernel_size": 5, "padding": 2, "padding_mode": "circular"},
    "max": {"kind": "max_pool2d", "name": "under", "kernel_size": 3, "stride": 2, "padding": 1},
    "mean": {"kind": "avg_pool2d", "name": "under", "kernel_size": 2},
    "mean padded": {"kind": "avg_pool2d", "name": "under", "kernel_size": 3, "stride": 2, "padding": 1},
    "mean without padding": {
        "kind": "avg_pool2d",
        "name": "under",
        "kernel_size": 3,
        "stride": 2,
        "padding": 1,
        "count_include_pad": False,
    },
    "mean rounded up": {"kind": "avg_pool2d", "name": "under", "kernel_size": 3, "ceil_mode": True},
    "l2": {"kind": "l2_pool2d", "name": "under", "kernel_size": 3, "stride": 2},
    "stamps": {"kind": "conv_transpose2d", "name": "under", "out_channels": 3, "kernel_size": 3, "stride": 2},
    "stamps cut": {
        "kind": "conv_transpose2d",
        "name": "under",
        "out_channels": 4,
        "kernel_size": [4, 3],
        "stride": [2, 1],
        "padding": [1, 2],
        "groups": 2,
        "bias": False,
    },
    "stamps apart": {
        "kind": "conv_transpose2d",
        "name": "under",
        "out_channels": 2,
        "kernel_size": 2,
        "stride": 3,
    },
    "stamps dilated": {
        "kind": "conv_transpose2d",
        "name": "under",
        "out_channels": 2,
        "kernel_size": 2,
        "dilation": 2,
    },
    "mean adaptive": {"kind": "adaptive_avg_pool2d", "name": "under", "output_size": [4, 2]},
    "nearest": {"kind": "upsample", "name": "under", "scale_factor": [2, 3]},
    "bilinear": {"kind": "upsample", "name": "under", "mode": "bilinear"},
    "bilinear smaller": {"kind": "upsample", "name": "under", "mode": "bilinear", "size": [5, 7]},
    "bilinear corners": {
        "kind": "upsample",
        "name": "under",
        "mode": "bilinear",
        "size": 13,
        "align_corners": True,
    },
    "zeros round it": {"kind": "zero_pad2d", "name": "under", "padding": [2, 0, 1, 1]},
    "maps of zeros": {"kind": "zero_pad2d", "name": "under", "padding": 1, "channels": [1, 2]},
    "norm": {"kind": "batch_norm2d", "name": "under"},
    "norm of all": {"kind": "layer_norm", "name": "under"},
    "norm of groups": {"kind": "group_norm", "name": "under", "num_groups": 2},
    "norm of maps": {"kind": "instance_norm2d", "name": "under"},
    "norm of neighbours": {"kind": "local_response_norm", "name": "under", "size": 3, "alpha": 2.0},
    "elu": {"kind": "elu", "name": "under"},
    "gelu": {"kind": "gelu", "name": "under"},
    "silu": {"kind": "silu", "name": "under"},
    "softplus": {"kind": "softplus", "name": "under"},
    "hard tanh": {"kind": "hard_tanh", "name": "under"},
    "threshold": {"kind": "heaviside", "name": "under"},
    "identity": {"kind": "identity", "name": "under"},
    "maps left out": {"kind": "dropout2d", "name": "under"},
    "noise": {"kind": "gaussian_noise", "name": "under"},
    "global max": {"kind": "global_max_pool", "name": "under"},
    "relu": {"kind": "relu", "name": "under"},
    "tanh": {"kind": "tanh", "name": "under"},
    "dropout": {"kind": "dropout", "name": "under"},
    "flatten": {"kind": "flatten", "name": "under"},
    "global mean": {"kind": "global_avg_pool", "name": "under"},
    "residual": {"kind": "residual", "name": "under", "body": [{"kind": "tanh"}]},
    "concat": {"kind": "parallel", "name": "under", "branches": [[{"kind": "tanh"}], [], [{"kind": "relu"}]]},
    "add": {"kind": "parallel", "name": "under", "merge": "add", "branches": [[{"kind": "tanh"}], []]},
}
CURVES = {"relu", "tanh", "elu", "gelu", "silu", "softplus", "hard tanh", "threshold"}
GIVEN_THE_DEVIATION = {name for name in UNDER if name.startswith("norm of")}
LINEAR_IN_ITS_INPUTS = (
    set(UNDER) - CURVES - GIVEN_THE_DEVIATION - {"max", "global max", "l2", "residual", "concat", "add"}
)
SUMS = set(UNDER) - CURVES


NORMS = (torch.nn.BatchNorm2d, torch.nn.BatchNorm1d, torch.nn.LayerNorm, torch.nn.GroupNorm)


def opened(layer):
    network = spec(FIRST, layer, channels=2, side=9)
    model = LiveModel.open(network, seed=1)
    with torch.no_grad():
        for module in model.module.modules():
            if isinstance(module, torch.nn.BatchNorm2d | torch.nn.BatchNorm1d):
                module.running_mean.normal_()
                module.running_var.uniform_(0.5, 1.5)
            if isinstance(module, NORMS) and module.weight is not None:
                module.weight.normal_()
                module.bias.normal_()
    model.infer(np.random.default_rng(0).integers(0, 256, (2, 9, 9), np.uint8))
    return model


def units(shape, count=12):
    """The corners and some units between."""
    sides = (*shape, 1, 1)[:3]
    random = np.random.default_rng(1)
    inner = [tuple(int(random.integers(side)) for side in sides) for _ in range(count)]
    return [(0, 0, 0), tuple(side - 1 for side in sides), *inner]


@pytest.mark.parametrize("name", UNDER)
def test_the_value_is_the_outputs_and_the_shares_come_to_it(name):
    model = opened(UNDER[name])
    value = model._values["under"][0].numpy()
    for unit in units(value.shape):
        answer = model.unit("under", *unit)
        assert answer.value == pytest.approx(float(value[unit[: value.ndim]]), abs=1e-6)
        assert answer.steps[-1].value == pytest.approx(answer.value, rel=1e-5, abs=1e-5)
        if answer.sum is not None:
            assert answer.sum == pytest.approx(answer.value, abs=1e-5)
        if name in SUMS and len(answer.strongest) < 12:
            total = sum(one.contribution for one in answer.strongest) + (answer.bias or 0)
            assert total == pytest.approx(answer.value, abs=1e-5)


@pytest.mark.parametrize("name", UNDER)
def test_the_sources_are_the_inputs_that_have_a_gradient(name):
    """The oracle: autograd from the unit back to the layer's input."""
    model = opened(UNDER[name])
    start = model._values["first"].clone().requires_grad_()
    module = model.module.get_submodule("under")
    for unit in units(model._values["under"][0].shape):
        out = module(start)[0]
        gradient = torch.autograd.grad(out[unit[: out.dim()]], start)[0][0]
        expected = {tuple(place) for place in gradient.nonzero().tolist()}
        answer = model.unit("under", *unit)
        told = {(one.channel, one.y, one.x) for one in answer.strongest}
        if name not in CURVES | {"residual", "add", "concat"}:
            assert told <= expected
        if name in LINEAR_IN_ITS_INPUTS and not name.startswith("conv re"):
            shares = {place: (gradient[place] * start[0][place]).item() for place in expected}
            for one in answer.strongest:
                if name != "conv circular":
                    assert one.contribution == pytest.approx(shares[one.channel, one.y, one.x], abs=1e-5)


def test_the_patch_the_kernel_and_the_products_are_those_of_the_convolution():
    model = opened(UNDER["conv strided"])
    answer = model.unit("under", 2, 0, 1)
    kernel = model.filters()["under"][2]
    first = np.pad(model._values["first"][0].numpy(), ((0, 0), (2, 2), (1, 1)))
    patch = first[:, 0:5, 3:6]
    assert answer.inputs[0].path == "first"
    assert answer.inputs[0].box == (-2, 2, 3, 5)
    assert answer.inputs[0].channels == (0, 4)
    np.testing.assert_allclose(answer.inputs[0].patch, patch, atol=1e-6)
    np.testing.assert_allclose(answer.kernel, kernel, atol=1e-6)
    np.testing.assert_allclose(answer.products, patch * kernel, atol=1e-6)
    assert answer.bias == pytest.approx(float(model.filters()["under.bias"][2]))


def test_groups_read_their_own_channels():
    model = opened(UNDER["conv grouped"])
    assert [model.unit("under", channel).inputs[0].channels for channel in range(4)] == [
        (0, 2),
        (0, 2),
        (2, 4),
        (2, 4),
    ]


def test_a_concatenation_reads_the_branch_that_the_channel_comes_from():
    model = opened(UNDER["concat"])
    read = [model.unit("under", channel, 1, 2).inputs[0] for channel in (1, 5, 11)]
    assert [source.path for source in read] == ["under.branches.0.0", "first", "under.branches.2.0"]
    assert [source.channels for source in read] == [(1, 2), (1, 2), (3, 4)]


def test_a_sum_reads_all_its_ways():
    answer = opened(UNDER["residual"]).unit("under", 1, 3, 4)
    assert answer.operation == "sum"
    assert [source.path for source in answer.inputs] == ["under.body.0", "first"]


def test_the_activation_that_follows_is_told():
    network = spec(FIRST, {"kind": "tanh", "name": "bent"}, channels=2)
    model = LiveModel.open(network)
    model.infer(np.full((2, 8, 8), 200, np.uint8))
    answer = model.unit("first", 1, 4, 4)
    assert (answer.activation.kind, answer.activation.path) == ("tanh", "bent")
    assert answer.activation.value == pytest.approx(np.tanh(answer.value))
    assert model.unit("bent", 1, 4, 4).activation is None


def test_a_softmax_weighs_its_own_logit_against_the_others():
    network = spec({"kind": "flatten"}, {"kind": "linear", "out_features": 4}, {"kind": "softmax"})
    model = LiveModel.open(network)
    found = model.infer(np.full((1, 8, 8), 200, np.uint8))
    answer = model.unit("2", 1)
    assert answer.value == pytest.approx(float(found.probabilities[1]))
    signs = {one.channel: np.sign(one.contribution) for one in answer.strongest}
    assert signs == {0: -1, 1: 1, 2: -1, 3: -1}


def test_the_receptive_field_moves_with_the_unit_and_covers_all_for_vectors():
    network = spec(FIRST, {"kind": "max_pool2d"}, {"kind": "flatten"}, {"kind": "linear", "out_features": 2})
    model = LiveModel.open(network)
    model.infer(np.zeros((1, 8, 8), np.uint8))
    assert model.unit("1", 0, 0, 0).receptive_field == (-1, -1, 3, 3)
    assert model.unit("1", 0, 3, 1).receptive_field == (5, 1, 9, 5)
    assert model.unit("3", 1).receptive_field == (-1, -1, 9, 9)


def test_a_large_fan_in_tells_the_strongest_alone():
    network = spec({"kind": "flatten"}, {"kind": "linear", "out_features": 2}, side=80)
    model = LiveModel.open(network)
    pixels = np.random.default_rng(0).integers(0, 256, (1, 80, 80), np.uint8)
    model.infer(pixels)
    answer = model.unit("1", 1)
    assert (answer.kernel, answer.products, answer.inputs[0].patch) == (None, None, None)
    products = model.filters()["1"][1] * (pixels.reshape(-1) / 255 - 0.5)
    expected = sorted(abs(products), reverse=True)[:12]
    assert [abs(one.contribution) for one in answer.strongest] == pytest.approx(expected, rel=1e-4)
    assert answer.sum == pytest.approx(answer.value, abs=1e-4)


def test_a_pixel_of_the_input_is_told_too():
    model = opened(UNDER["conv"])
    answer = model.unit("input", 1, 2, 3)
    assert (answer.inputs, answer.receptive_field) == ([], (2, 3, 3, 4))
    assert answer.value == pytest.approx(model._values["input"][0, 1, 2, 3].item(), abs=1e-6)


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (("nope", 0, 0, 0), "unknown_path"),
        (("under", 4, 0, 0), "no_unit"),
        (("under", 0, 9, 0), "no_unit"),
        (("under", -1, 0, 0), "no_unit"),
    ],
)
def test_what_is_not_there_is_refused(asked, code):
    with pytest.raises(InvalidInput) as problem:
        opened(UNDER["conv"]).unit(*asked)
    assert problem.value.code == code


def test_before_any_image_there_is_nothing_to_tell():
    with pytest.raises(InvalidInput) as problem:
        LiveModel.open(spec({"kind": "flatten"})).unit("0", 0)
    assert problem.value.code == "no_image"


VECTORS = [{"kind": "batch_norm1d"}, {"kind": "layer_norm"}, {"kind": "group_norm", "num_groups": 2}]


@pytest.mark.parametrize("layer", VECTORS, ids=lambda layer: layer["kind"])
def test_norms_of_vectors_add_up(layer):
    before = [{"kind": "flatten"}, {"kind": "linear", "name": "first", "out_features": 6}]
    model = LiveModel.open(spec(*before, {**layer, "name": "under"}), seed=2)
    with torch.no_grad():
        for part in model.module.modules():
            if isinstance(part, NORMS):
                part.weight.normal_()
                part.bias.normal_()
    model.infer(np.random.default_rng(0).integers(0, 256, (1, 8, 8), np.uint8))
    for channel in range(6):
        answer = model.unit("under", channel)
        assert answer.sum == pytest.approx(answer.value, abs=1e-5)
        assert answer.value == pytest.approx(float(model._values["under"][0, channel]), abs=1e-6)


def test_a_picture_rolled_up_copies_the_vector():
    way = [{"kind": "flatten"}, {"kind": "unflatten", "name": "under", "unflattened_size": [2, 8, 4]}]
    model = LiveModel.open(spec(*way))
    model.infer(np.random.default_rng(0).integers(0, 256, (1, 8, 8), np.uint8))
    answer = model.unit("under", 1, 2, 3)
    assert answer.inputs[0].channels == (32 + 8 + 3, 32 + 8 + 4)
    assert answer.value == answer.inputs[0].patch[0][0][0]


def test_an_embedding_looks_its_token_up():
    network = NetworkSpec.model_validate(
        {
            "input": {"channels": 1, "height": 6, "width": 1},
            "layers": [Embedding(name="words", num_embeddings=100, embedding_dim=5)],
        }
    )
    model = LiveModel.open(network, seed=1)
    tokens = np.array([7, 99, 100, 0, 255, 42], np.uint8)
    model.infer(tokens[None, :, None])
    table = model.filters()["words"]
    for row, token in enumerate([7, 99, 99, 0, 99, 42]):
        answer = model.unit("words", 0, row, 3)
        assert answer.value == pytest.approx(float(table[token, 3]))
        assert answer.inputs[0].patch == [[[float(tokens[row])]]]
        assert (answer.inputs[0].box, answer.receptive_field) == ((row, 0, row + 1, 1), (row, 0, row + 1, 1))


def test_every_kind_of_layer_is_explained_here():
    tried = {layer["kind"] for layer in [*UNDER.values(), *VECTORS]}
    elsewhere = {"linear", "softmax", "unflatten", "embedding"}
    same_as_another = {"leaky_relu", "sigmoid"}
    kinds = {layer.model_fields["kind"].default for layer in LAYERS}
    assert kinds - tried - elsewhere == same_as_another
