"""A resumed run repeats an uninterrupted one bit for bit, with a fixed number of threads."""

import pytest
import torch
from safetensors.torch import load_file

from app.engine.checkpoint import CorruptCheckpoint, read_weights, weights_only
from app.engine.session import Session
from app.engine.train import train
from app.training.config import TrainConfig
from app.training.controls import LiveControls
from tests.engine.conftest import spec
from tests.engine.test_train import FIXED, column, events

RECIPES = {
    "adam": {},
    "momentum and steps": {
        "optimizer": {"kind": "sgd", "lr": 0.05, "momentum": 0.9, "nesterov": True},
        "schedule": {"kind": "step_lr", "step_size": 1},
        "weight_decay": 0.001,
    },
    "plain sgd": {"optimizer": "sgd", "schedule": "constant", "loss": "quadratic"},
    "augmented": {"optimizer": "adamw", "augmentation": ["shift", "elastic", "crop", "flip", "cutout"]},
    "rates of their own": {"optimizer": "adagrad", "loss": "hinge"},
    "running means": {"optimizer": {"kind": "rmsprop", "momentum": 0.5}, "loss": "binary_cross_entropy"},
    "no rate": {"optimizer": "adadelta"},
    "bfloat16": {"precision": "bfloat16"},
}


def config(**settings):
    return TrainConfig.model_validate({**FIXED, **settings})


def stopped_at(step, session, path):
    """Train to `step`, save, and go on for a few steps that are lost."""
    for event in train(session, LiveControls(single=True)):
        if event.type == "metrics" and event.step == [step]:
            session.save(path)
        if event.type == "metrics" and event.step == [step + 3]:
            return


@pytest.mark.parametrize("step", [4, 9, 14])
@pytest.mark.parametrize("recipe", RECIPES)
def test_resumed_losses_equal_uninterrupted_ones(network, dataset, tmp_path, recipe, step):
    settings = config(**RECIPES[recipe])
    whole = Session(network, settings, dataset)
    expected = column(events(whole), "train_loss")
    stopped_at(step, Session(network, settings, dataset), tmp_path / "a.safetensors")
    resumed = Session(network, settings, dataset, tmp_path / "a.safetensors")
    assert resumed.step == step
    assert column(events(resumed), "train_loss") == expected[step:]
    assert all(torch.equal(resumed.weights()[name], tensor) for name, tensor in whole.weights().items())


def test_a_session_can_go_back_to_its_own_checkpoint(network, dataset, tmp_path):
    session = Session(network, config(), dataset)
    stopped_at(5, session, tmp_path / "a.safetensors")
    session.load(tmp_path / "a.safetensors")
    assert session.step == 5
    expected = column(events(Session(network, config(), dataset)), "train_loss")
    assert column(events(session), "train_loss") == expected[5:]


def test_a_changed_learning_rate_is_kept(network, dataset, tmp_path):
    session = Session(network, config(schedule="constant"), dataset)
    session.advance(0.01)
    session.save(tmp_path / "a.safetensors")
    resumed = Session(network, config(schedule="constant"), dataset, tmp_path / "a.safetensors")
    assert resumed.advance().lr == 0.01


def test_a_branch_with_another_optimiser_keeps_the_weights_and_starts_it_afresh(network, dataset, tmp_path):
    session = Session(network, config(), dataset)
    stopped_at(5, session, tmp_path / "a.safetensors")
    session.load(tmp_path / "a.safetensors")
    branch = Session(network, config(optimizer="sgd"), dataset, tmp_path / "a.safetensors")
    assert branch.step == 5
    assert branch.peak_lr == 0.1
    assert torch.equal(branch.weights()["c1.weight"], session.weights()["c1.weight"])
    assert events(branch)[-1].type == "finished"


def test_a_branch_with_another_network_keeps_what_fits(network, dataset, tmp_path):
    session = Session(network, config(), dataset)
    stopped_at(5, session, tmp_path / "a.safetensors")
    session.load(tmp_path / "a.safetensors")
    layers = [node.model_dump() for node in network.layers]
    layers.insert(6, {"kind": "linear", "name": "wider", "out_features": 20})
    branch = Session(spec(*layers), config(), dataset, tmp_path / "a.safetensors")
    kept, own = session.weights(), branch.weights()
    assert torch.equal(own["c1.weight"], kept["c1.weight"])
    assert own["out.weight"].shape == (4, 20)
    assert events(branch)[-1].type == "finished"


def test_the_recipe_is_kept_unless_the_settings_ask_for_another(network, dataset, tmp_path):
    session = Session(network, config(precision="bfloat16"), dataset)
    session.save(tmp_path / "a.safetensors")
    resumed = Session(network, config(precision="auto"), dataset, tmp_path / "a.safetensors")
    assert resumed.recipe == session.recipe
    other = Session(network, config(precision="float32"), dataset, tmp_path / "a.safetensors")
    assert other.recipe.precision == "float32"


def test_a_damaged_file_is_told_apart(network, dataset, tmp_path):
    path = tmp_path / "a.safetensors"
    Session(network, config(), dataset).save(path)
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(CorruptCheckpoint):
        Session(network, config(), dataset, path)


def test_a_checkpoint_gives_plain_weights_and_its_digest(network, dataset, tmp_path):
    session = Session(network, config(), dataset)
    digest = session.save(tmp_path / "a.safetensors")
    assert digest == session.save(tmp_path / "b.safetensors")
    weights_only(tmp_path / "a.safetensors", tmp_path / "w.safetensors")
    plain, own = load_file(tmp_path / "w.safetensors"), session.weights()
    assert plain.keys() == own.keys() == read_weights(tmp_path / "a.safetensors").keys()
    assert all(torch.equal(plain[name], own[name]) for name in own)
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]
