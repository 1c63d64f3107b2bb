"""One real server for the tables of bad input: whatever it is sent, its state stays as it was."""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import httpx
import pytest

from tests.serving import Server, running
from tests.web.conftest import http, lenet, stroke, talk

__all__ = ["http", "lenet", "stroke", "talk"]


@pytest.fixture(scope="package")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with an empty store; it ends with the last test of this folder."""
    with running(tmp_path_factory.mktemp("faults") / "data") as server:
        yield server


def state(http: httpx.Client) -> list[Any]:
    """Everything that a client may change."""
    return [http.get(f"/api/v1/{what}").json() for what in ("runs", "networks", "datasets")]


Unchanged = Callable[[], AbstractContextManager[None]]


@pytest.fixture
def unchanged(http: httpx.Client) -> Unchanged:
    """`with unchanged():` a refusal changes nothing."""

    @contextmanager
    def check() -> Iterator[None]:
        before = state(http)
        yield
        assert state(http) == before

    return check


def code_of(answer: httpx.Response) -> tuple[int, str]:
    """Status and code of an answer that is a problem, as every refusal is: in shape, within its limits."""
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    problem = answer.json()
    assert problem["status"] == answer.status_code
    problem.pop("partial", None)  # of a network, beside the problem itself
    assert len(json.dumps(problem, ensure_ascii=False, separators=(",", ":")).encode()) <= 4096
    assert len(problem["errors"]) <= 20
    return answer.status_code, problem["code"]
