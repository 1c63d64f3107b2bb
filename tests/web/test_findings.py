"""`POST /findings`: begun by asking, told by asking again, kept; over the data set of any network."""

import json
import time
from typing import Any

import httpx
import numpy as np
import pytest

FIND = "/api/v1/findings"
SMALL: dict[str, Any] = {
    "input": {"channels": 1, "height": 28, "width": 28},
    "layers": [
        {"kind": "conv2d", "name": "c1", "out_channels": 3, "kernel_size": 3, "stride": 2},
        {"kind": "relu"},
        {"kind": "flatten"},
        {"kind": "linear", "name": "out", "out_features": 10},
    ],
}
MODEL = {"network": SMALL, "seed": 3}


def find(http: httpx.Client, **body: Any) -> dict[str, Any]:
    """What is found in the end."""
    told = []
    while True:
        answer = http.post(FIND, json=body)
        assert answer.status_code in (200, 202), answer.text
        inquiry: dict[str, Any] = answer.json()
        told.append(inquiry["progress"])
        assert (answer.status_code == 200) == (inquiry["found"] is not None)
        if inquiry["found"]:
            assert told == sorted(told)
            found: dict[str, Any] = inquiry["found"]
            return found
        time.sleep(0.05)


def test_a_trained_model_is_told_by_its_mistakes(http: httpx.Client) -> None:
    found = find(http, model="lenet5-mnist", dataset="mnist-5k")
    matrix = np.array(found["matrix"])
    assert matrix.sum() == 1000
    assert found["share_right"] == pytest.approx(np.trace(matrix) / 1000)
    assert found["total"] == 1000 - np.trace(matrix) == len(found["mistakes"])
    assert sum(found["images"]) == 1000
    for mistake in found["mistakes"]:
        picture = http.get(f"/api/v1/datasets/mnist-5k/images/test/{mistake['index']}")
        assert int(picture.headers["X-Label"]) == mistake["label"] != mistake["predicted"]


def test_the_strongest_images_of_a_network_that_is_being_edited(http: httpx.Client) -> None:
    question = {"kind": "top_images", "layer": "c1"}
    found = find(http, model=MODEL, dataset="mnist-5k", question=question)
    assert (found["layer"], found["images"], len(found["channels"])) == ("c1", 3800, 3)
    top = found["channels"][1][0]
    picture = http.get(f"/api/v1/datasets/mnist-5k/images/train/{top['index']}").content
    place = {"path": "c1", "channel": 1, "y": top["y"], "x": top["x"]}
    form = {"model": json.dumps(MODEL), **{name: str(value) for name, value in place.items()}}
    unit = http.post("/api/v1/units", data=form, files={"image": ("x.png", picture)}).json()
    assert unit["value"] == pytest.approx(top["value"], abs=1e-4)


def test_what_was_found_is_kept(http: httpx.Client) -> None:
    question = {"kind": "image_map", "method": "pca"}
    first = find(http, model=MODEL, dataset="mnist-5k", question=question)
    again = http.post(FIND, json={"model": MODEL, "dataset": "mnist-5k", "question": question})
    assert again.status_code == 200
    assert again.json()["found"] == first
    other = find(http, model={**MODEL, "seed": 4}, dataset="mnist-5k", question=question)
    assert other["x"] != first["x"]


def test_an_autoencoder_has_a_map_but_no_mistakes(http: httpx.Client) -> None:
    network = http.get("/api/v1/presets/autoencoder-fc").json()["spec"]
    body = {"model": {"network": network}, "dataset": "mnist-5k"}
    refused = http.post(FIND, json=body)
    assert (refused.status_code, refused.json()["code"]) == (409, "no_labels")
    assert find(http, **body, question={"kind": "image_map"})["predicted"] is None


@pytest.mark.parametrize(
    ("change", "status", "code", "pointer"),
    [
        ({"dataset": None}, 422, "missing", "/dataset"),
        ({"dataset": "languages"}, 422, "input_size", "/dataset"),
        ({"dataset": "../mnist"}, 422, None, "/dataset"),
        ({"dataset": "nowhere"}, 404, "not_found", None),
        ({"dataset": "mnist"}, 409, "dataset_not_ready", None),
        ({"model": "nobody"}, 404, "not_found", None),
        ({"model": "run:gone"}, 404, "not_found", None),
        ({"question": {"kind": "top_images", "layer": "c9"}}, 422, "unknown_path", "/question/layer"),
        ({"question": {"kind": "top_images"}}, 422, "missing", "/question/layer"),
        ({"question": {"kind": "image_map", "method": "umap"}}, 422, None, "/question/method"),
        ({"question": "answers"}, 422, None, "/question"),
        ({"more": 1}, 422, "unknown", "/more"),
    ],
)
def test_what_cannot_be_found_out_is_refused(
    http: httpx.Client, change: dict[str, Any], status: int, code: str | None, pointer: str | None
) -> None:
    answer = http.post(FIND, json={"model": MODEL, "dataset": "mnist-5k", **change})
    problem = answer.json()
    assert answer.status_code == status, problem
    assert code is None or problem["code"] == code
    assert pointer is None or problem["errors"][0]["pointer"] == pointer


def test_what_would_take_hours_is_refused(http: httpx.Client) -> None:
    wide = [{"kind": "conv2d", "out_channels": 512, "kernel_size": 9, "padding": "same"}] * 2
    layers = [*wide, {"kind": "global_avg_pool"}, {"kind": "linear", "out_features": 10}]
    body = {"model": {"network": {**SMALL, "layers": layers}}, "dataset": "mnist-5k"}
    answers = http.post(FIND, json=body)
    assert (answers.status_code, answers.json()["code"]) == (422, "too_much_work")
    step = http.post(FIND, json={**body, "question": {"kind": "microscope"}})
    assert step.json()["errors"][0]["pointer"] == "/question/training/batch_size"


def test_another_number_of_classes_is_refused(http: httpx.Client) -> None:
    layers = [{"kind": "flatten"}, {"kind": "linear", "out_features": 7}]
    model = {"network": {**SMALL, "layers": layers}}
    problem = http.post(FIND, json={"model": model, "dataset": "mnist-5k"}).json()
    assert (problem["code"], problem["errors"][0]["params"]) == ("other_classes", {"classes": 10})


def test_a_step_of_training_under_the_microscope(http: httpx.Client) -> None:
    training = {"optimizer": {"kind": "sgd", "lr": 0.5, "momentum": 0.9}, "schedule": "constant"}
    question = {"kind": "microscope", "parameter": "out.weight", "index": [3, 100], "training": training}
    found = find(http, model=MODEL, dataset="mnist-5k", question=question)
    one = found["updated"]
    assert (found["step"], found["images"], found["lr"]) == (0, 64, 0.5)
    assert one["after"] == pytest.approx(one["torch"], abs=1e-6)
    assert [term["symbol"] for term in one["terms"]] == ["g", "v", "Δ"]
    assert [layer["path"] for layer in found["layers"]] == ["c1", "1", "2", "out"]
    relu = found["layers"][1]["unit"]
    assert relu["downstream"] == pytest.approx(relu["torch"], abs=1e-7)


def test_a_run_is_looked_at_with_its_own_settings_and_memory(http: httpx.Client) -> None:
    training = {"optimizer": {"kind": "adam", "lr": 0.01}, "epochs": 1, "threads": 1, "precision": "float32"}
    body = {"network": SMALL, "dataset": "mnist-5k", "training": training}
    run = http.post("/api/v1/runs", json=body).json()
    while run["state"] not in ("finished", "failed"):
        time.sleep(0.05)
        run = http.get(f"/api/v1/runs/{run['id']}").json()
    steps = [one["step"] for one in http.get(f"/api/v1/runs/{run['id']}/checkpoints").json()]
    middle = next(step for step in steps if step > 0)
    question = {"kind": "microscope", "parameter": "c1.weight"}
    found = find(http, model=f"run:{run['id']}@{middle}", question=question)
    assert found["step"] == middle
    terms = {term["symbol"]: term for term in found["updated"]["terms"]}
    assert list(terms) == ["g", "m", "v", "m̂", "v̂", "Δ"]
    assert not terms["m"]["numbers"].startswith("0.9 · 0 ")  # the optimiser remembers
    assert found["updated"]["after"] == pytest.approx(found["updated"]["torch"], abs=1e-6)


def test_how_the_layers_stand_before_the_first_step(http: httpx.Client) -> None:
    spreads = {}
    for kind in ("he", "zeros"):
        question = {"kind": "statistics", "training": {"initializer": {"kind": kind}}}
        found = find(http, model=MODEL, dataset="mnist-5k", question=question)
        assert (found["step"], found["images"]) == (0, 200)
        layers = {layer["path"]: layer for layer in found["layers"]}
        assert list(layers) == ["c1", "1", "2", "out"]
        spreads[kind] = layers["c1"]
        assert layers["c1"]["update_ratio"] is None  # no step is taken
    assert (spreads["he"]["identical"], spreads["zeros"]["identical"]) == (0, 2)
    assert spreads["zeros"]["weights"] == {"low": 0, "high": 0, "counts": [27]}
    assert (spreads["zeros"]["gradient_norm"], spreads["he"]["gradient_norm"] > 0) == (0, True)


def test_settings_that_do_not_fit_are_refused(http: httpx.Client) -> None:
    for training in ({"batch_size": 5000}, {"initializer": {"kind": "lucky"}}):
        question = {"kind": "statistics", "training": training}
        answer = http.post(FIND, json={"model": MODEL, "dataset": "mnist-5k", "question": question})
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["pointer"].startswith("/question/training")


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ({"parameter": "c9.weight"}, "unknown_parameter"),
        ({"parameter": "c1.weight", "index": [9, 0, 0, 0]}, "out_of_range"),
        ({"training": {"batch_size": 5000}}, "batch_too_large"),
        ({"training": {"optimizer": {"kind": "sgd", "lr": -1}}}, None),
    ],
)
def test_a_step_that_cannot_be_taken_is_refused(
    http: httpx.Client, question: dict[str, Any], code: str | None
) -> None:
    body = {"model": MODEL, "dataset": "mnist-5k", "question": {"kind": "microscope", **question}}
    answer = http.post(FIND, json=body)
    while answer.status_code == 202:
        time.sleep(0.05)
        answer = http.post(FIND, json=body)
    assert answer.status_code == 422, answer.text
    assert code is None or answer.json()["code"] == code
