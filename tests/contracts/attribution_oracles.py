"""Attributions from first principles: torch's autograd and loops alone, one function a method.

Each takes a module from normalised images (1, C, H, W) to scores (1, K), the image, the class, the settings and the
layer, and gives (C, H, W), or (1, H, W) for methods that know no channels.
"""

import copy
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F


def gradients(module: nn.Module, images: Tensor, target: int) -> Tensor:
    """(B, C, H, W): of each image's own score; in evaluation images do not see each other."""
    leaf = images.detach().clone().requires_grad_()
    (slopes,) = torch.autograd.grad(module(leaf)[:, target].sum(), leaf)
    return slopes


def gradient(module: nn.Module, image: Tensor, target: int) -> Tensor:
    return gradients(module, image, target)[0]


def saliency(module: nn.Module, image: Tensor, target: int, settings: Any, layer: Any) -> Tensor:
    slope = gradient(module, image, target)
    return slope.abs() if settings.absolute else slope


def input_x_gradient(module: nn.Module, image: Tensor, target: int, settings: Any, layer: Any) -> Tensor:
    return gradient(module, image, target) * image[0]


def smooth_grad(module: nn.Module, image: Tensor, target: int, settings: Any, layer: Any) -> Tensor:
    """Every copy's noise is drawn in one go, as torch draws it."""
    torch.manual_seed(settings.seed)
    spread = settings.noise * float(image.max() - image.min())
    noise = torch.normal(0, spread, (settings.samples, *image.shape[1:]))
    return gradients(module, image + noise, target).mean(0)


def integrated_gradients(module: nn.Module, image: Tensor, target: int, settings: Any, layer: Any) -> Tensor:
    """The integral by the midpoints of many more steps."""
    start = background(image, settings.background)
    places = (torch.arange(2000) + 0.5)[:, None, None, None] / 2000
    return (image - start)[0] * gradients(module, start + (image - start) * places, target).mean(0)


class _Guided(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, z: Tensor) -> Tensor:
        ctx.save_for_backward(z)
        return z.clamp(min=0)

    @staticmethod
    def backward(ctx: Any, above: Tensor) -> Tensor:
        (z,) = ctx.saved_tensors
        return above * (z > 0) * (above > 0)


class _Deconvolved(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, z: Tensor) -> Tensor:
        return z.clamp(min=0)

    @staticmethod
    def backward(ctx: Any, above: Tensor) -> Tensor:
        return above * (above > 0)


class _Changed(nn.Module):
    def __init__(self, rule: Any) -> None:
        super().__init__()
        self.rule = rule

    def forward(self, z: Tensor) -> Tensor:
        return self.rule.apply(z)


def _with_rule(rule: Any) -> Callable[..., Tensor]:
    def found(module: nn.Module, image: Tensor, target: int, settings: Any, layer: Any) -> Tensor:
        changed = copy.deepcopy(module)
        for parent in [*changed.modules()]:
            for name, child in parent.named_children():
                if isinstance(child, nn.ReLU):
                    setattr(parent, name, _Changed(rule))
        return gradient(changed, image, target)

    return found


def grad_cam(module: nn.Module, image: Tensor, target: int, settings: Any, layer: Any) -> Tensor:
    own = copy.deepcopy(module)
    kept: list[Tensor] = []

    def keep(_module: nn.Module, _given: Any, maps: Tensor) -> Tensor:
        kept.append(maps.detach().requires_grad_())
        return kept[0]

    own.get_submodule(layer).register_forward_hook(keep)
    score = own(image)[0, target]
    (slopes,) = torch.autograd.grad(score, kept[0])
    cam = (slopes.mean((2, 3), keepdim=True) * kept[0]).sum(1, keepdim=True).detach()
    cam = cam.relu() if settings.positive else cam
    return F.interpolate(cam, image.shape[2:], mode="bilinear", align_corners=False)[0]


@torch.no_grad()
def occlusion(module: nn.Module, image: Tensor, target: int, settings: Any, layer: Any) -> Tensor:
    """The mean fall of the score over the patches that cover a pixel; the last of a row may stick out."""
    cover = background(image, settings.background)
    height, width = image.shape[2:]
    falls, counts = torch.zeros(height, width), torch.zeros(height, width)
    side_y, side_x = min(settings.patch, height), min(settings.patch, width)
    step_y, step_x = min(settings.stride, side_y), min(settings.stride, side_x)
    for top in range(0, height - side_y + step_y, step_y):
        for left in range(0, width - side_x + step_x, step_x):
            place = (slice(top, top + side_y), slice(left, left + side_x))
            covered = image.clone()
            covered[(0, slice(None), *place)] = cover[(0, slice(None), *place)]
            falls[place] += module(image)[0, target] - module(covered)[0, target]
            counts[place] += 1
    return (falls / counts)[None]


def background(image: Tensor, shade: str) -> Tensor:
    """For networks that normalise by “half”: x/255 − 0.5."""
    return torch.full_like(image, {"black": -0.5, "gray": 0.0, "white": 0.5}[shade])


ORACLES: dict[str, Callable[..., Tensor]] = {
    "saliency": saliency,
    "input_x_gradient": input_x_gradient,
    "smooth_grad": smooth_grad,
    "integrated_gradients": integrated_gradients,
    "guided_backprop": _with_rule(_Guided),
    "deconvolution": _with_rule(_Deconvolved),
    "grad_cam": grad_cam,
    "occlusion": occlusion,
}
