"""A score led back through a network: ∂score/∂output of nodes, and ∂score/∂ parameters of a layer.

Backpropagation: Rumelhart, Hinton and Williams 1986, https://doi.org/10.1038/323533a0.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any, Self

import torch
from torch import Tensor, nn

from app.engine.graph import INPUT, Graph
from app.engine.outputs import probabilities
from app.engine.training_pass import Batch, in_training
from app.network.report import NodeSummary
from app.protocol.attribution import ScoreKind


@dataclass(frozen=True)
class Score:
    """The number at the end: of the class `target`, or of the network's answer where it is None."""

    of: ScoreKind
    target: int | None = None

    @classmethod
    def asked(cls, asked: Mapping[str, Any] | None) -> Self | None:
        """From the worker's request, `{of, target}`."""
        return cls(asked["of"], asked["target"]) if asked else None


@dataclass(frozen=True)
class Backward:
    """Slopes of a score: of nodes' outputs (1, …) by path, of parameters by name.

    Those that it does not hang on are absent.
    """

    score: float
    target: int
    nodes: Mapping[str, Tensor]
    parameters: Mapping[str, Tensor]


@torch.inference_mode(False)
@torch.enable_grad()
def backward(
    module: nn.Module,
    graph: Graph,
    nodes: Sequence[NodeSummary],
    image: Tensor,
    score: Score,
    paths: Collection[str],
    layer: nn.Module | None,
    batch: Batch | None = None,
) -> Backward:
    """Lead the score of `image` (1, C, H, W) back to the nodes `paths` and to the parameters of `layer`.

    With a `batch`, whose first image it then is, through a pass as in training: also by way of the batch's
    statistics, on which every image of it has a say. Leaves no gradient in the network, whatever happens.
    """
    passing = in_training(module, batch.seed) if batch else nullcontext()
    images = batch.images if batch else image
    with _learning(module), passing:
        values = _values(graph, images.clone().requires_grad_())
        number, target = _score(values, nodes, score)
        parameters = dict(layer.named_parameters(recurse=False)) if layer else {}
        wanted = {path: values[path] for path in paths} | {
            f":{name}": one for name, one in parameters.items()
        }
        known = {name: tensor for name, tensor in wanted.items() if tensor.requires_grad}
        slopes = torch.autograd.grad(number, [*known.values()], allow_unused=True) if known else ()
        found = {name: slope for name, slope in zip(known, slopes, strict=True) if slope is not None}
    return Backward(
        score=number.item(),
        target=target,
        nodes={name: slope[:1] for name, slope in found.items() if not name.startswith(":")},
        parameters={name[1:]: slope for name, slope in found.items() if name.startswith(":")},
    )


@contextmanager
def _learning(module: nn.Module) -> Iterator[None]:
    """All parameters take part in the graph, so that outputs that hang on nothing else, as an embedding's, do too."""
    before = [(one, one.requires_grad) for one in module.parameters()]
    try:
        module.requires_grad_(True)
        yield
    finally:
        for parameter, required in before:
            parameter.requires_grad_(required)


def _values(graph: Graph, image: Tensor) -> dict[str, Tensor]:
    """The outputs by path, each a tensor of its own: a layer that passes its input on is still a place of its own."""
    values = {INPUT: image}
    for operation in graph.operations:
        value = operation.run(*[values[path] for path in operation.inputs])
        values[operation.path] = value.view_as(value)
    return values


def _score(values: Mapping[str, Tensor], nodes: Sequence[NodeSummary], score: Score) -> tuple[Tensor, int]:
    """The number, and the class that it is of."""
    last = nodes[-1]
    logits = values[last.inputs[0] if last.kind == "softmax" else last.path][0]
    target = int(logits.argmax()) if score.target is None else score.target
    if score.of == "score":
        return logits[target], target
    shares = probabilities(values[last.path], last.kind)[0]
    if score.of == "probability":
        return shares[target], target
    if last.kind in ("softmax", "sigmoid"):
        return -shares[target].clamp_min(torch.finfo(shares.dtype).tiny).log(), target
    return -logits.log_softmax(0)[target], target
