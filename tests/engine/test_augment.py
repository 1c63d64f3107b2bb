import pytest
import torch

from app.engine.augment import Augment
from app.training.augmentations import (
    ColorJitter,
    Crop,
    Cutout,
    Elastic,
    Flip,
    Rotate,
    Scale,
    Shear,
    Shift,
)


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


def test_a_shear_moves_rows_by_their_distance_from_the_middle_also_in_oblong_images():
    images = spot(21, 41, y=4, x=20)
    y, x = centres(Augment([Shear(degrees=45.0)])(images, seeded()))
    assert y.tolist() == pytest.approx([4.0] * 64, abs=1e-3)
    moves = (x - 20).abs()
    assert moves.max() <= 6 * 1.0 + 0.05
    assert moves.max() > 5


def test_a_flip_mirrors_about_the_asked_share_and_leaves_the_rest():
    images = torch.rand(400, 3, 5, 6)
    flipped = Augment([Flip(p=0.3)])(images, seeded())
    mirrored = (flipped == images.flip(3)).all(3).all(2).all(1)
    same = (flipped == images).all(3).all(2).all(1)
    assert (mirrored ^ same).all()
    assert 90 < mirrored.sum() < 150
    assert torch.equal(Augment([Flip(p=1.0)])(images, seeded()), images.flip(3))


def test_a_crop_is_a_piece_of_the_image_in_a_black_edge_and_every_place_occurs():
    images = torch.rand(600, 2, 5, 7) + 1
    cropped = Augment([Crop(padding=2)])(images, seeded())
    places = set()
    for image, crop in zip(images, cropped, strict=True):
        framed = torch.zeros(2, 9, 11)
        framed[:, 2:7, 2:9] = image
        found = [
            (y, x) for y in range(5) for x in range(5) if torch.equal(framed[:, y : y + 5, x : x + 7], crop)
        ]
        assert len(found) == 1
        places.update(found)
    assert len(places) == 25


def test_cutout_blackens_one_square_whose_centre_is_inside():
    cut = Augment([Cutout(size=4)])(torch.ones(300, 2, 9, 9), seeded())
    holes = cut == 0
    assert torch.equal(holes[:, 0], holes[:, 1])
    rows, columns = holes[:, 0].any(2), holes[:, 0].any(1)
    assert torch.equal(holes[:, 0], rows[:, :, None] & columns[:, None, :])
    for side in (rows.sum(1), columns.sum(1)):
        assert set(side.tolist()) == {2, 3, 4}  # a centre in the corner leaves two of four


def test_colour_jitter_keeps_to_its_bounds_and_to_what_it_is_asked():
    images = torch.tensor([100.0, 120.0, 60.0]).view(1, 3, 1, 1).repeat(300, 1, 2, 2)
    images[:, :, 0] *= 0.5
    brighter = Augment([ColorJitter(brightness=0.4, contrast=0.0, saturation=0.0)])(images, seeded())
    factors = (brighter / images).flatten(1)
    assert torch.allclose(factors, factors[:, :1].expand_as(factors), atol=1e-4)
    assert 0.6 - 1e-4 <= factors.min() < 0.7 < 1.3 < factors.max() <= 1.4 + 1e-4

    grey = images.mul(torch.tensor([0.2989, 0.587, 0.114]).view(3, 1, 1)).sum(1, keepdim=True)
    contrasted = Augment([ColorJitter(brightness=0.0, contrast=0.5, saturation=0.0)])(images, seeded())
    ratio = (contrasted - grey.mean((2, 3), keepdim=True)) / (images - grey.mean((2, 3), keepdim=True))
    assert ratio.flatten(1).std(1).max() < 1e-3
    assert 0.5 - 1e-3 <= ratio.min() < 0.6 < 1.4 < ratio.max() <= 1.5 + 1e-3

    dull = Augment([ColorJitter(brightness=0.0, contrast=0.0, saturation=1.0)])(images, seeded())
    ratio = (dull - grey) / (images - grey)
    assert ratio.flatten(1).std(1).max() < 1e-3
    white = torch.full((50, 1, 3, 3), 255.0)
    assert Augment([ColorJitter(brightness=1.0)])(white, seeded()).max() <= 255


def test_changes_are_made_in_the_order_of_the_settings():
    images = torch.ones(64, 1, 12, 12)
    hole_last = Augment([Crop(padding=6), Cutout(size=6)])(images, seeded())
    hole_first = Augment([Cutout(size=6), Crop(padding=6)])(images, seeded())
    assert not torch.equal(hole_last, hole_first)


def test_the_same_generator_state_gives_the_same_images():
    augment, images = (
        Augment([Rotate(), Flip(), Elastic(), Crop(), Cutout(), ColorJitter(), Shift()]),
        torch.rand(4, 3, 16, 16),
    )
    assert torch.equal(augment(images, seeded(3)), augment(images, seeded(3)))
    assert not torch.equal(augment(images, seeded(3)), augment(images, seeded(4)))
