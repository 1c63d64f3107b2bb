import pytest
import torch

from app.engine.augment import Augment
from app.training.augmentations import Elastic, Rotate, Scale, Shift


def seeded(seed=0):
    return torch.Generator().manual_seed(seed)


def spot(height=21, width=21, y=10, x=10, count=64):
    images = torch.zeros(count, 1, height, width)
    images[..., y, x] = 1
    return images


def centres(images):
    """Centre of mass (y, x) of each image."""
    mass = images.sum((1, 2, 3))
    y = (images.sum((1, 3)) * torch.arange(images.shape[2])).sum(1) / mass
    x = (images.sum((1, 2)) * torch.arange(images.shape[3])).sum(1) / mass
    return y, x


def test_no_settings_change_nothing():
    images = torch.rand(2, 3, 8, 8)
    assert Augment([])(images, seeded()) is images
    assert not Augment([])


def test_a_shift_moves_each_image_by_at_most_its_share():
    y, x = centres(Augment([Shift(fraction=0.2)])(spot(), seeded()))
    for moves in (y - 10, x - 10):
        assert moves.abs().max() <= 0.2 * 21 + 1e-3
        assert moves.abs().max() > 0.1 * 21
        assert moves.unique().numel() > 60


def test_a_rotation_keeps_the_distance_from_the_centre_also_in_oblong_images():
    images = spot(21, 41, y=10, x=28)
    y, x = centres(Augment([Rotate(degrees=40.0)])(images, seeded()))
    assert torch.hypot(y - 10, x - 20).tolist() == pytest.approx([8.0] * 64, abs=0.35)
    assert torch.atan2(y - 10, x - 20).abs().max() <= 0.72


def test_a_scale_moves_towards_and_away_from_the_centre_by_at_most_the_factor():
    y, x = centres(Augment([Scale(factor=1.5)])(spot(y=16), seeded()))
    away = (y - 10) / 6
    assert 1 / 1.5 - 0.05 <= away.min() < 0.8
    assert 1.3 < away.max() <= 1.5 + 0.05
    assert x.tolist() == pytest.approx([10.0] * 64, abs=1e-3)


def test_elastic_moves_have_the_asked_deviation_and_are_smooth():
    ramp = torch.arange(41.0).expand(400, 1, 41, 41)
    moved = Augment([Elastic(alpha=2.0, sigma=4.0)])(ramp, seeded())[:, 0, 12:29, 12:29]
    moves = moved - ramp[:, 0, 12:29, 12:29]
    assert moves.std().item() == pytest.approx(2.0, rel=0.15)
    assert moves.diff(dim=2).std() < 1.0


def test_the_same_generator_state_gives_the_same_images():
    augment, images = Augment([Rotate(), Elastic(), Shift()]), torch.rand(4, 3, 16, 16)
    assert torch.equal(augment(images, seeded(3)), augment(images, seeded(3)))
    assert not torch.equal(augment(images, seeded(3)), augment(images, seeded(4)))
