"""Whatever is killed, damaged or asked twice: nothing that a server acknowledged is lost, and the log stays whole.

What no hand can bring about from outside, a full disk or too little memory, is in `tests/runs/test_faults.py`.
"""

import contextlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from tests.faults.conftest import code_of
from tests.serving import ROOT, Server, free_port, running, start, stop, workers

RUNS = "/api/v1/runs"
STEPS = 76
"""Two epochs of 3,800 images in batches of 100."""
BODY: dict[str, Any] = {
    "network": {
        "layers": [
            {"kind": "max_pool2d", "kernel_size": 4},
            {"kind": "conv2d", "name": "c1", "out_channels": 4, "kernel_size": 3},
            {"kind": "relu"},
            {"kind": "flatten"},
            {"kind": "linear", "name": "out", "out_features": 10},
        ]
    },
    "dataset": "mnist-5k",
}
TRAINING: dict[str, Any] = {"epochs": 2, "batch_size": 100, "threads": 1, "checkpoint_every": 5}
SLOWLY = {"pace": 40.0}
"""Slow enough to be hit in the middle."""
OVER = ("finished", "failed", "cancelled")


class Run:
    """A run of a server, by its address."""

    def __init__(self, server: Server, location: str) -> None:
        self.server, self.location = server, location

    @classmethod
    def of(cls, server: Server, start: str = "running", **training: Any) -> "Run":
        """A new one."""
        body = {**BODY, "training": {**TRAINING, **training}, "start": start}
        answer = httpx.post(server.url + RUNS, json=body, timeout=30)
        assert answer.status_code == 201, answer.text
        return cls(server, answer.headers["location"])

    def read(self, path: str = "") -> Any:
        """What the server says about it."""
        return httpx.get(self.server.url + self.location + path, timeout=30).raise_for_status().json()

    def ask(self, call: str, **body: Any) -> httpx.Response:
        """Pause, resume, cancel, step."""
        path = f"{self.server.url}{self.location}/{call}"
        return httpx.post(path, json=body or None, timeout=30)

    def until(self, happens: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Wait for something that a run may come to."""
        end = time.monotonic() + 120
        while not happens(run := self.read()):
            assert time.monotonic() < end, run
            assert run["state"] not in OVER, run
            time.sleep(0.02)
        return run

    def over(self) -> dict[str, Any]:
        """Wait for its end."""
        return self.until(lambda run: run["state"] in OVER)

    def at(self, step: int) -> dict[str, Any]:
        """Wait for a step."""
        return self.until(lambda run: run["progress"]["step"] >= step)

    def events(self) -> list[dict[str, Any]]:
        """The log."""
        log: list[dict[str, Any]] = self.read("/events?limit=10000")
        return log


def assert_whole(events: list[dict[str, Any]], steps: int = STEPS) -> None:
    """The log has no gap, and every step counts once after what later attempts took back."""
    assert [event["seq"] for event in events] == list(range(len(events)))
    told: list[int] = []
    for event in events:
        if event.get("from_step") is not None:
            told = [step for step in told if step <= event["from_step"]]
        if event["type"] == "metrics":
            told += event["step"]
    assert told == list(range(1, steps + 1))


def attempts(events: list[dict[str, Any]]) -> list[tuple[int, int]]:
    """(attempt, from_step) of each beginning."""
    return [(e["attempt"], e["from_step"]) for e in events if e.get("from_step") is not None]


def ticks(pid: int) -> int:
    """Processor time that a process has taken, in clock ticks: utime of proc(5)."""
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11])
    except OSError:
        return 0


def kill_workers(server: Server) -> None:
    """SIGKILL, whatever they are doing; the busiest last, or an idle one gets its run before it is killed too."""
    for pid in sorted(workers(server), key=ticks):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


@pytest.fixture(scope="module")
def hurt(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose workers may be killed."""
    with running(tmp_path_factory.mktemp("hurt") / "data", queue_limit="2") as server:
        yield server


def test_a_killed_worker_is_replaced_at_the_last_checkpoint(hurt: Server) -> None:
    run = Run.of(hurt, **SLOWLY)
    run.at(12)
    kill_workers(hurt)
    finished = run.over()
    assert (finished["state"], finished["progress"]["step"]) == ("finished", STEPS)
    # The spare worker was killed as well: it may be handed out before anybody knows.
    assert finished["attempt"] in (2, 3)
    events = run.events()
    assert_whole(events)
    (first, start_), *_, (last, again) = attempts(events)
    assert (first, start_, last) == (1, 0, finished["attempt"])
    assert again >= 10
    assert again % 5 == 0


def test_a_run_that_loses_its_worker_three_times_fails(hurt: Server) -> None:
    run = Run.of(hurt, **SLOWLY)
    for attempt in (1, 2, 3):
        reached = run.until(lambda now, attempt=attempt: now["attempt"] == attempt)["progress"]["step"]
        run.at(reached + 1)
        kill_workers(hurt)
    failed = run.over()
    assert (failed["state"], failed["error"]["code"], failed["attempt"]) == ("failed", "worker_lost", 3)


def waiting_at_10(server: Server) -> Run:
    """A run that stands at step 10 with the checkpoints 0, 5 and 10, and has lost its worker."""
    run = Run.of(server, "paused")
    run.ask("step", steps=10)
    run.until(lambda now: now["state"] == "paused" and now["progress"]["step"] == 10)
    deadline = time.monotonic() + 60
    while [checkpoint["step"] for checkpoint in run.read("/checkpoints")] != [0, 5, 10]:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    kill_workers(server)
    return run


def damage(run: Run, *steps: int, cut: bool = False) -> None:
    """Flip a bit of the checkpoints of these steps, or cut them in half."""
    folder = run.server.data_dir / "runs" / run.location.rpartition("/")[2] / "checkpoints"
    for step in steps:
        (path,) = folder.glob(f"{step}-*.safetensors")
        raw = bytearray(path.read_bytes())
        raw[-1] ^= 1
        path.write_bytes(raw[: len(raw) // 2] if cut else raw)


@pytest.mark.parametrize("cut", [False, True], ids=["a flipped bit", "half a file"])
def test_a_damaged_checkpoint_is_passed_over(hurt: Server, cut: bool) -> None:
    run = waiting_at_10(hurt)
    damage(run, 10, cut=cut)
    run.ask("resume")
    assert run.over()["state"] == "finished"
    events = run.events()
    assert_whole(events)
    assert attempts(events)[-1] == (2, 5)
    problems = [(e["code"], e["params"]) for e in events if e["type"] == "problem"]
    assert problems == [("checkpoint_corrupt", {"step": 10})]


def test_a_run_with_only_damaged_checkpoints_fails(hurt: Server) -> None:
    run = waiting_at_10(hurt)
    damage(run, 0, 5, 10)
    run.ask("resume")
    failed = run.over()
    assert (failed["state"], failed["error"]["code"]) == ("failed", "checkpoint_corrupt")


def paused(server: Server) -> Run:
    """A run that waits at step 0."""
    return Run.of(server, "paused")


def cancelled(server: Server) -> Run:
    """A run that was cancelled while it waited."""
    run = paused(server)
    assert run.ask("cancel").json()["state"] == "cancelled"
    return run


def finished(server: Server) -> Run:
    """A run to its end."""
    run = Run.of(server, epochs=1)
    run.over()
    return run


@pytest.mark.parametrize(
    ("made", "calls", "state"),
    [
        (paused, ["pause", "pause"], "paused"),
        (paused, ["cancel", "cancel", "resume", "pause"], "cancelled"),
        (cancelled, ["cancel", "pause", "resume"], "cancelled"),
        (finished, ["pause", "resume", "cancel", "cancel"], "finished"),
    ],
)
def test_what_is_asked_twice_or_too_late_is_harmless(
    hurt: Server, made: Callable[[Server], Run], calls: list[str], state: str
) -> None:
    run = made(hurt)
    before = run.events()
    for call in calls:
        answer = run.ask(call)
        assert (answer.status_code, answer.json()["state"]) == (202, state)
    assert run.events()[: len(before)] == before
    assert run.read()["state"] == state
    if state != "paused":
        assert code_of(run.ask("step", steps=1)) == (409, "not_paused")
    run.ask("cancel")


def test_a_run_that_is_cancelled_in_the_queue_never_begins(hurt: Server) -> None:
    first = Run.of(hurt, **SLOWLY)
    first.at(1)
    second = Run.of(hurt)
    for _ in range(2):
        assert second.ask("cancel").json()["state"] == "cancelled"
    for _ in range(2):
        assert first.ask("cancel").json()["state"] == "cancelled"
    assert (second.read()["state"], second.read()["attempt"]) == ("cancelled", 0)


def test_a_full_queue_says_when_to_come_again(hurt: Server) -> None:
    runs = [Run.of(hurt, **SLOWLY)]
    runs[0].at(1)
    runs += [Run.of(hurt), Run.of(hurt)]
    refused = httpx.post(hurt.url + RUNS, json={**BODY, "training": TRAINING}, timeout=30)
    assert code_of(refused)[0] == 429
    assert int(refused.headers["retry-after"]) >= 1
    for run in reversed(runs):
        run.ask("cancel")


def seen(server: Server, run: Run, after: int) -> Iterator[dict[str, Any]]:
    """Events after `after` as a viewer gets them, until the run or the server ends."""
    url = f"{server.url.replace('http', 'ws', 1)}{run.location.replace('/api/v1', '/ws/v1')}?after={after}"
    with contextlib.suppress(ConnectionClosed), connect(url, compression=None) as socket:
        while True:
            event = json.loads(socket.recv(timeout=60))
            yield event
            if event.get("state") in OVER:
                return


def test_a_killed_server_finds_its_runs_again_and_a_viewer_misses_nothing(tmp_path: Path) -> None:
    port = free_port()
    first = start(tmp_path / "data", port)
    run = Run.of(first, **SLOWLY)
    told: list[dict[str, Any]] = []
    for event in seen(first, run, -1):
        told.append(event)
        if event["type"] == "metrics" and event["step"][-1] >= 12 and first.process.poll() is None:
            lost = workers(first)
            first.process.kill()
            first.process.wait()
    assert lost
    second = start(tmp_path / "data", port)
    try:
        assert not [pid for pid in lost if Path(f"/proc/{pid}").exists()], "no worker outlives its server"
        again = Run(second, run.location)
        told += seen(second, again, told[-1]["seq"])
        assert (again.read()["state"], again.read()["attempt"]) == ("finished", 2)
        events = again.events()
        assert told == events
        assert_whole(events)
    finally:
        stop(second)


def test_of_two_servers_on_one_store_one_drives_each_run(tmp_path: Path) -> None:
    with ExitStack() as stack:
        one, other = (stack.enter_context(running(tmp_path / "data")) for _ in range(2))
        runs = [Run.of(server) for server in (one, other, one, other)]
        for run in runs:
            assert run.over()["state"] == "finished"
            events = run.events()
            assert_whole(events)
            assert attempts(events) == [(1, 0)]
            stranger = other if run.server is one else one
            assert Run(stranger, run.location).events() == events


def test_another_server_may_pause_resume_and_cancel(tmp_path: Path) -> None:
    with ExitStack() as stack:
        one, other = (stack.enter_context(running(tmp_path / "data")) for _ in range(2))
        run = Run.of(one, pace=10.0)
        run.at(1)
        both = [run, Run(other, run.location)]
        for here in both:
            here.ask("pause")
            run.until(lambda now: now["state"] == "paused")
            here.ask("resume")
            run.until(lambda now: now["state"] == "running")
        assert both[1].ask("cancel").json()["state"] == "cancelled"
        assert run.read()["state"] == "cancelled"


def test_a_store_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        store = server.data_dir / "playground.db"
    with contextlib.closing(sqlite3.connect(store)) as database, database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    before = store.read_bytes()
    command = [sys.executable, "-m", "app.cli", "serve", "--port", "0", "--data-dir", str(tmp_path)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 3
    assert "newer version" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert store.read_bytes() == before
