import pytest
import torch
from torch import nn

from app.engine import recipe
from app.engine.objective import objective
from app.engine.recipe import Recipe, candidates, choose
from app.engine.session import Session
from app.errors import InvalidInput
from app.training.config import TrainConfig
from tests.engine.test_resume import column, events
from tests.engine.test_train import config

LOSS = objective(TrainConfig().loss)


def module():
    return nn.Sequential(nn.Conv2d(1, 4, 3), nn.BatchNorm2d(4), nn.ReLU(), nn.Flatten(), nn.Linear(144, 4))


def batch():
    return torch.randn(16, 1, 8, 8), torch.randint(0, 4, (16,))


@pytest.mark.parametrize("bfloat16", [True, False])
def test_what_the_settings_leave_open_is_offered(monkeypatch, bfloat16):
    monkeypatch.setattr(recipe.devices, "has_bfloat16", lambda device: bfloat16)
    precisions = {way.precision for way in candidates(TrainConfig(), "cpu", 1)}
    assert precisions == ({"bfloat16", "float32"} if bfloat16 else {"float32"})
    asked = candidates(TrainConfig(precision="float32"), "cpu", 1)
    assert [(way.precision, way.layout) for way in asked] == [
        ("float32", "channels_last"),
        ("float32", "contiguous"),
    ]


def test_a_fixed_number_of_threads_never_leaves_the_choice_to_a_clock(monkeypatch):
    monkeypatch.setattr(recipe, "_seconds_per_step", None)
    settings = TrainConfig(threads=1)
    assert choose(settings, module(), batch(), LOSS, 1) == candidates(settings, "cpu", 1)[0]


def test_the_fastest_way_is_taken(monkeypatch):
    ways = candidates(TrainConfig(), "cpu", 1)
    monkeypatch.setattr(recipe, "_seconds_per_step", lambda way, *rest: float(way != ways[-1]))
    assert choose(TrainConfig(), module(), batch(), LOSS, 1) == ways[-1]


def test_timing_leaves_the_network_and_the_random_numbers_alone():
    network = module()
    before = {name: tensor.clone() for name, tensor in network.state_dict().items()}
    images = batch()
    state = torch.get_rng_state()
    assert choose(TrainConfig(), network, images, LOSS, 1) in candidates(TrainConfig(), "cpu", 1)
    assert torch.equal(torch.get_rng_state(), state)
    assert all(torch.equal(before[name], tensor) for name, tensor in network.state_dict().items())
    assert all(parameter.grad is None for parameter in network.parameters())


def test_a_network_without_convolutions_keeps_torchs_layout():
    flat = nn.Sequential(nn.Flatten(), nn.Linear(64, 4))
    assert choose(TrainConfig(threads=1), flat, batch(), LOSS, 1).layout == "contiguous"


def test_bfloat16_learns_as_float32_does(network, dataset):
    curves = [
        column(events(Session(network, config(precision=name, epochs=8), dataset)), "train_loss")
        for name in ("float32", "bfloat16")
    ]
    ends = [sum(curve[-18:]) / 18 for curve in curves]
    assert ends[1] == pytest.approx(ends[0], rel=0.15)
    assert curves[1][0] == pytest.approx(curves[0][0], rel=0.02)


def test_a_device_that_is_not_there_is_refused(network, dataset):
    missing = "mps" if torch.cuda.is_available() else "cuda"  # no machine has both
    with pytest.raises(InvalidInput) as problem:
        Session(network, config(device=missing), dataset)
    assert problem.value.code == "no_device"


def test_layouts_are_applied():
    network = Recipe("cpu", "float32", "channels_last", 1).place(nn.Sequential(nn.Conv2d(3, 4, 3)))
    assert network[0].weight.is_contiguous(memory_format=torch.channels_last)
