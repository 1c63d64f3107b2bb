"""Out and in again: every kind and random trees give the same output as PyTorch and ONNX, and come back the same."""

import copy
import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import onnx
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from app.engine.export import fresh, onnx_and_tried, shaken, written_and_tried
from app.errors import InvalidNetwork
from app.layers import LAYERS
from app.network.export.pytorch import pytorch_source
from app.network.imports.errors import NotUnderstood
from app.network.imports.onnx_file import read_onnx
from app.network.imports.source import read_source
from app.network.parse import parse_network
from app.network.presets import list_presets, load_preset
from app.network.spec import NetworkSpec
from app.network.summary import analyze
from app.network.walk import places
from app.porting.writing import facts
from tests.contracts.amount import EVERYTHING, amount
from tests.contracts.samples import VECTORS, VOLUMES, settings_of
from tests.contracts.test_trees import trees

RULES = "E,F,W,I,UP,B,A,C4,SIM,RET,PTH,RUF,N,TID,ASYNC,S,PT"
IGNORED = "RUF001,RUF002,RUF003,S101,S603,S607,N812,N818,PT011"
"""Those of this project."""
LARGEST = 100_000_000 if EVERYTHING else 2_000_000
"""Parameters of the presets that are run here."""
NOT_FROM_ONNX = {
    "perceptron": "its threshold is two operators",
    "char-cnn": "its embedding is four operators",
    "lenet5-1998": "its table of connections becomes a dense weight, its fixed codes a weight",
    "googlenet": "auxiliary heads train alone",
    "googlenet-bn": "auxiliary heads train alone",
    "alexnet-torchvision": "adaptive pooling becomes pooling",
}
"""Presets that do not come back from the graph alone as they were, and why; with the description of our own files
they do."""
PRESETS = [preset.id for preset in list_presets()]


def preset(name: str) -> NetworkSpec:
    """The network of a preset."""
    spec = load_preset(name).spec
    assert spec is not None
    return spec


def lone(kind: str, own: dict[str, Any], shape: tuple[int, ...]) -> NetworkSpec | None:
    """A layer alone, behind a flatten for vectors; None where it does not take the shape."""
    size, before = (shape, []) if len(shape) == 3 else ((shape[0], 1, 1), [{"kind": "flatten"}])
    picture = {"channels": size[0], "height": size[1], "width": size[2]}
    spec = parse_network({"input": picture, "layers": [*before, {"kind": kind, **own}]})
    try:
        analyze(spec)
    except InvalidNetwork:
        return None
    return spec


KINDS = [
    pytest.param(kind, own, id=f"{kind}-{json.dumps(own)}")
    for kind in (layer.model_fields["kind"].default for layer in LAYERS)
    for own in settings_of(kind)
]


def alone(kind: str, own: dict[str, Any]) -> list[NetworkSpec]:
    """The layer on every sample shape that it takes."""
    found = [lone(kind, own, shape) for shape in VOLUMES + VECTORS]
    return [spec for spec in found if spec is not None]


@pytest.mark.parametrize(("kind", "own"), KINDS)
def test_every_layer_goes_out_and_in_as_pytorch(kind: str, own: dict[str, Any]) -> None:
    for spec in alone(kind, own):
        written, difference = written_and_tried(spec, shaken(fresh(spec)))
        assert difference <= 1e-5
        assert read_source(written.text) == spec
        named = spec.model_copy(
            update={
                "layers": [node.model_copy(update={"name": f"n{i}"}) for i, node in enumerate(spec.layers)]
            }
        )
        assert read_source(pytorch_source(named).text) == named


def test_every_kind_is_tried() -> None:
    kinds = {layer.model_fields["kind"].default for layer in LAYERS}
    assert {kind for kind in kinds if any(alone(kind, own) for own in settings_of(kind))} == kinds


@pytest.mark.parametrize(("kind", "own"), KINDS)
def test_every_layer_goes_out_as_onnx(kind: str, own: dict[str, Any]) -> None:
    for spec in alone(kind, own):
        _, difference = onnx_and_tried(spec, shaken(fresh(spec)), {})
        assert difference <= 1e-5


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_comes_back_from_its_source(name: str) -> None:
    spec = preset(name)
    assert read_source(pytorch_source(spec).text) == spec


@pytest.mark.parametrize("name", [name for name in PRESETS if analyze(preset(name)).total.params <= LARGEST])
def test_presets_give_the_same_output_as_source_and_onnx(name: str) -> None:
    spec = preset(name)
    module = shaken(fresh(spec))
    assert written_and_tried(spec, module)[1] <= 1e-5
    metadata = {"name": spec.name, "normalize": spec.normalize}
    raw, difference = onnx_and_tried(spec, module, metadata)
    assert difference <= 1e-5
    if name not in NOT_FROM_ONNX:
        assert read_onnx(raw) == spec
    model = onnx.load_model_from_string(raw)
    onnx.helper.set_model_props(model, facts(spec, None))
    assert read_onnx(model.SerializeToString()) == spec


def test_written_files_are_formatted_and_clean(tmp_path: Path) -> None:
    for name in PRESETS:
        (tmp_path / f"{name.replace('-', '_')}.py").write_text(pytorch_source(preset(name)).text)
    assert_clean(tmp_path)


def assert_clean(folder: Path) -> None:
    """What ruff has to say of the files: nothing, by its own rules and by ours."""
    for arguments in (
        ("format", "--check"),
        ("check",),
        ("check", "--line-length", "120", "--select", RULES, "--ignore", IGNORED),
    ):
        command = ["ruff", *arguments, "--isolated", "--no-cache", str(folder)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout


NAMES = st.one_of(
    st.none(),
    st.from_regex(r"[A-Za-z][A-Za-z0-9_]{0,63}", fullmatch=True),
    st.sampled_from(["body", "branches", "shortcut", "head", "weight", "x", "conv2d_0_", "a" * 64]),
)
TITLES = st.sampled_from(["", "LeNet-5", 'Сеть \\ "x"', "it's", "None", "2 layers"])


def name_nodes(nodes: list[dict[str, Any]], draw: Any, seen: Sequence[str] = ()) -> None:
    """Give some of the nodes names that they may have."""
    taken = set(seen)
    for node in nodes:
        name = draw(NAMES)
        if name and name not in taken and is_free(name):
            node["name"] = name
            taken.add(name)
        for inner in (
            *(node.get(key, []) for key in ("body", "shortcut", "head")),
            *node.get("branches", []),
        ):
            name_nodes(inner, draw)


def is_free(name: str) -> bool:
    """May a layer be called so?"""
    try:
        parse_network({"layers": [{"kind": "relu", "name": name}]})
    except InvalidNetwork:
        return False
    return True


@st.composite
def networks(draw: st.DrawFn) -> NetworkSpec | None:
    """A network with names and a title; None where it does not work."""
    layers = copy.deepcopy(draw(trees))
    name_nodes(layers, draw)
    spec = parse_network(
        {
            "name": draw(TITLES),
            "normalize": draw(st.sampled_from(["none", "half", "standard"])),
            "input": {"channels": 4, "height": 12, "width": 10},
            "layers": layers,
        }
    )
    try:
        analyze(spec)
    except InvalidNetwork:
        return None
    return spec


MANY_OPERATORS = {
    "adaptive_avg_pool2d",
    "embedding",
    "group_norm",
    "heaviside",
    "local_response_norm",
    "softplus",
}
"""Kinds that ONNX has no one word for, with some of their settings: they go out and do not come back."""
RANDOM = {"deadline": None, "suppress_health_check": list(HealthCheck)}


def test_random_trees_go_out_and_in_as_pytorch(tmp_path: Path) -> None:
    """Strictly loaded, of equal output, read back as they were, formatted."""
    count = 0

    @settings(max_examples=amount(250), **RANDOM)
    @given(networks())
    def check(spec: NetworkSpec | None) -> None:
        nonlocal count
        if spec is None:
            return
        written, difference = written_and_tried(spec, shaken(fresh(spec)))
        assert difference <= 1e-5
        assert read_source(written.text) == spec
        count += 1
        (tmp_path / f"n{count}.py").write_text(written.text)

    check()
    assert count >= amount(250) // 5
    assert_clean(tmp_path)


def test_random_trees_go_out_and_in_as_onnx() -> None:
    """Equal output; what comes back is a network of the same output, and from then on stays as it is."""
    count = 0

    @settings(max_examples=amount(20), **RANDOM)
    @given(networks())
    def check(spec: NetworkSpec | None) -> None:
        nonlocal count
        # Of heads, which only train, nothing is left in ONNX.
        assume(spec is not None and any(node.kind != "auxiliary" for node in spec.layers))
        assert spec is not None
        count += 1
        metadata = {"name": spec.name, "normalize": spec.normalize}
        raw, difference = onnx_and_tried(spec, shaken(fresh(spec)), metadata)
        assert difference <= 1e-5
        try:
            again = read_onnx(raw)
        except NotUnderstood:
            assert MANY_OPERATORS & {place.node.kind for place in places(spec)}
            return
        assert analyze(again).output_shape == analyze(spec).output_shape
        assert (again.name, again.normalize, again.input) == (spec.name, spec.normalize, spec.input)
        assert read_onnx(onnx_and_tried(again, shaken(fresh(again)), metadata)[0]) == again

    check()
    assert count >= 10
