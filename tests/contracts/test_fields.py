"""The receptive field of a tree is the extent of the gradient of its units, with torch as the oracle."""

from math import floor
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from torch import Tensor

from app.engine.build import build
from app.engine.live import LiveModel
from app.engine.measured_field import measured_field
from app.errors import InvalidNetwork
from app.network.parse import parse_network
from app.network.spec import NetworkSpec
from app.network.summary import analyze

SIDE = 40

convolutions = st.builds(
    lambda kernel, stride, padding, dilation: {
        "kind": "conv2d",
        "out_channels": 2,
        "kernel_size": list(kernel),
        "stride": stride,
        "padding": list(padding),
        "dilation": dilation,
    },
    st.tuples(st.integers(1, 4), st.integers(1, 4)),
    st.sampled_from([1, 1, 1, 2, 3]),
    st.tuples(st.integers(0, 2), st.integers(0, 2)),
    st.integers(1, 2),
)
pools = st.builds(
    lambda kind, kernel, stride: {"kind": kind, "kernel_size": kernel, "stride": stride},
    st.sampled_from(["avg_pool2d", "l2_pool2d"]),
    st.integers(1, 3),
    st.integers(1, 2),
)
same = st.builds(
    lambda kernel: {"kind": "conv2d", "out_channels": 2, "kernel_size": kernel, "padding": "same"},
    st.integers(1, 6),
)
others = st.sampled_from(
    [{"kind": kind} for kind in ("relu", "leaky_relu", "sigmoid", "tanh", "batch_norm2d")]
)
ways = st.lists(same | others, max_size=3)
merges = st.one_of(
    st.builds(lambda body: {"kind": "residual", "body": [*body, PROJECTION], "shortcut": [PROJECTION]}, ways),
    st.builds(
        lambda branches: {"kind": "parallel", "branches": branches}, st.lists(ways, min_size=1, max_size=3)
    ),
)
PROJECTION = {"kind": "conv2d", "out_channels": 2, "kernel_size": 1}
chains = st.lists(st.one_of(convolutions, pools, others, merges), min_size=1, max_size=5)


def parsed(layers: list[dict[str, Any]]) -> NetworkSpec:
    """The layers over a picture of one channel."""
    return parse_network({"input": {"channels": 1, "height": SIDE, "width": SIDE}, "layers": layers})


def seen(spec: NetworkSpec, place: tuple[int, ...]) -> Tensor:
    """Which input pixels (H, W) have a gradient for the output units of all channels at a place.

    Weights are positive and small, so that nothing cancels, is cut off or saturates.
    """
    module = build(spec).double().eval()
    torch.manual_seed(0)
    for weight in module.parameters():
        torch.nn.init.uniform_(weight, 0.05 / weight[0].numel(), 0.1 / weight[0].numel())
    x = (torch.rand(1, *spec.input.shape, dtype=torch.float64) + 0.5).requires_grad_()
    module(x)[(0, slice(None), *place)].sum().backward()
    assert x.grad is not None
    return x.grad[0, 0] != 0


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)
@given(chains, st.data())
def test_the_field_is_the_extent_of_the_gradient(layers: list[dict[str, Any]], data: st.DataObject) -> None:
    spec = parsed(layers)
    try:
        node = analyze(spec).nodes[-1]
    except InvalidNetwork:
        assume(False)
    field = node.receptive_field
    assert field.stride is not None
    place = tuple(data.draw(st.integers(0, side - 1)) for side in node.out_shape[1:])
    found = seen(spec, place).nonzero(as_tuple=True)
    boxes = [(int(field.start[axis] + place[axis] * field.stride[axis]), field.size[axis]) for axis in (0, 1)]
    inside = all(start >= 0 and start + size <= SIDE for start, size in boxes)
    for (start, size), pixels in zip(boxes, found, strict=True):
        if inside:
            assert (int(pixels.min()), int(pixels.max())) == (start, start + size - 1)
        elif len(pixels):
            assert start <= int(pixels.min()) <= int(pixels.max()) < start + size


enlargements = st.sampled_from(
    [
        {"kind": "upsample"},
        {"kind": "upsample", "scale_factor": [1, 3]},
        {"kind": "upsample", "mode": "bilinear"},
        {"kind": "upsample", "mode": "bilinear", "size": [17, 31]},
        {"kind": "conv_transpose2d", "out_channels": 2, "kernel_size": 3, "stride": 2, "padding": 1},
        {"kind": "conv_transpose2d", "out_channels": 2, "kernel_size": [4, 2], "stride": [3, 2]},
        {"kind": "adaptive_avg_pool2d", "output_size": [7, 11]},
        {"kind": "zero_pad2d", "padding": [2, 0, 1, 3]},
        {"kind": "instance_norm2d"},
        {"kind": "layer_norm"},
        {"kind": "group_norm"},
        {"kind": "local_response_norm"},
    ]
)
bounded = st.lists(st.one_of(convolutions, pools, merges, enlargements), min_size=1, max_size=4)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
@given(bounded, st.data())
def test_a_bound_holds_what_has_a_gradient(layers: list[dict[str, Any]], data: st.DataObject) -> None:
    """Read exactly and with the place rounded down to whole pixels."""
    spec = parsed(layers)
    try:
        node = analyze(spec).nodes[-1]
    except InvalidNetwork:
        assume(False)
    assume(max(node.out_shape) <= 200)
    field, place = (
        node.receptive_field,
        tuple(data.draw(st.integers(0, side - 1)) for side in node.out_shape[1:]),
    )
    for axis, pixels in enumerate(seen(spec, place).nonzero(as_tuple=True)):
        start = field.start[axis] + place[axis] * (field.stride[axis] if field.stride else 0)
        if len(pixels):
            assert start <= int(pixels.min())
            assert int(pixels.max()) < floor(start) + field.size[axis]


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)
@given(chains, st.data())
def test_the_measured_field_lies_within_the_analysed_one(
    layers: list[dict[str, Any]], data: st.DataObject
) -> None:
    spec = parsed(layers)
    try:
        model = LiveModel.open(spec)
    except InvalidNetwork:
        assume(False)
    node = model.summary.nodes[-1]
    channel, y, x = (data.draw(st.integers(0, side - 1)) for side in node.out_shape)
    images = np.random.default_rng(0).integers(0, 256, (2, 1, SIDE, SIDE), np.uint8)
    found = measured_field(model, images, node.path, (channel, y, x)).nonzero()
    field = node.receptive_field
    assert field.stride is not None
    for axis, place in enumerate((y, x)):
        start = field.start[axis] + int(place * field.stride[axis])
        if len(found[axis]):
            assert start <= found[axis].min()
            assert found[axis].max() < start + field.size[axis]


def test_a_residual_block_with_statistics_of_the_image_still_merges() -> None:
    """Every unit of its body sees the whole picture, but at the shortcut's places."""
    body = [{"kind": "conv2d", "out_channels": 1, "padding": 1}, {"kind": "instance_norm2d"}]
    field = analyze(parsed([{"kind": "residual", "body": body}])).nodes[-1].receptive_field
    assert (field.size, field.start, field.stride) == ((SIDE + 2, SIDE + 2), (-1, -1), None)


def test_a_picture_rolled_up_from_a_vector_merges_with_any_branch() -> None:
    way = [{"kind": "flatten"}, {"kind": "unflatten", "unflattened_size": [1, SIDE, SIDE]}]
    summary = analyze(parsed([{"kind": "residual", "body": way}, {"kind": "conv2d"}]))
    assert summary.nodes[-1].receptive_field.model_dump() == {
        "size": (SIDE, SIDE),
        "stride": None,
        "start": (0, 0),
    }


def test_a_field_beyond_any_number_is_refused() -> None:
    """Two pixels stay two pixels, but their distance grows a thousandfold with every layer."""
    jump = {"kind": "conv2d", "out_channels": 1, "kernel_size": 1, "stride": 1024, "padding": 512}
    with pytest.raises(InvalidNetwork) as caught:
        analyze(parsed([jump] * 200))
    assert caught.value.errors[0].params["reason"] == "field_too_wide"


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)
@given(chains, st.sampled_from([[{"kind": "global_avg_pool"}], [{"kind": "flatten"}, {"kind": "linear"}]]))
def test_a_vector_sees_what_all_units_see(layers: list[dict[str, Any]], end: list[dict[str, Any]]) -> None:
    spec = parsed([*layers, *end])
    try:
        field = analyze(spec).nodes[-1].receptive_field
    except InvalidNetwork:
        assume(False)
    assert field.stride is None
    found = seen(spec, ()).nonzero(as_tuple=True)
    for start, size, pixels in zip(field.start, field.size, found, strict=True):
        assert start <= int(pixels.min()) <= int(pixels.max()) < start + size
        if start >= 0 and start + size <= SIDE:
            assert (int(pixels.min()), int(pixels.max())) == (start, start + size - 1)
