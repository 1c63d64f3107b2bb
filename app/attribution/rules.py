"""Attributions that change the rule by which a ReLU passes the gradient back."""

from typing import Literal

from app.attribution.method import Method


class GuidedBackprop(Method):
    """The gradient, where each ReLU lets back only what is positive and was active.

    Sharp and pleasant pictures of the features in the image. They hardly change with the class, and stay much the
    same for random weights (Adebayo et al., "Sanity checks for saliency maps", 2018): a picture of the input's edges
    rather than of the decision. Without ReLU it is the plain gradient. Springenberg et al., "Striving for simplicity"
    (2014), arXiv:1412.6806.
    """

    title = "Guided backpropagation"
    kind: Literal["guided_backprop"] = "guided_backprop"


class Deconvolution(Method):
    """The signal led back, where each ReLU lets through what is positive, active or not.

    The deconvnet picture of what could have caused the score. As it ignores which units were active, it says less
    about this image than guided backpropagation; without max-pooling it is blurred. Without ReLU it is the plain
    gradient. Zeiler, Fergus, "Visualizing and understanding convolutional networks" (2013), arXiv:1311.2901.
    """

    title = "Deconvolution"
    kind: Literal["deconvolution"] = "deconvolution"
