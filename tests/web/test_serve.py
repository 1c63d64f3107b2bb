"""The command `serve`: what it prints, what it refuses, how fast and how light it starts."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).parent.parent.parent


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "app.cli", "serve", *arguments]


def environment(**settings: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PLAYGROUND_")}
    return kept | settings


def refused(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*arguments),
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_port_0_takes_a_free_port_and_prints_the_address(tmp_path: Path):
    with subprocess.Popen(
        command("--port", "0", "--data-dir", str(tmp_path)),
        cwd=ROOT,
        env=environment(),
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line.startswith("CNN Playground: http://127.0.0.1:")
        assert httpx.get(line.split()[-1] + "/healthz").json() == {"status": "ok"}
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) in (0, -signal.SIGTERM)


def test_a_taken_port_is_named(tmp_path: Path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        result = refused("--port", port, "--data-dir", str(tmp_path))
    assert result.returncode == 1
    assert f"port {port} is taken" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1"])
def test_listening_elsewhere_needs_a_public_host_name(tmp_path: Path, host: str):
    result = refused("--host", host, "--port", "0", "--data-dir", str(tmp_path))
    assert result.returncode == 2
    assert "PLAYGROUND_ALLOWED_HOSTS" in result.stderr


@pytest.mark.parametrize(
    "module", ["app.web", "app.web.server", "app.cli", "app.schema", "app.live", "app.runs"]
)
def test_the_web_process_loads_no_torch(module: str):
    code = f"import sys, {module}; sys.exit(bool({{'torch', 'captum', 'matplotlib'}} & sys.modules.keys()))"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
