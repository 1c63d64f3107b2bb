"""Which images are beside the one shown in training."""

import asyncio
import json
from dataclasses import replace

import numpy as np
import pytest

from app.datasets.registry import Library
from app.live import reference
from app.live.models import Models, Resolved
from app.live.reference import References
from app.protocol.mode import Passing
from app.protocol.model import NetworkModel

TRAIN = Passing(mode="train")
CONV = {"kind": "conv2d", "name": "c1", "out_channels": 6, "kernel_size": 5}
NORM = {"kind": "batch_norm2d"}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return Library(tmp_path_factory.mktemp("data"))


def network(*layers: dict[str, object], dataset: str | None = "mnist-5k", side: int = 28) -> Resolved:
    spec = {"input": {"channels": 1, "height": side, "width": side}, "layers": layers}
    model = NetworkModel.model_validate_json(json.dumps({"network": spec}))
    return replace(asyncio.run(Models(_no_runs).resolve(model)), dataset=dataset)


async def _no_runs(ref: str) -> None:
    raise AssertionError(ref)


def beside(library: Library, asked: Resolved, passing: Passing = TRAIN) -> np.ndarray | None:
    return asyncio.run(References(library).beside(asked, passing))


def test_31_validation_images_evenly_spread(library: Library):
    images = library.open("mnist-5k").splits["validation"].images
    places = [round(at * (len(images) - 1) / 30) for at in range(31)]
    np.testing.assert_array_equal(beside(library, network(CONV, NORM)), images[places])


def test_digits_that_come_along_stand_in_for_mnist(library: Library):
    asked = network(CONV, NORM, dataset="mnist")
    np.testing.assert_array_equal(beside(library, asked), beside(library, network(CONV, NORM)))


def test_fewer_for_a_costly_network_but_one(library: Library, monkeypatch: pytest.MonkeyPatch):
    asked = network(CONV, NORM)
    monkeypatch.setattr(reference, "WORK", 9 * asked.summary.total.macs)
    found = beside(library, asked)
    assert found is not None
    assert len(found) == 8
    monkeypatch.setattr(reference, "WORK", 1)
    found = beside(library, asked)
    assert found is not None
    assert len(found) == 1


@pytest.mark.parametrize(
    ("asked", "passing"),
    [
        (network(CONV, NORM), Passing()),
        (network(CONV), TRAIN),
        (network(CONV, NORM, dataset=None), TRAIN),
        (network(CONV, NORM, dataset="gone"), TRAIN),
        (network(CONV, NORM, dataset="cifar10"), TRAIN),
        (network(CONV, NORM, side=32), TRAIN),
    ],
    ids=["in a test", "without batch norm", "without data", "unknown data", "not ready", "another size"],
)
def test_else_none(library: Library, asked: Resolved, passing: Passing):
    assert beside(library, asked, passing) is None
