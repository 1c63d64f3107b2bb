"""Reading a zip of class folders, by a process of its own that is confined and may be killed."""

import contextlib
import json
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from app.datasets.archive import too_large
from app.datasets.limits import DEFAULT, ZipLimits
from app.datasets.store import Arrays, Part
from app.errors import InvalidInput, PlaygroundError, StorageFull, TooLarge, Unavailable
from app.images.limits import bare_environment

TEST_SHARE = 0.2

_ERRORS: dict[str, type[PlaygroundError]] = {
    kind.__name__: kind for kind in (InvalidInput, TooLarge, StorageFull)
}


@dataclass(frozen=True)
class Unpacked:
    """The images of a zip; how many of its files were left out because they were none, and some of their names."""

    arrays: Arrays
    skipped: int
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Expected:
    """What will come of a zip, as its folders and the headers of its images tell."""

    classes: tuple[str, ...]
    shape: tuple[int, int, int]
    train: int
    test: int


def read_class_folders(
    path: Path,
    scratch: Path,
    *,
    shape: tuple[int, int, int] | None = None,
    size: tuple[int, int] | None = None,
    test_share: float = TEST_SHARE,
    limits: ZipLimits = DEFAULT,
    progress: Callable[[float], None] = lambda share: None,
    sound: Callable[[Expected], None] = lambda expected: None,
) -> Unpacked:
    """Decode a zip of class folders, optionally under `train/` and `test/`, by way of files in `scratch`.

    Images are brought to `shape` [C, H, W] by a centre crop; without one, to `size` [H, W] or the commonest. Without
    a `test` side a stratified share of the images becomes the test part. `sound` is called once where decoding takes
    longer than a moment, when all that can be told beforehand is in order. Raises `InvalidInput` and `TooLarge` as
    `app.datasets.archive`, `layout` and `zip_worker` say, and `Unavailable` where the process is lost.
    """
    places = {"path": str(path.resolve()), "folder": str(scratch.resolve())}
    request = {**places, "shape": shape, "size": size, "limits": asdict(limits)}

    def heard(message: dict[str, Any]) -> None:
        if "progress" in message:
            progress(message["progress"])
        elif "sound" in message:
            sound(_expected(message["sound"], test_share))

    told = _run(request, limits, heard)
    train, test = (_part(scratch, side, told) for side in ("train", "test"))
    if not len(test.chosen):
        train, test = train.cut(held_out(len(train.chosen), test_share))
    return Unpacked(Arrays(tuple(told["classes"]), train, test), told["skipped"], tuple(told["names"]))


def held_out(images: int, share: float) -> int:
    """How many of `images` are put aside to test: at least one."""
    return max(1, round(images * share))


def _expected(told: dict[str, Any], test_share: float) -> Expected:
    train, test = told["counts"]["train"], told["counts"]["test"]
    cut = 0 if test else held_out(train, test_share)
    channels, height, width = told["shape"]
    return Expected(tuple(told["classes"]), (channels, height, width), train - cut, test + cut)


def _part(scratch: Path, side: str, told: dict[str, Any]) -> Part:
    shape = (told["counts"][side], *told["shape"])
    if not shape[0]:
        return Part.whole(np.empty(shape, np.uint8), np.empty(0, np.uint8))
    labels = np.fromfile(scratch / f"{side}-labels", np.uint8)
    return Part.whole(np.memmap(scratch / f"{side}-images", np.uint8, "r", shape=shape), labels)


def _run(
    request: dict[str, Any], limits: ZipLimits, heard: Callable[[dict[str, Any]], None]
) -> dict[str, Any]:
    """The final message of the process; the others are passed on."""
    told: dict[str, Any] = {}
    with _process(limits.seconds) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        with contextlib.suppress(BrokenPipeError):
            process.stdin.write(json.dumps(request))
            process.stdin.close()
        for line in process.stdout:
            told = json.loads(line)
            heard(told)
    if "error" in told:
        raise _ERRORS[told["error"]].of(told["code"], told["detail"], **told["params"])
    if "classes" not in told:
        raise _lost(process.returncode, limits)
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


def _lost(status: int, limits: ZipLimits) -> PlaygroundError:
    if status == -signal.SIGALRM:
        return InvalidInput("The images take too long to decode.", code="image_too_slow")
    if status == -signal.SIGXFSZ:
        return too_large(f"its images take more than {limits.params['tensor']} MB", limits)
    if status in (-signal.SIGKILL, -signal.SIGTERM):
        return Unavailable("The image decoder was lost; try again.", code="decoder_lost")
    return InvalidInput("The zip cannot be read.", code="bad_zip")
