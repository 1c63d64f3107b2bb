"""Which checkpoints are kept."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from app.runs.thinning import superfluous

STEPS = st.sets(st.integers(0, 10**6), min_size=1, max_size=60).map(sorted)


@given(STEPS, st.integers(3, 50))
def test_the_first_and_the_two_newest_stay(steps: list[int], keep: int) -> None:
    left = sorted(set(steps) - set(superfluous(steps, keep)))
    assert len(left) == min(len(steps), keep)
    assert left[0] == steps[0]
    assert left[-2:] == steps[-2:]


def test_the_first_ten_steps_stay_where_there_is_room() -> None:
    steps = [*range(11), *range(20, 40_000, 20)]
    left = sorted(set(steps) - set(superfluous(steps, 64)))
    assert left[:11] == list(range(11))
    assert len(left) == 64
    ratios = [later / earlier for earlier, later in pairwise(left[11:])]
    assert max(ratios) < 2.1  # nowhere is half of the way missing


def test_a_long_run_keeps_its_beginning_and_places_all_along() -> None:
    kept: list[int] = []
    for step in [0, 10, 30, 100, 300, *range(1000, 200_001, 1000)]:
        kept = sorted({*kept, step} - set(superfluous([*kept, step], 20)))
    assert {0, 10, 30, 100} <= set(kept)
    gaps = [later / earlier for earlier, later in pairwise(kept[4:])]
    assert max(gaps) < 4
