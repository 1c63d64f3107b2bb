"""`POST /units`: the numbers are those of torch, with the weights that the server gives."""

from typing import Any

import httpx
import numpy as np
import pytest
import torch
from torch.nn import functional

from tests.serving import Server
from tests.web.test_looking import PIXELS, SMALL, weights

MODEL = {"network": SMALL, "seed": 5}


def ask(http: httpx.Client, **place: Any) -> httpx.Response:
    return http.post("/api/v1/units", json={"model": MODEL, "pixels": PIXELS, **place})


def test_one_number_is_taken_apart(http: httpx.Client, server: Server):
    given = weights(server, MODEL)
    image = torch.tensor(PIXELS, dtype=torch.float32)[None, None] / 255 - 0.5
    maps = functional.conv2d(image, given["c1"], given["c1.bias"])[0]
    unit = ask(http, path="c1", channel=2, y=1, x=4).json()
    assert unit["value"] == pytest.approx(float(maps[2, 1, 4]), abs=1e-5)
    assert [step["symbol"] for step in unit["steps"]] == ["Σ", "b", "z"]
    assert unit["steps"][-1]["value"] == pytest.approx(unit["value"], abs=1e-5)
    (source,) = unit["inputs"]
    assert (source["path"], source["rows"], source["columns"]) == ("input", [1, 2, 3], [4, 5, 6])
    np.testing.assert_allclose(source["patch"][0], image[0, 0, 1:4, 4:7], atol=1e-6)
    np.testing.assert_allclose(source["slopes"], given["c1"][2], atol=1e-6)


@pytest.mark.parametrize(
    ("place", "code", "pointer"),
    [
        ({"path": "c2", "channel": 0}, "unknown", "/path"),
        ({"path": "c1", "channel": 3}, "out_of_range", "/channel"),
        ({"path": "c1", "channel": 0, "y": 6}, "out_of_range", "/y"),
        ({"path": "out", "channel": 0, "x": 1}, "out_of_range", "/x"),
        ({"path": "c1", "channel": -1}, "out_of_range", "/channel"),
        ({"path": "c1"}, "missing", "/channel"),
    ],
)
def test_what_is_not_there_is_refused(http: httpx.Client, place: dict[str, Any], code: str, pointer: str):
    answer = ask(http, **place)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert answer.json()["errors"][0]["pointer"] == pointer
