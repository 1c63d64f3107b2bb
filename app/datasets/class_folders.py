"""Reading a zip of class folders, by a process of its own that is confined and may be killed."""

import contextlib
import json
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from app.datasets.archive import too_large
from app.datasets.store import Arrays, Part
from app.errors import InvalidInput, PlaygroundError, TooLarge, Unavailable
from app.images.limits import bare_environment

SECONDS_IN_ALL = 600
TEST_SHARE = 0.2

_ERRORS: dict[str, type[PlaygroundError]] = {"InvalidInput": InvalidInput, "TooLarge": TooLarge}


@dataclass(frozen=True)
class Unpacked:
    """The images of a zip, and how many of its files were left out because they were none."""

    arrays: Arrays
    skipped: int


def read_class_folders(
    path: Path,
    scratch: Path,
    *,
    shape: tuple[int, int, int] | None = None,
    test_share: float = TEST_SHARE,
    seconds: float = SECONDS_IN_ALL,
    progress: Callable[[float], None] = lambda share: None,
) -> Unpacked:
    """Decode a zip of class folders, optionally under `train/` and `test/`, by way of files in `scratch`.

    Images are brought to `shape` [C, H, W] (default: the commonest size) by a centre crop. Without a `test`
    side a stratified share of the images becomes the test part. Raises `InvalidInput` and `TooLarge` as
    `app.datasets.archive`, `layout` and `zip_worker` say, and `Unavailable` where the process is lost.
    """
    request = {"path": str(path.resolve()), "folder": str(scratch.resolve()), "shape": shape}
    told = _run(request, seconds, progress)
    train, test = (_part(scratch, side, told) for side in ("train", "test"))
    if not len(test.chosen):
        train, test = train.cut(max(1, round(len(train.chosen) * test_share)))
    return Unpacked(Arrays(tuple(told["classes"]), train, test), told["skipped"])


def _part(scratch: Path, side: str, told: dict[str, Any]) -> Part:
    shape = (told["counts"][side], *told["shape"])
    if not shape[0]:
        return Part.whole(np.empty(shape, np.uint8), np.empty(0, np.uint8))
    labels = np.fromfile(scratch / f"{side}-labels", np.uint8)
    return Part.whole(np.memmap(scratch / f"{side}-images", np.uint8, "r", shape=shape), labels)


def _run(request: dict[str, Any], seconds: float, progress: Callable[[float], None]) -> dict[str, Any]:
    """The final message of the process."""
    told: dict[str, Any] = {}
    with _process(seconds) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        with contextlib.suppress(BrokenPipeError):
            process.stdin.write(json.dumps(request))
            process.stdin.close()
        for line in process.stdout:
            told = json.loads(line)
            if "progress" in told:
                progress(told["progress"])
    if "error" in told:
        raise _ERRORS[told["error"]].of(told["code"], told["detail"], **told["params"])
    if "classes" not in told:
        raise _lost(process.returncode)
    return told


@contextlib.contextmanager
def _process(seconds: float) -> Iterator[subprocess.Popen[str]]:
    """The process, killed when its time is up or when its owner gives up."""
    command = (sys.executable, "-m", "app.datasets.zip_worker")
    started = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=bare_environment(),
        start_new_session=True,
    )
    with started as process:
        timer = threading.Timer(seconds, process.send_signal, (signal.SIGALRM,))
        timer.start()
        try:
            yield process
        except BaseException:
            process.kill()
            raise
        finally:
            timer.cancel()


def _lost(status: int) -> PlaygroundError:
    if status == -signal.SIGALRM:
        return InvalidInput("The images take too long to decode.", code="image_too_slow")
    if status == -signal.SIGXFSZ:
        return too_large("its images take more than 2 GB")
    if status in (-signal.SIGKILL, -signal.SIGTERM):
        return Unavailable("The image decoder was lost; try again.", code="decoder_lost")
    return InvalidInput("The zip cannot be read.", code="bad_zip")
