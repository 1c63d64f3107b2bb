"""`POST /evaluations`, and runs that begin with filters set by hand."""

import time
from typing import Any

import httpx
import numpy as np
import pytest
from safetensors.numpy import load

EVALUATE = "/api/v1/evaluations"
SOBEL = [-1.0, 0, 1, -2, 0, 2, -1, 0, 1]
SMALL: dict[str, Any] = {
    "input": {"channels": 1, "height": 28, "width": 28},
    "layers": [
        {"kind": "conv2d", "name": "c1", "out_channels": 3, "kernel_size": 3, "stride": 2},
        {"kind": "relu"},
        {"kind": "flatten"},
        {"kind": "linear", "name": "out", "out_features": 10},
        {"kind": "softmax"},
    ],
}
PAINT = {"path": "c1", "channel": 1, "weight": SOBEL, "bias": 0.25}


def evaluate(http: httpx.Client, **body: Any) -> dict[str, Any]:
    answer = http.post(EVALUATE, json={"dataset": "mnist-5k", **body})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_a_trained_model_is_as_good_as_its_findings_say(http: httpx.Client) -> None:
    found = evaluate(http, model="lenet5-mnist")
    assert (found["images"], found["of"], np.sum(found["matrix"])) == (1000, 1000, 1000)
    assert found["right"] == np.trace(found["matrix"]) > 970


def test_parts_add_up(http: httpx.Client) -> None:
    whole = evaluate(http, model="lenet5-mnist", images=300)
    first = evaluate(http, model="lenet5-mnist", images=300, start=120)
    assert (first["start"], first["images"], first["of"]) == (120, 180, 300)
    images = [evaluate(http, model="lenet5-mnist", images=300, start=start)["right"] for start in (0, 120)]
    assert whole["right"] == images[0]
    assert evaluate(http, model="lenet5-mnist", images=300, start=300)["images"] == 0


def test_a_large_network_looks_at_fewer_at_once(http: httpx.Client) -> None:
    convolutions = [{"kind": "conv2d", "out_channels": 64, "kernel_size": 9, "padding": "same"}] * 2
    layers = [*convolutions, {"kind": "flatten"}, {"kind": "linear", "out_features": 10}]
    found = evaluate(http, model={"network": {**SMALL, "layers": layers}})
    assert 0 < found["images"] < found["of"] == 1000


def test_a_filter_set_by_hand_changes_what_is_right(http: httpx.Client) -> None:
    model = http.get("/api/v1/models/lenet5-mnist").json()
    network = {"network": model["network"], "weights_from": "lenet5-mnist"}
    before = evaluate(http, model=network)
    dark = [{"path": "output", "channel": 3, "weight": [0.0] * 84, "bias": -1000.0}]
    after = evaluate(http, model={**network, "painted": dark})
    assert before["right"] > 970
    assert np.array(after["matrix"])[:, 3].sum() == 0
    assert after["right"] <= before["right"] - before["matrix"][3][3]


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"images": 1001}, 422, None),
        ({"start": -1}, 422, None),
        ({"split": "all"}, 422, None),
        ({"dataset": "languages"}, 422, "input_size"),
        ({"dataset": "gone"}, 404, "not_found"),
        ({"model": {"network": SMALL, "painted": [{**PAINT, "channel": 3}]}}, 422, "unknown"),
        ({"model": {"network": SMALL, "painted": [{**PAINT, "weight": [1.0]}]}}, 422, "painted_size"),
        ({"model": {"network": SMALL, "painted": [{**PAINT, "bias": 1e9}]}}, 422, None),
    ],
)
def test_what_cannot_be_evaluated_is_refused(
    http: httpx.Client, change: dict[str, Any], status: int, code: str | None
) -> None:
    answer = http.post(EVALUATE, json={"model": {"network": SMALL}, "dataset": "mnist-5k", **change})
    assert answer.status_code == status, answer.text
    assert code is None or answer.json()["code"] == code


def test_a_bias_is_refused_where_there_is_none(http: httpx.Client) -> None:
    bare = {**SMALL, "layers": [{**SMALL["layers"][0], "bias": False}, *SMALL["layers"][1:]]}
    body = {"model": {"network": bare, "painted": [PAINT]}, "dataset": "mnist-5k"}
    assert http.post(EVALUATE, json=body).json()["code"] == "no_bias"


def finished(http: httpx.Client, body: dict[str, Any]) -> dict[str, Any]:
    run: dict[str, Any] = http.post("/api/v1/runs", json=body).json()
    while run["state"] not in ("finished", "failed"):
        time.sleep(0.05)
        run = http.get(f"/api/v1/runs/{run['id']}").json()
    assert run["state"] == "finished", run
    return run


def weights(http: httpx.Client, run: dict[str, Any], step: int) -> dict[str, np.ndarray]:
    return load(http.get(f"/api/v1/runs/{run['id']}/weights", params={"step": step}).content)


def test_a_run_begins_with_the_filter_and_keeps_it_where_its_layer_is_frozen(http: httpx.Client) -> None:
    training = {"epochs": 1, "threads": 1, "frozen": ["c1"]}
    body = {"network": SMALL, "dataset": "mnist-5k", "training": training, "painted": [PAINT]}
    run = finished(http, body)
    assert run["begins_with"] == {"weights_from": None, "copied": [], "fresh": [], "by_hand": ["c1"]}
    for step in (0, run["progress"]["steps"]):
        found = weights(http, run, step)
        assert found["c1.weight"][1].ravel().tolist() == SOBEL
        assert found["c1.bias"][1] == 0.25
    plain = finished(http, {**body, "painted": []})
    assert weights(http, plain, 0)["c1.weight"][0].tolist() == found["c1.weight"][0].tolist()


def test_a_run_goes_on_from_another_ones_weights_with_a_filter_set_by_hand(http: httpx.Client) -> None:
    training = {"epochs": 1, "threads": 1}
    first = finished(http, {"network": SMALL, "dataset": "mnist-5k", "training": training})
    body = {"network": SMALL, "dataset": "mnist-5k", "training": training, "start": "paused"}
    second = http.post(
        "/api/v1/runs", json={**body, "weights_from": f"run:{first['id']}", "painted": [PAINT]}
    )
    run = second.json()
    found, given = weights(http, run, 0), weights(http, first, first["progress"]["steps"])
    assert found["c1.weight"][1].ravel().tolist() == SOBEL
    assert found["c1.weight"][2].tolist() == given["c1.weight"][2].tolist()
    assert found["out.weight"].tolist() == given["out.weight"].tolist()
    assert run["begins_with"]["by_hand"] == ["c1"]


def test_a_run_with_a_filter_that_does_not_fit_is_refused(http: httpx.Client) -> None:
    body = {"network": SMALL, "dataset": "mnist-5k", "painted": [{**PAINT, "path": "c9"}]}
    problem = http.post("/api/v1/runs", json=body)
    assert (problem.status_code, problem.json()["errors"][0]["pointer"]) == (422, "/painted/0/channel")


BLANK = [[[0] * 28 for _ in range(28)]]
NUDGE = {"image": BLANK, "target": 4, "lr": 0.5}


def test_a_step_on_one_image_makes_its_class_more_probable(http: httpx.Client) -> None:
    pixels = [[255 if 8 < column < 12 else 0 for column in range(28)] for _ in range(28)]
    nudge = {"image": [pixels], "target": 4, "lr": 0.1}
    chances = []
    for nudges in ([], [nudge], [nudge, nudge]):
        body = {"model": {"network": SMALL, "seed": 1, "nudges": nudges}, "pixels": pixels}
        answer = http.post("/api/v1/predict", json=body)
        assert answer.status_code == 200, answer.text
        chances.append(answer.json()["probabilities"][4])
    assert chances == sorted(chances)
    assert chances[2] > chances[0] + 0.05


@pytest.mark.parametrize(
    ("nudge", "code", "pointer"),
    [
        ({**NUDGE, "target": 10}, "out_of_range", "/model/nudges/0/target"),
        ({**NUDGE, "image": [[[0]]]}, "image_shape", "/model/nudges/0/image"),
        ({**NUDGE, "image": BLANK * 3}, "image_shape", "/model/nudges/0/image"),
        ({**NUDGE, "image": [[[256] * 28] * 28]}, None, None),
        ({**NUDGE, "lr": 2}, None, "/model/nudges/0/lr"),
    ],
)
def test_a_step_that_cannot_be_taken_is_refused(
    http: httpx.Client, nudge: dict[str, Any], code: str | None, pointer: str | None
) -> None:
    body = {"model": {"network": SMALL, "nudges": [nudge]}, "dataset": "mnist-5k"}
    answer = http.post(EVALUATE, json=body)
    assert answer.status_code == 422, answer.text
    assert code is None or answer.json()["code"] == code
    assert pointer is None or answer.json()["errors"][0]["pointer"] == pointer


def test_a_run_begins_after_the_steps(http: httpx.Client) -> None:
    body = {"network": SMALL, "dataset": "mnist-5k", "start": "paused", "training": {"epochs": 1}}
    plain, nudged = (
        http.post("/api/v1/runs", json={**body, "nudges": ones}).json() for ones in ([], [NUDGE])
    )
    before, after = weights(http, plain, 0), weights(http, nudged, 0)
    assert before["out.bias"][4] < after["out.bias"][4]
    for run in (plain, nudged):
        http.post(f"/api/v1/runs/{run['id']}/cancel")
