"""The programs of disposable workers: `take_home` writes and tries one file, `bring_in` reads one."""

import json
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.errors import PlaygroundError, TooLarge
from app.network.export.job import ExportJob
from app.network.imports.onnx_file import read_onnx
from app.network.imports.sizes import Size
from app.network.imports.source import read_source
from app.processes import Channel
from app.processes.errors import error_message

RECURSION = 20_000
"""Of Python's own calls while source is read: its nesting is limited by other means."""


def take_home(channel: Channel) -> None:
    """Write one file, tried; answers `done {difference}` or `error`."""
    job = _first(channel)
    _answered(channel, lambda: {"type": "done", "difference": _written(ExportJob.of(job))})


def bring_in(channel: Channel) -> None:
    """Read one file; answers `network {spec}` or `error`."""
    job = _first(channel)
    sys.setrecursionlimit(RECURSION)
    _answered(channel, lambda: {"type": "network", "spec": _read(job)})


def _first(channel: Channel) -> dict[str, Any]:
    message = channel.receive()
    assert isinstance(message, dict)
    return message


def _answered(channel: Channel, work: Callable[[], dict[str, Any]]) -> None:
    try:
        answer = work()
    except PlaygroundError as error:
        answer = error_message(error)
    except MemoryError:
        answer = error_message(TooLarge("This needs more memory than there is.", code="out_of_memory"))
    except Exception:
        traceback.print_exc(file=sys.stderr)
        answer = error_message(PlaygroundError("The server's log says what went wrong."))
    channel.send(answer)


def _written(job: ExportJob) -> float:
    import torch

    from app.porting.writing import write

    torch.set_num_threads(1)
    return write(job)


def _read(job: dict[str, Any]) -> dict[str, Any]:
    size = Size(**job["size"])
    raw = Path(job["path"]).read_bytes()
    spec = read_onnx(raw, size) if job["form"] == "onnx" else read_source(raw.decode(), size)
    described: dict[str, Any] = json.loads(spec.model_dump_json())
    return described
