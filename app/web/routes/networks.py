"""Networks as they are being edited, and those that were saved."""

from typing import Annotated, Any, Literal

from fastapi import Depends, Path, Query, Request, Response
from fastapi.responses import FileResponse

from app.network.imports.sizes import Size
from app.network.parse import parse_network
from app.network.report import NetworkSummary
from app.network.spec import NetworkSpec
from app.network.summary import analyze
from app.runs.saved import ChangeSaved, SavedInfo, SavedNetwork, SaveNetwork
from app.web.bodies import json_body
from app.web.examples import LENET, SAVED, SOURCE
from app.web.openapi import body, file_responses, network_body
from app.web.porting import network_file, network_in
from app.web.queries import Whole
from app.web.routes.router import PREFIX, api_router
from app.web.routes.run_bodies import parse_run_body
from app.web.services import Given

router = api_router("/networks", "networks")

SavedId = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{1,64}$", description="The saved network's id.")]
Body = Annotated[Any, Depends(json_body())]
ExportFormat = Annotated[
    Literal["pytorch", "onnx", "mermaid"], Query(alias="format", description="What kind of file.")
]
OptimizerKind = Literal["sgd", "adagrad", "rmsprop", "adadelta", "adam", "adamw", "perceptron", "adaline"]


@router.post("/analyze", openapi_extra=body(NetworkSpec, LENET))
def analyze_network(
    value: Body,
    batch_size: Annotated[Whole, Query(ge=1, le=65536, description="For the memory of one step.")] = 1,
    optimizer: Annotated[OptimizerKind, Query(description="For the memory of one step.")] = "adam",
) -> NetworkSummary:
    """Shapes, parameters, operations, receptive fields and memory, each with its arithmetic.

    A network with a problem of shapes is answered with 422, repairs, and `partial`: the summary of the nodes
    before the problem.
    """
    return analyze(parse_network(value), batch_size, optimizer)


@router.post(
    "/export",
    openapi_extra=body(NetworkSpec, LENET),
    response_class=FileResponse,
    responses=file_responses("pytorch", "onnx", "mermaid"),
)
async def export_network(value: Body, services: Given, form: ExportFormat = "pytorch") -> FileResponse:
    """The network as PyTorch source, as an ONNX file (weights drawn by the seed 0), or as a Mermaid diagram.

    Source and ONNX have been run and give the network's own output; a file that does not is never sent.
    """
    return await network_file(services, value, form)


@router.post("/import", openapi_extra=network_body(NetworkSpec, SOURCE, LENET))
async def import_network(
    request: Request,
    services: Given,
    channels: Annotated[Whole | None, Query(ge=1, le=4096, description="Of the input.")] = None,
    height: Annotated[Whole | None, Query(ge=1, le=65536, description="Of the input.")] = None,
    width: Annotated[Whole | None, Query(ge=1, le=65536, description="Of the input; the height.")] = None,
) -> NetworkSpec:
    """The network in PyTorch source (read, never run), in an ONNX file, or in JSON, told apart by their content.

    The size of the input is needed where the file leaves it open. What is not understood is answered with 422,
    `not_understood` and the line.
    """
    return await network_in(services, request, Size(channels, height, width))


@router.post(
    "",
    status_code=201,
    response_model_exclude_unset=True,
    openapi_extra=body(SaveNetwork, SAVED, {"network": LENET}),
)
async def save_network(value: Body, services: Given, response: Response) -> SavedNetwork:
    """Keep a network under a name, with the settings to train it with."""
    saved = await services.runs.saved.create(parse_run_body(SaveNetwork, value))
    response.headers["Location"] = f"{PREFIX}/networks/{saved.id}"
    return saved


@router.get("")
async def get_networks(
    services: Given,
    limit: Annotated[Whole, Query(ge=1, le=1000)] = 100,
    before: Annotated[
        str | None,
        Query(pattern=r"^[A-Za-z0-9_-]{1,64}$", description="The id of the last network already known."),
    ] = None,
) -> list[SavedInfo]:
    """The saved networks without their descriptions, the newest first."""
    return list(await services.runs.saved.list(limit, before))


@router.get("/{network_id}", response_model_exclude_unset=True)
async def get_network(network_id: SavedId, services: Given) -> SavedNetwork:
    """One saved network."""
    return await services.runs.saved.get(network_id)


@router.patch(
    "/{network_id}",
    response_model_exclude_unset=True,
    openapi_extra=body(ChangeSaved, {"name": "wider"}, {"network": LENET}),
)
async def change_network(network_id: SavedId, value: Body, services: Given) -> SavedNetwork:
    """Save it again, or under another name; only what is sent changes."""
    return await services.runs.saved.change(network_id, parse_run_body(ChangeSaved, value))


@router.delete("/{network_id}", status_code=204)
async def delete_network(network_id: SavedId, services: Given) -> None:
    """Forget a saved network."""
    await services.runs.saved.delete(network_id)
