"""The way back through any unit of any layer is autograd's: of its number, its inputs, its weights, its bias."""

import json
from math import prod
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from app.engine.backward import Score
from app.engine.live import LiveModel
from app.engine.terms import OUTSIDE
from app.errors import InvalidInput
from app.layers import LAYERS
from app.layers.modules.table_conv import TableConv2d
from app.network.spec import NetworkSpec
from app.protocol import UnitAnswer
from tests.engine.test_unit import UNDER, VECTORS

CONV = {"kind": "conv2d", "name": "first", "out_channels": 4, "kernel_size": 3, "padding": 1}
FLAT = [{"kind": "flatten"}, {"kind": "linear", "name": "first", "out_features": 6}]
OUT = {"kind": "linear", "name": "out", "out_features": 5}
TABLE = {**UNDER["conv"], "out_channels": 3, "connections": [[0, 1], [2], [1, 3]]}
CASES: dict[str, list[dict[str, Any]]] = {
    **{name: [CONV, layer, {"kind": "flatten"}, OUT] for name, layer in UNDER.items() if name != "flatten"},
    **{layer["kind"]: [*FLAT, {**layer, "name": "under"}, OUT] for layer in VECTORS},
    **{
        kind: [*FLAT, {"kind": kind, "name": "under"}, OUT]
        for kind in ("leaky_relu", "sigmoid", "softmax", "dropout")
    },
    "linear": [*FLAT, {"kind": "linear", "name": "under", "out_features": 7}, OUT],
    "linear without bias": [*FLAT, {"kind": "linear", "name": "under", "bias": False}, OUT],
    "fixed codes": [*FLAT, {"kind": "linear", "name": "under", "out_features": 3, "fixed": True}, OUT],
    "flatten": [CONV, {"kind": "flatten", "name": "under"}, OUT],
    "table": [CONV, TABLE, {"kind": "flatten"}, OUT],
    "unflatten": [
        {"kind": "flatten", "name": "first"},
        {"kind": "unflatten", "name": "under", "unflattened_size": [2, 9, 9]},
        {"kind": "flatten"},
        OUT,
    ],
}
NORMS = (nn.BatchNorm1d, nn.BatchNorm2d, nn.LayerNorm, nn.GroupNorm)


def opened(layers: list[dict[str, Any]], **size: int) -> LiveModel:
    spec = {"input": {"channels": 2, "height": 9, "width": 9, **size}, "layers": layers}
    model = LiveModel.open(NetworkSpec.model_validate_json(json.dumps(spec)), seed=1)
    with torch.no_grad():
        for module in model.module.modules():
            if isinstance(module, nn.BatchNorm1d | nn.BatchNorm2d):
                module.running_mean.normal_()
                module.running_var.uniform_(0.5, 1.5)
            if isinstance(module, NORMS) and module.weight is not None:
                module.weight.normal_()
                module.bias.normal_()
    shape = model.spec.input.shape
    model.infer(np.random.default_rng(0).integers(0, 256, shape, np.uint8))
    return model


class Oracle:
    """torch by itself, from what the layer reads to the score of a class."""

    def __init__(self, model: LiveModel, target: int) -> None:
        self.module = model.module.get_submodule("under")
        self.parameters = dict(self.module.named_parameters())
        for parameter in self.parameters.values():
            parameter.requires_grad_(True)
        self.x = model._values["first"].clone().requires_grad_()
        self.number = self.module(self.x)
        out = model.module.get_submodule("out")
        self.score = out(self.number.flatten(1))[0, target]

    def slopes(self, of: Tensor, by: Tensor) -> np.ndarray:
        (found,) = torch.autograd.grad(of, by, retain_graph=True, allow_unused=True)
        return np.zeros(by.shape) if found is None else found.numpy()


def units(shape: tuple[int, ...], count: int = 6) -> list[tuple[int, int, int]]:
    random = np.random.default_rng(2)
    places = [0, prod(shape) - 1, *random.integers(prod(shape), size=count)]
    found = [tuple(int(at) for at in np.unravel_index(place, shape)) for place in places]
    return [(*place, 0, 0)[:3] for place in found]


def laid_out(answer: UnitAnswer, cube: list[Any] | None, shape: tuple[int, ...]) -> np.ndarray:
    """A patch's numbers put back where they come from; those of one place added up."""
    source = next(one for one in answer.inputs if one.path == "first")
    found = np.zeros((*shape, 1, 1)[:3])
    for (channel, row, column), value in np.ndenumerate(np.array(cube, float)):
        y, x = source.rows[row], source.columns[column]
        if OUTSIDE not in (y, x):
            found[channel + source.channels[0], y, x] += value
    return found.reshape(shape)


def total_at_cells(answer: UnitAnswer, slopes: np.ndarray) -> np.ndarray:
    source = next(one for one in answer.inputs if one.path == "first")
    volume = slopes.reshape((*slopes.shape, 1, 1)[:3])
    channels = range(*source.channels)
    cells = [
        [[0 if OUTSIDE in (y, x) else volume[c, y, x] for x in source.columns] for y in source.rows]
        for c in channels
    ]
    return np.array(cells)


@pytest.mark.parametrize("name", CASES)
def test_numbers_and_inputs_have_autograds_gradients(name: str) -> None:
    model = opened(CASES[name])
    oracle = Oracle(model, 3)
    upstream = oracle.slopes(oracle.score, oracle.number)[0]
    total = oracle.slopes(oracle.score, oracle.x)[0]
    for unit in units(tuple(oracle.number.shape[1:])):
        answer = model.unit("under", *unit, score=Score("score", 3))
        back = answer.gradient
        place = unit[: upstream.ndim]
        assert back is not None
        assert back.score == pytest.approx(oracle.score.item(), rel=1e-5)
        assert back.value == pytest.approx(upstream[place], rel=1e-4, abs=1e-6)
        read = next((one for one in back.inputs if one.path == "first"), None)
        if read is None:  # a concatenation's unit from another of its branches
            assert name == "concat"
            continue
        np.testing.assert_allclose(read.total, total_at_cells(answer, total), rtol=1e-4, atol=1e-6)
        if len(back.inputs) > 1:  # sums: each way has all of it
            assert all(one.through == [[[back.value]]] for one in back.inputs)
            continue
        through = oracle.slopes(oracle.number[(0, *place)], oracle.x)[0] * upstream[place]
        found = laid_out(answer, read.through, through.shape)
        np.testing.assert_allclose(found, through, rtol=1e-3, atol=1e-6)


@pytest.mark.parametrize("name", CASES)
def test_weights_and_bias_have_autograds_gradients(name: str) -> None:
    model = opened(CASES[name])
    oracle = Oracle(model, 1)
    weights = [key for key in oracle.parameters if key in ("weight", "kernels")]
    for unit in units(tuple(oracle.number.shape[1:])):
        answer = model.unit("under", *unit, score=Score("score", 1))
        back = answer.gradient
        assert back is not None
        own = oracle.number[(0, *unit)[: oracle.number.dim()]]
        upstream = oracle.slopes(oracle.score, oracle.number)[0][unit[: oracle.number.dim() - 1]]
        if answer.operation == "weighted_sum" and weights:
            weight = oracle.parameters[weights[0]]
            through = cells(oracle.module, oracle.slopes(own, weight) * upstream, answer, unit)
            total = cells(oracle.module, oracle.slopes(oracle.score, weight), answer, unit)
            np.testing.assert_allclose(back.kernel, through, rtol=1e-3, atol=1e-6)
            np.testing.assert_allclose(back.kernel_total, total, rtol=1e-3, atol=1e-6)
        else:
            assert (back.kernel, back.kernel_total) == (None, None)
        told = {one.symbol: one for one in back.parameters}
        for symbol, key in (("b", "bias"), ("β", "bias"), ("γ", "weight")):
            shown = any(step.symbol == symbol for step in answer.steps)
            assert (symbol in told) == (shown and key in oracle.parameters)
            if symbol in told:
                parameter = oracle.parameters[key]
                at = unit[: parameter.dim()]
                through = float(oracle.slopes(own, parameter)[at]) * float(upstream)
                assert told[symbol].through == pytest.approx(through, rel=1e-3, abs=1e-6)
                total = float(oracle.slopes(oracle.score, parameter)[at])
                assert told[symbol].total == pytest.approx(total, rel=1e-3, abs=1e-6)


def cells(module: nn.Module, slopes: np.ndarray, answer: UnitAnswer, unit: tuple[int, ...]) -> np.ndarray:
    """The gradients of a weight, laid out as the unit's kernel."""
    shape = np.shape(answer.kernel)
    if isinstance(module, TableConv2d):
        dense = np.zeros((module.out_channels, *shape))
        dense[module.filters, module.maps] = slopes
        return dense[unit[0]]
    if isinstance(module, nn.ConvTranspose2d):
        return stamped(module, slopes, answer, unit)
    return slopes[unit[0]].reshape(shape)


def stamped(
    module: nn.ConvTranspose2d, slopes: np.ndarray, answer: UnitAnswer, unit: tuple[int, ...]
) -> np.ndarray:
    """Which weight a cell has: the weights are numbered, and the number comes out as the cell's slope."""
    numbered = torch.arange(1.0, slopes.size + 1).reshape(slopes.shape)
    before = module.weight.data
    module.weight.data = numbered
    x = torch.zeros(1, module.in_channels, 9, 9, requires_grad=True)
    (found,) = torch.autograd.grad(module(x)[(0, *unit)], x)
    module.weight.data = before
    numbers = total_at_cells(answer, found[0].numpy()).round().astype(int)
    return np.where(numbers > 0, slopes.ravel()[numbers - 1], 0)


def test_of_a_max_pool_only_the_winners_have_any() -> None:
    model = opened(CASES["max"])
    answer = model.unit("under", 1, 2, 2, score=Score("score", 0))
    assert answer.gradient is not None
    through = np.array(answer.gradient.inputs[0].through)
    values = np.array(answer.inputs[0].patch)
    assert np.count_nonzero(through) == 1
    assert through.ravel()[values.argmax()] == answer.gradient.value


def test_every_kind_of_layer_is_led_back_through_here() -> None:
    tried = {one["kind"] for layers in CASES.values() for one in layers}
    assert {layer.model_fields["kind"].default for layer in LAYERS} - tried == {"embedding"}


def test_an_entry_of_an_embedding_gets_the_gradients_of_all_its_words() -> None:
    layers = [
        {"kind": "embedding", "name": "words", "num_embeddings": 100, "embedding_dim": 5},
        {"kind": "flatten"},
        OUT,
    ]
    model = opened(layers, channels=1, height=6, width=1)
    tokens = np.array([7, 99, 7, 0, 255, 42], np.uint8)
    model.infer(tokens[None, :, None])
    by_row = model.filters()["out"][2].reshape(6, 5)
    answer = model.unit("words", 0, 0, 3, score=Score("score", 2))
    assert answer.gradient is not None
    assert answer.gradient.value == pytest.approx(float(by_row[0, 3]), rel=1e-5)
    (entry,) = answer.gradient.parameters
    assert entry.symbol == "E"
    assert (entry.through, entry.total) == pytest.approx(
        (by_row[0, 3], by_row[0, 3] + by_row[2, 3]), rel=1e-4
    )
    assert answer.gradient.inputs[0].total == [[[0]]]


ENDS = {"logits": [], "softmax": [{"kind": "softmax"}], "sigmoid": [{"kind": "sigmoid"}]}


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("of", ["score", "probability", "loss"])
def test_the_score_is_the_one_that_is_named(end: str, of: Any) -> None:
    model = opened([*FLAT, OUT, *ENDS[end]])
    x = model._values["first"].clone().requires_grad_()
    logits = model.module.get_submodule("out")(x)[0]
    shares = logits.sigmoid() / logits.sigmoid().sum() if end == "sigmoid" else logits.softmax(0)
    score = logits.sigmoid() if end == "sigmoid" else logits
    number = {"score": score[4], "probability": shares[4], "loss": -shares[4].log()}[of]
    (slopes,) = torch.autograd.grad(number, x)
    answer = model.unit("first", 2, score=Score(of, 4))
    assert answer.gradient is not None
    assert (answer.gradient.of, answer.gradient.target) == (of, 4)
    assert answer.gradient.score == pytest.approx(number.item(), rel=1e-5)
    assert answer.gradient.value == pytest.approx(slopes[0, 2].item(), rel=1e-4, abs=1e-7)
    named = model.unit("first", 2, score=Score(of)).gradient
    assert named is not None
    assert named.target == int(logits.argmax())


def test_a_softmax_behind_the_score_is_not_reached() -> None:
    model = opened([*FLAT, OUT, {"kind": "softmax", "name": "last"}])
    back = model.unit("last", 2, score=Score("score", 2)).gradient
    assert back is not None
    assert (back.reaches, back.value) == (False, 0)
    assert model.unit("last", 2, score=Score("probability", 2)).gradient.value == 1


def test_a_layer_that_passes_its_input_on_is_a_place_of_its_own() -> None:
    """A residual of dropout alone: the skip's half is not the dropout's."""
    body = {"kind": "residual", "name": "twice", "body": [{"kind": "dropout"}]}
    model = opened([*FLAT, body, OUT])
    last = model.filters()["out"][1]
    back = model.unit("twice.body.0", 4, score=Score("score", 1)).gradient
    assert back is not None
    assert back.value == pytest.approx(float(last[4]), rel=1e-5)
    assert np.ravel(back.inputs[0].through) == pytest.approx([last[4]], rel=1e-5)
    assert np.ravel(back.inputs[0].total) == pytest.approx([2 * last[4]], rel=1e-5)


def test_a_pixel_has_the_gradient_of_the_input() -> None:
    model = opened(CASES["conv"])
    image = model._values["input"].clone().requires_grad_()
    (slopes,) = torch.autograd.grad(model.module(image)[0, 0], image)
    back = model.unit("input", 1, 4, 5, score=Score("score", 0)).gradient
    assert back is not None
    assert back.value == pytest.approx(slopes[0, 1, 4, 5].item(), rel=1e-4, abs=1e-7)


def test_nothing_is_left_behind() -> None:
    model = opened(CASES["conv"])
    model.unit("under", 0, score=Score("loss"))
    assert all(not one.requires_grad and one.grad is None for one in model.module.parameters())


def test_a_picture_that_does_not_reach_the_answer_has_no_score() -> None:
    model = opened(CASES["conv"])
    model.infer(np.zeros((2, 12, 12), np.uint8), full_size=True)
    assert model.unit("under", 0).gradient is None
    with pytest.raises(InvalidInput) as problem:
        model.unit("under", 0, score=Score("score"))
    assert problem.value.code == "no_answer"
