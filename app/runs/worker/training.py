"""One attempt of a run: advance the generator, tell its events, do what the server wants in between."""

import shutil
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.datasets.registry import Library
from app.network.spec import NetworkSpec
from app.processes import Channel
from app.processes.confine import limit_memory
from app.runs.worker.columns import Columns
from app.runs.worker.failures import is_full_disk
from app.runs.worker.job import Job
from app.runs.worker.moments import Moment, Moments
from app.runs.worker.views import Views
from app.training.config import TrainConfig
from app.training.controls import LiveControls
from app.training.events import Diverged, Finished, Held, Metrics, Saved, TrainEvent

if TYPE_CHECKING:
    from app.engine.session import Session


BLOCK_SECONDS = 0.1
"""Steps are told ten times a second; more often while somebody watches frames at a higher rate."""


class Training:
    """Runs in the worker's only thread; between events, and while it waits, it obeys."""

    def __init__(self, channel: Channel, job: Job) -> None:
        self.channel, self.job = channel, job
        self.live = LiveControls(wait=self._wait, **job.wanted)
        self.columns = Columns()
        self.session = _session(job)
        self.views = Views(channel, self.session, job.run)
        self.saved_step = self.session.step if job.checkpoint and not job.foreign else -1
        self.moments = Moments(self._write)
        self.released = False
        self.waiting = False
        """Between two steps, of which the last may not have been told yet."""
        self.release_due = False

    def run(self) -> None:
        """Train to the end, or until released."""
        from app.engine.train import train

        self._listen()
        if self.job.foreign:
            self._save()
        for event in train(self.session, self.live):
            self._tell(event)
            self._listen()
            self.views.serve()
            self.moments.spare()
            if self.release_due and not self.released:
                self._release()
            if self.released:
                return

    def _tell(self, event: TrainEvent) -> None:
        if isinstance(event, Metrics):
            self._send(self.columns.add(event))
            return
        self._send(self.columns.flush())
        if isinstance(event, Saved):
            self._keep(event)
        elif isinstance(event, Held):
            self._hold(event)
        else:
            if isinstance(event, Finished | Diverged):
                self.moments.all()
            self._send(event.model_dump(mode="json"))

    def _send(self, message: dict[str, Any] | None) -> None:
        if message is not None:
            self.channel.send(message)

    def _listen(self) -> None:
        """Obey everything that has arrived."""
        while self.channel.poll():
            self._obey(self.channel.receive())
        self.live.block_seconds = min(self.views.pause or BLOCK_SECONDS, BLOCK_SECONDS)

    def _wait(self, seconds: float) -> None:
        """Wait out the pace, obeying; a hold or release ends the wait."""
        end = time.monotonic() + seconds
        self.waiting = True
        while not self._stopping() and time.monotonic() < end:
            if not self.moments.next():
                self._attend(end)
        self.waiting = False

    def _hold(self, event: Held) -> None:
        """Stand still and obey until there is somewhere to go."""
        if self.release_due:
            return
        self.channel.send({"type": "held", "step": event.step})
        self.moments.all()
        while self._stopping() and not self.released:
            self._attend(None)

    def _attend(self, end: float | None) -> None:
        """Wait for a message, for a frame to fall due, or until `end`; do what it takes."""
        times = [moment for moment in (end, self.views.next_at()) if moment is not None]
        if self.channel.poll(max(min(times) - time.monotonic(), 0) if times else None):
            self._obey(self.channel.receive())
        self.views.serve()

    def _stopping(self) -> bool:
        hold_at = self.live.hold_at
        return self.released or self.release_due or (hold_at is not None and self.session.step >= hold_at)

    def _obey(self, message: dict[str, Any] | bytes) -> None:
        if isinstance(message, bytes):
            self.views.show(message)
            return
        match message["type"]:
            case "wanted":
                self.live.hold_at, self.live.pace = message["hold_at"], message["pace"]
                self.live.lr = message["lr"]
            case "release" if self.waiting:
                self.release_due, self.live.hold_at = True, 0  # once every step has been told
            case "release":
                self._release()
            case "want":
                self.views.want(message)
            case "unview":
                self.views.drop(message)

    def _release(self) -> None:
        """Save where the run stands and end, unless there is no space to save."""
        self._send(self.columns.flush())
        self.moments.all()
        if self._save():
            self.released = True
            self.channel.send({"type": "released", "step": self.session.step})

    def _keep(self, event: Saved) -> None:
        if event.lasting:
            self._save()
        else:
            self.moments.add(Moment(event.step, event.epoch, self.session.checkpoint()))

    def _save(self) -> bool:
        """Stage a checkpoint and announce it; holds where the disk is full. Gives whether there is one."""
        step = self.session.step
        if step == self.saved_step:
            return True
        self.moments.forget(step)
        path = self._staged(step)
        if not self._has_room():
            return self._full()
        try:
            sha256 = self.session.save(path)
        except OSError as error:
            path.unlink(missing_ok=True)
            if not is_full_disk(error):
                raise
            return self._full()
        self.saved_step = step
        self._announce(step, self.session.epoch, sha256)
        return True

    def _write(self, moment: Moment) -> None:
        """Stage a moment and announce it; where the disk is full it is left out: nothing depends on it."""
        path = self._staged(moment.step)
        if not self._has_room():
            return
        try:
            sha256 = moment.checkpoint.save(path, lasting=False)
        except OSError as error:
            path.unlink(missing_ok=True)
            if not is_full_disk(error):
                raise
            return
        self.saved_step = max(self.saved_step, moment.step)
        self._announce(moment.step, moment.epoch, sha256)

    def _staged(self, step: int) -> Path:
        return Path(self.job.staging) / f"{step}.safetensors"

    def _has_room(self) -> bool:
        return shutil.disk_usage(self.job.staging).free >= self.job.spare_disk

    def _announce(self, step: int, epoch: float, sha256: str) -> None:
        file = self._staged(step).name
        self.channel.send({"type": "saved", "step": step, "epoch": epoch, "file": file, "sha256": sha256})

    def _full(self) -> bool:
        self.live.hold_at = 0
        self.channel.send({"type": "disk_full", "step": self.session.step})
        return False


def _session(job: Job) -> "Session":
    from app.engine import device
    from app.engine.session import Session, Weights

    dataset = Library(Path(job.data_dir)).open(job.dataset)
    spec = NetworkSpec.model_validate(job.network)
    config = TrainConfig.model_validate(job.training)
    if device.choose(config) == "cpu":  # CUDA reserves far more addresses than it uses
        limit_memory(job.memory)
    weights = Weights(Path(job.weights) if job.weights else None, job.weights_map, job.painted, job.nudges)
    more: dict[str, Any] = {"weights": weights, "cores": job.cores, "first": job.first}
    return Session(spec, config, dataset, job.checkpoint_path, **more)
