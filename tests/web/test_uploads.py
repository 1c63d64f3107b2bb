"""Own data sets over HTTP: a zip goes in, a data set comes out, and everything hostile is answered."""

import io
import signal
import stat
import struct
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
from PIL import Image

from tests.datasets.files import class_files, class_zip, png_of
from tests.serving import Server, running, start, stop

DATASETS = "/api/v1/datasets"
PETS = ("cat", "dog")


def packed(files: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED, **options: Any) -> bytes:
    buffer = io.BytesIO()
    class_zip(buffer, files, compression=compression, **options)  # type: ignore[arg-type]
    return buffer.getvalue()


def send(http: httpx.Client, raw: bytes, name: str = "pets.zip", **fields: str) -> httpx.Response:
    return http.post(DATASETS, files={"file": (name, raw)}, data=fields)


def ready(http: httpx.Client, dataset_id: str, seconds: float = 60) -> dict[str, Any]:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        info: dict[str, Any] = http.get(f"{DATASETS}/{dataset_id}").json()
        if info["ready"] or info["error"]:
            return info
        time.sleep(0.05)
    raise TimeoutError(info)


def own(http: httpx.Client) -> list[str]:
    return [one["id"] for one in http.get(DATASETS).json() if one["own"]]


def kept(server: Server) -> list[str]:
    """Everything that uploads have left in the data directory."""
    return [path.name for path in (server.data_dir / "uploads").glob("*")]


@pytest.fixture
def fresh(server: Server, http: httpx.Client) -> Any:
    """Every data set that a test makes goes in the end."""
    yield
    for dataset_id in own(http):
        assert http.delete(f"{DATASETS}/{dataset_id}").status_code == 204
    assert kept(server) == []


@pytest.mark.usefixtures("fresh")
def test_a_zip_becomes_a_data_set(http: httpx.Client) -> None:
    files = class_files(PETS, 20, "train/") | class_files(PETS, 5, "test/") | {"README.md": b"hello"}
    answer = send(http, packed(files), title="Pets")
    assert answer.status_code == 202
    about = answer.json()
    assert (about["title"], about["ready"], about["own"]) == ("Pets", False, True)
    assert about["id"] in own(http)
    info = ready(http, about["id"])
    assert info["classes"] == ["cat", "dog"]
    assert info["input"] == {"channels": 3, "height": 6, "width": 8}
    assert info["sizes"] == {"train": 38, "validation": 2, "test": 10}
    assert (info["skipped"], info["skipped_names"]) == (1, ["README.md"])
    assert {**about, "ready": True, "progress": None} == {**info, "skipped": 0, "skipped_names": []}
    image = http.get(f"{DATASETS}/{about['id']}/images/test/3")
    pixels = np.asarray(Image.open(io.BytesIO(image.content)))
    assert pixels.shape == (6, 8, 3)
    assert (pixels == 10 * int(image.headers["x-label"])).all()


@pytest.mark.usefixtures("fresh")
def test_size_and_share_are_as_asked(http: httpx.Client) -> None:
    raw = packed(class_files(PETS, 20, mode="L"))
    about = send(http, raw, name="C:\\of mine\\grey pets.zip", size="[10, 12]", test_share="0.5").json()
    info = ready(http, about["id"])
    assert info["title"] == "grey pets"
    assert info["input"] == {"channels": 1, "height": 10, "width": 12}
    assert info["sizes"] == {"train": 19, "validation": 1, "test": 20}


@pytest.mark.usefixtures("fresh")
def test_it_trains_and_may_then_be_deleted(http: httpx.Client) -> None:
    """Two classes of different brightness: a linear layer tells them apart, also once the images are gone."""
    files = {
        f"{name}/{number}.png": png_of(level, (4, 4))
        for name, level in (("dark", 10), ("light", 200))
        for number in range(40)
    }
    dataset = ready(http, send(http, packed(files)).json()["id"])["id"]
    network = {
        "input": {"channels": 3, "height": 4, "width": 4},
        "layers": [{"kind": "flatten"}, {"kind": "linear", "out_features": 2}],
    }
    body = {
        "network": network,
        "dataset": dataset,
        "training": {"epochs": 30, "batch_size": 16, "threads": 1},
    }
    run = http.post("/api/v1/runs", json={**body, "start": "paused"}).json()["id"]
    refused = http.delete(f"{DATASETS}/{dataset}")
    assert (refused.status_code, refused.json()["code"]) == (409, "dataset_in_use")
    http.post(f"/api/v1/runs/{run}/resume")
    while (state := http.get(f"/api/v1/runs/{run}").json())["state"] in ("queued", "running"):
        time.sleep(0.1)
    assert (state["state"], state["metrics"]["test_accuracy"]) == ("finished", 1.0)
    assert http.delete(f"{DATASETS}/{dataset}").status_code == 204
    assert http.get(f"{DATASETS}/{dataset}").status_code == 404
    assert http.get(f"/api/v1/runs/{run}/confusion").json()["code"] == "dataset_gone"
    asked = {"model": f"run:{run}", "pixels": [[[150] * 3] * 4, [[250] * 3] * 4] * 2}
    assert http.post("/api/v1/predict", json=asked).json()["top"][0]["label"] == "light"


def named(name: str, mode: int = 0) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        info = zipfile.ZipInfo("x")
        info.filename, info.external_attr = name, mode << 16
        archive.writestr(info, png_of(0))
        for path, raw in class_files(PETS, 3).items():
            archive.writestr(path, raw)
    return buffer.getvalue()


def overlapping() -> bytes:
    raw = bytearray(packed(class_files(PETS, 5), zipfile.ZIP_STORED))
    place = raw.find(b"PK\x01\x02")
    while place >= 0:
        raw[place + 42 : place + 46] = struct.pack("<I", 0)
        place = raw.find(b"PK\x01\x02", place + 1)
    return bytes(raw)


def a_million_entries() -> bytes:
    record = struct.pack("<4sQ2H2I4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 10**6, 10**6, 0, 0)
    locator = struct.pack("<4sIQI", b"PK\x06\x07", 0, 0, 1)
    return record + locator + struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 65535, 65535, 0, 0, 0)


REFUSALS: dict[str, tuple[Callable[[], bytes], int, str]] = {
    "a path that leads out": (lambda: named("../../cat/1.png"), 422, "bad_path"),
    "an absolute path": (lambda: named("/etc/cat/1.png"), 422, "bad_path"),
    "a drive": (lambda: named("C:\\cat\\1.png"), 422, "bad_path"),
    "a NUL in a name": (lambda: named("cat/1\0.png"), 422, "bad_path"),
    "a link": (lambda: named("cat/1.png", stat.S_IFLNK | 0o777), 422, "link"),
    "a device": (lambda: named("cat/1.png", stat.S_IFCHR | 0o666), 422, "link"),
    "a bomb": (lambda: packed({"cat/1.png": bytes(9_000_000), "dog/1.png": b"x"}), 413, "zip_too_large"),
    "overlapping entries": (overlapping, 413, "zip_too_large"),
    "a million entries": (a_million_entries, 413, "zip_too_large"),
    "one class": (lambda: packed(class_files(("cat",), 4)), 422, "one_class"),
    "an empty class": (lambda: packed(class_files(PETS, 4), folders=("bird",)), 422, "empty_class"),
    "nothing": (lambda: packed({}), 422, "no_images"),
    "names that differ in case": (lambda: packed(class_files(("cat", "Cat"), 4)), 422, "case_collision"),
    "too few images": (lambda: packed(class_files(PETS, 1)), 422, "too_few_images"),
    "no images inside": (
        lambda: packed(class_files(PETS, 20) | {f"cat/{n}.txt": b"x" for n in range(5)}),
        422,
        "not_images",
    ),
    "damaged images inside": (
        lambda: packed(class_files(PETS, 20) | {f"cat/{n}.png": png_of(0)[:60] for n in range(5)}),
        422,
        "not_images",
    ),
    "no zip": (lambda: b"hello", 422, "bad_zip"),
    "an empty file": (lambda: b"", 422, "bad_zip"),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_hostile_zips_are_refused_and_nothing_is_kept(server: Server, http: httpx.Client, case: str) -> None:
    make, status, code = REFUSALS[case]
    answer = send(http, make())
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert own(http) == []
    assert kept(server) == []


@pytest.mark.parametrize(
    ("fields", "pointer", "code"),
    [
        ({"title": "a\u202eb"}, "/title", "bad_text"),
        ({"title": "x" * 65}, "/title", "bad_text"),
        ({"size": "[0, 8]"}, "/size/0", "out_of_range"),
        ({"size": "[8, 100000]"}, "/size/1", "out_of_range"),
        ({"size": "[8.0, 8]"}, "/size/0", "wrong_type"),
        ({"size": "big"}, "/size", "bad_json"),
        ({"test_share": "NaN"}, "/test_share", "not_finite"),
        ({"test_share": "1"}, "/test_share", "out_of_range"),
        ({"colour": "red"}, "/colour", "unknown"),
    ],
)
def test_fields_are_checked(
    server: Server, http: httpx.Client, fields: dict[str, str], pointer: str, code: str
) -> None:
    problem = send(http, packed(class_files(PETS, 4)), **fields).json()
    assert [(entry["pointer"], entry["code"]) for entry in problem["errors"]] == [(pointer, code)]
    assert kept(server) == []


def test_other_bodies_are_refused(http: httpx.Client) -> None:
    assert http.post(DATASETS, json={}).status_code == 415
    form = {"content-type": "multipart/form-data"}
    assert http.post(DATASETS, content=b"x", headers=form).status_code == 400
    twice = [("file", ("a.zip", b"x")), ("file", ("b.zip", b"y"))]
    assert http.post(DATASETS, files=twice).json()["code"] == "duplicate"
    assert http.post(DATASETS, files={"zip": ("a.zip", b"x")}).json()["code"] == "unknown"
    missing = http.post(DATASETS, files={"title": (None, b"x")}).json()
    assert missing["errors"][0]["pointer"] == "/file"


def test_what_comes_with_the_playground_stays(http: httpx.Client) -> None:
    assert http.delete(f"{DATASETS}/mnist-5k").json()["code"] == "not_own"
    assert http.delete(f"{DATASETS}/own-nothing").status_code == 404
    assert http.get(f"{DATASETS}/mnist-5k").json()["ready"]


def test_limits_are_settings_and_counted_while_it_arrives(tmp_path: Path) -> None:
    """A body of unknown length is cut off once it is too long; one that announces its length is not even read."""
    with running(tmp_path / "data", zip_megabytes="1", zip_files="10", own_datasets_megabytes="2") as server:
        form = b'--x\r\ncontent-disposition: form-data; name="file"; filename="a.zip"\r\n\r\n'
        pieces = (form if n == 0 else bytes(100_000) for n in range(40))
        headers = {"content-type": "multipart/form-data; boundary=x"}
        with httpx.Client(base_url=server.url, timeout=30) as http:
            chunked = http.post(DATASETS, content=pieces, headers=headers)
            assert (chunked.status_code, chunked.json()["code"]) == (413, "body_too_large")
            ended = form + b"\r\n--x--\r\n"
            after = (ended if n == 0 else bytes(100_000) for n in range(40))
            assert http.post(DATASETS, content=after, headers=headers).status_code == 413
            assert send(http, bytes(2_000_000)).status_code == 413
            many = send(http, packed(class_files(PETS, 8)))
            assert (many.status_code, many.json()["code"]) == (413, "zip_too_large")
            wide = send(http, packed(class_files(PETS, 4)), size="[1000, 1000]")
            assert (wide.status_code, wide.json()["code"]) == (413, "quota")
            assert own(http) == []
        assert kept(server) == []


def test_an_accepted_zip_survives_a_kill(tmp_path: Path) -> None:
    """It takes seconds to decode; the server dies at once after the 202, and the next one goes on with it."""
    noise = np.random.default_rng(0).integers(0, 255, (600, 600, 3), np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(noise).save(buffer, "JPEG")
    files = {f"{name}/{number}.jpg": buffer.getvalue() for name in PETS for number in range(60)}
    server = start(tmp_path / "data")
    with httpx.Client(base_url=server.url, timeout=60) as http:
        answer = send(http, packed(files, zipfile.ZIP_STORED), title="Noise", size="[8, 8]")
        assert answer.status_code == 202
        dataset = answer.json()["id"]
    server.process.send_signal(signal.SIGKILL)
    server.process.wait()
    again = start(tmp_path / "data")
    try:
        with httpx.Client(base_url=again.url, timeout=60) as http:
            info = ready(http, dataset)
            assert (info["title"], info["ready"]) == ("Noise", True)
            assert sum(info["sizes"].values()) == 120
            assert info["input"] == {"channels": 3, "height": 8, "width": 8}
    finally:
        stop(again)
    assert kept(again) == []
