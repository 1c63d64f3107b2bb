"""Runs over REST and their socket, on a server with real workers."""

import asyncio
import json
import time
from collections.abc import Iterator
from typing import Any

import httpx
import numpy as np
import pytest
from safetensors.numpy import load
from websockets.asyncio.client import connect

from app.protocol import decode_frame
from tests.serving import Server
from tests.web.conftest import Talk, Talking

RUNS = "/api/v1/runs"
NETWORK = {
    "name": "tiny",
    "layers": [
        {"kind": "max_pool2d", "kernel_size": [4, 4]},
        {"kind": "conv2d", "name": "c1", "out_channels": 4, "kernel_size": 3},
        {"kind": "relu"},
        {"kind": "flatten"},
        {"kind": "linear", "name": "out", "out_features": 10},
    ],
}
BODY: dict[str, Any] = {
    "network": NETWORK,
    "dataset": "mnist-5k",
    "training": {"epochs": 2, "batch_size": 100, "threads": 1},
}


@pytest.fixture
def created(http: httpx.Client) -> Iterator[Any]:
    """Makes runs, and deletes them in the end."""
    made: list[str] = []

    def create(**changes: Any) -> dict[str, Any]:
        answer = http.post(RUNS, json={**BODY, **changes})
        assert answer.status_code == 201, answer.text
        made.append(answer.headers["location"])
        run: dict[str, Any] = answer.json()
        assert made[-1] == f"{RUNS}/{run['id']}"
        return run

    yield create
    for location in made:
        http.delete(location)


def over(http: httpx.Client, run_id: str) -> dict[str, Any]:
    end = time.monotonic() + 120
    while time.monotonic() < end:
        run: dict[str, Any] = http.get(f"{RUNS}/{run_id}").json()
        if run["state"] in ("finished", "failed", "cancelled"):
            return run
        time.sleep(0.1)
    raise AssertionError(f"still {run['state']}")


def test_a_run_finishes_and_can_be_looked_into(http: httpx.Client, created: Any):
    run = over(http, created(name="Моя сеть")["id"])
    path = f"{RUNS}/{run['id']}"
    assert (run["state"], run["name"], run["error"]) == ("finished", "Моя сеть", None)
    assert run["progress"] == {"step": 76, "steps": 76, "epoch": 2.0, "epochs": 2}
    assert run["training"]["epochs"] == 2
    assert run["metrics"]["test_accuracy"] > 0.2
    assert run["seconds"] > 0

    events = http.get(f"{path}/events").json()
    assert [event["seq"] for event in events] == list(range(len(events)))
    middle = http.get(f"{path}/events?after=3&limit=2").json()
    assert [event["seq"] for event in middle] == [4, 5]
    steps = [step for event in events if event["type"] == "metrics" for step in event["step"]]
    assert steps == list(range(1, 77))

    checkpoints = http.get(f"{path}/checkpoints").json()
    kept = [checkpoint["step"] for checkpoint in checkpoints]
    assert (kept[:11], kept[-1]) == (list(range(11)), 76)
    assert len(kept) >= 40
    weights = load(http.get(f"{path}/weights").content)
    assert sorted(weights) == ["c1.bias", "c1.weight", "out.bias", "out.weight"]
    first = load(http.get(f"{path}/weights?step=0").content)
    assert not np.array_equal(first["c1.weight"], weights["c1.weight"])
    matrix = np.array(http.get(f"{path}/confusion").json()["matrix"])
    assert matrix.sum() == 1000
    assert matrix.trace() / 1000 == pytest.approx(run["metrics"]["test_accuracy"], abs=0.01)

    assert f"run:{run['id']}" in [model["ref"] for model in http.get("/api/v1/models").json()]
    image = http.get("/api/v1/datasets/mnist-5k/images/test/0").content
    for ref in (f"run:{run['id']}", f"run:{run['id']}@0"):
        answer = http.post("/api/v1/predict", files={"image": ("i.png", image)}, data={"model": ref}).json()
        assert answer["trained"] is True
        assert answer["classes"] == list("0123456789")
    assert (
        http.post("/api/v1/predict", json={"model": f"run:{run['id']}@77", "pixels": [[0]]}).status_code
        == 404
    )


def test_step_by_step(http: httpx.Client, created: Any):
    run = created(start="paused")
    path = f"{RUNS}/{run['id']}"
    assert run["state"] == "paused"
    assert http.post(f"{path}/step", json={"steps": 3}).status_code == 202
    end = time.monotonic() + 60
    while (now := http.get(path).json())["state"] != "paused" or now["progress"]["step"] < 3:
        assert time.monotonic() < end
        time.sleep(0.05)
    assert now["progress"]["step"] == 3
    assert http.post(f"{path}/pause").status_code == 202
    changed = http.patch(path, json={"name": "e\u0301t\u00e9", "lr": 0.01})
    assert changed.json()["name"] == "\u00e9t\u00e9"
    assert http.post(f"{path}/resume").json()["state"] in ("queued", "running")
    assert over(http, run["id"])["state"] == "finished"
    assert http.post(f"{path}/step", json={"steps": 1}).json()["code"] == "not_paused"
    for call in ("pause", "resume", "cancel"):
        answer = http.post(f"{path}/{call}")
        assert (answer.status_code, answer.json()["state"]) == (202, "finished")


def test_a_note_is_written_changed_and_taken_away(http: httpx.Client, created: Any):
    run = created(start="paused")
    path = f"{RUNS}/{run['id']}"
    assert run["note"] == ""
    changed = http.patch(path, json={"note": "  e\u0301: lr 0.1\r\nбыстрее  "}).json()
    assert (changed["note"], changed["name"]) == ("\u00e9: lr 0.1\nбыстрее", run["name"])
    assert http.patch(path, json={"name": "other"}).json()["note"] == changed["note"]
    assert http.get(f"{RUNS}?limit=1").json()[0]["note"] == changed["note"]
    http.post(f"{path}/cancel")
    assert http.patch(path, json={"note": ""}).json()["note"] == ""


@pytest.mark.parametrize(
    ("note", "code"),
    [("x" * 501, "bad_text"), ("a\u202eb", "bad_text"), ("a\x00", "bad_text"), (3, "wrong_type")],
)
def test_a_note_that_cannot_be_kept_is_refused_and_changes_nothing(
    http: httpx.Client, created: Any, note: Any, code: str
):
    path = f"{RUNS}/{created(start='paused')['id']}"
    http.patch(path, json={"note": "kept"})
    refused = http.patch(path, json={"note": note, "name": "changed"})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/note")
    assert refused.json()["errors"][0]["code"] == code
    run = http.get(path).json()
    assert (run["note"], run["name"]) == ("kept", "tiny")
    assert http.patch(f"{RUNS}/gone", json={"note": "x"}).status_code == 404


def test_a_cancelled_run_stays_cancelled(http: httpx.Client, created: Any):
    run = created(training={"epochs": 10_000})
    path = f"{RUNS}/{run['id']}"
    assert http.post(f"{path}/cancel").json()["state"] == "cancelled"
    assert http.post(f"{path}/resume").json()["state"] == "cancelled"
    assert http.delete(path).status_code == 204
    assert http.get(path).json()["code"] == "not_found"
    assert http.delete(path).status_code == 404


def test_a_branch_goes_on_from_a_checkpoint(http: httpx.Client, created: Any):
    parent = over(http, created()["id"])
    path = f"{RUNS}/{parent['id']}"
    answer = http.post(f"{path}/branch", json={"step": 76, "training": {"epochs": 3}})
    assert answer.status_code == 201
    branch = over(http, answer.json()["id"])
    assert branch["parent"] == {"run": parent["id"], "step": 76}
    assert branch["training"]["batch_size"] == 100
    events = http.get(f"{answer.headers['location']}/events").json()
    assert events[0]["seq"] == 0
    assert min(step for event in events if event["type"] == "metrics" for step in event["step"]) == 77
    assert http.post(f"{path}/branch", json={"step": 77}).status_code == 404
    kept = [checkpoint["step"] for checkpoint in http.get(f"{answer.headers['location']}/checkpoints").json()]
    assert (kept[:11], kept[-1]) == (list(range(76, 87)), 114)  # its own first steps
    http.delete(answer.headers["location"])


def test_the_list_goes_back_in_time(http: httpx.Client, created: Any):
    ids = [created(start="paused")["id"] for _ in range(3)][::-1]
    listed = [run["id"] for run in http.get(f"{RUNS}?limit=2").json()]
    assert listed == ids[:2]
    assert http.get(f"{RUNS}?limit=1&before={ids[1]}").json()[0]["id"] == ids[2]


# The socket.


async def ended(run: Talk) -> list[dict[str, Any]]:
    """Every event until the run is over; frames are acknowledged and left out."""
    events: list[dict[str, Any]] = []
    while not events or events[-1].get("state") not in ("finished", "failed", "cancelled"):
        received = await asyncio.wait_for(run.socket.recv(), 60)
        if isinstance(received, bytes):
            await run.send(type="ack", frame=decode_frame(received)[0]["frame"])
        else:
            events.append(json.loads(received))
    return events


async def test_the_log_and_then_live(talk: Talking, http: httpx.Client, created: Any):
    run = await asyncio.to_thread(created)
    async with talk(f"/ws/v1/runs/{run['id']}") as watching:
        seen = await ended(watching)
    log = (await asyncio.to_thread(http.get, f"{RUNS}/{run['id']}/events")).json()
    assert seen == log
    async with talk(f"/ws/v1/runs/{run['id']}?after={len(log) - 3}") as again:
        assert await ended(again) == log[-2:]


async def test_frames_show_the_pinned_drawing(talk: Talking, created: Any, stroke: list[list[int]]):
    run = await asyncio.to_thread(created, training={**BODY["training"], "epochs": 10_000})
    async with talk(f"/ws/v1/runs/{run['id']}") as watching:
        await watching.send(type="subscribe", layers=["c1"], what=["maps", "filters"], max_fps=30)
        await watching.send(type="probe", pixels=stroke, preprocess="none")
        shown: dict[str, Any] = {}
        async with asyncio.timeout(60):
            while not {"maps", "filters"} <= shown.keys():
                received = await watching.socket.recv()
                if isinstance(received, bytes):
                    header, tensors = decode_frame(received)
                    await watching.send(type="ack", frame=header["frame"])
                    if header["what"] == "filters" or tensors["input"].data[0].tolist() == stroke:
                        shown[header["what"]] = header, tensors
        for header, _ in shown.values():
            assert (header["type"], header["run"]) == ("frame", run["id"])
        assert shown["maps"][1]["c1"].data.shape == (4, 5, 5)
        assert shown["filters"][1]["c1"].data.shape[:2] == (4, 1)


async def test_gradients_answer_to_the_pinned_drawing_and_its_class(talk: Talking, created: Any, stroke: Any):
    run = await asyncio.to_thread(created, training={**BODY["training"], "epochs": 10_000})
    async with talk(f"/ws/v1/runs/{run['id']}") as watching:
        await watching.send(type="probe", seq=3, pixels=stroke, preprocess="none", target=7)
        await watching.send(type="subscribe", layers=["c1", "out", "gone"], what=["gradients"], max_fps=30)
        async with asyncio.timeout(60):
            received: str | bytes = ""
            while not isinstance(received, bytes):
                received = await watching.socket.recv()
    header, tensors = decode_frame(received)
    assert (header["what"], header["probe"], header["target"]) == ("gradients", 3, 7)
    assert {name: tensor.data.shape for name, tensor in tensors.items()} == {"c1": (4, 5, 5), "out": (10,)}
    slopes = tensors["out"].value()
    assert slopes.argmin() == 7  # of cross-entropy: p − 1 for the class itself, p for the others
    assert slopes.sum() == pytest.approx(0, abs=0.02)


async def test_a_drawing_while_it_trains(server: Server, http: httpx.Client, created: Any, stroke: Any):
    run = await asyncio.to_thread(created, training={**BODY["training"], "epochs": 10_000})
    async with connect(server.url.replace("http", "ws", 1) + "/ws/v1/live") as socket:
        live = Talk(socket)
        async with asyncio.timeout(60):
            opened: dict[str, Any] = {"type": "error"}
            while opened["type"] == "error":  # until its first checkpoint is there
                await live.send(type="open", model=f"run:{run['id']}")
                opened = await live.text()
        assert opened["trained"] is True
        await live.send(type="infer", seq=1, pixels=stroke)
        header, _ = await live.frame()
        assert len(header["probabilities"]) == 10


async def test_a_deleted_run_ends_its_sockets(talk: Talking, http: httpx.Client, created: Any):
    run = await asyncio.to_thread(created, start="paused")
    async with talk(f"/ws/v1/runs/{run['id']}") as watching:
        await watching.text()
        await asyncio.to_thread(http.delete, f"{RUNS}/{run['id']}")
        assert await watching.closed() == 4404
