import numpy as np
import pytest

from app.engine.zoo.skeleton import polylines, simplify, smooth, thin


def mask(*rows):
    return np.array([[cell == "#" for cell in row] for row in rows])


THICK_BAR = mask("............", ".##########.", ".##########.", ".##########.", "............")
RING = mask(
    "...........",
    "...#####...",
    "..#######..",
    ".###...###.",
    ".##.....##.",
    ".##.....##.",
    ".###...###.",
    "..#######..",
    "...#####...",
    "...........",
)
CROSS = mask("......#......", *["......#......"] * 5, "#############", *["......#......"] * 6)


def test_a_thick_bar_thins_to_a_line_of_one_pixel():
    line = thin(THICK_BAR[None])[0]
    assert line.sum(0).max() == 1
    assert np.flatnonzero(line.any(1)).tolist() == [2]
    assert line.sum() >= 7


def test_thinning_keeps_what_is_thin_and_what_is_empty():
    assert (thin(CROSS[None])[0] == CROSS).mean() > 0.95
    assert not thin(np.zeros((2, 5, 5), bool)).any()


def test_a_bar_is_one_line_from_end_to_end():
    (line,) = polylines(thin(THICK_BAR[None])[0])
    assert abs(line[0, 1] - line[-1, 1]) == len(line) - 1


def test_a_ring_is_one_line_that_ends_where_it_begins():
    (line,) = polylines(thin(RING[None])[0])
    assert line[0].tolist() == line[-1].tolist()
    assert len(line) > 12


def test_a_cross_is_four_lines_that_meet():
    lines = polylines(CROSS)
    assert len(lines) == 4
    ends = [tuple(end) for line in lines for end in (line[0], line[-1])]
    assert ends.count((6.0, 6.0)) == 4


def test_specks_and_short_spurs_are_left_out_unless_they_are_all():
    drawn = CROSS.copy()
    drawn[1, 1] = True
    assert len(polylines(drawn)) == 4
    assert [line.tolist() for line in polylines(mask("...", ".#.", "..."))] == [[[1.0, 1.0]]]


@pytest.mark.parametrize(("tolerance", "points"), [(0.1, 3), (5.0, 2)])
def test_simplified_lines_keep_what_stands_out(tolerance, points):
    corner = np.array([(0, i) for i in range(6)] + [(i, 5) for i in range(1, 6)], float)
    assert len(simplify(corner, tolerance)) == points


def test_a_simplified_loop_stays_closed():
    angles = np.linspace(0, 2 * np.pi, 41)
    loop = np.stack([np.sin(angles), np.cos(angles)], 1) * 8
    loop[-1] = loop[0]
    rough = simplify(loop, 1.0)
    assert rough[0].tolist() == rough[-1].tolist()
    assert 4 < len(rough) < 15


def test_smoothing_keeps_the_ends():
    line = np.array([(i % 2, i) for i in range(9)], float)
    even = smooth(line)
    assert even[[0, -1]].tolist() == line[[0, -1]].tolist()
    assert np.abs(np.diff(even[1:-1, 0])).max() < 1
