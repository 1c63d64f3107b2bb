import pytest
import torch

from app.engine.microscope import microscope
from app.engine.session import Session
from app.errors import InvalidInput
from tests.engine.conftest import spec
from tests.engine.test_train import config

LAYERS = [
    {"kind": "conv2d", "name": "c1", "out_channels": 3, "kernel_size": 3},
    {"kind": "tanh", "name": "t"},
    {"kind": "flatten"},
    {"kind": "linear", "name": "h", "out_features": 5},
    {"kind": "sigmoid", "name": "s"},
    {"kind": "linear", "name": "out", "out_features": 4},
]
OPTIMIZERS = [
    {"kind": "sgd"},
    {"kind": "sgd", "momentum": 0.9},
    {"kind": "sgd", "momentum": 0.9, "nesterov": True},
    {"kind": "adam"},
    {"kind": "adam", "betas": [0.5, 0.7], "lr": 0.1},
    {"kind": "adamw"},
    {"kind": "adagrad"},
    {"kind": "rmsprop"},
    {"kind": "rmsprop", "momentum": 0.5},
    {"kind": "adadelta"},
]


@pytest.mark.parametrize("decay", [0.0, 0.05])
@pytest.mark.parametrize("steps", [0, 3])
@pytest.mark.parametrize("rule", OPTIMIZERS, ids=str)
def test_before_and_the_factors_give_after(dataset, rule, steps, decay):
    session = Session(spec(*LAYERS), config(optimizer=rule, weight_decay=decay, precision="float32"), dataset)
    for _ in range(steps):
        session.advance()
    other = Session(spec(*LAYERS), config(optimizer=rule, weight_decay=decay, precision="float32"), dataset)
    for _ in range(steps + 1):
        other.advance()
    for name in ("c1.weight",):
        told = microscope(session, name, None)
        one = told.updated
        assert one.after == pytest.approx(one.torch, abs=1e-6)
        assert one.after == pytest.approx(one.before + one.terms[-1].value, abs=1e-12)
        assert one.terms[-1].symbol == "Δ"
        expected = other.module.get_parameter(name).detach()[tuple(one.index)]
        assert one.torch == pytest.approx(float(expected), abs=1e-7)
    assert told.step == steps


def test_every_parameter_is_told(dataset):
    for name, shape in (("c1.bias", [3]), ("h.weight", [5, 108]), ("out.bias", [4])):
        session = Session(spec(*LAYERS), config(precision="float32"), dataset)
        told = microscope(session, name, [0] * len(shape)).updated
        assert (told.parameter, told.shape, told.index) == (name, shape, [0] * len(shape))
        assert told.after == pytest.approx(told.torch, abs=1e-6)


def test_upstream_times_local_is_downstream(dataset):
    session = Session(spec(*LAYERS), config(precision="float32"), dataset)
    images, targets = session.batch(0)
    told = microscope(session, None, None)
    layers = {layer.path: layer for layer in told.layers}
    assert list(layers) == ["c1", "t", "2", "h", "s", "out"]
    for path, rule in (("t", torch.tanh), ("s", torch.sigmoid)):
        unit = layers[path].unit
        assert unit.downstream == pytest.approx(unit.torch, abs=1e-6)
        assert unit.output == pytest.approx(float(rule(torch.tensor(unit.input))), abs=1e-6)
        assert unit.local == pytest.approx(
            1 - unit.output**2 if path == "t" else unit.output * (1 - unit.output), abs=1e-5
        )
    assert layers["c1"].downstream is None
    assert layers["h"].upstream == pytest.approx(layers["s"].downstream)
    fresh = Session(spec(*LAYERS), config(precision="float32"), dataset)
    logits = fresh.scored(images)
    loss = torch.nn.functional.cross_entropy(logits, targets)
    (gradient,) = torch.autograd.grad(loss, logits)
    assert told.loss == pytest.approx(float(loss.detach()), abs=1e-6)
    assert layers["out"].upstream == pytest.approx(float(gradient.norm()), rel=1e-5)


@pytest.mark.parametrize("held", [{"frozen": ["c1"]}, {"frozen_filters": {"c1": [0]}}])
def test_a_frozen_weight_stays(dataset, held):
    session = Session(spec(*LAYERS), config(**held), dataset)
    told = microscope(session, "c1.weight", [0, 0, 1, 1]).updated
    assert (told.terms, told.delta, told.after) == ([], 0, told.torch)


def test_hooks_are_gone_and_what_is_not_there_is_refused(dataset):
    session = Session(spec(*LAYERS), config(), dataset)
    for name, index, code in (
        ("nowhere", None, "unknown_parameter"),
        ("c1.weight", [0], "out_of_range"),
        ("c1.weight", [3, 0, 0, 0], "out_of_range"),
    ):
        with pytest.raises(InvalidInput) as caught:
            microscope(session, name, index)
        assert caught.value.code == code
    microscope(session, None, None)
    assert not any(part._forward_hooks for part in session.module.modules())
    session.module.out.register_forward_pre_hook(lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        microscope(session, None, None)
    assert not any(part._forward_hooks for part in session.module.modules())
