import numpy as np
import pytest
import torch

from app.engine import passing
from app.engine.live import LiveModel
from app.engine.top_images import top_images
from app.errors import InvalidInput


def silent(share):
    del share


@pytest.fixture
def model(network):
    return LiveModel.open(network, seed=4)


def test_they_are_the_largest_of_all_and_stand_where_the_map_is_largest(model, dataset):
    shares = []
    found = top_images(model, dataset.splits["train"], "c1", shares.append)
    assert found["images"] == 203
    assert shares == sorted(shares)
    assert shares[-1] == 1
    images = torch.from_numpy(dataset.splits["train"].images).float() / 255 - 0.5
    with torch.no_grad():
        maps = model.module.c1(images).numpy()
    assert len(found["channels"]) == 6
    for channel, tops in enumerate(found["channels"]):
        peaks = maps[:, channel].max((1, 2))
        assert len({top["index"] for top in tops}) == len(tops) == 9
        assert [top["value"] for top in tops] == pytest.approx(np.sort(peaks)[::-1][:9], abs=1e-5)
        for top in tops:
            assert maps[top["index"], channel, top["y"], top["x"]] == pytest.approx(top["value"], abs=1e-5)


def test_a_vector_has_its_units_at_the_origin(model, dataset):
    found = top_images(model, dataset.splits["train"], model.summary.nodes[-1].path, silent)
    assert all((top["y"], top["x"]) == (0, 0) for tops in found["channels"] for top in tops)


def test_an_unknown_layer_is_refused(model, dataset):
    with pytest.raises(InvalidInput) as caught:
        top_images(model, dataset.splits["train"], "nowhere", silent)
    assert caught.value.code == "unknown_path"


def test_costly_networks_look_at_fewer_images_spread_over_all(model, dataset, monkeypatch):
    monkeypatch.setattr(passing, "WORK", 100 * model.summary.total.macs)
    chosen = passing.looked_at(model, dataset.splits["train"])
    assert len(chosen) == 100
    assert (chosen[0], chosen[-1]) == (0, 202)
    monkeypatch.setattr(passing, "WORK", 0)
    assert len(passing.looked_at(model, dataset.splits["train"])) == passing.LEAST_IMAGES
