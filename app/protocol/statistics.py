"""What is told of a layer in training: how its numbers are spread, whether its units are alive, how fast it moves."""

from app.protocol.base import FromServer


class Histogram(FromServer):
    """Numbers in bins of equal width from `low` to `high`; those that are not finite are left out."""

    low: float
    high: float
    counts: list[int]


class LayerStatistics(FromServer):
    """Of one node, after a step."""

    path: str
    weights: Histogram | None = None
    """Of its parameter `weight`."""
    gradients: Histogram | None = None
    """Of the loss by that parameter, for the mini-batch of the last step; null before the first."""
    activations: Histogram | None = None
    """Of its outputs, over the images looked at."""
    weight_norm: float | None = None
    """Euclidean length of `weight`."""
    gradient_norm: float | None = None
    """Euclidean length of its gradient."""
    update_ratio: float | None = None
    """Length of the last step that was watched over the length of the weight before it; about 10⁻³ is usual."""
    dead: float | None = None
    """Of a ReLU: the share of its channels that are 0 everywhere in all images looked at."""
    saturated: float | None = None
    """Of sigmoid and tanh: the share of outputs at which its slope is below 5 % of the largest."""
    identical: int = 0
    """Filters whose weights equal those of an earlier one, number for number: they learn the same for ever."""


class Statistics(FromServer):
    """Of the layers asked for."""

    images: int
    """Validation images that outputs were taken of, evenly spread and always the same: fewer for costly networks."""
    layers: list[LayerStatistics]
