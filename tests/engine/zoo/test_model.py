"""The trained model of the first page: digits of MNIST, and digits that people draw."""

import hashlib

import numpy as np
import pytest
import torch

from app.datasets.registry import Library
from app.engine.live import LiveModel
from app.images.preprocess import prepare
from app.network.presets import load_model
from app.network.summary import analyze
from tests.strokes import Hand, natural, polygons

MODEL = load_model("lenet5-mnist")


@pytest.fixture(scope="module")
def network():
    return LiveModel.open(MODEL.spec, MODEL.weights, mean=MODEL.mean, std=MODEL.std)


def accuracy(network, drawings):
    """The share of drawings, prepared as the pad's are, that get their label."""
    right = [
        network.infer(prepare(pixels, 1, 28, 28, "digit"), []).logits.argmax() == label
        for pixels, label in drawings
    ]
    return float(np.mean(right))


def test_it_is_the_modern_lenet5_with_its_own_weights(network):
    assert analyze(MODEL.spec).total.params == 61_706
    assert (network.trained, network.untrained) == (True, [])
    assert hashlib.sha256(MODEL.weights.read_bytes()).hexdigest() == MODEL.sha256
    assert MODEL.classes == list("0123456789")


def test_its_card_tells_how_good_it_is():
    assert MODEL.test_accuracy >= 0.992
    card = (MODEL.weights.parent / "card.md").read_text()
    assert f"{MODEL.test_accuracy:.2%}" in card
    assert all(word in card for word in ("Confusion", "Hardware", "seed", "Recipe"))


def test_it_knows_handwritten_digits(network, tmp_path):
    digits = Library(tmp_path).open("mnist-5k").splits["test"]
    pixels = torch.tensor(digits.images).float() / 255 - 0.5
    guesses = network.module(pixels).argmax(1).numpy()
    assert (guesses == digits.labels).mean() >= 0.99


def test_it_knows_digits_drawn_with_a_mouse(network):
    assert accuracy(network, natural(4)) >= 0.96
    assert accuracy(network, polygons(4)) >= 0.92


@pytest.mark.parametrize(
    "hand",
    [
        Hand(size=0.49),
        Hand(size=0.81),
        Hand(brush=0.05),
        Hand(brush=0.11),
        Hand(size=0.4, x=0.25, y=0.3),
        Hand(size=0.4, x=0.75, y=0.7),
    ],
    ids=["small", "large", "thin", "thick", "upper left", "lower right"],
)
def test_size_place_and_pen_hardly_matter(network, hand):
    usual, other = (accuracy(network, natural(3, hand=one)) for one in (Hand(), hand))
    assert other >= usual - 0.01
