"""The OpenAPI document is true: schemathesis calls everything in it and finds no 5xx."""

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, status_code_conformance

from app.catalogue import catalogue
from app.web import create_app
from tests.serving import Server, running

DOCUMENT = create_app().openapi()
schema = schemathesis.openapi.from_dict(DOCUMENT)
schema.config.phases.coverage.enabled = (
    False  # it tries every bound of every field: minutes, and hundreds of runs
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of its own: what schemathesis asks for leaves runs in the queue."""
    with running(tmp_path_factory.mktemp("openapi") / "data") as server:
        yield server


@schema.parametrize()
@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_nothing_breaks_the_server(case: Any, server: Server):
    checks = (not_a_server_error, status_code_conformance, content_type_conformance)
    case.call_and_validate(base_url=server.url, checks=checks, timeout=30)


def operations() -> list[tuple[str, str, dict[str, Any]]]:
    items = DOCUMENT["paths"].items()
    return [(path, method, operation) for path, item in items for method, operation in item.items()]


@pytest.mark.parametrize(("path", "method", "operation"), operations())
def test_every_call_is_described(path: str, method: str, operation: dict[str, Any]):
    assert operation["description"]
    assert operation["tags"]
    assert {"4XX", "5XX"} <= set(operation["responses"])
    for media in operation.get("requestBody", {}).get("content", {}).values():
        assert media.get("examples") or media["schema"]["properties"]["image"]["format"] == "binary"


EXAMPLES = [
    pytest.param(path, example["value"], id=f"{path} {name}")
    for path, method, operation in operations()
    if method == "post" and "{" not in path
    for name, example in operation.get("requestBody", {})
    .get("content", {})
    .get("application/json", {})
    .get("examples", {})
    .items()
]


@pytest.mark.parametrize(("path", "body"), EXAMPLES)
def test_the_examples_work(http: httpx.Client, path: str, body: dict[str, Any]):
    if isinstance(body.get("model"), str) and http.get(f"/api/v1/models/{body['model']}").status_code == 404:
        assert http.post(path, json=body).status_code == 404
        return
    answer = http.post(path, json=body)
    assert answer.is_success, answer.text
    if "location" in answer.headers:
        assert http.delete(answer.headers["location"]).status_code == 204


def test_every_kind_of_layer_is_spelled_out():
    schemas = DOCUMENT["components"]["schemas"]
    kinds = {entry.kind for entry in catalogue() if entry.group in ("layer", "combinator")}
    assert schemas["Node"]["discriminator"]["mapping"].keys() == kinds
    assert "kernel_size" in schemas["Conv2d"]["properties"]
    assert schemas["Conv2d"]["required"] == ["kind"]


def test_the_page_shows_every_call(http: httpx.Client):
    page = http.get("/docs").text
    for path, method, _ in operations():
        assert path in page
        assert method.upper() in page
    assert "<script" not in page


def test_every_link_between_schemas_leads_somewhere(http: httpx.Client):
    page = http.get("/docs").text
    linked = set(re.findall(r'href="#([\w.-]+)"', page))
    assert {"schema-Node", "schema-Conv2d", "schema-TrainConfig"} <= linked
    assert linked <= set(re.findall(r'id="([\w.-]+)"', page))
