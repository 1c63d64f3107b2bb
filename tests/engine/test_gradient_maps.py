import numpy as np
import pytest
import torch
import torch.nn.functional as F

from app.engine.frames import Frames
from app.engine.session import Session
from tests.engine.conftest import bars, spec
from tests.engine.test_resume import column, events
from tests.engine.test_train import config

IMAGE = bars(1, 9).images[0]
LAYERS = [
    {"kind": "conv2d", "name": "c1", "out_channels": 4, "kernel_size": 3},
    {"kind": "tanh", "name": "t"},
    {"kind": "flatten"},
    {"kind": "linear", "name": "out", "out_features": 4},
    {"kind": "softmax", "name": "s"},
]


def shown(session, *layers, target=None):
    picture = Frames(session).render("gradients", layers, IMAGE, target)
    return {tensor.name: tensor for tensor in picture.tensors}, picture.target


def close(tensor, values):
    step = (np.asarray(tensor.high) - np.asarray(tensor.low)).max() / 255
    np.testing.assert_allclose(tensor.value(), values, atol=step * 0.51 + 1e-7)


@pytest.mark.parametrize("target", [0, 3])
def test_they_are_those_of_torch(dataset, target):
    session = Session(spec(*LAYERS), config(), dataset)
    maps, told = shown(session, "c1", "t", "out", "s", "gone", target=target)
    assert (list(maps), told) == (["c1", "t", "out"], target)
    image = torch.tensor(IMAGE[None]) / 255 - 0.5
    before = session.module.c1(image).detach().requires_grad_()
    after = before.detach().tanh().requires_grad_()
    for leaf, through in ((before, before.tanh()), (after, after)):
        loss = F.cross_entropy(session.module.out(through.flatten(1)), torch.tensor([target]))
        close(maps["c1" if leaf is before else "t"], torch.autograd.grad(loss, leaf)[0][0].numpy())
    scores = session.module.out(after.flatten(1))[0].softmax(0).detach().numpy()
    close(maps["out"], scores - np.eye(4)[target])  # of cross-entropy, by hand


def test_without_a_class_it_is_the_most_probable_one(dataset):
    session = Session(spec(*LAYERS), config(), dataset)
    answer = int(np.argmax(Frames(session).render("maps", ["c1"], IMAGE).probabilities))
    for target in (None, 4, 10**6):
        assert shown(session, "c1", target=target)[1] == answer


def test_a_reconstruction_is_told_against_the_image(dataset):
    layers = [
        {"kind": "conv2d", "name": "c1", "out_channels": 2, "kernel_size": 3, "padding": 1},
        {"kind": "conv2d", "name": "out", "out_channels": 1, "kernel_size": 3, "padding": 1},
    ]
    session = Session(spec(*layers), config(loss="mean_squared_error"), dataset)
    maps, target = shown(session, "out")
    assert target is None
    image = torch.tensor(IMAGE[None]) / 255 - 0.5
    output = session.module(image).detach()
    close(maps["out"], (2 * (output - image) / image.numel())[0].numpy())


def test_looking_changes_neither_the_training_nor_its_gradients(dataset):
    alone = column(events(Session(spec(*LAYERS), config(), dataset)), "train_loss")
    session, losses = Session(spec(*LAYERS), config(), dataset), []
    frames = Frames(session)
    while session.step < session.steps:
        losses.append(session.advance().loss.item())
        before = [parameter.grad.clone() for parameter in session.module.parameters()]
        frames.render("maps", ["c1"], IMAGE)
        frames.render("gradients", ["c1", "out"], IMAGE, 1)
        after = [parameter.grad for parameter in session.module.parameters()]
        assert all(map(torch.equal, before, after))
    assert losses == alone


def test_frozen_layers_have_them_too(dataset):
    session = Session(spec(*LAYERS), config(frozen=["c1"]), dataset)
    maps, _ = shown(session, "c1")
    assert np.abs(maps["c1"].value()).max() > 0
