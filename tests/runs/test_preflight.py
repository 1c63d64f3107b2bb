"""What a run will be; what cannot be trained at all is the subject of `tests/faults/test_settings.py`."""

from typing import Any

import jsonpatch
import pytest

from app.datasets.registry import Library
from app.errors import InvalidInput, InvalidNetwork
from app.runs.limits import RunLimits
from app.runs.models import CreateRun
from app.runs.preflight import Plan, plan
from tests.runs.conftest import TRAINING, asked


def checked(library: Library, request: CreateRun, **limits: Any) -> Plan:
    return plan(request.network, library.info(request.dataset), request.training, RunLimits(**limits))


def body(network: dict[str, Any], **training: Any) -> dict[str, Any]:
    return {"network": network, "dataset": "mnist-5k", "training": {**TRAINING, **training}}


def layers(*nodes: dict[str, Any]) -> dict[str, Any]:
    return {"name": "n", "layers": list(nodes)}


FLAT, TEN = {"kind": "flatten"}, {"kind": "linear", "name": "out", "out_features": 10}


@pytest.mark.parametrize(
    ("loss", "end"),
    [("binary_cross_entropy", "sigmoid"), ("binary_cross_entropy", None), ("hinge", None), ("hinge", "relu")],
)
def test_losses_take_what_they_read(library: Library, loss: str, end: str | None) -> None:
    tail = [{"kind": end}] if end else []
    assert checked(library, CreateRun.model_validate(body(layers(FLAT, TEN, *tail), loss=loss))).steps


@pytest.mark.parametrize(("rule", "tail"), [("perceptron", [{"kind": "heaviside"}]), ("adaline", [])])
def test_the_first_machines_learn_by_their_rules(library: Library, rule: str, tail: list[Any]) -> None:
    request = body(layers(FLAT, TEN, *tail), loss="quadratic", optimizer=rule)
    assert checked(library, CreateRun.model_validate(request)).steps


def test_a_layers_own_first_weights_need_a_layer(library: Library) -> None:
    own = {"initializers": {"c1": {"kind": "normal", "std": 0.5}}}
    assert checked(library, asked(training=own)).training.initializers["c1"].kind == "normal"
    with pytest.raises(InvalidInput) as caught:
        checked(library, asked(training={"initializers": {"c/9": "he"}}))
    (entry,) = caught.value.errors
    assert (entry.code, entry.pointer) == ("unknown_path", "/training/initializers/c~19")


def test_repairs_of_a_preset_put_the_repaired_network_in_its_place(library: Library) -> None:
    request = {"network": {"preset": "tiny-vgg"}, "dataset": "mnist-5k", "training": {"batch_size": 9999}}
    for code in ("input_size", "batch_too_large"):
        with pytest.raises(InvalidInput) as caught:
            checked(library, CreateRun.model_validate(request))
        assert caught.value.code == code
        request = jsonpatch.apply_patch(request, caught.value.errors[0].repairs[0].patch)
    assert checked(library, CreateRun.model_validate(request)).network.input.shape == (1, 28, 28)


def test_a_layer_that_is_frozen_whole_leaves_the_rest_to_train(library: Library) -> None:
    assert checked(library, asked(training={"frozen": ["c1"]})).steps == 76


def test_the_length_of_a_run_is_known_before_it_starts(library: Library) -> None:
    ready = checked(library, asked(training={"epochs": "auto", "batch_size": 64}))
    assert (ready.epochs, ready.steps, ready.training.epochs) == (20, 20 * 60, 20)


def test_a_shape_problem_carries_the_nodes_before_it(library: Library) -> None:
    large = {"layers": [{"kind": "conv2d", "out_channels": 2, "kernel_size": 40}]}
    with pytest.raises(InvalidNetwork) as caught:
        checked(library, asked(network=large))
    assert caught.value.partial is not None
    assert caught.value.errors[0].pointer == "/network/layers/0"


def test_presets_are_found_by_their_id(library: Library) -> None:
    ready = checked(library, asked(network={"preset": "lenet5"}))
    assert ready.network.layers
