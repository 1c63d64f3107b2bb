"""The imaginary hand: its drawings are as asked for, and repeat."""

import numpy as np
import pytest

from tests.strokes import POLYGONS, WAYS, Hand, draw, natural, polygons, trace


def test_every_digit_has_several_ways() -> None:
    for ways in (WAYS, POLYGONS):
        assert list(ways) == [*range(10)]
        assert min(len(several) for several in ways.values()) >= 3


def test_drawings_repeat_by_their_seed() -> None:
    first, again, other = (next(natural(1, seed)) for seed in (3, 3, 4))
    assert np.array_equal(first[0], again[0])
    assert not np.array_equal(first[0], other[0])


def test_each_way_is_drawn_as_often_as_asked() -> None:
    labels = [label for _, label in polygons(2)]
    assert len(labels) == 2 * sum(len(several) for several in POLYGONS.values())
    assert sorted(set(labels)) == [*range(10)]


@pytest.mark.parametrize("size", [0.3, 0.6, 0.8])
def test_size_brush_and_place_are_kept(size: float) -> None:
    drawing = draw(WAYS[1][0], Hand(size=size, brush=0.1, x=0.4, y=0.45), side=200)
    rows, columns = np.nonzero(drawing > 127)
    assert np.ptp(rows) + 1 == pytest.approx(200 * (size + 0.1), abs=3)
    assert np.ptp(columns) + 1 == pytest.approx(20, abs=2)
    assert (rows.mean(), columns.mean()) == pytest.approx((90, 80), abs=2)


def test_a_path_can_be_replayed() -> None:
    strokes = trace(WAYS[7][1], Hand())
    assert len(strokes) == 2
    assert all(0 <= point <= 1 for stroke in strokes for point in stroke.ravel())


def test_corners_are_kept_and_curves_are_smooth() -> None:
    sharp = trace([[(0, 0), (0.5, 1), (0.5, 1), (1, 0)]])[0]
    assert any(np.allclose(point, sharp[:, 1].max(), atol=1e-9) for point in sharp[:, 1])
    steps = np.diff(trace(WAYS[0][0])[0], axis=0)
    turns = np.abs(np.diff(np.unwrap(np.arctan2(steps[:, 1], steps[:, 0]))))
    assert turns.max() < 0.5
