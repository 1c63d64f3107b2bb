"""What a server costs: seconds to the first page and the first answer, memory, bytes of the page."""

import argparse
import gzip
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

import httpx

from app.resources import resource
from app.web.pages import built_page, render
from bench.measure import Row, save, tell
from tests.serving import ROOT, free_port, running

STARTS = 5
DRAWING = [[255 if 12 <= x < 16 and 4 <= y < 24 else 0 for x in range(28)] for y in range(28)]


def start(data_dir: Path) -> tuple[float, float]:
    """Seconds from the start of the process to the first page, and to the first prediction."""
    port = free_port()
    command = [sys.executable, "-m", "app.cli", "serve", "--port", str(port), "--data-dir", str(data_dir)]
    begun = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as http:
            _wait_for_page(http)
            page = time.perf_counter() - begun
            body = {"model": "lenet5-mnist", "pixels": DRAWING}
            http.post("/api/v1/predict", json=body).raise_for_status()
            return page, time.perf_counter() - begun
    finally:
        process.terminate()
        process.wait()


def _wait_for_page(http: httpx.Client) -> None:
    while True:
        try:
            if http.get("/").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.01)


def memory(data_dir: Path) -> list[Row]:
    """Of an idle server's processes, in MB: shared pages counted once (PSS)."""
    with running(data_dir) as server, httpx.Client(base_url=server.url, timeout=60) as http:
        body = {"model": "lenet5-mnist", "pixels": DRAWING}
        http.post("/api/v1/predict", json=body).raise_for_status()
        time.sleep(6)  # the worker for the next training is ready too
        found = {pid: (_what(pid), resident(pid)) for pid in family(server.process.pid)}
    names = sorted({name for name, _ in found.values()})
    rows = [Row(name, sum(size for kind, size in found.values() if kind == name), "MB") for name in names]
    needed = ("web", "forkserver", "live worker")
    total = sum(size for kind, size in found.values() if kind in needed)
    return [*rows, Row("idle: web + forkserver + live worker", total, "MB", 600, "less")]


def family(pid: int) -> Iterator[int]:
    """A process and all that it has started."""
    yield pid
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        yield from family(int(child))


def _what(pid: int) -> str:
    command = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    if "app.processes.server" not in command:
        return "decoder" if "app.images" in command else "web"
    parent = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    if "app.processes.server" not in Path(f"/proc/{parent}/cmdline").read_text():
        return "forkserver"
    return (
        "live worker"
        if os.getpriority(os.PRIO_PROCESS, pid) == os.getpriority(os.PRIO_PROCESS, parent)
        else "training worker, waiting"
    )


def resident(pid: int) -> float:
    """Megabytes in memory, those that processes share counted once among them (PSS)."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def bundle() -> list[Row]:
    """Bytes of the first view, compressed: the page, its scripts and its styles."""
    page = built_page()
    if page is None:
        return []
    files = [name for names in page.values() for name in names]
    raw = [(resource("static/dist") / name.removeprefix("/static/")).read_bytes() for name in files]
    raw.append(render("index.html", page=page).encode())
    size = sum(len(gzip.compress(part, 6)) for part in raw)
    return [Row(f"first view, {len(raw)} files, gzip", size / 1000, "kB", 250, "less")]


def main() -> None:
    """Measure, print, save."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--starts", type=int, default=STARTS)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        start(Path(folder) / "data")  # the first one makes the store
        times = [start(Path(folder) / "data") for _ in range(given.starts)]
        page, answer = (median(column) for column in zip(*times, strict=True))
        rows: list[dict[str, Any]] = tell(
            Row("start to the first page", page, "s", 2, "less"),
            Row("start to the first prediction", answer, "s", 6, "less"),
            *memory(Path(folder) / "data"),
            *bundle(),
        )
    print(f"\nwrote {save('footprint', {'rows': rows, 'starts': times})}")


if __name__ == "__main__":
    main()
