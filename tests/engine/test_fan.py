"""The gradients of single images against torch's autograd of the plain losses, and the plane that shows them."""

import pytest
import torch
import torch.nn.functional as F

from app.engine.chance import permutation, upcoming
from app.engine.fan import Plane, fan, images_for, means
from app.engine.session import Session
from app.training.config import TrainConfig
from tests.engine.conftest import spec


@pytest.fixture
def trained(network, dataset, tmp_path):
    """A run's settings and its checkpoint at step 5."""
    config = TrainConfig(batch_size=20, epochs=2, seed=3, threads=1, precision="float32")
    session = Session(network, config, dataset)
    for _ in range(5):
        session.advance()
    session.save(tmp_path / "5.safetensors")
    return config, session, tmp_path / "5.safetensors"


def autograd(session, images, labels):
    """The gradient of the mean loss over some images, flat."""
    loss = F.cross_entropy(session.scored.eval()(images), labels)
    return torch.cat(
        [part.flatten() for part in torch.autograd.grad(loss, list(session.module.parameters()))]
    )


def test_arrows_are_autograds_gradients_in_the_plane(network, dataset, trained):
    config, session, file = trained
    found = fan(network, file, dataset, config, step=5)
    images = session.normalise(session.data("train").images[found.indices])
    labels = torch.tensor(found.labels)
    full = autograd(session, images, labels)
    assert found.full == pytest.approx(float(full.norm()), rel=1e-4)
    along = full / full.norm()
    for size, arrows in [(1, found.singles), *((batch.size, batch.arrows) for batch in found.batches)]:
        for place, (x, norm) in enumerate(zip(arrows.x, arrows.norm, strict=True)):
            own = slice(place * size, (place + 1) * size)
            gradient = autograd(session, images[own], labels[own])
            assert norm == pytest.approx(float(gradient.norm()), rel=1e-3, abs=1e-5)
            assert x == pytest.approx(float(gradient @ along), rel=1e-3, abs=1e-4)
    assert found.losses == pytest.approx(
        F.cross_entropy(session.scored(images), labels, reduction="none").tolist(), rel=1e-4
    )


def test_the_mean_of_all_mini_batches_is_the_full_gradient_whatever_their_size(network, dataset, trained):
    config, _, file = trained
    found = fan(network, file, dataset, config, step=5)
    assert [batch.size for batch in found.batches] == [1, 4, 16, 20, 64, 256]
    for batch in found.batches:
        if len(found.indices) % batch.size == 0:
            assert sum(batch.arrows.x) / len(batch.arrows.x) == pytest.approx(found.full, rel=1e-4)
            assert sum(batch.arrows.y) / len(batch.arrows.y) == pytest.approx(0, abs=1e-4)


def test_the_images_are_those_that_the_run_takes_next(network, dataset, trained):
    config, session, file = trained
    found = fan(network, file, dataset, config, step=5)
    images, labels = session.batch(5)
    assert found.labels[:20] == labels.tolist()
    assert torch.equal(session.normalise(session.data("train").images[found.indices[:20]]), images)


def test_what_comes_next_goes_on_in_the_next_epoch():
    order = [permutation(10, 7, epoch).tolist() for epoch in (0, 1)]
    assert upcoming(10, 7, 2, 3, 4, 5).tolist() == [*order[0][8:], *order[1][:3]]
    assert upcoming(10, 7, 1, 2, 4, 5).tolist() == [*order[0][4:8], order[1][0]]  # a tail of two is left out


def test_the_second_axis_is_that_of_the_largest_scatter():
    random = torch.Generator().manual_seed(0)
    gradients = torch.randn(12, 30, generator=random, dtype=torch.float64) * torch.arange(1, 31)
    plane = Plane.of(gradients)
    full = gradients.mean(0)
    along = full / full.norm()
    across = gradients - torch.outer(gradients @ along, along)
    direction = torch.linalg.svd(across, full_matrices=False).Vh[0]
    torch.testing.assert_close(plane.y.abs(), (across @ direction).abs())
    seen = ((gradients @ along - full.norm()) ** 2 + (across @ direction) ** 2).sum()
    assert plane.shown == pytest.approx(float(seen / ((gradients - full) ** 2).sum()))


def test_gradients_that_are_all_alike_are_shown_whole():
    plane = Plane.of(torch.ones(4, 3))
    assert (plane.full, plane.shown) == (pytest.approx(3**0.5), 1.0)
    assert plane.arrows(2).y == pytest.approx([0, 0], abs=1e-6)


def test_the_means_of_the_lecture():
    """`sgd-minibatch-mean`: the gradients of (w·x − y)²/2 at w = 1/2, and the means of all six pairs."""
    singles = torch.tensor([-1.5, -4, -10.5, -8])
    pairs = [means(singles[[i, j]], 2).item() for i in range(4) for j in range(i + 1, 4)]
    assert pairs == [-2.75, -6, -4.75, -7.25, -6, -9.25]
    assert means(singles, 4).item() == sum(pairs) / 6 == -6
    assert means(singles, 2).tolist() == [pairs[0], pairs[-1]]


def test_large_networks_compare_fewer_images():
    narrow = spec({"kind": "flatten"}, {"kind": "linear", "out_features": 4})
    wide = spec(
        {"kind": "flatten"},
        {"kind": "linear", "out_features": 30_000},
        {"kind": "linear", "out_features": 40},
    )
    assert (images_for(narrow), images_for(wide)) == (256, 8)


def test_a_checkpoint_with_infinite_weights_shows_no_arrows(network, dataset, tmp_path):
    config = TrainConfig(batch_size=20, epochs=1, threads=1)
    session = Session(network, config, dataset)
    with torch.no_grad():
        next(session.module.parameters()).fill_(float("inf"))
    session.save(tmp_path / "0.safetensors")
    found = fan(network, tmp_path / "0.safetensors", dataset, config, step=0)
    assert (found.indices, found.batches, found.full) == ([], [], 0.0)
