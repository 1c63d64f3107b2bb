"""What the messages share: strictness towards clients, tensors in the headers of frames, reusable fields."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Path = Annotated[str, Field(max_length=512)]
"""The address of a node, or "input"."""
Box = tuple[int, int, int, int]
"""y0, x0, y1, x1: end exclusive; unclipped, so that padding shows as negative or too large numbers."""


class FromClient(BaseModel):
    """A message of a client: no unknown field, no guessing of types."""

    model_config = ConfigDict(
        frozen=True,
        strict=True,
        extra="forbid",
        allow_inf_nan=False,
        use_attribute_docstrings=True,
        arbitrary_types_allowed=True,
    )


class FromServer(BaseModel):
    """A message of the server, or a part of one."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)


class TensorEntry(FromServer):
    """Where in a frame's data a tensor lies, and how to read it."""

    name: str
    """A path, "input", or "<path>.bias"."""
    shape: list[int]
    dtype: Literal["uint8", "float32"]
    low: list[float]
    """Of uint8: the value of 0, one per channel (vectors: one). value = low + u8·(high − low)/255."""
    high: list[float]
    """Of uint8: the value of 255, likewise."""
    offset: int
    """Bytes from the start of the data."""
    scale: int = 1
    """Sides were divided by this much, by averaging, to keep the frame small."""
    channels: int | None = None
    """How many channels (of vectors: numbers) there are, where only the first were sent."""
    finite: bool = True
    """False where some values were infinite or no numbers; they are shown as very large or 0."""


class Note(FromServer):
    """A remark on what was done with a request."""

    code: str
    """Stable, for programs and translations."""
    detail: str
    params: dict[str, Any]
    """The numbers in `detail`."""
