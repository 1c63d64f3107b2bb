"""What a finished run has made, over REST: a model, its weights, how it errs."""

import io
import time
from typing import Any

import httpx
import numpy as np
import pytest
from PIL import Image
from safetensors.numpy import load

PERCEPTRON = {
    "name": "linear",
    "input": {"channels": 1, "height": 28, "width": 28},
    "layers": [{"kind": "flatten"}, {"kind": "linear", "name": "out", "out_features": 10}],
}


@pytest.fixture(scope="module")
def finished(server: Any) -> dict[str, Any]:
    body = {"network": PERCEPTRON, "dataset": "mnist-5k", "training": {"epochs": 1, "threads": 1}}
    with httpx.Client(base_url=server.url, timeout=30) as client:
        run: dict[str, Any] = client.post("/api/v1/runs", json=body).json()
        for _ in range(1200):
            if run["state"] in ("finished", "failed"):
                break
            time.sleep(0.05)
            run = client.get(f"/api/v1/runs/{run['id']}").json()
    assert run["state"] == "finished"
    return run


def test_a_finished_run_is_a_model(http: httpx.Client, finished: dict[str, Any]):
    models = {model["ref"]: model for model in http.get("/api/v1/models").json()}
    model = models[f"run:{finished['id']}"]
    assert model["classes"] == [str(digit) for digit in range(10)]
    assert model["test_accuracy"] == finished["metrics"]["test_accuracy"]


def test_mistakes_are_the_confusion_off_its_diagonal(http: httpx.Client, finished: dict[str, Any]):
    confusion = http.get(f"/api/v1/runs/{finished['id']}/confusion").json()
    mistakes = http.get(f"/api/v1/runs/{finished['id']}/mistakes").json()
    matrix = confusion["matrix"]
    assert sum(map(sum, matrix)) == 1000
    wrong = 1000 - sum(matrix[i][i] for i in range(10))
    assert mistakes["total"] == wrong
    losses = [mistake["loss"] for mistake in mistakes["mistakes"]]
    assert losses == sorted(losses, reverse=True)


def test_calibration_counts_every_test_image_once(http: httpx.Client, finished: dict[str, Any]):
    found = http.get(f"/api/v1/runs/{finished['id']}/calibration").json()
    matrix = http.get(f"/api/v1/runs/{finished['id']}/confusion").json()["matrix"]
    assert sum(found["images"]) == 1000
    assert found["top1"] == pytest.approx(sum(matrix[i][i] for i in range(10)) / 1000)
    assert found["top1"] < found["top5"] <= 1
    means = zip(found["images"], found["confidence"], found["accuracy"], strict=True)
    distance = sum(count * abs(sure - right) for count, sure, right in means if count) / 1000
    assert found["error"] == pytest.approx(distance)
    assert http.get("/api/v1/runs/0123456789ab/calibration").status_code == 404


def test_weights_are_a_safetensors_file(http: httpx.Client, finished: dict[str, Any]):
    answer = http.get(f"/api/v1/runs/{finished['id']}/weights")
    assert {name: list(value.shape) for name, value in load(answer.content).items()} == {
        "out.weight": [10, 784],
        "out.bias": [10],
    }
    first = http.get(f"/api/v1/runs/{finished['id']}/weights", params={"step": 0})
    assert first.content != answer.content
    assert http.get(f"/api/v1/runs/{finished['id']}/weights", params={"step": 9999}).status_code == 404


def test_gradients_are_those_of_the_softmax(http: httpx.Client, finished: dict[str, Any]):
    """With one layer the gradient is (p − y)·(x, 1): its length is |p − y|·√(|x|² + 1)."""
    path = f"/api/v1/runs/{finished['id']}"
    found = http.get(f"{path}/gradients").json()
    assert found["step"] == finished["progress"]["step"]
    assert [batch["size"] for batch in found["batches"]] == [1, 4, 16, 64, 256]
    weights = load(http.get(f"{path}/weights").content)
    for place in (0, 1, 17):
        answer = http.get(f"/api/v1/datasets/mnist-5k/images/train/{found['indices'][place]}")
        label = int(answer.headers["x-label"])
        assert label == found["labels"][place]
        pixels = np.asarray(Image.open(io.BytesIO(answer.content))).ravel() / 255 - 0.5
        scores = weights["out.weight"] @ pixels + weights["out.bias"]
        shares = np.exp(scores - scores.max()) / np.exp(scores - scores.max()).sum()
        error = shares - np.eye(10)[label]
        length = np.linalg.norm(error) * np.sqrt(pixels @ pixels + 1)
        assert found["singles"]["norm"][place] == pytest.approx(length, rel=1e-3, abs=1e-5)
        assert found["losses"][place] == pytest.approx(-np.log(shares[label]), rel=1e-3, abs=1e-5)


def test_gradients_at_the_first_step_and_at_none(http: httpx.Client, finished: dict[str, Any]):
    path = f"/api/v1/runs/{finished['id']}/gradients"
    assert http.get(f"{path}?step=0").json()["step"] == 0
    assert http.get(f"{path}?step=999999").status_code == 404
    assert http.get(f"{path}?step=-1").status_code == 422


def test_gradients_of_millions_of_weights_are_refused(http: httpx.Client):
    layers = [
        {"kind": "flatten"},
        {"kind": "linear", "out_features": 6000},
        {"kind": "linear", "out_features": 10},
    ]
    body = {"network": {"layers": layers}, "dataset": "mnist-5k", "start": "paused"}
    at = http.post("/api/v1/runs", json=body).headers["location"]
    answer = http.get(f"{at}/gradients")
    assert (answer.status_code, answer.json()["code"]) == (422, "gradients_too_large")
    http.delete(at)
