"""VGG: Simonyan and Zisserman, "Very deep convolutional networks for large-scale image recognition" (2014).

Configurations A, B, D and E: blocks of 3×3 convolutions, each block followed by a 2×2 pool.
"""

from scripts.architectures.layers import Network, conv, dropout, layer, linear, network, relu

WIDTHS = (64, 128, 256, 512, 512)
DEPTHS = {11: (1, 1, 2, 2, 2), 13: (2, 2, 2, 2, 2), 16: (2, 2, 3, 3, 3), 19: (2, 2, 4, 4, 4)}


def _vgg(depth: int) -> Network:
    layers = []
    for block, (width, count) in enumerate(zip(WIDTHS, DEPTHS[depth], strict=True), 1):
        for number in range(1, count + 1):
            layers += [conv(f"conv{block}_{number}", width, 3, 1, 1), relu(f"relu{block}_{number}")]
        layers.append(layer("max_pool2d", f"pool{block}", kernel_size=2))
    layers.append(layer("flatten", "flatten"))
    for number in (6, 7):
        layers += [linear(f"fc{number}", 4096), relu(f"relu{number}"), dropout(0.5, f"drop{number}")]
    return network(f"VGG-{depth}", [*layers, linear("fc8", 1000)], 224)


NETWORKS = {f"vgg{depth}": _vgg(depth) for depth in DEPTHS}
