import json
from pathlib import Path

import pytest
import torch
from torch import nn

from app.engine.build import build
from app.engine.initialise import initialise
from app.engine.objective import quadratic
from app.network.spec import NetworkSpec
from app.training.initializers import Default, He, InverseSqrt, Normal, Orthogonal, Xavier, Zeros
from tests.engine.conftest import spec

VECTORS = json.loads((Path(__file__).parent.parent / "golden" / "training.json").read_text())["vectors"]


def golden(name):
    return next(vector for vector in VECTORS if vector["id"] == name)


def network():
    return nn.Sequential(nn.Conv2d(32, 64, 5), nn.BatchNorm2d(64), nn.Flatten(), nn.Linear(400, 300))


def drawn(setting, seed=0):
    module = network()
    initialise(module, setting, seed)
    return module


@pytest.mark.parametrize(
    ("setting", "conv", "linear", "bias"),
    [
        (Zeros(), 0.0, 0.0, 0.0),
        (Normal(std=0.5), 0.5, 0.5, 0.5),
        (InverseSqrt(), 800**-0.5, 400**-0.5, 1.0),
        (Xavier(), (2 / (800 + 1600)) ** 0.5, (2 / 700) ** 0.5, 0.0),
        (He(), (2 / 800) ** 0.5, (2 / 400) ** 0.5, 0.0),
        (Default(), (1 / 800 / 3) ** 0.5, (1 / 400 / 3) ** 0.5, (1 / 400 / 3) ** 0.5),
    ],
)
def test_deviations_are_those_of_the_definition(setting, conv, linear, bias):
    module = drawn(setting)
    assert module[0].weight.std().item() == pytest.approx(conv, rel=0.03)
    assert module[3].weight.std().item() == pytest.approx(linear, rel=0.03)
    assert module[3].bias.std().item() == pytest.approx(bias, rel=0.15)


def test_orthogonal_rows_have_length_gain_and_meet_at_right_angles():
    weight = drawn(Orthogonal(gain=2.0))[3].weight
    torch.testing.assert_close(weight @ weight.T, 4 * torch.eye(300), atol=1e-4, rtol=0)


def test_normalisation_starts_as_the_identity_whatever_the_setting():
    module = drawn(Zeros())
    assert module[1].weight.unique().tolist() == [1]
    assert module[1].bias.unique().tolist() == [0]


@pytest.mark.parametrize(
    ("setting", "fan_in"), [(InverseSqrt(), 32 * 16 / 4), (He(), 32 * 16 / 4 / 2), (Zeros(), float("inf"))]
)
def test_behind_a_transposed_convolution_one_stamp_in_four_reaches_a_unit(setting, fan_in):
    module = nn.Sequential(nn.ConvTranspose2d(32, 64, 4, stride=2))
    initialise(module, setting, 0)
    assert module[0].weight.std().item() == pytest.approx(fan_in**-0.5, rel=0.03)


def test_embeddings_are_normal_and_drawn_by_the_seed():
    tables = [nn.Sequential(nn.Embedding(100, 50)) for _ in range(3)]
    for table, (setting, seed) in zip(tables, ((Default(), 1), (He(), 1), (Default(), 2)), strict=True):
        initialise(table, setting, seed)
    assert tables[0][0].weight.std().item() == pytest.approx(1, rel=0.03)
    assert torch.equal(tables[0][0].weight, tables[1][0].weight)
    assert not torch.equal(tables[0][0].weight, tables[2][0].weight)


def test_the_seed_decides():
    first, second, other = drawn(Default(), 5), drawn(Default(), 5), drawn(Default(), 6)
    assert torch.equal(first[0].weight, second[0].weight)
    assert not torch.equal(first[0].weight, other[0].weight)


def test_the_global_generator_is_left_alone():
    module = network()
    before = torch.get_rng_state()
    initialise(module, Normal(), 5)
    assert torch.equal(torch.get_rng_state(), before)


def conv(**more):
    return {"kind": "conv2d", "out_channels": 4, "kernel_size": 3, "padding": 1, **more}


@pytest.mark.parametrize(
    "body",
    [
        [conv(), {"kind": "relu"}, conv(), {"kind": "relu"}],
        [
            conv(bias=False),
            {"kind": "batch_norm2d"},
            {"kind": "relu"},
            conv(bias=False),
            {"kind": "batch_norm2d"},
        ],
        [{"kind": "residual", "body": [conv()]}, conv()],
    ],
    ids=["conv", "norm", "nested"],
)
@pytest.mark.parametrize("setting", [Default(), He(), Normal(std=0.5)], ids=lambda setting: setting.kind)
def test_a_block_that_starts_at_zero_passes_its_input_on(body, setting):
    module = build(spec({"kind": "residual", "name": "block", "zero_init": True, "body": body}, channels=4))
    initialise(module, setting, 0)
    x = torch.randn(2, 4, 8, 8)
    assert torch.equal(module.eval()(x), x)
    plain = build(spec({"kind": "residual", "body": body}, channels=4))
    initialise(plain, setting, 0)
    assert not torch.equal(plain.eval()(x), x)


def test_a_body_without_weights_of_its_own_cannot_start_at_zero():
    module = build(spec({"kind": "residual", "zero_init": True, "body": [{"kind": "relu"}]}, channels=4))
    initialise(module, Default(), 0)
    x = torch.rand(1, 4, 8, 8)
    assert torch.equal(module(x), 2 * x)


def test_a_layer_may_have_its_own_setting_and_so_may_all_in_a_block():
    nodes = [
        {"kind": "residual", "name": "block", "body": [conv(name="a"), conv(name="b")]},
        conv(name="c"),
    ]
    module = build(spec(*nodes, channels=4))
    initialise(module, He(), 3, own={"block": Zeros(), "block.body.b": Normal(std=7.0)})
    plain = build(spec(*nodes, channels=4))
    initialise(plain, He(), 3)
    assert not module.block.body.a.weight.any()
    assert module.block.body.b.weight.std().item() == pytest.approx(7, rel=0.2)
    assert torch.equal(module.c.weight, plain.c.weight)


@pytest.mark.parametrize(
    ("setting", "name"), [(InverseSqrt(), "inv_sqrt_n"), (Xavier(), "xavier"), (He(), "he")]
)
def test_scales_are_those_of_the_lecture(setting, name):
    vector = golden("init-scales")
    module = nn.Sequential(nn.Linear(vector["inputs"]["n_in"], vector["inputs"]["n_out"]))
    drawn = []
    for seed in range(8):
        initialise(module, setting, seed)
        drawn.append(module[0].weight.detach().clone())
    assert torch.stack(drawn).std().item() == pytest.approx(vector["expected"][name], rel=0.015)


def test_hidden_units_that_begin_at_zero_stay_twins():
    vector = golden("init-zero-symmetry")
    given, expected = vector["inputs"], vector["expected"]
    hidden = {"kind": "linear", "name": "W", "out_features": 2, "bias": False}
    end = {"kind": "linear", "name": "v", "out_features": 1, "bias": False}
    sigmoid = {"kind": "sigmoid"}
    shape = {"channels": 1, "height": 1, "width": 2}
    description = {"input": shape, "layers": [{"kind": "flatten"}, hidden, sigmoid, end, sigmoid]}
    module = build(NetworkSpec.model_validate(description)).double()
    initialise(module, Zeros(), 0)
    x, label = torch.tensor([[[given["x"]]]], dtype=torch.float64), torch.tensor([0])
    stepping, found = torch.optim.SGD(module.parameters(), lr=given["lr"]), []
    for _ in range(given["steps"]):
        stepping.zero_grad()
        quadratic(module(x), label).mean().backward()
        found.append(module.v.weight.grad[0].tolist())
        stepping.step()
    torch.testing.assert_close(torch.tensor(found), torch.tensor(expected["grad_w2_w3"]))
    torch.testing.assert_close(module.W.weight.float(), torch.tensor(expected["W_final"]))
    torch.testing.assert_close(module.v.weight[0].float(), torch.tensor(expected["v_final"]))
