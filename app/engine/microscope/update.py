"""The update of one weight, factor by factor, for every optimiser: before + Δ = after.

The rules are those of `torch.optim`, written out for one number in float64; papers stand with the settings in
`app.training.optimizers`. Weight decay λ adds λ·w to the gradient, but for AdamW, where it shrinks the weight itself.
"""

from collections.abc import Iterator, Mapping
from math import sqrt
from typing import Any

from app.training.config import TrainConfig
from app.training.findings import Term
from app.training.optimizers import Adadelta, Adagrad, Adam, AdamW, RmsProp, Sgd

State = Mapping[str, float]
"""What the optimiser remembers of this weight, by torch's names; nothing before its first step."""


def update(config: TrainConfig, weight: float, gradient: float, state: State, lr: float) -> list[Term]:
    """The factors in order; the last one is Δ."""
    return list(_terms(config, weight, gradient, state, lr))


def _terms(config: TrainConfig, weight: float, gradient: float, state: State, lr: float) -> Iterator[Term]:
    rule, decay = config.optimizer, config.weight_decay
    yield Term(symbol="g", formula="∂L/∂w", numbers="", value=gradient)
    if decay and not isinstance(rule, AdamW):
        decayed = gradient + decay * weight
        yield _term("g′", "g + λ·w", decayed, gradient, "+", decay, "·", weight)
        gradient = decayed
    g = "g′" if decay and not isinstance(rule, AdamW) else "g"
    match rule:
        case Adam():
            yield from _adam(rule, g, gradient, weight, state, lr, decay if isinstance(rule, AdamW) else 0.0)
        case Adagrad():
            total = state.get("sum", 0.0) + gradient**2
            yield _term("s", f"s + {g}²", total, state.get("sum", 0.0), "+", gradient, "²")
            step = -lr * gradient / (sqrt(total) + rule.eps)
            yield _term("Δ", f"−lr · {g} / (√s + ε)", step, -lr, "·", gradient, "/ √", total)
        case RmsProp():
            yield from _rmsprop(rule, g, gradient, state, lr)
        case Adadelta():
            yield from _adadelta(rule, g, gradient, state, lr)
        case Sgd(momentum=momentum) if momentum:
            before = state.get("momentum_buffer", 0.0)
            velocity = momentum * before + gradient
            yield _term("v", f"μ·v + {g}", velocity, momentum, "·", before, "+", gradient)
            if not rule.nesterov:
                yield _term("Δ", "−lr · v", -lr * velocity, -lr, "·", velocity)
                return
            ahead = gradient + momentum * velocity
            yield _term("d", f"{g} + μ·v", ahead, gradient, "+", momentum, "·", velocity)
            yield _term("Δ", "−lr · d", -lr * ahead, -lr, "·", ahead)
        case _:
            yield _term("Δ", f"−lr · {g}", -lr * gradient, -lr, "·", gradient)


def _adam(
    rule: Adam, g: str, gradient: float, weight: float, state: State, lr: float, decay: float
) -> Iterator[Term]:
    (one, two), time = rule.betas, state.get("step", 0.0) + 1
    before, squares = state.get("exp_avg", 0.0), state.get("exp_avg_sq", 0.0)
    mean = one * before + (1 - one) * gradient
    yield _term("m", f"β₁·m + (1 − β₁)·{g}", mean, one, "·", before, "+", 1 - one, "·", gradient)
    spread = two * squares + (1 - two) * gradient**2
    yield _term("v", f"β₂·v + (1 − β₂)·{g}²", spread, two, "·", squares, "+", 1 - two, "·", gradient, "²")
    freed = mean / (1 - one**time)
    yield _term("m̂", "m / (1 − β₁ᵗ)", freed, mean, "/", 1 - one**time)
    widened = spread / (1 - two**time)
    yield _term("v̂", "v / (1 − β₂ᵗ)", widened, spread, "/", 1 - two**time)
    step = -lr * freed / (sqrt(widened) + rule.eps)
    if not decay:
        yield _term("Δ", "−lr · m̂ / (√v̂ + ε)", step, -lr, "·", freed, "/ √", widened)
        return
    shrunk = -lr * decay * weight
    yield _term("λ-step", "−lr · λ · w", shrunk, -lr, "·", decay, "·", weight)
    yield _term("m-step", "−lr · m̂ / (√v̂ + ε)", step, -lr, "·", freed, "/ √", widened)
    yield _term("Δ", "λ-step + m-step", shrunk + step, shrunk, "+", step)


def _rmsprop(rule: RmsProp, g: str, gradient: float, state: State, lr: float) -> Iterator[Term]:
    before = state.get("square_avg", 0.0)
    squares = rule.alpha * before + (1 - rule.alpha) * gradient**2
    parts = (rule.alpha, "·", before, "+", 1 - rule.alpha, "·", gradient, "²")
    yield _term("s", f"α·s + (1 − α)·{g}²", squares, *parts)
    scaled = gradient / (sqrt(squares) + rule.eps)
    yield _term("d", f"{g} / (√s + ε)", scaled, gradient, "/ √", squares)
    if rule.momentum:
        known = state.get("momentum_buffer", 0.0)
        velocity = rule.momentum * known + scaled
        yield _term("v", "μ·v + d", velocity, rule.momentum, "·", known, "+", scaled)
        yield _term("Δ", "−lr · v", -lr * velocity, -lr, "·", velocity)
    else:
        yield _term("Δ", "−lr · d", -lr * scaled, -lr, "·", scaled)


def _adadelta(rule: Adadelta, g: str, gradient: float, state: State, lr: float) -> Iterator[Term]:
    before, steps = state.get("square_avg", 0.0), state.get("acc_delta", 0.0)
    squares = rule.rho * before + (1 - rule.rho) * gradient**2
    parts = (rule.rho, "·", before, "+", 1 - rule.rho, "·", gradient, "²")
    yield _term("s", f"ρ·s + (1 − ρ)·{g}²", squares, *parts)
    scaled = sqrt(steps + rule.eps) / sqrt(squares + rule.eps) * gradient
    yield _term("d", f"√(u + ε) / √(s + ε) · {g}", scaled, "√", steps, "/ √", squares, "·", gradient)
    yield _term("Δ", "−lr · d", -lr * scaled, -lr, "·", scaled)


def _term(symbol: str, formula: str, value: float, *parts: float | str) -> Term:
    text = " ".join(part if isinstance(part, str) else _number(part) for part in parts)
    return Term(
        symbol=symbol, formula=formula, numbers=text.replace("√ ", "√").replace(" ²", "²"), value=value
    )


def _number(value: Any) -> str:
    text = f"{value:.4g}".replace("-", "−")
    return f"({text})" if text.startswith("−") else text
