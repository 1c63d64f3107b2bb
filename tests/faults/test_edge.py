import httpx
import pytest

from tests.serving import Server


@pytest.mark.parametrize("path", ["/", "/api/v1/datasets", "/api/v1/nothing", "/static/nothing.js"])
def test_every_answer_carries_the_security_headers_and_its_id(http: httpx.Client, path: str):
    headers = http.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe-eval" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"]
    assert len(headers["x-request-id"]) == 16
    assert "access-control-allow-origin" not in headers


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "127.0.0.1.nip.io", "", "127.0.0.1:x"]
)
def test_other_hosts_are_refused(http: httpx.Client, host: str):
    answer = http.get("/api/v1/datasets", headers={"host": host})
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_host")


@pytest.mark.parametrize("host", ["localhost:9999", "LOCALHOST", "127.0.0.1", "[::1]:8000"])
def test_loopback_by_any_port_is_us(http: httpx.Client, host: str):
    assert http.get("/healthz", headers={"host": host}).status_code == 200


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
@pytest.mark.parametrize("origin", ["null", "http://evil.example", "http://localhost:1"])
def test_other_origins_are_refused(http: httpx.Client, method: str, origin: str):
    answer = http.request(method, "/api/v1/runs", headers={"origin": origin})
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden_origin")


def test_our_origin_is_accepted(http: httpx.Client, server: Server):
    assert http.get("/api/v1/datasets", headers={"origin": server.url}).status_code == 200


@pytest.mark.parametrize("header", [{"cookie": "a=b"}, {"sec-fetch-site": "cross-site"}])
def test_a_browser_that_hides_its_origin_may_change_nothing(http: httpx.Client, header: dict[str, str]):
    assert http.post("/api/v1/runs/x/pause", headers=header).status_code == 403
    assert http.get("/api/v1/datasets", headers=header).status_code == 200


def test_what_does_not_exist_is_a_problem(http: httpx.Client):
    answer = http.get("/api/v1/nothing")
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json() | {"request_id": ""} == {
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "code": "not_found",
        "detail": "Not Found.",
        "errors": [],
        "request_id": "",
        "truncated": False,
    }
    assert answer.json()["request_id"] == answer.headers["x-request-id"]


def test_a_wrong_method_says_which_is_right(http: httpx.Client):
    answer = http.delete("/api/v1/catalogue")
    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")
    assert answer.headers["allow"] == "GET"


def test_people_who_go_astray_get_a_page(http: httpx.Client):
    answer = http.get("/nothing", headers={"accept": "text/html,*/*"})
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")
    assert 'href="/"' in answer.text


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("limit=NaN", "not_finite"),
        ("limit=-Infinity", "not_finite"),
        ("limit=1e999", "not_finite"),
        ("before=nan", "not_finite"),
        ("limit=0", "out_of_range"),
        ("limit=1001", "out_of_range"),
        ("limit=x", "wrong_type"),
        ("limit=" + "9" * 5000, "out_of_range"),
        ("limit=1&limit=2", "duplicate"),
        ("limmit=1", "unknown"),
        ("before=../x", "bad_text"),
    ],
)
def test_queries_are_strict(http: httpx.Client, query: str, code: str):
    answer = http.get(f"/api/v1/runs?{query}")
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert answer.json()["errors"][0]["pointer"].startswith("/query/")
    assert "9" * 100 not in answer.text


def test_metrics_count_by_route_and_not_by_path(http: httpx.Client):
    http.get("/api/v1/datasets/one")
    http.get("/api/v1/datasets/two")
    metrics = http.get("/metrics").text
    assert 'route="/api/v1/datasets/{dataset_id}"' in metrics
    assert "datasets/one" not in metrics
