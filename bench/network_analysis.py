"""How long the analysis of a network takes: ResNet-152 as a request brings it, and chains of more and more layers.

In processor time, which busy neighbours change least.
"""

import json
import time
from collections.abc import Callable
from statistics import median
from typing import Any

from app.network.parse import parse_network
from app.network.presets import load_preset
from app.network.summary import analyze
from bench.measure import CONSTANT, Row, save, tell

ROUNDS = 25
LENGTHS = (64, 512)
LIMIT_MS = 50.0
"""For ResNet-152, and for a chain of 512 layers."""


def chain(length: int) -> dict[str, object]:
    """Convolutions and activations in turn."""
    pair = [{"kind": "conv2d", "out_channels": 4, "padding": 1}, {"kind": "relu"}]
    return {"input": {"channels": 1, "height": 28, "width": 28}, "layers": pair * (length // 2)}


def milliseconds(*works: Callable[[], object]) -> list[list[float]]:
    """Each round of each, interleaved."""
    times: list[list[float]] = [[] for _ in works]
    for _ in range(ROUNDS):
        for work, found in zip(works, times, strict=True):
            begun = time.process_time()
            work()
            found.append(1000 * (time.process_time() - begun))
    return times


def main() -> None:
    """Measure, print, save."""
    spec = load_preset("resnet152").spec
    assert spec is not None
    body: dict[str, Any] = json.loads(spec.model_dump_json(exclude_none=True))
    few, many = (parse_network(chain(length)) for length in LENGTHS)
    times = milliseconds(
        lambda: analyze(spec),
        lambda: analyze(parse_network(body)).model_dump_json(),
        lambda: analyze(few),
        lambda: analyze(many),
    )
    resnet, request, short, long = (median(found) for found in times)
    growth = long / short / (LENGTHS[1] / LENGTHS[0])
    rows = tell(
        Row("analysis of ResNet-152", resnet, "ms", LIMIT_MS, "less"),
        Row("the same as a request: parsed, analysed, written", request, "ms"),
        Row(f"analysis of {LENGTHS[1]} layers", long, "ms", LIMIT_MS, "less"),
        Row(f"cost per layer, {LENGTHS[1]} against {LENGTHS[0]} layers", growth, "", CONSTANT, "less"),
    )
    print(f"\nwrote {save('network_analysis', {'rows': rows, 'milliseconds': times})}")


if __name__ == "__main__":
    main()
