"""CIFAR-10's binary form, packed and unpacked."""

from pathlib import Path

import numpy as np
import pytest

from app.datasets.cifar import read_batches
from app.errors import InvalidInput
from tests.datasets.files import cifar_batches, tar_gz


def unpack(folder: Path, batches: dict[str, bytes]) -> Path:
    folder.mkdir(parents=True)
    for name, content in batches.items():
        (folder / name).write_bytes(content)
    return folder


def pack(path: Path, batches: dict[str, bytes]) -> Path:
    path.write_bytes(tar_gz(batches))
    return path


@pytest.mark.parametrize("write", [pack, unpack])
def test_records_become_images_and_labels(tmp_path: Path, write) -> None:
    batches = cifar_batches()
    (images, labels), (test_images, test_labels) = read_batches(write(tmp_path / "x", batches))
    assert images.shape == (100, 3, 32, 32)
    assert test_images.shape == (20, 3, 32, 32)
    assert labels.tolist() == [*range(10)] * 10
    assert test_labels.tolist() == [*range(10)] * 2
    second = batches["data_batch_1.bin"][3073 : 2 * 3073]
    assert images[1, 0, 0, :32].tobytes() == second[1:33]
    assert images[1, 2].tobytes() == second[1 + 2048 :]
    assert images.dtype == labels.dtype == np.uint8


def test_the_order_of_the_archive_does_not_matter(tmp_path: Path) -> None:
    batches = cifar_batches()
    straight = read_batches(pack(tmp_path / "a", batches))
    turned = read_batches(pack(tmp_path / "b", dict(reversed(batches.items()))))
    assert np.array_equal(straight[0][0], turned[0][0])


def test_a_missing_batch_is_named(tmp_path: Path) -> None:
    batches = cifar_batches()
    del batches["data_batch_3.bin"]
    for write, name in ((pack, "a"), (unpack, "b")):
        with pytest.raises(InvalidInput, match=r"data_batch_3\.bin"):
            read_batches(write(tmp_path / name, batches))


@pytest.mark.parametrize("share", [0.01, 0.5, 0.99])
def test_an_archive_cut_short_is_refused(tmp_path: Path, share: float) -> None:
    raw = tar_gz(cifar_batches())
    (tmp_path / "x").write_bytes(raw[: int(len(raw) * share)])
    with pytest.raises(InvalidInput) as caught:
        read_batches(tmp_path / "x")
    assert caught.value.code == "bad_cifar"


def test_half_a_record_is_refused(tmp_path: Path) -> None:
    batches = cifar_batches()
    batches["test_batch.bin"] += b"x"
    with pytest.raises(InvalidInput):
        read_batches(pack(tmp_path / "x", batches))
