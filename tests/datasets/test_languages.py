"""Texts in four languages, put together by chance."""

from collections import Counter
from pathlib import Path

import numpy as np

from app.datasets.languages import LANGUAGES, decoded, encoded, texts
from app.datasets.registry import Library


def test_the_same_seed_gives_the_same_texts_and_another_gives_others() -> None:
    first = list(texts(50, 1))
    assert first == list(texts(50, 1))
    assert len({text for text, _ in first} & {text for text, _ in texts(50, 2)}) < 20


def test_every_language_has_as_many_texts_and_none_twice() -> None:
    found = list(texts(300, 7))
    assert Counter(label for _, label in found) == dict.fromkeys(range(len(LANGUAGES)), 300)
    assert len({text for text, _ in found}) == len(found)


def test_a_text_is_its_bytes_cut_after_a_whole_letter() -> None:
    assert encoded("aя", 5) == b"a\xd1\x8f\0\0"
    assert encoded("aя", 2) == b"a\0"
    assert decoded(encoded("Où ? Там.", 32)) == "Où ? Там."


def test_no_text_to_test_on_is_one_to_train_on(tmp_path: Path) -> None:
    dataset = Library(tmp_path).open("languages")
    assert dataset.shape == (1, 128, 1)
    held = {
        name: {split.images[index].tobytes() for index in range(len(split))}
        for name, split in dataset.splits.items()
    }
    assert not held["test"] & (held["train"] | held["validation"])
    assert not held["validation"] & held["train"]
    counts = np.bincount(dataset.splits["test"].labels)
    assert counts.tolist() == [250] * 4
    russian = dataset.classes.index("Русский")
    letters = decoded(dataset.splits["test"].images[dataset.splits["test"].labels == russian][0].tobytes())
    assert any("а" <= letter <= "я" for letter in letters.lower())
