"""Every layer of the playground. A new one is a file and a line in `LAYERS`; the tests find it there."""

from app.layers.activations import LeakyRelu, Relu, Sigmoid, Softmax, Tanh
from app.layers.base import Layer, Links, Shape, ShapeProblem
from app.layers.convolution import Conv2d
from app.layers.dropout import Dropout
from app.layers.flatten import Flatten
from app.layers.global_pooling import GlobalAvgPool
from app.layers.linear import Linear
from app.layers.normalization import BatchNorm2d
from app.layers.pooling import AvgPool2d, L2Pool2d, MaxPool2d

LAYERS: tuple[type[Layer], ...] = (
    Conv2d,
    MaxPool2d,
    AvgPool2d,
    L2Pool2d,
    GlobalAvgPool,
    Flatten,
    Linear,
    Relu,
    LeakyRelu,
    Sigmoid,
    Tanh,
    BatchNorm2d,
    Dropout,
    Softmax,
)

__all__ = ["LAYERS", "Layer", "Links", "Shape", "ShapeProblem"]
