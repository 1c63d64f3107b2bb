"""The digit normalisation: invariant to place, size, polarity and contrast; MNIST's own convention."""

from collections.abc import Iterator

import numpy as np
import pytest
from PIL import Image, ImageDraw

from app.images.digit import normalise_digit
from app.images.preprocess import is_empty, prepare
from tests.strokes import POLYGONS, WAYS, Hand, Way, draw


def drawing(points: list[tuple[float, float]], side: int = 140, width: int = 12) -> np.ndarray:
    canvas = Image.new("L", (side, side))
    ImageDraw.Draw(canvas).line(points, fill=255, width=width, joint="curve")
    return np.asarray(canvas)


SEVEN = [(40, 30), (95, 30), (60, 110)]


def centre_of_mass(digit: np.ndarray) -> tuple[float, float]:
    places = np.arange(28)
    return float((digit.sum(1) @ places) / digit.sum()), float((digit.sum(0) @ places) / digit.sum())


def test_the_longest_side_becomes_twenty() -> None:
    rows, columns = np.nonzero(normalise_digit(drawing(SEVEN)) > 64)
    assert 20 <= np.ptp(rows) + 1 <= 21
    assert np.ptp(columns) + 1 < 20


def test_the_aspect_is_kept() -> None:
    bar = np.zeros((100, 100), np.uint8)
    bar[20:30, 10:90] = 255
    digit = normalise_digit(bar)
    assert digit.sum() / 255 == pytest.approx(20 * 2.5, rel=0.02)


def test_the_mass_is_centred_on_pixel_fourteen() -> None:
    for way, smooth in every_way():
        assert centre_of_mass(normalise_digit(draw(way, smooth=smooth))) == pytest.approx((14, 14), abs=0.03)


def test_no_ink_is_lost_over_the_edge() -> None:
    corner = np.zeros((120, 120), np.uint8)
    corner[10:110, 10:50] = 255
    corner[100:110, 10:110] = 255
    digit = normalise_digit(corner)
    assert digit.sum() / 255 == pytest.approx(20 * 20 * (100 * 40 + 10 * 60) / 100**2, rel=0.02)


def test_the_grain_of_paper_does_not_widen_the_crop() -> None:
    generator = np.random.default_rng(0)
    paper = 235 - 0.8 * drawing(SEVEN) + generator.normal(0, 4, (140, 140))
    clean, grainy = normalise_digit(drawing(SEVEN)), normalise_digit(paper.clip(0, 255).astype(np.uint8))
    assert np.abs(clean.astype(int) - grainy).mean() < 5


def test_a_photo_of_an_empty_page_is_empty() -> None:
    generator = np.random.default_rng(0)
    page = 200 + 20 * np.linspace(-1, 1, 140)[:, None] + generator.normal(0, 3, (140, 140))
    assert not normalise_digit(page.clip(0, 255).astype(np.uint8)).any()


@pytest.mark.parametrize("shift", [(0, 0), (-20, -30), (20, 35), (7, -13)])
def test_the_place_on_the_pad_does_not_matter(shift: tuple[int, int]) -> None:
    moved = np.roll(drawing(SEVEN), shift, (0, 1))
    assert np.array_equal(normalise_digit(moved), normalise_digit(drawing(SEVEN)))


@pytest.mark.parametrize("scale", [0.75, 1.25, 2.0])
def test_the_size_does_not_matter(scale: float) -> None:
    points = [(x * scale, y * scale) for x, y in SEVEN]
    scaled = drawing(points, side=280, width=round(12 * scale))
    difference = normalise_digit(scaled).astype(int) - normalise_digit(drawing(SEVEN))
    assert np.abs(difference).mean() < 6


def test_dark_ink_on_light_ground_is_inverted() -> None:
    assert np.array_equal(normalise_digit(255 - drawing(SEVEN)), normalise_digit(drawing(SEVEN)))


def test_faint_ink_is_brought_to_full_strength() -> None:
    faint = (drawing(SEVEN) * 0.4).astype(np.uint8)
    assert normalise_digit(faint).max() == 255
    difference = normalise_digit(faint).astype(int) - normalise_digit(drawing(SEVEN))
    assert np.abs(difference).max() <= 4


def test_a_grey_ground_is_taken_away() -> None:
    lifted = (60 + drawing(SEVEN) * 0.6).astype(np.uint8)
    difference = normalise_digit(lifted).astype(int) - normalise_digit(drawing(SEVEN))
    assert np.abs(difference).max() <= 4


@pytest.mark.parametrize("level", [0, 100, 128, 255])
def test_an_empty_drawing_gives_zeros(level: int) -> None:
    assert not normalise_digit(np.full((140, 140), level, np.uint8)).any()


def test_a_single_faint_or_bright_pixel_counts_as_empty() -> None:
    for strength in (20, 255):
        pad = np.zeros((140, 140), np.uint8)
        pad[50, 60] = strength
        assert is_empty(prepare(pad, 1, 28, 28, "digit"))


@pytest.mark.parametrize("radius", [6, 10, 14])
def test_a_tap_of_the_brush_is_no_digit(radius: int) -> None:
    pad = Image.new("L", (140, 140))
    ImageDraw.Draw(pad).ellipse((60 - radius, 50 - radius, 60 + radius, 50 + radius), fill=255)
    assert is_empty(prepare(np.asarray(pad), 1, 28, 28, "digit"))


def every_way() -> Iterator[tuple[Way, bool]]:
    for ways, smooth in ((WAYS, True), (POLYGONS, False)):
        for several in ways.values():
            yield from ((way, smooth) for way in several)


@pytest.mark.parametrize("hand", [Hand(), Hand(size=0.3), Hand(size=0.9), Hand(brush=0.01), Hand(brush=0.12)])
def test_every_way_of_writing_becomes_a_digit_of_twenty_pixels(hand: Hand) -> None:
    for way, smooth in every_way():
        digit = normalise_digit(draw(way, hand, smooth=smooth))
        rows, columns = np.nonzero(digit > 64)
        assert 19 <= max(np.ptp(rows), np.ptp(columns)) + 1 <= 22
        assert digit.max() == 255
        assert not is_empty(digit[None])


@pytest.mark.parametrize(("x", "y"), [(0.25, 0.3), (0.8, 0.66), (0.4, 0.7)])
def test_no_way_of_writing_depends_on_the_place(x: float, y: float) -> None:
    for way, smooth in every_way():
        here = normalise_digit(draw(way, Hand(size=0.5), smooth=smooth)).astype(int)
        there = normalise_digit(draw(way, Hand(size=0.5, x=x, y=y), smooth=smooth))
        assert np.abs(here - there).mean() < 2


@pytest.mark.parametrize("factor", [0.75, 1.25])
def test_size_and_pen_scaled_together_do_not_matter(factor: float) -> None:
    for way, smooth in every_way():
        here = normalise_digit(draw(way, Hand(), smooth=smooth)).astype(int)
        there = normalise_digit(draw(way, Hand(size=0.65 * factor, brush=0.08 * factor), smooth=smooth))
        assert np.abs(here - there).mean() < 3


def test_a_canvas_of_other_resolution_does_not_matter() -> None:
    for way, smooth in every_way():
        fine = normalise_digit(draw(way, side=280, smooth=smooth)).astype(int)
        coarse = normalise_digit(draw(way, side=112, smooth=smooth))
        assert np.abs(fine - coarse).mean() < 3


def test_a_digit_fills_every_plane_of_a_colour_network() -> None:
    prepared = prepare(drawing(SEVEN), 3, 32, 32, "digit")
    assert prepared.shape == (3, 32, 32)
    assert np.array_equal(prepared[0], prepared[2])
    assert not is_empty(prepared)
