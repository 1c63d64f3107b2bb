"""From a question about any network and a data set to the job that finds it out."""

import asyncio
import hashlib
import json
from pathlib import Path
from typing import Any

from app.datasets.model import DatasetInfo
from app.datasets.registry import Library
from app.errors import InvalidInput, NotFound
from app.findings import Findings, Job
from app.findings.questions import AskAnswers, AskMicroscope, AskStatistics, AskTopImages, Inquiry, Question
from app.live.matching import check_labels, dataset_for, fault
from app.live.models import Models, Resolved
from app.preflight import check
from app.protocol.model import Model
from app.training.config import TrainConfig

STEP_WORK = 300_000_000_000
"""Multiply-accumulates of one step: some ten seconds of one processor."""
STEP_PARAMS = 20_000_000
ANSWERS_WORK = 3_000_000_000_000
"""Of all test images: some minutes of one processor."""


async def inquire(
    models: Models,
    library: Library,
    findings: Findings,
    model: Model,
    dataset: str | None,
    question: Question,
    own: TrainConfig | None = None,
) -> Inquiry:
    """What is known of it by now; asking begins it.

    `dataset` is the network's own where it is None; `own` are the settings of a run. Raises NotFound;
    InvalidNetwork and InvalidInput with pointers into `{model, dataset, question}`; Conflict (`dataset_not_ready`,
    `no_labels`); TooMany; and what a worker ends with, as PlaygroundError (`worker_lost`, `out_of_memory`).
    """
    network = await models.resolve(model)
    info = dataset_for(network, library, dataset)
    _check(network, info, question)
    await asyncio.to_thread(library.prepare, info.id)
    asked = question.model_dump(mode="json")
    training = None
    if isinstance(question, AskMicroscope | AskStatistics):
        config = question.training or own or TrainConfig()
        _check_step(network, info, config)
        training = config.model_dump(mode="json")
        asked |= {"checkpoint": own is not None, "training": training}
    target = findings.place(await asyncio.to_thread(_key, network.recipe, info.id, asked))
    progress, waiting, found = await findings.look(Job(asked, network.recipe, info.id, training, target))
    return Inquiry.model_validate({"progress": progress, "waiting": waiting, "found": found})


def _check(network: Resolved, info: DatasetInfo, question: Question) -> None:
    if isinstance(question, AskTopImages) and question.layer not in {
        node.path for node in network.summary.nodes
    }:
        raise fault("/question/layer", "unknown_path", "The network has no node of this path.")
    if isinstance(question, AskAnswers):
        check_labels(network, info)
        work = network.summary.total.macs * info.sizes.test
        _check_work(work, ANSWERS_WORK, "/model", "try a smaller network")


def _check_step(network: Resolved, info: DatasetInfo, config: TrainConfig) -> None:
    """Can this network be trained so, and is a step affordable? Raises InvalidInput, InvalidNetwork."""
    try:
        check(network.spec, config, info)
    except InvalidInput as problem:
        raise problem.below("/question") from None
    work = 3 * config.batch_size * network.summary.total.macs
    _check_work(work, STEP_WORK, "/question/training/batch_size", "take a smaller batch")
    if network.summary.total.params > STEP_PARAMS:
        params = {"params": network.summary.total.params, "limit": STEP_PARAMS}
        detail = "A gradient of this network has {params:,} numbers; at most {limit:,} are looked at."
        raise fault("/model", "gradients_too_large", detail.format(**params), **params)


def _check_work(work: int, limit: int, pointer: str, advice: str) -> None:
    """Raise InvalidInput (`too_much_work`) for more multiply-accumulates than are given."""
    if work > limit:
        params = {"billions": -(-work // 10**9), "limit": limit // 10**9}
        detail = "This takes {billions} billion multiply-accumulates, more than {limit}; "
        raise fault(pointer, "too_much_work", detail.format(**params) + advice + ".", **params)


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
