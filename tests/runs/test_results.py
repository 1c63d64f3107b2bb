"""What a run has made: weights that give its accuracy again, confusion and mistakes that add up to it."""

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from app.datasets.registry import Library
from app.engine.build import build
from app.errors import Conflict, NotFound
from app.runs.models import Run
from app.runs.service import RunService
from tests.runs.conftest import Running, asked, until


async def finished(runs: RunService) -> Run:
    return await until(runs, (await runs.create(asked())).id, "finished")


async def test_weights_load_into_the_network_and_give_its_accuracy(
    runs: RunService, library: Library
) -> None:
    run = await finished(runs)
    module = build(run.network)
    module.load_state_dict(load_file(await runs.results.weights(run.id)))
    test = library.open("mnist-5k").splits["test"]
    with torch.no_grad():
        guesses = module(torch.tensor(test.images) / 255 - 0.5).argmax(1).numpy()
    assert float((guesses == test.labels).mean()) == pytest.approx(run.metrics.test_accuracy)
    before, after = [load_file(await runs.results.weights(run.id, step)) for step in (0, 76)]
    assert not torch.equal(before["c1.weight"], after["c1.weight"])
    with pytest.raises(NotFound):
        await runs.results.weights(run.id, 75)


async def test_confusion_and_mistakes_add_up_to_the_accuracy(runs: RunService, library: Library) -> None:
    run = await finished(runs)
    confusion, mistakes = await runs.results.confusion(run.id), await runs.results.mistakes(run.id)
    matrix, labels = np.array(confusion.matrix), library.open("mnist-5k").splits["test"].labels
    assert confusion.classes == [str(digit) for digit in range(10)]
    assert matrix.sum(1).tolist() == np.bincount(labels).tolist()
    assert matrix.trace() / matrix.sum() == pytest.approx(run.metrics.test_accuracy)
    assert mistakes.total == matrix.sum() - matrix.trace()
    assert all(labels[one.index] == one.label != one.predicted for one in mistakes.mistakes)
    losses = [one.loss or 0 for one in mistakes.mistakes]
    assert losses == sorted(losses, reverse=True)


async def test_confusion_needs_a_checkpoint(running: Running) -> None:
    async with running() as runs:
        first = await runs.create(asked(training={"pace": 5.0}))
        waiting, ended = await runs.create(asked()), await runs.create(asked())
        assert (await runs.results.confusion(waiting.id)).step == 0
        await runs.cancel(ended.id)
        with pytest.raises(Conflict):
            await runs.results.confusion(ended.id)
        await runs.cancel(first.id)


async def test_a_reference_means_the_newest_checkpoint_or_that_of_a_step(runs: RunService) -> None:
    run = await finished(runs)
    newest = await runs.resolve(f"run:{run.id}")
    assert (newest.step, newest.spec, newest.dataset) == (76, run.network, "mnist-5k")
    assert newest.test_accuracy == pytest.approx(run.metrics.test_accuracy)
    assert (newest.classes[3], len(newest.mean), len(newest.std)) == ("3", 1, 1)
    assert (await runs.resolve(f"run:{run.id}@0")).weights.name.startswith("0-")
    for wrong in (f"run:{run.id}@77", "run:unknown", "lenet5-mnist"):
        with pytest.raises(NotFound):
            await runs.resolve(wrong)
