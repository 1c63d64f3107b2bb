"""From a question about any network and a data set to the job that finds it out."""

import asyncio
import hashlib
import json
from pathlib import Path
from typing import Any

from app.datasets.model import DatasetInfo
from app.datasets.registry import Library
from app.errors import Conflict, ErrorEntry, InvalidInput, NotFound
from app.findings import Findings, Job
from app.findings.questions import AskAnswers, AskTopImages, Inquiry, Question
from app.live.models import Models, Resolved
from app.network.task import task_of
from app.protocol.model import Model


async def inquire(
    models: Models,
    library: Library,
    findings: Findings,
    model: Model,
    dataset: str | None,
    question: Question,
) -> Inquiry:
    """What is known of it by now; asking begins it.

    `dataset` is the network's own where it is None. Raises NotFound; InvalidNetwork and InvalidInput with pointers
    into `{model, dataset, question}`; Conflict (`dataset_not_ready`, `no_labels`); TooMany; and what a worker ends
    with, as PlaygroundError (`worker_lost`, `out_of_memory`).
    """
    network = await models.resolve(model)
    known = dataset or network.dataset
    if known is None:
        raise _fault("/dataset", "missing", "This network belongs to no data set: name one.")
    _check(network, library.info(known), question)
    await asyncio.to_thread(library.prepare, known)
    asked = question.model_dump(mode="json")
    target = findings.place(await asyncio.to_thread(_key, network.recipe, known, asked))
    progress, waiting, found = await findings.look(Job(asked, network.recipe, known, None, target))
    return Inquiry.model_validate({"progress": progress, "waiting": waiting, "found": found})


def _check(network: Resolved, info: DatasetInfo, question: Question) -> None:
    wanted, given = info.input.model_dump(), network.spec.input.model_dump()
    if wanted != given:
        images, takes = (f"{s['height']}×{s['width']}×{s['channels']}" for s in (wanted, given))
        detail = f"The images of this data set are {images}, but the network takes {takes}."
        raise _fault("/dataset", "input_size", detail, images=images, takes=takes)
    if isinstance(question, AskTopImages) and question.layer not in {
        node.path for node in network.summary.nodes
    }:
        raise _fault("/question/layer", "unknown_path", "The network has no node of this path.")
    if isinstance(question, AskAnswers):
        _check_labels(network, info)


def _check_labels(network: Resolved, info: DatasetInfo) -> None:
    if task_of(network.spec, network.summary) == "reconstruct":
        detail = "This network gives images back: there are no classes to mistake for one another."
        raise Conflict(detail, code="no_labels")
    shape, classes = network.summary.output_shape, len(info.classes)
    if tuple(shape) != (classes,):
        detail = (
            f"The data set has {classes} classes, but the network's output is {'×'.join(map(str, shape))}."
        )
        raise _fault("/dataset", "other_classes", detail, classes=classes)


def _fault(pointer: str, code: str, detail: str, **params: str | int) -> InvalidInput:
    entry = ErrorEntry(pointer=pointer, code=code, detail=detail, params=dict(params))
    return InvalidInput(detail, code=code, errors=[entry])


def _key(recipe: dict[str, Any], dataset: str, question: dict[str, Any]) -> str:
    """A name for the answer: the same for the same network, weights, data and question. Raises NotFound."""
    files = [_content(recipe.get(name)) for name in ("weights", "weights_from")]
    text = json.dumps([recipe, files, dataset, question], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _content(file: str | None) -> list[int] | None:
    """What tells a file of weights from another one in its place."""
    if file is None:
        return None
    try:
        about = Path(file).stat()
    except FileNotFoundError:
        raise NotFound("Those weights are gone.") from None
    return [about.st_size, about.st_mtime_ns]
