"""The trained models that ship: each can be made again, loads whole, and says on its card how good it is."""

import hashlib
import json

import pytest
from safetensors.torch import load_file

from app.engine.build import build
from app.engine.zoo.models import ZOO
from app.network.presets import load_model, load_preset
from app.training.config import TrainConfig


@pytest.mark.parametrize("ref", ZOO)
def test_it_is_there_as_its_recipe_makes_it(ref):
    model, folder = load_model(ref), load_model(ref).weights.parent
    facts = json.loads((folder / "trained.json").read_text())
    assert hashlib.sha256(model.weights.read_bytes()).hexdigest() == model.sha256
    assert model.spec == load_preset(ZOO[ref].preset).spec
    build(model.spec).load_state_dict(load_file(model.weights), strict=True)
    assert TrainConfig.model_validate(facts["training"]) == ZOO[ref].config
    assert model.dataset == ZOO[ref].dataset
    card = (folder / "card.md").read_text()
    assert f"**{model.test_accuracy:.2%}**" in card
    assert f"`cnn-playground zoo train {ref}`" in card


def test_the_small_residual_network_knows_its_things():
    model, finetuning = load_model("resnet20-cifar10"), ZOO["resnet20-cifar10"].finetuning
    facts = json.loads((model.weights.parent / "trained.json").read_text())["finetuning"]
    seed = finetuning.config.seed
    assert TrainConfig.model_validate({**facts["training"], "seed": seed}) == finetuning.config
    assert tuple(facts["seeds"]) == finetuning.seeds
    assert model.test_accuracy >= 0.91
