"""A run that this server has claimed, and what is needed to work on it."""

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path

from app.runs.files import RunFiles
from app.runs.limits import RunLimits
from app.runs.store import Claim, Editing, Store


@dataclass(frozen=True)
class Claimed:
    """The claim, the store and the run's folder."""

    claim: Claim
    store: Store
    limits: RunLimits
    data_dir: Path
    cores: int
    """Processor cores for its worker."""

    @property
    def id(self) -> str:
        """The run's id."""
        return self.claim.run

    @property
    def files(self) -> RunFiles:
        """The run's folder."""
        return RunFiles.of_run(self.data_dir, self.id)

    def edit(self) -> AbstractAsyncContextManager[Editing]:
        """A transaction on the run; raises ClaimLost once it is no longer ours."""
        return self.store.edit(self.id, self.claim)
