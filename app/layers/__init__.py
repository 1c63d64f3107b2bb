"""Every layer of the playground. A new one is a file and a line in `LAYERS`; the tests find it there."""

from app.layers.activations import LeakyRelu, Relu, Sigmoid, Softmax, Tanh
from app.layers.adaptive_pooling import AdaptiveAvgPool2d
from app.layers.base import Layer, Links, Shape, ShapeProblem
from app.layers.convolution import Conv2d
from app.layers.dropout import Dropout, Dropout2d, GaussianNoise
from app.layers.embedding import Embedding
from app.layers.flatten import Flatten, Unflatten
from app.layers.global_pooling import GlobalAvgPool, GlobalMaxPool
from app.layers.identity import Identity
from app.layers.image_norms import GroupNorm, InstanceNorm2d, LayerNorm
from app.layers.linear import Linear
from app.layers.local_response import LocalResponseNorm
from app.layers.normalization import BatchNorm1d, BatchNorm2d
from app.layers.padding import ZeroPad2d
from app.layers.pooling import AvgPool2d, L2Pool2d, MaxPool2d
from app.layers.smooth_activations import Elu, Gelu, Silu, Softplus
from app.layers.step_activations import HardTanh, Heaviside
from app.layers.transposed import ConvTranspose2d
from app.layers.upsampling import Upsample

LAYERS: tuple[type[Layer], ...] = (
    Conv2d,
    ConvTranspose2d,
    MaxPool2d,
    AvgPool2d,
    L2Pool2d,
    AdaptiveAvgPool2d,
    GlobalAvgPool,
    GlobalMaxPool,
    Flatten,
    Unflatten,
    Linear,
    Embedding,
    Relu,
    LeakyRelu,
    Elu,
    Gelu,
    Silu,
    Softplus,
    Sigmoid,
    Tanh,
    HardTanh,
    Heaviside,
    Softmax,
    BatchNorm2d,
    BatchNorm1d,
    LayerNorm,
    GroupNorm,
    InstanceNorm2d,
    LocalResponseNorm,
    Dropout,
    Dropout2d,
    GaussianNoise,
    Upsample,
    ZeroPad2d,
    Identity,
)

__all__ = ["LAYERS", "Layer", "Links", "Shape", "ShapeProblem"]
