"""Memory of a training step, and what is too much."""

from app.errors import InvalidNetwork

FLOAT_BYTES = 4
MAX_PARAMS = 200_000_000
"""To look at."""
MAX_TRAINABLE_PARAMS = 50_000_000
MAX_ACTIVATION_BYTES = 8 * 1024**3

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


def training_bytes(params: int, activation_bytes: int, batch_size: int, optimizer: str) -> int:
    """Bytes of one step: parameters, gradients and optimiser state once; activations and their gradients
    for every image of the batch."""
    copies = 2 + OPTIMIZER_STATE[optimizer]
    return params * FLOAT_BYTES * copies + 2 * activation_bytes * batch_size


def check_affordable(params: int, activation_bytes: int) -> None:
    """Raise InvalidNetwork (`too_expensive`) where looking at the network would cost too much."""
    if params > MAX_PARAMS:
        detail = f"the network would have {params:,} parameters; {MAX_PARAMS:,} are allowed"
        raise InvalidNetwork(detail, code="too_expensive")
    if activation_bytes > MAX_ACTIVATION_BYTES:
        needed = activation_bytes / 1024**3
        detail = f"one image would need {needed:,.1f} GiB of activations; {MAX_ACTIVATION_BYTES // 1024**3} are allowed"
        raise InvalidNetwork(detail, code="too_expensive")
