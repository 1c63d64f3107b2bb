"""The trainings that a model of the zoo takes, one after another."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from torch import Tensor

from app.datasets.model import Dataset
from app.engine.imitate import Teachers
from app.engine.session import Distortion, Session
from app.engine.train import train
from app.errors import PlaygroundError
from app.network.spec import NetworkSpec
from app.training.config import TrainConfig
from app.training.controls import LiveControls
from app.training.events import Diverged, Saved, TrainEvent

Watch = Callable[[TrainEvent], None]


@dataclass
class Runs:
    """Trains on `data`, tells `watch`, and adds up the seconds, as if each training were made in one go.

    The main training keeps its checkpoint in the file `checkpoint`, the others beside it, under names of their own;
    each goes on from where its file is there.
    """

    data: Dataset
    watch: Watch
    checkpoint: Path | None = None
    seconds: float = 0.0

    def run(
        self,
        spec: NetworkSpec,
        config: TrainConfig,
        name: str = "",
        *,
        first: Mapping[str, Tensor] | None = None,
        distort: Distortion | None = None,
        teachers: Teachers | None = None,
    ) -> Session:
        """Train a network to the end, from the parameters and buffers `first`, by name, if they are given.

        `distort` and `teachers` are as in `Session`.
        Raises PlaygroundError (`diverged`) where the loss stops being a number.
        """
        file = self._file(name)
        kept = file if file and file.exists() else None
        session = Session(spec, config, self.data, kept, distort=distort, teachers=teachers)
        if first and session.step == 0:
            session.module.load_state_dict(first)
        start, before = time.perf_counter(), session.step
        for event in train(session, LiveControls()):
            self.watch(event)
            if file and isinstance(event, Saved) and event.lasting:
                session.save(file)
            if isinstance(event, Diverged):
                raise PlaygroundError(event.detail, code="diverged")
        session.synchronise()
        self.seconds += (time.perf_counter() - start) * session.steps / max(session.steps - before, 1)
        return session

    def _file(self, name: str) -> Path | None:
        if not (self.checkpoint and name):
            return self.checkpoint
        return self.checkpoint.with_name(f"{self.checkpoint.name}.{name}")


def seeded(config: TrainConfig, seed: int) -> TrainConfig:
    """The settings of one of several trainings, which differ in their seeds."""
    return config.model_copy(update={"seed": seed})
