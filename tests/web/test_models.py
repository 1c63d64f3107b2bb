"""The trained models of the zoo, as the page begins with one of them."""

import httpx


def test_every_listed_model_gives_its_network(http: httpx.Client):
    for listed in http.get("/api/v1/models").json():
        if listed["ref"].startswith("run:"):
            continue
        detail = http.get(f"/api/v1/models/{listed['ref']}").json()
        assert listed.items() <= detail.items()
        assert detail["network"]["input"] == listed["input"]
        assert http.post("/api/v1/networks/analyze", json=detail["network"]).status_code == 200


def test_an_unknown_model_is_not_found(http: httpx.Client):
    answer = http.get("/api/v1/models/nothing")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
