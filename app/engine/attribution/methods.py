"""Each method by its settings, computed by Captum (Kokhlikyan et al. 2020, arXiv:2009.07896).

Every function takes the scores, the normalised image (1, C, H, W) that wants a gradient, the class and the question,
and gives (1, C, H, W), or (1, 1, H, W) where the method knows no channels. Captum puts hooks on modules for some of
them and takes them off again, also where the network fails.
"""

from collections.abc import Callable
from typing import Any

import torch
from captum import attr
from torch import Tensor

from app.attribution.gradients import InputXGradient, IntegratedGradients, Saliency, SmoothGrad
from app.attribution.method import Method
from app.attribution.regions import GradCam, Occlusion
from app.attribution.rules import Deconvolution, GuidedBackprop
from app.engine.attribution.ask import Question
from app.engine.attribution.scores import Scores

Compute = Callable[[Scores, Tensor, int, Question], Tensor]


def of(method: Method) -> Compute:
    """The function for a method."""
    return _COMPUTE[type(method)]


def _saliency(scores: Scores, pixels: Tensor, target: int, question: Question) -> Tensor:
    absolute = isinstance(question.method, Saliency) and question.method.absolute
    return _tensor(attr.Saliency(scores.module).attribute(pixels, target, abs=absolute))


def _input_x_gradient(scores: Scores, pixels: Tensor, target: int, question: Question) -> Tensor:
    return _tensor(attr.InputXGradient(scores.module).attribute(pixels, target))


def _smooth_grad(scores: Scores, pixels: Tensor, target: int, question: Question) -> Tensor:
    method = question.method
    assert isinstance(method, SmoothGrad)
    torch.manual_seed(method.seed)
    spread = float(pixels.max() - pixels.min())
    if method.noise * spread == 0:
        return _tensor(attr.Saliency(scores.module).attribute(pixels, target, abs=False))
    found = attr.NoiseTunnel(attr.Saliency(scores.module)).attribute(
        pixels,
        nt_type="smoothgrad",
        nt_samples=method.samples,
        nt_samples_batch_size=min(scores.batch, method.samples),
        stdevs=method.noise * spread,
        target=target,
        abs=False,
    )
    return _tensor(found)


def _integrated_gradients(scores: Scores, pixels: Tensor, target: int, question: Question) -> Tensor:
    method = question.method
    assert isinstance(method, IntegratedGradients)
    found = attr.IntegratedGradients(scores.module).attribute(
        pixels,
        baselines=scores.background(pixels, method.background),
        target=target,
        n_steps=method.steps,
        internal_batch_size=scores.batch,
    )
    return _tensor(found)


def _guided_backprop(scores: Scores, pixels: Tensor, target: int, question: Question) -> Tensor:
    return _tensor(attr.GuidedBackprop(scores.module).attribute(pixels, target))


def _deconvolution(scores: Scores, pixels: Tensor, target: int, question: Question) -> Tensor:
    return _tensor(attr.Deconvolution(scores.module).attribute(pixels, target))


def _grad_cam(scores: Scores, pixels: Tensor, target: int, question: Question) -> Tensor:
    method, layer = question.method, question.layer
    assert isinstance(method, GradCam)
    assert layer is not None
    cam = attr.LayerGradCam(scores.module, scores.parts.get_submodule(layer))
    found = _tensor(cam.attribute(pixels, target, relu_attributions=method.positive))
    size = (pixels.shape[2], pixels.shape[3])
    return _tensor(attr.LayerAttribution.interpolate(found, size, interpolate_mode="bilinear"))


def _occlusion(scores: Scores, pixels: Tensor, target: int, question: Question) -> Tensor:
    method = question.method
    assert isinstance(method, Occlusion)
    (_, channels, height, width) = pixels.shape
    sides, steps = method.window(height, width)
    with torch.no_grad():
        found = attr.Occlusion(scores.module).attribute(
            pixels,
            sliding_window_shapes=(channels, *sides),
            strides=(channels, *steps),
            baselines=scores.background(pixels, method.background),
            target=target,
            perturbations_per_eval=scores.batch,
        )
    return _tensor(found)[:, :1]  # all channels are covered at once


def _tensor(found: Any) -> Tensor:
    """Captum's answers are typed as one tensor or several: with one input, one."""
    assert isinstance(found, Tensor)
    return found


_COMPUTE: dict[type[Method], Compute] = {
    Saliency: _saliency,
    InputXGradient: _input_x_gradient,
    SmoothGrad: _smooth_grad,
    IntegratedGradients: _integrated_gradients,
    GuidedBackprop: _guided_backprop,
    Deconvolution: _deconvolution,
    GradCam: _grad_cam,
    Occlusion: _occlusion,
}
