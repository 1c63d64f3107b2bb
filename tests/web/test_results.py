"""What a finished run has made, over REST: a model, its weights, how it errs."""

import time
from typing import Any

import httpx
import pytest
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


def test_weights_are_a_safetensors_file(http: httpx.Client, finished: dict[str, Any]):
    answer = http.get(f"/api/v1/runs/{finished['id']}/weights")
    assert {name: list(value.shape) for name, value in load(answer.content).items()} == {
        "out.weight": [10, 784],
        "out.bias": [10],
    }
    first = http.get(f"/api/v1/runs/{finished['id']}/weights", params={"step": 0})
    assert first.content != answer.content
    assert http.get(f"/api/v1/runs/{finished['id']}/weights", params={"step": 7}).status_code == 404
