"""The threshold of the perceptron, with a gradient that lets it learn."""

from torch import Tensor, nn


class Heaviside(nn.Module):
    """1 where z > 0, else 0; any shape. The gradient passes straight through.

    With the quadratic cost ½ Σ (y − d)² a step of gradient descent is then Rosenblatt's rule: w ← w + α(d − y)x.
    Bengio, Léonard, Courville, "Estimating or propagating gradients through stochastic neurons" (2013).
    """

    def forward(self, z: Tensor) -> Tensor:
        """The step; z − z.detach() is zero, with the slope of z."""
        step = (z > 0).to(z.dtype)
        return step + (z - z.detach()) if z.requires_grad else step
