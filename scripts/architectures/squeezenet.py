"""SqueezeNet 1.0: Iandola et al., "SqueezeNet: AlexNet-level accuracy with 50x fewer parameters" (2016).

Fire modules squeeze the maps with 1×1 filters and expand them with 1×1 and 3×3 ones.
"""

from scripts.architectures.layers import Layer, Network, concat, conv, dropout, layer, network, pool, relu

FIRES = {2: 16, 3: 16, 4: 32, 5: 32, 6: 48, 7: 48, 8: 64, 9: 64}
"""Squeezing filters by module; each half of the expansion has four times as many."""


def _fire(number: int) -> list[Layer]:
    squeeze, name = FIRES[number], f"fire{number}"
    expand = [
        [conv("one", 4 * squeeze, 1), relu("one_relu")],
        [conv("three", 4 * squeeze, 3, 1, 1), relu("three_relu")],
    ]
    return [conv(f"{name}_squeeze", squeeze, 1), relu(f"{name}_relu"), concat(f"{name}_expand", expand)]


def _squeezenet() -> Network:
    layers = [conv("conv1", 96, 7, 2), relu("relu1"), pool("pool1", 3, 2, ceil_mode=True)]
    for number in FIRES:
        layers += _fire(number)
        layers += [pool(f"pool{number}", 3, 2, ceil_mode=True)] if number in (4, 8) else []
    end = [conv("conv10", 1000, 1), relu("relu10"), layer("global_avg_pool", "pool10")]
    return network("SqueezeNet", [*layers, dropout(0.5, "drop9"), *end], 224)


NETWORKS = {"squeezenet": _squeezenet()}
