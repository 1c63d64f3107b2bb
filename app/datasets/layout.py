"""Which class and split each file of a zip belongs to, by the folders it lies in.

Class folders stand at the top, under `train/` and `test/`, or in one folder that wraps either.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from app.errors import InvalidInput

MAX_CLASSES = 256
MAX_NAME = 64

Parts = tuple[str, ...]
Side = Literal["train", "test"]


@dataclass(frozen=True)
class Placed:
    """A file at `index` of the list it came from, its side and the index of its class."""

    index: int
    side: Side
    label: int


@dataclass(frozen=True)
class Layout:
    """The classes in alphabetical order, the files that belong to them, and whether there is a test side."""

    classes: tuple[str, ...]
    files: tuple[Placed, ...]
    has_test: bool


def read_layout(files: Sequence[Parts], folders: Iterable[Parts] = ()) -> Layout:
    """Sort files into classes by their paths; those outside class folders are left out.

    Raises `InvalidInput`: `no_images`, `one_class`, `too_many_classes`, `empty_class`, `case_collision`,
    `bad_text` or `bad_layout`.
    """
    strip = _wrapping(files, folders)
    paths = [parts[strip:] for parts in files]
    folder_paths = [parts[strip:] for parts in folders if len(parts) > strip]
    divided = _is_divided(paths, folder_paths)
    depth = 3 if divided else 2
    placed = {
        index: (parts[0] if divided else "train", unicodedata.normalize("NFC", parts[-2]))
        for index, parts in enumerate(paths)
        if len(parts) == depth
    }
    named = {unicodedata.normalize("NFC", parts[-1]) for parts in folder_paths if len(parts) == depth - 1}
    classes = _check_classes(list(placed.values()), named)
    labels = {name: label for label, name in enumerate(classes)}
    found = (Placed(index, _side(side), labels[name]) for index, (side, name) in placed.items())
    return Layout(classes, tuple(found), divided and any(side == "test" for side, _ in placed.values()))


def _wrapping(files: Sequence[Parts], folders: Iterable[Parts]) -> int:
    """1 where everything lies in one folder that is no class, else 0."""
    deep = [parts for parts in files if len(parts) > 1]
    tops = {parts[0] for parts in (*deep, *folders)}
    wrapped = len(tops) == 1 and not tops & {"train", "test"} and all(len(parts) > 2 for parts in deep)
    return int(wrapped and bool(deep))


def _is_divided(files: Iterable[Parts], folders: Iterable[Parts]) -> bool:
    tops = {parts[0] for parts in files if len(parts) > 1} | {parts[0] for parts in folders}
    if not tops & {"train", "test"}:
        return False
    if "train" not in tops or tops - {"train", "test"}:
        raise InvalidInput("Beside train and test there may be no other folder.", code="bad_layout")
    return True


def _check_classes(placed: Sequence[tuple[str, str]], named: set[str]) -> tuple[str, ...]:
    classes = sorted({name for side, name in placed if side == "train"})
    everything = sorted({name for _, name in placed} | named)
    for name in everything:
        if len(name) > MAX_NAME or not name.isprintable():
            raise InvalidInput("A class has a name that is too long or cannot be shown.", code="bad_text")
    _check_collisions(everything)
    if not everything or not placed:
        raise InvalidInput("There are no images in class folders.", code="no_images")
    if empty := sorted(set(everything) - set(classes)):
        raise InvalidInput.of(
            "empty_class", f"No images to train on in {listed(empty)}.", names=listed(empty)
        )
    if len(classes) < 2:
        raise InvalidInput.of(
            "one_class", f"There is one class only: {listed(classes)}.", names=listed(classes)
        )
    if len(classes) > MAX_CLASSES:
        raise InvalidInput.of("too_many_classes", f"More than {MAX_CLASSES} classes.", limit=MAX_CLASSES)
    return tuple(classes)


def _check_collisions(names: Sequence[str]) -> None:
    seen: dict[str, str] = {}
    for name in names:
        other = seen.setdefault(name.casefold(), name)
        if other != name:
            names = listed([other, name])
            raise InvalidInput.of("case_collision", f"{names} differ only in case.", names=names)


def listed(names: Sequence[str]) -> str:
    """The first few of the names, in quotes."""
    shown = ", ".join(f"“{name}”" for name in names[:5])
    return shown if len(names) <= 5 else f"{shown} and {len(names) - 5} more"


def _side(name: str) -> Side:
    return "test" if name == "test" else "train"
