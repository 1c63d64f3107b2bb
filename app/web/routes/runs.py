"""Training runs: made, steered, read and deleted."""

import json
from typing import Annotated, Any

from fastapi import Depends, Path, Query, Response
from fastapi.responses import FileResponse

from app.protocol import RunEvent
from app.runs.models import (
    Branch,
    Calibration,
    Change,
    CheckpointInfo,
    Confusion,
    CreateRun,
    Gradients,
    Mistakes,
    Run,
    Steps,
)
from app.web.bodies import json_body
from app.web.examples import BRANCH, RUN
from app.web.openapi import body, file_responses
from app.web.porting import TrainedFormat, run_file
from app.web.queries import Whole
from app.web.routes.router import PREFIX, api_router
from app.web.routes.run_bodies import parse_run_body
from app.web.services import Given

router = api_router("/runs", "runs")

RunId = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{1,64}$", description="The run's id.")]
Body = Annotated[Any, Depends(json_body())]
SAFETENSORS = "application/octet-stream"
WEIGHTS: dict[int | str, dict[str, Any]] = {
    200: {"content": {SAFETENSORS: {}}, "description": "Parameters by their names in the module."}
}
EVENTS: dict[int | str, dict[str, Any]] = {200: {"model": list[RunEvent], "description": "The events."}}


@router.post(
    "",
    status_code=201,
    openapi_extra=body(CreateRun, RUN, {"network": {"preset": "lenet5"}, "dataset": "mnist-5k"}),
)
async def create_run(value: Body, services: Given, response: Response) -> Run:
    """Train a network: the run waits in the queue until there is a place."""
    run = await services.runs.create(parse_run_body(CreateRun, value))
    response.headers["Location"] = f"{PREFIX}/runs/{run.id}"
    return run


@router.get("")
async def get_runs(
    services: Given,
    limit: Annotated[Whole, Query(ge=1, le=1000)] = 100,
    before: Annotated[
        str | None,
        Query(pattern=r"^[A-Za-z0-9_-]{1,64}$", description="The id of the last run already known."),
    ] = None,
) -> list[Run]:
    """The newest runs first."""
    return list(await services.runs.list(limit, before))


@router.get("/{run_id}")
async def get_run(run_id: RunId, services: Given) -> Run:
    """One run."""
    return await services.runs.get(run_id)


@router.patch(
    "/{run_id}", openapi_extra=body(Change, {"lr": 0.001}, {"pace": 10}, {"name": "my digits", "note": ""})
)
async def change_run(run_id: RunId, value: Body, services: Given) -> Run:
    """Change the learning rate or the pace while it goes on, the name or the note; only what is sent changes."""
    return await services.runs.patch(run_id, parse_run_body(Change, value))


@router.delete("/{run_id}", status_code=204)
async def delete_run(run_id: RunId, services: Given) -> None:
    """Cancel a run and remove it with everything it has made."""
    await services.runs.delete(run_id)


@router.post("/{run_id}/pause", status_code=202)
async def pause_run(run_id: RunId, services: Given) -> Run:
    """Stop after the present steps; harmless where it has stopped."""
    return await services.runs.pause(run_id)


@router.post("/{run_id}/resume", status_code=202)
async def resume_run(run_id: RunId, services: Given) -> Run:
    """Go on, as soon as there is a place; harmless where it goes on."""
    return await services.runs.resume(run_id)


@router.post("/{run_id}/cancel", status_code=202)
async def cancel_run(run_id: RunId, services: Given) -> Run:
    """End it for good; harmless where it is over."""
    return await services.runs.cancel(run_id)


@router.post("/{run_id}/step", status_code=202, openapi_extra=body(Steps, {"steps": 1}))
async def step_run(run_id: RunId, value: Body, services: Given) -> Run:
    """Take some steps of a paused run, then pause again; 409 for a run that is not paused."""
    return await services.runs.step(run_id, parse_run_body(Steps, value).steps)


@router.post("/{run_id}/branch", status_code=201, openapi_extra=body(Branch, BRANCH))
async def branch_run(run_id: RunId, value: Body, services: Given, response: Response) -> Run:
    """A new run that goes on from a checkpoint of this one, with some settings changed."""
    run = await services.runs.branch(run_id, parse_run_body(Branch, value))
    response.headers["Location"] = f"{PREFIX}/runs/{run.id}"
    return run


@router.get("/{run_id}/events", response_class=Response, responses=EVENTS)
async def get_events(
    run_id: RunId,
    services: Given,
    after: Annotated[Whole, Query(ge=-1, lt=2**53, description="The last event already known.")] = -1,
    limit: Annotated[Whole, Query(ge=1, le=10_000)] = 1000,
) -> Response:
    """The event log after an event: `seq` is 0, 1, 2, … with no gap and no repeat."""
    events = await services.runs.events(run_id, after, limit)
    return Response(json.dumps(list(events), allow_nan=False), media_type="application/json")


@router.get("/{run_id}/checkpoints")
async def get_checkpoints(run_id: RunId, services: Given) -> list[CheckpointInfo]:
    """Where the run can go on or branch from; step 0 is always there."""
    return list(await services.runs.results.checkpoints(run_id))


@router.get("/{run_id}/confusion")
async def get_confusion(run_id: RunId, services: Given) -> Confusion:
    """How the test images are taken for one another: `matrix[true][predicted]`, by the newest checkpoint."""
    return await services.runs.results.confusion(run_id)


@router.get("/{run_id}/mistakes")
async def get_mistakes(run_id: RunId, services: Given) -> Mistakes:
    """The test images that the newest checkpoint gets wrong, worst loss first."""
    return await services.runs.results.mistakes(run_id)


@router.get("/{run_id}/calibration")
async def get_calibration(run_id: RunId, services: Given) -> Calibration:
    """Whether the newest checkpoint is as sure as it may be: test images by the confidence of their answer."""
    return await services.runs.results.calibration(run_id)


@router.get("/{run_id}/gradients")
async def get_gradients(
    run_id: RunId, services: Given, step: Annotated[Whole | None, Query(ge=0, lt=2**53)] = None
) -> Gradients:
    """The gradients of the training images that come next, one by one and in mini-batches of several sizes.

    As arrows in a plane, with their lengths; at the newest checkpoint, or at that of a step. Dropout is off, and
    batch normalisation takes its running statistics; augmentation and weight decay are left out.
    """
    return await services.runs.results.gradients(run_id, step)


@router.get(
    "/{run_id}/export",
    response_class=FileResponse,
    responses=file_responses("pytorch", "onnx", "notebook", "safetensors"),
)
async def export_run(
    run_id: RunId,
    services: Given,
    form: TrainedFormat = "pytorch",
    step: Annotated[
        Whole | None, Query(ge=0, lt=2**53, description="Of a checkpoint; the newest without it.")
    ] = None,
) -> FileResponse:
    """A checkpoint to take home: source, ONNX with its weights, a notebook, or the weights by the names that they
    have in the source.

    Each has been run and gives the output of the run's network; a file that does not is never sent.
    """
    return await run_file(services, run_id, form, step)


@router.get("/{run_id}/weights", response_class=FileResponse, responses=WEIGHTS)
async def get_weights(
    run_id: RunId, services: Given, step: Annotated[Whole | None, Query(ge=0, lt=2**53)] = None
) -> FileResponse:
    """The parameters of the newest checkpoint, or of that of a step, as safetensors."""
    path = await services.runs.results.weights(run_id, step)
    return FileResponse(path, media_type=SAFETENSORS, filename=f"{run_id}.safetensors")
