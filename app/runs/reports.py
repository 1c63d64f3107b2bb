"""What a worker's reports change in the store: each is written to the row and to the log."""

from collections.abc import Callable
from typing import Any

from app.runs.store import Editing

Message = dict[str, Any]


def resolved(editing: Editing, message: Message) -> None:
    """What "auto" came to."""
    row = editing.row
    for name in ("device", "precision", "threads", "steps", "epochs"):
        setattr(row, name, message[name])
    editing.tell(**_event(message))


def metrics(editing: Editing, message: Message) -> None:
    """Columns of steps: the last is where the run stands."""
    row = editing.row
    row.step, row.epoch = message["step"][-1], message["epoch"][-1]
    row.train_loss, row.train_accuracy = message["train_loss"][-1], message["train_accuracy"][-1]
    row.images_per_second, row.threads = message["images_per_second"], message["threads"]
    editing.tell(**_event(message))


def evaluation(editing: Editing, message: Message) -> None:
    """Loss and accuracy over a split."""
    setattr(editing.row, f"{message['split']}_loss", message["loss"])
    setattr(editing.row, f"{message['split']}_accuracy", message["accuracy"])
    editing.tell(**_event(message))


def _event(message: Message) -> Message:
    content = {name: value for name, value in message.items() if name != "type"}
    return {"kind": message["type"], **content}


REPORTS: dict[str, Callable[[Editing, Message], None]] = {
    "resolved": resolved,
    "metrics": metrics,
    "evaluation": evaluation,
}


def problem(editing: Editing, code: str, detail: str, params: dict[str, Any]) -> None:
    """Keep a problem as the run's error and tell it."""
    editing.row.error = {"code": code, "detail": detail, "params": params}
    editing.tell("problem", code=code, detail=detail, params=params)
