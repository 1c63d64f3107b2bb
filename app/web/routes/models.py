"""What can be looked into: the trained models of the zoo, and runs."""

from collections.abc import Sequence

from fastapi import Request
from fastapi.responses import FileResponse
from pydantic import BaseModel, ConfigDict, TypeAdapter

from app.network.presets import TrainedModel, list_models, load_model
from app.network.spec import InputShape, NetworkSpec
from app.protocol.base import FromClient
from app.protocol.model import Model
from app.runs.models import Run
from app.web.bodies import NETWORK_BYTES, read_object
from app.web.edited import edited_file
from app.web.examples import EDITED
from app.web.messages import parse_object
from app.web.openapi import body, file_responses
from app.web.porting import TrainedFormat, model_file
from app.web.routes.router import api_router
from app.web.services import Given

router = api_router("/models", "looking inside")

RUNS = 100
"""Of the newest runs, the finished ones are models."""


class ModelInfo(BaseModel):
    """A network with weights."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    ref: str
    """Names it in other calls."""
    title: str
    dataset: str
    classes: list[str]
    input: InputShape
    test_accuracy: float | None
    """Share of the test images that it gets right; null where it was not measured."""


class ModelDetail(ModelInfo):
    """A trained model with its network."""

    network: NetworkSpec


@router.get("")
async def get_models(services: Given) -> list[ModelInfo]:
    """Every network that can be looked into: the trained models, then finished runs, the newest first."""
    runs = [run for run in await services.runs.list(RUNS) if run.state == "finished"]
    known = {dataset.id: list(dataset.classes) for dataset in services.library.list()}
    return [*map(_zoo, list_models()), *(_run(run, known.get(run.dataset, [])) for run in runs)]


class ExportModel(FromClient):
    """`POST /models/export`: the network whose file is wanted, with what was set by hand in it."""

    model: Model


_export: TypeAdapter[ExportModel] = TypeAdapter(ExportModel)


@router.post(
    "/export",
    openapi_extra=body(ExportModel, EDITED, {"model": "lenet5-mnist"}),
    response_class=FileResponse,
    responses=file_responses("pytorch", "onnx", "notebook", "safetensors"),
)
async def export_edited(request: Request, services: Given, form: TrainedFormat = "pytorch") -> FileResponse:
    """A network with the weights that hand edits gave it: those of its model, then `painted`, then `nudges`.

    Tried as every export is: a file whose output differs from the network's is never sent. A notebook needs
    `weights_from`, whose images it shows, and that the network still fits them.
    """
    asked = parse_object(_export, await read_object(request, NETWORK_BYTES))
    return await edited_file(services, asked.model, form)


@router.get("/{model_id}")
def get_model(model_id: str) -> ModelDetail:
    """One trained model with its network; that of a run is in the run."""
    model = load_model(model_id)
    return ModelDetail(**_zoo(model).model_dump(), network=model.spec)


@router.get(
    "/{model_id}/export",
    response_class=FileResponse,
    responses=file_responses("pytorch", "onnx", "notebook", "safetensors"),
)
async def export_model(model_id: str, services: Given, form: TrainedFormat = "pytorch") -> FileResponse:
    """A trained model to take home, as a run is. Its notebook needs the data set to be ready."""
    return await model_file(services, model_id, form)


def _run(run: Run, classes: Sequence[str]) -> ModelInfo:
    return ModelInfo(
        ref=f"run:{run.id}",
        title=run.name,
        dataset=run.dataset,
        classes=list(classes),
        input=run.network.input,
        test_accuracy=run.metrics.test_accuracy,
    )


def _zoo(model: TrainedModel) -> ModelInfo:
    return ModelInfo(
        ref=model.ref,
        title=model.title,
        dataset=model.dataset,
        classes=model.classes,
        input=model.spec.input,
        test_accuracy=model.test_accuracy,
    )
