"""How long the analysis of a network takes: ResNet-152 as a request brings it, and chains of more and more layers."""

import json
import time
from collections.abc import Callable
from statistics import median

from app.network.parse import parse_network
from app.network.presets import load_preset
from app.network.summary import analyze
from bench.measure import save

ROUNDS = 40
LENGTHS = (64, 128, 256, 512, 1024)


def milliseconds(work: Callable[[], object]) -> dict[str, float]:
    """The fastest and the median round."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        times.append(1000 * (time.perf_counter() - start))
    return {"fastest": round(min(times), 2), "median": round(median(times), 2)}


def chain(length: int) -> dict[str, object]:
    """Convolutions and activations in turn."""
    pair = [{"kind": "conv2d", "out_channels": 4, "padding": 1}, {"kind": "relu"}]
    return {"input": {"channels": 1, "height": 28, "width": 28}, "layers": pair * (length // 2)}


def main() -> None:
    """Measure and save."""
    spec = load_preset("resnet152").spec
    assert spec is not None
    body = json.loads(spec.model_dump_json(exclude_none=True))
    results: dict[str, object] = {
        "resnet152_analyze": milliseconds(lambda: analyze(spec)),
        "resnet152_request": milliseconds(lambda: analyze(parse_network(body)).model_dump_json()),
    }
    for length in LENGTHS:
        network = parse_network(chain(length))
        results[f"chain_{length}"] = milliseconds(lambda network=network: analyze(network))
    for name, times in results.items():
        print(f"{name:20} {times} ms")
    save("network_analysis", results)


if __name__ == "__main__":
    main()
