"""Runs from outside: created, watched, finished."""

from app.runs.service import RunService
from tests.runs.conftest import asked, column, until


async def test_a_run_is_created_trained_and_finished(runs: RunService) -> None:
    created = await runs.create(asked(name="first"))
    assert (created.state, created.name, created.progress.steps) == ("queued", "first", 76)
    finished = await until(runs, created.id, "finished")
    assert (finished.progress.step, finished.attempt, finished.error) == (76, 1, None)
    assert finished.metrics.test_accuracy is not None
    assert finished.metrics.test_accuracy > 0.5
    assert (finished.device, finished.precision, finished.threads) == ("cpu", "float32", 1)

    events = await runs.events(created.id)
    assert [event["seq"] for event in events] == list(range(len(events)))
    assert [event["state"] for event in events if event["type"] == "state"] == [
        "queued",
        "running",
        "finished",
    ]
    assert column(events, "step") == list(range(1, 77))
    steps = [checkpoint.step for checkpoint in await runs.results.checkpoints(created.id)]
    assert (steps[0], steps[-1]) == (0, 76)
