"""What is not told apart into classes by its pixels: images that are given back, and texts."""

import time
from typing import Any

import httpx
import pytest


def trained(http: httpx.Client, preset: str, dataset: str, **training: Any) -> dict[str, Any]:
    body = {"network": {"preset": preset}, "dataset": dataset, "training": {"threads": 1, **training}}
    run = http.post("/api/v1/runs", json=body).json()
    while run["state"] in ("queued", "running"):
        time.sleep(0.2)
        run = http.get(f"/api/v1/runs/{run['id']}").json()
    assert run["state"] == "finished", run["error"]
    return run


@pytest.mark.parametrize("preset", ["autoencoder-fc", "autoencoder-conv"])
def test_an_autoencoder_trains_without_labels(http: httpx.Client, preset: str) -> None:
    """The pixels of MNIST vary by 0.067 around the mean digit: less than that has been learnt."""
    run = trained(http, preset, "mnist-5k", epochs=5)
    assert run["training"]["loss"] == {"kind": "mean_squared_error"}
    metrics = run["metrics"]
    assert metrics["test_accuracy"] is metrics["validation_accuracy"] is metrics["train_accuracy"] is None
    assert 0 < metrics["test_loss"] < 0.06
    assert http.get(f"/api/v1/runs/{run['id']}/confusion").json()["code"] == "no_labels"
    events = http.get(f"/api/v1/runs/{run['id']}/events").json()
    assert {event["accuracy"] for event in events if event["type"] == "evaluation"} == {None}
    pixels = [[255 if 6 <= y < 22 and 13 <= x < 16 else 0 for x in range(28)] for y in range(28)]
    answer = http.post("/api/v1/predict", json={"model": f"run:{run['id']}", "pixels": pixels}).json()
    assert (answer["top"], answer["probabilities"]) == ([], None)


def test_texts_are_read_letter_by_letter(http: httpx.Client) -> None:
    run = trained(http, "char-cnn", "languages", epochs=2, optimizer={"kind": "adam", "lr": 0.01})
    assert run["metrics"]["test_accuracy"] > 0.85
    model = f"run:{run['id']}"

    def read(text: str) -> dict[str, Any]:
        answer: dict[str, Any] = http.post("/api/v1/predict", json={"model": model, "text": text}).json()
        return answer

    assert read("сегодня хорошая погода")["top"][0]["label"] == "Русский"
    assert read("Was ist das für eine Straße?")["top"][0]["label"] == "Deutsch"
    assert read("a")["top"]
    assert (read("")["top"], read("")["empty"]) == ([], True)
    long = "the weather is nice, and they know it. "
    column = [[byte] for byte in (long * 4).encode()[:128]]
    same = {"model": model, "pixels": column, "preprocess": "text"}
    assert (
        read(long * 200)["probabilities"] == http.post("/api/v1/predict", json=same).json()["probabilities"]
    )


def test_a_text_is_nothing_for_a_network_of_images(http: httpx.Client) -> None:
    answer = http.post("/api/v1/predict", json={"model": "lenet5-mnist", "text": "hello"})
    assert (answer.status_code, answer.json()["code"]) == (422, "no_text_network")
    assert answer.json()["errors"][0]["pointer"] == "/text"


def test_texts_of_a_data_set_are_told(http: httpx.Client) -> None:
    info = http.get("/api/v1/datasets/languages").json()
    assert (info["content"], info["ready"]) == ("text", True)
    assert info["classes"] == ["English", "Deutsch", "Français", "Русский"]
    texts = http.get("/api/v1/datasets/languages/texts/test", params={"start": 5, "limit": 3}).json()
    labels = http.get("/api/v1/datasets/languages/labels/test").json()
    assert [one["index"] for one in texts] == [5, 6, 7]
    assert [one["label"] for one in texts] == labels[5:8]
    assert all(one["text"] and "\0" not in one["text"] for one in texts)
    assert http.get("/api/v1/datasets/mnist-5k/texts/test").json()["code"] == "not_texts"
