import pytest
import torch
import torch.nn.functional as F

from app.engine.objective import objective
from app.training.losses import CrossEntropy, Quadratic

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
