"""What must hold for every layer, with torch as the oracle."""

import json
import re
from collections.abc import Iterator
from fractions import Fraction
from math import floor, prod
from typing import Any

import pytest
import torch
from torch.utils.flop_counter import FlopCounterMode

from app.engine.build import build
from app.errors import InvalidNetwork
from app.layers import LAYERS, Layer
from app.network.parse import parse_network
from app.network.spec import NetworkSpec
from app.network.summary import NetworkSummary, analyze
from tests.contracts.samples import VECTORS, VOLUMES, settings_of

Case = tuple[str, dict[str, Any], tuple[int, ...]]


def cases() -> Iterator[Case]:
    """Every kind × its settings × shapes."""
    for layer in LAYERS:
        kind = layer.model_fields["kind"].default
        for settings in settings_of(kind):
            for shape in VOLUMES + VECTORS:
                yield kind, settings, shape


CASES = list(cases())
IDS = [f"{kind}-{json.dumps(settings)}-{'x'.join(map(str, shape))}" for kind, settings, shape in CASES]


def network(kind: str, settings: dict[str, Any], shape: tuple[int, ...]) -> NetworkSpec:
    """The layer alone on a volume; behind a flatten for a vector."""
    own = {"kind": kind, "name": "probe", **settings}
    if len(shape) == 3:
        size, layers = shape, [own]
    else:
        size, layers = (shape[0], 1, 1), [{"kind": "flatten"}, own]
    picture = {"channels": size[0], "height": size[1], "width": size[2]}
    return parse_network({"name": "", "input": picture, "layers": layers})


def analysed(spec: NetworkSpec) -> tuple[NetworkSummary | None, InvalidNetwork | None]:
    """The summary, or the problem."""
    try:
        return analyze(spec), None
    except InvalidNetwork as problem:
        return None, problem


def torch_takes(spec: NetworkSpec) -> bool:
    """Does torch itself build it and run it on one image and on two?"""
    try:
        for batch in (1, 2):
            build(spec).eval()(torch.zeros(batch, *spec.input.shape))
    except Exception:  # whatever torch raises for a shape it cannot take
        return False
    return True


@pytest.mark.parametrize(("kind", "settings", "shape"), CASES, ids=IDS)
def test_shape_parameters_and_paths_are_those_of_torch(
    kind: str, settings: Any, shape: tuple[int, ...]
) -> None:
    spec = network(kind, settings, shape)
    summary, problem = analysed(spec)
    if problem:
        assert problem.code == "shape"
        assert problem.errors[0].path == "probe"
        assert problem.errors[0].repairs, "a repair is offered"
    if not summary:
        return
    module = build(spec).eval()
    out = module(torch.randn(2, *spec.input.shape))
    node = summary.nodes[-1]
    assert tuple(out.shape[1:]) == node.out_shape == summary.output_shape
    probe = module.get_submodule("probe")
    assert {name: tuple(value.shape) for name, value in probe.named_parameters()} == dict(node.params_detail)
    assert sum(value.numel() for value in probe.parameters()) == node.params
    assert [path for path, _ in module.named_children()] == [node.path for node in summary.nodes]


@pytest.mark.parametrize(("kind", "settings", "shape"), CASES, ids=IDS)
def test_what_is_refused_torch_refuses_too(kind: str, settings: Any, shape: tuple[int, ...]) -> None:
    """A refusal must have a reason: either torch refuses, or the layer is for the other kind of shape."""
    spec = network(kind, settings, shape)
    _, problem = analysed(spec)
    if problem:
        reason = problem.errors[0].params["reason"]
        assert reason in {"needs_vector", "needs_volume", "needs_tokens"} or not torch_takes(spec)


def depends(module: torch.nn.Module, x: torch.Tensor, unit: tuple[int, ...]) -> torch.Tensor:
    """Which numbers of x (B, …) an output unit depends on in any of the images: of bool, without the batch.

    By the gradient; token ids have none, so they are changed one by one.
    """
    if any(isinstance(part, torch.nn.Embedding) for part in module.modules()):
        return changes(module, x.round(), unit)
    x = x.clone().requires_grad_()
    module(x)[(slice(None), *unit)].sum().backward()
    assert x.grad is not None
    return x.grad.abs().sum(0) > 0


def changes(module: torch.nn.Module, x: torch.Tensor, unit: tuple[int, ...]) -> torch.Tensor:
    """Which numbers of the first image change an output unit when one is added to them."""
    found = []
    for place in range(x[0].numel()):
        other = x.clone()
        other[0].view(-1)[place] += 1
        found.append(bool(module(other)[(0, *unit)] != module(x)[(0, *unit)]))
    return torch.tensor(found).view(x.shape[1:])


def seen(spec: NetworkSpec, unit: tuple[int, ...]) -> torch.Tensor:
    """Which input pixels one output unit depends on: (H, W) of bool.

    Over many random images, so that every pixel of a max-pool's window wins at some time.
    """
    module = build(spec).double().eval()
    torch.manual_seed(0)
    for value in module.parameters():
        torch.nn.init.uniform_(value, 0.5, 1.5)
    images = 200 if "pool" in spec.layers[0].kind else 2
    x = torch.rand(images, *spec.input.shape, dtype=torch.float64) + 0.5
    return depends(module, x, unit).any(0)


BOUNDED = {"conv_transpose2d", "adaptive_avg_pool2d", "upsample", "zero_pad2d", "flatten"}
"""Not every unit sees as much as the field allows: it holds what is seen."""
FIELD_CASES = [case for case in CASES if len(case[2]) == 3 and case[0] != "softmax"]


@pytest.mark.parametrize(("kind", "settings", "shape"), FIELD_CASES)
def test_receptive_field_is_the_extent_of_the_gradient(
    kind: str, settings: Any, shape: tuple[int, ...]
) -> None:
    if settings.get("padding_mode", "zeros") != "zeros":
        settings = {**settings, "padding_mode": "zeros"}
    spec = network(kind, settings, shape)
    summary, _ = analysed(spec)
    if not summary:
        return
    node = summary.nodes[-1]
    field = node.receptive_field
    if len(node.out_shape) == 1:
        units = [(0,), (node.out_shape[0] - 1,)]
    else:
        units = [(0, y, x) for y in {0, node.out_shape[1] - 1} for x in {0, node.out_shape[2] - 1}]
    for unit in units:
        rows, columns = seen(spec, unit).nonzero(as_tuple=True)
        position = unit[1:] or (0, 0)
        for axis, seen_along in enumerate((rows, columns)):
            stride = field.stride[axis] if field.stride else 0
            start = int(field.start[axis] + stride * position[axis])
            side = shape[axis + 1]
            expected = range(max(start, 0), min(start + field.size[axis], side))
            if kind in BOUNDED:
                assert set(seen_along.tolist()) <= set(expected)
            else:
                assert (int(seen_along.min()), int(seen_along.max())) == (expected[0], expected[-1])


@pytest.mark.parametrize(("kind", "settings", "shape"), CASES, ids=IDS)
def test_links_name_exactly_the_inputs_of_a_unit(kind: str, settings: Any, shape: tuple[int, ...]) -> None:
    """The gradient of an output unit is zero outside the box and channels that `links` names."""
    spec = network(kind, {**settings, "padding_mode": "zeros"} if kind == "conv2d" else settings, shape)
    summary, _ = analysed(spec)
    if not summary:
        return
    node = summary.nodes[-1]
    layer = next(layer for layer in spec.layers if layer.name == "probe")
    module = build(spec).double().eval()
    x = torch.rand(1, *node.in_shape, dtype=torch.float64, requires_grad=True)
    for unit in {tuple(side - 1 for side in node.out_shape), tuple(side // 2 for side in node.out_shape)}:
        read = depends(module.get_submodule("probe"), x.detach(), unit)
        links = layer.links(node.in_shape, (*unit, 0, 0)[:3])  # type: ignore[union-attr]
        read = read.reshape(node.in_shape if len(node.in_shape) == 3 else (*node.in_shape, 1, 1)).clone()
        y0, x0, y1, x1 = (max(edge, 0) for edge in links.box)
        read[links.channels[0] : links.channels[1], y0:y1, x0:x1] = False
        assert not read.any()


def value(text: str) -> Fraction:
    """What an arithmetic as it is printed comes to."""
    return eval(
        re.sub(r"\d+", r"Fraction(\g<0>)", text.replace("·", "*").replace("−", "-"))
    )  # digits and signs


@pytest.mark.parametrize(("kind", "settings", "shape"), CASES, ids=IDS)
def test_what_is_printed_is_what_it_comes_to(kind: str, settings: Any, shape: tuple[int, ...]) -> None:
    """The arithmetic of sizes, parameters and operations, worked out by Python."""
    summary, _ = analysed(network(kind, settings, shape))
    if not summary:
        return
    node = summary.nodes[-1]
    for axis, text in (node.size or {}).items():
        side = {"height": 1, "width": 2, "features": 0}[axis]
        formula, _, result = text.partition(" = ")
        if kind == "unflatten":
            assert value(formula) == value(result) == prod(node.out_shape)
        elif result:
            exact, _, rounded = result.partition(" → ")
            assert float(value(formula)) == pytest.approx(float(exact), rel=1e-3)
            assert int(rounded or exact) == node.out_shape[side]
        else:
            assert text == f"{node.in_shape[side]} → {node.out_shape[side]}"
    for text, amount in ((node.count, node.params), (node.operations, node.macs)):
        if text is not None:
            formula, _, result = text.partition(" = ")
            assert value(formula) == int(result) == amount


@pytest.mark.parametrize(("kind", "settings", "shape"), CASES, ids=IDS)
def test_operations_are_those_that_torch_counts(kind: str, settings: Any, shape: tuple[int, ...]) -> None:
    """torch counts a multiplication and an addition for each; and a table of connections as if it were full."""
    summary, _ = analysed(network(kind, settings, shape))
    if not summary or "connections" in settings:
        return
    module = build(network(kind, settings, shape)).eval()
    with FlopCounterMode(display=False) as counter:
        module(torch.zeros(1, *network(kind, settings, shape).input.shape))
    assert summary.total.macs == counter.get_total_flops() / 2


@pytest.mark.parametrize(("kind", "settings", "shape"), CASES, ids=IDS)
def test_nothing_that_is_accepted_fails_on_one_image_or_in_training(
    kind: str, settings: Any, shape: tuple[int, ...]
) -> None:
    spec = network(kind, settings, shape)
    if analysed(spec)[0]:
        module = build(spec)
        assert module.eval()(torch.rand(1, *spec.input.shape)).isfinite().all()
        assert module.train()(torch.rand(2, *spec.input.shape)).isfinite().all()


@pytest.mark.parametrize(("kind", "settings", "shape"), CASES, ids=IDS)
def test_the_reach_holds_what_units_read(kind: str, settings: Any, shape: tuple[int, ...]) -> None:
    """What the page highlights, by the analysis alone, holds the box and the channels of `links`."""
    spec = network(kind, settings, shape)
    summary, _ = analysed(spec)
    node = summary.nodes[-1] if summary else None
    if not node or len(node.in_shape) != 3 or len(node.out_shape) != 3:
        return
    layer = spec.layers[-1]
    assert isinstance(layer, Layer)
    for unit in {
        (0, 0, 0),
        tuple(side - 1 for side in node.out_shape),
        tuple(side // 2 for side in node.out_shape),
    }:
        links = layer.links(node.in_shape, unit)  # type: ignore[arg-type]
        for axis, place in enumerate(unit[1:]):
            low, high = 0, node.in_shape[axis + 1] - 1
            if node.reach:
                steps = place * node.reach.step[axis]
                low, high = floor(steps + node.reach.first[axis]), floor(steps + node.reach.last[axis])
            assert low <= links.box[axis]
            assert links.box[axis + 2] - 1 <= high
        groups = node.channel_groups or 1
        read, given = node.in_shape[0] // groups, node.out_shape[0] // groups
        first = unit[0] // given * read
        assert first <= links.channels[0]
        assert links.channels[1] <= first + read
