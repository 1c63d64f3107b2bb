"""What the zoo's students learn from: their teachers' answers, and pictures with pieces of others."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from app.engine.imitate import Teachers
from app.engine.session import Session
from app.engine.zoo.cutmix import cut_and_mix
from app.engine.zoo.resnet9 import resnet9
from app.network.summary import analyze
from app.training.config import TrainConfig
from app.training.optimizers import Sgd
from tests.engine.conftest import SIDE, spec

LAYERS = [{"kind": "flatten"}, {"kind": "linear", "out_features": 10}]


def test_the_loss_is_the_divergence_from_the_mean_of_the_logits():
    images, logits = torch.randn(5, 8), torch.randn(5, 3)
    teachers = [torch.nn.Linear(8, 3), torch.nn.Linear(8, 3)]
    p = F.softmax((teachers[0](images) + teachers[1](images)) / 2 / 4, 1)
    q = F.softmax(logits / 4, 1)
    expected = 16 * (p * (p / q).log()).sum(1).mean()
    found = Teachers(teachers, 4.0).loss(logits, images)
    torch.testing.assert_close(found, expected)
    assert not found.requires_grad  # the teachers learn nothing


def test_a_student_comes_to_answer_as_its_teacher_does_whatever_the_labels(dataset):
    torch.manual_seed(0)
    teacher = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(SIDE * SIDE, 10)).requires_grad_(False)
    config = TrainConfig(epochs=60, batch_size=20, optimizer=Sgd(lr=0.3), precision="float32", threads=1)
    session = Session(spec(*LAYERS), config, dataset, teachers=Teachers([teacher], 2.0))
    images, _ = session.batch(0)
    before = F.mse_loss(session.module(images).softmax(1), teacher(images).softmax(1))
    while session.step < session.steps:
        session.advance()
    after = F.mse_loss(session.module(images).softmax(1), teacher(images).softmax(1))
    assert after < before / 10


def test_half_of_the_pictures_have_a_rectangle_of_another():
    images = torch.arange(400.0)[:, None, None, None].expand(400, 3, 16, 16)
    mixed = cut_and_mix(images, torch.Generator().manual_seed(0))
    foreign = mixed != images
    assert torch.equal(foreign[:, 0], foreign[:, 1])  # all colours alike
    touched = foreign[:, 0].flatten(1).any(1)
    assert 0.35 < touched.float().mean() < 0.55
    for one, mask in zip(mixed[touched, 0], foreign[touched, 0], strict=True):
        rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
        assert mask.sum() == len(rows) * len(columns) == mask[rows][:, columns].sum()
        assert len(one[mask].unique()) == 1
    again = cut_and_mix(images, torch.Generator().manual_seed(0))
    assert torch.equal(mixed, again)


@pytest.mark.parametrize("channels", [1, 3])
def test_the_teacher_has_the_size_that_its_card_tells(channels):
    total = analyze(resnet9(channels, 32, 10)).total.params
    assert total == 6_573_130 - (3 - channels) * 64 * 9
