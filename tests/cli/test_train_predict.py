"""The commands as a person starts them: train a small network, then ask it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw
from typer.testing import CliRunner

from app.cli import main
from app.settings import settings

SMALL = {"layers": [{"kind": "flatten"}, {"kind": "linear", "name": "out", "out_features": 10}]}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("cli")


@pytest.fixture(scope="module")
def run(folder):
    """Run a command in a folder of its own; gives the finished process."""

    def run(*arguments):
        environment = {**os.environ, "PLAYGROUND_DATA_DIR": str(folder / "data"), "OMP_NUM_THREADS": "1"}
        environment["PYTHONPATH"] = str(Path.cwd())
        command = [sys.executable, "-m", "app.cli", *arguments]
        return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)

    return run


@pytest.fixture(scope="module")
def checkpoint(folder, run):
    (folder / "small.json").write_text(json.dumps(SMALL))
    done = run("train", "small.json", "--epochs", "2", "--threads", "1", "--out", "small.safetensors")
    assert done.returncode == 0, done.stderr
    assert "2 epochs" in done.stdout
    assert "test accuracy" in done.stdout
    return "small.safetensors"


def drawing(path, *line):
    image = Image.new("L", (280, 280))
    if line:
        ImageDraw.Draw(image).line(line, fill=255, width=24)
    image.save(path)


def test_a_trained_network_names_a_drawn_digit_and_nothing_for_an_empty_pad(folder, run, checkpoint):
    drawing(folder / "one.png", 140, 40, 140, 240)
    drawing(folder / "empty.png")
    done = run("predict", "one.png", "empty.png", "--model", checkpoint, "--json")
    one, empty = (json.loads(line) for line in done.stdout.splitlines())
    assert one["top"][0]["label"] == "1"
    assert len(one["top"]) == 3
    assert empty["top"] == []


def test_the_answer_can_be_read(folder, run, checkpoint):
    drawing(folder / "empty.png")
    assert run("predict", "empty.png", "--model", checkpoint).stdout == "empty.png: –\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("train", "nope"), "no preset"),
        (("train", "--batch-size", "100000"), "/batch_size"),
        (("train", "--batch-size", "5000"), "larger than"),
        (("train", "--optimizer", "nope"), "/optimizer"),
        (("train", "--dataset", "nope"), "data set"),
        (("train", "nope.json"), "nope.json"),
        (("predict", "nope.png"), "nope.png"),
        (("predict", "empty.png", "--model", "nope"), "no trained model"),
    ],
)
def test_mistakes_are_told_in_a_line(tmp_path, monkeypatch, arguments, said):
    monkeypatch.setenv("PLAYGROUND_DATA_DIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    drawing(tmp_path / "empty.png")
    settings.cache_clear()
    done = CliRunner().invoke(main, arguments)
    settings.cache_clear()
    assert done.exit_code == 1
    assert isinstance(done.exception, SystemExit)
    assert said in done.stderr


def test_the_help_loads_no_torch():
    code = "import sys, app.cli; assert not {'torch', 'numpy', 'PIL'} & sys.modules.keys()"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_pixels_are_prepared_as_asked(folder, run, checkpoint):
    Image.fromarray(np.full((28, 28), 255, np.uint8)).save(folder / "white.png")
    done = run("predict", "white.png", "--model", checkpoint, "--preprocess", "none", "--json", "--top", "10")
    assert json.loads(done.stdout)["top"] == []
