"""Ways to ask which pixels an answer rests on: plain descriptions, computed by `app.engine.attribution`."""

from typing import Annotated

from pydantic import Field

from app.attribution.gradients import InputXGradient, IntegratedGradients, Saliency, SmoothGrad
from app.attribution.regions import GradCam, Occlusion
from app.attribution.rules import Deconvolution, GuidedBackprop
from app.training.setting import BareString

ATTRIBUTIONS = (
    Saliency,
    InputXGradient,
    SmoothGrad,
    IntegratedGradients,
    GuidedBackprop,
    Deconvolution,
    GradCam,
    Occlusion,
)
Attribution = Annotated[
    Saliency
    | InputXGradient
    | SmoothGrad
    | IntegratedGradients
    | GuidedBackprop
    | Deconvolution
    | GradCam
    | Occlusion,
    Field(discriminator="kind"),
    BareString,
]

__all__ = ["ATTRIBUTIONS", "Attribution"]
