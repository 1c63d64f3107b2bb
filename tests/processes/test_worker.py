"""Workers: they talk, they are limited, and they never outlive their parent."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from app.processes import ChannelClosed, Forkserver, Worker, spawn

WORKERS = "tests.processes.workers"


@pytest.fixture(scope="module")
def forkserver() -> Forkserver:
    """Light: without torch."""
    return Forkserver(preload=())


@pytest_asyncio.fixture
async def worker(forkserver: Forkserver) -> AsyncIterator[Worker]:
    worker = await spawn(f"{WORKERS}:echo", "echo", forkserver=forkserver)
    yield worker
    worker.close()


def is_gone(pid: int) -> bool:
    """It has ended, whether or not its parent has asked how."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return True
    return state == "Z"


def wait_until_gone(*pids: int) -> None:
    while not all(map(is_gone, pids)):
        time.sleep(0.01)


async def test_json_and_frames_go_both_ways_in_order(worker: Worker) -> None:
    sent = [{"type": "text", "text": "цифра"}, bytes(range(256)) * 4000, {"n": [1, None, 0.5]}, b""]
    for message in sent:
        await worker.send(message)
    assert [await worker.receive() for _ in sent] == sent


async def test_a_number_that_is_not_finite_is_not_sent(worker: Worker) -> None:
    with pytest.raises(ValueError, match="JSON compliant"):
        await worker.send({"loss": float("nan")})


async def test_a_worker_collects_its_own_garbage_and_not_through_what_it_was_forked_with(
    forkserver: Forkserver,
) -> None:
    worker = await spawn(f"{WORKERS}:describe", "described", forkserver=forkserver)
    told = await worker.receive()
    assert isinstance(told, dict)
    assert told["garbage"]["collected"]
    assert told["garbage"]["left_alone"] > 1000
    worker.close()


async def test_a_killed_worker_closes_the_channel(worker: Worker) -> None:
    os.kill(worker.pid, signal.SIGKILL)
    with pytest.raises(ChannelClosed):
        await worker.receive()
    assert not worker.alive
    assert [message async for message in worker] == []


async def test_what_was_sent_before_the_end_is_received(forkserver: Forkserver) -> None:
    worker = await spawn(f"{WORKERS}:fail", "fail", forkserver=forkserver)
    assert [message async for message in worker] == [{"type": "last"}]
    worker.close()


async def test_sending_to_a_worker_that_has_ended_loses_nothing_that_it_said(forkserver: Forkserver) -> None:
    worker = await spawn(f"{WORKERS}:fail", "fail", forkserver=forkserver)
    await asyncio.sleep(0.3)
    for _ in range(3):
        await worker.send({"type": "too late"})
        await asyncio.sleep(0.05)
    assert [message async for message in worker] == [{"type": "last"}]
    worker.close()
    await asyncio.to_thread(wait_until_gone, worker.pid)


async def test_closing_ends_a_worker_that_does_not_listen(forkserver: Forkserver) -> None:
    worker = await spawn(f"{WORKERS}:spin", "spin", forkserver=forkserver)
    await worker.receive()
    worker.close()
    await asyncio.to_thread(wait_until_gone, worker.pid)


async def test_a_worker_is_limited_and_sees_no_secrets(
    forkserver: Forkserver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLAYGROUND_TOKEN", "secret")
    fresh = Forkserver(preload=())
    worker = await spawn(f"{WORKERS}:describe", "d", nice=7, memory=10**9, forkserver=fresh)
    about = await worker.receive()
    assert isinstance(about, dict)
    assert (about["nice"], about["memory"]) == (os.nice(0) + 7, 10**9)
    assert about["environment"]["OMP_NUM_THREADS"] == "1"
    assert "secret" not in json.dumps(about)
    assert about["parent"] != os.getpid()
    worker.close()
    fresh.stop()


async def test_a_lost_forkserver_is_replaced(forkserver: Forkserver) -> None:
    first = await spawn(f"{WORKERS}:describe", "d", forkserver=forkserver)
    about = await first.receive()
    assert isinstance(about, dict)
    os.kill(about["parent"], signal.SIGKILL)
    second = await spawn(f"{WORKERS}:echo", "echo", forkserver=forkserver)
    await second.send({"n": 1})
    assert await second.receive() == {"n": 1}
    first.close()
    second.close()


async def test_torch_works_with_threads_in_a_worker_of_the_full_forkserver() -> None:
    worker = await spawn(f"{WORKERS}:train_a_little", "torch")
    assert await worker.receive() == {"threads": 2}
    worker.close()


async def test_a_worker_waits_only_for_the_imports_up_to_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    forkserver = Forkserver(preload=(WORKERS, "tests.processes.late"))
    early = await spawn(f"{WORKERS}:describe", "early", forkserver=forkserver)
    about = await early.receive()
    assert isinstance(about, dict)
    assert "tests.processes.late" not in about["modules"]

    other = asyncio.create_task(spawn("tests.processes.others:describe", "other", forkserver=forkserver))
    await asyncio.sleep(0.1)
    assert not other.done()
    (tmp_path / "go").touch()
    late = await other
    about = await late.receive()
    assert isinstance(about, dict)
    assert "tests.processes.late" in about["modules"]
    early.close()
    late.close()
    forkserver.stop()


PARENT = f"""
import asyncio
from app.processes import Forkserver, spawn

async def main():
    forkserver = Forkserver(preload=())
    worker = await spawn("{WORKERS}:spin", "spin", forkserver=forkserver)
    await worker.receive()
    print(worker.pid, forkserver._process.pid, flush=True)
    await asyncio.sleep(600)

asyncio.run(main())
"""


def test_workers_and_forkserver_end_with_a_killed_parent() -> None:
    parent = subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    pids = [int(pid) for pid in parent.stdout.readline().split()]
    parent.kill()
    parent.wait()
    parent.stdout.close()
    wait_until_gone(*pids)


LISTENER = f"""
import asyncio
import os
from app.processes import Forkserver, spawn

async def main():
    forkserver = Forkserver(preload=())
    worker = await spawn("{WORKERS}:talk", "talk", forkserver=forkserver)
    await worker.receive()
    worker._writer.transport.abort()
    print(worker.pid, flush=True)
    await asyncio.sleep(600)

asyncio.run(main())
"""


def test_a_worker_that_nobody_listens_to_ends_without_a_word() -> None:
    run = subprocess.Popen(
        [sys.executable, "-c", LISTENER], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert run.stdout is not None
    wait_until_gone(int(run.stdout.readline()))
    run.kill()
    assert run.communicate()[1] == ""
