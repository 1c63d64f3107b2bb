"""What does not go together is told before anything is started, with repairs that work."""

import jsonpatch
import pytest

from app.datasets.model import DatasetInfo, ImageShape, Sizes
from app.errors import InvalidInput, InvalidNetwork
from app.network.parse import parse_network
from app.preflight import Budget, check, suited
from app.training.config import TrainConfig

GOOD = [
    {"kind": "conv2d", "name": "c1", "out_channels": 4},
    {"kind": "relu"},
    {"kind": "flatten"},
    {"kind": "linear", "name": "out", "out_features": 4},
]
FEW = {"kind": "linear", "out_features": 3}
HEAD = "/network/layers/0/head"
INFO = DatasetInfo(
    id="bars",
    title="Bars",
    classes=("a", "b", "c", "d"),
    input=ImageShape(channels=1, height=8, width=8),
    sizes=Sizes(train=100, validation=10, test=10),
    ready=True,
    progress=None,
    source="",
    licence="",
    error=None,
    default_epochs=2,
)
SMALL = {"kind": "linear", "out_features": 1}


def request(layers=GOOD, side=8, **training):
    shape = {"channels": 1, "height": side, "width": side}
    return {"network": {"input": shape, "layers": layers}, "training": training}


def checked(body, **budget):
    config = TrainConfig.model_validate(body["training"])
    return check(parse_network(body["network"]), config, INFO, Budget(**budget))


def problems(body, **budget):
    with pytest.raises(InvalidInput) as problem:
        checked(body, **budget)
    return problem.value.errors


def test_what_goes_together_is_analysed():
    assert checked(request()).output_shape == (4,)


@pytest.mark.parametrize(
    ("body", "code", "pointer"),
    [
        (request(side=9), "input_size", "/network/input"),
        (request([*GOOD[:-1], {"kind": "linear", "out_features": 3}]), "labels", "/network/layers"),
        (
            request([*GOOD[:-1], {"kind": "linear", "out_features": 3}, {"kind": "softmax"}]),
            "labels",
            "/network/layers",
        ),
        (request(GOOD[:2]), "labels", "/network/layers"),
        (request([{**GOOD[0], "out_channels": 3}, {"kind": "global_avg_pool"}]), "labels", "/network/layers"),
        (
            request([{"kind": "flatten"}, {"kind": "parallel", "branches": [[SMALL], [SMALL]]}]),
            "labels",
            "/network/layers",
        ),
        (request([*GOOD, {"kind": "sigmoid"}]), "loss", "/training/loss"),
        (request([*GOOD, {"kind": "heaviside"}]), "loss", "/training/loss"),
        (request([{"kind": "auxiliary", "head": [*GOOD[:-1], FEW]}, *GOOD]), "labels", HEAD),
        (request([{"kind": "auxiliary", "head": GOOD[:2]}, *GOOD]), "labels", HEAD),
        (
            request(
                [{"kind": "residual", "body": [{"kind": "auxiliary", "head": [*GOOD[:-1], FEW]}]}, *GOOD]
            ),
            "labels",
            "/network/layers/0/body/0/head",
        ),
        (request([*GOOD, {"kind": "tanh"}, {"kind": "dropout"}]), "loss", "/training/loss"),
        (request([*GOOD, {"kind": "softmax"}, {"kind": "softmax"}]), "loss", "/training/loss"),
        (request(loss="quadratic"), "loss_unbounded", "/training/loss"),
        (request([*GOOD, {"kind": "relu"}], loss="quadratic"), "loss_unbounded", "/training/loss"),
        (request(batch_size=101), "batch_too_large", "/training/batch_size"),
        (
            request(
                [{"kind": "conv2d", "kernel_size": 8}, {"kind": "batch_norm2d"}, *GOOD[2:]], batch_size=1
            ),
            "batch_norm_of_one",
            "/training/batch_size",
        ),
    ],
)
def test_every_repair_solves_its_problem(body, code, pointer):
    (entry,) = problems(body)
    assert (entry.code, entry.pointer) == (code, pointer)
    assert entry.repairs
    for repair in entry.repairs:
        checked(jsonpatch.apply_patch(body, repair.patch))


@pytest.mark.parametrize("kind", ["sigmoid", "softmax", "tanh", "flatten", "relu"])
@pytest.mark.parametrize("loss", ["cross_entropy", "quadratic"])
def test_a_network_of_one_layer_is_refused_with_repairs_that_leave_one(kind, loss):
    body = request([{"kind": kind}], loss=loss)
    for entry in problems(body):
        for repair in entry.repairs:
            assert jsonpatch.apply_patch(body, repair.patch)["network"]["layers"]


@pytest.mark.parametrize("end", ["sigmoid", "softmax", "tanh"])
def test_the_quadratic_cost_suits_bounded_outputs(end):
    assert checked(request([*GOOD, {"kind": end}], loss="quadratic"))


def test_adaline_learns_by_the_quadratic_cost_of_its_sums():
    adaline = [{"kind": "flatten"}, {"kind": "linear", "out_features": 4}]
    checked(request(adaline, loss="quadratic"))
    hidden = [*adaline, {"kind": "relu"}, {"kind": "linear", "out_features": 4}]
    assert [entry.code for entry in problems(request(hidden, loss="quadratic"))] == ["loss_unbounded"]


def test_the_maximum_of_the_batch_is_told():
    assert problems(request(batch_size=101))[0].params == {"maximum": 100, "batch_size": 101}


@pytest.mark.parametrize(
    ("training", "budget", "pointer"),
    [
        ({"epochs": 10**9}, {}, "/training/epochs"),
        ({}, {"parameters": 100}, "/network/layers"),
        ({}, {"memory_bytes": 1000}, "/training/batch_size"),
    ],
)
def test_what_would_cost_too_much_is_refused(training, budget, pointer):
    (entry,) = problems(request(**training), **budget)
    assert (entry.code, entry.pointer) == ("too_expensive", pointer)


@pytest.mark.parametrize("epochs", ["auto", 7])
def test_epochs_decide_the_steps(epochs):
    steps = 14 if epochs == 7 else 4
    checked(request(epochs=epochs), steps=steps)
    assert problems(request(epochs=epochs), steps=steps - 1)[0].code == "too_expensive"


def test_unknown_layers_cannot_be_frozen():
    (entry,) = problems(request(frozen=["c1", "c2"]))
    assert (entry.code, entry.pointer) == ("unknown_path", "/training/frozen/1")


def test_unknown_filters_cannot_be_frozen():
    entries = problems(request(frozen_filters={"c1": [0, 4096], "c2": [0]}))
    assert [(entry.code, entry.pointer) for entry in entries] == [
        ("unknown_path", "/training/frozen_filters/c2"),
        ("unknown", "/training/frozen_filters/c1/1"),
    ]


@pytest.mark.parametrize(
    "body",
    [request(frozen=["c1", "out"]), request([{"kind": "max_pool2d", "kernel_size": 4}, {"kind": "flatten"}])],
)
def test_there_must_be_something_to_train(body):
    assert "nothing_to_train" in [entry.code for entry in problems(body)]


def test_all_problems_are_told_at_once():
    body = request([*GOOD, {"kind": "sigmoid"}], batch_size=1000, side=9)
    assert [entry.code for entry in problems(body)] == ["input_size", "loss", "batch_too_large"]


def test_a_networks_own_problem_points_into_the_request_and_its_repair_works_there():
    body = request([{"kind": "conv2d", "kernel_size": 11}, *GOOD[1:]])
    with pytest.raises(InvalidNetwork) as problem:
        checked(body)
    entry = problem.value.errors[0]
    assert entry.pointer == "/network/layers/0"
    checked(jsonpatch.apply_patch(body, entry.repairs[0].patch))


BACK = [{"kind": "conv2d", "out_channels": 1, "padding": "same"}]


def test_a_network_that_gives_its_input_back_has_its_loss_without_any_choice():
    spec = parse_network(request(BACK)["network"])
    assert suited(spec, TrainConfig()).loss.kind == "mean_squared_error"
    chosen = TrainConfig.model_validate({"loss": "cross_entropy"})
    assert suited(spec, chosen) is chosen
    assert suited(parse_network(request()["network"]), TrainConfig()).loss.kind == "cross_entropy"
    assert checked(request(BACK, loss="mean_squared_error")).output_shape == (1, 8, 8)


def repaired(body, repair):
    return jsonpatch.apply_patch(body, repair.patch)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (request(BACK, loss="cross_entropy"), "loss_reconstruct"),
        (request(loss="mean_squared_error"), "loss_classes"),
        (request([*BACK, {"kind": "sigmoid"}], loss="mean_squared_error"), "never_negative"),
    ],
)
def test_what_is_compared_with_what_is_repaired(body, code):
    [entry] = problems(body)
    assert entry.code == code
    for repair in entry.repairs:
        checked(repaired(body, repair))


def test_a_head_of_a_reconstruction_must_reconstruct():
    head = {"kind": "auxiliary", "head": [{"kind": "flatten"}, {"kind": "linear", "out_features": 4}]}
    [entry] = problems(request([head, *BACK], loss="mean_squared_error"))
    assert (entry.code, entry.pointer) == ("head_reconstruct", HEAD)


def test_letters_are_not_turned():
    text = {"input": {"channels": 1, "height": 8, "width": 1}}
    text["layers"] = [{"kind": "embedding"}, {"kind": "flatten"}, {"kind": "linear", "out_features": 4}]
    column = INFO.model_copy(update={"input": ImageShape(channels=1, height=8, width=1)})
    config = TrainConfig.model_validate({"augmentation": ["rotate"]})
    with pytest.raises(InvalidInput) as problem:
        check(parse_network(text), config, column)
    assert [entry.code for entry in problem.value.errors] == ["augmented_text"]
