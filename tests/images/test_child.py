"""The decode process: it answers, it is limited, and it is replaced when it is lost."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest
import pytest_asyncio

from app.errors import InvalidInput, TooLarge, Unavailable, Unsupported
from app.images.child import LONGEST_SIDE, DecodeChild
from tests.images.files import colours, picture, png, slow_png


@pytest_asyncio.fixture
async def child() -> AsyncIterator[DecodeChild]:
    async with DecodeChild() as running:
        yield running


async def test_pixels_and_notes_come_back(child: DecodeChild) -> None:
    decoded = await child.decode(picture())
    assert np.array_equal(decoded.pixels, colours())
    reduced = await child.decode(picture(), longest=16)
    assert reduced.pixels.shape == (12, 16, 3)
    assert [(note.code, note.params) for note in reduced.notes] == [("reduced", {"height": 24, "width": 32})]


async def test_calls_may_overlap(child: DecodeChild) -> None:
    decoded = await asyncio.gather(*(child.decode(picture("PNG"), longest=side) for side in range(1, 20)))
    assert [max(one.pixels.shape) for one in decoded] == [max(3, side) for side in range(1, 20)]


@pytest.mark.parametrize(
    ("raw", "kind", "code"),
    [
        (b"<html>", Unsupported, "unsupported_image"),
        (picture()[:100], InvalidInput, "image_truncated"),
        (png(9_000, 9_000, 8, 2, b""), TooLarge, "image_too_large"),
    ],
    ids=["no image", "cut short", "too large"],
)
async def test_errors_cross_the_pipe(
    child: DecodeChild, raw: bytes, kind: type[Exception], code: str
) -> None:
    for _ in range(2):
        with pytest.raises(kind) as caught:
            await child.decode(raw)
        assert caught.value.code == code
    assert (await child.decode(picture())).pixels.shape == (24, 32, 3)


async def test_the_largest_accepted_image_fits_into_the_limits(child: DecodeChild) -> None:
    decoded = await child.decode(slow_png())
    assert max(decoded.pixels.shape) == LONGEST_SIDE


async def test_an_image_that_takes_too_long_is_refused_and_the_next_is_served() -> None:
    async with DecodeChild(seconds=0.05) as child:
        with pytest.raises(InvalidInput) as caught:
            await child.decode(slow_png())
        assert caught.value.code == "image_too_slow"
        assert (await child.decode(picture())).pixels.shape == (24, 32, 3)


async def test_a_killed_child_is_replaced(child: DecodeChild) -> None:
    await child.decode(picture())
    assert child.pid is not None
    before = child.pid
    os.kill(before, signal.SIGKILL)
    with pytest.raises(Unavailable) as caught:
        await child.decode(picture())
    assert caught.value.code == "decoder_lost"
    assert (await child.decode(picture())).pixels.shape == (24, 32, 3)
    assert child.pid != before


async def test_a_given_up_call_does_not_disturb_the_next(child: DecodeChild) -> None:
    task = asyncio.create_task(child.decode(slow_png()))
    await asyncio.sleep(0.05)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (await child.decode(picture())).pixels.shape == (24, 32, 3)


async def test_the_child_ends_with_its_owner() -> None:
    async with DecodeChild() as child:
        await child.decode(picture())
        pid = child.pid
    assert pid is not None
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


async def test_the_child_carries_no_secrets_and_no_torch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLAYGROUND_TEST_SECRET", "x")
    async with DecodeChild() as child:
        await child.decode(picture())
        process = Path(f"/proc/{child.pid}")
        assert b"PLAYGROUND_TEST_SECRET" not in (process / "environ").read_bytes()
        assert "torch" not in (process / "maps").read_text()
        limits = {line[:26].strip(): line[26:].split()[0] for line in (process / "limits").open()}
    assert limits["Max address space"] == "1000000000"
    assert limits["Max file size"] == limits["Max core file size"] == "0"
    assert limits["Max cpu time"] != "unlimited"
