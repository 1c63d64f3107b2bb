"""The training loop as its consumers see it: a generator of events."""

import math

import pytest
import torch
from torch import nn

from app.datasets.model import Dataset
from app.engine.session import Session, Weights
from app.engine.train import train
from app.training.config import TrainConfig
from app.training.controls import LiveControls
from tests.engine.conftest import bars, spec

FIXED = {"threads": 1, "precision": "float32", "epochs": 3, "batch_size": 25}


RARELY = {"checkpoint_every": 9}
"""No checkpoint within an epoch: it would end a block of steps."""


def config(**settings):
    return TrainConfig.model_validate({**FIXED, **settings})


def events(session, live=None):
    return list(train(session, live or LiveControls()))


def test_weights_can_be_stored_whatever_layout_they_train_in(network, dataset):
    session = Session(network, config(), dataset)
    session.module.to(memory_format=torch.channels_last)
    assert all(tensor.is_contiguous() for tensor in session.weights().values())


def column(found, name):
    return [value for event in found if event.type == "metrics" for value in getattr(event, name)]


def test_a_run_tells_every_step_once_and_ends_finished(network, dataset):
    found = events(Session(network, config(), dataset))
    assert [found[0].type, found[1].type, found[-1].type] == ["resolved", "saved", "finished"]
    assert (found[0].steps, found[0].epochs, found[0].steps_per_epoch) == (27, 3, 9)
    assert column(found, "step") == list(range(1, 28))
    assert column(found, "epoch") == pytest.approx([step / 9 for step in range(1, 28)])
    assert all(column(found, "finite"))
    assert found[-1].step == 27


def test_each_epoch_ends_with_both_evaluations_and_the_last_with_a_checkpoint(network, dataset):
    found = events(Session(network, config(), dataset))
    ends = [(event.step, event.split, event.images) for event in found if event.type == "evaluation"]
    assert ends == [(s, *rest) for s in (9, 18, 27) for rest in (("validation", 40), ("test", 50))]
    assert [event.type for event in found[-3:]] == ["evaluation", "saved", "finished"]
    assert [event.step for event in found if event.type == "saved"] == list(range(28))


def test_it_learns(network, dataset):
    found = events(Session(network, config(epochs=12), dataset))
    assert [event.accuracy for event in found if event.type == "evaluation"][-1] >= 0.9
    assert column(found, "train_loss")[-1] < 0.3 * column(found, "train_loss")[0]
    assert column(found, "train_accuracy")[-1] > 0.8


def test_losses_equal_those_of_a_plain_loop():
    """The oracle: the loop anyone would write, on the same initial weights and order of the images."""
    network = spec({"kind": "flatten"}, {"kind": "linear", "out_features": 4})
    splits = {"train": bars(64, 1), "validation": bars(8, 2), "test": bars(8, 3)}
    dataset = Dataset("bars", ("a", "b", "c", "d"), splits, (0.3,), (0.25,), 2)
    settings = config(batch_size=64, optimizer="adam", schedule="constant", weight_decay=0.01)
    session = Session(network, settings, dataset)
    plain = nn.Sequential(nn.Flatten(), nn.Linear(64, 4))
    plain[1].load_state_dict({"weight": session.weights()["1.weight"], "bias": session.weights()["1.bias"]})
    optimizer = torch.optim.Adam(plain.parameters(), lr=0.003, weight_decay=0.01)
    images = torch.from_numpy(splits["train"].images).float() / 255 - 0.5
    labels = torch.from_numpy(splits["train"].labels).long()
    expected = []
    for _ in range(3):
        loss = nn.functional.cross_entropy(plain(images), labels)
        expected.append(loss.item())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    assert column(events(session), "train_loss") == pytest.approx(expected, rel=1e-5)


def test_every_image_is_seen_once_an_epoch(network, dataset):
    session = Session(network, config(), dataset)
    labels = [torch.cat([session.batch(epoch * 9 + step)[1] for step in range(9)]) for epoch in (0, 1)]
    assert labels[0].bincount().tolist() == labels[1].bincount().tolist()
    assert labels[0].bincount().sum() == 203
    assert not torch.equal(labels[0], labels[1])


def test_a_last_batch_of_one_is_left_out_beside_batch_normalisation(network, dataset):
    session = Session(network, config(batch_size=101), dataset)
    assert session.steps_per_epoch == 2
    assert events(session)[-1].type == "finished"


def test_divergence_ends_the_run_with_advice_and_without_a_checkpoint(network, dataset):
    found = events(Session(network, config(optimizer={"kind": "sgd", "lr": 1e30}), dataset))
    last = found[-1]
    assert last.type == "diverged"
    assert last.advice_code == "lower_lr"
    assert last.params["suggested"] < 1e30
    metrics = [event for event in found if event.type == "metrics"][-1]
    assert metrics.train_loss[-1] is metrics.train_accuracy[-1] is None
    assert metrics.finite[-1] is False
    assert metrics.step[-1] == last.step
    assert all(loss is None or math.isfinite(loss) for loss in column(found, "train_loss"))
    assert all(event.step < last.step for event in found if event.type == "saved")


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
@pytest.mark.parametrize("hidden", [[], [{"kind": "linear", "out_features": 8}, {"kind": "tanh"}]])
def test_a_loss_that_is_huge_but_finite_is_divergence_too(dataset, hidden, optimizer):
    network = spec({"kind": "flatten"}, *hidden, {"kind": "linear", "out_features": 4})
    settings = config(optimizer={"kind": optimizer, "lr": 1e30}, schedule="constant")
    found = events(Session(network, settings, dataset))
    assert (found[-1].type, found[-1].advice_code) == ("diverged", "lower_lr")
    assert column(found, "finite")[-1] is False
    assert column(found, "train_loss")[-1] is None


def test_weights_that_blow_up_in_the_last_step_end_diverged_too(network, dataset):
    settings = config(optimizer={"kind": "sgd", "lr": 1e30}, epochs=1, batch_size=203, schedule="constant")
    session = Session(network, settings, dataset)
    with torch.no_grad():
        session.module.get_parameter("out.weight").fill_(1e30)
    assert events(session)[-1].type == "diverged"


def test_first_weights_that_are_too_large_get_their_own_advice(network, dataset):
    session = Session(network, config(initializer={"kind": "normal", "std": 100.0}), dataset)
    with torch.no_grad():
        session.module.get_parameter("out.bias").fill_(math.inf)
    assert events(session)[-1].advice_code == "normal_init"


def test_the_first_step_is_told_at_once(network, dataset):
    found = events(Session(network, config(**RARELY), dataset), LiveControls(block_seconds=1e9))
    assert [event.step for event in found if event.type == "metrics"][:2] == [[1], list(range(2, 10))]


def test_single_steps_come_one_by_one(network, dataset):
    live = LiveControls(single=True)
    found = [event for event in train(Session(network, config(), dataset), live) if event.type == "metrics"]
    assert [event.step for event in found] == [[step] for step in range(1, 28)]


def test_the_session_stands_where_the_events_say_at_every_event(network, dataset):
    session, told = Session(network, config(), dataset), 0
    for event in train(session, LiveControls(block_seconds=0.001)):
        told = event.step[-1] if event.type == "metrics" else told
        assert session.step == told


def test_the_learning_rate_can_change_while_it_runs(network, dataset):
    live, lrs = LiveControls(single=True), []
    for event in train(Session(network, config(schedule="constant"), dataset), live):
        if event.type == "metrics":
            lrs += event.lr
            live.lr = 0.001
    assert lrs == [0.003] + [0.001] * 26


def test_the_pace_holds_the_run_back_and_the_wait_can_be_cut_short(network, dataset):
    waits, live = [], LiveControls(pace=0.5)
    live.wait = waits.append
    events(Session(network, config(epochs=1), dataset), live)
    assert len(waits) >= 8
    assert all(0 < wait <= 2 for wait in waits)


def test_a_hold_is_met_exactly_and_everything_before_it_is_told(network, dataset):
    live, told, held = LiveControls(hold_at=0), [], []
    for event in train(Session(network, config(**RARELY), dataset), live):
        if event.type == "held":
            held.append((event.step, told[-1:]))
            live.hold_at = {0: 4, 4: 9, 9: None}[event.step]
        told.append((event.type, getattr(event, "step", None)))
    assert held == [(0, [("saved", 0)]), (4, [("metrics", [2, 3, 4])]), (9, [("saved", 9)])]
    assert told[-1] == ("finished", 27)


def test_a_hold_that_is_asked_for_while_waiting_leaves_no_step_untold(network, dataset):
    live, told = LiveControls(pace=0.01, block_seconds=1e9), []
    live.wait = lambda seconds: setattr(live, "hold_at", 0)
    for event in train(Session(network, config(**RARELY), dataset), live):
        told.append(event.type)
        if event.type == "held":
            break
    assert told == ["resolved", "saved", "metrics", "held"]


def test_closing_the_generator_stops_it(network, dataset):
    session = Session(network, config(), dataset)
    running = train(session, LiveControls(single=True))
    for event in running:
        if event.type == "metrics":
            break
    running.close()
    assert session.step == 1


@pytest.mark.parametrize(
    "optimizer",
    [
        "adam",
        "adamw",
        {"kind": "adagrad", "lr": 0.03},
        "rmsprop",
        "adadelta",
        {"kind": "sgd", "lr": 0.1, "momentum": 0.9},
        {"kind": "sgd", "lr": 0.05, "momentum": 0.9, "nesterov": True},
    ],
)
@pytest.mark.parametrize("loss", ["cross_entropy", "quadratic", "binary_cross_entropy", "hinge"])
def test_every_optimiser_lowers_every_loss(network, dataset, optimizer, loss):
    found = events(Session(network, config(optimizer=optimizer, loss=loss, epochs=6), dataset))
    losses = column(found, "train_loss")
    assert sum(losses[-5:]) < 0.85 * sum(losses[:5])


def test_cross_entropy_reads_what_goes_into_a_trailing_softmax(dataset):
    layers = [{"kind": "flatten"}, {"kind": "linear", "name": "out", "out_features": 4}]
    plain = Session(spec(*layers), config(), dataset)
    softmax = Session(spec(*layers, {"kind": "softmax"}), config(), dataset)
    assert column(events(plain), "train_loss") == column(events(softmax), "train_loss")


def test_frozen_layers_stay_as_they_are(network, dataset):
    session = Session(network, config(frozen=["c1"]), dataset)
    before = session.weights()
    events(session)
    after = session.weights()
    moved = {name for name in before if not torch.equal(before[name], after[name])}
    assert "out.weight" in moved
    assert not {"c1.weight", "c1.bias"} & moved


@pytest.mark.parametrize(
    "optimizer", [{"kind": "sgd", "lr": 0.1, "momentum": 0.9}, {"kind": "adamw", "lr": 0.01}]
)
def test_frozen_filters_stay_as_they_are_and_the_others_move(network, dataset, optimizer):
    chosen = {"c1": [0, 2], "out": [3]}
    session = Session(network, config(frozen_filters=chosen, optimizer=optimizer, weight_decay=0.1), dataset)
    before = session.weights()
    events(session)
    after = session.weights()
    for path, channels in chosen.items():
        for name in (f"{path}.weight", f"{path}.bias"):
            still = [torch.equal(*pair) for pair in zip(before[name], after[name], strict=True)]
            assert [channel for channel, same in enumerate(still) if same] == channels


def test_frozen_normalisation_works_as_in_prediction_and_keeps_its_statistics(dataset):
    head = [{"kind": "flatten"}, {"kind": "linear", "name": "out", "out_features": 4}]
    block = {"kind": "residual", "name": "block", "body": [{"kind": "batch_norm2d", "name": "bn"}]}
    network = spec(block, {"kind": "batch_norm2d", "name": "free"}, *head)
    session = Session(network, config(frozen=["block"]), dataset)
    session.module.block.body.bn.running_var.fill_(4.0)
    before, (images, _) = session.weights(), session.batch(0)
    seen = []
    session.module.block.register_forward_hook(lambda module, given, out: seen.append(out.detach()))
    session.advance()
    torch.testing.assert_close(seen[0], images + images / (4 + 1e-5) ** 0.5)
    events(session)
    after = session.weights()
    moved = {name for name in before if not torch.equal(before[name], after[name])}
    assert {"free.weight", "free.running_mean", "out.weight"} <= moved
    assert not [name for name in moved if name.startswith("block.")]


def test_a_branch_may_thaw_what_was_frozen(network, dataset, tmp_path):
    session = Session(network, config(frozen=["c1"]), dataset)
    session.advance()
    session.save(tmp_path / "a.safetensors")
    before = session.weights()
    branch = Session(network, config(), dataset, tmp_path / "a.safetensors")
    branch.advance()
    assert not torch.equal(branch.weights()["c1.weight"], before["c1.weight"])


def test_a_run_may_begin_with_other_weights(network, dataset, tmp_path):
    giver = Session(network, config(), dataset)
    giver.advance()
    giver.save(tmp_path / "a.safetensors")
    layers = [node.model_dump() for node in network.layers]
    out = next(layer for layer in layers if layer.get("name") == "out")
    layers[-1:] = [{**out, "name": "wide", "out_features": 20}, {**out, "name": "end"}]
    given, plain = giver.weights(), Session(spec(*layers), config(), dataset).weights()
    for names, copied in (
        (None, {"c1", "1"}),
        ({"c1": "c1", "wide": "out"}, {"c1"}),
        ({"wide": "c1"}, set()),
    ):
        taken = Session(
            spec(*layers), config(), dataset, weights=Weights(tmp_path / "a.safetensors", names)
        ).weights()
        for name in taken:
            source = given if name.split(".")[0] in copied else plain
            assert torch.equal(taken[name], source[name])


def test_auxiliary_heads_add_their_weighted_loss(dataset):
    """The oracle: the same network by hand, whose loss is the sum of both ends."""
    head = [{"kind": "flatten"}, {"kind": "linear", "name": "end", "out_features": 4}]
    network = spec({"kind": "auxiliary", "name": "side", "weight": 0.5, "head": head}, *head)
    session = Session(network, config(epochs=1), dataset)
    weights, (images, labels) = session.weights(), session.batch(0)
    ends = [
        nn.functional.linear(images.flatten(1), weights[f"{path}.weight"], weights[f"{path}.bias"])
        for path in ("end", "side.head.end")
    ]
    losses = [nn.functional.cross_entropy(end, labels).item() for end in ends]
    assert session.advance().loss.item() == pytest.approx(losses[0] + 0.5 * losses[1], rel=1e-5)
    assert events(session)[-1].type == "finished"


def test_cross_entropy_reads_the_logits_of_a_head_too(dataset):
    head = [{"kind": "flatten"}, {"kind": "linear", "name": "end", "out_features": 4}]
    losses = []
    for end in ([], [{"kind": "softmax"}]):
        network = spec({"kind": "auxiliary", "name": "side", "head": [*head, *end]}, *head)
        losses.append(Session(network, config(), dataset).advance().loss.item())
    assert losses[0] == losses[1]


def test_a_head_is_dropped_in_prediction(dataset):
    head = [{"kind": "flatten"}, {"kind": "linear", "out_features": 4}]
    session = Session(spec({"kind": "auxiliary", "name": "side", "head": head}, *head), config(), dataset)
    images, _ = session.batch(0)
    session.module.eval()
    session.module(images)
    assert session.module.side.output is None
