import json
import socket
from typing import Any

import httpx
import pytest

from tests.serving import Server

ANALYZE = "/api/v1/networks/analyze"


def analyzed(http: httpx.Client, body: bytes, media_type: str = "application/json") -> httpx.Response:
    return http.post(ANALYZE, content=body, headers={"content-type": media_type})


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 400, "bad_json"),
        (b"{", 400, "bad_json"),
        (b"\xff\xfe", 400, "bad_json"),
        (b"[" * 100_000, 400, "bad_json"),
        (b'{"a":' * 5_000 + b"1" + b"}" * 5_000, 400, "bad_json"),
        (b"[]", 422, "wrong_type"),
        (b"1", 422, "wrong_type"),
        (b"null", 422, "wrong_type"),
        (b"{}", 422, "missing"),
        (b'{"layers": NaN}', 422, "not_finite"),
        (b'{"layers": [], "layers": []}', 422, "duplicate"),
        (b'{"layers": [], "name": "\\ud800"}', 422, "bad_text"),
        (b" " * 262_145, 413, "body_too_large"),
    ],
)
def test_bad_json_is_refused(http: httpx.Client, body: bytes, status: int, code: str):
    answer = analyzed(http, body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert len(answer.content) <= 4096


def test_another_media_type_is_refused(http: httpx.Client):
    for media_type in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        answer = analyzed(http, b'{"layers": []}', media_type)
        assert (answer.status_code, answer.json()["code"]) == (415, "unsupported")


def test_a_body_without_an_announced_length_is_counted(http: httpx.Client):
    pieces = (b" " * 65_536 for _ in range(64))
    answer = http.post(ANALYZE, content=pieces, headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")


def test_a_great_body_is_refused_from_its_announced_length(server: Server):
    host, port = server.url.removeprefix("http://").split(":")
    head = f"POST {ANALYZE} HTTP/1.1\r\nHost: {host}\r\nContent-Length: {10**12}\r\n\r\n"
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(head.encode())
        assert connection.recv(100).startswith(b"HTTP/1.1 413 ")


def test_a_problem_never_echoes_what_was_sent(http: httpx.Client):
    secret = "s3cr3t" * 50
    for network in (
        {"layers": [{"kind": secret}]},
        {"layers": [{"kind": "relu", secret: 1}]},
        {"layers": secret},
        {"layers": [], "normalize": secret},
        {"layers": [{"kind": "relu", "name": secret}]},
    ):
        answer = analyzed(http, json.dumps(network).encode())
        assert answer.status_code == 422
        assert secret not in json.dumps([entry["detail"] for entry in answer.json()["errors"]])


def test_a_network_with_a_problem_comes_with_what_precedes_it(http: httpx.Client, lenet: dict[str, Any]):
    lenet["layers"][3]["kernel_size"] = 50
    answer = http.post(ANALYZE, json=lenet)
    assert answer.status_code == 422
    problem = answer.json()
    assert problem["errors"][0]["pointer"] == "/layers/3"
    assert [node["kind"] for node in problem["partial"]["nodes"]] == [
        layer["kind"] for layer in lenet["layers"][:3]
    ]
    assert problem["errors"][0]["repairs"]


def test_analysis_of_lenet(http: httpx.Client, lenet: dict[str, Any]):
    summary = http.post(ANALYZE + "?batch_size=64&optimizer=sgd", json=lenet).json()
    assert summary["total"]["params"] == 61_706
    assert summary["output_shape"] == [10]
    assert summary["nodes"][0]["count"] == "(5·5·1 + 1)·6 = 156"
