"""CIFAR-10's binary form: https://www.cs.toronto.edu/~kriz/cifar.html.

Each record is one byte of label and 3,072 bytes of pixels: the red, green and blue plane of 32×32, by rows.
"""

import gzip
import tarfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.errors import InvalidInput

Labelled = tuple[NDArray[np.uint8], NDArray[np.uint8]]

_RECORD = 1 + 3 * 32 * 32
_TRAIN = tuple(f"data_batch_{number}.bin" for number in range(1, 6))
_TEST = "test_batch.bin"
_MAX_BYTES = 100_000 * _RECORD


def read_batches(place: Path) -> tuple[Labelled, Labelled]:
    """The train and test images, uint8 [N, 3, 32, 32], each with labels, uint8 [N].

    `place` is the `.tar.gz` or a folder with the batches. Raises `InvalidInput` (`bad_cifar`).
    """
    try:
        batches = dict(_in_folder(place) if place.is_dir() else _in_archive(place))
    except (OSError, EOFError, tarfile.TarError, zlib.error, gzip.BadGzipFile) as error:
        raise _bad(place, "is damaged or incomplete") from error
    if missing := {*_TRAIN, _TEST} - set(batches):
        raise _bad(place, f"lacks {', '.join(sorted(missing))}")
    if any(len(batch) % _RECORD for batch in batches.values()):
        raise _bad(place, "does not hold whole records")
    return _records(b"".join(batches[name] for name in _TRAIN)), _records(batches[_TEST])


def _in_folder(folder: Path) -> Iterator[tuple[str, bytes]]:
    for name in (*_TRAIN, _TEST):
        if (folder / name).is_file():
            yield name, (folder / name).read_bytes()


def _in_archive(archive: Path) -> Iterator[tuple[str, bytes]]:
    """The batches by their bare names; nothing is unpacked to disk."""
    with tarfile.open(archive, "r:gz") as tar:
        for member in tar:
            name = Path(member.name).name
            if member.isfile() and name in (*_TRAIN, _TEST) and member.size <= _MAX_BYTES:
                file = tar.extractfile(member)
                yield name, file.read() if file else b""


def _records(raw: bytes) -> Labelled:
    table = np.frombuffer(raw, np.uint8).reshape(-1, _RECORD)
    return table[:, 1:].reshape(-1, 3, 32, 32), table[:, 0]


def _bad(place: Path, what: str) -> InvalidInput:
    return InvalidInput.of("bad_cifar", f"{place.name} {what}.", file=place.name)
