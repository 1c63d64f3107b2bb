"""Saved networks over REST."""

import unicodedata
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

NETWORKS = "/api/v1/networks"


@pytest.fixture
def kept(http: httpx.Client) -> Iterator[Any]:
    """Saves networks, and deletes them in the end."""
    made: list[str] = []

    def save(**body: Any) -> dict[str, Any]:
        answer = http.post(NETWORKS, json=body)
        assert answer.status_code == 201, answer.text
        made.append(answer.headers["location"])
        saved: dict[str, Any] = answer.json()
        assert made[-1] == f"{NETWORKS}/{saved['id']}"
        return saved

    yield save
    for location in made:
        http.delete(location)


def test_a_saved_network_is_listed_read_changed_and_deleted(
    http: httpx.Client, kept: Any, lenet: dict[str, Any]
) -> None:
    saved = kept(network=lenet, name="моя сеть", training={"batch_size": 32}, dataset="mnist-5k")
    at = f"{NETWORKS}/{saved['id']}"
    assert http.get(at).json() == saved
    assert saved["training"] == {"batch_size": 32}
    analysed = http.post(f"{NETWORKS}/analyze", json=saved["network"]).json()
    assert analysed["total"]["params"] == 61_706
    entry = next(entry for entry in http.get(NETWORKS).json() if entry["id"] == saved["id"])
    assert entry.keys() == {"id", "name", "created_at", "updated_at"}
    assert http.patch(at, json={"name": "ours"}).json()["name"] == "ours"
    assert http.delete(at).status_code == 204
    for answer in (http.get(at), http.patch(at, json={}), http.delete(at)):
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_work_in_progress_is_kept_as_it_was_sent(kept: Any) -> None:
    broken = {"layers": [{"kind": "linear", "out_features": 10}]}
    assert kept(network=broken)["network"]["layers"] == broken["layers"]


def test_names_are_kept_as_nfc(kept: Any, lenet: dict[str, Any]) -> None:
    assert kept(network=lenet, name=unicodedata.normalize("NFD", "й"))["name"] == "й"


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ({"network": {"layers": [{"kind": "con2d"}]}}, "/network/layers/0/kind", "unknown"),
        ({"network": {"layers": []}}, "/network/layers", "empty"),
        ({"network": {"preset": "lenet5"}}, "/network/layers", "missing"),
        ({"name": "x" * 65}, "/name", "bad_text"),
        ({"name": "a\u0000b"}, "/name", "bad_text"),
        ({"training": {"batch_size": 0}}, "/training/batch_size", "out_of_range"),
        ({"hand_edits": {"painted": [{"path": "c1"}]}}, "/hand_edits/painted/0/channel", "missing"),
        ({"hand_edits": {"painted": [{}] * 257}}, "/hand_edits/painted", "length"),
        ({"more": 1}, "/more", "unknown"),
    ],
)
def test_what_is_no_network_is_refused_and_nothing_is_kept(
    http: httpx.Client, lenet: dict[str, Any], change: dict[str, Any], pointer: str, code: str
) -> None:
    before = http.get(NETWORKS).json()
    answer = http.post(NETWORKS, json={"network": lenet, **change})
    assert answer.status_code == 422
    assert (pointer, code) in [(entry["pointer"], entry["code"]) for entry in answer.json()["errors"]]
    assert http.get(NETWORKS).json() == before


def test_what_was_set_by_hand_is_kept_with_the_network(
    http: httpx.Client, kept: Any, lenet: dict[str, Any]
) -> None:
    edits = {
        "weights_from": "lenet5-mnist",
        "painted": [{"path": "c1", "channel": 1, "weight": [0.1, 0.0, -2.5], "bias": None}],
        "nudges": [{"image": [[[0, 255]]], "target": 3, "lr": 0.25}],
    }
    training = {"frozen": ["c3"], "frozen_filters": {"c1": [1]}}
    saved = kept(network=lenet, training=training, hand_edits=edits)
    assert (saved["hand_edits"], saved["training"]) == (edits, training)
    at = f"{NETWORKS}/{saved['id']}"
    assert http.get(at).json() == saved
    assert http.patch(at, json={"name": "ours"}).json()["hand_edits"] == edits
    assert http.patch(at, json={"hand_edits": None}).json()["hand_edits"] is None


def test_too_much_set_by_hand_says_how_much_is_taken(http: httpx.Client, lenet: dict[str, Any]) -> None:
    painted = [{"path": "c1", "channel": 0, "weight": [0.123456789] * 8192}] * 4
    answer = http.post(NETWORKS, json={"network": lenet, "hand_edits": {"painted": painted}})
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")
    assert "262,144 bytes" in answer.json()["detail"]
