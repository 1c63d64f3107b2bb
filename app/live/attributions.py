"""The answers of `POST /api/v1/attributions`: the map as a picture in colours, or its numbers."""

import io

import numpy as np
from numpy.typing import NDArray

from app.images.encode import encode_png
from app.live.look import Look

NEGATIVE, ZERO, POSITIVE = (
    ((0x96, 0x3F, 0x00), (0xF0, 0xA6, 0x65)),
    (0xEF, 0xED, 0xE8),
    ((0x7F, 0xB2, 0xE5), (0x0B, 0x57, 0xA4)),
)
"""The page's colours of numbers: orange below zero, blue above, light where there is nothing."""

MAP = "attribution"


def about(look: Look) -> dict[str, str]:
    """What the picture does not say, as headers: the class, if any, the score, the number of the strongest colour."""
    header = look.header["attributions"][0]
    strongest = float(np.abs(_finite(look)).max())
    told = {"X-Target": header["target"], "X-Layer": header["layer"], "X-Score": header["score"]}
    return {name: str(value) for name, value in told.items() if value is not None} | {
        "X-High": f"{strongest:.8g}"
    }


def npz(look: Look) -> bytes:
    """`map` [H, W] and `attribution` [C, H, W] as float32, `input` (uint8), `target`, `score`: a NumPy archive.

    `target` is −1 where a unit was asked about.
    """
    header = look.header["attributions"][0]
    name = header["tensor"]
    out = io.BytesIO()
    np.savez(
        out,
        input=look.prepared,
        map=look.maps[name][0],
        attribution=look.maps[f"{name}:values"],
        target=np.int64(-1 if header["target"] is None else header["target"]),
        score=np.float32(header["score"] if header["score"] is not None else np.nan),
    )
    return out.getvalue()


def png(look: Look) -> bytes:
    """The map in the size of the network's input, centred on zero: the strongest number has the full colour."""
    values = _finite(look)
    shares = values / (float(np.abs(values).max()) or 1.0)
    stops = np.array([NEGATIVE[0], NEGATIVE[1], ZERO, *POSITIVE], float)
    planes = [np.interp(shares, (-1, -0.5, 0, 0.5, 1), stops[:, channel]) for channel in range(3)]
    return encode_png(np.rint(planes).astype(np.uint8))


def _finite(look: Look) -> NDArray[np.float32]:
    name = look.header["attributions"][0]["tensor"]
    values: NDArray[np.float32] = np.nan_to_num(look.maps[name][0], nan=0.0).clip(-1e30, 1e30)
    return values
