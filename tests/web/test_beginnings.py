"""Runs that begin with another model's weights, and several that vote."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
from safetensors.numpy import load

from app.live.vote import tally
from tests.web.test_runs import NETWORK, RUNS, created, over  # noqa: F401

VECTORS = json.loads((Path(__file__).parent.parent / "golden" / "training.json").read_text())["vectors"]
WIDER = {
    **NETWORK,
    "layers": [
        *NETWORK["layers"][:-1],
        {"kind": "linear", "name": "wide", "out_features": 12},
        NETWORK["layers"][-1],
    ],
}


def first_weights(http: httpx.Client, run: str) -> dict[str, Any]:
    return load(http.get(f"{RUNS}/{run}/weights", params={"step": 0}).content)


def test_a_run_begins_with_the_weights_that_fit(http: httpx.Client, created: Any):  # noqa: F811
    giver = over(http, created()["id"])
    given = load(http.get(f"{RUNS}/{giver['id']}/weights").content)
    run = created(network=WIDER, weights_from=f"run:{giver['id']}", start="paused")
    assert run["begins_with"] == {
        "weights_from": f"run:{giver['id']}",
        "copied": ["c1"],
        "fresh": ["wide", "out"],
        "by_hand": [],
    }
    assert run["progress"]["step"] == 0
    own = first_weights(http, run["id"])
    assert np.array_equal(own["c1.weight"], given["c1.weight"])
    assert own["out.weight"].shape == (10, 12)

    renamed = {**NETWORK, "layers": [{**node, "name": f"n{i}"} for i, node in enumerate(NETWORK["layers"])]}
    body = {"network": renamed, "weights_from": f"run:{giver['id']}@0", "start": "paused"}
    mapped = created(**body, weights_map={"n1": "c1", "n4": "out"})
    assert mapped["begins_with"]["copied"] == ["n1", "n4"]
    before = first_weights(http, giver["id"])
    assert np.array_equal(first_weights(http, mapped["id"])["n4.weight"], before["out.weight"])

    answer = http.post(RUNS, json={"dataset": "mnist-5k", **body})
    assert (answer.status_code, answer.json()["code"]) == (422, "no_weights_fit")
    assert answer.json()["errors"][0]["repairs"][0]["patch"] == [{"op": "remove", "path": "/weights_from"}]


def test_a_trained_model_of_the_zoo_is_a_beginning(http: httpx.Client, created: Any):  # noqa: F811
    run = created(network={"preset": "lenet5"}, weights_from="lenet5-mnist", start="paused")
    assert run["begins_with"]["fresh"] == []
    weights = http.get("/api/v1/models/lenet5-mnist").json()["network"]
    assert {node["name"] for node in weights["layers"] if node["kind"] in ("conv2d", "linear")} == set(
        run["begins_with"]["copied"]
    )


@pytest.mark.parametrize("ref", ["run:nothing", "nothing"])
def test_weights_of_nobody_are_not_found(http: httpx.Client, ref: str):
    answer = http.post(RUNS, json={"network": NETWORK, "dataset": "mnist-5k", "weights_from": ref})
    assert answer.status_code == 404


def test_the_lectures_vote():
    golden = next(vector for vector in VECTORS if vector["id"] == "vote-3-of-5")
    votes = golden["inputs"]["votes"]
    counted = tally(votes, dict.fromkeys(votes, 0.1))
    assert counted[0].label == golden["expected"]
    assert {one.label: one.votes for one in counted} == Counter(votes)


def test_a_tie_goes_to_the_larger_mean_probability():
    assert [one.label for one in tally(["7", "2"], {"2": 0.6, "7": 0.4})] == ["2", "7"]


def test_runs_vote_on_a_drawing(http: httpx.Client, created: Any, stroke: list[list[int]]):  # noqa: F811
    refs = [
        f"run:{created(training={'seed': seed, 'epochs': 1}, start='paused')['id']}" for seed in (1, 2, 3)
    ]
    answer = http.post("/api/v1/vote", json={"models": refs, "pixels": stroke}).json()
    single = [http.post("/api/v1/predict", json={"model": ref, "pixels": stroke}).json() for ref in refs]
    assert [vote["model"] for vote in answer["votes"]] == refs
    assert [vote["label"] for vote in answer["votes"]] == [one["top"][0]["label"] for one in single]
    assert {one["label"]: one["votes"] for one in answer["tally"]} == Counter(
        one["top"][0]["label"] for one in single
    )
    assert answer["winner"] == answer["tally"][0]["label"]
    mean = np.mean([one["probabilities"] for one in single], axis=0)
    assert answer["probabilities"] == pytest.approx(mean.tolist())

    blank = http.post("/api/v1/vote", json={"models": refs, "pixels": [[0] * 28] * 28}).json()
    assert (blank["votes"], blank["tally"], blank["winner"]) == ([], [], None)


def test_what_cannot_vote_is_refused(http: httpx.Client, created: Any, stroke: list[list[int]]):  # noqa: F811
    twice = http.post("/api/v1/vote", json={"models": ["lenet5-mnist"] * 2, "pixels": stroke})
    assert (twice.status_code, twice.json()["errors"][0]["code"]) == (422, "votes_twice")
    layers = [*NETWORK["layers"][:-1], {"kind": "linear", "name": "out", "out_features": 12}]
    other = created(network={**NETWORK, "layers": layers}, start="paused")
    body = {"models": ["lenet5-mnist", f"run:{other['id']}"], "pixels": stroke}
    answer = http.post("/api/v1/vote", json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "classes_differ")
    assert http.post("/api/v1/vote", json={"models": [], "pixels": stroke}).status_code == 422
