"""What every way of attribution has in common."""

from typing import ClassVar, Literal

from app.training.setting import Setting

Background = Literal["black", "gray", "white"]
"""An even picture to compare with: pixels of 0, 127.5 or 255."""

GRADIENT = 3
"""A pass forward and back costs about three forward passes."""


class Method(Setting):
    """A way of attribution with its settings."""

    needs_gradient: ClassVar[bool] = True
    """Must the answer have a slope by every pixel?"""

    def passes(self, height: int, width: int) -> int:
        """About how many forward passes it costs on an image of this size."""
        return GRADIENT
