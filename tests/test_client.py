"""The client of the README on a real server."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from app.client import ApiError, Client
from tests.datasets.files import class_files, class_zip
from tests.serving import running


@pytest.fixture(scope="module")
def playground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    with running(tmp_path_factory.mktemp("client") / "data") as server, Client(server.url) as client:
        yield client


def test_looks_around(playground: Client):
    assert "mnist-5k" in [dataset["id"] for dataset in playground.datasets()]
    assert "lenet5" in [preset["id"] for preset in playground.presets()]
    assert "lenet5-mnist" in [model["ref"] for model in playground.models()]
    spec = playground.preset("lenet5")["spec"]
    assert playground.analyze(spec)["total"]["params"] == 61_706


def test_trains_and_predicts(playground: Client, tmp_path: Path):
    run = playground.create_run({"preset": "linear"}, "mnist-5k", name="first", epochs=1, batch_size=100)
    run = playground.wait(run["id"], seconds=120)
    assert run["state"] == "finished"
    events = list(playground.events(run["id"]))
    assert [event["seq"] for event in events] == list(range(len(events)))
    pixels = np.zeros((28, 28), np.uint8)
    pixels[6:22, 13:16] = 255
    answer = playground.predict(f"run:{run['id']}", pixels)
    assert sum(answer["probabilities"]) == pytest.approx(1, abs=1e-5)


def test_takes_networks_home_and_brings_them_in(playground: Client):
    spec = playground.preset("lenet5")["spec"]
    source, onnx = playground.export(spec).decode(), playground.export(spec, "onnx")
    assert "class LeNet5(nn.Module):" in source
    assert playground.export(spec, "mermaid").startswith(b"---\ntitle")
    known = playground.import_network(source)
    assert known == playground.import_network(onnx)
    assert [layer["kind"] for layer in known["layers"]] == [layer["kind"] for layer in spec["layers"]]
    open_size = "from torch import nn\nmodel = nn.Sequential(nn.Conv2d(1, 2, 3))"
    with pytest.raises(ApiError, match="input_size_needed"):
        playground.import_network(open_size)
    assert playground.import_network(open_size, height=9, width=7)["input"]["width"] == 7


def test_brings_images_of_its_own(playground: Client, tmp_path: Path):
    file = class_zip(tmp_path / "pets.zip", class_files(("cat", "dog"), 20))
    dataset = playground.upload_dataset(file, size=(4, 5), test_share=0.25)
    assert dataset["title"] == "pets"
    assert dataset["input"] == {"channels": 3, "height": 4, "width": 5}
    assert dataset["sizes"]["test"] == 10
    assert dataset == playground.dataset(dataset["id"])
    playground.delete_dataset(dataset["id"])
    with pytest.raises(ApiError, match="not_found"):
        playground.dataset(dataset["id"])
    file.write_bytes(b"no zip")
    with pytest.raises(ApiError, match="bad_zip"):
        playground.upload_dataset(file)


def test_gives_maps_as_arrays(playground: Client):
    pixels = np.zeros((28, 28), np.uint8)
    pixels[6:22, 13:16] = 255
    maps = playground.activations("lenet5-mnist", pixels, ["c1"])
    assert {name: array.shape for name, array in maps.items()} == {"input": (1, 28, 28), "c1": (6, 28, 28)}
    assert maps["input"].tolist() == [pixels.tolist()]
    assert maps["c1"].dtype == np.float32


def test_says_why(playground: Client):
    pixels = np.zeros((28, 28), np.uint8)
    pixels[6:22, 13:16] = 255
    method = {"kind": "occlusion", "patch": 4}
    why = playground.attributions("lenet5-mnist", pixels, method, target="1")
    assert (why["map"].shape, why["attribution"].shape, int(why["target"])) == ((28, 28), (1, 28, 28), 1)
    answer = playground.predict("lenet5-mnist", pixels)
    assert float(why["score"]) == pytest.approx(answer["logits"][1], abs=1e-4)


def test_takes_a_file(playground: Client, tmp_path: Path):
    from PIL import Image

    pixels = np.zeros((28, 28), np.uint8)
    pixels[6:22, 13:16] = 255
    path = tmp_path / "one.png"
    Image.fromarray(pixels).save(path)
    assert (
        playground.predict("lenet5-mnist", path)["logits"]
        == playground.predict("lenet5-mnist", pixels)["logits"]
    )


def test_a_refusal_is_an_exception(playground: Client):
    with pytest.raises(ApiError) as refused:
        playground.predict("nothing", [[0]])
    assert (refused.value.status, refused.value.code) == (404, "not_found")
    with pytest.raises(ApiError, match="422 shape"):
        playground.analyze({"layers": [{"kind": "linear", "out_features": 3}]})
