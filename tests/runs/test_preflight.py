"""What cannot be trained is refused before anything is started, with a way out."""

from typing import Any

import jsonpatch
import pytest

from app.datasets.registry import Library
from app.errors import InvalidInput, InvalidNetwork, NotFound
from app.runs.limits import RunLimits
from app.runs.models import CreateRun
from app.runs.preflight import Plan, plan
from tests.runs.conftest import NETWORK, TRAINING, asked


def checked(library: Library, request: CreateRun, **limits: Any) -> Plan:
    return plan(request.network, library.info(request.dataset), request.training, RunLimits(**limits))


def body(network: dict[str, Any], **training: Any) -> dict[str, Any]:
    return {"network": network, "dataset": "mnist-5k", "training": {**TRAINING, **training}}


def layers(*nodes: dict[str, Any]) -> dict[str, Any]:
    return {"name": "n", "layers": list(nodes)}


FLAT, TEN = {"kind": "flatten"}, {"kind": "linear", "name": "out", "out_features": 10}
POINT = {"kind": "conv2d", "out_channels": 2, "kernel_size": 28}
LARGE = {"kind": "linear", "out_features": 80_000}

REFUSED = {
    "input_size": body({**NETWORK, "input": {"channels": 3, "height": 28, "width": 28}}),
    "labels": body(layers(FLAT, {**TEN, "out_features": 9})),
    "nothing_to_train": body(layers(FLAT)),
    "batch_too_large": body(NETWORK, batch_size=5000),
    "batch_norm_of_one": body(layers(POINT, {"kind": "batch_norm2d"}, FLAT, TEN), batch_size=1),
    "unknown_path": body(NETWORK, frozen=["nowhere"]),
    "loss": body(layers(FLAT, TEN, {"kind": "tanh"})),
    "loss_binary": body(layers(FLAT, TEN, {"kind": "softmax"}), loss="binary_cross_entropy"),
    "loss_hinge": body(layers(FLAT, TEN, {"kind": "sigmoid"}), loss="hinge"),
    "rule_perceptron": body(layers(FLAT, TEN), loss="quadratic", optimizer="perceptron"),
    "rule_adaline": body(layers(FLAT, TEN, {"kind": "heaviside"}), optimizer="adaline", loss="quadratic"),
    "too_expensive": body(NETWORK, epochs=10**9),
    "shape": body(layers({"kind": "conv2d", "out_channels": 2, "kernel_size": 40})),
}


@pytest.mark.parametrize("code", REFUSED)
def test_it_is_refused_with_its_code_and_a_place_in_the_request(library: Library, code: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        checked(library, CreateRun.model_validate(REFUSED[code]))
    assert caught.value.code == code
    pointer = caught.value.errors[0].pointer
    assert pointer.startswith(("/network", "/training"))


def code_of(library: Library, request: CreateRun) -> str | None:
    """Why the request is refused, if it is."""
    try:
        checked(library, request)
    except InvalidInput as error:
        return error.code
    return None


@pytest.mark.parametrize(
    "code", sorted({*REFUSED} - {"nothing_to_train", "batch_norm_of_one", "too_expensive"})
)
def test_every_repair_makes_it_trainable(library: Library, code: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        checked(library, CreateRun.model_validate(REFUSED[code]))
    repairs = caught.value.errors[0].repairs
    assert repairs
    for repair in repairs:
        repaired = CreateRun.model_validate(jsonpatch.apply_patch(REFUSED[code], repair.patch))
        assert code_of(library, repaired) in (None, "labels")


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
    for other in (
        {**request["training"], "loss": "cross_entropy"},
        {**request["training"], "optimizer": "sgd"},
    ):
        changed = CreateRun.model_validate({**request, "training": other})
        assert code_of(library, changed) in (None, "loss", f"rule_{rule}")


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


def test_a_network_that_is_too_large_to_train_is_refused(library: Library) -> None:
    with pytest.raises(InvalidInput) as caught:
        checked(library, CreateRun.model_validate(body(layers(FLAT, LARGE, TEN))))
    assert caught.value.code == "too_expensive"


def test_a_layer_that_is_frozen_whole_leaves_the_rest_to_train(library: Library) -> None:
    assert checked(library, asked(training={"frozen": ["c1"]})).steps == 76
    with pytest.raises(InvalidInput) as caught:
        checked(library, asked(training={"frozen": ["c1", "out"]}))
    assert caught.value.code == "nothing_to_train"


def test_the_length_of_a_run_is_known_before_it_starts(library: Library) -> None:
    ready = checked(library, asked(training={"epochs": "auto", "batch_size": 64}))
    assert (ready.epochs, ready.steps, ready.training.epochs) == (20, 20 * 60, 20)


def test_a_shape_problem_carries_the_nodes_before_it(library: Library) -> None:
    with pytest.raises(InvalidNetwork) as caught:
        checked(library, CreateRun.model_validate(REFUSED["shape"]))
    assert caught.value.partial is not None
    assert caught.value.errors[0].pointer == "/network/layers/0"


def test_presets_are_found_by_their_id(library: Library) -> None:
    ready = checked(library, asked(network={"preset": "lenet5"}))
    assert ready.network.layers
    with pytest.raises(NotFound):
        checked(library, asked(network={"preset": "nothing"}))
