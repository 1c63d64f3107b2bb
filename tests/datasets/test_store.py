"""The converted form: whole or absent, memory-mapped, with exact statistics."""

import json
from pathlib import Path

import numpy as np
import pytest

from app.datasets.store import Arrays, Part, Store, channel_statistics


def arrays(train: int = 60, test: int = 20, seed: int = 0) -> Arrays:
    generator = np.random.default_rng(seed)
    images = generator.integers(0, 256, (train + test, 3, 5, 4), np.uint8)
    labels = (np.arange(train + test) % 2).astype(np.uint8)
    parts = Part.whole(images[:train], labels[:train]), Part.whole(images[train:], labels[train:])
    return Arrays(("a", "b"), *parts)


def test_what_was_saved_is_opened_as_three_splits(tmp_path: Path) -> None:
    store, source = Store(tmp_path), arrays()
    store.save("x", source)
    dataset = store.open("x", 7)
    sizes = {name: len(split) for name, split in dataset.splits.items()}
    assert sizes == {"train": 57, "validation": 3, "test": 20}
    assert (dataset.id, dataset.classes, dataset.default_epochs) == ("x", ("a", "b"), 7)
    assert dataset.shape == (3, 5, 4)
    assert np.array_equal(dataset.splits["test"].images, source.test.images)
    assert np.array_equal(dataset.splits["test"].labels, source.test.labels)


def test_train_keeps_its_order_and_its_labels(tmp_path: Path) -> None:
    store, source = Store(tmp_path), arrays()
    store.save("x", source)
    train = store.open("x", 1).splits["train"]
    places = [int(np.flatnonzero((source.train.images == image).all((1, 2, 3)))[0]) for image in train.images]
    assert places == sorted(places)
    assert np.array_equal(train.labels, source.train.labels[places])


def test_the_arrays_are_mapped_and_read_only(tmp_path: Path) -> None:
    Store(tmp_path).save("x", arrays())
    images = Store(tmp_path).open("x", 1).splits["train"].images
    assert isinstance(images, np.memmap)
    with pytest.raises(ValueError, match="read-only"):
        images[0, 0, 0, 0] = 1


def test_statistics_are_those_of_the_train_split(tmp_path: Path) -> None:
    Store(tmp_path).save("x", arrays())
    dataset = Store(tmp_path).open("x", 1)
    scaled = dataset.splits["train"].images / 255
    assert dataset.mean == pytest.approx(scaled.mean((0, 2, 3)).tolist(), abs=1e-12)
    assert dataset.std == pytest.approx(scaled.std((0, 2, 3)).tolist(), abs=1e-12)


def test_statistics_of_two_values() -> None:
    images = np.zeros((2, 1, 1, 2), np.uint8)
    images[0] = 255
    assert channel_statistics(images) == ([0.5], [0.5])


def test_the_second_to_save_leaves_the_first_in_place(tmp_path: Path) -> None:
    Store(tmp_path).save("x", arrays(seed=0))
    before = Store(tmp_path).open("x", 1).splits["test"].images.copy()
    Store(tmp_path).save("x", arrays(seed=1))
    assert np.array_equal(Store(tmp_path).open("x", 1).splits["test"].images, before)
    assert [entry.name for entry in tmp_path.iterdir()] == ["x"]


@pytest.mark.parametrize("meta", ["", "{", json.dumps({"format": 0})])
def test_a_broken_or_older_folder_counts_as_absent_and_is_replaced(tmp_path: Path, meta: str) -> None:
    store = Store(tmp_path)
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "dataset.json").write_text(meta)
    assert not store.has("x")
    with pytest.raises(FileNotFoundError):
        store.open("x", 1)
    store.save("x", arrays())
    assert store.has("x")


def test_a_failed_conversion_leaves_nothing(tmp_path: Path) -> None:
    good = arrays()
    broken = Arrays(good.classes, Part.whole(good.train.images[:10], good.train.labels), good.test)
    with pytest.raises(IndexError):
        Store(tmp_path).save("x", broken)
    assert list(tmp_path.iterdir()) == []
