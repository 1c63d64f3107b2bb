"""From volumes to vectors, and back."""

from collections.abc import Mapping
from math import prod
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import Field

from app.layers.base import Channels, Layer, Links, Shape, ShapeProblem, product, times, vector
from app.layers.explain import Explanation, Given, copied
from app.layers.forms import BATCH, REQUIRED, Form, Misread, Reading
from app.layers.operators import Constant, Found, Operator, X

if TYPE_CHECKING:
    from torch import nn

Long = Annotated[int, Field(ge=1, le=65536)]
Volume = Annotated[tuple[Channels, Long, Long], Field(strict=False)]


class Flatten(Layer):
    """Unrolls the volume into one long vector.

    Channel by channel, row by row: 32×32×3 becomes 3072 numbers.
    """

    title: ClassVar[str] = "Flatten"
    modules: ClassVar[tuple[Form, ...]] = (Form("nn.Flatten", "start_dim=1, end_dim=-1"),)
    functions: ClassVar[tuple[Form, ...]] = (
        Form(".flatten", "start_dim=0, end_dim=-1"),
        Form("torch.flatten", "x, start_dim=0, end_dim=-1"),
        Form(".view", "*shape"),
        Form(".reshape", "*shape"),
        Form("torch.reshape", "x, shape"),
    )
    onnx: ClassVar[tuple[str, ...]] = ("Flatten", "Reshape")
    local: ClassVar[bool] = False

    kind: Literal["flatten"] = "flatten"

    def out_shape(self, shape: Shape) -> Shape:
        """[channels·height·width]; a vector stays as it is."""
        return (prod(shape),)

    def sizes(self, shape: Shape) -> dict[str, str] | None:
        """16·5·5 = 400."""
        return {"features": f"{product(shape)} = {prod(shape)}"}

    def build(self, shape: Shape) -> "nn.Module":
        """nn.Flatten."""
        from torch import nn

        return nn.Flatten()

    def values(self, shape: Shape) -> dict[str, Any]:
        """From the channels on."""
        return super().values(shape) | {"start_dim": 1}

    @classmethod
    def read(cls, form: Form, values: Mapping[str, Any]) -> Reading:
        """From the channels on to the end; as a shape: (batch, −1), (batch, features), (−1, features)."""
        if "shape" in values:
            return _read_shape(values["shape"])
        if values["start_dim"] != 1 or values["end_dim"] not in (-1, 3):
            raise Misread("flattening is supported from dimension 1 to the end")
        return Reading({})

    def operators(self, shape: Shape) -> tuple[Operator, ...]:
        """Flatten."""
        return (Operator("Flatten", {"axis": 1}),)

    @classmethod
    def read_operator(cls, found: Found) -> Reading:
        """Flatten, or a Reshape to (batch, features)."""
        found.only(axis=1, allowzero=0)
        if found.kind == "Flatten":
            return Reading({})
        return _read_shape(tuple(BATCH if size == 0 else size for size in found.constants.get(1, ())))

    def links(self, shape: Shape, unit: tuple[int, int, int]) -> Links:
        """The one cell it copies."""
        channel, rest = divmod(unit[0], prod(shape[1:]))
        y, x = divmod(rest, shape[2]) if len(shape) == 3 else (0, 0)
        return Links("copy", (channel, channel + 1), (y, x, y + 1, x + 1), formula="copy")

    def explain(self, given: Given) -> Explanation:
        """The number as it is."""
        return copied(given)


class Unflatten(Layer):
    """Rolls a vector up into maps again: the step back of a flatten.

    Number by number, row by row, channel by channel. The second half of an autoencoder begins with it.
    """

    title: ClassVar[str] = "Unflatten"
    modules: ClassVar[tuple[Form, ...]] = (Form("nn.Unflatten", "dim, unflattened_size"),)
    functions: ClassVar[tuple[Form, ...]] = (
        Form(".unflatten", "dim, unflattened_size"),
        Form("torch.unflatten", "x, dim, unflattened_size"),
        Form(".view", "*shape"),
        Form(".reshape", "*shape"),
        Form("torch.reshape", "x, shape"),
    )
    onnx: ClassVar[tuple[str, ...]] = ("Reshape",)
    local: ClassVar[bool] = False

    kind: Literal["unflatten"] = "unflatten"
    unflattened_size: Volume = Field(default=(1, 28, 28), title="Output size")
    """Channels, height and width; their product is the length of the vector."""

    def out_shape(self, shape: Shape) -> Shape:
        """[channels, height, width]."""
        features, size = vector(shape, self.kind), self.unflattened_size
        if prod(size) != features:
            detail = f"a vector of {features} does not make {times(size)} = {prod(size)} numbers"
            given = times(size)
            raise ShapeProblem("unflatten", detail, features=features, wanted=prod(size), given=given)
        return size

    def sizes(self, shape: Shape) -> dict[str, str] | None:
        """784 = 1·28·28."""
        return {"features": f"{shape[0]} = {product(self.unflattened_size)}"}

    def build(self, shape: Shape) -> "nn.Module":
        """nn.Unflatten."""
        from torch import nn

        return nn.Unflatten(1, self.unflattened_size)

    def values(self, shape: Shape) -> dict[str, Any]:
        """Of the features."""
        return super().values(shape) | {"dim": 1}

    @classmethod
    def read(cls, form: Form, values: Mapping[str, Any]) -> Reading:
        """Of the features alone; as a shape: (batch, channels, height, width)."""
        if "shape" in values:
            sizes = _sizes(values["shape"])
            if len(sizes) != 4 or sizes[0] not in (BATCH, -1):
                raise Misread("reshaping is supported to (batch, features) and (batch, C, H, W) alone")
            return Reading({"unflattened_size": sizes[1:]})
        if values["dim"] not in (1, -1):
            raise Misread("unflattening is supported of dimension 1 alone")
        return super().read(form, {**values, "dim": REQUIRED})

    def operators(self, shape: Shape) -> tuple[Operator, ...]:
        """Reshape."""
        return (Operator("Reshape", inputs=(X, Constant((0, *self.unflattened_size)))),)

    @classmethod
    def read_operator(cls, found: Found) -> Reading:
        """A Reshape to (batch, channels, height, width)."""
        found.only(allowzero=0)
        sizes = tuple(BATCH if size == 0 else size for size in found.constants.get(1, ()))
        return cls.read(cls.functions[2], {"shape": sizes})

    def links(self, shape: Shape, unit: tuple[int, int, int]) -> Links:
        """The one number it copies."""
        _, height, width = self.unflattened_size
        place = (unit[0] * height + unit[1]) * width + unit[2]
        return Links("copy", (place, place + 1), (0, 0, 1, 1), formula="copy")

    def explain(self, given: Given) -> Explanation:
        """The number as it is."""
        return copied(given)


def _read_shape(shape: Any) -> Reading:
    """What a call of `view` or `reshape` with this shape says."""
    sizes = _sizes(shape)
    if len(sizes) != 2 or sizes[0] not in (BATCH, -1, 1) or sizes[1] == BATCH:
        raise Misread("reshaping is supported to (batch, features) alone")
    return Reading({}, {} if sizes[1] == -1 else {"features": sizes[1]})


def _sizes(shape: Any) -> tuple[Any, ...]:
    """The sizes, given one by one or as one list."""
    listed = len(shape) == 1 and isinstance(shape[0], tuple | list)
    return tuple(shape[0]) if listed else tuple(shape)
