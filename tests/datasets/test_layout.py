"""Which class and side a file belongs to, by its path."""

import pytest

from app.datasets.layout import Layout, read_layout
from app.errors import InvalidInput


def layout(*paths: str, folders: tuple[str, ...] = ()) -> Layout:
    return read_layout(
        [tuple(path.split("/")) for path in paths], [tuple(path.split("/")) for path in folders]
    )


def refusal(*paths: str, folders: tuple[str, ...] = ()) -> InvalidInput:
    with pytest.raises(InvalidInput) as caught:
        layout(*paths, folders=folders)
    return caught.value


def test_class_folders_at_the_top() -> None:
    found = layout("dog/1.png", "cat/1.png", "cat/2.png")
    assert found.classes == ("cat", "dog")
    assert [(one.index, one.side, one.label) for one in found.files] == [
        (0, "train", 1),
        (1, "train", 0),
        (2, "train", 0),
    ]
    assert not found.has_test


def test_class_folders_under_train_and_test() -> None:
    found = layout("train/cat/1.png", "train/dog/1.png", "test/dog/1.png", folders=("train", "test"))
    assert [(one.side, one.label) for one in found.files] == [("train", 0), ("train", 1), ("test", 1)]
    assert found.has_test


def test_a_folder_that_wraps_everything_is_looked_through() -> None:
    for prefix in ("pets/", "pets/train/"):
        assert layout(f"{prefix}cat/1.png", f"{prefix}dog/1.png", folders=("pets",)).classes == ("cat", "dog")


def test_train_alone_has_no_test_side() -> None:
    assert not layout("train/cat/1.png", "train/dog/1.png").has_test


def test_files_outside_class_folders_are_left_out() -> None:
    found = layout("README.md", "cat/1.png", "dog/1.png", "dog/more/2.png")
    assert [one.index for one in found.files] == [1, 2]


@pytest.mark.parametrize(
    ("paths", "folders", "code"),
    [
        ((), (), "no_images"),
        (("1.png", "2.png"), (), "no_images"),
        ((), ("cat", "dog"), "no_images"),
        (("cat/1.png", "cat/2.png"), (), "one_class"),
        (("train/cat/1.png", "test/cat/2.png"), (), "one_class"),
        (("cat/1.png", "dog/1.png"), ("cat", "bird"), "empty_class"),
        (("train/cat/1.png", "train/dog/1.png", "test/bird/1.png"), (), "empty_class"),
        (("cat/1.png", "Cat/1.png", "dog/1.png"), (), "case_collision"),
        (("straße/1.png", "STRASSE/1.png"), (), "case_collision"),
        (("cat/1.png", f"{'d' * 65}/1.png"), (), "bad_text"),
        (("cat/1.png", "do\u202eg/1.png"), (), "bad_text"),
        (("cat/1.png", "do\ng/1.png"), (), "bad_text"),
        (("test/cat/1.png", "test/dog/1.png"), (), "bad_layout"),
        (("train/cat/1.png", "train/dog/1.png", "cat/1.png"), (), "bad_layout"),
        (tuple(f"{number}/1.png" for number in range(257)), (), "too_many_classes"),
    ],
)
def test_what_makes_no_data_set_is_refused(
    paths: tuple[str, ...], folders: tuple[str, ...], code: str
) -> None:
    assert refusal(*paths, folders=folders).code == code


def test_the_offending_classes_are_named() -> None:
    assert "“bird”" in refusal("cat/1.png", "dog/1.png", folders=("bird",)).detail
    assert "“Cat”, “cat”" in refusal("cat/1.png", "Cat/1.png").detail


def test_two_spellings_of_one_letter_are_one_class() -> None:
    assert layout("caf\u00e9/1.png", "cafe\u0301/2.png", "tea/1.png").classes == ("café", "tea")
