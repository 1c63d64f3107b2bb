"""Attributions made of the gradient of a class's score by the input, as the network sees it (normalised)."""

from typing import Annotated, Literal

from pydantic import Field

from app.attribution.method import GRADIENT, Background, Method
from app.training.setting import ADVANCED


class Saliency(Method):
    """How strongly the score answers to a small change of each pixel: the gradient's size.

    Says where the network is sensitive, not what speaks for the class: an edge that would spoil the answer is as
    bright as one that makes it. Noisy, and near zero where an activation is saturated. Of several channels the
    largest counts. Simonyan, Vedaldi, Zisserman, "Deep inside convolutional networks" (2013), arXiv:1312.6034.
    """

    title = "Saliency"
    kind: Literal["saliency"] = "saliency"
    absolute: bool = True
    """Show the size alone, as in the paper; otherwise the sign too."""


class InputXGradient(Method):
    """The gradient times the pixel: what each pixel adds, were the network linear.

    Exact for a linear network and for one of ReLUs and max-pools without biases. Pixels of the value 0 get nothing,
    whatever they mean: with the normalisation “half” that is mid-grey, not black. Shrikumar et al.,
    "Not just a black box" (2016), arXiv:1605.01713.
    """

    title = "Input × gradient"
    kind: Literal["input_x_gradient"] = "input_x_gradient"


class SmoothGrad(Method):
    """The mean gradient over noisy copies of the image.

    Calmer than one gradient and easier to read. The noise leads to images that the network never saw, and its amount
    decides what remains: change it before you trust a detail. Smilkov et al., "SmoothGrad: removing noise by adding
    noise" (2017), arXiv:1706.03825.
    """

    title = "SmoothGrad"
    kind: Literal["smooth_grad"] = "smooth_grad"
    samples: Annotated[int, Field(ge=1, le=200)] = 25
    """Noisy copies."""
    noise: Annotated[float, Field(ge=0, le=1)] = 0.15
    """Standard deviation, as a share of the image's range."""
    seed: Annotated[int, Field(ge=0, le=2**32 - 1, json_schema_extra=ADVANCED)] = 0
    """Decides the noise."""

    def passes(self, height: int, width: int) -> int:
        """One gradient a copy."""
        return GRADIENT * self.samples


class IntegratedGradients(Method):
    """What each pixel adds on the way from an even picture to this one.

    Adds up: the sum over all pixels is the score minus that of the even picture (with enough steps). Everything
    depends on that picture: pixels equal to it get nothing. Sundararajan, Taly, Yan, "Axiomatic attribution for deep
    networks" (2017), arXiv:1703.01365.
    """

    title = "Integrated gradients"
    kind: Literal["integrated_gradients"] = "integrated_gradients"
    steps: Annotated[int, Field(ge=2, le=300)] = 50
    """Points on the way (Gauss-Legendre)."""
    background: Background = "black"
    """The even picture where the way begins."""

    def passes(self, height: int, width: int) -> int:
        """One gradient a step, and the scores of both ends."""
        return GRADIENT * self.steps + 2
