"""Networks out and in over REST."""

import json
import socket
import subprocess
import sys
import time
from typing import Any

import httpx
import numpy as np
import onnxruntime
import pytest
import torch
from safetensors import safe_open
from safetensors.torch import load

from app.network.export.notebook import code_of
from tests.serving import ROOT

SMALL = {
    "name": "Small net",
    "normalize": "standard",
    "layers": [
        {"kind": "conv2d", "out_channels": 4, "kernel_size": 5, "stride": 3},
        {"kind": "batch_norm2d"},
        {"kind": "relu"},
        {"kind": "flatten"},
        {"kind": "linear", "name": "out", "out_features": 10},
    ],
}
EXPORT, IMPORT = "/api/v1/networks/export", "/api/v1/networks/import"


@pytest.fixture(scope="module")
def run(server: Any) -> dict[str, Any]:
    """A trained run."""
    body = {
        "network": SMALL,
        "dataset": "mnist-5k",
        "training": {"epochs": 1, "threads": 1, "precision": "float32"},
    }
    with httpx.Client(base_url=server.url, timeout=30) as client:
        made: dict[str, Any] = client.post("/api/v1/runs", json=body).json()
        for _ in range(1200):
            if made["state"] in ("finished", "failed"):
                break
            time.sleep(0.05)
            made = client.get(f"/api/v1/runs/{made['id']}").json()
    assert made["state"] == "finished", made
    return made


def module_of(source: str) -> tuple[torch.nn.Module, Any]:
    """The network of a written file, and its function `normalize`."""
    names: dict[str, Any] = {"__name__": "exported"}
    exec(compile(source, "network.py", "exec"), names)
    network = names["SmallNet"]()
    assert isinstance(network, torch.nn.Module)
    return network.eval(), names["normalize"]


@pytest.mark.parametrize(
    ("form", "media_type", "begins", "file"),
    [
        ("pytorch", "text/x-python", b'"""Small net', "small-net.py"),
        ("onnx", "application/octet-stream", b"\x08", "small-net.onnx"),
        ("mermaid", "text/vnd.mermaid", b"---\ntitle", "small-net.mmd"),
    ],
)
def test_a_described_network_goes_out(
    http: httpx.Client, form: str, media_type: str, begins: bytes, file: str
) -> None:
    answer = http.post(EXPORT, params={"format": form}, json=SMALL)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith(media_type)
    assert f'filename="{file}"' in answer.headers["content-disposition"]
    assert answer.content.startswith(begins)
    if form == "mermaid":
        assert "x-difference" not in answer.headers
    else:
        assert 0 <= float(answer.headers["x-difference"]) <= 1e-5


def test_nothing_is_left_behind(http: httpx.Client, server: Any) -> None:
    http.post(EXPORT, params={"format": "onnx"}, json=SMALL)
    http.post(IMPORT, content=b"x = 1")
    for _ in range(100):
        if not list((server.data_dir / "porting").iterdir()):
            break
        time.sleep(0.05)
    assert list((server.data_dir / "porting").iterdir()) == []


@pytest.mark.parametrize("form", ["pytorch", "onnx"])
def test_what_went_out_comes_in_again(http: httpx.Client, form: str) -> None:
    given = http.post("/api/v1/networks/import", json=SMALL).json()
    file = http.post(EXPORT, params={"format": form}, json=SMALL).content
    for headers in (
        {},
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/x-www-form-urlencoded"},
    ):
        answer = http.post(IMPORT, content=file, headers=headers)
        assert answer.status_code == 200, answer.text
        assert answer.json() == given


def test_a_network_that_does_not_work_is_refused_with_what_precedes_its_problem(http: httpx.Client) -> None:
    broken = {"layers": [{"kind": "relu"}, {"kind": "linear"}]}
    answer = http.post(EXPORT, json=broken)
    assert (answer.status_code, answer.json()["code"]) == (422, "shape")
    assert [node["path"] for node in answer.json()["partial"]["nodes"]] == ["0"]
    assert http.post(EXPORT, json=SMALL, params={"format": "notebook"}).status_code == 422


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"from torch import nn\nm = nn.Sequential(nn.Conv2d(1, 2, 3))", 422, "input_size_needed"),
        (b"from torch import nn\nm = nn.Sequential(nn.GRU(1, 2, 3))", 422, "not_understood"),
        (b"def f(:", 422, "not_understood"),
        (b"", 422, "not_understood"),
        (b"{", 400, "bad_json"),
        (b'{"layers": []}', 422, "empty"),
        (b"\x89PNG\r\n\x1a\n", 415, "unsupported"),
        (b"\x08\x08garbage", 422, "not_understood"),
        (b"#" * 300_000, 413, "body_too_large"),
        (b"x = " + b"(" * 100_000, 422, "not_understood"),
        ("м = 1".encode("cp1251"), 415, "unsupported"),
    ],
)
def test_what_cannot_come_in_says_why(http: httpx.Client, content: bytes, status: int, code: str) -> None:
    answer = http.post(IMPORT, content=content)
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    assert answer.headers["content-type"] == "application/problem+json"


def test_the_size_of_the_input_may_be_said(http: httpx.Client) -> None:
    source = b"from torch import nn\nm = nn.Sequential(nn.Conv2d(3, 2, 3))"
    answer = http.post(IMPORT, content=source, params={"height": 20, "width": 30})
    assert answer.json()["input"] == {"channels": 3, "height": 20, "width": 30}
    wrong = http.post(IMPORT, content=source, params={"channels": 1, "height": 20})
    assert wrong.json()["errors"][0]["params"]["line"] == 2
    assert http.post(IMPORT, content=source, params={"height": 0}).status_code == 422


def test_an_onnx_file_that_is_announced_too_large_is_not_read(server: Any) -> None:
    host, port = server.url.removeprefix("http://").split(":")
    head = f"POST {IMPORT} HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Length: {300 << 20}\r\n\r\n"
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(head.encode() + b"\x08")
        answer = connection.recv(4096).decode()
    assert answer.startswith("HTTP/1.1 413 ")


def fetched(http: httpx.Client, run: dict[str, Any], form: str) -> bytes:
    """The file of a run."""
    answer = http.get(f"/api/v1/runs/{run['id']}/export", params={"format": form})
    assert answer.status_code == 200, answer.text
    return answer.content


def logits(http: httpx.Client, run: dict[str, Any], pixels: np.ndarray[Any, Any]) -> torch.Tensor:
    """What the server's own network answers."""
    body = {"model": f"run:{run['id']}", "pixels": pixels.tolist()}
    return torch.tensor(http.post("/api/v1/predict", json=body).json()["logits"])


def test_a_run_gives_the_same_answers_at_home(http: httpx.Client, run: dict[str, Any]) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (28, 28), dtype=np.uint8)
    expected = logits(http, run, pixels)
    network, normalize = module_of(fetched(http, run, "pytorch").decode())
    network.load_state_dict(load(fetched(http, run, "safetensors")), strict=True)
    images = normalize(torch.from_numpy(pixels)[None, None])
    with torch.no_grad():
        assert torch.allclose(network(images)[0], expected, atol=1e-5)
    session = onnxruntime.InferenceSession(fetched(http, run, "onnx"), providers=["CPUExecutionProvider"])
    found = torch.from_numpy(session.run(None, {"input": images.numpy().astype(np.float32)})[0])
    assert torch.allclose(found[0], expected, atol=1e-5)


def test_a_run_goes_out_as_it_was_at_a_step(http: httpx.Client, run: dict[str, Any]) -> None:
    def at(**step: int) -> httpx.Response:
        params = {"format": "safetensors", **step}
        return http.get(f"/api/v1/runs/{run['id']}/export", params=params)

    first, newest, again = at(step=0), at(), at(step=run["progress"]["step"])
    assert newest.content == again.content
    assert float(again.headers["x-difference"]) <= 1e-5
    weights = load(first.content), load(newest.content)
    assert weights[0].keys() == weights[1].keys()
    assert not torch.equal(weights[0]["out.weight"], weights[1]["out.weight"])
    assert at(step=10**6).status_code == 404


def test_a_trained_model_goes_out_with_its_weights(http: httpx.Client) -> None:
    def fetch(form: str) -> httpx.Response:
        return http.get("/api/v1/models/lenet5-mnist/export", params={"format": form})

    source, weights = fetch("pytorch"), fetch("safetensors")
    assert (source.status_code, weights.status_code) == (200, 200), (source.text[:300], weights.text[:300])
    assert float(source.headers["x-difference"]) <= 1e-5
    names: dict[str, Any] = {"__name__": "exported"}
    exec(compile(source.text, "network.py", "exec"), names)
    (network,) = [
        kind for kind in names.values() if isinstance(kind, type) and kind.__name__.startswith("LeNet")
    ]
    network = network().eval()
    network.load_state_dict(load(weights.content), strict=True)
    pixels = np.random.default_rng(2).integers(0, 256, (28, 28), dtype=np.uint8)
    body = {"model": "lenet5-mnist", "pixels": pixels.tolist()}
    expected = torch.tensor(http.post("/api/v1/predict", json=body).json()["logits"])
    with torch.no_grad():
        found = network(names["normalize"](torch.from_numpy(pixels)[None, None]))[0]
    assert torch.allclose(found, expected, atol=1e-5)
    missing = fetch("notebook")
    assert (missing.status_code, missing.json()["code"]) == (409, "dataset_not_ready")
    assert http.get("/api/v1/models/nothing/export").status_code == 404


WITHOUT_ONNX = """
import sys
sys.modules["onnx"] = None
from app.engine import export
from app.errors import NotInstalled, problem_of
from app.network.imports.onnx_file import read_onnx
from app.network.imports.sizes import Size
from app.network.parse import parse_network
from app.processes.errors import as_error, error_message
spec = parse_network({"layers": [{"kind": "flatten"}]})
for work in (lambda: export.onnx_and_tried(spec, export.fresh(spec), {}), lambda: read_onnx(b"x", Size())):
    try:
        work()
    except NotInstalled as error:
        problem = problem_of(as_error(error_message(error)))
        print(problem.status, problem.code, problem.errors[0].params["install"])
"""


def test_without_its_packages_onnx_says_what_to_install() -> None:
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_ONNX], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert done.stdout.splitlines() == ["501 not_installed pip install 'cnn-playground[onnx]'"] * 2, (
        done.stderr
    )


def test_the_weights_say_what_they_are(http: httpx.Client, run: dict[str, Any], tmp_path: Any) -> None:
    (tmp_path / "w.safetensors").write_bytes(fetched(http, run, "safetensors"))
    with safe_open(tmp_path / "w.safetensors", "np") as file:
        facts = file.metadata()
    assert (facts["name"], facts["normalize"], facts["dataset"]) == ("Small net", "standard", "mnist-5k")
    assert json.loads(facts["classes"]) == [str(digit) for digit in range(10)]
    assert json.loads(facts["network"])["layers"][0]["kind"] == "conv2d"
    assert facts["run"] == run["id"]


def test_the_notebook_runs_by_itself(http: httpx.Client, run: dict[str, Any], capsys: Any) -> None:
    import nbformat

    text = fetched(http, run, "notebook").decode()
    nbformat.validate(nbformat.reads(text, 4))
    names: dict[str, Any] = {"__name__": "notebook"}
    for cell in code_of(text):
        exec(compile(cell, "notebook", "exec"), names)
    out = capsys.readouterr().out.splitlines()
    assert out[3].startswith("It is ")
    assert out[5].startswith("after one epoch")
    assert float(out[5].split(":")[1].split("%")[0]) > 60
    pixels = np.random.default_rng(1).integers(0, 256, (28, 28), dtype=np.uint8)
    images = names["normalize"](torch.from_numpy(pixels)[None, None])
    with torch.no_grad():
        assert torch.allclose(names["network"](images)[0], logits(http, run, pixels), atol=1e-5)


def test_an_unknown_run_is_not_found(http: httpx.Client) -> None:
    for form in ("pytorch", "onnx", "notebook", "safetensors"):
        answer = http.get("/api/v1/runs/nothing/export", params={"format": form})
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
