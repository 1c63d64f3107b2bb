"""The answers of `POST /api/v1/activations`: numbers about the maps, the maps themselves, or a picture of them."""

import io
from math import ceil, sqrt

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from app.errors import ErrorEntry, InvalidInput
from app.images.encode import encode_png
from app.live.look import Look
from app.live.models import Resolved
from app.protocol.live_server import Misfit
from app.protocol.mode import Mode


class LayerNumbers(BaseModel):
    """What the maps of one layer amount to; null where no number is finite."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    path: str
    shape: list[int]
    min: float | None
    max: float | None
    mean: float | None
    zeros: float
    """Share of the numbers that are exactly 0."""


class LayerWarning(BaseModel):
    """Why maps are absent."""

    code: str
    detail: str
    path: str


class Activations(BaseModel):
    """Numbers about the maps of each layer."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    input: list[int]
    """Shape of the image as the network saw it."""
    layers: list[LayerNumbers]
    trained: bool
    mode: Mode
    batch: int
    """Images that went through together: 1 in test mode."""
    warnings: list[LayerWarning]
    """`misfit`: the image's own size does not fit this node; it and what follows are absent."""


def check_layers(network: Resolved, layers: list[str] | None) -> None:
    """Raise `InvalidInput` (`unknown`) for a path that the network does not have."""
    known = {node.path for node in network.summary.nodes}
    faults = [
        ErrorEntry(pointer=f"/layers/{index}", code="unknown", detail="The network has no node of this path.")
        for index, path in enumerate(layers or ())
        if path not in known
    ]
    if faults:
        raise InvalidInput(faults[0].detail, code="unknown", errors=faults)


def activations(look: Look) -> Activations:
    """The numbers, of a look with `maps="numbers"`."""
    misfit = look.header["misfit"]
    return Activations(
        input=list(look.prepared.shape),
        layers=[LayerNumbers(**numbers) for numbers in look.header["numbers"]],
        trained=look.trained,
        mode=look.header["mode"],
        batch=look.header["batch"],
        warnings=[_warning(Misfit(**misfit))] if misfit else [],
    )


def _warning(misfit: Misfit) -> LayerWarning:
    return LayerWarning(code="misfit", detail=misfit.detail, path=misfit.path)


def npz(look: Look) -> bytes:
    """The float32 maps by path, and `input` (uint8), as a NumPy archive."""
    out = io.BytesIO()
    np.savez(out, input=look.prepared, **look.maps)  # type: ignore[arg-type]  # its stub knows allow_pickle alone
    return out.getvalue()


def png_grid(look: Look) -> bytes:
    """The maps of the one layer asked for, side by side, from its smallest (black) to its largest value (white)."""
    if len(look.maps) != 1:
        raise InvalidInput("Ask for exactly one layer to get a picture of it.", code="one_layer")
    (values,) = look.maps.values()
    maps = values if values.ndim == 3 else values[:, None, None]
    finite = np.nan_to_num(maps, nan=0.0).clip(-1e30, 1e30)
    low, high = float(finite.min()), float(finite.max())
    return encode_png(_tiles(np.rint((finite - low) * (255 / ((high - low) or 1))).astype(np.uint8))[None])


def _tiles(maps: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """[C, H, W] as one picture of about square shape, a black line between maps."""
    count, height, width = maps.shape
    columns = ceil(sqrt(count))
    rows = ceil(count / columns)
    grid = np.zeros((rows * columns, height + 1, width + 1), np.uint8)
    grid[:count, :height, :width] = maps
    grid = grid.reshape(rows, columns, height + 1, width + 1).swapaxes(1, 2)
    return grid.reshape(rows * (height + 1), columns * (width + 1))[:-1, :-1]
