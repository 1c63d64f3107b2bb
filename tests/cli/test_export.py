"""`cnn-playground export` as a person starts it."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli import main
from app.network.imports.onnx_file import read_onnx
from app.network.imports.source import read_source
from app.network.parse import parse_network
from app.network.presets import load_preset
from app.settings import settings

Run = Callable[..., "subprocess.CompletedProcess[str]"]
SMALL = {
    "name": "small",
    "layers": [{"kind": "flatten"}, {"kind": "linear", "name": "out", "out_features": 10}],
}


@pytest.fixture
def run(tmp_path: Path) -> Run:
    def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
        environment = {**os.environ, "PLAYGROUND_DATA_DIR": str(tmp_path / "data"), "OMP_NUM_THREADS": "1"}
        environment["PYTHONPATH"] = str(Path.cwd())
        command = [sys.executable, "-m", "app.cli", *arguments]
        return subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )

    return run


def test_a_preset_and_a_file_are_written(run: Run, tmp_path: Path) -> None:
    assert run("export", "lenet5").stdout == "wrote lenet-5.py\n"
    assert read_source((tmp_path / "lenet-5.py").read_text()) == load_preset("lenet5").spec
    (tmp_path / "small.json").write_text(json.dumps(SMALL))
    assert run("export", "small.json", "--format", "onnx", "--out", "x.onnx").returncode == 0
    assert read_onnx((tmp_path / "x.onnx").read_bytes()) == parse_network(SMALL)


def test_a_checkpoint_goes_out_with_its_weights(run: Run, tmp_path: Path) -> None:
    (tmp_path / "small.json").write_text(json.dumps(SMALL))
    trained = run("train", "small.json", "--epochs", "1", "--threads", "1", "--out", "c.safetensors")
    assert trained.returncode == 0, trained.stderr
    done = run("export", "c.safetensors", "--format", "notebook")
    assert done.stdout == "wrote small.ipynb\n", done.stderr
    assert "Needs `torch`" in (tmp_path / "small.ipynb").read_text()


@pytest.fixture
def playground(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[CliRunner]:
    """The commands in this process, over an empty data directory."""
    monkeypatch.setenv("PLAYGROUND_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    settings.cache_clear()
    yield CliRunner()
    settings.cache_clear()


@pytest.mark.parametrize("source", ["nothing", "nothing.json", "nothing.safetensors", "run:nothing"])
def test_what_does_not_exist_is_said_in_a_line(playground: CliRunner, source: str) -> None:
    done = playground.invoke(main, ["export", source])
    assert done.exit_code == 1
    assert done.stderr.startswith("cnn-playground: ")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("form", ["notebook", "safetensors", "keras"])
def test_a_form_that_does_not_suit_is_refused(playground: CliRunner, form: str) -> None:
    assert playground.invoke(main, ["export", "lenet5", "--format", form]).exit_code == 2
