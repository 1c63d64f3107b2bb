"""Networks that were edited by hand go home with the weights that this gave them."""

import json
import time
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import onnxruntime
import pytest
import torch
from safetensors.torch import load, load_file
from torch.nn import functional

from app.network.export.notebook import code_of
from tests.serving import ROOT

SMALL = {
    "name": "Small net",
    "normalize": "standard",
    "layers": [
        {"kind": "conv2d", "out_channels": 4, "kernel_size": 5, "stride": 3},
        {"kind": "relu"},
        {"kind": "flatten"},
        {"kind": "linear", "name": "out", "out_features": 10},
    ],
}
EXPORT = "/api/v1/models/export"
FIRST = load_file(ROOT / "models/lenet5-mnist/weights.safetensors")
CHANCE = np.random.default_rng(3)
KERNEL = CHANCE.normal(size=25).round(3).tolist()
IMAGE = CHANCE.integers(0, 256, (1, 28, 28)).tolist()
PAINTED = [
    {"path": "c1", "channel": 0, "weight": KERNEL, "bias": 0.25},
    {"path": "f6", "channel": 5, "weight": [0.0] * 120},
]


@pytest.fixture
def model(http: httpx.Client) -> dict[str, Any]:
    """The trained LeNet-5 with two filters set by hand."""
    network = http.get("/api/v1/models/lenet5-mnist").json()["network"]
    return {"network": network, "weights_from": "lenet5-mnist", "painted": PAINTED}


def exported(http: httpx.Client, model: Any, form: str) -> httpx.Response:
    answer = http.post(EXPORT, params={"format": form}, json={"model": model}, timeout=120)
    assert answer.status_code == 200, answer.text
    assert float(answer.headers["x-difference"]) <= 1e-5
    return answer


def painted() -> dict[str, torch.Tensor]:
    """What the weights must be, by hand."""
    weights = {name: tensor.clone() for name, tensor in FIRST.items()}
    weights["c1.weight"][0, 0] = torch.tensor(KERNEL).view(5, 5)
    weights["c1.bias"][0] = 0.25
    weights["f6.weight"][5] = 0
    return weights


def network_of(source: str, weights: dict[str, torch.Tensor]) -> tuple[torch.nn.Module, Any]:
    names: dict[str, Any] = {"__name__": "exported"}
    exec(compile(source, "network.py", "exec"), names)
    kinds = [kind for kind in names.values() if isinstance(kind, type) and kind.__module__ == "exported"]
    network = next(kind for kind in kinds if "LeNet" in kind.__name__)()
    network.load_state_dict(weights, strict=True)
    return network.eval(), names["normalize"]


def test_source_and_weights_are_the_edited_network(http: httpx.Client, model: dict[str, Any]) -> None:
    weights = load(exported(http, model, "safetensors").content)
    expected = painted()
    assert weights.keys() == expected.keys()
    assert all(weights[name].equal(expected[name]) for name in expected)
    network_of(exported(http, model, "pytorch").text, weights)


def test_steps_on_single_images_are_taken(http: httpx.Client, model: dict[str, Any]) -> None:
    weights = load(
        exported(http, {**model, "nudges": [{"image": IMAGE, "target": 4, "lr": 0.5}]}, "safetensors").content
    )
    network, normalize = network_of(exported(http, model, "pytorch").text, painted())
    pixels = torch.tensor(IMAGE, dtype=torch.uint8)[None]
    functional.cross_entropy(network(normalize(pixels)), torch.tensor([4])).backward()
    for name, parameter in network.named_parameters():
        assert parameter.grad is not None
        torch.testing.assert_close(
            weights[name], (parameter - 0.5 * parameter.grad).detach(), rtol=1e-5, atol=1e-6
        )
    assert not weights["c1.weight"].equal(painted()["c1.weight"])


def test_onnx_gives_the_edited_networks_output(http: httpx.Client, model: dict[str, Any]) -> None:
    session = onnxruntime.InferenceSession(
        exported(http, model, "onnx").content, providers=["CPUExecutionProvider"]
    )
    network, _ = network_of(exported(http, model, "pytorch").text, painted())
    images = torch.randn(2, 1, 28, 28, generator=torch.Generator().manual_seed(1))
    found = torch.from_numpy(session.run(None, {"input": images.numpy()})[0])
    with torch.no_grad():
        torch.testing.assert_close(found, network(images), rtol=1e-5, atol=1e-5)


@pytest.fixture(scope="module")
def run(server: Any) -> str:
    """A run on digits that are here, finished."""
    body = {
        "network": SMALL,
        "dataset": "mnist-5k",
        "training": {"epochs": 1, "threads": 1, "precision": "float32"},
    }
    with httpx.Client(base_url=server.url, timeout=30) as client:
        made: dict[str, Any] = client.post("/api/v1/runs", json=body).json()
        while made["state"] not in ("finished", "failed"):
            time.sleep(0.05)
            made = client.get(f"/api/v1/runs/{made['id']}").json()
    assert made["state"] == "finished", made
    return f"run:{made['id']}"


def test_a_notebook_carries_the_edited_weights(
    http: httpx.Client, run: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    painted = [{"path": "out", "channel": 2, "bias": 7.5}]
    made = exported(http, {"network": SMALL, "weights_from": run, "painted": painted}, "notebook").text
    *cells, _training = code_of(made)
    names: dict[str, Any] = {"__name__": "exported"}
    monkeypatch.chdir(tmp_path)
    for cell in cells:
        exec(compile(cell, "notebook", "exec"), names)
    assert names["network"].state_dict()["out.bias"][2] == 7.5


def test_without_a_model_to_begin_with_there_is_no_notebook(http: httpx.Client) -> None:
    model = {"network": SMALL, "painted": [{"path": "out", "channel": 2, "bias": 7.5}]}
    refused = http.post(EXPORT, params={"format": "notebook"}, json={"model": model})
    assert (refused.status_code, refused.json()["code"]) == (422, "no_images")
    assert load(exported(http, model, "safetensors").content)["out.bias"][2] == 7.5


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"weights_from": "nobody"}, 404, "not_found"),
        ({"painted": [{"path": "c1", "channel": 6}]}, 422, "unknown"),
        ({"painted": [{"path": "c1", "channel": 0, "weight": [1.0]}]}, 422, "painted_size"),
        ({"painted": [{"path": "c1", "channel": 0, "bias": 1e7}]}, 422, "out_of_range"),
        ({"nudges": [{"image": [[[1]]], "target": 0}]}, 422, "image_shape"),
        ({"more": 1}, 422, "unknown"),
    ],
)
def test_what_does_not_fit_is_refused(
    http: httpx.Client, model: dict[str, Any], change: dict[str, Any], status: int, code: str
) -> None:
    answer = http.post(EXPORT, json={"model": {**model, **change}})
    assert answer.status_code == status, answer.text
    body = answer.json()
    assert code in [body["code"], *(entry["code"] for entry in body.get("errors") or [])]


def test_a_form_that_is_none_and_a_body_that_is_too_long_are_refused(
    http: httpx.Client, model: dict[str, Any]
) -> None:
    assert http.post(EXPORT, params={"format": "pickle"}, json={"model": model}).status_code == 422
    answer = http.post(EXPORT, content=b'{"model": NaN}', headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (422, "not_finite")
    long = json.dumps({"model": model}).encode() + b" " * 300_000
    answer = http.post(EXPORT, content=long, headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")


def test_a_network_that_no_longer_fits_its_images_has_no_notebook(
    http: httpx.Client, model: dict[str, Any]
) -> None:
    layers = [dict(layer) for layer in model["network"]["layers"]]
    layers[-1]["out_features"] = 7
    changed = {**model, "network": {**model["network"], "layers": layers}}
    answer = http.post(EXPORT, params={"format": "notebook"}, json={"model": changed})
    assert (answer.status_code, answer.json()["code"]) == (422, "other_images")
    assert exported(http, changed, "safetensors").content


def test_a_reference_goes_out_as_it_was_trained(http: httpx.Client) -> None:
    weights = load(exported(http, "lenet5-mnist", "safetensors").content)
    assert all(weights[name].equal(FIRST[name]) for name in FIRST)
