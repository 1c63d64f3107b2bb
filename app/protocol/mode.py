"""How a forward pass is computed: as in a test, or as in training."""

from typing import Annotated, Literal

from pydantic import Field

from app.protocol.base import FromClient

Mode = Literal["test", "train"]
MaskSeed = Annotated[int, Field(ge=0, le=2**32 - 1)]


class Passing(FromClient):
    """`test`: running statistics, nothing left out. `train`: statistics of the batch, masks and noise drawn.

    The batch is the image together with validation images of the network's own data set, always the same ones,
    evenly spread: `app.live.reference` says how many. Where there is no such data set, or the image is of another
    size, the image is alone in its batch. Nothing of it stays: the running statistics are not changed.
    """

    mode: Mode = "test"
    """Test or training."""
    mask_seed: MaskSeed = 0
    """With `train`: decides masks and noise, so that the same seed draws the same ones."""


TEST = Passing()
