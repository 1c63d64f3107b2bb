"""Random trees: the analysis agrees with what torch builds, or names a problem whose repairs solve it."""

from typing import Any

import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from torch.utils.flop_counter import FlopCounterMode

from app.engine.build import build
from app.errors import InvalidNetwork
from app.layers import LAYERS
from app.network.parse import parse_network
from app.network.repairs import patched
from app.network.spec import NetworkSpec
from app.network.summary import analyze
from app.network.walk import places
from tests.contracts.samples import SETTINGS

CONTAINERS = {"body", "shortcut", "head", "branches"}

leaves = st.sampled_from([layer.model_fields["kind"].default for layer in LAYERS])


@st.composite
def leaf(draw: st.DrawFn) -> dict[str, Any]:
    """A layer with one of its sample settings."""
    kind = draw(leaves)
    return {"kind": kind, **draw(st.sampled_from(SETTINGS.get(kind, [{}])))}


def combined(nodes: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    """A combinator over lists of nodes."""
    some = st.lists(nodes, max_size=3)
    return st.one_of(
        st.builds(lambda body, way: {"kind": "residual", "body": body, "shortcut": way}, some, some),
        st.builds(
            lambda branches, merge: {"kind": "parallel", "branches": branches, "merge": merge},
            st.lists(some, min_size=1, max_size=3),
            st.sampled_from(["concat", "add"]),
        ),
        st.builds(lambda head: {"kind": "auxiliary", "head": head}, st.lists(nodes, min_size=1, max_size=3)),
    )


trees = st.lists(st.recursive(leaf(), combined, max_leaves=6), min_size=1, max_size=5)


def agrees(spec: NetworkSpec) -> None:
    """Shapes, counts and paths are those of the built module."""
    summary = analyze(spec)
    module = build(spec).eval()
    shapes: dict[str, tuple[int, ...]] = {}
    for path, part in module.named_modules():
        part.register_forward_hook(
            lambda _part, _args, out, path=path: shapes.__setitem__(path, tuple(out.shape[1:]))
        )
    module.train()
    with FlopCounterMode(display=False) as counter:
        module(torch.zeros(2, *spec.input.shape))
    if not any(getattr(place.node, "connections", None) for place in places(spec)):
        assert (
            summary.total.macs == counter.get_total_flops() / 2 / 2
        )  # of two images, a sum for each product
    assert shapes[""] == summary.output_shape
    assert {node.path: node.out_shape for node in summary.nodes}.items() <= shapes.items()
    assert sum(value.numel() for value in module.parameters()) == summary.total.params
    built = {
        path
        for path, _ in module.named_modules()
        if path and path.split(".")[-1] not in CONTAINERS and path.split(".")[-2:-1] != ["branches"]
    }
    assert built == {node.path for node in summary.nodes} == {place.path for place in places(spec)}


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(trees)
def test_analysis_is_what_torch_builds(layers: list[dict[str, Any]]) -> None:
    spec = parse_network({"name": "", "input": {"channels": 4, "height": 12, "width": 10}, "layers": layers})
    try:
        agrees(spec)
    except InvalidNetwork as problem:
        check_repairs(spec, problem)


def check_repairs(spec: NetworkSpec, problem: InvalidNetwork) -> None:
    """Each repair leads past the node that was stuck, or to another problem of it; inserting shifts the others."""
    assert problem.errors[0].repairs or problem.code == "too_expensive", "there is always a way out"
    stuck_at = [place.path for place in places(spec)].index(problem.errors[0].path or "")
    for repair in problem.errors[0].repairs:
        repaired = patched(spec, repair.patch)
        paths = [place.path for place in places(repaired)]
        removed = max(0, len([*places(spec)]) - len(paths))
        assert paths, "an empty network is no solution"
        index, reason = first_stuck(repaired, paths)
        another = index == stuck_at and reason != problem.errors[0].params["reason"]
        assert index > stuck_at - removed or another


def first_stuck(spec: NetworkSpec, paths: list[str]) -> tuple[int, object]:
    """Where the analysis stops and why; the number of nodes where it does not."""
    try:
        analyze(spec)
    except InvalidNetwork as problem:
        if problem.code == "shape":
            return paths.index(problem.errors[0].path or ""), problem.errors[0].params["reason"]
    return len(paths), None
