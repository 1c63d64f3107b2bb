"""What to say when the loss is no longer a finite number."""

from app.engine.session import Session
from app.training.events import Diverged
from app.training.initializers import Normal

SAFE_LR = {
    "sgd": 0.1,
    "adagrad": 0.01,
    "rmsprop": 0.001,
    "adadelta": 1.0,
    "adam": 0.003,
    "adamw": 0.003,
    "perceptron": 0.1,
    "adaline": 0.001,
}


def diverged(session: Session, step: int) -> Diverged:
    """The end of a run, with advice that fits: at the first step the learning rate cannot be at fault."""
    initializer = session.config.initializer
    if step > 1:
        return _lower_lr(step, session.peak_lr, SAFE_LR[session.config.optimizer.kind])
    if isinstance(initializer, Normal):
        detail = f"The first weights (deviation {initializer.std:g}) are too large. Try Xavier or He."
        return Diverged(step=step, advice_code="normal_init", detail=detail, params={"std": initializer.std})
    detail = "The loss is not finite before any update: look at the last layers and the loss."
    return Diverged(step=step, advice_code="check_network", detail=detail, params={})


def _lower_lr(step: int, lr: float, safe: float) -> Diverged:
    suggested = min(lr / 10, safe)
    detail = f"The loss grew without bound. Try a learning rate of {suggested:.2g} instead of {lr:.2g}."
    return Diverged(
        step=step, advice_code="lower_lr", detail=detail, params={"lr": lr, "suggested": suggested}
    )
