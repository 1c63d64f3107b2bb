"""Viewers: the whole log without gap or repeat, frames only where they are wanted, and nobody waits for the slow."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import numpy as np
import pytest

from app.errors import NotFound
from app.protocol import decode_frame
from app.runs import watch as watching
from app.runs.service import RunService
from app.runs.watch import TooSlow, Watch
from tests.runs.conftest import Running, asked, until


async def events_until(watch: Watch, state: str) -> list[dict[str, Any]]:
    """Everything up to the event that tells of a state."""
    seen = []
    async for message in watch:
        if isinstance(message, dict):
            seen.append(message)
            if message["type"] == "state" and message["state"] == state:
                return seen
    raise AssertionError


async def frames(watch: Watch, *, ack: bool = True) -> AsyncIterator[tuple[dict[str, Any], dict[str, Any]]]:
    """The frames, acknowledged at once; ends with the run."""
    async for message in watch:
        if isinstance(message, bytes):
            header, tensors = decode_frame(message)
            if ack:
                watch.ack(header["frame"])
            yield header, tensors
        elif message["type"] == "state" and message["state"] in ("finished", "cancelled"):
            return


async def test_viewers_see_the_log_from_any_place_without_gap_or_repeat(runs: RunService) -> None:
    run = await runs.create(asked(training={"pace": 100.0}))

    async def view(after: int, delay: float) -> list[dict[str, Any]]:
        await asyncio.sleep(delay)
        async with runs.watch(run.id, after) as watch:
            return await events_until(watch, "finished")

    views = await asyncio.gather(view(-1, 0), view(-1, 0.3), view(3, 0.5), view(0, 0.1))
    log = list(await runs.events(run.id))
    assert views == [log, log, log[4:], log[1:]]


async def test_a_viewer_sees_nothing_that_the_store_does_not_hold(runs: RunService) -> None:
    run = await runs.create(asked())
    async with runs.watch(run.id) as watch:
        async for event in watch:
            assert event in await runs.events(run.id, event["seq"] - 1, 1)
            if event.get("state") == "finished":
                return


async def test_a_viewer_sees_what_another_server_does(running: Running) -> None:
    async with running(lease_seconds=60.0) as one, running(lease_seconds=60.0) as other:
        run = await one.create(asked(training={"pace": 100.0}))
        for service in (one, other):
            async with service.watch(run.id) as watch:
                assert await events_until(watch, "finished") == await one.events(run.id)


async def test_frames_show_the_pinned_drawing_and_the_filters_as_they_change(runs: RunService) -> None:
    run = await runs.create(asked(training={"pace": 30.0}))
    drawing = np.zeros((1, 28, 28), np.uint8)
    drawing[0, 10:18, 13:15] = 255
    seen: dict[str, list[Any]] = {"maps": [], "filters": []}
    async with runs.watch(run.id) as watch:
        watch.probe(drawing, 5)
        watch.subscribe(["c1", "out"], ["maps", "filters"], 60)
        async for header, tensors in frames(watch):
            assert (header["type"], header["run"], header["probe"]) == ("frame", run.id, 5)
            seen[header["what"]].append((header["step"], tensors))
            if min(map(len, seen.values())) == 4:
                break
    for what in ("maps", "filters"):
        steps = [step for step, _ in seen[what]]
        assert steps == sorted(set(steps))
    _, maps = seen["maps"][0]
    assert np.array_equal(maps["input"].value(), drawing)
    assert {name: tensor.data.shape for name, tensor in maps.items()} == {
        "input": (1, 28, 28),
        "c1": (4, 5, 5),
        "out": (10,),
    }
    (_, before), *_, (_, after) = seen["filters"]
    assert before["c1"].data.shape == (4, 1, 3, 3)
    assert not np.array_equal(before["c1"].value(), after["c1"].value())


async def test_statistics_come_with_the_frames_but_more_seldom(runs: RunService) -> None:
    run = await runs.create(asked(training={"pace": 30.0}))
    seen: dict[str, list[Any]] = {"maps": [], "statistics": []}
    async with runs.watch(run.id) as watch:
        watch.subscribe(["c1", "out", "gone"], ["maps", "statistics"], 60)
        async for header, _ in frames(watch):
            seen[header["what"]].append(header)
            if len(seen["statistics"]) == 3:
                break
    assert len(seen["maps"]) > len(seen["statistics"])
    _, *later = [header["statistics"] for header in seen["statistics"]]
    for told in later:
        assert told["images"] == 200
        c1, out = told["layers"]
        assert (c1["path"], out["path"]) == ("c1", "out")
        assert sum(c1["weights"]["counts"]) == 4 * 9
        assert c1["gradient_norm"] > 0
    assert 0 < later[-1]["layers"][0]["update_ratio"] < 1


async def test_what_comes_seldom_comes_by_itself_too(runs: RunService) -> None:
    run = await runs.create(asked(training={"pace": 30.0}))
    seen: dict[str, list[int]] = {"gradients": [], "statistics": []}
    async with runs.watch(run.id) as watch:
        watch.subscribe(["c1"], ["gradients", "statistics"], 60)
        async for header, _ in frames(watch):
            seen[header["what"]].append(header["step"])
            if len(seen["statistics"]) == 3:
                break
    assert seen["statistics"] == sorted(set(seen["statistics"]))
    assert seen["gradients"][:2] == seen["statistics"][:2]


async def test_a_paused_run_shows_each_view_once(runs: RunService) -> None:
    run = await runs.create(asked(start="paused"))
    async with runs.watch(run.id) as watch:
        watch.subscribe(["c1"], ["maps"])
        shown = frames(watch)
        header, tensors = await anext(shown)
        assert header["step"] == 0
        watch.probe(np.full((1, 28, 28), 7, np.uint8), 1)
        header, other = await anext(shown)
        assert (header["step"], header["probe"]) == (0, 1)
        assert not np.array_equal(tensors["input"].data, other["input"].data)
        watch.probe(np.full((1, 28, 28), 7, np.uint8), 2)
        header, again = await anext(shown)
        assert (header["step"], header["probe"]) == (0, 2)
        assert np.array_equal(again["input"].data, other["input"].data)
        await runs.step(run.id, 2)
        header, _ = await anext(shown)
        assert header["step"] > 0


async def test_a_viewer_who_does_not_acknowledge_gets_no_more_than_two_frames_at_once(
    runs: RunService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "ACK_SECONDS", 600.0)
    run = await runs.create(asked(training={"pace": 60.0}))
    async with runs.watch(run.id) as watch:
        watch.subscribe(["c1"], ["maps"], 60)
        assert len([header async for header, _ in frames(watch, ack=False)]) == 2


async def test_viewers_of_the_same_share_a_frame(runs: RunService) -> None:
    run = await runs.create(asked(training={"pace": 30.0}))
    async with runs.watch(run.id) as one, runs.watch(run.id) as other:
        for watch in (one, other):
            watch.subscribe(["c1"], ["maps"], 60)
        numbers = []
        async for (header, _), (same, _) in zipped(frames(one), frames(other)):
            numbers.append((header["frame"], same["frame"]))
            if len(numbers) == 5:
                break
    assert [one for one, _ in numbers] == [other for _, other in numbers]


async def zipped(one: AsyncIterator[Any], other: AsyncIterator[Any]) -> AsyncIterator[tuple[Any, Any]]:
    """Both, side by side."""
    async for item in one:
        yield item, await anext(other)


async def test_nothing_is_rendered_for_nobody(runs: RunService) -> None:
    run = await runs.create(asked(training={"pace": 30.0}))
    async with runs.watch(run.id) as watch:
        watch.subscribe(["c1"], ["maps"], 60)
        last = (await anext(frames(watch)))[0]["frame"]
    await until(runs, run.id, step=30)
    async with runs.watch(run.id) as watch:
        watch.subscribe(["c1"], ["maps"], 60)
        assert (await anext(frames(watch)))[0]["frame"] <= last + 2


async def test_a_slow_viewer_is_told_off_and_holds_nobody_up(running: Running) -> None:
    async with running(viewer_seconds=0.3) as runs:
        run = await runs.create(asked(training={"pace": 20.0}))
        await until(runs, run.id, step=1)
        slow = asyncio.create_task(read_slowly(runs, run.id))
        await until(runs, run.id, "finished")
        with pytest.raises(TooSlow):
            await slow


async def read_slowly(runs: RunService, run: str) -> None:
    async with runs.watch(run) as watch:
        async for _ in watch:
            await asyncio.sleep(0.25)


async def test_a_long_log_is_no_reason_to_be_too_slow(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "PAGE", 2)
    async with running(viewer_seconds=0.0) as runs:
        run = await runs.create(asked())
        await until(runs, run.id, "finished")
        async with runs.watch(run.id) as watch:
            assert await events_until(watch, "finished") == await runs.events(run.id)


async def test_watching_a_run_that_is_deleted_ends(runs: RunService) -> None:
    run = await runs.create(asked(training={"pace": 20.0}))
    with pytest.raises(NotFound):
        async with runs.watch("unknown"):
            pass
    watching_task = asyncio.create_task(read_slowly(runs, run.id))
    await until(runs, run.id, step=1)
    await runs.delete(run.id)
    with pytest.raises(NotFound):
        await watching_task
