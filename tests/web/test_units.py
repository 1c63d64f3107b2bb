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


def test_the_way_back_and_the_curve_come_where_they_are_asked_for(http: httpx.Client, server: Server):
    given = weights(server, MODEL)
    image = (torch.tensor(PIXELS, dtype=torch.float32)[None, None] / 255 - 0.5).requires_grad_()
    kernel, bias = (given[name].requires_grad_() for name in ("c1", "c1.bias"))
    maps = functional.conv2d(image, kernel, bias)
    logits = functional.linear(maps.relu().flatten(1), given["out"], given["out.bias"])
    loss = functional.cross_entropy(logits, torch.tensor([2]))
    by_map, by_pixel, by_kernel, by_bias = torch.autograd.grad(loss, [maps, image, kernel, bias])
    asked = {"path": "c1", "channel": 1, "y": 3, "x": 2}
    unit = ask(http, **asked, curve=True, gradient={"of": "loss", "target": 2}).json()
    back = unit["gradient"]
    upstream = float(by_map[0, 1, 3, 2])
    assert (back["of"], back["target"], back["reaches"]) == ("loss", 2, True)
    assert (back["score"], back["value"]) == pytest.approx((loss.item(), upstream), rel=1e-4, abs=1e-6)
    np.testing.assert_allclose(back["inputs"][0]["total"][0], by_pixel[0, 0, 3:6, 2:5], rtol=1e-3, atol=1e-6)
    through = upstream * kernel[1].detach()
    np.testing.assert_allclose(back["inputs"][0]["through"], through, rtol=1e-3, atol=1e-6)
    np.testing.assert_allclose(back["kernel_total"], by_kernel[1], rtol=1e-3, atol=1e-6)
    patch = upstream * image[0, :, 3:6, 2:5].detach()
    np.testing.assert_allclose(back["kernel"], patch, rtol=1e-3, atol=1e-6)
    (told,) = back["parameters"]
    assert told == {
        "symbol": "b",
        "through": pytest.approx(upstream, rel=1e-4, abs=1e-6),
        "total": pytest.approx(float(by_bias[1]), rel=1e-4, abs=1e-6),
    }
    assert (unit["curve"]["kind"], sum(unit["curve"]["counts"])) == ("relu", 3 * 6 * 6)
    assert unit["curve"]["own"]["z"] == unit["value"]
    plain = ask(http, **asked).json()
    assert (plain["curve"], plain["gradient"]) == (None, None)


def test_the_score_is_of_the_answer_where_no_class_is_named(http: httpx.Client):
    asked = {"model": MODEL, "pixels": PIXELS}
    best = int(np.argmax(http.post("/api/v1/predict", json=asked).json()["logits"]))
    assert ask(http, path="c1", channel=0, gradient={}).json()["gradient"]["target"] == best


def test_without_classes_there_is_no_way_back(http: httpx.Client):
    maps = {"network": {**SMALL, "layers": SMALL["layers"][:1]}}
    body = {"model": maps, "pixels": PIXELS, "path": "c1", "channel": 0, "gradient": {}}
    answer = http.post("/api/v1/units", json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "no_classes")
    assert answer.json()["errors"][0]["pointer"] == "/gradient"


def test_a_pass_in_training_has_a_way_back_too(http: httpx.Client):
    """Without batch norm, dropout and noise it is the same."""
    asked = {"path": "c1", "channel": 0, "gradient": {"target": 1}}
    trained, tested = (ask(http, **asked, mode=mode).json() for mode in ("train", "test"))
    assert (trained["mode"], tested["mode"]) == ("train", "test")
    assert trained["gradient"] == tested["gradient"]
    assert tested["gradient"]["reaches"]


@pytest.mark.parametrize(
    ("place", "code", "pointer"),
    [
        ({"path": "c2", "channel": 0}, "unknown", "/path"),
        ({"path": "c1", "channel": 3}, "out_of_range", "/channel"),
        ({"path": "c1", "channel": 0, "y": 6}, "out_of_range", "/y"),
        ({"path": "out", "channel": 0, "x": 1}, "out_of_range", "/x"),
        ({"path": "c1", "channel": -1}, "out_of_range", "/channel"),
        ({"path": "c1"}, "missing", "/channel"),
        ({"path": "c1", "channel": 0, "gradient": {"target": 4}}, "out_of_range", "/gradient/target"),
        ({"path": "c1", "channel": 0, "gradient": {"target": "cat"}}, "unknown", "/gradient/target"),
        ({"path": "c1", "channel": 0, "gradient": {"target": -1}}, "out_of_range", "/gradient/target"),
        ({"path": "c1", "channel": 0, "gradient": {"of": "sum"}}, "unknown", "/gradient/of"),
        ({"path": "c1", "channel": 0, "curve": 1}, "wrong_type", "/curve"),
    ],
)
def test_what_is_not_there_is_refused(http: httpx.Client, place: dict[str, Any], code: str, pointer: str):
    answer = ask(http, **place)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert answer.json()["errors"][0]["pointer"] == pointer
