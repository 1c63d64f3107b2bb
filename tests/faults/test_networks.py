"""Bad network descriptions: each row is sent for analysis, to be trained, and to be looked into."""

import json
import socket
from typing import Any

import httpx
import pytest

from tests.faults.conftest import Unchanged, code_of
from tests.serving import Server

ANALYZE = "/api/v1/networks/analyze"
RELU: dict[str, Any] = {"kind": "relu"}
FLAT: dict[str, Any] = {"kind": "flatten"}
ONE = {"kind": "conv2d", "out_channels": 4, "kernel_size": 1}
HUGE = {"kind": "conv2d", "name": "huge", "out_channels": 65536, "kernel_size": 1}
LAYER = "/layers/0"


def network(*layers: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A description for images of 1×28×28."""
    return {"layers": list(layers), **more}


def conv(**settings: Any) -> dict[str, Any]:
    """A network of one convolution with these settings."""
    return network({"kind": "conv2d", "out_channels": 4, "kernel_size": 3, **settings})


def named(name: str) -> dict[str, Any]:
    """A network of one layer of this name."""
    return network({**RELU, "name": name})


def nested(depth: int) -> dict[str, Any]:
    """Residual blocks inside one another."""
    layers = [RELU]
    for _ in range(depth):
        layers = [{"kind": "residual", "body": layers}]
    return network(*layers)


def branches(*ends: list[dict[str, Any]], merge: str = "concat") -> dict[str, Any]:
    """A network of parallel branches."""
    return network({"kind": "parallel", "branches": list(ends), "merge": merge})


def with_input(**size: int) -> dict[str, Any]:
    """A network for images of this size."""
    return network(RELU, input={"channels": 1, "height": 28, "width": 28, **size})


ROWS: dict[str, tuple[dict[str, Any], str, str | None]] = {
    # More than anybody could build.
    "terabytes of weights": (network(HUGE, {**HUGE, "name": "huge2"}), "too_expensive", None),
    "an input of gigabytes": (with_input(channels=256, height=4096, width=4096), "too_expensive", None),
    "1,025 nodes": (network(*[RELU] * 1025), "too_expensive", None),
    "17 blocks deep": (nested(17), "too_expensive", None),
    "no layer": (network(), "empty", "/layers"),
    # Numbers.
    "a negative number": (conv(out_channels=-1), "out_of_range", f"{LAYER}/out_channels"),
    "zero": (conv(out_channels=0), "out_of_range", f"{LAYER}/out_channels"),
    "a number beyond its bound": (conv(kernel_size=10**9), "out_of_range", f"{LAYER}/kernel_size"),
    "8.0 for 8": (conv(out_channels=8.0), "wrong_type", f"{LAYER}/out_channels"),
    "a text for a number": (conv(out_channels="8"), "wrong_type", f"{LAYER}/out_channels"),
    "true for 1": (conv(out_channels=True), "wrong_type", f"{LAYER}/out_channels"),
    "null for a number": (conv(out_channels=None), "wrong_type", f"{LAYER}/out_channels"),
    "an object for a number": (conv(kernel_size={}), "wrong_type", f"{LAYER}/kernel_size"),
    "one side of a pair": (conv(kernel_size=[3, 0]), "out_of_range", f"{LAYER}/kernel_size/1"),
    "three sides": (conv(kernel_size=[3, 3, 3]), "length", f"{LAYER}/kernel_size"),
    "a negative padding": (conv(padding=-1), "out_of_range", f"{LAYER}/padding"),
    "a share of 1": (network({"kind": "dropout", "p": 1}), "out_of_range", f"{LAYER}/p"),
    # Shapes: the layer, the arithmetic, a way out.
    "a kernel larger than its input": (conv(kernel_size=31), "shape", LAYER),
    "a dense layer on a volume": (network({"kind": "linear", "out_features": 9}), "shape", LAYER),
    "a convolution of a vector": (network(FLAT, ONE), "shape", "/layers/1"),
    "groups that do not divide": (
        network(ONE, {"kind": "conv2d", "out_channels": 5, "kernel_size": 1, "groups": 2}),
        "shape",
        "/layers/1",
    ),
    "a sum of two sizes": (branches([ONE], [{**ONE, "out_channels": 5}], merge="add"), "shape", LAYER),
    "maps of two sizes side by side": (branches([ONE], [{**ONE, "kernel_size": 5}]), "shape", LAYER),
    "branches of two strides": (
        branches([{"kind": "max_pool2d", "kernel_size": 2}], [{"kind": "conv2d", "kernel_size": 15}]),
        "shape",
        LAYER,
    ),
    "“same” with a stride": (conv(padding="same", stride=2), "shape", LAYER),
    "what does not fit, strictly": (
        {**conv(kernel_size=3, stride=2), "size_rule": "strict"},
        "shape",
        LAYER,
    ),
    # Names.
    **{
        f"the layer name {name[:12]!r}": (named(name), "bad_text", f"{LAYER}/name")
        for name in ("forward", "class", "list", "add", "training", "1a", "a.b", "a b", "ü", "a" * 65, "")
    },
    **{
        f"the network name {name[:4]!r}": (network(RELU, name=name), "bad_text", "/name")
        for name in ("a\u202eb", "a\u2028b", "a\x00b", "a\nb", "x" * 65)
    },
    "twins": (network({**RELU, "name": "a"}, {**RELU, "name": "a"}), "duplicate", "/layers/1/name"),
    # Unknown words, with the nearest known one.
    "an unknown kind": (network({"kind": "conv2"}), "unknown", f"{LAYER}/kind"),
    "no kind": (network({}), "missing", f"{LAYER}/kind"),
    "a kind that is a number": (network({"kind": 3}), "unknown", f"{LAYER}/kind"),
    "an unknown setting": (conv(kernal_size=3), "unknown", f"{LAYER}/kernal_size"),
    "an unknown word": (conv(padding="sam"), "unknown", f"{LAYER}/padding"),
    "an unknown key": ({**network(RELU), "layer": []}, "unknown", "/layer"),
    # What is no network.
    "layers that are a number": ({"layers": 3}, "wrong_type", "/layers"),
    "a layer that is a number": ({"layers": [RELU, 3]}, "wrong_type", "/layers/1"),
}


@pytest.mark.parametrize("row", ROWS)
def test_a_bad_description_is_refused_wherever_it_is_sent(
    http: httpx.Client, unchanged: Unchanged, row: str
) -> None:
    document, code, pointer = ROWS[row]
    places = {
        "": (ANALYZE, document),
        "/network": ("/api/v1/runs", {"network": document, "dataset": "mnist-5k"}),
        "/model/network": ("/api/v1/predict", {"model": {"network": document}, "pixels": [[0]]}),
    }
    with unchanged():
        for below, (path, body) in places.items():
            answer = http.post(path, json=body)
            assert code_of(answer) == (422, code), path
            if pointer is not None:
                assert answer.json()["errors"][0]["pointer"] == below + pointer


SHAPES = [row for row, (_, code, _) in ROWS.items() if code == "shape"]


@pytest.mark.parametrize("row", SHAPES)
def test_a_shape_that_is_wrong_comes_with_its_arithmetic_and_a_repair(http: httpx.Client, row: str) -> None:
    (entry,) = http.post(ANALYZE, json=ROWS[row][0]).json()["errors"]
    assert any(digit in entry["detail"] for digit in "0123456789")
    assert entry["path"] is not None
    assert entry["repairs"]


@pytest.mark.parametrize(
    ("row", "nearest"),
    [("an unknown kind", "conv2d"), ("an unknown setting", "kernel_size"), ("an unknown key", "layers")],
)
def test_an_unknown_word_comes_with_the_nearest_known(http: httpx.Client, row: str, nearest: str) -> None:
    (entry,) = http.post(ANALYZE, json=ROWS[row][0]).json()["errors"]
    assert entry["params"]["nearest"] == nearest


@pytest.mark.parametrize(
    ("row", "estimate"), [("terabytes of weights", "4,295,163,904"), ("an input of gigabytes", "GiB")]
)
def test_what_is_too_expensive_comes_with_the_estimate(http: httpx.Client, row: str, estimate: str) -> None:
    assert estimate in http.post(ANALYZE, json=ROWS[row][0]).json()["detail"]


def test_a_stride_larger_than_the_kernel_is_a_warning(http: httpx.Client) -> None:
    answer = http.post(ANALYZE, json=conv(kernel_size=2, stride=3))
    assert answer.status_code == 200
    assert [(warning["path"], warning["code"]) for warning in answer.json()["warnings"]]


BYTES: dict[str, tuple[bytes, int, str]] = {
    "nothing": (b"", 400, "bad_json"),
    "half an object": (b"{", 400, "bad_json"),
    "no UTF-8": (b"\xff\xfe", 400, "bad_json"),
    "a trailing comma": (b'{"layers": [],}', 400, "bad_json"),
    "100,000 brackets": (b"[" * 100_000, 400, "bad_json"),
    "objects 5,000 deep": (b'{"a":' * 5_000 + b"1" + b"}" * 5_000, 400, "bad_json"),
    "a list": (b"[]", 422, "wrong_type"),
    "a number": (b"1", 422, "wrong_type"),
    "null": (b"null", 422, "wrong_type"),
    "an empty object": (b"{}", 422, "missing"),
    "NaN": (b'{"layers": NaN}', 422, "not_finite"),
    "minus infinity": (b'{"layers": -Infinity}', 422, "not_finite"),
    "1e999": (b'{"layers": [{"kind": "dropout", "p": 1e999}]}', 422, "not_finite"),
    "5,000 digits": (
        b'{"layers": [{"kind": "linear", "out_features": ' + b"9" * 5000 + b"}]}",
        422,
        "out_of_range",
    ),
    "a key twice": (b'{"layers": [], "layers": []}', 422, "duplicate"),
    "a key twice, once in escapes": (
        b'{"layers": [{"kind": "relu", "\\u006bind": "tanh"}]}',
        422,
        "duplicate",
    ),
    "half a surrogate pair": (b'{"layers": [], "name": "\\ud800"}', 422, "bad_text"),
    "a million layers": (
        b'{"layers": [' + b'{"kind": "relu"},' * 1_000_000 + b'{"kind": "relu"}]}',
        413,
        "body_too_large",
    ),
    "262,145 bytes": (b" " * 262_145, 413, "body_too_large"),
}


@pytest.mark.parametrize("row", BYTES)
def test_a_body_that_is_no_description_is_refused(http: httpx.Client, unchanged: Unchanged, row: str) -> None:
    body, status, code = BYTES[row]
    with unchanged():
        answer = http.post(ANALYZE, content=body, headers={"content-type": "application/json"})
        assert code_of(answer) == (status, code)


@pytest.mark.parametrize(
    "media_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]
)
def test_another_media_type_is_refused(http: httpx.Client, media_type: str) -> None:
    answer = http.post(ANALYZE, content=b'{"layers": []}', headers={"content-type": media_type})
    assert code_of(answer) == (415, "unsupported")


def test_a_body_without_an_announced_length_is_counted(http: httpx.Client) -> None:
    pieces = (b" " * 65_536 for _ in range(64))
    answer = http.post(ANALYZE, content=pieces, headers={"content-type": "application/json"})
    assert code_of(answer) == (413, "body_too_large")


def test_a_great_body_is_refused_from_its_announced_length(server: Server) -> None:
    host, port = server.url.removeprefix("http://").split(":")
    head = f"POST {ANALYZE} HTTP/1.1\r\nHost: {host}\r\nContent-Length: {10**12}\r\n\r\n"
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(head.encode())
        assert connection.recv(100).startswith(b"HTTP/1.1 413 ")


@pytest.mark.parametrize("batch_size", ["NaN", "Infinity", "1e999", "-inf"])
def test_queries_hold_finite_numbers(http: httpx.Client, batch_size: str) -> None:
    answer = http.post(f"{ANALYZE}?batch_size={batch_size}", json=network(RELU))
    assert code_of(answer) == (422, "not_finite")


SECRET = "s3cr3t" * 50


@pytest.mark.parametrize(
    "document",
    [
        network({"kind": SECRET}),
        network({**RELU, SECRET: 1}),
        {"layers": SECRET},
        {"layers": [RELU], "normalize": SECRET},
        named(SECRET),
        conv(out_channels={SECRET: 1}),
        conv(padding_mode=[SECRET]),
    ],
)
def test_an_answer_never_repeats_what_was_sent(http: httpx.Client, document: dict[str, Any]) -> None:
    answer = http.post(ANALYZE, json=document)
    assert answer.status_code == 422
    assert SECRET not in answer.text


def test_a_body_of_mistakes_gets_a_short_answer(http: httpx.Client) -> None:
    mistakes = {"layers": [RELU], **{f"key{index}": 1 for index in range(8_000)}}
    answer = http.post(ANALYZE, content=json.dumps(mistakes), headers={"content-type": "application/json"})
    assert code_of(answer) == (422, "unknown")
    assert answer.json()["truncated"] is True
