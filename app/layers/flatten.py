"""From volumes to vectors."""

from math import prod
from typing import TYPE_CHECKING, ClassVar, Literal

from app.layers.base import Layer, Links, Shape

if TYPE_CHECKING:
    from torch import nn


class Flatten(Layer):
    """Unrolls the volume into one long vector.

    Channel by channel, row by row: 32×32×3 becomes 3072 numbers.
    """

    title: ClassVar[str] = "Flatten"
    local: ClassVar[bool] = False

    kind: Literal["flatten"] = "flatten"

    def out_shape(self, shape: Shape) -> Shape:
        """[channels·height·width]; a vector stays as it is."""
        return (prod(shape),)

    def size(self, shape: Shape) -> dict[str, str] | None:
        """16·5·5 = 400."""
        return {"features": f"{'·'.join(str(side) for side in shape)} = {prod(shape)}"}

    def build(self, shape: Shape) -> "nn.Module":
        """nn.Flatten."""
        from torch import nn

        return nn.Flatten()

    def links(self, shape: Shape, unit: tuple[int, int, int]) -> Links:
        """The one cell it copies."""
        channel, rest = divmod(unit[0], prod(shape[1:]))
        y, x = divmod(rest, shape[2]) if len(shape) == 3 else (0, 0)
        return Links("copy", (channel, channel + 1), (y, x, y + 1, x + 1), formula="copy")
