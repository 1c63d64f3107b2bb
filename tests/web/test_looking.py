"""Predictions and activations: torch is the oracle, with the weights that the server gives."""

import base64
import io
import json
from typing import Any

import httpx
import numpy as np
import pytest
import torch
from PIL import Image
from torch.nn import functional
from websockets.sync.client import connect

from app.protocol import decode_frame
from tests.serving import Server

PREDICT, ACTIVATIONS = "/api/v1/predict", "/api/v1/activations"
SMALL = {
    "input": {"channels": 1, "height": 8, "width": 8},
    "layers": [
        {"kind": "conv2d", "name": "c1", "out_channels": 3, "kernel_size": 3},
        {"kind": "relu"},
        {"kind": "flatten"},
        {"kind": "linear", "name": "out", "out_features": 4},
    ],
}
PAINT = {"path": "c1", "channel": 1, "weight": [float(n) for n in range(9)]}
PIXELS = np.random.default_rng(0).integers(0, 256, (8, 8)).tolist()


def png(pixels: np.ndarray) -> bytes:
    out = io.BytesIO()
    Image.fromarray(pixels.astype(np.uint8)).save(out, "PNG")
    return out.getvalue()


def weights(server: Server, model: Any) -> dict[str, torch.Tensor]:
    with connect(server.url.replace("http", "ws", 1) + "/ws/v1/live", compression=None) as live:
        live.send(json.dumps({"type": "open", "model": model}))
        live.recv()
        live.send(json.dumps({"type": "filters"}))
        frame = live.recv()
    assert isinstance(frame, bytes)
    return {name: torch.from_numpy(tensor.data.copy()) for name, tensor in decode_frame(frame)[1].items()}


def test_the_answer_is_torchs(http: httpx.Client, server: Server):
    model = {"network": SMALL, "seed": 5}
    given = weights(server, model)
    answer = http.post(PREDICT, json={"model": model, "pixels": PIXELS}).json()
    image = torch.tensor(PIXELS, dtype=torch.float32)[None, None] / 255 - 0.5
    maps = functional.conv2d(image, given["c1"], given["c1.bias"])
    logits = functional.linear(maps.relu().flatten(1), given["out"], given["out.bias"])[0]
    torch.testing.assert_close(torch.tensor(answer["logits"]), logits)
    torch.testing.assert_close(torch.tensor(answer["probabilities"]), logits.softmax(0))
    best = int(logits.argmax())
    assert answer["top"][0] == {"label": str(best), "probability": max(answer["probabilities"])}
    assert answer["classes"] == ["0", "1", "2", "3"]
    assert (answer["trained"], answer["untrained"], answer["empty"]) == (False, ["c1", "out"], False)
    seen = np.asarray(Image.open(io.BytesIO(base64.b64decode(answer["input_png"]))))
    assert seen.tolist() == PIXELS

    body = {"model": model, "pixels": PIXELS, "layers": ["c1"]}
    archive = http.post(ACTIVATIONS, json=body, headers={"accept": "application/x-npz"})
    with np.load(io.BytesIO(archive.content)) as arrays:
        assert sorted(arrays) == ["c1", "input"]
        torch.testing.assert_close(torch.from_numpy(arrays["c1"]), maps[0])
    (numbers,) = http.post(ACTIVATIONS, json=body).json()["layers"]
    assert numbers["shape"] == [3, 6, 6]
    assert numbers["max"] == pytest.approx(maps.max().item())
    assert numbers["mean"] == pytest.approx(maps.mean().item())


def test_a_filter_may_be_set_by_hand(http: httpx.Client, server: Server):
    model = {"network": SMALL, "painted": [PAINT]}
    given, plain = weights(server, model), weights(server, {"network": SMALL})
    assert given["c1"][1].flatten().tolist() == PAINT["weight"]
    assert torch.equal(given["c1"][0], plain["c1"][0])


def test_the_seed_decides(http: httpx.Client):
    def logits(seed: int) -> Any:
        body = {"model": {"network": SMALL, "seed": seed}, "pixels": PIXELS}
        return http.post(PREDICT, json=body).json()["logits"]

    assert logits(1) == logits(1) != logits(2)


def test_zeros_are_counted(http: httpx.Client):
    body = {"model": {"network": SMALL}, "pixels": PIXELS, "layers": ["1"]}
    archive = http.post(ACTIVATIONS, json=body, headers={"accept": "application/x-npz"})
    with np.load(io.BytesIO(archive.content)) as arrays:
        share = float((arrays["1"] == 0).mean())
    assert http.post(ACTIVATIONS, json=body).json()["layers"][0]["zeros"] == pytest.approx(share)


def test_a_file_is_as_good_as_its_pixels(http: httpx.Client):
    model = {"network": SMALL, "seed": 5}
    sent = http.post(PREDICT, json={"model": model, "pixels": PIXELS}).json()
    files = {"image": ("digit.png", png(np.array(PIXELS)))}
    uploaded = http.post(PREDICT, files=files, data={"model": json.dumps(model)}).json()
    assert uploaded["logits"] == sent["logits"]


@pytest.mark.parametrize("preprocess", ["none", "photo", "digit"])
def test_an_empty_drawing_gets_no_label(http: httpx.Client, lenet: dict[str, Any], preprocess: str):
    body = {"model": {"network": lenet}, "pixels": [[0] * 40] * 30, "preprocess": preprocess}
    answer = http.post(PREDICT, json=body).json()
    assert (answer["top"], answer["probabilities"], answer["empty"]) == ([], None, True)


def test_an_image_of_its_own_size(http: httpx.Client, lenet: dict[str, Any]):
    photo = np.random.default_rng(1).integers(0, 256, (480, 640, 3))
    answer = http.post(
        ACTIVATIONS,
        files={"image": ("photo.png", png(photo))},
        data={"model": json.dumps({"network": lenet}), "input_size": "image"},
    ).json()
    assert answer["input"] == [1, 384, 512]
    shapes = {layer["path"]: layer["shape"] for layer in answer["layers"]}
    assert shapes["c1"] == [6, 384, 512]
    assert "f5" not in shapes
    assert [(warning["code"], warning["path"]) for warning in answer["warnings"]] == [("misfit", "f5")]


def test_a_picture_of_one_layer(http: httpx.Client):
    body = {"model": {"network": SMALL}, "pixels": PIXELS, "layers": ["c1"]}
    answer = http.post(ACTIVATIONS, json=body, headers={"accept": "image/png"})
    assert answer.headers["content-type"] == "image/png"
    assert Image.open(io.BytesIO(answer.content)).size == (13, 13)  # 2×2 tiles of 6×6, a line between them


@pytest.mark.parametrize(
    ("changes", "accept", "status", "code"),
    [
        ({"layers": ["c1", "nothing"]}, "*/*", 422, "unknown"),
        ({"layers": ["c1", "out"]}, "image/png", 422, "one_layer"),
        ({"layers": ["c1"]}, "text/html", 406, "not_acceptable"),
        ({"layers": "c1"}, "*/*", 422, "wrong_type"),
        ({"input_size": "huge"}, "*/*", 422, "unknown"),
        ({"preprocess": "magic"}, "*/*", 422, "unknown"),
        ({"pixels": []}, "*/*", 422, "length"),
        ({"pixels": [[]]}, "*/*", 422, "length"),
        ({"pixels": [[0, 1], [2]]}, "*/*", 422, "length"),
        ({"pixels": [[0, 256]]}, "*/*", 422, "out_of_range"),
        ({"pixels": [[-1]]}, "*/*", 422, "out_of_range"),
        ({"pixels": [[0.5]]}, "*/*", 422, "wrong_type"),
        ({"pixels": [[True]]}, "*/*", 422, "wrong_type"),
        ({"pixels": [["1"]]}, "*/*", 422, "wrong_type"),
        ({"pixels": [[[1, 2]]]}, "*/*", 422, "length"),
        ({"pixels": [[[1, 2, 3], 4]]}, "*/*", 422, "length"),
        ({"pixels": 5}, "*/*", 422, "length"),
        ({"pixel": [[1]]}, "*/*", 422, "unknown"),
        ({"model": "nothing"}, "*/*", 404, "not_found"),
        ({"model": "run:nothing"}, "*/*", 404, "not_found"),
        ({"model": "../../etc/passwd"}, "*/*", 422, "bad_text"),
        ({"model": {"network": SMALL, "seed": -1}}, "*/*", 422, "out_of_range"),
        ({"model": {"network": SMALL, "weights_from": "nothing"}}, "*/*", 404, "not_found"),
        ({"model": {"network": {"layers": [{"kind": "convolution"}]}}}, "*/*", 422, "unknown"),
        ({"model": {"network": SMALL, "painted": [PAINT | {"weight": [1.0]}]}}, "*/*", 422, "painted_size"),
        ({"model": {"network": SMALL, "painted": [PAINT | {"channel": 99}]}}, "*/*", 422, "unknown"),
        ({"model": {"network": SMALL, "painted": [PAINT | {"path": "1"}]}}, "*/*", 422, "unknown"),
        ({"model": {"network": {**SMALL, "input": {"channels": 2}}}}, "*/*", 422, "image_channels"),
    ],
)
def test_what_is_refused(http: httpx.Client, changes: dict[str, Any], accept: str, status: int, code: str):
    body = {"model": {"network": SMALL}, "pixels": PIXELS} | changes
    answer = http.post(ACTIVATIONS, json=body, headers={"accept": accept})
    assert (answer.status_code, answer.json()["code"]) == (status, code)


LARGE = {"layers": [{"kind": "flatten"}, {"kind": "linear", "name": "f", "out_features": 30_000}]}
"""23.6 million parameters."""


def test_a_large_network_has_a_worker_of_its_own(http: httpx.Client):
    model = {"network": LARGE, "seed": 3}
    answer = http.post(PREDICT, json={"model": model, "pixels": PIXELS}).json()
    assert len(answer["probabilities"]) == 30_000
    body = {"model": model, "pixels": PIXELS, "layers": ["f"]}
    archive = http.post(ACTIVATIONS, json=body, headers={"accept": "application/x-npz"})
    maps = np.load(io.BytesIO(archive.content))
    numbers = http.post(ACTIVATIONS, json=body).json()
    assert numbers["layers"][0]["max"] == pytest.approx(float(maps["f"].max()))
    assert answer["logits"] == pytest.approx(maps["f"].tolist())


def test_what_is_too_much_for_one_answer_is_told_in_numbers_alone(http: httpx.Client):
    wide = {"input": {"height": 1024, "width": 1024}, "layers": [{"kind": "conv2d", "out_channels": 16}]}
    body = {"model": {"network": wide}, "pixels": PIXELS}
    problem = http.post(ACTIVATIONS, json=body, headers={"accept": "application/x-npz"}).json()
    assert (problem["status"], problem["code"]) == (413, "maps_too_large")
    assert http.post(ACTIVATIONS, json=body).json()["layers"][0]["shape"] == [16, 1022, 1022]


def test_a_network_that_nobody_could_look_at_is_refused(http: httpx.Client):
    layers = [{"kind": "flatten"}, {"kind": "linear", "out_features": 300_000}]
    problem = http.post(PREDICT, json={"model": {"network": {"layers": layers}}, "pixels": PIXELS}).json()
    assert (problem["status"], problem["code"]) == (422, "too_expensive")
    assert problem["errors"][0]["pointer"] == "/model/network/layers/1"
