"""Networks that nobody could run: an estimate and a place, nothing built."""

from typing import Any

import pytest

from app.errors import InvalidNetwork, problem_of
from app.network.cost import gib
from app.network.parse import parse_network
from app.network.summary import analyze


def refused(layers: list[dict[str, Any]], **picture: int) -> InvalidNetwork:
    """The error of a network."""
    with pytest.raises(InvalidNetwork) as caught:
        analyze(parse_network({"input": picture, "layers": layers}))
    assert (caught.value.status, caught.value.code) == (422, "too_expensive")
    assert len(problem_of(caught.value).model_dump_json()) <= 4096
    return caught.value


def test_weights_are_added_up_to_the_layer_that_goes_too_far() -> None:
    wide = {"kind": "linear", "out_features": 10_000}
    entry = refused([{"kind": "flatten"}, wide, wide, wide, wide]).errors[0]
    assert (entry.pointer, entry.path) == ("/layers/3", "3")
    first, other = (784 + 1) * 10_000, 10_001 * 10_000
    assert entry.params == {"reason": "too_many_params", "amount": first + 2 * other, "limit": 200_000_000}


def test_terabytes_of_weights() -> None:
    layer = {"kind": "conv2d", "out_channels": 65536, "kernel_size": 28}
    entry = refused([layer, {**layer, "kernel_size": 1}]).errors[0]
    assert entry.params["amount"] == 65536 * (28 * 28 + 1) + 65536 * 65537


def test_memory_of_one_image_counts_the_image_itself() -> None:
    entry = refused([{"kind": "relu"}], channels=3, height=16384, width=16384).errors[0]
    assert entry.params == {"reason": "too_much_memory", "amount": "6", "limit": "2"}
    assert "6 GiB of activations for one image; 2 are allowed" in entry.detail


def test_work_without_weights_or_memory() -> None:
    layer = {"kind": "conv2d", "out_channels": 4096, "kernel_size": 5, "padding": 2}
    entry = refused([layer], channels=16, height=256, width=512).errors[0]
    assert entry.params["reason"] in {"too_much_memory", "too_many_macs"}
    heavy = {"kind": "conv2d", "out_channels": 1024, "kernel_size": 11, "padding": 5}
    entry = refused([heavy], channels=1024, height=128, width=128).errors[0]
    assert entry.params["amount"] == 128 * 128 * 1024 * 1024 * 121


def test_channels_that_multiply_without_a_weight() -> None:
    """60 identities side by side, sixteen times over: 60¹⁶ maps, more than a float could count in bytes."""
    fan = {"kind": "parallel", "branches": [[]] * 60}
    entry = refused([fan] * 16).errors[0]
    assert entry.params["reason"] == "too_much_memory"
    assert int(str(entry.path)) < 16


def test_branches_count_as_nodes() -> None:
    fan = {"kind": "parallel", "branches": [[]] * 60}
    with pytest.raises(InvalidNetwork) as caught:
        parse_network({"layers": [fan] * 17})
    assert caught.value.errors[0].params == {"what": "nodes", "limit": 1024}


def test_estimates_stay_integers() -> None:
    assert gib(10**400).startswith("9,313,225,746,")
    assert (gib(2 * 1024**3), gib(1024**3 * 5 // 2)) == ("2", "2.5")
