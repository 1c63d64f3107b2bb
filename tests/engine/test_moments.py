"""At which steps a run keeps its weights."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from app.engine.moments import FEW, MOMENT_BYTES, MOMENTS, moments

SMALL = 1000


@given(st.integers(0, 10**6), st.integers(1, 10**7))
def test_there_are_forty_of_any_run_that_is_long_enough(first: int, length: int) -> None:
    kept = sorted(moments(first, first + length, SMALL))
    assert kept[0] == first
    assert kept[-1] == first + length
    assert kept[:11] == list(range(first, first + min(length, 10) + 1))
    assert len(kept) == min(MOMENTS, length + 1)
    assert MOMENTS >= 40


def test_later_ones_lie_apart_in_equal_ratios() -> None:
    kept = sorted(moments(0, 100_000, SMALL))
    ratios = [later / earlier for earlier, later in pairwise(kept[10:])]
    assert max(ratios) / min(ratios) < 1.1  # as near as whole steps allow


@given(st.integers(1, 10**10))
def test_together_they_stay_within_their_bytes(size: int) -> None:
    kept = moments(0, 5000, size)
    assert len(kept) * size <= MOMENT_BYTES or kept == frozenset(FEW)


def test_large_networks_keep_a_few() -> None:
    assert moments(0, 5000, MOMENT_BYTES) == frozenset(FEW)
    assert moments(0, 100, MOMENT_BYTES) == {10, 30}
    assert moments(40, 5000, MOMENT_BYTES) == {100, 300}
