"""Handwritten digits drawn again with another pen: what a mouse and a round brush would have left.

The centre lines of an MNIST digit are thinned, followed, smoothed or cut into few straight pieces, bent,
turned and stretched a little, drawn with a round brush of an even width, and prepared as a drawing on the pad
is. So the network learns even widths, corners, gaps and many sizes of brush without a single drawn template.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from app.engine.zoo.skeleton import Line, polylines, simplify, smooth, thin
from app.images.digit import normalise_digit

Pixels = NDArray[np.uint8]
CANVAS = 140
"""Side of the canvas that a digit is drawn on, in pixels."""
DRAWN = (60.0, 100.0)
"""Longest side of the drawn centre lines, in canvas pixels."""
BRUSH = (0.05, 0.24)
"""Width of the brush as a share of that side."""
FLAG = 0.5
"""Share of the plain 1s that get a flag."""
BEND = 0.035
"""Deviation of each corner's move, as a share of that side."""


def centre_lines(images: Pixels, threshold: int = 90) -> list[list[Line]]:
    """The strokes of each image [N, H, W], in the units of its pixels."""
    return [polylines(skeleton) for skeleton in thin(images > threshold)]


def redraw(strokes: Sequence[Line], label: int, random: np.random.Generator) -> Pixels:
    """One digit drawn with a random pen and hand: uint8 [28, 28]."""
    side = random.uniform(*DRAWN)
    written = _written_abroad(strokes, random) if label == 1 and len(strokes) == 1 else strokes
    lines = _place([_hand(line, random) for line in written], side, random)
    width = side * random.uniform(*BRUSH)
    canvas = Image.new("L", (CANVAS, CANVAS))
    pen = ImageDraw.Draw(canvas)
    for line in lines:
        _stroke(pen, line, width)
    return normalise_digit(np.asarray(canvas))


def _hand(line: Line, random: np.random.Generator) -> Line:
    """A third smooth, two thirds as polygons of random coarseness."""
    line = smooth(line)
    return line if random.random() < 1 / 3 else simplify(line, random.uniform(0.4, 2.2))


def _written_abroad(strokes: Sequence[Line], random: np.random.Generator) -> list[Line]:
    """A plain 1 with the flag, and at times the foot, that much of the world gives it and MNIST hardly does."""
    line = strokes[0]
    top, bottom = (line[0], line[-1]) if line[0, 0] < line[-1, 0] else (line[-1], line[0])
    height = float(np.linalg.norm(bottom - top))
    lines = [line]
    if random.random() < FLAG:
        angle, length = random.uniform(0.4, 1.1), height * random.uniform(0.15, 0.45)
        lines.append(np.array([top, top + length * np.array([np.cos(angle), -np.sin(angle)])]))
        if random.random() < 0.5:
            half = np.array([0, height * random.uniform(0.12, 0.35)])
            lines.append(np.array([bottom - half, bottom + half]))
    return lines


def _place(lines: list[Line], side: float, random: np.random.Generator) -> list[Line]:
    """Turned, sheared, stretched, shaken, scaled to `side` and centred on the canvas."""
    turn, shear, stretch = random.normal(0, 0.12), random.normal(0, 0.15), np.exp(random.normal(0, 0.12))
    matrix = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    matrix = matrix @ np.array([[1, 0], [shear, stretch]])
    lines = [line @ matrix.T for line in lines]
    points = np.concatenate(lines)
    low, high = points.min(0), points.max(0)
    scale = side / max((high - low).max(), 1.0)
    shake = BEND * side * random.random()
    return [_shaken((line - (low + high) / 2) * scale, shake, random) + CANVAS / 2 for line in lines]


def _shaken(line: Line, deviation: float, random: np.random.Generator) -> Line:
    """Moves of the corners, smooth along lines of many points; a closed line stays closed."""
    moves = smooth(random.normal(0, deviation, line.shape), 9)
    if np.array_equal(line[0], line[-1]):
        moves[-1] = moves[0]
    return line + moves


def _stroke(pen: ImageDraw.ImageDraw, line: Line, width: float) -> None:
    radius = width / 2
    points = [(float(x), float(y)) for y, x in line]
    if len(points) > 1:
        pen.line(points, fill=255, width=max(1, round(width)))
    for x, y in points:
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)
