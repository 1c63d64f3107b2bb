"""How much the runs of one server may take."""

from dataclasses import dataclass
from typing import Self

from app.settings import Settings


@dataclass(frozen=True)
class RunLimits:
    """Limits with their defaults; times in seconds, sizes in bytes."""

    running: int = 1
    """Runs that train at once; the others wait in the queue."""
    queued: int = 1000
    """Runs that may wait; more are refused."""
    hold_seconds: float = 60.0
    """A run that is paused for longer gives its worker back."""
    held: int = 4
    """Paused runs that may keep their workers."""
    attempts: int = 3
    """Workers that a run may lose before it fails."""
    run_seconds: float = 24 * 3600.0
    """Time that a run may spend training."""
    lease_seconds: float = 6.0
    """A server that is not heard of for so long has lost its runs."""
    parameters: int = 50_000_000
    """Size of the largest network that is trained here."""
    steps: int = 100_000_000
    """Length of the longest run."""
    nice: int = 5
    """Niceness of the workers: the web server comes first."""
    worker_memory: int | None = None
    """Memory of one worker, whatever it trains on; none leaves it to the share below. Not for CUDA."""
    memory_share: float = 0.8
    """Share of the machine's memory for runs on the CPU, in equal parts for those that may run at once."""
    spare_disk: int = 64 << 20
    """Disk space that checkpoints leave free, so that the store can still be written …"""
    spare_share: float = 0.05
    """… or this share of the disk, where that is less."""
    checkpoints: int = 64
    """Checkpoints kept of one run; those of its first ten steps are among them."""
    checkpoint_bytes: int = 1 << 30
    """Their size in all, though three are kept whatever they take."""
    viewer_seconds: float = 10.0
    """A viewer that has not caught up for so long is too slow."""

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """The limits that the settings ask for."""
        return cls(
            running=settings.running_limit,
            queued=settings.queue_limit,
            viewer_seconds=settings.viewer_seconds,
        )
