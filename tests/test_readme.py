"""What the README promises is run."""

import contextlib
import io
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from app.web.examples import SOURCE
from tests.serving import ROOT, Server, running

README = (ROOT / "README.md").read_text()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A playground of its own."""
    with running(tmp_path_factory.mktemp("readme") / "data") as server:
        yield server


def section(title: str, language: str) -> str:
    """The first code block of a section."""
    found = re.search(rf"^## {title}\n.*?```{language}\n(.*?)```", README, re.M | re.S)
    assert found, title
    return found[1]


def digit(folder: Path) -> None:
    """A drawn one, dark on light, as `digit.png`."""
    image = Image.new("L", (200, 200), 255)
    ImageDraw.Draw(image).line([(100, 30), (100, 170)], 0, 18)
    image.save(folder / "digit.png")


def test_the_python_example(server: Server) -> None:
    code = section("From Python", "python").replace("http://127.0.0.1:8000", server.url)
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(code, "README.md", "exec"), {})
    count, run, top, why, name = out.getvalue().splitlines()
    assert count == "61706"
    assert run.startswith("finished 0.")
    assert "'probability'" in top
    assert why.startswith("(28, 28) ")
    assert name == "LeNet-5"


def test_the_rest_examples(server: Server, tmp_path: Path) -> None:
    digit(tmp_path)
    (tmp_path / "network.py").write_text(SOURCE)
    commands = section("Over REST", "sh").replace("localhost:8000", server.url.removeprefix("http://"))
    calls = [call for call in commands.split("\n\n") if call.strip()]
    answers = []
    for call in calls:
        done = subprocess.run(
            shlex.split(call.replace("\\\n", "")), cwd=tmp_path, capture_output=True, check=True
        )
        answers.append(done.stdout.decode())
    analysis, prediction, _, network, run = answers
    assert '"params":156' in analysis
    assert '"label":"1"' in prediction
    assert (tmp_path / "why.png").read_bytes().startswith(b"\x89PNG")
    assert '"out_features":10' in network
    assert '"state":"queued"' in run or '"state":"running"' in run


def test_every_file_it_names_is_there() -> None:
    for path in re.findall(r"`((?:app|static|models|tests|bench|docs)/[\w./-]*)`", README):
        assert (ROOT / path).exists(), path
    for path in re.findall(r"\]\(((?!http)[^)#]+)\)", README):
        assert (ROOT / path).exists(), path


def test_the_commands_exist() -> None:
    for line in section("From the command line", "sh").splitlines():
        name = line.split()[1]
        done = subprocess.run(
            [sys.executable, "-m", "app.cli", name, "--help"], cwd=ROOT, capture_output=True, check=False
        )
        assert done.returncode == 0, line
