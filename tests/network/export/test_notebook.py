"""What the notebook makes small, and with what, is what the run did."""

import pytest
import safetensors.torch
import torch
from torch import nn

from app.engine.objective import objective
from app.engine.optimise import optimizer
from app.network.export.notebook import Images, Lesson, code_of, notebook
from app.network.export.pytorch import pytorch_source
from app.network.spec import NetworkSpec
from app.network.summary import analyze
from app.training.config import TrainConfig

IMAGES = Images(bytes(6 * 16), bytes([0, 1, 2, 0, 1, 2]), 6, 6)


def code(end: str | None, **training: object) -> str:
    """The code of a notebook for a small network that ends so, up to its training."""
    layers = [{"kind": "flatten"}, {"kind": "linear", "name": "out", "out_features": 3}]
    shape = {"channels": 1, "height": 4, "width": 4}
    spec = NetworkSpec.model_validate(
        {"input": shape, "layers": [*layers, *([{"kind": end}] if end else [])]}
    )
    settings = TrainConfig.model_validate(training).model_dump(mode="json")
    lesson = Lesson("t", "d", ("a", "b", "c"), settings, None, IMAGES, IMAGES, b"", "w.safetensors")
    return "\n".join(code_of(notebook(spec, pytorch_source(spec), analyze(spec), lesson)))


@pytest.mark.parametrize(
    ("loss", "end", "act"),
    [
        ("cross_entropy", None, None),
        ("cross_entropy", "softmax", lambda z: z.softmax(1)),
        ("quadratic", "sigmoid", None),
        ("binary_cross_entropy", "sigmoid", lambda z: z.sigmoid()),
        ("binary_cross_entropy", None, None),
        ({"kind": "hinge", "margin": 0.5}, None, None),
    ],
)
def test_the_loss_is_the_runs(loss, end, act):
    written = code(end, loss=loss)
    start = written.index("def loss_of")
    names = {"torch": torch, "nn": nn, "Tensor": torch.Tensor}
    exec(written[start : written.index("\n\n\n", start)], names)
    outputs, labels = (
        torch.randn(5, 3, generator=torch.Generator().manual_seed(1)),
        torch.tensor([0, 2, 1, 1, 0]),
    )
    wanted = objective(TrainConfig.model_validate({"loss": loss}).loss)(outputs, labels)
    torch.testing.assert_close(names["loss_of"](act(outputs) if act else outputs, labels), wanted)


@pytest.mark.parametrize(
    "setting",
    [
        {"kind": "sgd", "lr": 0.3, "momentum": 0.5, "nesterov": True},
        {"kind": "adagrad", "lr": 0.02},
        {"kind": "rmsprop", "lr": 0.02, "alpha": 0.8, "momentum": 0.3},
        {"kind": "adadelta", "rho": 0.7},
        "adamw",
        "perceptron",
        "adaline",
    ],
)
def test_the_optimiser_is_the_runs(setting):
    written = code(None, optimizer=setting)
    line = next(line for line in written.splitlines() if line.startswith("optimizer = "))
    learner = nn.Linear(2, 2)
    names = {"torch": torch, "learner": learner}
    exec(line, names)
    wanted = optimizer(TrainConfig.model_validate({"optimizer": setting}), learner.parameters())
    assert type(names["optimizer"]) is type(wanted)
    compared = ("lr", "momentum", "nesterov", "alpha", "rho")
    own, theirs = names["optimizer"].param_groups[0], wanted.param_groups[0]
    assert {key: own.get(key) for key in compared} == {key: theirs.get(key) for key in compared}


def test_a_network_that_gives_its_input_back_is_compared_with_it(capsys):
    """The whole notebook runs; the first numbers are those of the network and the image inside it."""
    layers = [{"kind": "flatten"}, {"kind": "linear", "name": "out", "out_features": 16}]
    layers.append({"kind": "unflatten", "unflattened_size": [1, 4, 4]})
    spec = NetworkSpec.model_validate(
        {"input": {"channels": 1, "height": 4, "width": 4}, "layers": layers, "normalize": "none"}
    )
    settings = TrainConfig.model_validate({"loss": "mean_squared_error"}).model_dump(mode="json")
    weights = {"out.weight": torch.eye(16) / 2, "out.bias": torch.zeros(16)}
    images = Images(bytes([255] * 6 * 16), bytes(6), 6, 6)
    raw = safetensors.torch.save(weights)
    lesson = Lesson("t", "d", ("a",), settings, None, images, images, raw, "w.safetensors")
    exec("\n".join(code_of(notebook(spec, pytorch_source(spec), analyze(spec), lesson))), {})
    told = capsys.readouterr().out
    assert "mean squared error of 0.2500" in told  # half of 1 comes back
    assert "after one epoch" in told
