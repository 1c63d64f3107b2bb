import pytest

from app.engine import agenda
from app.engine.agenda import Agenda
from app.engine.session import Session
from app.engine.train import train
from app.training.controls import LiveControls
from tests.engine.test_train import config, events


def saved(found):
    return [event.step for event in found if event.type == "saved"]


def test_checkpoints_come_as_often_as_asked(network, dataset):
    assert saved(events(Session(network, config(checkpoint_every=8), dataset))) == [0, 8, 16, 24, 27]


def test_long_epochs_have_a_checkpoint_each(network, dataset, monkeypatch):
    monkeypatch.setattr(agenda, "SHORTEST_EPOCH", 0.0)
    assert saved(events(Session(network, config(), dataset))) == [0, 9, 10, 18, 27]


def test_checkpoints_come_by_the_clock_within_an_epoch(network, dataset, monkeypatch):
    monkeypatch.setattr(agenda, "CHECKPOINT_SECONDS", 0.0)
    live = LiveControls(single=True)
    assert saved(train(Session(network, config(epochs=1), dataset), live)) == list(range(10))


def test_estimates_use_a_sample_of_the_validation_images(network, dataset, monkeypatch):
    monkeypatch.setattr(agenda, "ESTIMATE_SECONDS", 0.0)
    monkeypatch.setattr(agenda, "ESTIMATE_SHARE", 1e9)
    monkeypatch.setattr(agenda, "SAMPLE", 10)
    session = Session(network, config(epochs=1), dataset)
    found = [event for event in train(session, LiveControls(single=True)) if event.type == "evaluation"]
    assert [event.images for event in found] == [10] * 8 + [40, 50]
    assert [event.split for event in found] == ["validation"] * 9 + ["test"]


def test_whole_evaluations_come_as_often_as_asked(network, dataset, monkeypatch):
    monkeypatch.setattr(agenda, "ESTIMATE_SECONDS", 0.0)
    found = events(Session(network, config(epochs=1, evaluate_every=4), dataset))
    told = [(e.step, e.split, e.images) for e in found if e.type == "evaluation"]
    assert told == [(4, "validation", 40), (8, "validation", 40), (9, "validation", 40), (9, "test", 50)]


def test_a_resumed_run_does_not_save_where_it_began(network, dataset, tmp_path):
    session = Session(network, config(), dataset)
    for _ in range(10):
        session.advance()
    session.save(tmp_path / "a.safetensors")
    resumed = Session(network, config(), dataset, tmp_path / "a.safetensors")
    assert saved(events(resumed)) == [27]


@pytest.mark.parametrize("split", ["validation", "test"])
def test_evaluations_leave_the_network_training(network, dataset, split):
    session = Session(network, config(), dataset)
    event = Agenda(session).evaluation(split)
    assert session.module.training
    assert 0 <= event.accuracy <= 1
