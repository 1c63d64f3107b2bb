"""The worker's binary answers: what a network makes of an image, and its filters."""

from collections.abc import Sequence
from math import isfinite
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from app.errors import TooLarge
from app.live.reasons import Reason
from app.protocol import Tensor, encode_frame
from app.protocol.maps import map_tensors
from app.protocol.mode import Mode

Floats = NDArray[np.float32]

FILTER_BYTES = 8_000_000
"""Filters of layers beyond this are left out, largest first."""


Maps = Literal["shown", "exact", "numbers"]
"""How maps are answered: as a page shows them (few channels, 8 bits), as float32, or as numbers about them."""

ANSWER_BYTES = 64_000_000
"""Of the image and the float32 maps in one answer."""


def check_size(count: int) -> None:
    """Raise `TooLarge` (`maps_too_large`) beyond what one answer holds."""
    if count > ANSWER_BYTES:
        params = {"megabytes": count // 1_000_000, "limit": ANSWER_BYTES // 1_000_000}
        detail = "This would be {megabytes} MB; one answer holds {limit}. Ask for fewer or smaller layers."
        raise TooLarge.of("maps_too_large", detail.format(**params), **params)


def result_frame(
    inference: Any,
    prepared: NDArray[np.uint8],
    *,
    seq: int,
    empty: bool,
    needs: tuple[str, tuple[int, ...]] | None,
    milliseconds: float,
    maps: Maps,
    notes: list[dict[str, Any]],
    mode: Mode = "test",
    reasons: Sequence[Reason] = (),
) -> bytes:
    """The frame `result` (see `app.protocol.live_server.Result`). Raises `TooLarge`."""
    shows = inference.probabilities is not None and not empty
    header: dict[str, Any] = {
        "type": "result",
        "seq": seq,
        "probabilities": _finite(inference.probabilities) if shows else None,
        "logits": [] if inference.logits is None else _numbers(inference.logits),
        "empty": empty,
        "misfit": _misfit(*needs) if needs else None,
        "notes": notes,
        "milliseconds": round(milliseconds, 3),
        "mode": mode,
        "batch": inference.batch,
        "attributions": [reason.header for reason in reasons],
    }
    if maps == "numbers":
        header["numbers"] = [_summary(path, values) for path, values in inference.outputs.items()]
    image = Tensor("input", prepared, [0.0] * len(prepared), [255.0] * len(prepared))
    shown = {reason.header["tensor"]: reason.map for reason in reasons}
    if maps == "shown":
        return encode_frame(header, [image, *map_tensors({**inference.outputs, **shown}, prepared.nbytes)])
    values = {f"{reason.header['tensor']}:values": reason.values for reason in reasons}
    exact = [*_tensors(inference.outputs, maps), *_exact({**shown, **values})]
    return encode_frame(header, [image, *exact])


def _tensors(outputs: dict[str, Floats], maps: Maps) -> list[Tensor]:
    if maps == "numbers":
        return []
    check_size(sum(values.nbytes for values in outputs.values()))
    return _exact(outputs)


def _exact(outputs: dict[str, Floats]) -> list[Tensor]:
    return [Tensor(path, values) for path, values in outputs.items()]


def _summary(path: str, values: NDArray[np.float32]) -> dict[str, Any]:
    """As `app.live.activations.LayerNumbers`."""
    finite = values[np.isfinite(values)]
    some = finite.size > 0
    return {
        "path": path,
        "shape": list(values.shape),
        "min": float(finite.min()) if some else None,
        "max": float(finite.max()) if some else None,
        "mean": float(finite.mean(dtype=np.float64)) if some else None,
        "zeros": float((values == 0).mean()),
    }


def _numbers(values: NDArray[np.float32]) -> list[float | None]:
    return [value if isfinite(value) else None for value in values.tolist()]


def _finite(values: NDArray[np.float32]) -> list[float] | None:
    """Probabilities, or None where the weights have exploded."""
    return values.tolist() if np.isfinite(values).all() else None


def _misfit(path: str, needs: tuple[int, ...]) -> dict[str, Any]:
    shape = " × ".join(map(str, needs))
    return {
        "path": path,
        "needs": list(needs),
        "detail": f"{path} takes {shape}; this image gives another size.",
    }


def filters_frame(filters: dict[str, NDArray[np.float32]]) -> bytes:
    """The frame `filters`: float32 weights by path."""
    kept = dict(sorted(filters.items(), key=lambda item: item[1].nbytes))
    room = FILTER_BYTES
    for path, values in list(kept.items()):
        room -= values.nbytes
        if room < 0:
            del kept[path]
    tensors = [Tensor(path, values) for path, values in filters.items() if path in kept]
    return encode_frame({"type": "filters"}, tensors)
