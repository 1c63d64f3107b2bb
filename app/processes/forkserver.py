"""A process that has the heavy imports done and forks workers from there: a new one costs milliseconds.

Why not `multiprocessing`'s: its workers import the program's main module again, speak pickle and inherit the
whole environment. This one hands a worker three descriptors and the name of a function, and nothing else.
"""

import contextlib
import json
import os
import socket
import subprocess
import sys
import threading
from pathlib import Path

from app.processes.confine import Limits

KEPT = ("PATH", "HOME", "LANG", "TMPDIR", "LD_LIBRARY_PATH")
KEPT_PREFIXES = ("CUDA_", "NVIDIA_")
"""What workers see of the server's environment: no secrets."""

TUNED = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "PYTORCH_NVML_BASED_CUDA_CHECK": "1",
    # Without these glibc gives freed memory back and faults it in again at every step: −30 %.
    "MALLOC_MMAP_THRESHOLD_": str(1 << 30),
    "MALLOC_TRIM_THRESHOLD_": str(1 << 30),
    "MALLOC_TOP_PAD_": str(64 << 20),
}

PRELOAD = (
    "torch",
    "app.engine.live",
    "app.live.desk",
    "app.live.worker_main",
    "app.porting.worker",
    # From here on only training needs it: the first optimiser of a process imports the compiler.
    "torch._dynamo",
    "app.engine.frames",
    "app.engine.train",
    "app.runs.worker.training",
)
"""In this order. A worker whose target's module stands here is forked once that is imported, others at the end.

Imports only: no tensor is touched in the forkserver, or its children would hang in OpenMP.
"""


class Forkserver:
    """The parent's handle. Starts at once in the background; `fork` waits until the imports are done."""

    def __init__(self, preload: tuple[str, ...] = PRELOAD) -> None:
        self._preload = preload
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None

    def start(self) -> None:
        """Start the process unless it runs; returns at once."""
        with self._lock:
            self._ensure()

    def fork(self, target: str, name: str, limits: Limits, fds: tuple[int, int]) -> int:
        """Fork a worker that owns `fds` (its channel, its lifeline); gives its process id. Blocks."""
        request = json.dumps({"target": target, "name": name, "limits": limits.to_json()}).encode()
        with self._lock:
            try:
                return _ask(self._ensure(), request, fds)
            except OSError:
                self._stop()  # it died since the last time
                return _ask(self._ensure(), request, fds)

    def stop(self) -> None:
        """End the process; workers end by themselves when their channels close."""
        with self._lock:
            self._stop()

    def _ensure(self) -> socket.socket:
        if self._control is None or self._process is None or self._process.poll() is not None:
            self._stop()
            self._process, self._control = _launch(self._preload)
        return self._control

    def _stop(self) -> None:
        if self._control is not None:
            self._control.close()
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
            self._process.wait()
        self._process = self._control = None


def _ask(control: socket.socket, request: bytes, fds: tuple[int, int]) -> int:
    socket.send_fds(control, [request], fds)
    answer = control.recv(64)
    if not answer:
        raise ConnectionResetError("the forkserver is gone")
    return int(answer)


def _launch(preload: tuple[str, ...]) -> tuple[subprocess.Popen[bytes], socket.socket]:
    ours, theirs = socket.socketpair()
    with theirs:
        command = [sys.executable, "-m", "app.processes.server", str(theirs.fileno()), *preload]
        process = subprocess.Popen(
            command,
            pass_fds=[theirs.fileno()],
            env=environment(),
            stdin=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl+C is for the server; the rest ends with it
        )
    return process, ours


def environment() -> dict[str, str]:
    """The environment of the forkserver and its workers."""
    kept = {name: text for name, text in os.environ.items() if name in KEPT or name.startswith(KEPT_PREFIXES)}
    return {**kept, **TUNED, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
