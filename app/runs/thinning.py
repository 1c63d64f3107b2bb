"""Which checkpoints to keep: the first eleven steps, the two newest, and ever fewer the further back."""

DENSE = 10
"""So many steps after the first stay, each of them …"""
ROOM = 24
"""… where there is room for so many."""


def superfluous(steps: list[int], keep: int) -> list[int]:
    """Those of the ascending `steps` to delete so that at most `keep` (3 or more) remain.

    What goes is always the one whose neighbours are closest to each other in proportion to their step: the
    early ones, which show how learning began, stay.
    """
    left = list(steps)
    dense = sum(step <= steps[0] + DENSE for step in steps) if keep >= ROOM else 1
    while len(left) > max(keep, 3):
        inner = range(dense, len(left) - 2)
        del left[min(inner, key=lambda i: (left[i + 1] - left[i - 1]) / left[i + 1])]
    return sorted(set(steps) - set(left))
