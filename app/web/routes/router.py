"""A router of the API: its prefix, its tag, and queries that are strict."""

from fastapi import APIRouter, Depends

from app.web.queries import strict_query

PREFIX = "/api/v1"


def api_router(path: str, tag: str) -> APIRouter:
    """A router for `/api/v1{path}`."""
    return APIRouter(prefix=PREFIX + path, tags=[tag], dependencies=[Depends(strict_query)])
