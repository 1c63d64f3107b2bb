"""The classes of a data set's images, as the page's browser of images filters by them."""

from pathlib import Path

from fastapi.testclient import TestClient

from app.settings import Settings
from app.web.application import create_app


def test_labels_agree_with_the_images_of_the_split(tmp_path: Path):
    with TestClient(create_app(Settings(data_dir=tmp_path)), base_url="http://127.0.0.1:8000") as client:
        labels = client.get("/api/v1/datasets/mnist-5k/labels/test").json()
        assert len(labels) == 1000
        assert sorted(set(labels)) == list(range(10))
        for index in (0, 1, 999):
            image = client.get(f"/api/v1/datasets/mnist-5k/images/test/{index}")
            assert int(image.headers["X-Label"]) == labels[index]


def test_labels_of_an_unknown_split_are_refused(tmp_path: Path):
    with TestClient(create_app(Settings(data_dir=tmp_path)), base_url="http://127.0.0.1:8000") as client:
        assert client.get("/api/v1/datasets/mnist-5k/labels/holdout").status_code == 422
        assert client.get("/api/v1/datasets/nothing/labels/test").status_code == 404
