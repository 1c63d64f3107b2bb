"""Asymmetric convolution blocks: what stands about a network while it trains, and is taken away afterwards.

Each 3×3 convolution with its batch norm trains as the sum of a 3×3, a 1×3 and a 3×1 convolution, each with a batch
norm of its own. All of it is linear once the batch norms stand still, so that in the end the three become one kernel:
the same network as before, better trained. Ding et al. 2019, ACNet, https://arxiv.org/abs/1908.03930.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from app.engine.build import build
from app.layers.modules.combinators import Parallel
from app.network.spec import NetworkSpec

SIDE = 3
PARTS = {"square": (SIDE, SIDE), "row": (1, SIDE), "column": (SIDE, 1)}
Nodes = Sequence[Mapping[str, Any]]


def scaffolded(spec: NetworkSpec) -> NetworkSpec:
    """The network in which every 3×3 convolution (padding 1, no bias) before a batch norm is in three parts.

    All nodes beside such a convolution must have names: those without are called by their place, which changes.
    """
    plain = spec.model_dump(mode="json", exclude_unset=True)
    return NetworkSpec.model_validate({**plain, "layers": [*_nodes(plain["layers"])]})


def _nodes(nodes: Nodes) -> Iterator[Mapping[str, Any]]:
    taken = False
    for node, following in zip_longest(nodes, nodes[1:]):
        if taken:  # the batch norm went into the parts
            taken = False
        elif following is not None and _fits(node, following):
            taken = True
            yield _in_parts(node)
        else:
            yield {**node, **{way: [*_nodes(node[way])] for way in ("body", "shortcut") if way in node}}


def _fits(conv: Mapping[str, Any], norm: Mapping[str, Any]) -> bool:
    if (conv["kind"], norm["kind"]) != ("conv2d", "batch_norm2d"):
        return False
    return (conv["kernel_size"], conv.get("padding"), conv.get("bias")) == (SIDE, 1, False)


def _in_parts(conv: Mapping[str, Any]) -> Mapping[str, Any]:
    branches = [
        [
            {**conv, "name": name, "kernel_size": sides, "padding": [side // 2 for side in sides]},
            {"kind": "batch_norm2d", "name": "norm"},
        ]
        for name, sides in PARTS.items()
    ]
    return {"kind": "parallel", "name": conv["name"], "merge": "add", "branches": branches}


@dataclass(frozen=True)
class Block:
    """A convolution of the plain network, its batch norm, and what stands for both in the scaffolded one."""

    conv: nn.Conv2d
    norm: nn.BatchNorm2d
    parts: Parallel


@torch.no_grad()
def without_scaffold(spec: NetworkSpec, trained: nn.Module, images: Tensor) -> nn.Module:
    """The network as `spec` has it, in test mode, with the outputs of the `trained` scaffolded one.

    Its batch norms hold the means and variances over the normalised `images` (B, C, H, W), so that it can be
    trained further.
    """
    plain = build(spec).to(images.device).eval()
    own = plain.state_dict()
    plain.load_state_dict(
        {name: kept for name, kept in trained.state_dict().items() if name in own}, strict=False
    )
    blocks = [*_blocks(plain, trained)]
    for block in blocks:
        _merge(block)
    _let_norms_see(plain, [block.norm for block in blocks], images)
    return plain


def _blocks(plain: nn.Module, trained: nn.Module) -> Iterator[Block]:
    children, others = [*plain.named_children()], dict(trained.named_children())
    for (name, child), following in zip_longest(children, [module for _, module in children[1:]]):
        other = others.get(name)
        if isinstance(child, nn.Conv2d) and isinstance(other, Parallel):
            assert isinstance(following, nn.BatchNorm2d)
            yield Block(child, following, other)
        elif other is not None:
            yield from _blocks(child, other)


def _merge(block: Block) -> None:
    """The three parts as one kernel and one offset; the batch norm adds the offset and does nothing else."""
    block.conv.weight.zero_()
    block.norm.bias.zero_()
    for branch in block.parts.branches:
        conv, norm = branch.children()
        assert isinstance(conv, nn.Conv2d)
        assert isinstance(norm, nn.BatchNorm2d)
        assert norm.running_mean is not None
        assert norm.running_var is not None
        scale = norm.weight / (norm.running_var + norm.eps).sqrt()
        height, width = conv.weight.shape[2:]
        around = ((SIDE - width) // 2,) * 2 + ((SIDE - height) // 2,) * 2
        block.conv.weight.add_(F.pad(conv.weight * scale[:, None, None, None], around))
        block.norm.bias.add_(norm.bias - norm.running_mean * scale)
    _set(block.norm, torch.zeros_like(block.norm.bias), torch.ones_like(block.norm.bias))


def _set(norm: nn.BatchNorm2d, mean: Tensor, variance: Tensor) -> None:
    """Other running statistics, with factors that undo them but for what `norm.bias` adds."""
    assert norm.running_mean is not None
    assert norm.running_var is not None
    norm.running_mean.copy_(mean)
    norm.running_var.copy_(variance)
    norm.weight.copy_((variance + norm.eps).sqrt())
    norm.bias.add_(mean)


def _let_norms_see(plain: nn.Module, norms: Sequence[nn.BatchNorm2d], images: Tensor) -> None:
    """Give the batch norms the statistics of what they see of the images; the outputs stay."""
    seen: dict[nn.Module, tuple[Tensor, Tensor]] = {}

    def look(norm: nn.Module, inputs: tuple[Tensor]) -> None:
        variance, mean = torch.var_mean(inputs[0], (0, 2, 3))
        seen[norm] = mean, variance

    hooks = [norm.register_forward_pre_hook(look) for norm in norms]
    plain(images)
    for hook in hooks:
        hook.remove()
    for norm in norms:
        _set(norm, *seen[norm])
