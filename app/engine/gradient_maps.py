"""What the loss of one image says to every map: ∂L/∂output, by backpropagation down to the outputs.

Rumelhart, Hinton and Williams 1986, https://doi.org/10.1038/323533a0. The parameters' own gradients stay as training
left them.
"""

from collections.abc import Collection

import torch
from torch import Tensor, nn

from app.engine.graph import Graph
from app.engine.outputs import READS_BEFORE
from app.engine.session import Session
from app.network.summary import NodeSummary


def gradient_maps(
    session: Session,
    graph: Graph,
    nodes: list[NodeSummary],
    layers: Collection[str],
    image: Tensor,
    target: int | None,
) -> tuple[dict[str, Tensor], int | None]:
    """∂L/∂output of `layers` by path, each without the batch, for an image (1, C, H, W) as the network takes it.

    L is the loss of the output (heads aside) against the class `target`; where there is none, or no such class, against
    the most probable one. A reconstruction has the image for its target. Also gives the class. Layers that the loss
    does not hang on, such as a softmax that the loss brings itself, are left out. The network is as it is told, in
    training or not.
    """
    with torch.enable_grad():
        values = graph.values(image.clone().requires_grad_())
        read = values[_read_by_loss(session, nodes)]
        wanted = None if session.reconstructs else _class(read, target)
        truth = image if wanted is None else torch.tensor([wanted], device=image.device)
        loss = session.loss(read, truth)
        shown = {path: value for path, value in values.items() if path in layers and value.requires_grad}
        slopes = torch.autograd.grad(loss, list(shown.values()), allow_unused=True) if shown else ()
    told = zip(shown, slopes, strict=True)
    return {path: slope[0] for path, slope in told if slope is not None}, wanted


def _read_by_loss(session: Session, nodes: list[NodeSummary]) -> str:
    """The node whose output the loss reads: the last one, or the one before a softmax that the loss brings itself."""
    last, before = nodes[-1], READS_BEFORE.get(type(session.config.loss))
    part: nn.Module = session.module.get_submodule(last.path)
    return last.inputs[0] if before and isinstance(part, before) else last.path


def _class(scores: Tensor, target: int | None) -> int:
    known = target is not None and 0 <= target < scores.shape[-1]
    return int(target) if known and target is not None else int(scores.detach()[0].argmax())
