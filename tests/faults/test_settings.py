"""Bad training settings: refused before anything starts, with a way out where there is one."""

import re
import time
from typing import Any

import httpx
import jsonpatch
import pytest

from tests.faults.conftest import Unchanged, code_of

RUNS = "/api/v1/runs"
FLAT: dict[str, Any] = {"kind": "flatten"}
POOL: dict[str, Any] = {"kind": "max_pool2d", "kernel_size": 4}
NETWORK: dict[str, Any] = {
    "layers": [
        POOL,
        {"kind": "conv2d", "name": "c1", "out_channels": 4, "kernel_size": 3},
        {"kind": "relu"},
        FLAT,
        {"kind": "linear", "name": "out", "out_features": 10},
    ]
}
TRAIN = 3800
"""Training images of `mnist-5k`: 4,000 less 5 % for validation."""


def dense(outputs: int, *more: dict[str, Any]) -> dict[str, Any]:
    """A network of one dense layer, and what follows it."""
    return {"layers": [FLAT, {"kind": "linear", "name": "out", "out_features": outputs}, *more]}


def head(*layers: dict[str, Any]) -> dict[str, Any]:
    """The network with an auxiliary head."""
    return {"layers": [{"kind": "auxiliary", "head": list(layers)}, *NETWORK["layers"]]}


def asked(network: dict[str, Any] = NETWORK, **training: Any) -> dict[str, Any]:
    """A request for a run."""
    return {"network": network, "dataset": "mnist-5k", "training": training}


ROWS: dict[str, tuple[dict[str, Any], int, str, str | None]] = {
    "a batch larger than the data set": (
        asked(batch_size=TRAIN + 1),
        422,
        "batch_too_large",
        "/training/batch_size",
    ),
    "a batch norm of batches of one": (
        asked(
            {
                "layers": [
                    {"kind": "conv2d", "kernel_size": 28},
                    {"kind": "batch_norm2d"},
                    *dense(10)["layers"],
                ]
            },
            batch_size=1,
        ),
        422,
        "batch_norm_of_one",
        "/training/batch_size",
    ),
    "a billion epochs": (asked(epochs=10**9), 422, "too_expensive", "/training/epochs"),
    "no epoch": (asked(epochs=0), 422, "out_of_range", "/training/epochs"),
    "two and no more epochs": (asked(epochs=2.0), 422, "wrong_type", "/training/epochs"),
    "a negative learning rate": (
        asked(optimizer={"kind": "adam", "lr": -1}),
        422,
        "out_of_range",
        "/training/optimizer/lr",
    ),
    "an unknown optimiser": (asked(optimizer="adma"), 422, "unknown", "/training/optimizer"),
    "an unknown setting": (asked(optimiser="adam"), 422, "unknown", "/training/optimiser"),
    "a checkpoint every 0 steps": (
        asked(checkpoint_every=0),
        422,
        "out_of_range",
        "/training/checkpoint_every",
    ),
    "labels beyond the output": (asked(dense(9)), 422, "labels", "/network/layers"),
    "labels beyond the output before a softmax": (
        asked(dense(9, {"kind": "softmax"})),
        422,
        "labels",
        "/network/layers",
    ),
    "labels beyond the output of a head": (
        asked(head(FLAT, {"kind": "linear", "out_features": 9})),
        422,
        "labels",
        "/network/layers/0/head",
    ),
    "maps instead of classes": (asked({"layers": [POOL]}), 422, "labels", "/network/layers"),
    "cross-entropy of sigmoids": (asked(dense(10, {"kind": "sigmoid"})), 422, "loss", "/training/loss"),
    "a quadratic cost of unbounded outputs": (
        asked(loss="quadratic"),
        422,
        "loss_unbounded",
        "/training/loss",
    ),
    "cross-entropy of tanh": (asked(dense(10, {"kind": "tanh"})), 422, "loss", "/training/loss"),
    "binary cross-entropy of a softmax": (
        asked(dense(10, {"kind": "softmax"}), loss="binary_cross_entropy"),
        422,
        "loss_binary",
        "/training/loss",
    ),
    "hinge of sigmoids": (
        asked(dense(10, {"kind": "sigmoid"}), loss="hinge"),
        422,
        "loss_hinge",
        "/training/loss",
    ),
    "the perceptron's rule without its step": (
        asked(dense(10), loss="quadratic", optimizer="perceptron"),
        422,
        "rule_perceptron",
        None,
    ),
    "Adaline's rule of steps": (
        asked(dense(10, {"kind": "heaviside"}), loss="quadratic", optimizer="adaline"),
        422,
        "rule_adaline",
        None,
    ),
    "another input": (
        asked({**NETWORK, "input": {"channels": 3, "height": 28, "width": 28}}),
        422,
        "input_size",
        "/network/input",
    ),
    "nothing to train": (asked({"layers": [FLAT]}), 422, "nothing_to_train", None),
    "everything frozen": (asked(frozen=["c1", "out"]), 422, "nothing_to_train", None),
    "a frozen layer that is not there": (
        asked(frozen=["nowhere"]),
        422,
        "unknown_path",
        "/training/frozen/0",
    ),
    "80,000 hidden units": (
        asked({"layers": [FLAT, {"kind": "linear", "out_features": 80_000}, *dense(10)["layers"][1:]]}),
        422,
        "too_expensive",
        None,
    ),
    "an unknown data set": ({**asked(), "dataset": "nothing"}, 404, "not_found", None),
    "a data set that is not here": ({**asked(), "dataset": "fashion-mnist"}, 409, "dataset_not_ready", None),
    "an unknown preset": (asked({"preset": "nothing"}), 404, "not_found", None),
    "a bidi override in the name": ({**asked(), "name": "a\u202eb"}, 422, "bad_text", "/name"),
    "a name of 65": ({**asked(), "name": "x" * 65}, 422, "bad_text", "/name"),
    "an unknown start": ({**asked(), "start": "now"}, 422, "unknown", "/start"),
    "an unknown key": ({**asked(), "more": 1}, 422, "unknown", "/more"),
}


@pytest.mark.parametrize("row", ROWS)
def test_what_cannot_be_trained_is_refused(http: httpx.Client, unchanged: Unchanged, row: str) -> None:
    body, status, code, pointer = ROWS[row]
    with unchanged():
        answer = http.post(RUNS, json=body)
        assert code_of(answer) == (status, code)
        if pointer is not None:
            assert answer.json()["errors"][0]["pointer"] == pointer


REPAIRED = [
    "a batch larger than the data set",
    "labels beyond the output",
    "labels beyond the output of a head",
    "cross-entropy of sigmoids",
    "cross-entropy of tanh",
    "a quadratic cost of unbounded outputs",
    "binary cross-entropy of a softmax",
    "hinge of sigmoids",
    "the perceptron's rule without its step",
    "Adaline's rule of steps",
    "another input",
    "a frozen layer that is not there",
]


@pytest.mark.parametrize("row", REPAIRED)
def test_every_repair_makes_it_trainable(http: httpx.Client, row: str) -> None:
    body = ROWS[row][0]
    repairs = http.post(RUNS, json=body).json()["errors"][0]["repairs"]
    assert repairs
    for repair in repairs:
        answer = http.post(RUNS, json={**jsonpatch.apply_patch(body, repair["patch"]), "start": "paused"})
        assert answer.status_code == 201 or code_of(answer)[1] == "labels", answer.text
        if answer.status_code == 201:
            assert http.delete(answer.headers["location"]).status_code == 204


def test_the_largest_batch_is_told(http: httpx.Client) -> None:
    (entry,) = http.post(RUNS, json=asked(batch_size=TRAIN + 1)).json()["errors"]
    assert entry["params"] == {"maximum": TRAIN, "batch_size": TRAIN + 1}


def over(http: httpx.Client, body: dict[str, Any]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Train to the end: the run, and its log."""
    at = http.post(RUNS, json=body).headers["location"]
    end = time.monotonic() + 120
    while (run := http.get(at).json())["state"] in ("queued", "running"):
        assert time.monotonic() < end
        time.sleep(0.05)
    log = http.get(f"{at}/events")
    assert not {"NaN", "Infinity"} & set(re.findall(r"\w+", log.text))
    http.delete(at)
    return run, log.json()


@pytest.mark.parametrize("kind", ["sgd", "adam"])
def test_a_run_that_diverges_fails_with_advice_and_keeps_its_last_good_checkpoint(
    http: httpx.Client, kind: str
) -> None:
    body = asked(optimizer={"kind": kind, "lr": 1e30}, schedule="constant", batch_size=100)
    run, events = over(http, body)
    assert (run["state"], run["error"]["code"]) == ("failed", "diverged")
    assert (run["error"]["params"]["advice"], bool(run["error"]["detail"])) == ("lower_lr", True)
    *_, last = [event for event in events if event["type"] == "metrics"]
    assert (last["train_loss"][-1], last["finite"][-1]) == (None, False)
    assert all(last["finite"][:-1])
    kept = [event["step"] for event in events if event["type"] == "checkpoint"]
    assert kept[0] == 0
    assert kept[-1] < last["step"][-1]


def test_a_tail_of_one_image_is_left_out_where_batch_norm_could_not_take_it(http: httpx.Client) -> None:
    norm = {
        "layers": [POOL, {"kind": "conv2d", "kernel_size": 7}, {"kind": "batch_norm2d"}, *dense(10)["layers"]]
    }
    run, _ = over(http, asked(norm, batch_size=TRAIN - 1, epochs=1))
    assert (run["state"], run["progress"]["steps"]) == ("finished", 1)


@pytest.mark.parametrize(
    ("call", "sent", "code"),
    [
        ("step", {"steps": 0}, "out_of_range"),
        ("step", {"steps": 1.0}, "wrong_type"),
        ("branch", {}, "missing"),
        ("branch", {"step": 0, "training": {"lr": 1}}, "unknown"),
    ],
)
def test_bad_orders_to_a_run_are_refused(
    http: httpx.Client, call: str, sent: dict[str, Any], code: str
) -> None:
    at = http.post(RUNS, json={**asked(), "start": "paused"}).headers["location"]
    try:
        assert code_of(http.post(f"{at}/{call}", json=sent)) == (422, code)
    finally:
        http.delete(at)
