"""`POST /receptive-field`: heat within the analysed box, torch's numbers, and clear refusals."""

from typing import Any

import httpx
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.serving import Server
from tests.web.test_looking import SMALL, weights

FIELD = "/api/v1/receptive-field"
MODEL = {
    "network": {**SMALL, "input": {"channels": 1, "height": 28, "width": 28}},
    "seed": 5,
}
WORDS = {
    "input": {"channels": 1, "height": 20, "width": 1},
    "layers": [{"kind": "embedding"}, {"kind": "flatten"}, {"kind": "linear", "out_features": 2}],
}


def ask(http: httpx.Client, **more: Any) -> httpx.Response:
    body = {"model": "lenet5-mnist", "path": "c3", "channel": 2, "y": 5, "x": 4, "images": 16} | more
    return http.post(FIELD, json={name: value for name, value in body.items() if value is not None})


def test_lenets_unit_before_and_after_training(http: httpx.Client):
    found = ask(http, dataset="mnist-5k").json()
    assert (found["dataset"], found["images"], found["trained"]) == ("mnist-5k", 16, True)
    box, size = found["theoretical"]["box"], found["theoretical"]["size"]
    assert (box, size) == ([8, 6, 22, 20], 14)  # 14 pixels wide, 2 apart, from −2
    assert found["now"]["heat"] != found["fresh"]["heat"]
    assert max(map(max, found["now"]["heat"])) == 1
    assert 0 < found["now"]["size"] <= size


def test_without_a_name_it_is_the_data_set_of_the_training(http: httpx.Client):
    answer = ask(http)
    assert (answer.status_code, answer.json()["code"]) == (409, "dataset_not_ready")  # MNIST is not here


def test_a_linear_unit_is_its_kernel(http: httpx.Client, server: Server):
    found = ask(http, model=MODEL, path="c1", channel=1, y=7, x=9, dataset="mnist-5k", seed=5).json()
    kernel = np.abs(weights(server, MODEL)["c1"][1, 0].numpy())
    heat = np.array(found["now"]["heat"]) * found["now"]["high"]
    np.testing.assert_allclose(heat[7:10, 9:12], kernel, atol=1e-4 * kernel.max())
    assert np.count_nonzero(heat) == 9
    assert found["theoretical"] == {"box": [7, 9, 10, 12], "size": 3, "radius": 1.5}
    assert found["fresh"] == found["now"]  # the same seed and nothing trained
    assert (
        ask(http, model=MODEL, path="c1", channel=1, dataset="mnist-5k", seed=6).json()["fresh"]
        != found["now"]
    )


def test_another_model_stands_in_the_place_of_fresh_weights(http: httpx.Client):
    found = ask(http, dataset="mnist-5k", against="lenet5-mnist").json()
    assert (found["against"], found["seed"]) == ("lenet5-mnist", None)
    assert found["fresh"] == found["now"]


LAYERS = {"c1": (6, 28), "s2": (6, 14), "c3": (16, 10), "s4": (16, 5)}


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from([*LAYERS]), st.data())
def test_the_heat_lies_within_the_analysed_field(http: httpx.Client, path: str, data: st.DataObject):
    channels, side = LAYERS[path]
    place = {
        "channel": data.draw(st.integers(0, channels - 1)),
        "y": data.draw(st.integers(0, side - 1)),
        "x": data.draw(st.integers(0, side - 1)),
    }
    found = ask(http, path=path, dataset="mnist-5k", images=4, **place).json()
    top, left, bottom, right = found["theoretical"]["box"]
    for one in (found["now"], found["fresh"]):
        rows, columns = np.nonzero(one["heat"])
        assert ((rows >= top) & (rows < bottom) & (columns >= left) & (columns < right)).all()
        assert one["size"] <= found["theoretical"]["size"]
        assert one["radius"] == one["size"] / 2


@pytest.mark.parametrize(
    ("more", "code", "pointer"),
    [
        ({"path": "c9"}, "unknown", "/path"),
        ({"channel": 16}, "out_of_range", "/channel"),
        ({"y": 10}, "out_of_range", "/y"),
        ({"images": 257}, "out_of_range", "/images"),
        ({"images": 0}, "out_of_range", "/images"),
        ({"seed": -1}, "out_of_range", "/seed"),
        ({"split": "all"}, None, "/split"),
        ({"against": "resnet20-cifar10"}, "other_network", "/against"),
        ({"against": "two words"}, None, "/against"),
        ({"model": {"network": SMALL}, "path": "c1", "dataset": None}, "missing", "/dataset"),
        ({"model": {"network": SMALL}, "path": "c1"}, "input_size", "/dataset"),
        (
            {"model": {"network": WORDS}, "path": "input", "channel": 0, "y": 0, "x": 0},
            "no_gradient",
            "/model",
        ),
    ],
)
def test_what_cannot_be_measured_is_refused(
    http: httpx.Client, more: dict[str, Any], code: str | None, pointer: str
):
    answer = ask(http, **({"dataset": "mnist-5k"} | more))
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["pointer"] == pointer
    assert code in (None, answer.json()["code"], answer.json()["errors"][0]["code"])


def test_an_unknown_data_set_is_not_found(http: httpx.Client):
    assert ask(http, dataset="nowhere").status_code == 404
    assert ask(http, dataset="mnist-5k", against="run:nothing@0").status_code == 404
