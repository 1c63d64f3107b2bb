"""`/ws/v1/live` on a real server with its real worker."""

import asyncio
import base64
import io
import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image
from torch.nn import functional
from websockets.asyncio.client import connect

from app.protocol import decode_header
from tests.serving import Server, running, workers
from tests.web.conftest import Talk, Talking

LIVE = "/ws/v1/live"


@pytest.fixture
def network(lenet: dict[str, Any]) -> dict[str, Any]:
    """The model that the tests open."""
    return {"network": lenet, "seed": 3}


async def opened(talk: Talk, model: Any) -> dict[str, Any]:
    await talk.send(type="open", model=model)
    answer = await talk.text()
    assert answer["type"] == "opened", answer
    return answer


async def test_opening_tells_all_about_the_network(talk: Talking, network: dict[str, Any]):
    async with talk(LIVE) as live:
        answer = await opened(live, network)
    assert answer["model"] is None
    assert answer["trained"] is False
    assert answer["untrained"] == ["c1", "c3", "f5", "f6", "output"]
    assert answer["classes"] == list("0123456789")
    assert answer["summary"]["total"]["params"] == 61_706
    assert [layer["kind"] for layer in answer["network"]["layers"]] == [
        layer["kind"] for layer in network["network"]["layers"]
    ]


async def test_a_drawing_is_answered_with_every_map(
    talk: Talking, network: dict[str, Any], stroke: list[list[int]]
):
    async with talk(LIVE) as live:
        summary = (await opened(live, network))["summary"]
        await live.send(type="filters", layers=["c1"])
        header, filters = await live.frame()
        assert (header["type"], sorted(filters)) == ("filters", ["c1", "c1.bias"])
        await live.send(type="infer", seq=7, pixels=stroke, preprocess="none")
        header, tensors = await live.frame()
    assert (header["type"], header["seq"], header["empty"], header["misfit"]) == ("result", 7, False, None)
    assert sum(header["probabilities"]) == pytest.approx(1, abs=1e-5)
    softmax = torch.tensor(header["logits"]).softmax(0)
    torch.testing.assert_close(torch.tensor(header["probabilities"]), softmax)
    assert list(tensors) == ["input", *[node["path"] for node in summary["nodes"]]]
    assert tensors["input"].data[0].tolist() == stroke
    image = torch.tensor(stroke, dtype=torch.float32)[None, None] / 255 - 0.5
    weight, bias = (torch.from_numpy(filters[name].data.copy()) for name in ("c1", "c1.bias"))
    expected = functional.conv2d(image, weight, bias, padding=2)[0].numpy()
    step = (expected.max((1, 2)) - expected.min((1, 2)))[:, None, None] / 255
    assert (np.abs(tensors["c1"].value() - expected) <= step * 0.51 + 1e-5).all()


async def test_only_the_layers_asked_for(talk: Talking, network: dict[str, Any], stroke: list[list[int]]):
    async with talk(LIVE) as live:
        await opened(live, network)
        for layers in (["c3"], []):
            await live.send(type="infer", seq=1, pixels=stroke, layers=layers)
            _, tensors = await live.frame()
            assert list(tensors) == ["input", *layers]


async def test_an_empty_drawing_gets_no_label(talk: Talking, network: dict[str, Any]):
    async with talk(LIVE) as live:
        await opened(live, network)
        await live.send(type="infer", seq=1, pixels=[[0] * 100] * 100, preprocess="digit")
        header, tensors = await live.frame()
    assert (header["empty"], header["probabilities"]) == (True, None)
    assert len(header["logits"]) == 10
    assert "c1" in tensors


async def test_a_unit_adds_up(talk: Talking, network: dict[str, Any], stroke: list[list[int]]):
    async with talk(LIVE) as live:
        await opened(live, network)
        await live.send(type="unit", path="c1", channel=2, y=8, x=14)
        assert (await live.text())["code"] == "no_image"
        await live.send(type="infer", seq=1, pixels=stroke)
        await live.frame()
        await live.send(type="unit", path="c1", channel=2, y=8, x=14)
        unit = await live.text()
        assert unit["type"] == "unit"
        assert np.sum(unit["products"]) + unit["bias"] == pytest.approx(unit["value"], abs=1e-5)
        assert unit["receptive_field"] == [6, 12, 11, 17]
        await live.send(type="unit", path="c1", channel=6, y=0, x=0)
        assert (await live.text())["type"] == "error"
        await live.send(type="unit", path="nothing", channel=0)
        assert (await live.text())["type"] == "error"


async def test_a_unit_is_told_with_its_curve_and_its_gradient(
    talk: Talking, network: dict[str, Any], stroke: list[list[int]]
):
    async with talk(LIVE) as live:
        await opened(live, network)
        await live.send(type="infer", seq=1, pixels=stroke)
        await live.frame()
        asked = {"type": "unit", "path": "c1", "channel": 2, "y": 8, "x": 14}
        await live.send(**asked, curve=True, gradient={"of": "score", "target": 3})
        unit = await live.text()
        assert unit["curve"]["own"]["z"] == unit["value"]
        assert unit["gradient"]["target"] == 3
        upstream = np.full((1, 5, 5), unit["gradient"]["value"])
        np.testing.assert_allclose(
            unit["gradient"]["inputs"][0]["through"], upstream * unit["kernel"], atol=1e-6
        )
        await live.send(**asked, gradient={"target": 10})
        refused = await live.text()
        assert (refused["code"], refused["errors"][0]["pointer"]) == ("out_of_range", "/gradient/target")


async def test_units_are_of_ones_own_drawing(talk: Talking, network: dict[str, Any], stroke: list[list[int]]):
    blank = [[0] * 28] * 28
    async with talk(LIVE) as one, talk(LIVE) as other:
        for live, pixels in ((one, stroke), (other, blank)):
            await opened(live, network)
            await live.send(type="infer", seq=1, pixels=pixels)
            await live.frame()
        for live, pixels in ((one, stroke), (other, blank)):
            await live.send(type="unit", path="c1", channel=0, y=8, x=14)
            patch = (await live.text())["inputs"][0]["patch"]
            shown = [[round((value + 0.5) * 255) for value in row] for row in patch[0]]
            assert shown == [row[12:17] for row in pixels[6:11]]


async def test_a_file_is_decoded_and_said_so(talk: Talking, network: dict[str, Any]):
    frames = [Image.new("L", (28, 28), shade) for shade in (10, 200)]
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    async with talk(LIVE) as live:
        await opened(live, network)
        await live.send(type="infer", seq=1, image=base64.b64encode(out.getvalue()).decode())
        header, tensors = await live.frame()
        assert [note["code"] for note in header["notes"]] == ["first_frame"]
        assert set(tensors["input"].data.ravel().tolist()) == {10}
        await live.send(type="infer", seq=2, image="!")
        assert (await live.text())["code"] == "bad_base64"
        await live.send(type="infer", seq=3, image=base64.b64encode(b"<svg/>").decode())
        problem = await live.text()
        assert (problem["code"], problem["request"], problem["seq"]) == ("unsupported_image", "infer", 3)


async def test_a_large_image_is_sent_reduced(talk: Talking, network: dict[str, Any]):
    photo = np.random.default_rng(0).integers(0, 256, (300, 400)).tolist()
    async with talk(LIVE) as live:
        await opened(live, network)
        await live.send(type="infer", seq=1, pixels=photo, input_size="image")
        received = await live.socket.recv()
        await live.send(type="infer", seq=2, pixels=photo, input_size="image", layers=["c1"])
        _, alone = await live.frame()
    assert isinstance(received, bytes)
    header, _ = decode_header(received)
    assert len(received) < 700_000
    assert header["misfit"]["path"] == "f5"
    assert header["misfit"]["needs"] == [400]
    assert header["probabilities"] is None
    entries = {entry["name"]: entry for entry in header["tensors"]}
    assert entries["c1"]["shape"] == [6, *(-(-side // entries["c1"]["scale"]) for side in (300, 400))]
    assert alone["c1"].data.size > np.prod(entries["c1"]["shape"])


async def test_a_newer_drawing_supersedes_one_not_yet_started(
    talk: Talking, network: dict[str, Any], stroke: list[list[int]]
):
    async with talk(LIVE) as live:
        await opened(live, network)
        count = 200
        for seq in range(count):
            await live.send(type="infer", seq=seq, pixels=stroke)
        seen = [-1]
        while seen[-1] < count - 1:
            seen.append((await live.frame())[0]["seq"])
    assert seen == sorted(set(seen))
    assert len(seen) - 1 < count


async def test_what_is_not_there_leaves_the_socket_open(
    talk: Talking, network: dict[str, Any], lenet: dict[str, Any]
):
    async with talk(LIVE) as live:
        for model in ("nothing", {"network": lenet, "weights_from": "nothing"}):
            await live.send(type="open", model=model)
            problem = await live.text()
            assert (problem["type"], problem["request"], problem["code"]) == ("error", "open", "not_found")
        await live.send(type="infer", seq=1, pixels=[[0]])
        assert (await live.text())["code"] == "not_opened"
        await opened(live, network)


async def test_a_network_with_a_problem_leaves_the_socket_open(talk: Talking, network: dict[str, Any]):
    async with talk(LIVE) as live:
        for layers, code, pointer in (
            ([{"kind": "linear", "out_features": 3}], "shape", "/model/network/layers/0"),
            ([{"kind": "nothing"}], "unknown", "/model/network/layers/0/kind"),
            ([{"kind": "relu", "name": "not a name"}], "bad_text", "/model/network/layers/0/name"),
        ):
            await live.send(type="open", model={"network": {"layers": layers}})
            problem = await live.text()
            assert (problem["code"], problem["errors"][0]["pointer"]) == (code, pointer)
        await opened(live, network)


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Server]:
    """A server that a test may hurt."""
    with running(tmp_path / "data") as server:
        yield server


async def test_a_lost_worker_costs_one_answer_at_most(
    own: Server, network: dict[str, Any], stroke: list[list[int]]
):
    url = own.url.replace("http", "ws", 1) + LIVE
    async with connect(url) as socket:
        live = Talk(socket)
        await opened(live, network)
        await live.send(type="infer", seq=1, pixels=stroke)
        before = (await live.frame())[0]["logits"]
        for pid in workers(own):
            os.kill(pid, signal.SIGKILL)
        seq = 2
        async with asyncio.timeout(60):
            while True:
                await live.send(type="infer", seq=seq, pixels=stroke)
                received = await live.socket.recv()
                if isinstance(received, bytes):
                    break
                assert json.loads(received)["code"] == "worker_lost"
                seq += 1
    header, _ = decode_header(received)
    assert header["seq"] == seq
    assert header["logits"] == before


async def test_a_large_network_is_answered_too_and_leaves_the_others_their_worker(
    talk: Talking, network: dict[str, Any], stroke: list[list[int]]
):
    layers = [{"kind": "flatten"}, {"kind": "linear", "name": "f", "out_features": 30_000}]
    large = {"network": {"layers": layers}}
    async with talk(LIVE) as live, talk(LIVE) as other:
        for model, outputs in ((large, 30_000), (network, 10), (large, 30_000)):
            await opened(live, model)
            await live.send(type="infer", seq=1, pixels=stroke)
            header, _ = await live.frame()
            assert len(header["probabilities"]) == outputs
            await opened(other, network)
