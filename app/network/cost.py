"""What a network costs, and what is too much to look at."""

from dataclasses import dataclass
from math import prod

from app.layers import Layer, Shape, ShapeProblem
from app.layers.base import numel

FLOAT_BYTES = 4

MAX_PARAMS = 200_000_000
MAX_MACS = 10**12
"""For one image: some ten seconds of a processor core's work."""
MAX_ACTIVATION_BYTES = 2 * 1024**3
"""For one image, the image itself included."""

OPTIMIZER_STATE = {
    "sgd": 1,
    "adagrad": 1,
    "rmsprop": 1,
    "adadelta": 2,
    "adam": 2,
    "adamw": 2,
    "perceptron": 0,
    "adaline": 0,
}
"""Numbers an optimiser keeps for each parameter (sgd: the momentum)."""


@dataclass
class Budget:
    """What the nodes so far cost together."""

    params: int = 0
    macs: int = 0
    activation_bytes: int = 0

    def spend(self, node: "Budget") -> None:
        """Add a node; raises ShapeProblem (one of `EXPENSIVE`) with the estimate where it goes over a limit."""
        self.params += node.params
        self.macs += node.macs
        self.activation_bytes += node.activation_bytes
        self.check()

    def minus(self, node: "Budget") -> "Budget":
        """Without a node."""
        return Budget(
            self.params - node.params, self.macs - node.macs, self.activation_bytes - node.activation_bytes
        )

    def check(self) -> None:
        """Raise ShapeProblem (one of `EXPENSIVE`) where this is more than what is allowed."""
        if self.params > MAX_PARAMS:
            detail = _detail(f"{self.params:,} parameters", f"{MAX_PARAMS:,}")
            raise ShapeProblem("too_many_params", detail, amount=self.params, limit=MAX_PARAMS)
        if self.activation_bytes > MAX_ACTIVATION_BYTES:
            needed, allowed = gib(self.activation_bytes), gib(MAX_ACTIVATION_BYTES)
            detail = _detail(f"{needed} GiB of activations for one image", allowed)
            raise ShapeProblem("too_much_memory", detail, amount=needed, limit=allowed)
        if self.macs > MAX_MACS:
            detail = _detail(f"{self.macs:,} multiply-accumulates for one image", f"{MAX_MACS:,}")
            raise ShapeProblem("too_many_macs", detail, amount=self.macs, limit=MAX_MACS)


def cost_of(layer: Layer, shape: Shape, out: Shape) -> Budget:
    """What one layer costs."""
    return Budget(numel(layer.params(shape)), layer.macs(shape), prod(out) * FLOAT_BYTES)


EXPENSIVE = frozenset({"too_many_params", "too_much_memory", "too_many_macs"})


def _detail(needed: str, allowed: str) -> str:
    return f"up to here the network would need {needed}; {allowed} are allowed"


def gib(amount: int) -> str:
    """Bytes in GiB, with one decimal below 10; integers only, for no float could hold what a hostile network asks."""
    tenths = amount * 10 // 1024**3
    return f"{tenths // 10:,}" if tenths >= 100 else f"{tenths / 10:g}"
