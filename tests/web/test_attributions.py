"""`POST /attributions` and `attribution` on the live socket: torch is the oracle, with the weights the server gives."""

import io
import json
from typing import Any

import httpx
import numpy as np
import pytest
import torch
from PIL import Image
from torch.nn import functional

from app.attribution import ATTRIBUTIONS
from tests.serving import Server
from tests.web.conftest import Talking
from tests.web.test_looking import PIXELS, SMALL, png, weights

ASK = "/api/v1/attributions"
NPZ = {"accept": "application/x-npz"}
MODEL = {"network": SMALL, "seed": 5}
COLOUR = {**SMALL, "input": {"channels": 3, "height": 8, "width": 8}}
KINDS = [method.model_fields["kind"].default for method in ATTRIBUTIONS]


def ask(http: httpx.Client, accept: str = "*/*", **fields: Any) -> httpx.Response:
    return http.post(ASK, json={"model": MODEL, "pixels": PIXELS, **fields}, headers={"accept": accept})


def arrays(answer: httpx.Response) -> dict[str, np.ndarray]:
    assert answer.status_code == 200, answer.text
    with np.load(io.BytesIO(answer.content)) as found:
        return dict(found)


def scores(given: dict[str, torch.Tensor], image: torch.Tensor) -> torch.Tensor:
    maps = functional.conv2d(image, given["c1"], given["c1.bias"]).relu()
    return functional.linear(maps.flatten(1), given["out"], given["out.bias"])[0]


def test_saliency_is_the_gradient_by_torch(http: httpx.Client, server: Server):
    given = weights(server, MODEL)
    image = (torch.tensor(PIXELS, dtype=torch.float32)[None, None] / 255 - 0.5).requires_grad_()
    logits = scores(given, image)
    for target in (None, 3):
        index = int(logits.argmax()) if target is None else target
        (slope,) = torch.autograd.grad(logits[index], image, retain_graph=True)
        found = arrays(ask(http, NPZ["accept"], method="saliency", target=target))
        np.testing.assert_allclose(found["map"], slope[0, 0].abs().numpy(), atol=1e-6)
        np.testing.assert_allclose(found["attribution"], slope[0].abs().numpy(), atol=1e-6)
        assert (found["target"], found["input"][0].tolist()) == (index, PIXELS)
        assert float(found["score"]) == pytest.approx(float(logits[index].detach()), abs=1e-5)


@pytest.mark.parametrize("kind", KINDS)
def test_every_method_is_a_picture_and_numbers(http: httpx.Client, kind: str):
    model = {"network": COLOUR}
    answer = ask(http, model=model, method=kind, target="2")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
    assert answer.headers["x-target"] == "2"
    colours = np.asarray(Image.open(io.BytesIO(answer.content)), int)
    found = arrays(ask(http, NPZ["accept"], model=model, method=kind, target=2))["map"]
    assert colours.shape == (*found.shape, 3)
    assert float(answer.headers["x-high"]) == pytest.approx(float(np.abs(found).max()), rel=1e-6)
    place = np.unravel_index(np.abs(found).argmax(), found.shape)
    assert colours[place].tolist() == ([11, 87, 164] if found[place] > 0 else [150, 63, 0])
    reddish = colours[..., 0] - colours[..., 2]
    strong = np.abs(found) > 0.05 * np.abs(found).max()
    assert ((reddish < 0) == (found > 0))[strong].all()


def test_a_form_asks_as_json_does(http: httpx.Client):
    method = {"kind": "occlusion", "patch": 3, "stride": 1}
    files = {"image": ("digit.png", png(np.array(PIXELS)))}
    data = {"model": json.dumps(MODEL), "method": json.dumps(method), "target": "1"}
    sent = http.post(ASK, files=files, data=data, headers=NPZ)
    np.testing.assert_array_equal(
        arrays(sent)["map"], arrays(ask(http, NPZ["accept"], method=method, target=1))["map"]
    )


def test_a_trained_model_and_its_own_classes(http: httpx.Client, stroke: list[list[int]]):
    answer = ask(http, model="lenet5-mnist", pixels=stroke, method="grad_cam", layer="c1")
    assert (answer.headers["x-target"], answer.headers["x-layer"]) == ("1", "c1")
    last = ask(http, model="lenet5-mnist", pixels=stroke, method="grad_cam", target="7")
    assert (last.headers["x-target"], last.headers["x-layer"]) == ("7", "c3")


AUTOENCODER = {"layers": [{"kind": "conv2d", "out_channels": 1, "kernel_size": 3, "padding": 1}]}
DENSE = {"layers": [{"kind": "flatten"}, {"kind": "linear", "out_features": 2}]}
WORDS = {
    "input": {"channels": 1, "height": 8, "width": 1},
    "layers": [{"kind": "embedding"}, {"kind": "flatten"}, {"kind": "linear", "out_features": 2}],
}
LARGE = {
    "input": {"channels": 1, "height": 512, "width": 512},
    "layers": [{"kind": "conv2d", "out_channels": 8}, {"kind": "global_avg_pool"}],
}


@pytest.mark.parametrize(
    ("fields", "code", "pointer", "nearest"),
    [
        ({"method": "salience"}, "unknown", "/method", "saliency"),
        ({"method": {"kind": "occlusion", "pach": 3}}, "unknown", "/method/pach", "patch"),
        ({"method": {"kind": "occlusion", "patch": 0}}, "out_of_range", "/method/patch", None),
        ({"method": {"kind": "smooth_grad", "noise": 2}}, "out_of_range", "/method/noise", None),
        ({"method": "saliency", "target": 4}, "out_of_range", "/target", None),
        ({"method": "saliency", "target": -1}, "out_of_range", "/target", None),
        ({"method": "saliency", "target": True}, "wrong_type", "/target", None),
        ({"method": "saliency", "target": 1.0}, "wrong_type", "/target", None),
        ({"model": "lenet5-mnist", "method": "saliency", "target": "77"}, "unknown", "/target", "7"),
        ({"method": "grad_cam", "layer": "c2"}, "unknown", "/layer", "c1"),
        ({"method": "grad_cam", "layer": "out"}, "no_maps", "/layer", None),
        ({"method": "saliency", "layer": "c1"}, "not_used", "/layer", None),
        ({"method": "grad_cam", "model": {"network": DENSE}}, "no_maps", "/method", None),
        ({"method": "saliency", "model": {"network": WORDS}}, "no_gradient", "/method", None),
        ({"method": "saliency", "model": {"network": AUTOENCODER}}, "no_classes", "", None),
        ({"method": "occlusion", "model": {"network": LARGE}}, "too_much_work", "/method", None),
        ({}, "missing", "/method", None),
    ],
)
def test_what_cannot_be_asked(
    http: httpx.Client, fields: dict[str, Any], code: str, pointer: str, nearest: str | None
):
    answer = ask(http, **fields)
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (422, code)
    assert problem["errors"][0]["pointer"] == pointer
    assert problem["errors"][0]["params"].get("nearest") == nearest


def test_words_can_be_covered(http: httpx.Client):
    found = arrays(ask(http, NPZ["accept"], model={"network": WORDS}, method="occlusion", pixels=[[1]] * 8))
    assert found["map"].shape == (8, 1)


def test_a_lengthy_question_goes_to_the_batch_worker(http: httpx.Client):
    layers = [{"kind": "conv2d", "out_channels": 16, "kernel_size": 3, "padding": 1}] * 2
    model = {
        "network": {**SMALL, "input": {"channels": 1, "height": 96, "width": 96}, "layers": [*layers, *END]}
    }
    method = {"kind": "integrated_gradients", "steps": 150}
    found = arrays(ask(http, NPZ["accept"], model=model, method=method, target=0))
    assert found["map"].shape == (96, 96)


END = [{"kind": "global_avg_pool"}, {"kind": "linear", "out_features": 2}]


async def test_the_live_socket_answers_why_beside_the_maps(talk: Talking, stroke: list[list[int]]):
    async with talk("/ws/v1/live") as live:
        await live.send(type="open", model="lenet5-mnist")
        await live.text()
        question = {"method": "grad_cam", "target": 3}
        await live.send(type="infer", seq=1, pixels=stroke, layers=["c1"], attribution=question)
        header, tensors = await live.frame()
        assert list(tensors) == ["input", "c1", "attribution"]
        assert tensors["attribution"].data.shape == (1, 28, 28)
        (told,) = header["attributions"]
        assert (told["method"], told["target"], told["layer"]) == ("grad_cam", 3, "c3")
        assert told["score"] == pytest.approx(header["logits"][3], abs=1e-4)

        several = [{"method": "integrated_gradients"}, {"method": {"kind": "occlusion", "patch": 4}}]
        await live.send(type="infer", seq=2, pixels=stroke, layers=[], attribution=several)
        header, tensors = await live.frame()
        assert list(tensors) == ["input", "attribution", "attribution:1"]
        first = header["attributions"][0]
        assert first["target"] == 1
        assert first["total"] == pytest.approx(first["score"] - first["background_score"], rel=0.15)

        for wrong, pointer in (
            ({"method": "grad_cam", "layer": "c9"}, "/attribution/layer"),
            ([{"method": "saliency"}, {"method": "saliency", "target": 10}], "/attribution/1/target"),
        ):
            await live.send(type="infer", seq=3, pixels=stroke, attribution=wrong)
            problem = await live.text()
            assert (problem["request"], problem["seq"]) == ("infer", 3)
            assert problem["errors"][0]["pointer"] == pointer


async def test_at_an_images_own_size_there_is_nothing_to_ask(talk: Talking):
    async with talk("/ws/v1/live") as live:
        await live.send(type="open", model="lenet5-mnist")
        await live.text()
        photo = [[100] * 40] * 30
        question = {"method": "saliency"}
        await live.send(
            type="infer", seq=1, pixels=photo, input_size="image", layers=[], attribution=question
        )
        header, tensors = await live.frame()
        assert (header["attributions"], list(tensors)) == ([], ["input"])


PLACE = {"path": "c1", "channel": 1, "y": 2, "x": 3}


def test_a_units_saliency_is_its_kernel(http: httpx.Client, server: Server):
    kernel = weights(server, MODEL)["c1"][1].abs().numpy()
    answer = ask(http, NPZ["accept"], method="saliency", unit=PLACE)
    found = arrays(answer)
    rows, columns = kernel.shape[1:]
    np.testing.assert_allclose(found["attribution"][:, 2 : 2 + rows, 3 : 3 + columns], kernel, atol=1e-6)
    assert np.count_nonzero(found["map"]) == np.count_nonzero(kernel)
    assert found["target"] == -1
    assert "x-target" not in answer.headers
    assert float(answer.headers["x-score"]) == pytest.approx(float(found["score"]), rel=1e-6)


def test_a_unit_of_the_output_is_a_class(http: httpx.Client):
    for kind in KINDS:
        if kind != "grad_cam":
            unit = arrays(ask(http, NPZ["accept"], method=kind, unit={"path": "out", "channel": 3}))
            target = arrays(ask(http, NPZ["accept"], method=kind, target=3))
            np.testing.assert_allclose(unit["attribution"], target["attribution"], atol=1e-6)


def test_a_form_asks_about_a_unit_too(http: httpx.Client):
    files = {"image": ("digit.png", png(np.array(PIXELS)))}
    data = {"model": json.dumps(MODEL), "method": "deconvolution", "unit": json.dumps(PLACE)}
    sent = http.post(ASK, files=files, data=data, headers=NPZ)
    other = arrays(ask(http, NPZ["accept"], method="deconvolution", unit=PLACE))
    np.testing.assert_array_equal(arrays(sent)["map"], other["map"])


@pytest.mark.parametrize(
    ("fields", "code", "pointer"),
    [
        ({"unit": {**PLACE, "path": "c9"}}, "unknown", "/unit/path"),
        ({"unit": {**PLACE, "channel": 99}}, "out_of_range", "/unit/channel"),
        ({"unit": {**PLACE, "y": 8}}, "out_of_range", "/unit/y"),
        ({"unit": {**PLACE, "x": -1}}, "out_of_range", "/unit/x"),
        ({"unit": {"path": "c1"}}, "missing", "/unit/channel"),
        ({"unit": {**PLACE, "z": 1}}, None, "/unit/z"),
        ({"unit": "c1"}, None, "/unit"),
        ({"unit": PLACE, "target": 1}, "not_used", "/target"),
        ({"unit": PLACE, "method": "grad_cam"}, "not_used", "/method"),
    ],
)
def test_a_unit_that_is_not_there_is_refused(
    http: httpx.Client, fields: dict[str, Any], code: str | None, pointer: str
):
    answer = ask(http, **({"method": "saliency"} | fields))
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["pointer"] == pointer
    assert code in (None, answer.json()["code"], answer.json()["errors"][0]["code"])


def test_a_network_that_ends_in_maps_has_units(http: httpx.Client):
    maps = {**SMALL, "layers": SMALL["layers"][:1]}
    assert ask(http, model={"network": maps}, method="saliency", unit=PLACE).status_code == 200
