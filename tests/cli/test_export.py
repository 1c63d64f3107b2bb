"""`cnn-playground export` as a person starts it."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from app.network.imports.onnx_file import read_onnx
from app.network.imports.source import read_source
from app.network.parse import parse_network
from app.network.presets import load_preset

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
    for form, file in (("safetensors", "small.safetensors"), ("notebook", "small.ipynb")):
        done = run("export", "c.safetensors", "--format", form)
        assert done.stdout == f"wrote {file}\n", done.stderr
        assert (tmp_path / file).stat().st_size > 30_000


def test_what_does_not_exist_is_said_in_a_line(run: Run) -> None:
    for source in ("nothing", "nothing.json", "nothing.safetensors", "run:nothing"):
        done = run("export", source)
        assert done.returncode == 1
        assert done.stderr.startswith("cnn-playground: ")
        assert "Traceback" not in done.stderr
    assert run("export", "lenet5", "--format", "notebook").returncode == 2
    assert run("export", "lenet5", "--format", "keras").returncode == 2
