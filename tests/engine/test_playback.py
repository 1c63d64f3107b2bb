"""Steps recorded on a GPU do what steps as they are written do; on every device of this machine."""

import pytest
import torch

from app.engine import device as devices
from app.engine.playback import suits
from app.engine.session import Session
from app.training.config import TrainConfig
from tests.engine.conftest import spec

STEPS = 14  # of nine in an epoch: past a last batch that is smaller
OPTIMIZERS = [
    {"kind": "sgd", "lr": 0.05, "momentum": 0.9, "nesterov": True},
    {"kind": "adam", "lr": 0.003},
    {"kind": "adamw", "lr": 0.003},
    {"kind": "adagrad", "lr": 0.01},
    {"kind": "rmsprop", "lr": 0.001},
    {"kind": "adadelta", "lr": 1.0},
]
PLAIN = (
    {"kind": "conv2d", "name": "c1", "out_channels": 6, "kernel_size": 3, "padding": 1, "bias": False},
    {"kind": "batch_norm2d"},
    {"kind": "tanh"},
    {"kind": "flatten"},
    {"kind": "linear", "name": "out", "out_features": 4},
)


def config(device, **settings):
    fixed = {"threads": 1, "precision": "float32", "epochs": 3, "batch_size": 25, "device": device}
    return TrainConfig.model_validate({**fixed, **settings})


def weights_after(session, replayed):
    if not replayed:
        session._playback = None
    losses = [session.advance().loss.item() for _ in range(STEPS)]
    return losses, session.weights()


@pytest.mark.parametrize("device", devices.present())
@pytest.mark.parametrize("optimizer", OPTIMIZERS, ids=lambda one: one["kind"])
@pytest.mark.parametrize("augmentation", [(), ({"kind": "crop", "padding": 1},)], ids=["plain", "augmented"])
def test_replayed_steps_move_the_weights_as_written_ones(dataset, device, optimizer, augmentation):
    settings = config(device, optimizer=optimizer, augmentation=augmentation, weight_decay=1e-3)
    played, written = (Session(spec(*PLAIN), settings, dataset) for _ in range(2))
    assert (played._playback is not None) == suits(settings, device)
    losses, weights = weights_after(played, replayed=True)
    if suits(settings, device):
        assert played._playback.recorded
        assert not played._playback.refused
    expected_losses, expected = weights_after(written, replayed=False)
    assert losses == pytest.approx(expected_losses, rel=1e-4, abs=1e-5)
    for name, tensor in expected.items():
        torch.testing.assert_close(weights[name], tensor, rtol=1e-3, atol=1e-4, msg=name)


@pytest.mark.parametrize("device", devices.present())
def test_a_frozen_filter_and_a_frozen_layer_stay_through_replayed_steps(dataset, device):
    held = {"frozen_filters": {"c1": [2]}, "frozen": ["out"]}
    session = Session(spec(*PLAIN), config(device, **held), dataset)
    before = session.weights()
    _, after = weights_after(session, replayed=True)
    assert torch.equal(after["c1.weight"][2], before["c1.weight"][2])
    assert not torch.equal(after["c1.weight"][1], before["c1.weight"][1])
    assert torch.equal(after["out.weight"], before["out.weight"])


@pytest.mark.parametrize("device", devices.present())
def test_masks_of_dropout_differ_from_step_to_step_and_repeat_with_the_seed(dataset, device):
    layers = ({"kind": "dropout", "p": 0.5}, {"kind": "flatten"}, {"kind": "linear", "out_features": 4})
    still = config(device, optimizer={"kind": "sgd", "lr": 1e-9}, batch_size=203)
    sessions = [Session(spec(*layers), still, dataset) for _ in range(2)]
    (first, _), (again, _) = (weights_after(session, replayed=True) for session in sessions)
    assert first == again
    assert len(set(first)) > 1


@pytest.mark.parametrize("device", devices.present())
def test_going_back_to_a_checkpoint_repeats_the_steps_after_it(dataset, device, tmp_path):
    session = Session(spec(*PLAIN), config(device, epochs=9), dataset)
    weights_after(session, replayed=True)
    session.save(tmp_path / "kept")
    first, weights = weights_after(session, replayed=True)
    session.load(tmp_path / "kept")
    again, repeated = weights_after(session, replayed=True)
    assert again == pytest.approx(first, rel=1e-4)
    torch.testing.assert_close(repeated, weights, rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize("device", devices.present())
def test_a_watched_step_between_replayed_ones_leaves_its_own_gradients(dataset, device):
    session = Session(spec(*PLAIN), config(device), dataset)
    for _ in range(5):
        session.advance()
    session.watch_update()
    session.advance()
    assert session.update_ratios["c1.weight"] > 0
    session.advance()
    slope = session.module.get_parameter("c1.weight").grad.clone()
    images, labels = session.batch(6)
    twin = Session(spec(*PLAIN), config(device), dataset)
    twin._playback = None
    for _ in range(6):
        twin.advance()
    twin.module.zero_grad()
    twin.loss(twin.scored(twin.recipe.lay(images)), labels).backward()
    torch.testing.assert_close(slope, twin.module.get_parameter("c1.weight").grad, rtol=1e-3, atol=1e-4)
