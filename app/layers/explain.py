"""The arithmetic of one output unit in numbers: what `Layer.explain` gives, and how each operation comes to it.

Plain Python floats, so that the explanation is independent of torch: a test holds it against torch's output and its
Jacobian. Cells are the numbers that the unit reads (`Layer.links`), flat in the order channel, row, column; padding is
among them, with its value, and `inside` says which cells are real.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from math import exp, fsum, sqrt

Curve = Callable[[float], tuple[float, float]]
"""An activation: z → its value and its slope."""


@dataclass(frozen=True)
class Given:
    """The numbers of one unit."""

    cells: Sequence[float]
    inside: Sequence[bool]
    own: int = 0
    """Which cell lies where the unit does, for operations that set it apart."""
    kernel: Sequence[float] | None = None
    bias: float | None = None
    numbers: Mapping[str, float] = field(default_factory=dict)
    """Parameters and statistics that the unit uses, by torch's names; `n` is what a mean is divided by."""


@dataclass(frozen=True)
class Step:
    """One line: `symbol = formula = value`, in symbols that need no translation."""

    symbol: str
    formula: str
    value: float


@dataclass(frozen=True)
class Explanation:
    """How the number comes about: the last step's value is the unit's.

    `slopes` are the unit's derivatives by the cells; `terms` the cells' own parts of the arithmetic (products, squares,
    exponentials); `winner` is the cell that a maximum takes.
    """

    steps: tuple[Step, ...]
    slopes: Sequence[float]
    terms: Sequence[float] | None = None
    winner: int | None = None
    training: tuple[Step, ...] = ()
    """What else the number may be while training, for layers that then do something else."""

    @property
    def value(self) -> float:
        """The unit's number."""
        return self.steps[-1].value


def logistic(z: float) -> float:
    """σ(z) = 1/(1 + e⁻ᶻ), for z of any size."""
    small = exp(-abs(z))
    return (1.0 if z >= 0 else small) / (1 + small)


def weighted_sum(given: Given) -> Explanation:
    """Σ x·w, and the bias."""
    kernel = given.kernel or ()
    products = [cell * weight for cell, weight in zip(given.cells, kernel, strict=True)]
    total = fsum(products)
    steps = [Step("Σ", "Σ x·w", total)]
    if given.bias is not None:
        steps += [Step("b", "b", given.bias), Step("z", "Σ + b", total + given.bias)]
    return Explanation(tuple(steps), kernel, products)


def largest(given: Given) -> Explanation:
    """The first of the largest cells, padding aside."""
    places = [index for index, real in enumerate(given.inside) if real]
    winner = max(places, key=lambda index: given.cells[index])
    slopes = _only(winner, 1.0, len(given.cells))
    return Explanation((Step("max", "max x", given.cells[winner]),), slopes, winner=winner)


def mean(given: Given) -> Explanation:
    """Σ x / n."""
    total, count = fsum(given.cells), given.numbers["n"]
    steps = (Step("Σ", "Σ x", total), Step("n", "n", count), Step("mean", "Σ / n", total / count))
    return Explanation(steps, [1 / count] * len(given.cells))


def length(given: Given) -> Explanation:
    """√(Σ x²); its slope is 0 where all are zero."""
    squares = [cell * cell for cell in given.cells]
    total = fsum(squares)
    root = sqrt(total)
    slopes = [cell / root if root else 0.0 for cell in given.cells]
    return Explanation((Step("Σ", "Σ x²", total), Step("√", "√Σ", root)), slopes, squares)


def copied(given: Given) -> Explanation:
    """The one cell as it is; 0 where there is none."""
    if not given.cells:
        return Explanation((Step("0", "0", 0.0),), ())
    return Explanation((Step("x", "x", given.cells[0]),), (1.0,))


def curved(given: Given, curve: Curve, formula: str) -> Explanation:
    """f(z), and its slope f′(z)."""
    z = given.cells[0]
    value, slope = curve(z)
    return Explanation((Step("z", "z", z), Step("f", formula, value)), (slope,))


def shares(given: Given) -> Explanation:
    """Softmax: e^z of the unit over the sum of all, both made smaller by the largest."""
    most = max(given.cells)
    powers = [exp(cell - most) for cell in given.cells]
    total = fsum(powers)
    p = powers[given.own] / total
    steps = (
        Step("m", "max z", most),
        Step("e", "e^(z − m)", powers[given.own]),
        Step("Σ", "Σ e^(z − m)", total),
        Step("p", "e / Σ", p),
    )
    slopes = [-p * power / total for power in powers]
    slopes[given.own] += p
    return Explanation(steps, slopes, powers)


def standardised(given: Given, eps: float) -> Explanation:
    """(z − μ)/√(σ² + ε)·γ + β with the running statistics, or with those of a batch of `count` numbers.

    In a batch z moves its mean and its variance too, which takes something off the slope.
    """
    numbers, z = given.numbers, given.cells[0]
    middle, variance = numbers["running_mean"], numbers["running_var"]
    steps, slope = _standardise(z, middle, variance, eps, numbers)
    if count := numbers.get("count"):
        slope *= 1 - (1 + (z - middle) ** 2 / (variance + eps)) / count
    return Explanation((Step("z", "z", z), *steps), (slope,))


def normalised(given: Given, eps: float) -> Explanation:
    """(z − μ)/√(σ² + ε)·γ + β with the mean and the variance of the cells themselves."""
    cells, count = given.cells, len(given.cells)
    middle = fsum(cells) / count
    variance = fsum((cell - middle) ** 2 for cell in cells) / count
    steps, slope = _standardise(cells[given.own], middle, variance, eps, given.numbers)
    own = (cells[given.own] - middle) / (variance + eps)
    slopes = [-slope / count * (1 + own * (cell - middle)) for cell in cells]
    slopes[given.own] += slope
    return Explanation((Step("z", "z", cells[given.own]), *steps), slopes)


def damped(given: Given, maps: int, alpha: float, beta: float, k: float) -> Explanation:
    """x / (k + α/n · Σ x²)^β."""
    x = given.cells[given.own]
    squares = [cell * cell for cell in given.cells]
    total = fsum(squares)
    base = k + alpha / maps * total
    damping = base**beta
    steps = (
        Step("x", "x", x),
        Step("Σ", "Σ x²", total),
        Step("d", "(k + α/n · Σ)^β", damping),
        Step("y", "x / d", x / damping),
    )
    slopes = [-2 * x * cell * beta * alpha / maps / (base * damping) for cell in given.cells]
    slopes[given.own] += 1 / damping
    return Explanation(steps, slopes, squares)


POOLED: dict[str, Callable[[Given], Explanation]] = {"max": largest, "mean": mean, "l2": length}
"""What pools do with their window."""


def _standardise(
    z: float, middle: float, variance: float, eps: float, numbers: Mapping[str, float]
) -> tuple[list[Step], float]:
    """The steps from the statistics on, and the slope by z while they are taken as given."""
    deviation = sqrt(variance + eps)
    scale, shift = numbers.get("weight", 1.0), numbers.get("bias", 0.0)
    unit = (z - middle) / deviation
    steps = [
        Step("μ", "μ", middle),
        Step("σ²", "σ²", variance),
        Step("ẑ", "(z − μ) / √(σ² + ε)", unit),
        Step("γ", "γ", scale),
        Step("β", "β", shift),
        Step("y", "ẑ·γ + β", unit * scale + shift),
    ]
    return steps, scale / deviation


def _only(place: int, value: float, count: int) -> list[float]:
    slopes = [0.0] * count
    slopes[place] = value
    return slopes
