import numpy as np
import pytest
import torch

from app.engine.frames import Frames
from app.engine.live import LiveModel
from app.engine.session import Session
from app.protocol.maps import FRAME_BYTES
from tests.engine.conftest import bars, spec
from tests.engine.test_resume import column, events
from tests.engine.test_train import config

IMAGE = bars(1, 9).images[0]


@pytest.fixture
def session(network, dataset):
    session = Session(network, config(), dataset)
    for _ in range(4):
        session.advance()
    return session


def close(tensor, values):
    step = (np.asarray(tensor.high) - np.asarray(tensor.low)).max() / 255
    np.testing.assert_allclose(tensor.value(), values, atol=step * 0.51 + 1e-6)


def test_maps_are_those_of_the_saved_weights(session, network, tmp_path):
    session.save(tmp_path / "w.safetensors")
    expected = LiveModel.open(network, tmp_path / "w.safetensors").infer(IMAGE)
    picture = Frames(session).render("maps", ["c1", "3", "out"], IMAGE)
    assert [tensor.name for tensor in picture.tensors] == ["input", "c1", "3", "out"]
    np.testing.assert_array_equal(picture.tensors[0].data, IMAGE)
    for tensor in picture.tensors[1:]:
        close(tensor, expected.outputs[tensor.name])
    assert picture.probabilities == pytest.approx(expected.probabilities.tolist(), abs=1e-5)


def test_filters_come_with_their_biases(session):
    picture = Frames(session).render("filters", ["c1", "2", "out"])
    assert [tensor.name for tensor in picture.tensors] == ["c1", "c1.bias", "out", "out.bias"]
    for tensor, name in zip(picture.tensors, ["c1.weight", "c1.bias", "out.weight", "out.bias"], strict=True):
        close(tensor, session.weights()[name].numpy())


def test_watching_does_not_change_the_training(network, dataset):
    alone = column(events(Session(network, config(), dataset)), "train_loss")
    session, losses = Session(network, config(), dataset), []
    frames = Frames(session)
    while session.step < session.steps:
        losses.append(session.advance().loss.item())
        frames.render("maps", ["c1"], IMAGE)
        frames.render("filters", ["c1"])
    assert losses == alone


def test_weights_that_have_exploded_still_make_a_frame(session):
    with torch.no_grad():
        session.module.get_parameter("c1.weight").fill_(torch.nan)
    picture = Frames(session).render("maps", ["c1"], IMAGE)
    assert picture.probabilities is None
    assert np.isfinite(picture.tensors[1].value()).all()


def test_a_frame_of_a_wide_network_stays_small(dataset):
    wide = spec(
        {"kind": "conv2d", "name": "c1", "out_channels": 100, "kernel_size": 3},
        {"kind": "flatten"},
        {"kind": "linear", "name": "f", "out_features": 500},
        {"kind": "linear", "name": "out", "out_features": 4},
    )
    frames = Frames(Session(wide, config(), dataset))
    for picture in (frames.render("maps", ["c1", "f", "out"], IMAGE), frames.render("filters", ["c1", "f"])):
        assert sum(tensor.data.nbytes for tensor in picture.tensors) <= FRAME_BYTES
        first = next(tensor for tensor in picture.tensors if tensor.name == "c1")
        assert (len(first.data), first.extra["channels"]) == (64, 100)


def test_maps_need_an_image(session):
    with pytest.raises(ValueError, match="image"):
        Frames(session).render("maps", ["c1"])
