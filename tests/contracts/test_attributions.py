"""Every way of attribution × networks of every form: what first principles give, and nothing left behind."""

from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from app.attribution import ATTRIBUTIONS
from app.engine.attribution import Question
from app.engine.goal import Goal
from app.engine.live import LiveModel
from app.network.spec import NetworkSpec
from tests.contracts.attribution_oracles import ORACLES

CONV = {"kind": "conv2d", "out_channels": 4, "kernel_size": 3, "padding": 1}
END = [{"kind": "flatten"}, {"kind": "linear", "out_features": 3}]
NETWORKS: dict[str, tuple[int, list[dict[str, Any]], list[str]]] = {
    "series": (1, [CONV, {"kind": "relu"}, {"kind": "max_pool2d"}, CONV, {"kind": "relu"}, *END], ["0", "3", "4"]),
    "residual": (
        3,
        [
            CONV,
            {"kind": "residual", "name": "block", "body": [{"kind": "batch_norm2d"}, {"kind": "relu"}, CONV]},
            {"kind": "relu"},
            *END,
            {"kind": "softmax"},
        ],
        ["block", "block.body.2", "2"],
    ),
    "parallel": (
        1,
        [
            {"kind": "parallel", "branches": [[CONV, {"kind": "relu"}], [{"kind": "avg_pool2d", "stride": 1,
             "kernel_size": 3, "padding": 1}], []]},
            {"kind": "auxiliary", "head": [{"kind": "relu"}, *END]},
            {"kind": "parallel", "merge": "add", "branches": [[CONV, {"kind": "tanh"}], [CONV, {"kind": "relu"}]]},
            {"kind": "global_avg_pool"},
            END[1],
            {"kind": "sigmoid"},
        ],
        ["0", "0.branches.0.0", "1", "2.branches.1.1", "2"],
    ),
}  # fmt: skip
VARIED: dict[str, dict[str, Any]] = {
    "smooth_grad": {"samples": 5, "noise": 0.2, "seed": 3},
    "integrated_gradients": {"steps": 300, "background": "white"},
    "occlusion": {"patch": 4, "stride": 3, "background": "gray"},
    "saliency": {"absolute": False},
    "grad_cam": {"positive": False},
}
TOLERANCE = {"integrated_gradients": 5e-3}
"""Both sides sum over the kinks of ReLUs; the others are exact."""


def opened(name: str) -> LiveModel:
    channels, layers, _ = NETWORKS[name]
    size = {"channels": channels, "height": 9, "width": 8}
    return LiveModel.open(NetworkSpec.model_validate({"input": size, "layers": layers}), seed=1)


def picture(model: LiveModel) -> np.ndarray:
    return np.random.default_rng(2).integers(0, 256, model.spec.input.shape, np.uint8)


class UpToSoftmax(nn.Module):
    """The network's own module, stopped by hand before a softmax."""

    def __init__(self, module: nn.Module) -> None:
        super().__init__()
        self.parts = module

    def forward(self, x: Tensor) -> Tensor:
        for part in self.parts.children():
            x = x if isinstance(part, nn.Softmax) else part(x)
        return x


def questions() -> list[Any]:
    """Every method with its defaults and varied, Grad-CAM at every layer."""
    found = []
    for network, (_, _, layers) in NETWORKS.items():
        for method in ATTRIBUTIONS:
            kind = method.model_fields["kind"].default
            for settings in [method(), method(**VARIED[kind])] if kind in VARIED else [method()]:
                for layer in layers if kind == "grad_cam" else [None]:
                    name = "-".join(str(part) for part in (network, kind, layer, settings == method()))
                    found.append(pytest.param(network, settings, layer, id=name))
    return found


@pytest.mark.parametrize(("network", "method", "layer"), questions())
def test_it_is_what_first_principles_give(network: str, method: Any, layer: str | None):
    model = opened(network)
    image = picture(model)
    found = model.why(image, Question(method, target=2, layer=layer))
    seen = torch.from_numpy(image)[None].float() / 255 - 0.5
    scores = UpToSoftmax(model.module)
    expected = ORACLES[method.kind](scores, seen, 2, method, layer and f"parts.{layer}")
    atol = TOLERANCE.get(method.kind, 1e-6)
    np.testing.assert_allclose(found.values, expected.detach().numpy(), atol=atol, rtol=1e-4)
    largest = method.kind == "saliency" and method.absolute
    np.testing.assert_allclose(found.map, found.values.max(0) if largest else found.values.sum(0), atol=1e-6)
    assert found.score == pytest.approx(float(scores(seen)[0, 2].detach()), abs=1e-6)
    assert untouched(model.module)


class CaughtUnit(nn.Module):
    """The number of one unit, caught by a hook while the whole network runs."""

    def __init__(self, module: nn.Module, path: str, unit: tuple[int, int, int]) -> None:
        super().__init__()
        self.parts, self.path, self.unit = module, path, unit

    def forward(self, x: Tensor) -> Tensor:
        caught: list[Tensor] = []
        part = self.parts.get_submodule(self.path)
        handle = part.register_forward_hook(lambda _module, _inputs, output: caught.append(output))
        try:
            self.parts(x)
        finally:
            handle.remove()
        channel, y, x_ = self.unit
        value = caught[0]
        return value[:, channel, y, x_, None] if value.dim() == 4 else value[:, channel, None]


UNITS = [
    ("series", "3", (2, 1, 3)),
    ("series", "4", (0, 2, 2)),
    ("series", "6", (1, 0, 0)),
    ("residual", "block", (3, 4, 4)),
    ("residual", "block.body.2", (1, 8, 0)),
    ("parallel", "0", (5, 2, 7)),
    ("parallel", "2.branches.1.1", (2, 3, 3)),
    ("parallel", "2", (0, 5, 6)),
]


@pytest.mark.parametrize(("network", "path", "unit"), UNITS)
def test_a_units_number_is_explained_as_a_score_is(network: str, path: str, unit: tuple[int, int, int]):
    model = opened(network)
    image = picture(model)
    seen = torch.from_numpy(image)[None].float() / 255 - 0.5
    scores = CaughtUnit(model.module, path, unit)
    number = float(scores(seen)[0, 0].detach())
    for method in (kind(**VARIED.get(kind.model_fields["kind"].default, {})) for kind in ATTRIBUTIONS):
        if method.kind == "grad_cam":
            continue
        found = model.why(image, Question(method, unit=Goal(path, *unit)))
        expected = ORACLES[method.kind](scores, seen, 0, method, None)
        atol = TOLERANCE.get(method.kind, 1e-6)
        np.testing.assert_allclose(found.values, expected.detach().numpy(), atol=atol, rtol=1e-4)
        assert found.score == pytest.approx(number, abs=1e-6)
        assert found.target is None
        assert untouched(model.module)


class Breaks(nn.Module):
    """Passes a few images on, then breaks: on the way back, or forward where nothing comes back."""

    def __init__(self, forward: bool) -> None:
        super().__init__()
        self.left = 1 if forward else 100

    def forward(self, x: Tensor) -> Tensor:
        self.left -= 1
        if self.left < 0:
            raise RuntimeError("broken")
        return _BreaksBack.apply(x)


class _BreaksBack(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor) -> Tensor:
        return x.clone()

    @staticmethod
    def backward(ctx: Any, above: Tensor) -> Tensor:
        raise RuntimeError("broken")


@pytest.mark.parametrize("method", [method() for method in ATTRIBUTIONS], ids=lambda method: method.kind)
@pytest.mark.parametrize("forward", [True, False], ids=["forward", "back"])
@pytest.mark.parametrize("unit", [None, Goal("6", 1)], ids=["class", "unit"])
def test_nothing_is_left_behind_by_a_failure(method: Any, forward: bool, unit: Goal | None):
    if unit and method.kind == "grad_cam":
        unit = None  # asks about classes alone
    if not (forward or method.needs_gradient):
        forward = True
    model = opened("series")
    image = picture(model)
    question = Question(method, layer="0" if method.kind == "grad_cam" else None, unit=unit)
    before = model.why(image, question)
    relu = model.module.get_submodule("4")
    model.module.register_module("4", Breaks(forward))
    with pytest.raises(RuntimeError, match="broken"):
        model.why(image, question)
    assert untouched(model.module)
    model.module.register_module("4", relu)
    np.testing.assert_array_equal(model.why(image, question).values, before.values)


def untouched(module: nn.Module) -> bool:
    hooks = ("_forward_hooks", "_forward_pre_hooks", "_backward_hooks", "_backward_pre_hooks")
    hooked = any(len(getattr(part, kind)) for part in module.modules() for kind in hooks)
    return not hooked and all(one.grad is None and not one.requires_grad for one in module.parameters())
