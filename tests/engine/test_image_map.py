import numpy as np
import pytest
import torch
from sklearn.decomposition import PCA
from sklearn.manifold import trustworthiness

from app.engine.image_map import hidden, image_map
from app.engine.live import LiveModel
from tests.engine.conftest import spec


def silent(share):
    del share


@pytest.fixture
def two_layers():
    return spec(
        {"kind": "flatten"},
        {"kind": "linear", "name": "h", "out_features": 12},
        {"kind": "relu", "name": "h_relu"},
        {"kind": "linear", "name": "out", "out_features": 4},
        {"kind": "softmax"},
    )


def features(model, dataset):
    images = torch.from_numpy(dataset.splits["test"].images).float() / 255 - 0.5
    with torch.no_grad():
        return model.module.h(images.flatten(1)).relu()


def test_principal_components_are_those_of_scikit_learn(two_layers, dataset):
    model = LiveModel.open(two_layers, seed=1)
    found = image_map(model, dataset.splits["test"], "pca", silent)
    assert (found["layer"], found["size"]) == ("h_relu", 12)
    oracle = PCA(2).fit(features(model, dataset).double().numpy())
    points = oracle.transform(features(model, dataset).double().numpy())
    points /= np.abs(points).max()
    mine = np.stack([found["x"], found["y"]], 1)
    signs = np.sign((mine * points).sum(0))
    assert mine == pytest.approx(points * signs, abs=1e-4)
    assert found["explained"] == pytest.approx(oracle.explained_variance_ratio_.sum(), abs=1e-5)


def test_points_carry_index_label_and_answer(two_layers, dataset):
    model = LiveModel.open(two_layers, seed=1)
    found = image_map(model, dataset.splits["test"], "pca", silent)
    assert found["indices"] == list(range(50))
    assert found["labels"] == dataset.splits["test"].labels.tolist()
    with torch.no_grad():
        answers = model.module.out(features(model, dataset)).argmax(1)
    assert found["predicted"] == answers.tolist()


def test_neighbours_stay_neighbours(two_layers, dataset):
    model = LiveModel.open(two_layers, seed=1)
    shares = []
    found = image_map(model, dataset.splits["test"], "tsne", shares.append)
    points = np.stack([found["x"], found["y"]], 1)
    assert trustworthiness(features(model, dataset).numpy(), points, n_neighbors=5) > 0.9
    assert found["explained"] is None
    assert found == image_map(model, dataset.splits["test"], "tsne", silent)


def test_equal_images_are_one_point(two_layers, dataset):
    model = LiveModel.open(two_layers, seed=1)
    with torch.no_grad():
        model.module.h.weight.zero_()
        model.module.h.bias.fill_(1.0)
    found = image_map(model, dataset.splits["test"], "pca", silent)
    assert set(found["x"]) == set(found["y"]) == {0.0}


def test_a_network_that_gives_images_back_is_told_by_its_code(dataset):
    network = spec(
        {"kind": "flatten"},
        {"kind": "linear", "name": "code", "out_features": 3},
        {"kind": "linear", "out_features": 64},
        {"kind": "unflatten", "unflattened_size": [1, 8, 8]},
    )
    model = LiveModel.open(network)
    found = image_map(model, dataset.splits["test"], "pca", silent)
    assert hidden(model) == found["layer"] == "code"
    assert found["predicted"] is None


def test_the_last_hidden_layer_may_be_pooled_maps(network, dataset):
    model = LiveModel.open(network)
    found = image_map(model, dataset.splits["test"], "pca", silent)
    last = [node for node in model.summary.nodes if node.params_detail][-1]
    assert found["layer"] == last.inputs[0]
