"""The program of a disposable worker: one finding, written as JSON."""

import json
import logging
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.datasets.model import Dataset
from app.datasets.registry import Library
from app.errors import PlaygroundError
from app.processes import Channel, ChannelClosed
from app.processes.errors import error_message, is_out_of_memory
from app.training.config import TrainConfig

if TYPE_CHECKING:
    from app.engine.live import LiveModel
    from app.engine.session import Session

logger = logging.getLogger("app.findings.worker")

Told = Callable[[float], None]
Find = Callable[["LiveModel", Dataset, dict[str, Any], Told], dict[str, Any]]
"""From a network, the data, the job and whom to tell of the progress to the body of an answer."""


def main(channel: Channel) -> None:
    """Answer one job of `app.findings.service`."""
    job = channel.receive()
    assert isinstance(job, dict)
    try:
        _answer(job, lambda share: channel.send({"type": "progress", "share": share}))
        channel.send({"type": "done"})
    except ChannelClosed:
        raise
    except PlaygroundError as error:
        channel.send(error_message(error))
    except BaseException as error:  # native code panics with more than Exception
        logger.exception("the worker failed")
        channel.send(error_message(_failure(error)))


def _failure(error: BaseException) -> PlaygroundError:
    if is_out_of_memory(error):
        detail = "There is not enough memory for this network: take a smaller one."
        return PlaygroundError(detail, code="out_of_memory")
    detail = "Finding out failed by a fault of the playground; the log of the server says more."
    return PlaygroundError(detail, code="internal")


def _answer(job: dict[str, Any], told: Told) -> None:
    import torch

    from app.engine.live import LiveModel

    torch.set_num_threads(1)
    dataset = Library(Path(job["data_dir"])).open(job["dataset"])
    model = LiveModel.of_recipe(job["network"])
    body = FINDINGS[job["question"]["kind"]](model, dataset, job, told)
    target = Path(job["target"])
    staged = target.with_suffix(f".{os.getpid()}")
    staged.write_text(json.dumps({"kind": job["question"]["kind"], **body}, allow_nan=False))
    staged.replace(target)


def _answers(model: "LiveModel", dataset: Dataset, job: dict[str, Any], told: Told) -> dict[str, Any]:
    """The body of `app.findings.questions.Answers`."""
    from app.engine.data import Resident
    from app.engine.report import report_on

    loss = TrainConfig.model_validate(job["training"] or {}).loss
    test = Resident.of(dataset.splits["test"], "cpu")
    found = report_on(model.module, model.spec, test, model.normalise, loss)
    return {
        "classes": dataset.classes,
        "loss": found.loss,
        "share_right": found.accuracy,
        "matrix": found.matrix,
        "total": found.wrong,
        **found.calibration.model_dump(),
        "mistakes": [one.model_dump() for one in found.mistakes],
    }


def _top_images(model: "LiveModel", dataset: Dataset, job: dict[str, Any], told: Told) -> dict[str, Any]:
    """The body of `app.findings.questions.TopImages`."""
    from app.engine.top_images import top_images

    return top_images(model, dataset.splits["train"], job["question"]["layer"], told)


def _image_map(model: "LiveModel", dataset: Dataset, job: dict[str, Any], told: Told) -> dict[str, Any]:
    """The body of `app.findings.questions.ImageMap`."""
    from app.engine.image_map import image_map

    found = image_map(model, dataset.splits["test"], job["question"]["method"], told)
    return {"classes": dataset.classes, **found}


def _microscope(model: "LiveModel", dataset: Dataset, job: dict[str, Any], told: Told) -> dict[str, Any]:
    """The body of `app.findings.questions.Step`: on a session of its own, in float32."""
    from app.engine.microscope import microscope

    asked = job["question"]
    return microscope(_session(model, dataset, job), asked["parameter"], asked["index"]).model_dump(
        mode="json"
    )


def _statistics(model: "LiveModel", dataset: Dataset, job: dict[str, Any], told: Told) -> dict[str, Any]:
    """The body of `app.findings.questions.Standing`."""
    from app.engine.standing import standing

    session = _session(model, dataset, job)
    return {"step": session.step, **standing(session).model_dump(mode="json")}


def _session(model: "LiveModel", dataset: Dataset, job: dict[str, Any]) -> "Session":
    """A run of the question's settings at the network's weights, in float32."""
    from app.engine.session import Session, Weights

    network = job["network"]
    exact = {"device": "cpu", "precision": "float32", "threads": 1}
    seed = {"seed": network["seed"]} if network.get("seed") is not None else {}
    config = TrainConfig.model_validate({**(job["training"] or {}), **exact, **seed})
    file = network.get("weights") or network.get("weights_from")
    if job["question"]["checkpoint"]:
        return Session(model.spec, config, dataset, Path(file))
    first = Weights(
        Path(file) if file else None,
        network.get("weights_map"),
        network.get("painted") or (),
        network.get("nudges") or (),
    )
    return Session(model.spec, config, dataset, weights=first)


def _gradients(model: "LiveModel", dataset: Dataset, job: dict[str, Any], told: Told) -> dict[str, Any]:
    """The body of `app.runs.models.Gradients`."""
    from dataclasses import asdict

    from app.engine.fan import fan

    config = TrainConfig.model_validate(job["training"])
    found = fan(model.spec, Path(job["network"]["weights"]), dataset, config, job["question"]["step"])
    return {"batch_size": config.batch_size, **asdict(found)}


FINDINGS: dict[str, Find] = {
    "answers": _answers,
    "top_images": _top_images,
    "image_map": _image_map,
    "microscope": _microscope,
    "statistics": _statistics,
    "gradients": _gradients,
}
