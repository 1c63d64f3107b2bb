"""The large, regular networks of `models/`, layer by layer: `python -m scripts.architectures` writes them.

The files are what counts; a test compares them with what is described here.
"""

from scripts.architectures import alexnet, googlenet, mobilenet, resnet, squeezenet, vgg
from scripts.architectures.layers import Network

NETWORKS: dict[str, Network] = {
    **alexnet.NETWORKS,
    **vgg.NETWORKS,
    **googlenet.NETWORKS,
    **resnet.NETWORKS,
    **mobilenet.NETWORKS,
    **squeezenet.NETWORKS,
}
