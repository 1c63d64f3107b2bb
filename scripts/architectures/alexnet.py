"""AlexNet: Krizhevsky, Sutskever, Hinton, "ImageNet classification with deep convolutional neural networks" (2012).

On two cards, conv2, conv4 and conv5 see the maps of their own card alone: two groups. The paper's pictures have
224 pixels, with which its first layer does not fit; 227 is what its sizes come from. Its local response
normalisation has α = 10⁻⁴ for each map; torch divides by the five maps, so α is five times as large here.
"""

from scripts.architectures.layers import Layer, Network, conv, dropout, layer, linear, network, pool, relu


def _response(name: str) -> Layer:
    return layer("local_response_norm", name, size=5, alpha=0.0005, beta=0.75, k=2.0)


def _classifier() -> list[Layer]:
    return [
        layer("flatten", "flatten"),
        dropout(0.5, "drop6"),
        linear("fc6", 4096),
        relu("relu6"),
        dropout(0.5, "drop7"),
        linear("fc7", 4096),
        relu("relu7"),
        linear("fc8", 1000),
    ]


def _paper(name: str, cards: int) -> Network:
    split = {"groups": cards} if cards > 1 else {}
    features = [
        conv("conv1", 96, 11, 4),
        relu("relu1"),
        _response("norm1"),
        pool("pool1", 3, 2),
        conv("conv2", 256, 5, 1, 2, **split),
        relu("relu2"),
        _response("norm2"),
        pool("pool2", 3, 2),
        conv("conv3", 384, 3, 1, 1),
        relu("relu3"),
        conv("conv4", 384, 3, 1, 1, **split),
        relu("relu4"),
        conv("conv5", 256, 3, 1, 1, **split),
        relu("relu5"),
        pool("pool5", 3, 2),
    ]
    return network(name, [*features, *_classifier()], 227)


def _torchvision() -> Network:
    """The tower of Krizhevsky's "One weird trick" (2014), as torchvision ships it."""
    widths = [(192, 5, 2, True), (384, 3, 1, False), (256, 3, 1, False), (256, 3, 1, True)]
    layers = [conv("conv1", 64, 11, 4, 2), relu("relu1"), pool("pool1", 3, 2)]
    for number, (out, kernel, padding, pooled) in enumerate(widths, 2):
        layers += [conv(f"conv{number}", out, kernel, 1, padding), relu(f"relu{number}")]
        layers += [pool(f"pool{number}", 3, 2)] if pooled else []
    layers.append(layer("adaptive_avg_pool2d", "avgpool", output_size=6))
    return network("AlexNet (torchvision)", [*layers, *_classifier()], 224)


NETWORKS = {
    "alexnet": _paper("AlexNet", 2),
    "alexnet-1gpu": _paper("AlexNet, one card", 1),
    "alexnet-torchvision": _torchvision(),
}
