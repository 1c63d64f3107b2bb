"""One number of a network as a goal: of a map, of one unit, of a class."""

from dataclasses import dataclass

from torch import Tensor


@dataclass(frozen=True)
class Goal:
    """The mean of the map `channel` of the node `path`, or one unit of it where `y` and `x` are given.

    Of a vector, the number at the index `channel`: a class's score, say.
    """

    path: str
    channel: int
    y: int | None = None
    x: int | None = None

    def of(self, value: Tensor) -> Tensor:
        """The number for each picture, (B,), from the node's output, (B, C, H, W) or (B, N)."""
        numbers = value[:, self.channel]
        if value.dim() < 4:
            return numbers
        if self.y is None or self.x is None:
            return numbers.mean((1, 2))
        return numbers[:, self.y, self.x]
