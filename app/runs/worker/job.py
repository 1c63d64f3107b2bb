"""What a training worker is given, and what may change while it works."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Job:
    """One attempt of a run, as a message."""

    run: str
    network: dict[str, Any]
    training: dict[str, Any]
    dataset: str
    data_dir: str
    """Where the converted data set lies."""
    staging: str
    """Folder for checkpoints, made by the server."""
    spare_disk: int
    """Bytes that checkpoints leave free."""
    cores: int
    memory: int
    """Bytes that training on the CPU may take."""
    checkpoint: str | None
    """File to go on from."""
    foreign: bool
    """It is another run's: save one of its own first."""
    weights: str | None
    """File of another network's weights to begin with, where there is no checkpoint."""
    weights_map: dict[str, str] | None
    """Which node there each node here is; None where equal paths are the same node."""
    painted: list[Any]
    """Filters that are set by hand where there is no checkpoint: (path, channel, weights, bias)."""
    nudges: list[Any]
    """Steps on single images after that: (image, class, learning rate)."""
    wanted: dict[str, Any]
    """`Wanted` at the start: the first step may be taken before another message has come."""
    first: int = 0
    """The step at which the run began: of a branch its parent's."""

    def message(self) -> dict[str, Any]:
        """For the channel."""
        return {"type": "job", **asdict(self)}

    @property
    def checkpoint_path(self) -> Path | None:
        """File to go on from."""
        return Path(self.checkpoint) if self.checkpoint else None


@dataclass(frozen=True)
class Wanted:
    """What the server wants of the run from now on."""

    hold_at: int | None
    """Pause at this step; 0 is at once."""
    lr: float | None
    pace: float | None

    def message(self) -> dict[str, Any]:
        """For the channel."""
        return {"type": "wanted", **asdict(self)}
