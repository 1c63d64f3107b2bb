"""`POST /maximisations`: the number rises, torch agrees about it, the picture is the JSON's, and clear refusals."""

import base64
import io
from typing import Any

import httpx
import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from tests.serving import Server
from tests.web.test_attributions import scores
from tests.web.test_looking import PIXELS, SMALL, weights

URL = "/api/v1/maximisations"
MODEL = {"network": SMALL, "seed": 5}
WORDS = {
    "input": {"channels": 1, "height": 20, "width": 1},
    "layers": [{"kind": "embedding"}, {"kind": "flatten"}, {"kind": "linear", "out_features": 2}],
}
MAPS = {"input": {"channels": 1, "height": 8, "width": 8}, "layers": [{"kind": "conv2d", "out_channels": 1}]}
TWO = {**SMALL, "input": {"channels": 2, "height": 8, "width": 8}}
HEAVY = {
    "input": {"channels": 3, "height": 224, "width": 224},
    "layers": [{"kind": "conv2d", "name": "c", "out_channels": 256, "kernel_size": 7, "padding": 3}],
}


def ask(http: httpx.Client, accept: str = "*/*", **fields: Any) -> httpx.Response:
    body = {"model": "lenet5-mnist", **fields}
    return http.post(URL, json=body, headers={"accept": accept}, timeout=120)


def picture(png: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(png)))


@pytest.mark.parametrize("path", ["c1", "s2", "c3", "c3_relu", "f6", "output"])
def test_the_number_rises_in_every_layer_of_lenet(http: httpx.Client, path: str):
    found = ask(http, path=path, channel=3, steps=24, frames=5).json()
    values = found["values"]
    assert (len(values), found["flat"], found["trained"]) == (25, False, True)
    assert max(values[1:]) > values[0]
    assert values[-1] > values[0]
    assert [one["step"] for one in found["frames"]] == [0, 6, 12, 18, 24]
    assert [one["value"] for one in found["frames"]] == values[::6]


def test_the_png_is_the_last_picture_and_its_value_is_that_of_torch(http: httpx.Client, server: Server):
    asked = {"model": MODEL, "target": 2, "steps": 10, "seed": 3}
    found = ask(http, **asked).json()
    answer = ask(http, "image/png", **asked)
    assert answer.headers["content-type"] == "image/png"
    last = picture(answer.content)
    np.testing.assert_array_equal(last, picture(base64.b64decode(found["frames"][-1]["png"])))
    given = weights(server, MODEL)
    score = float(scores(given, torch.tensor(last[None, None] / 255 - 0.5).float())[2])
    assert found["values"][-1] == pytest.approx(score, abs=0.05)  # the PNG has whole numbers
    assert float(answer.headers["x-value"]) == pytest.approx(found["values"][-1], rel=1e-6)
    assert float(answer.headers["x-start-value"]) == pytest.approx(found["values"][0], rel=1e-6)
    assert answer.headers["x-steps"] == "10"


def test_a_class_is_the_score_before_a_final_softmax(http: httpx.Client):
    softmax = {**SMALL, "layers": [*SMALL["layers"], {"kind": "softmax"}]}
    one = ask(http, model={"network": softmax, "seed": 5}, target="1").json()
    other = ask(http, model=MODEL, path="out", channel=1).json()
    assert (one["path"], one["target"], other["target"]) == ("out", 1, None)
    assert (one["values"], one["frames"]) == (other["values"], other["frames"])


def test_colours_and_names_of_classes(http: httpx.Client):
    answer = ask(http, "image/png", model="resnet20-cifar10", target="cat", steps=2)
    assert picture(answer.content).shape == (32, 32, 3)


def test_it_starts_from_the_image_that_is_given(http: httpx.Client):
    asked = {"model": MODEL, "path": "c1", "channel": 1, "y": 2, "x": 3, "steps": 1}
    found = ask(http, **asked, start="image", pixels=PIXELS).json()
    assert picture(base64.b64decode(found["frames"][0]["png"])).tolist() == PIXELS
    grey = ask(http, **asked, start="grey").json()
    assert set(picture(base64.b64decode(grey["frames"][0]["png"])).flat) == {128}
    assert (found["y"], found["x"]) == (2, 3)


def test_long_ones_have_a_worker_of_their_own(http: httpx.Client):
    found = ask(http, model="resnet20-cifar10", target=1, steps=64, decay=0, variation=0, blur=0).json()
    assert found["values"][-1] > found["values"][0] + 1


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.fixed_dictionaries(
        {
            "steps": st.integers(1, 6),
            "step_size": st.floats(1e-6, 1),
            "decay": st.floats(0, 0.5),
            "variation": st.floats(0, 2),
            "blur": st.floats(0, 5),
            "blur_every": st.integers(1, 256),
            "jitter": st.integers(0, 16),
            "seed": st.integers(0, 2**32 - 1),
            "start": st.sampled_from(["noise", "grey"]),
            "frames": st.integers(2, 32),
        }
    )
)
def test_every_setting_in_its_range_answers_the_same_twice(http: httpx.Client, asked: dict[str, Any]):
    first, again = (ask(http, model=MODEL, path="c1", channel=0, **asked) for _ in range(2))
    assert first.status_code == 200, first.text
    assert first.json() == again.json()
    assert len(first.json()["values"]) == asked["steps"] + 1


UNIT = {"path": "c3", "channel": 2}


@pytest.mark.parametrize(
    ("asked", "code", "pointer"),
    [
        ({}, "missing", "/path"),
        ({"path": "c3"}, "missing", "/channel"),
        ({"path": "c9", "channel": 0}, "unknown", "/path"),
        ({"path": "c3", "channel": 16}, "out_of_range", "/channel"),
        ({**UNIT, "y": 10, "x": 0}, "out_of_range", "/y"),
        ({**UNIT, "y": 1}, "missing", "/x"),
        ({**UNIT, "x": 1}, "missing", "/y"),
        ({"path": "f6", "channel": 1, "y": 1, "x": 0}, "out_of_range", "/y"),
        ({**UNIT, "target": 1}, "not_used", "/path"),
        ({"target": 10}, "out_of_range", "/target"),
        ({"target": "ten"}, "unknown", "/target"),
        ({"target": 1, "y": 1}, "not_used", "/y"),
        ({**UNIT, "steps": 257}, "out_of_range", "/steps"),
        ({**UNIT, "steps": 0}, "out_of_range", "/steps"),
        ({**UNIT, "step_size": 0}, "out_of_range", "/step_size"),
        ({**UNIT, "decay": -0.1}, "out_of_range", "/decay"),
        ({**UNIT, "variation": 3}, "out_of_range", "/variation"),
        ({**UNIT, "blur": 6}, "out_of_range", "/blur"),
        ({**UNIT, "blur_every": 0}, "out_of_range", "/blur_every"),
        ({**UNIT, "jitter": 17}, "out_of_range", "/jitter"),
        ({**UNIT, "seed": -1}, "out_of_range", "/seed"),
        ({**UNIT, "frames": 33}, "out_of_range", "/frames"),
        ({**UNIT, "start": "cat"}, None, "/start"),
        ({**UNIT, "start": "image"}, "missing", "/pixels"),
        ({**UNIT, "pixels": PIXELS}, "not_used", "/pixels"),
        ({**UNIT, "hurry": True}, None, "/hurry"),
        ({"model": {"network": WORDS}, "path": "input", "channel": 0}, "no_gradient", "/model"),
        ({"model": {"network": TWO}, "path": "c1", "channel": 0}, "image_channels", "/model"),
        ({"model": {"network": MAPS}, "target": 0}, "no_classes", "/target"),
        ({"model": {"network": HEAVY}, "path": "c", "channel": 0, "steps": 256}, "too_much_work", "/steps"),
    ],
)
def test_what_cannot_be_made_large_is_refused(
    http: httpx.Client, asked: dict[str, Any], code: str | None, pointer: str
):
    answer = ask(http, **asked)
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["pointer"] == pointer
    assert code in (None, answer.json()["code"], answer.json()["errors"][0]["code"])


def test_what_is_not_there_is_not_found(http: httpx.Client):
    assert ask(http, model="run:nothing@0", **UNIT).status_code == 404
    assert ask(http, "text/html", **UNIT).status_code == 406
    assert http.post(URL, content=b"{").status_code == 400
