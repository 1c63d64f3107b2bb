import time

import pytest

from app.engine import agenda
from app.engine.agenda import Agenda
from app.engine.session import Session
from app.engine.train import train
from app.training.controls import LiveControls
from tests.engine.conftest import spec
from tests.engine.test_train import config, events


@pytest.fixture
def no_moments(monkeypatch):
    """Only what falls due by epochs and by the clock."""
    monkeypatch.setattr(agenda, "moments", lambda *_: frozenset())


def saved(found):
    return [event.step for event in found if event.type == "saved"]


def test_checkpoints_come_as_often_as_asked(network, dataset):
    assert saved(events(Session(network, config(checkpoint_every=8), dataset))) == [0, 8, 16, 24, 27]


@pytest.mark.usefixtures("no_moments")
def test_long_epochs_have_a_checkpoint_each(network, dataset, monkeypatch):
    monkeypatch.setattr(agenda, "SHORTEST_EPOCH", 0.0)
    assert saved(events(Session(network, config(), dataset))) == [0, 9, 18, 27]


@pytest.mark.usefixtures("no_moments")
def test_checkpoints_come_by_the_clock_within_an_epoch(network, dataset, monkeypatch):
    monkeypatch.setattr(agenda, "CHECKPOINT_SECONDS", 0.0)
    live = LiveControls(single=True)
    assert saved(train(Session(network, config(epochs=1), dataset), live)) == list(range(10))


@pytest.mark.usefixtures("no_moments")
def test_standing_still_brings_nothing_nearer(network, dataset, monkeypatch):
    """A checkpoint is due after so much training, not after so long a pause."""
    monkeypatch.setattr(agenda, "CHECKPOINT_SECONDS", 60.0)
    monkeypatch.setattr(agenda, "SHORTEST_EPOCH", 60.0)
    session, live = Session(network, config(epochs=1), dataset), LiveControls(hold_at=4)
    clock = Clock(monkeypatch)
    kinds = []
    for event in train(session, live):
        kinds.append(event.type)
        if event.type == "held":
            clock.ahead += 1000
            live.hold_at = None
    assert kinds.count("held") == 1
    assert kinds.count("saved") == 2  # the first and the last
    assert kinds.count("evaluation") == 2


class Clock:
    """The clock of training, which can be put forward."""

    def __init__(self, monkeypatch):
        self.ahead, real = 0.0, time.perf_counter
        monkeypatch.setattr(time, "perf_counter", lambda: real() + self.ahead)


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


@pytest.mark.usefixtures("no_moments")
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


def test_moments_are_not_waited_for_but_the_last_checkpoint_is(network, dataset):
    found = [event for event in events(Session(network, config(), dataset)) if event.type == "saved"]
    assert [event.lasting for event in found] == [True] + [False] * 26 + [True]


def test_a_branch_keeps_its_own_first_steps(network, dataset, tmp_path):
    session = Session(network, config(epochs=20), dataset)
    for _ in range(20):
        session.advance()
    session.save(tmp_path / "a.safetensors")
    branch = Session(network, config(epochs=20), dataset, tmp_path / "a.safetensors", first=20)
    steps = saved(events(branch))
    assert steps[:10] == list(range(21, 31))
    assert len(steps) >= 39
    assert steps[-1] == 180


def test_a_checkpoint_takes_about_what_is_said(network, dataset, tmp_path):
    """Large enough that names and recipe do not count."""
    large = spec(
        {"kind": "flatten"}, {"kind": "linear", "out_features": 500}, {"kind": "linear", "out_features": 4}
    )
    for kind in ("sgd", "adam", "adamw", "rmsprop", "adagrad", "adadelta"):
        optimizer = {"kind": kind, "lr": 1e-4, **({"momentum": 0.9} if kind == "sgd" else {})}
        session = Session(large, config(optimizer=optimizer), dataset)
        session.advance()
        session.save(tmp_path / kind)
        assert session.checkpoint_bytes == pytest.approx((tmp_path / kind).stat().st_size, rel=0.05)
