"""The program of the process that unpacks a zip of class folders: `python -m app.datasets.zip_worker`.

It reads one JSON request from its standard input and writes one JSON object a line: `{"progress": share}`;
once, where the work takes longer than a moment, `{"sound": …}`: what will come of it, as the folders and the
headers of the images tell; and at the end `{"classes", "shape", "counts", "skipped", "names"}` or
`{"error", "code", "detail"}`. The decoded images go to `train-images` and `test-images` in the request's folder,
uint8 [N, C, H, W] without a header, the labels to `train-labels` and `test-labels`.
"""

import contextlib
import errno
import json
import random
import signal
import sys
import time
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
from app.datasets.limits import ZipLimits
from app.datasets.split import SEED
from app.errors import InvalidInput, PlaygroundError, StorageFull, TooLarge
from app.images.decode import MAX_BYTES, decode, measure
from app.images.limits import SECONDS_PER_IMAGE, confine
from app.images.preprocess import prepare

MAX_SKIPPED = 0.05
NAMED = 8
"""So many of the files that are skipped are named."""
NAME_LENGTH = 80
MOMENT_SECONDS = 1.0
"""A zip whose images are all decoded within this time is judged whole; of a larger one it is told first that its
folders and headers are sound."""
MEASURING = 0.15
"""Share of the progress that measuring takes."""

Shape = tuple[int, int, int]
Size = tuple[int, int]

_UNREADABLE = (PlaygroundError, zipfile.BadZipFile, zlib.error, EOFError)


class Unpacking:
    """The unpacking of one zip into one folder."""

    def __init__(self, archive: zipfile.ZipFile, folder: Path, limits: ZipLimits) -> None:
        self._archive, self._folder, self._limits = archive, folder, limits
        self._begun, self._sound = time.monotonic(), False
        entries = list_entries(archive, limits)
        self._files = [entry for entry in entries if not entry.is_dir()]
        folders = [parts_of(entry) for entry in entries if entry.is_dir()]
        self._layout = read_layout([parts_of(entry) for entry in self._files], folders)
        placed = {one.index for one in self._layout.files}
        self._skipped = [index for index in range(len(self._files)) if index not in placed]

    def run(self, shape: Shape | None, size: Size | None) -> dict[str, Any]:
        """Decode every image to `shape`; where that is None, to `size`, or to the commonest.

        The channels are then three where any image is in colour.
        """
        chosen = shape or self._measured(size)
        bytes_needed = len(self._layout.files) * chosen[0] * chosen[1] * chosen[2]
        if bytes_needed > self._limits.tensor_bytes:
            most = self._limits.params["tensor"]
            raise too_large(f"its images take more than {most} MB", self._limits)
        counts = self._decode_all(chosen, 0.0 if shape else MEASURING)
        self._check_skipped(len(self._skipped))
        _check_counts(counts, self._layout)
        return self._told(chosen, {side: sum(counts[side].values()) for side in ("train", "test")})

    def _told(self, shape: Shape, counts: dict[str, int]) -> dict[str, Any]:
        names = ["/".join(parts_of(self._files[index]))[-NAME_LENGTH:] for index in self._skipped[:NAMED]]
        return {
            "classes": self._layout.classes,
            "shape": shape,
            "counts": counts,
            "skipped": len(self._skipped),
            "names": names,
        }

    def _decode_all(self, shape: Shape, begin: float) -> dict[str, Counter[int]]:
        """Write images and labels, mixed by a fixed seed; returns how many there are per side and class."""
        placed = list(self._layout.files)
        random.Random(SEED).shuffle(placed)  # noqa: S311
        counts: dict[str, Counter[int]] = {"train": Counter(), "test": Counter()}
        with _outputs(self._folder) as outputs:
            for number, one in enumerate(placed):
                pixels = self._decode(one, shape)
                if pixels is None:
                    self._skip(one)
                else:
                    images, labels = outputs[one.side]
                    images.write(pixels)
                    labels.write(bytes([one.label]))
                    counts[one.side][one.label] += 1
                self._progress(begin + (1 - begin) * number / len(placed), number)
                self._tell_sound(shape)
        return counts

    def _progress(self, share: float, number: int) -> None:
        if number % max(1, len(self._layout.files) // 200) == 0:
            _tell({"progress": share})

    def _tell_sound(self, shape: Shape) -> None:
        """Say once that the folders and headers are in order, where the rest takes longer than a moment."""
        if not self._sound and time.monotonic() - self._begun > MOMENT_SECONDS:
            self._sound = True
            sides = Counter(one.side for one in self._layout.files)
            _tell({"sound": self._told(shape, {side: sides[side] for side in ("train", "test")})})

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

    def _skip(self, placed: Placed) -> None:
        self._skipped.append(placed.index)
        if len(self._skipped) > max(1, MAX_SKIPPED * len(self._files)):
            self._check_skipped(len(self._skipped))

    def _check_skipped(self, count: int) -> None:
        total = len(self._files)
        if count > MAX_SKIPPED * total:
            detail = f"{count} of {total} files are no images in class folders."
            raise InvalidInput.of("not_images", detail, count=count, total=total)

    def _measured(self, size: Size | None) -> Shape:
        """`size`, or the commonest height and width; three channels where any image is in colour."""
        sizes: Counter[Size] = Counter()
        colour = False
        for number, placed in enumerate(self._layout.files):
            with contextlib.suppress(*_UNREADABLE):
                height, width, is_grey = measure(self._read(placed))
                sizes[height, width] += 1
                colour = colour or not is_grey
            self._progress(MEASURING * number / len(self._layout.files), number)
        if not sizes:
            raise InvalidInput("There are no images in the class folders.", code="no_images")
        unreadable = len(self._layout.files) - sizes.total()
        if unreadable > 1:
            self._check_skipped(len(self._skipped) + unreadable)
        height, width = size or sizes.most_common(1)[0][0]
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
    limits = ZipLimits(**request["limits"])
    try:
        with open_archive(Path(request["path"]), limits) as archive:
            unpacking = Unpacking(archive, Path(request["folder"]), limits)
            return unpacking.run(*(tuple(request[name] or ()) or None for name in ("shape", "size")))
    except MemoryError as error:
        raise too_large("it takes too much memory", limits) from error
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        raise StorageFull("There is no space left on the disk.") from error


def main() -> None:
    """Serve one request."""
    warnings.simplefilter("ignore")
    Image.init()
    request = json.loads(sys.stdin.read())
    confine(file_bytes=request["limits"]["tensor_bytes"])
    try:
        _tell(_unpack(request))
    except PlaygroundError as error:
        kind = type(error).__name__
        _tell({"error": kind, "code": error.code, "detail": error.detail, "params": error.params})


if __name__ == "__main__":
    main()
