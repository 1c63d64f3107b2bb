"""Checkpoints as safetensors files: parameters, buffers, optimiser, step and the resolved recipe.

Tensors are named `model/<path>` and `optimizer/<path>/<state>`; the header's metadata holds JSON texts. There
is no random state to keep: every draw depends on the seed and the step alone (see `chance`).
"""

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import safetensors.torch
import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor, nn
from torch.optim import Optimizer

from app.errors import InvalidInput

VERSION = 1
MODEL, OPTIMIZER = "model/", "optimizer/"


class CorruptCheckpoint(InvalidInput):
    """The file is no whole checkpoint."""

    code = "checkpoint_corrupt"
    title = "The checkpoint is damaged"


@dataclass(frozen=True)
class Checkpoint:
    """What a checkpoint file holds."""

    tensors: Mapping[str, Tensor]
    meta: Mapping[str, Any] = field(default_factory=dict)

    def save(self, path: Path, lasting: bool = True) -> str:
        """Write the file whole or not at all; gives its SHA-256.

        Where it is not `lasting`, a loss of power soon after may damage it: the checksum tells.
        """
        text = json.dumps({"version": VERSION, **self.meta}, allow_nan=False)
        raw = safetensors.torch.save(
            {name: _plain(tensor) for name, tensor in self.tensors.items()}, {"playground": text}
        )
        _write(path, raw, lasting)
        return hashlib.sha256(raw).hexdigest()

    @classmethod
    def load(cls, path: Path) -> "Checkpoint":
        """Read the file; raises CorruptCheckpoint where it is damaged, OSError where it cannot be read."""
        try:
            with safe_open(path, "pt") as file:
                tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
                return cls(tensors, json.loads((file.metadata() or {})["playground"]))
        except (SafetensorError, KeyError, ValueError) as error:
            raise CorruptCheckpoint(f"{path.name} is no whole checkpoint.") from error

    @property
    def weights(self) -> dict[str, Tensor]:
        """Parameters and buffers by their names in the network's `state_dict`."""
        return _within(self.tensors, MODEL)


def read_weights(path: Path) -> dict[str, Tensor]:
    """Parameters and buffers by name, from a checkpoint or from a plain safetensors file of weights."""
    try:
        tensors = safetensors.torch.load_file(path)
    except SafetensorError as error:
        raise CorruptCheckpoint(f"{path.name} is no safetensors file.") from error
    return _within(tensors, MODEL) if any(name.startswith(MODEL) for name in tensors) else tensors


def weights_only(checkpoint: Path, path: Path) -> str:
    """Write the parameters and buffers of a checkpoint, under their plain names; gives the SHA-256."""
    raw = safetensors.torch.save(Checkpoint.load(checkpoint).weights)
    _write(path, raw)
    return hashlib.sha256(raw).hexdigest()


def state_of(module: nn.Module, optimizer: Optimizer | None = None) -> dict[str, Tensor]:
    """Named tensors of a module and its optimiser, for a checkpoint."""
    tensors = {MODEL + name: tensor for name, tensor in module.state_dict().items()}
    for name, parameter in module.named_parameters() if optimizer else ():
        for key, value in optimizer.state.get(parameter, {}).items() if optimizer else ():
            if isinstance(value, Tensor):
                tensors[f"{OPTIMIZER}{name}/{key}"] = value
    return tensors


@torch.no_grad()
def restore_optimizer(tensors: Mapping[str, Tensor], module: nn.Module, optimizer: Optimizer) -> None:
    """Give the optimiser its state back where it fits, in the memory layout of each parameter."""
    kept: dict[str, dict[str, Tensor]] = {}
    for name, tensor in _within(tensors, OPTIMIZER).items():
        path, _, key = name.rpartition("/")
        kept.setdefault(path, {})[key] = tensor
    for path, parameter in module.named_parameters():
        state = kept.get(path, {})
        if parameter.requires_grad and all(value.shape in ((), parameter.shape) for value in state.values()):
            optimizer.state[parameter].update({key: _like(value, parameter) for key, value in state.items()})


def _like(kept: Tensor, parameter: nn.Parameter) -> Tensor:
    if kept.shape == parameter.shape:
        return torch.empty_like(parameter).copy_(kept)
    return kept.to(parameter.device)  # a count of steps


def _within(tensors: Mapping[str, Tensor], prefix: str) -> dict[str, Tensor]:
    return {name.removeprefix(prefix): tensor for name, tensor in tensors.items() if name.startswith(prefix)}


def _plain(tensor: Tensor) -> Tensor:
    return tensor.detach().to("cpu").contiguous()


def _write(path: Path, raw: bytes, lasting: bool = True) -> None:
    partial = path.with_name(f".{path.name}.partial")
    try:
        with partial.open("wb") as file:
            file.write(raw)
            if lasting:
                file.flush()
                os.fsync(file.fileno())
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
