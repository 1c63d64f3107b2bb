"""The document that the page's types are made from."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import get_args

from app.protocol import ClientMessage, ServerMessage
from app.schema import DOCUMENTED, schema

ROOT = Path(__file__).parent.parent


def test_every_reference_leads_somewhere():
    document = schema()
    names = set(re.findall(r'"#/definitions/([^"]+)"', json.dumps(document)))
    assert names <= document["definitions"].keys()
    assert set(DOCUMENTED) <= document["definitions"].keys()


def test_every_field_of_a_message_is_described_or_plain():
    undescribed = []
    for union in (ClientMessage, ServerMessage):
        for message in _messages(union):
            assert message.__doc__
            names = [name for name, field in message.model_fields.items() if not field.description]
            undescribed += [f"{message.__name__}.{name}" for name in names if name not in PLAIN]
    assert undescribed == []


PLAIN = {
    *(
        "type",
        "model",
        "preprocess",
        "path",
        "y",
        "x",
        "channel",
        "network",
        "summary",
        "operation",
        "formula",
    ),
    *("value", "inputs", "bias", "sum", "activation", "code", "detail", "run", "step", "what", "max_fps"),
    *("attempt", "state", "epoch", "split", "loss", "accuracy", "images", "sha256", "params", "tensors"),
    *("device", "precision", "layout", "threads", "steps", "epochs", "steps_per_epoch"),
    *("train_loss", "train_accuracy", "lr", "images_per_second", "pixels"),
}
"""Fields whose names say all: the field's own terms."""


def _messages(kind: object) -> list[type]:
    """The classes of a tagged union, however it is nested."""
    if isinstance(kind, type):
        return [kind]
    return [
        message
        for part in get_args(kind)[:1]
        for member in get_args(part) or (part,)
        for message in _messages(member)
    ]


def test_the_command_prints_it():
    command = [sys.executable, "-m", "app.schema"]
    printed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert json.loads(printed) == json.loads(json.dumps(schema()))
