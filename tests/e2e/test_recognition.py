"""Digits of people whom the network never saw, drawn with the mouse on the real pad."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Page

from tests import strokes
from tests.e2e import polygons
from tests.e2e.actions import clear, draw, label

Sample = tuple[int, list]
SMALL, LARGE = 0.75 * 0.65, 1.25 * 0.65
CORNERS = [(0.32, 0.32), (0.68, 0.32), (0.32, 0.68), (0.68, 0.68)]


def angular(hand: strokes.Hand) -> Iterator[Sample]:
    """Polygons with few corners: those of the browser tests and those of the imaginary hand."""
    for digit, ways in polygons.POLYGONS.items():
        for way in ways:
            yield digit, polygons.placed(way, hand.size, hand.x, hand.y)
    yield from corners_of(strokes.POLYGONS, hand)


def corners_of(ways: dict[int, list], hand: strokes.Hand) -> Iterator[Sample]:
    """The corners alone: the mouse draws the straight lines between them."""
    for digit, several in ways.items():
        for way in several:
            yield digit, [path[::16] for path in strokes.trace(way, hand, smooth=False)]


def natural(hand: strokes.Hand) -> Iterator[Sample]:
    """Smooth ways of writing."""
    for digit, several in strokes.WAYS.items():
        for way in several:
            yield digit, [path[::8] for path in strokes.trace(way, hand)]


pytestmark = pytest.mark.timeout(400)


def accuracy(page: Page, name: str, samples: Iterable[Sample]) -> float:
    """Share of the samples that the page reads as what was meant; says which it does not."""
    read = []
    for digit, way in samples:
        clear(page)
        draw(page, way, steps=1)
        read.append((digit, label(page)))
    wrong = [f"{digit}→{got}" for digit, got in read if got != str(digit)]
    share = 1 - len(wrong) / len(read)
    print(f"{name}: {share:.1%} of {len(read)}", *wrong)
    return share


def test_polygons_are_recognised(page: Page) -> None:
    assert accuracy(page, "polygons", angular(strokes.Hand())) >= 0.92


def test_natural_digits_are_recognised(page: Page) -> None:
    assert accuracy(page, "natural", natural(strokes.Hand())) >= 0.96


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["smaller", "larger"])
def test_size_costs_at_most_a_point(page: Page, size: float) -> None:
    assert accuracy(page, f"size {size:.2f}", natural(strokes.Hand(size=size))) >= 0.95


def test_the_place_on_the_pad_does_not_matter(page: Page) -> None:
    hand = strokes.Hand(size=0.5)
    samples = list(natural(hand))
    moved = (
        list(natural(replace(hand, x=x, y=y)))[index]
        for index in range(len(samples))
        for x, y in [CORNERS[index % len(CORNERS)]]
    )
    assert accuracy(page, "corners", moved) >= 0.95
