"""A zip of class folders becomes arrays, in a process of its own."""

import io
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app.datasets.class_folders import Unpacked, read_class_folders
from app.datasets.limits import ZipLimits
from app.errors import InvalidInput, PlaygroundError, TooLarge
from tests.datasets.files import class_files, class_zip, png_of

PETS = ("cat", "dog")


def read(path: Path, **options: object) -> Unpacked:
    scratch = path.parent / "scratch"
    scratch.mkdir()
    return read_class_folders(path, scratch, **options)


def refusal(path: Path, **options: object) -> PlaygroundError:
    with pytest.raises((InvalidInput, TooLarge)) as caught:
        read(path, **options)
    return caught.value


def check_levels(unpacked: Unpacked) -> None:
    """Every image of class k has the level 10·k: labels and images still belong together."""
    for part in (unpacked.arrays.train, unpacked.arrays.test):
        images, labels = part.images[part.chosen], part.labels[part.chosen]
        assert (images == 10 * labels[:, None, None, None]).all()


def test_train_and_test_are_kept_apart(tmp_path: Path) -> None:
    files = class_files(PETS, 12, "train/") | class_files(PETS, 4, "test/")
    unpacked = read(class_zip(tmp_path / "x.zip", files, folders=("train", "test")))
    assert unpacked.arrays.classes == PETS
    assert unpacked.arrays.train.images.shape == (24, 3, 6, 8)
    assert unpacked.arrays.test.images.shape == (8, 3, 6, 8)
    assert unpacked.skipped == 0
    check_levels(unpacked)


def test_without_a_test_side_a_stratified_share_is_cut(tmp_path: Path) -> None:
    unpacked = read(class_zip(tmp_path / "x.zip", class_files(PETS, 20)), test_share=0.25)
    train, test = unpacked.arrays.train, unpacked.arrays.test
    assert np.bincount(test.labels[test.chosen]).tolist() == [5, 5]
    assert sorted([*train.chosen, *test.chosen]) == [*range(40)]
    check_levels(unpacked)


def test_the_images_are_mixed(tmp_path: Path) -> None:
    unpacked = read(class_zip(tmp_path / "x.zip", class_files(PETS, 20)))
    assert 0 < unpacked.arrays.train.labels[:20].sum() < 20


def test_grey_images_stay_grey(tmp_path: Path) -> None:
    unpacked = read(class_zip(tmp_path / "x.zip", class_files(PETS, 3, mode="L")))
    assert unpacked.arrays.train.images.shape[1:] == (1, 6, 8)


def test_other_sizes_are_brought_to_the_commonest(tmp_path: Path) -> None:
    files = class_files(PETS, 4) | {"cat/large.png": png_of(0, (80, 20)), "cat/grey.png": png_of(0, mode="L")}
    unpacked = read(class_zip(tmp_path / "x.zip", files))
    assert unpacked.arrays.train.images.shape[1:] == (3, 6, 8)
    check_levels(unpacked)


def test_a_shape_may_be_asked_for(tmp_path: Path) -> None:
    unpacked = read(class_zip(tmp_path / "x.zip", class_files(PETS, 4)), shape=(1, 5, 5))
    assert unpacked.arrays.train.images.shape[1:] == (1, 5, 5)


def test_progress_is_told(tmp_path: Path) -> None:
    told: list[float] = []
    read(class_zip(tmp_path / "x.zip", class_files(PETS, 20)), progress=told.append)
    assert told == sorted(told)
    assert 0 <= told[0] < 0.1 < 0.9 < told[-1] <= 1


def test_a_few_files_that_are_no_images_are_skipped_and_counted(tmp_path: Path) -> None:
    files = class_files(PETS, 40) | {
        "README.md": b"hello",
        "cat/notes.txt": b"hello",
        "dog/cut.png": png_of(0)[:40],
    }
    unpacked = read(class_zip(tmp_path / "x.zip", files))
    assert unpacked.skipped == 3
    assert len(unpacked.arrays.train.labels) == 80


def test_many_files_that_are_no_images_are_refused(tmp_path: Path) -> None:
    files = class_files(PETS, 40) | {f"cat/{number}.txt": b"hello" for number in range(6)}
    error = refusal(class_zip(tmp_path / "x.zip", files))
    assert (error.status, error.code) == (422, "not_images")


def test_a_class_without_a_readable_image_is_refused(tmp_path: Path) -> None:
    files = class_files(PETS, 40) | {"bird/1.png": b"no image"}
    assert refusal(class_zip(tmp_path / "x.zip", files)).code == "empty_class"


def test_a_damaged_entry_is_skipped(tmp_path: Path) -> None:
    path = class_zip(tmp_path / "x.zip", class_files(PETS, 40), compression=zipfile.ZIP_STORED)
    raw = bytearray(path.read_bytes())
    raw[raw.index(b"IDAT") + 6] ^= 0xFF
    path.write_bytes(raw)
    assert read(path).skipped == 1


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ({}, "no_images"),
        ({"cat/1.png": png_of(0)}, "one_class"),
        ({"../cat/1.png": png_of(0), "dog/1.png": png_of(0)}, "bad_path"),
        ({"cat/1.png": bytes(5_000_000), "dog/1.png": png_of(0)}, "zip_too_large"),
    ],
)
def test_refusals_come_back_from_the_process(tmp_path: Path, files: dict[str, bytes], code: str) -> None:
    assert refusal(class_zip(tmp_path / "x.zip", files)).code == code


def test_what_is_no_zip_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(b"hello")
    assert refusal(tmp_path / "x.zip").code == "bad_zip"


def test_a_decoded_tensor_beyond_two_gigabytes_is_refused(tmp_path: Path) -> None:
    path = class_zip(tmp_path / "x.zip", class_files(PETS, 2))
    assert refusal(path, shape=(3, 20_000, 20_000)).code == "zip_too_large"


def test_a_bomb_among_the_images_is_skipped_by_its_header(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    Image.new("1", (6_000, 6_000)).save(buffer, "PNG")
    files = class_files(PETS, 40) | {"cat/bomb.png": buffer.getvalue()}
    assert read(class_zip(tmp_path / "x.zip", files)).skipped == 1


def test_time_in_all_is_limited(tmp_path: Path) -> None:
    path = class_zip(tmp_path / "x.zip", class_files(PETS, 2))
    assert refusal(path, limits=ZipLimits(seconds=0.01)).code == "image_too_slow"


def test_names_in_the_zip_never_become_files(tmp_path: Path) -> None:
    path = class_zip(tmp_path / "x.zip", class_files(PETS, 2))
    read(path)
    written = {entry.name for entry in (tmp_path / "scratch").iterdir()}
    assert written == {"train-images", "train-labels", "test-images", "test-labels"}
    assert zipfile.is_zipfile(path)
