import pytest
from pydantic import ValidationError

from app.training import GROUPS
from app.training.config import TrainConfig, steps_per_epoch
from app.training.optimizers import Sgd

DEFAULTS = {
    "epochs": "auto",
    "batch_size": 64,
    "weight_decay": 0,
    "seed": 0,
    "device": "auto",
    "precision": "auto",
    "threads": "auto",
    "pace": None,
    "checkpoint_every": "auto",
}


def test_the_defaults_are_those_of_the_contract():
    body = TrainConfig().model_dump(mode="json")
    assert body.items() >= DEFAULTS.items()
    assert (body["optimizer"]["kind"], body["optimizer"]["lr"]) == ("adam", 0.003)
    assert [body[key]["kind"] for key in ("schedule", "loss", "initializer")] == [
        "one_cycle",
        "cross_entropy",
        "default",
    ]
    assert (body["augmentation"], body["frozen"]) == ([], [])


def test_a_bare_string_is_the_kind_with_its_defaults():
    config = TrainConfig.model_validate_json('{"optimizer": "sgd", "augmentation": ["shift"]}')
    assert config.optimizer == Sgd()
    assert [setting.kind for setting in config.augmentation] == ["shift"]


def test_settings_survive_json():
    config = TrainConfig.model_validate({"optimizer": "adamw", "augmentation": ["elastic", "rotate"]})
    assert TrainConfig.model_validate_json(config.model_dump_json()) == config


@pytest.mark.parametrize(
    "body",
    [
        {"batch_size": 8.0},
        {"batch_size": "8"},
        {"batch_size": True},
        {"batch_size": 0},
        {"epochs": -1},
        {"epochs": "all"},
        {"seed": -1},
        {"seed": 2**32},
        {"optimizer": {"kind": "adam", "lr": 0.0}},
        {"optimizer": {"kind": "adam", "lr": float("inf")}},
        {"optimizer": {"kind": "adam", "lr": float("nan")}},
        {"optimizer": {"kind": "sgd", "momentum": 1.0}},
        {"optimizer": {"kind": "sgd", "nesterov": True}},
        {"optimizer": {"kind": "adam", "betas": [0.9]}},
        {"optimizer": "nope"},
        {"pace": 0},
        {"threads": 0},
        {"nope": 1},
    ],
)
def test_bad_settings_are_refused(body):
    with pytest.raises(ValidationError):
        TrainConfig.model_validate(body)


@pytest.mark.parametrize("setting", [setting for group in GROUPS.values() for setting in group])
def test_every_setting_explains_itself(setting):
    assert setting.title
    assert setting.summary.endswith(".")
    schema = setting.model_json_schema()["properties"]
    assert all(entry.get("description") for name, entry in schema.items() if name != "kind")
    assert setting() == setting.model_validate({"kind": setting().kind})


def test_auto_epochs_are_the_data_sets_own():
    assert TrainConfig().with_epochs(3).epochs == 3
    assert TrainConfig(epochs=7).with_epochs(3).epochs == 7


@pytest.mark.parametrize(
    ("images", "batch", "drop", "steps"),
    [(100, 10, True, 10), (101, 10, False, 11), (101, 10, True, 10), (102, 10, True, 11), (1, 64, True, 1)],
)
def test_steps_of_an_epoch(images, batch, drop, steps):
    assert steps_per_epoch(images, batch, drop) == steps


def test_what_the_settings_tell_can_be_sent_back_as_strict_json():
    for optimizer in ("sgd", "adam", "adamw"):
        config = TrainConfig.model_validate({"optimizer": optimizer, "augmentation": ["shift"]})
        assert TrainConfig.model_validate_json(config.model_dump_json(), strict=True) == config
