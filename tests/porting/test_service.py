"""Exports and imports in workers of their own."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from app.errors import Unavailable
from app.network.imports.errors import NotUnderstood
from app.network.imports.sizes import Size
from app.network.parse import parse_network
from app.porting import Porting

SPEC = parse_network({"layers": [{"kind": "flatten"}, {"kind": "linear", "name": "out"}]})


def names(folder: Path, pattern: str) -> list[str]:
    """The files that fit."""
    return [path.name for path in folder.glob(pattern)]


@pytest_asyncio.fixture
async def porting(tmp_path: Path) -> AsyncIterator[Porting]:
    porting = Porting(tmp_path / "porting")
    await porting.start()
    yield porting


async def test_a_file_is_written_whole_and_read_back(porting: Porting, tmp_path: Path) -> None:
    for form in ("pytorch", "onnx"):
        target = tmp_path / f"network.{form}"
        await porting.export(SPEC, form, target)
        assert names(tmp_path, "network*") == [target.name]
        kind = "source" if form == "pytorch" else "onnx"
        assert await porting.read(target, kind, Size()) == SPEC
        target.unlink()


async def test_several_at_once_take_turns(porting: Porting, tmp_path: Path) -> None:
    await asyncio.gather(*(porting.export(SPEC, "pytorch", tmp_path / f"{index}.py") for index in range(5)))
    assert len(names(tmp_path, "*.py")) == 5


async def test_errors_come_back_as_they_were_raised(porting: Porting, tmp_path: Path) -> None:
    source = tmp_path / "bad.py"
    source.write_text("from torch import nn\nmodel = nn.Sequential(nn.LSTM(1, 2))\n")
    with pytest.raises(Exception, match=r"line 2: nn\.LSTM") as caught:
        await porting.read(source, "source", Size())
    assert (caught.value.code, caught.value.params["line"]) == ("not_understood", 2)  # type: ignore[attr-defined]


async def test_a_worker_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    hurried = Porting(tmp_path / "porting", export_seconds=0, import_seconds=0)
    await hurried.start()
    source = tmp_path / "network.py"
    source.write_text("model = 1")
    with pytest.raises(NotUnderstood, match="too much time"):
        await hurried.read(source, "source", Size())
    with pytest.raises(Unavailable):
        await hurried.export(SPEC, "pytorch", tmp_path / "x.py")


async def test_a_start_sweeps_away_what_was_left_behind(porting: Porting) -> None:
    left = porting.scratch()
    await asyncio.to_thread(left.write_bytes, b"x")
    assert names(left.parent, "*") == [left.name]
    await porting.start()
    assert names(left.parent, "*") == []
