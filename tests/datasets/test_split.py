"""Cutting the validation split."""

import numpy as np
import pytest

from app.datasets.split import stratified, validation_size


@pytest.mark.parametrize(
    ("train", "expected"), [(60_000, 3_000), (4_000, 200), (200_000, 5_000), (50_000, 2_500), (2, 1)]
)
def test_validation_is_five_per_cent_and_at_most_five_thousand(train: int, expected: int) -> None:
    assert validation_size(train) == expected


def test_every_image_falls_into_exactly_one_part() -> None:
    labels = np.random.default_rng(1).integers(0, 7, 1_003).astype(np.uint8)
    kept, cut = stratified(labels, 50)
    assert len(cut) == 50
    assert np.array_equal(np.sort(np.concatenate((kept, cut))), np.arange(1_003))


def test_classes_are_cut_in_proportion() -> None:
    labels = np.repeat(np.arange(3, dtype=np.uint8), (100, 200, 700))
    _, cut = stratified(labels, 50)
    assert np.bincount(labels[cut]).tolist() == [5, 10, 35]


def test_rounding_goes_to_the_largest_remainders() -> None:
    labels = np.repeat(np.arange(3, dtype=np.uint8), (10, 10, 13))
    _, cut = stratified(labels, 10)
    assert np.bincount(labels[cut]).tolist() == [3, 3, 4]


def test_the_cut_is_fixed_by_its_seed() -> None:
    labels = np.zeros(1_000, np.uint8)
    assert np.array_equal(stratified(labels, 50)[1], stratified(labels, 50)[1])
    assert not np.array_equal(stratified(labels, 50)[1], stratified(labels, 50, seed=1)[1])
