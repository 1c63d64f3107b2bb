"""The files of runs: checkpoints that were verified, named by their content; staging folders for new ones.

    runs/<id>/checkpoints/<step>-<hash>.safetensors
    runs/<id>/origin.safetensors           the parent's checkpoint that a branch starts from
    runs/<id>/weights.safetensors          the weights of another network that a run begins with
    runs/<id>/staging-<fence>/             where the worker of one claim writes
    runs/<id>/derived/                     what can be made again: plain weights, confusion

Everything here blocks: call it in a thread.
"""

import hashlib
import json
import secrets
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from safetensors import safe_open
from safetensors.numpy import load_file, save_file

from app.datasets.disk import sync
from app.errors import PlaygroundError
from app.runs.store.tables import CheckpointRow

MODEL = "model/"
"""Prefix of the parameters and buffers in a checkpoint; the rest is the optimiser's."""


class CheckpointCorrupt(PlaygroundError):
    """A checkpoint file is not what was written."""

    code = "checkpoint_corrupt"
    title = "Damaged checkpoint"


@dataclass(frozen=True)
class RunFiles:
    """The folder of one run."""

    root: Path

    @classmethod
    def of_run(cls, data_dir: Path, run: str) -> Self:
        """The folder of the run with this id."""
        return cls(data_dir / "runs" / run)

    @property
    def origin(self) -> Path:
        """The checkpoint of the parent that a branch starts from."""
        return self.root / "origin.safetensors"

    @property
    def weights(self) -> Path:
        """The weights of another network that the run begins with."""
        return self.root / "weights.safetensors"

    def checkpoint(self, step: int, sha256: str) -> Path:
        """Where a checkpoint lies. The name tells its content: no other server can write over it."""
        return self.root / "checkpoints" / f"{step}-{sha256[:16]}.safetensors"

    def of(self, row: CheckpointRow) -> Path:
        """Where the checkpoint of a row lies."""
        return self.checkpoint(row.step, row.sha256)

    def derived(self, name: str) -> Path:
        """A place for a file that can be made again."""
        path = self.root / "derived" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def staging(self, fence: int) -> Path:
        """Where the worker of a claim writes."""
        return self.root / f"staging-{fence}"

    def prepare(self, fence: int, kept: Iterable[CheckpointRow]) -> Path:
        """An empty staging folder for a new claim; sweeps away what earlier ones left behind."""
        names = {self.of(row).name for row in kept}
        for path in self.root.glob("checkpoints/*"):
            if path.name not in names:
                path.unlink(missing_ok=True)
        for path in self.root.glob("staging-*"):
            shutil.rmtree(path, ignore_errors=True)
        staging = self.staging(fence)
        staging.mkdir(parents=True)
        return staging

    def accept(self, staged: Path, step: int, sha256: str) -> int:
        """Verify a staged checkpoint and move it into place; gives its size. Raises CheckpointCorrupt."""
        if not is_whole(staged, sha256):
            raise CheckpointCorrupt("The checkpoint was damaged while it was written.")
        target = self.checkpoint(step, sha256)
        target.parent.mkdir(exist_ok=True)
        staged.replace(target)
        sync(target.parent)
        return target.stat().st_size

    def adopt_origin(self, checkpoint: Path) -> None:
        """Keep the parent's checkpoint, whatever becomes of the parent."""
        self.root.mkdir(parents=True, exist_ok=True)
        try:
            self.origin.hardlink_to(checkpoint)
        except OSError:
            shutil.copyfile(checkpoint, self.origin)

    def adopt_weights(self, weights: Path) -> None:
        """Keep a copy of the weights to begin with, whatever becomes of their network."""
        self.root.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(weights, self.weights)

    def remove(self, rows: Iterable[CheckpointRow]) -> None:
        """Delete checkpoint files."""
        for row in rows:
            self.of(row).unlink(missing_ok=True)

    def delete(self) -> None:
        """Delete everything."""
        shutil.rmtree(self.root, ignore_errors=True)


def plain_weights(checkpoint: Path, target: Path) -> Path:
    """The parameters and buffers of a checkpoint under their plain names, as a safetensors file; made once."""
    if not target.exists():
        tensors = load_file(checkpoint)
        weights = {name.removeprefix(MODEL): tensors[name] for name in tensors if name.startswith(MODEL)}
        staged = target.with_suffix(f".{secrets.token_hex(4)}")
        save_file(weights, staged)
        staged.replace(target)
    return target


def noted(checkpoint: Path) -> dict[str, Any]:
    """What a checkpoint says of itself: `dataset`, `classes`, `mean`, `std` and more."""
    with safe_open(checkpoint, "numpy") as file:
        meta: dict[str, Any] = json.loads(file.metadata()["playground"])
    return meta


def is_whole(path: Path, sha256: str) -> bool:
    """Whether the file is there and has this checksum."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == sha256
    except OSError:
        return False
