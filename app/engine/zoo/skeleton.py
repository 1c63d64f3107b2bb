"""The centre lines of digits: thinned to one pixel, then followed into polylines."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
Line = NDArray[np.float64]
"""Points (N, 2) as (y, x)."""

_AROUND = ((-1, 0), (-1, 1), (0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1))
"""The eight neighbours, clockwise from the one above: P2 … P9 of Zhang and Suen."""

Pixel = tuple[int, int]


def thin(masks: Mask) -> Mask:
    """Skeletons of masks [N, H, W]: Zhang & Suen, "A fast parallel algorithm for thinning", CACM 1984."""
    masks = np.pad(masks, ((0, 0), (1, 1), (1, 1)))
    changed = True
    while changed:
        changed = False
        for first in (True, False):
            removed = masks & _removable(masks, first)
            masks &= ~removed
            changed |= bool(removed.any())
    return masks[:, 1:-1, 1:-1]


def _removable(masks: Mask, first: bool) -> Mask:
    around = [np.roll(masks, (-dy, -dx), (1, 2)) for dy, dx in _AROUND]
    count = np.sum(around, axis=0, dtype=np.int8)
    turns = sum(
        (~here & there).astype(np.int8) for here, there in zip(around, around[1:] + around[:1], strict=True)
    )
    up, right, down, left = around[::2]
    sides = ~(up & right & down) & ~(right & down & left)
    if not first:
        sides = ~(up & right & left) & ~(up & down & left)
    return (count >= 2) & (count <= 6) & (turns == 1) & sides


def polylines(skeleton: Mask, shortest: int = 3) -> list[Line]:
    """The strokes of one skeleton [H, W], cut at its junctions; shorter spurs and specks are left out.

    A closed loop comes as a line that ends where it begins.
    """
    pixels = {(int(y), int(x)) for y, x in np.argwhere(skeleton)}
    links = {pixel: list(_linked(pixel, pixels)) for pixel in pixels}
    lines = list(_paths(links))
    kept = [line for line in lines if len(line) > shortest or _joins(line, links)] or lines
    return [np.array(line, np.float64) for line in kept]


def _linked(pixel: Pixel, pixels: set[Pixel]) -> Iterator[Pixel]:
    """Neighbours; a diagonal one only where no straight one leads there."""
    y, x = pixel
    for dy, dx in _AROUND:
        straight = dy == 0 or dx == 0 or not ((y + dy, x) in pixels or (y, x + dx) in pixels)
        if straight and (y + dy, x + dx) in pixels:
            yield y + dy, x + dx


def _paths(links: dict[Pixel, list[Pixel]]) -> Iterator[list[Pixel]]:
    """Every path between two nodes (ends and junctions), then the loops without any."""
    used: set[frozenset[Pixel]] = set()
    nodes = [pixel for pixel, near in links.items() if len(near) != 2]
    for start in dict.fromkeys([*nodes, *links]):
        if not links[start]:
            yield [start]
        for neighbour in links[start]:
            if frozenset((start, neighbour)) not in used:
                yield _follow(start, neighbour, links, used)


def _follow(
    start: Pixel, pixel: Pixel, links: dict[Pixel, list[Pixel]], used: set[frozenset[Pixel]]
) -> list[Pixel]:
    path = [start, pixel]
    used.add(frozenset((start, pixel)))
    while len(links[pixel]) == 2 and pixel != start:
        ahead = [near for near in links[pixel] if frozenset((pixel, near)) not in used]
        if not ahead:
            break
        used.add(frozenset((pixel, ahead[0])))
        pixel = ahead[0]
        path.append(pixel)
    return path


def _joins(line: list[Pixel], links: dict[Pixel, list[Pixel]]) -> bool:
    """Whether both ends meet other lines (or each other)."""
    return min(len(links[line[0]]), len(links[line[-1]])) > 1


def simplify(line: Line, tolerance: float) -> Line:
    """The fewest of the points that stay within `tolerance` of the line: Douglas & Peucker 1973."""
    if len(line) < 3:
        return line
    if np.array_equal(line[0], line[-1]):
        far = int(np.argmax(((line - line[0]) ** 2).sum(1)))
        return np.concatenate((simplify(line[: far + 1], tolerance)[:-1], simplify(line[far:], tolerance)))
    offset, along = line - line[0], line[-1] - line[0]
    distance = np.abs(offset[:, 0] * along[1] - offset[:, 1] * along[0]) / np.hypot(*along)
    split = int(np.argmax(distance))
    if distance[split] <= tolerance:
        return line[[0, -1]]
    return np.concatenate((simplify(line[: split + 1], tolerance)[:-1], simplify(line[split:], tolerance)))


def smooth(line: Line, window: int = 3) -> Line:
    """A moving average along the line; the ends stay."""
    if len(line) <= window:
        return line
    padded = np.pad(line, ((window // 2, window // 2), (0, 0)), mode="edge")
    kernel = np.ones(window) / window
    inner = np.stack([np.convolve(padded[:, axis], kernel, "valid") for axis in (0, 1)], 1)
    inner[[0, -1]] = line[[0, -1]]
    return inner
