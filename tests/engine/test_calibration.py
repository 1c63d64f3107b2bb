import numpy as np
import pytest
import torch
from sklearn.calibration import calibration_curve
from sklearn.metrics import top_k_accuracy_score

from app.engine.calibration import calibration


@pytest.fixture
def answers() -> tuple[torch.Tensor, torch.Tensor]:
    """Probabilities of eight classes for 500 images, and classes that the most probable one often misses."""
    chance = torch.Generator().manual_seed(4)
    chances = (3 * torch.randn(500, 8, generator=chance)).softmax(1)
    return chances, torch.multinomial(chances.sqrt(), 1, generator=chance)[:, 0]


def test_bins_are_those_of_scikit_learn(answers):
    chances, labels = answers
    found = calibration(chances, labels)
    confidence, right = chances.double().amax(1).numpy(), (chances.argmax(1) == labels).numpy()
    accuracy, mean = calibration_curve(right, confidence, n_bins=10)
    assert [value for value in found.accuracy if value is not None] == pytest.approx(accuracy)
    assert [value for value in found.confidence if value is not None] == pytest.approx(mean)
    assert found.images == np.histogram(confidence, 10, (0, 1))[0].tolist()
    assert sum(found.images) == 500


def test_the_error_is_the_distance_over_all_images(answers):
    chances, labels = answers
    found = calibration(chances, labels)
    total = 0.0
    for low in np.arange(10) / 10:
        inside = [i for i in range(500) if low < chances[i].max().item() <= low + 0.1]
        sure = sum(chances[i].max().item() for i in inside)
        right = sum(chances[i].argmax() == labels[i] for i in inside)
        total += abs(sure - float(right)) / 500
    assert found.error == pytest.approx(total, abs=1e-6)


def test_top_answers_are_counted_as_scikit_learn_does(answers):
    chances, labels = answers
    found = calibration(chances, labels)
    assert found.top1 == pytest.approx(top_k_accuracy_score(labels, chances, k=1))
    assert found.top5 == pytest.approx(top_k_accuracy_score(labels, chances, k=5))
    assert calibration(chances[:, :5], labels % 5).top5 is None


def test_a_network_that_is_always_sure_and_half_right_is_off_by_a_half():
    chances = torch.eye(2)[torch.zeros(10, dtype=torch.long)]
    found = calibration(chances, torch.arange(10) % 2)
    assert found.images == [0] * 9 + [10]
    assert (found.error, found.top1, found.confidence[-1], found.accuracy[-1]) == (0.5, 0.5, 1.0, 0.5)
    assert found.accuracy[0] is None
