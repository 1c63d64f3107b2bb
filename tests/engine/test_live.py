"""Looking into a network: activations against torch's own, weights that follow nodes, images of any size."""

import numpy as np
import pytest
import torch
from torch import nn

from app.engine.live import LiveModel
from app.engine.session import Session
from app.errors import InvalidInput
from app.network.presets import load_preset
from app.network.walk import places
from tests.engine.conftest import spec
from tests.engine.test_train import config


def image(channels=1, height=28, width=28, seed=0):
    return np.random.default_rng(seed).integers(0, 256, (channels, height, width), np.uint8)


def lenet():
    network = load_preset("lenet5").spec
    assert network is not None
    return network


BRANCHED = spec(
    {"kind": "conv2d", "name": "stem", "out_channels": 4, "kernel_size": 3, "padding": 1},
    {
        "kind": "residual",
        "name": "block",
        "body": [{"kind": "conv2d", "out_channels": 4, "kernel_size": 3, "padding": 1}, {"kind": "relu"}],
    },
    {
        "kind": "parallel",
        "name": "fork",
        "branches": [[{"kind": "conv2d", "out_channels": 3, "kernel_size": 1}], [{"kind": "tanh"}], []],
    },
    {"kind": "parallel", "name": "add", "merge": "add", "branches": [[{"kind": "relu"}], [], []]},
    {"kind": "batch_norm2d", "name": "norm"},
    {"kind": "global_avg_pool"},
    {"kind": "linear", "name": "out", "out_features": 4},
    {"kind": "softmax"},
    channels=3,
)


@pytest.mark.parametrize("network", [lenet(), BRANCHED], ids=["lenet5", "branched"])
def test_every_nodes_output_is_what_a_forward_hook_sees(network):
    """The oracle: torch's hooks on the module's own forward pass."""
    model = LiveModel.open(network, seed=3)
    pixels = image(*network.input.shape)
    seen = {}
    for name, module in model.module.named_modules():
        module.register_forward_hook(lambda _m, _i, out, name=name: seen.update({name: out}))
    with torch.no_grad():
        last = model.module(torch.from_numpy(pixels)[None].float() / 255 - 0.5)
    found = model.infer(pixels)
    assert found.outputs.keys() == {node.path for node in model.summary.nodes}
    for path, array in found.outputs.items():
        np.testing.assert_allclose(array, seen[path][0].numpy(), atol=1e-6)
    expected = last if network.layers[-1].kind == "softmax" else last.softmax(1)
    np.testing.assert_allclose(found.probabilities, expected[0].numpy(), atol=1e-6)
    assert found.probabilities.sum() == pytest.approx(1)


def test_logits_are_what_goes_into_the_softmax():
    found = LiveModel.open(BRANCHED).infer(image(3, 8, 8))
    np.testing.assert_array_equal(found.logits, found.outputs["out"])


def test_a_final_sigmoid_gives_its_outputs_divided_by_their_sum():
    network = spec({"kind": "flatten"}, {"kind": "linear", "out_features": 4}, {"kind": "sigmoid"})
    found = LiveModel.open(network).infer(image(1, 8, 8))
    np.testing.assert_allclose(found.probabilities, found.logits / found.logits.sum(), rtol=1e-6)


def test_only_the_asked_layers_are_given():
    assert LiveModel.open(lenet()).infer(image(), ["c1", "output"]).outputs.keys() == {"c1", "output"}


def test_the_same_seed_gives_the_same_network_and_an_edit_leaves_the_other_layers():
    first, second, other = (LiveModel.open(lenet(), seed=seed).filters() for seed in (1, 1, 2))
    assert all(np.array_equal(first[name], second[name]) for name in first)
    assert not np.array_equal(first["c1"], other["c1"])
    layers = [node.model_dump() for node in lenet().layers]
    edited = LiveModel.open(spec({"kind": "tanh"}, *layers, side=28), seed=1).filters()
    assert all(np.array_equal(first[name], edited[name]) for name in first)


def test_random_weights_follow_nodes_too():
    conv = {"kind": "conv2d", "out_channels": 4, "kernel_size": 3, "padding": 1}
    before = LiveModel.open(spec(conv, {"kind": "relu"}, conv, conv, channels=4), seed=1).filters()
    edited = spec({"kind": "relu"}, conv, conv, conv, conv, channels=4)
    after = LiveModel.open(edited, seed=1, weights_map={"0": "1", "1": "0", "3": "2", "4": "3"}).filters()
    for now, was in (("1", "0"), ("3", "2"), ("4", "3")):
        np.testing.assert_array_equal(after[now], before[was])
    assert not any(np.array_equal(after["2"], before[was]) for was in ("0", "2", "3"))


def test_a_filter_set_by_hand_is_the_only_thing_that_changes():
    sobel = [-1.0, 0, 1, -2, 0, 2, -1, 0, 1]
    conv = {"kind": "conv2d", "name": "c", "out_channels": 3, "kernel_size": 3, "padding": 1}
    network = spec(conv, {"kind": "relu"})
    before, after = LiveModel.open(network), LiveModel.open(network, painted=[("c", 1, sobel, None)])
    for channel, weight in enumerate(after.filters()["c"]):
        np.testing.assert_array_equal(
            weight, np.reshape(sobel, (1, 3, 3)) if channel == 1 else before.filters()["c"][channel]
        )
    np.testing.assert_array_equal(after.filters()["c.bias"], before.filters()["c.bias"])
    pixels = image(1, 8, 8)
    kernel = torch.tensor(sobel).view(1, 1, 3, 3)
    expected = torch.conv2d(torch.from_numpy(pixels)[None].float() / 255 - 0.5, kernel, padding=1)[0, 0]
    got = after.infer(pixels).outputs["c"][1] - after.filters()["c.bias"][1]
    np.testing.assert_allclose(got, expected.numpy(), atol=1e-5)


def test_a_trained_network_with_a_filter_set_by_hand_is_not_trained(trained):
    network, path, session = trained
    weight = session.weights()["out.weight"]
    model = LiveModel.open(network, path, painted=[("out", 0, [0.5] * weight.shape[1], None)])
    assert (model.trained, model.untrained) == (False, [])
    np.testing.assert_array_equal(model.filters()["out"][1:], weight[1:].numpy())


def test_normalisation_is_the_networks():
    standard = spec({"kind": "relu"}, channels=2, normalize="standard")
    model = LiveModel.open(standard, mean=(0.5, 0.1), std=(0.2, 0.4))
    pixels = image(2, 8, 8)
    expected = (pixels / 255 - np.array([0.5, 0.1])[:, None, None]) / np.array([0.2, 0.4])[:, None, None]
    np.testing.assert_allclose(model.infer(pixels).outputs["0"], expected.clip(0), atol=1e-5)


@pytest.fixture
def trained(network, dataset, tmp_path):
    """A trained small network: its description and a checkpoint."""
    session = Session(network, config(), dataset)
    for _ in range(5):
        session.advance()
    session.save(tmp_path / "trained.safetensors")
    return network, tmp_path / "trained.safetensors", session


def test_trained_weights_answer_as_the_session_does(trained):
    network, path, session = trained
    model = LiveModel.open(network, path)
    assert (model.trained, model.untrained) == (True, [])
    pixels = image(1, 8, 8)
    with torch.no_grad():
        expected = session.module.eval()(torch.from_numpy(pixels)[None].float() / 255 - 0.5)[0]
    np.testing.assert_allclose(model.infer(pixels).logits, expected.numpy(), atol=1e-5)


def test_weights_follow_nodes_and_changed_nodes_are_untrained(trained):
    network, path, session = trained
    layers = [node.model_dump() for node in network.layers]
    layers.insert(1, {"kind": "conv2d", "out_channels": 6, "kernel_size": 3, "padding": 1})
    edited = spec(*layers)
    names = {"c1": "c1", "2": "1", "3": "2", "4": "3", "5": "4", "6": "5", "out": "out"}
    model = LiveModel.open(edited, weights_from=path, weights_map=names)
    assert (model.trained, model.untrained) == (False, ["1"])
    kept = session.weights()
    np.testing.assert_array_equal(model.filters()["out"], kept["out.weight"].numpy())
    running = model.module.get_submodule("2").state_dict()["running_mean"]
    assert torch.equal(running, kept["1.running_mean"])


@pytest.mark.parametrize("at", [1, 2, 3])
def test_a_block_that_starts_at_zero_changes_no_answer_of_a_trained_network(trained, at):
    network, path, _ = trained
    layers = [
        {"name": f"n{index}", **node.model_dump(exclude_none=True)}
        for index, node in enumerate(network.layers)
    ]
    names = {layer["name"]: place.path for layer, place in zip(layers, places(network), strict=True)}
    conv = {"kind": "conv2d", "out_channels": 6, "kernel_size": 3, "padding": 1}
    layers.insert(at, {"kind": "residual", "zero_init": True, "body": [conv, {"kind": "relu"}, conv]})
    edited = LiveModel.open(spec(*layers), weights_from=path, weights_map=names)
    pixels = image(1, 8, 8)
    np.testing.assert_array_equal(
        edited.infer(pixels).logits, LiveModel.open(network, path).infer(pixels).logits
    )


def test_a_node_of_another_shape_is_untrained_as_a_whole(trained):
    network, path, _ = trained
    layers = [node.model_dump() for node in network.layers]
    layers[0]["kernel_size"] = 5
    layers[0]["padding"] = 2
    model = LiveModel.open(spec(*layers), weights_from=path)
    assert model.untrained == ["c1"]


def test_without_weights_every_layer_with_parameters_is_untrained():
    model = LiveModel.open(lenet())
    assert (model.trained, model.untrained) == (False, ["c1", "c3", "f5", "f6", "output"])


def test_an_image_of_its_own_size_gets_as_far_as_the_first_misfit():
    model = LiveModel.open(lenet(), seed=1)
    pixels = image(1, 60, 84)
    found = model.infer(pixels, full_size=True)
    assert (found.misfit, found.logits, found.probabilities) == ("f5", None, None)
    assert found.outputs["s4"].shape == (16, 13, 19)
    assert "f5" not in found.outputs
    convolution = nn.functional.conv2d(
        torch.from_numpy(pixels)[None].float() / 255 - 0.5,
        torch.from_numpy(model.filters()["c1"]),
        torch.from_numpy(model.filters()["c1.bias"]),
        padding=2,
    )
    np.testing.assert_allclose(found.outputs["c1"], convolution[0].numpy(), atol=1e-5)


def test_an_image_too_small_for_a_window_stops_there():
    assert LiveModel.open(lenet()).infer(image(1, 6, 28), full_size=True).misfit == "c3"


def test_a_network_without_fixed_sizes_takes_any_image():
    found = LiveModel.open(BRANCHED).infer(image(3, 31, 17), full_size=True)
    assert found.misfit is None
    assert found.probabilities.sum() == pytest.approx(1)


@pytest.mark.parametrize("shape", [(1, 29, 28), (3, 28, 28), (28, 28)])
def test_other_shapes_are_refused(shape):
    with pytest.raises(InvalidInput) as problem:
        LiveModel.open(lenet()).infer(np.zeros(shape, np.uint8))
    assert problem.value.code == "image_shape"


def test_filters_are_the_parameters_by_path():
    filters = LiveModel.open(lenet()).filters()
    assert [filters[name].shape for name in ("c1", "c1.bias", "c3", "f5")] == [
        (6, 1, 5, 5),
        (6,),
        (16, 6, 5, 5),
        (120, 400),
    ]
    assert LiveModel.open(lenet()).filters(["c3"]).keys() == {"c3", "c3.bias"}


def test_looking_leaves_no_hooks_and_no_gradients():
    model = LiveModel.open(lenet())
    model.infer(image())
    model.unit("c3", 0, 4, 4)
    for module in model.module.modules():
        assert not {**module._forward_hooks, **module._forward_pre_hooks, **module._backward_hooks}
    assert not any(parameter.requires_grad for parameter in model.module.parameters())


def test_a_network_that_ends_in_maps_has_no_probabilities():
    model = LiveModel.open(spec({"kind": "conv2d", "name": "c", "out_channels": 2}))
    found = model.infer(np.zeros((1, 8, 8), np.uint8))
    assert (found.logits, found.probabilities, found.misfit) == (None, None, None)
    assert found.outputs["c"].shape == (2, 6, 6)


def test_filters_of_a_transposed_convolution_have_their_outputs_first():
    """A dot of light in one map gives each output map the filter between them."""
    layer = {"kind": "conv_transpose2d", "name": "up", "out_channels": 6, "kernel_size": [2, 3], "groups": 2}
    model = LiveModel.open(spec({**layer, "bias": False}, channels=4, normalize="none"), seed=3)
    weight = model.filters()["up"]
    assert weight.shape == (6, 2, 2, 3)
    for channel in range(4):
        image = np.zeros((4, 8, 8), np.uint8)
        image[channel, 0, 0] = 255
        maps = model.infer(image).outputs["up"][:, :2, :3]
        group = range(3) if channel < 2 else range(3, 6)
        for out in range(6):
            expected = weight[out, channel % 2] if out in group else np.zeros((2, 3))
            np.testing.assert_allclose(maps[out], expected, atol=1e-6)
