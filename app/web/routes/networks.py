"""Networks as they are being edited."""

from typing import Annotated, Any, Literal

from fastapi import Depends, Query

from app.network.parse import parse_network
from app.network.report import NetworkSummary
from app.network.spec import NetworkSpec
from app.network.summary import analyze
from app.web.bodies import json_body
from app.web.examples import LENET
from app.web.openapi import body
from app.web.queries import Whole
from app.web.routes.router import api_router

router = api_router("/networks", "networks")

OptimizerKind = Literal["sgd", "adam", "adamw"]


@router.post("/analyze", openapi_extra=body(NetworkSpec, LENET))
def analyze_network(
    value: Annotated[Any, Depends(json_body())],
    batch_size: Annotated[Whole, Query(ge=1, le=65536, description="For the memory of one step.")] = 1,
    optimizer: Annotated[OptimizerKind, Query(description="For the memory of one step.")] = "adam",
) -> NetworkSummary:
    """Shapes, parameters, operations, receptive fields and memory, each with its arithmetic.

    A network with a problem of shapes is answered with 422, repairs, and `partial`: the summary of the nodes
    before the problem.
    """
    return analyze(parse_network(value), batch_size, optimizer)
