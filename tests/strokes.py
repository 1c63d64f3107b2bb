"""Digits drawn by an imaginary hand: pen strokes in the ways people write, and a round brush to paint them.

For measuring how well drawn digits are recognised; nothing is trained on these. A way of writing a digit is
a list of strokes, a stroke a list of (x, y) in a unit square, y down: a smooth curve through its
points, with a corner wherever a point is written twice.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from PIL import Image, ImageDraw

Point = tuple[float, float]
Stroke = list[Point]
Way = list[Stroke]


def _parse(written: dict[int, list[str]]) -> dict[int, list[Way]]:
    """From text, where coordinates are hundredths and a bar divides strokes."""
    return {digit: [_parse_way(way) for way in ways] for digit, ways in written.items()}


def _parse_way(text: str) -> Way:
    pairs = [[point.split(",") for point in stroke.split()] for stroke in text.split("|")]
    return [[(int(x) / 100, int(y) / 100) for x, y in stroke] for stroke in pairs]


WAYS = _parse(
    {
        0: [
            "55,0 25,10 10,50 25,92 50,100 78,88 90,50 75,10 50,0",
            "60,2 30,15 15,60 30,98 60,90 78,45 72,8 50,4",
            "45,0 5,35 10,80 45,100 90,80 95,30 60,0 40,4",
        ],
        1: [
            "50,0 50,100",
            "65,0 38,100",
            "30,24 52,0 52,0 50,100",
            "28,28 50,0 50,0 50,100 | 24,100 78,100",
        ],
        2: [
            "15,25 30,4 62,2 80,25 60,60 12,98 12,98 88,97",
            "18,22 40,2 70,10 72,38 45,75 20,92 12,82 30,78 55,92 90,90",
            "12,12 50,0 80,18 68,50 15,100 15,100 50,92 90,100",
        ],
        3: [
            "20,12 50,0 75,15 68,38 40,47 40,47 75,58 80,82 50,100 15,88",
            "18,2 78,2 78,2 42,42 42,42 76,54 78,82 48,100 14,90",
            "22,8 60,0 72,22 50,44 42,48 70,60 72,85 40,100 18,92",
        ],
        4: [
            "22,0 12,50 12,50 88,50 | 70,2 66,100",
            "62,0 8,66 8,66 92,66 | 62,0 62,100",
            "18,5 15,45 40,55 78,42 | 80,0 70,100",
            "55,0 10,60 10,60 85,56 | 60,32 58,100",
        ],
        5: [
            "25,4 20,45 20,45 55,38 82,60 75,88 45,100 12,90 | 25,4 82,2",
            "82,3 28,5 28,5 20,44 20,44 60,40 82,68 60,97 14,94",
            "75,2 35,6 28,40 50,46 74,66 60,95 20,95",
        ],
        6: [
            "68,0 35,25 16,70 30,97 62,98 80,78 62,58 32,62 18,78",
            "50,0 22,45 20,85 48,100 78,85 74,62 45,55 20,72",
            "75,5 45,5 18,40 15,80 42,100 75,88 78,65 50,50 20,65",
        ],
        7: [
            "12,3 85,3 85,3 40,100",
            "12,3 85,3 85,3 40,100 | 30,52 80,50",
            "12,20 15,4 15,4 82,2 82,2 58,40 45,100",
            "12,8 50,4 84,5 65,45 50,100",
        ],
        8: [
            "72,14 50,0 25,15 38,40 66,60 76,82 50,100 24,82 36,58 66,38 74,16",
            "50,45 26,25 48,0 74,20 50,45 20,74 48,100 80,76 50,45",
            "50,0 27,22 50,44 73,22 50,0 | 50,44 20,72 50,100 80,72 50,44",
        ],
        9: [
            "75,18 50,0 22,20 30,45 58,48 75,20 75,20 68,100",
            "76,15 45,0 20,22 34,48 66,42 77,15 76,60 58,95 22,96",
            "70,10 40,2 22,26 42,46 70,30 72,8 72,8 72,100",
        ],
    }
)
"""Natural ways: among them the open 4, the 1 with serif and foot, the 7 with a bar, 9s of both tails."""

POLYGONS = _parse(
    {
        0: [
            "50,0 10,50 50,100 90,50 50,0",
            "20,2 20,98 80,98 80,2 20,2",
            "55,0 15,30 20,80 55,100 85,60 80,15 55,0",
        ],
        1: [
            "50,0 50,100",
            "30,30 55,0 50,100",
            "62,0 42,100",
        ],
        2: [
            "15,20 45,0 80,25 15,100 85,100",
            "15,2 75,2 75,45 15,98 85,98",
            "10,15 50,0 78,30 15,95 90,90",
        ],
        3: [
            "20,2 75,20 40,47 80,75 15,100",
            "20,2 75,2 42,42 78,65 60,98 15,95",
            "20,10 55,0 72,25 40,45 75,68 55,100 18,92",
        ],
        4: [
            "25,0 15,55 85,55 | 68,0 66,100",
            "65,100 65,0 10,65 90,65",
            "20,0 20,50 75,50 | 75,0 75,100",
        ],
        5: [
            "80,2 25,2 22,42 70,45 80,75 15,100",
            "78,0 25,5 25,48 78,60 60,98 18,95",
            "25,5 22,45 65,42 80,72 50,100 15,90 | 25,5 80,2",
        ],
        6: [
            "60,0 20,55 25,98 75,95 72,60 22,65",
            "65,0 20,60 45,100 80,78 25,62",
            "50,0 20,40 20,90 50,100 78,80 55,55 22,70",
        ],
        7: [
            "12,3 85,3 42,100",
            "12,5 82,0 40,100 | 30,50 78,50",
            "15,20 15,3 82,3 50,100",
        ],
        8: [
            "50,0 28,22 50,45 72,22 50,0 | 50,45 20,72 50,100 80,72 50,45",
            "75,5 25,5 78,97 22,97 75,5",
            "70,8 35,2 28,30 72,68 60,100 28,92 28,65 70,8",
        ],
        9: [
            "75,12 35,0 22,40 70,45 75,12 70,100",
            "74,5 25,5 25,48 74,48 74,5 74,100",
            "75,20 48,0 22,25 45,50 75,20 72,70 35,100",
        ],
    }
)
"""Angular ways with few corners: hard, for no digit of MNIST is drawn with a ruler."""


@dataclass(frozen=True)
class Hand:
    """How a digit is put on the pad. Lengths are shares of the pad's side, angles are in degrees.

    `size` is the height of the digit, `aspect` its width over its height, `brush` the width of the pen, `wobble`
    the unsteadiness of the hand; (x, y) is the middle of the digit.
    """

    size: float = 0.65
    brush: float = 0.08
    x: float = 0.5
    y: float = 0.5
    aspect: float = 0.7
    rotation: float = 0.0
    slant: float = 0.0
    wobble: float = 0.0
    seed: int = 0


def draw(way: Way, hand: Hand = Hand(), *, side: int = 280, smooth: bool = True) -> np.ndarray:
    """Paint a way of writing: uint8 [side, side], 255 is ink; `smooth=False` keeps every corner."""
    scale = 3
    canvas = Image.new("L", (side * scale, side * scale))
    pen = ImageDraw.Draw(canvas)
    for stroke in trace(way, hand, smooth=smooth):
        _paint(pen, stroke * side * scale, hand.brush * side * scale)
    return np.asarray(canvas.resize((side, side), Image.Resampling.BOX))


def trace(way: Way, hand: Hand = Hand(), *, smooth: bool = True) -> list[np.ndarray]:
    """The pen's path for each stroke, [N, 2] of (x, y) in shares of the pad's side: to replay with a mouse."""
    generator = np.random.default_rng(hand.seed)
    wobbly = [_wobble(np.asarray(stroke, float), hand.wobble, generator) for stroke in way]
    return [_place(_smooth(stroke) if smooth else _dense(stroke), hand) for stroke in wobbly]


def natural(count_per_way: int, seed: int = 0, hand: Hand = Hand()) -> Iterator[tuple[np.ndarray, int]]:
    """Drawings, uint8 [280, 280], with labels: each natural way by hands of different size, slant and pen."""
    yield from _drawings(WAYS, count_per_way, seed, hand, smooth=True)


def polygons(count_per_way: int, seed: int = 0, hand: Hand = Hand()) -> Iterator[tuple[np.ndarray, int]]:
    """The same for the angular ways."""
    yield from _drawings(POLYGONS, count_per_way, seed, hand, smooth=False)


def _drawings(
    ways: dict[int, list[Way]], count: int, seed: int, hand: Hand, *, smooth: bool
) -> Iterator[tuple[np.ndarray, int]]:
    generator = np.random.default_rng(seed)
    for label, several in ways.items():
        for way in several:
            for _ in range(count):
                yield draw(way, vary(hand, generator), smooth=smooth), label


def vary(hand: Hand, generator: np.random.Generator) -> Hand:
    """Another hand near this one; its size, pen and place are kept."""
    return replace(
        hand,
        aspect=generator.uniform(0.5, 0.95),
        rotation=generator.normal(0, 5),
        slant=generator.normal(0, 0.12),
        wobble=0.025,
        seed=int(generator.integers(1 << 31)),
    )


def _wobble(stroke: np.ndarray, amount: float, generator: np.random.Generator) -> np.ndarray:
    """Each point moved a little; points written twice, or shared by the two ends, move together."""
    moved = {}
    for point in map(tuple, stroke):
        moved.setdefault(point, np.asarray(point) + generator.normal(0, amount, 2) if amount else point)
    return np.asarray([moved[point] for point in map(tuple, stroke)])


def _smooth(stroke: np.ndarray) -> np.ndarray:
    """A smooth path through the points, broken at the corners."""
    corners = [place for place in range(1, len(stroke)) if (stroke[place] == stroke[place - 1]).all()]
    pieces = np.split(stroke, corners)
    return np.concatenate([_catmull_rom(piece) for piece in pieces])


def _catmull_rom(points: np.ndarray, steps: int = 16) -> np.ndarray:
    """Points along the uniform Catmull–Rom spline through `points`."""
    if len(points) < 3:
        return _dense(points)
    closed = (points[0] == points[-1]).all()
    before = points[-2] if closed else 2 * points[0] - points[1]
    after = points[1] if closed else 2 * points[-1] - points[-2]
    knots = np.concatenate(([before], points, [after]))
    time = np.linspace(0, 1, steps, endpoint=False)[:, None]
    pieces = [_segment(*knots[place : place + 4], time) for place in range(len(points) - 1)]
    return np.concatenate([*pieces, points[-1:]])


def _segment(a: np.ndarray, b: np.ndarray, c: np.ndarray, d: np.ndarray, time: np.ndarray) -> np.ndarray:
    linear, square = (c - a) * time, (2 * a - 5 * b + 4 * c - d) * time**2
    return b + 0.5 * (linear + square + (3 * b - a - 3 * c + d) * time**3)


def _dense(points: np.ndarray, steps: int = 16) -> np.ndarray:
    """Points along the straight lines through `points`."""
    time = np.linspace(0, len(points) - 1, (len(points) - 1) * steps + 1)
    return np.stack([np.interp(time, np.arange(len(points)), points[:, axis]) for axis in (0, 1)], -1)


def _place(path: np.ndarray, hand: Hand) -> np.ndarray:
    """From the unit square to the pad: scaled, slanted, turned, moved."""
    centred = (path - 0.5) * (hand.size * hand.aspect, hand.size)
    centred[:, 0] -= hand.slant * centred[:, 1]
    angle = np.deg2rad(hand.rotation)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    return centred @ turn.T + (hand.x, hand.y)


def _paint(pen: ImageDraw.ImageDraw, path: np.ndarray, width: float) -> None:
    pen.line([tuple(point) for point in path], fill=255, width=round(width))
    for x, y in path:
        pen.ellipse((x - width / 2, y - width / 2, x + width / 2, y + width / 2), fill=255)
