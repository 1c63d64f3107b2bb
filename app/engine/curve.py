"""An activation as a curve over the numbers that it gets: f and f′ by torch, and a histogram of the layer's inputs."""

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from app.engine.rounding import number
from app.network.report import NodeSummary
from app.protocol.live_server import CurvePoint, UnitCurve

POINTS = 256
"""About so many of them: few enough for a message, and two pixels apart on the page."""
BINS = 64
LEAST = 4.0
"""The curve reaches at least so far to both sides: saturation is to be seen."""


def curve_of(module: nn.Module, node: NodeSummary, inputs: Tensor, z: float) -> UnitCurve:
    """The curve of the activation `node` over its `inputs` (1, …), and the point of the unit that gets `z`.

    f′ is what backpropagation passes: torch's choice at kinks, and straight through a threshold.
    """
    seen = inputs.detach().numpy().ravel().astype(np.float64)  # differences of float32 may be infinite
    seen = seen[np.isfinite(seen)]
    places = grid(seen)
    f, slope = _bent(module, places)
    (own_f,), (own_slope,) = _bent(module, np.array([z], np.float32))
    counts, _ = np.histogram(seen, BINS, (float(places[0]), float(places[-1])))
    return UnitCurve(
        kind=node.kind,
        path=node.path,
        reads=node.inputs[0],
        z=[float(place) for place in places],
        f=_told(f),
        slope=_told(slope),
        counts=counts.tolist(),
        own=CurvePoint(z=number(z), f=number(own_f), slope=number(own_slope)),
    )


def grid(seen: NDArray[np.float64]) -> NDArray[np.float32]:
    """Evenly spaced places from below the smallest to above the largest number; 0, where many curves bend, is one."""
    low = min(float(seen.min(initial=0)), -LEAST)
    high = max(float(seen.max(initial=0)), LEAST)
    step = high / POINTS - low / POINTS
    return (step * np.arange(np.floor(low / step), np.ceil(high / step) + 1)).astype(np.float32)


@torch.inference_mode(False)
@torch.enable_grad()
def _bent(module: nn.Module, places: NDArray[np.float32]) -> tuple[list[float], list[float]]:
    """f and f′ at these places."""
    z = torch.tensor(places)[None].requires_grad_()
    f = module(z)
    (slope,) = torch.autograd.grad(f.sum(), z)
    return f[0].tolist(), slope[0].tolist()


def _told(values: Sequence[float]) -> list[float | None]:
    return [number(value) for value in values]
