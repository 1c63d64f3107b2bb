"""Which device to train on, how many cores there are, what arithmetic they offer."""

import math
import os
from pathlib import Path

import torch

from app.errors import InvalidInput
from app.training.config import Device, TrainConfig

_QUOTA = Path("/sys/fs/cgroup/cpu.max")


def choose(config: TrainConfig) -> Device:
    """The device of the settings; "auto" is CUDA, else MPS, else the CPU.

    Raises InvalidInput where the settings ask for a device that this machine lacks.
    """
    if config.device == "auto":
        return "cuda" if has("cuda") else "mps" if has("mps") else "cpu"
    if not has(config.device):
        raise InvalidInput(f"This machine has no {config.device.upper()} device.", code="no_device")
    return config.device


def has(device: Device) -> bool:
    """Whether this machine has the device."""
    if device == "cuda":
        return torch.cuda.is_available()
    return device == "cpu" or torch.backends.mps.is_available()


def present() -> list[Device]:
    """The devices of this machine."""
    devices: tuple[Device, ...] = ("cpu", "cuda", "mps")
    return [device for device in devices if has(device)]


def cores() -> int:
    """Processor cores that this process may use: its affinity, within the container's share."""
    affinity = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(affinity, _quota()))


def _quota() -> int:
    try:
        limit, period = _QUOTA.read_text().split()
    except (OSError, ValueError):
        return 1 << 20
    return 1 << 20 if limit == "max" else math.ceil(int(limit) / int(period))


def has_bfloat16(device: Device) -> bool:
    """Whether the device multiplies bfloat16 in hardware."""
    if device == "cuda":
        return bool(torch.cuda.is_bf16_supported())
    if device != "cpu" or not torch.backends.mkldnn.is_available():
        return False
    return bool(torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported())
