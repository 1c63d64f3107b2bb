"""Liveness, readiness and metrics, for whoever runs the server."""

import os

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import BaseModel

from app.errors import Unavailable
from app.web.services import Given

router = APIRouter(tags=["operations"])

METRICS: dict[int | str, dict[str, object]] = {
    200: {"content": {"text/plain": {}}, "description": "The metrics."}
}


class Health(BaseModel):
    """All is well."""

    status: str = "ok"


@router.get("/healthz")
async def healthz() -> Health:
    """Liveness: the process answers."""
    return Health()


@router.get("/readyz")
async def readyz(services: Given) -> Health:
    """Readiness: the workers are up and the store can be written; 503 until then."""
    services.workers.live.revive()
    if not services.workers.live.ready:
        raise Unavailable("The worker for live answers is not up yet.", code="starting")
    if not os.access(services.settings.data_dir, os.W_OK):
        raise Unavailable("The data directory cannot be written.", code="read_only")
    return Health()


@router.get("/metrics", response_class=Response, responses=METRICS)
async def metrics() -> Response:
    """Counters and timings in Prometheus's text format."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
