"""Reading IDX files, and refusing what only looks like one."""

import gzip
from pathlib import Path

import numpy as np
import pytest

from app.datasets.idx import read_idx
from app.errors import InvalidInput
from tests.datasets.files import idx

ARRAY = np.arange(2 * 3 * 4, dtype=np.uint8).reshape(2, 3, 4)


def test_the_bytes_come_back_in_their_shape(tmp_path: Path) -> None:
    (tmp_path / "plain").write_bytes(idx(ARRAY))
    (tmp_path / "packed.gz").write_bytes(gzip.compress(idx(ARRAY)))
    assert np.array_equal(read_idx(tmp_path / "plain"), ARRAY)
    assert np.array_equal(read_idx(tmp_path / "packed.gz"), ARRAY)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\0\0\x08",
        b"\0\0\x0d\x01\0\0\0\x01\0",
        b"\0\0\x08\x00",
        b"\0\0\x08\x05" + bytes(20),
        b"\0\0\x08\x03\0\0",
        idx(ARRAY)[:-1],
        idx(ARRAY) + b"\0",
        b"\0\0\x08\x04" + b"\xff" * 16,
        b"<html>not found</html>",
    ],
)
def test_what_is_no_idx_file_is_refused(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "file").write_bytes(raw)
    with pytest.raises(InvalidInput) as caught:
        read_idx(tmp_path / "file")
    assert caught.value.code == "bad_idx"


@pytest.mark.parametrize("keep", [5, 20, -1])
def test_a_broken_gzip_file_is_refused(tmp_path: Path, keep: int) -> None:
    (tmp_path / "file.gz").write_bytes(gzip.compress(idx(ARRAY))[:keep])
    with pytest.raises(InvalidInput):
        read_idx(tmp_path / "file.gz")


def test_a_gzip_bomb_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file.gz").write_bytes(gzip.compress(bytes(100_000)))
    with pytest.raises(InvalidInput, match="unpacks to more"):
        read_idx(tmp_path / "file.gz", max_bytes=10_000)
