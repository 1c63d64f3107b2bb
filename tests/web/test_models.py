"""The trained models of the zoo, as the page begins with one of them."""

from pathlib import Path

from fastapi.testclient import TestClient

from app.settings import Settings
from app.web.application import create_app


def test_every_listed_model_gives_its_network(tmp_path: Path):
    with TestClient(create_app(Settings(data_dir=tmp_path)), base_url="http://127.0.0.1:8000") as client:
        for listed in client.get("/api/v1/models").json():
            detail = client.get(f"/api/v1/models/{listed['ref']}").json()
            assert listed.items() <= detail.items()
            assert detail["network"]["input"] == listed["input"]
            assert client.post("/api/v1/networks/analyze", json=detail["network"]).status_code == 200


def test_an_unknown_model_is_not_found(tmp_path: Path):
    with TestClient(create_app(Settings(data_dir=tmp_path)), base_url="http://127.0.0.1:8000") as client:
        answer = client.get("/api/v1/models/nothing")
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
