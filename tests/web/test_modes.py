"""Test and training mode over REST and over the live socket: torch in training is the oracle."""

import io
import time
from typing import Any

import httpx
import numpy as np
import pytest
import torch
from PIL import Image
from torch.nn import functional

from tests.serving import Server
from tests.web.conftest import Talking
from tests.web.test_looking import PIXELS, png, weights

INPUT = {"channels": 1, "height": 8, "width": 8}
CONV = {"kind": "conv2d", "name": "c1", "out_channels": 3, "kernel_size": 3}
DROPPING = {
    "network": {
        "input": INPUT,
        "layers": [
            CONV,
            {"kind": "dropout", "name": "drop", "p": 0.4},
            {"kind": "flatten"},
            {"kind": "linear", "name": "out", "out_features": 4},
        ],
    },
    "seed": 5,
}
NORMING = {"network": {"input": INPUT, "layers": [CONV, {"kind": "batch_norm2d", "name": "bn"}]}, "seed": 5}
OF_DIGITS = {
    "input": {"channels": 1, "height": 28, "width": 28},
    "layers": [
        {"kind": "conv2d", "name": "c1", "out_channels": 6, "kernel_size": 5, "padding": 2},
        {"kind": "batch_norm2d", "name": "bn"},
        {"kind": "global_avg_pool"},
        {"kind": "linear", "out_features": 10},
    ],
}
VECTORS = {
    "network": {"input": INPUT, "layers": [{"kind": "flatten"}, {"kind": "batch_norm1d", "name": "bn"}]}
}


def asked(http: httpx.Client, call: str, model: Any, pixels: Any = PIXELS, **more: Any) -> dict[str, Any]:
    answer = http.post(f"/api/v1/{call}", json={"model": model, "pixels": pixels, **more})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def masked(server: Server, seed: int) -> tuple[torch.Tensor, torch.Tensor]:
    """The maps after the dropout, and the logits, by torch with the mask of this seed."""
    given = weights(server, DROPPING)
    image = torch.tensor(PIXELS, dtype=torch.float32)[None, None] / 255 - 0.5
    maps = functional.conv2d(image, given["c1"], given["c1.bias"])
    torch.manual_seed(seed)
    kept = functional.dropout(maps, 0.4, training=True)
    return kept[0], functional.linear(kept.flatten(1), given["out"], given["out.bias"])[0]


def test_a_prediction_in_training_has_torchs_mask(http: httpx.Client, server: Server):
    _, logits = masked(server, 21)
    answer = asked(http, "predict", DROPPING, mode="train", mask_seed=21)
    assert (answer["mode"], answer["batch"]) == ("train", 1)
    torch.testing.assert_close(torch.tensor(answer["logits"]), logits, atol=1e-5, rtol=1e-5)


def test_by_default_nothing_is_left_out(http: httpx.Client):
    plain, test = asked(http, "predict", DROPPING), asked(http, "predict", DROPPING, mode="test", mask_seed=3)
    assert (plain["mode"], plain["logits"]) == ("test", test["logits"])


def test_a_unit_in_training_is_the_masks(http: httpx.Client, server: Server):
    maps, _ = masked(server, 21)
    for y in range(6):
        unit = asked(http, "units", DROPPING, path="drop", channel=1, y=y, x=2, mode="train", mask_seed=21)
        assert unit["value"] == pytest.approx(float(maps[1, y, 2]), abs=1e-5)
        assert unit["steps"][1]["value"] in (0, pytest.approx(1 / 0.6))
        assert unit["mode"] == "train"


def test_activations_in_training_have_the_share_of_zeros(http: httpx.Client, server: Server):
    maps, _ = masked(server, 4)
    (layer,) = asked(http, "activations", DROPPING, layers=["drop"], mode="train", mask_seed=4)["layers"]
    assert layer["zeros"] == pytest.approx(float((maps == 0).float().mean()))


def test_a_form_takes_the_mode_too(http: httpx.Client, server: Server):
    _, logits = masked(server, 4_294_967_295)
    fields = {"mode": "train", "mask_seed": "4294967295"}
    model = '{"network": ' + httpx.Request("POST", "http://x", json=DROPPING["network"]).content.decode()
    data = {"model": model + ', "seed": 5}', **fields}
    answer = http.post("/api/v1/predict", data=data, files={"image": png(np.array(PIXELS))})
    assert answer.status_code == 200, answer.text
    torch.testing.assert_close(torch.tensor(answer.json()["logits"]), logits, atol=1e-5, rtol=1e-5)


def test_without_a_data_set_the_image_is_alone_in_its_batch(http: httpx.Client, server: Server):
    given = weights(server, NORMING)
    image = torch.tensor(PIXELS, dtype=torch.float32)[None, None] / 255 - 0.5
    maps = functional.conv2d(image, given["c1"], given["c1.bias"])
    expected = functional.batch_norm(maps, None, None, training=True)[0, 2, 3, 4]
    unit = asked(http, "units", NORMING, path="bn", channel=2, y=3, x=4, mode="train")
    assert (unit["batch"], unit["value"]) == (1, pytest.approx(float(expected), abs=1e-5))


def begun(http: httpx.Client) -> str:
    """The weights with which a run on the digits begins."""
    asked = {"network": OF_DIGITS, "dataset": "mnist-5k", "start": "paused"}
    run = http.post("/api/v1/runs", json=asked).json()["id"]
    deadline = time.monotonic() + 60
    while not http.get(f"/api/v1/runs/{run}/checkpoints").json():
        assert time.monotonic() < deadline, "no checkpoint of step 0"
        time.sleep(0.1)
    return f"run:{run}@0"


def test_else_validation_images_of_the_networks_data_set_are_beside_it(http: httpx.Client, server: Server):
    model = begun(http)
    given = weights(server, model)
    pixels = np.random.default_rng(3).integers(0, 256, (28, 28))
    places = [round(at * 199 / 30) for at in range(31)]
    images = [http.get(f"/api/v1/datasets/mnist-5k/images/validation/{at}").content for at in places]
    batch = np.stack([pixels, *(np.asarray(Image.open(io.BytesIO(image))) for image in images)])
    maps = functional.conv2d(
        torch.tensor(batch).float()[:, None] / 255 - 0.5, given["c1"], given["c1.bias"], padding=2
    )
    expected = functional.batch_norm(maps, None, None, training=True)[0, 2, 3, 4]
    place = {"path": "bn", "channel": 2, "y": 3, "x": 4}
    unit = asked(http, "units", model, pixels.tolist(), **place, mode="train")
    assert (unit["batch"], unit["value"]) == (32, pytest.approx(float(expected), abs=1e-5))


def test_a_batch_of_one_number_is_refused_with_what_to_do(http: httpx.Client):
    answer = http.post("/api/v1/predict", json={"model": VECTORS, "pixels": PIXELS, "mode": "train"})
    assert (answer.status_code, answer.json()["code"]) == (422, "batch_of_one")
    assert "test mode" in answer.json()["detail"]


@pytest.mark.parametrize(
    "wrong", [{"mode": "eval"}, {"mask_seed": -1}, {"mask_seed": 2**32}, {"mask_seed": 1.0}, {"mode": None}]
)
def test_other_modes_and_seeds_are_refused(http: httpx.Client, wrong: dict[str, Any]):
    answer = http.post("/api/v1/predict", json={"model": DROPPING, "pixels": PIXELS, **wrong})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == f"/{next(iter(wrong))}"


async def test_a_session_explains_the_pass_that_it_shows(talk: Talking, server: Server):
    maps, _ = masked(server, 8)
    async with talk("/ws/v1/live") as live, talk("/ws/v1/live") as other:
        for one in (live, other):
            await one.send(type="open", model=DROPPING)
            await one.text()
        await live.send(type="infer", seq=1, pixels=PIXELS, mode="train", mask_seed=8)
        header, _ = await live.frame()
        assert (header["mode"], header["batch"]) == ("train", 1)
        await other.send(type="infer", seq=1, pixels=PIXELS)
        assert (await other.frame())[0]["mode"] == "test"
        for one, mode in ((live, "train"), (other, "test"), (live, "train")):
            await one.send(type="unit", path="drop", channel=2, y=1, x=3)
            answer = await one.text()
            assert answer["mode"] == mode
            if mode == "train":
                assert answer["value"] == pytest.approx(float(maps[2, 1, 3]), abs=1e-5)
