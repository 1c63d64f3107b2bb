import pytest
import torch
import torch.nn.functional as F

from app.engine.objective import objective
from app.training.losses import BinaryCrossEntropy, CrossEntropy, Hinge, Quadratic

OUTPUTS, LABELS = torch.tensor([[0.2, 0.8], [0.9, 0.3]]), torch.tensor([1, 1])


def test_quadratic_is_half_the_squared_distance_to_one_hot():
    expected = [(0.2**2 + 0.2**2) / 2, (0.9**2 + 0.7**2) / 2]
    assert objective(Quadratic(), reduce=False)(OUTPUTS, LABELS).tolist() == pytest.approx(expected)
    assert objective(Quadratic())(OUTPUTS, LABELS).item() == pytest.approx(sum(expected) / 2)


@pytest.mark.parametrize("smoothing", [0.0, 0.1])
def test_cross_entropy_is_that_of_torch(smoothing):
    loss = CrossEntropy(label_smoothing=smoothing)
    expected = F.cross_entropy(OUTPUTS, LABELS, label_smoothing=smoothing)
    assert objective(loss)(OUTPUTS, LABELS).item() == pytest.approx(expected.item())
    assert objective(loss, reduce=False)(OUTPUTS, LABELS).mean().item() == pytest.approx(expected.item())


def test_binary_cross_entropy_sums_each_outputs_own_entropy():
    chances = OUTPUTS.sigmoid()
    right, wrong = chances[:, 1], chances[:, 0]
    expected = -(right.log() + (1 - wrong).log())
    loss = BinaryCrossEntropy()
    torch.testing.assert_close(objective(loss, reduce=False)(OUTPUTS, LABELS), expected)
    assert objective(loss)(OUTPUTS, LABELS).item() == pytest.approx(expected.mean().item())


@pytest.mark.parametrize("margin", [1.0, 0.25])
def test_hinge_is_torchs_margin_loss_without_its_division_by_the_classes(margin):
    scores, labels = torch.randn(9, 5, generator=torch.Generator().manual_seed(0)), torch.arange(9) % 5
    expected = 5 * F.multi_margin_loss(scores, labels, margin=margin, reduction="none")
    loss = Hinge(margin=margin)
    torch.testing.assert_close(objective(loss, reduce=False)(scores, labels), expected)
    assert objective(loss)(scores, labels).item() == pytest.approx(expected.mean().item())
