"""Attributions to regions of the image rather than to pixels."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from app.attribution.method import Background, Method
from app.training.setting import ADVANCED


class GradCam(Method):
    """Where a layer's maps speak for the class: each map weighted by its mean gradient.

    Depends on the class and shows the region, as coarse as the layer's maps; it is enlarged to the image and says
    nothing about single pixels. By default the last convolution; in early layers the mean gradient says little.
    Selvaraju et al., "Grad-CAM" (2016), arXiv:1610.02391.
    """

    title = "Grad-CAM"
    kind: Literal["grad_cam"] = "grad_cam"
    positive: bool = True
    """Show only what speaks for the class, as in the paper; otherwise also what speaks against it."""


class Occlusion(Method):
    """How much the score falls when a patch is covered.

    Asks the network itself and needs no gradient, so it holds for any network. Covered images are unlike any that
    it was trained on, and parts that can stand in for each other are both found unimportant. Zeiler, Fergus,
    "Visualizing and understanding convolutional networks" (2013), arXiv:1311.2901.
    """

    title = "Occlusion"
    kind: Literal["occlusion"] = "occlusion"
    needs_gradient: ClassVar[bool] = False
    patch: Annotated[int, Field(ge=1, le=256)] = 6
    """Side of the patch, in input pixels; at most the image's."""
    stride: Annotated[int, Field(ge=1, le=256)] = 2
    """Pixels from one place of the patch to the next; at most the patch's side."""
    background: Annotated[Background, Field(json_schema_extra=ADVANCED)] = "black"
    """What covers the patch."""

    def window(self, height: int, width: int) -> tuple[tuple[int, int], tuple[int, int]]:
        """Height and width of the patch and of its step on an image of this size."""
        sides = (min(self.patch, height), min(self.patch, width))
        return sides, (min(self.stride, sides[0]), min(self.stride, sides[1]))

    def passes(self, height: int, width: int) -> int:
        """One forward pass a place of the patch, and one without it."""
        sides, steps = self.window(height, width)
        down, across = (
            -(-(size - side) // step) + 1
            for size, side, step in zip((height, width), sides, steps, strict=True)
        )
        return down * across + 1
