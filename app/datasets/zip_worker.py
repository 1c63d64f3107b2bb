"""The program of the process that unpacks a zip of class folders: `python -m app.datasets.zip_worker`.

It reads one JSON request from its standard input and writes one JSON object a line: `{"progress": share}`,
and at the end `{"classes", "shape", "counts", "skipped"}` or `{"error", "code", "detail"}`. The decoded
images go to `train-images` and `test-images` in the request's folder, uint8 [N, C, H, W] without a header,
the labels to `train-labels` and `test-labels`.
"""

import contextlib
import json
import random
import signal
import sys
import warnings
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from PIL import Image

from app.datasets.archive import list_entries, open_archive, parts_of, too_large
from app.datasets.layout import Layout, Placed, listed, read_layout
from app.datasets.split import SEED
from app.errors import InvalidInput, PlaygroundError, TooLarge
from app.images.decode import MAX_BYTES, decode, measure
from app.images.limits import SECONDS_PER_IMAGE, confine
from app.images.preprocess import prepare

MAX_TENSOR_BYTES = 2_000_000_000
MAX_SKIPPED = 0.05

Shape = tuple[int, int, int]

_UNREADABLE = (PlaygroundError, zipfile.BadZipFile, zlib.error, EOFError)


class Unpacking:
    """The unpacking of one zip into one folder."""

    def __init__(self, archive: zipfile.ZipFile, folder: Path) -> None:
        self._archive = archive
        self._folder = folder
        entries = list_entries(archive)
        self._files = [entry for entry in entries if not entry.is_dir()]
        folders = [parts_of(entry) for entry in entries if entry.is_dir()]
        self._layout = read_layout([parts_of(entry) for entry in self._files], folders)
        self._skipped = len(self._files) - len(self._layout.files)

    def run(self, shape: Shape | None) -> dict[str, Any]:
        """Decode every image to `shape`, or to the commonest size where that is None."""
        chosen = shape or self._commonest_shape()
        bytes_needed = len(self._layout.files) * chosen[0] * chosen[1] * chosen[2]
        if bytes_needed > MAX_TENSOR_BYTES:
            raise too_large("its images take more than 2 GB")
        counts = self._decode_all(chosen)
        self._check_skipped()
        _check_counts(counts, self._layout)
        sides = {side: sum(counts[side].values()) for side in ("train", "test")}
        return {"classes": self._layout.classes, "shape": chosen, "counts": sides, "skipped": self._skipped}

    def _decode_all(self, shape: Shape) -> dict[str, Counter[int]]:
        """Write images and labels, mixed by a fixed seed; returns how many there are per side and class."""
        placed = list(self._layout.files)
        random.Random(SEED).shuffle(placed)  # noqa: S311
        counts: dict[str, Counter[int]] = {"train": Counter(), "test": Counter()}
        with _outputs(self._folder) as outputs:
            for number, one in enumerate(placed):
                pixels = self._decode(one, shape)
                if pixels is None:
                    self._skip()
                else:
                    images, labels = outputs[one.side]
                    images.write(pixels)
                    labels.write(bytes([one.label]))
                    counts[one.side][one.label] += 1
                if number % max(1, len(placed) // 200) == 0:
                    _tell({"progress": number / len(placed)})
        return counts

    def _decode(self, placed: Placed, shape: Shape) -> bytes | None:
        """The prepared pixels of one file, None where it is no image; killed after five seconds."""
        signal.setitimer(signal.ITIMER_REAL, SECONDS_PER_IMAGE)
        try:
            decoded = decode(self._read(placed))
        except _UNREADABLE:
            return None
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
        return prepare(decoded.pixels, *shape, "photo").tobytes()

    def _read(self, placed: Placed) -> bytes:
        entry = self._files[placed.index]
        if entry.file_size > MAX_BYTES:
            raise TooLarge("The file is too large for an image.")
        return self._archive.read(entry)

    def _skip(self) -> None:
        self._skipped += 1
        if self._skipped > max(1, MAX_SKIPPED * len(self._files)):
            self._check_skipped()

    def _check_skipped(self) -> None:
        if self._skipped > MAX_SKIPPED * len(self._files):
            count, total = self._skipped, len(self._files)
            detail = f"{count} of {total} files are no images in class folders."
            raise InvalidInput.of("not_images", detail, count=count, total=total)

    def _commonest_shape(self) -> Shape:
        """The commonest height and width; three channels where any image is in colour."""
        sizes: Counter[tuple[int, int]] = Counter()
        colour = False
        for placed in self._layout.files:
            with contextlib.suppress(*_UNREADABLE):
                height, width, is_grey = measure(self._read(placed))
                sizes[height, width] += 1
                colour = colour or not is_grey
        if not sizes:
            raise InvalidInput("There are no images in the class folders.", code="no_images")
        height, width = sizes.most_common(1)[0][0]
        return 3 if colour else 1, height, width


def _check_counts(counts: dict[str, Counter[int]], layout: Layout) -> None:
    empty = [name for label, name in enumerate(layout.classes) if not counts["train"][label]]
    if empty:
        raise InvalidInput.of(
            "empty_class", f"No images to train on in {listed(empty)}.", names=listed(empty)
        )


@contextlib.contextmanager
def _outputs(folder: Path) -> Iterator[dict[str, tuple[BinaryIO, BinaryIO]]]:
    with contextlib.ExitStack() as stack:
        yield {
            side: (
                stack.enter_context((folder / f"{side}-images").open("wb")),
                stack.enter_context((folder / f"{side}-labels").open("wb")),
            )
            for side in ("train", "test")
        }


def _tell(message: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def _unpack(request: dict[str, Any]) -> dict[str, Any]:
    try:
        with open_archive(Path(request["path"])) as archive:
            shape = tuple(request["shape"]) if request["shape"] else None
            return Unpacking(archive, Path(request["folder"])).run(shape)
    except MemoryError as error:
        raise too_large("it takes too much memory") from error


def main() -> None:
    """Serve one request."""
    warnings.simplefilter("ignore")
    Image.init()
    request = json.loads(sys.stdin.read())
    confine(file_bytes=MAX_TENSOR_BYTES)
    try:
        _tell(_unpack(request))
    except PlaygroundError as error:
        kind = type(error).__name__
        _tell({"error": kind, "code": error.code, "detail": error.detail, "params": error.params})


if __name__ == "__main__":
    main()
