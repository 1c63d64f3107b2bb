"""What changes nothing."""

from typing import TYPE_CHECKING, ClassVar, Literal

from app.layers.base import Layer, Links, Shape, itself
from app.layers.explain import Explanation, Given, copied
from app.layers.forms import Form

if TYPE_CHECKING:
    from torch import nn


class Identity(Layer):
    """Passes its input on as it is.

    A place to look at, or a branch that another layer may take one day.
    """

    title: ClassVar[str] = "Identity"
    modules: ClassVar[tuple[Form, ...]] = (Form("nn.Identity"),)
    onnx: ClassVar[tuple[str, ...]] = ("Identity",)

    kind: Literal["identity"] = "identity"

    def build(self, shape: Shape) -> "nn.Module":
        """nn.Identity."""
        from torch import nn

        return nn.Identity()

    def links(self, shape: Shape, unit: tuple[int, int, int]) -> Links:
        """It copies."""
        return Links("copy", *itself(unit), formula="copy")

    def explain(self, given: Given) -> Explanation:
        """The number as it is."""
        return copied(given)
