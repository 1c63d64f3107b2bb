"""What a network keeps in memory: for a training step everything, for a prediction what is still to be read."""

from collections.abc import Iterable, Iterator

from app.network.cost import FLOAT_BYTES, OPTIMIZER_STATE
from app.network.follow import INPUT
from app.network.report import NodeSummary


def training_bytes(params: int, activation_bytes: int, batch_size: int, optimizer: str) -> int:
    """Bytes of one step: parameters, gradients and optimiser state once; activations and their gradients
    for every image of the batch."""
    copies = 2 + OPTIMIZER_STATE[optimizer]
    return params * FLOAT_BYTES * copies + 2 * activation_bytes * batch_size


def inference_bytes(params: int, peak: int, batch_size: int) -> int:
    """Bytes of a prediction: parameters once, `peak_bytes` for every image of the batch."""
    return params * FLOAT_BYTES + peak * batch_size


def peak_bytes(image: int, nodes: Iterable[NodeSummary]) -> int:
    """The most bytes kept at one time for one image of `image` bytes: every output until it has been read."""
    sizes = {INPUT: image}
    reads = list(_reads(nodes, sizes))
    last = {path: step for step, (_, inputs) in enumerate(reads) for path in inputs}
    kept = peak = image
    for step, (path, inputs) in enumerate(reads):
        kept += sizes[path]
        peak = max(peak, kept)
        kept -= sum(sizes[one] for one in set(inputs) if last[one] == step)
    return peak


def _reads(nodes: Iterable[NodeSummary], sizes: dict[str, int]) -> Iterator[tuple[str, list[str]]]:
    """Each node that makes a tensor, and the tensors that it reads; an auxiliary hands on the one it has."""
    tensor = {INPUT: INPUT}
    for node in nodes:
        inputs = [tensor[path] for path in node.inputs]
        if node.kind == "auxiliary":
            tensor[node.path] = inputs[0]
            continue
        tensor[node.path] = node.path
        sizes[node.path] = node.activation_bytes
        yield node.path, inputs
