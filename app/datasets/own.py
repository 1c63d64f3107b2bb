"""Data sets of one's own: zips of class folders that were uploaded.

    uploads/<id>/images.zip, record.json   accepted, not decoded yet: a server that starts goes on with it
    uploads/<id>/error.json                what went wrong after that
    datasets/<id>/                         decoded, as every data set

A zip is staged under another name and moved to its place by one rename once it is accepted; from then on it
survives, whoever is killed when.
"""

import shutil
import time
import uuid
from contextlib import suppress
from pathlib import Path

from app.datasets.disk import bytes_below, disk_errors, read_json
from app.datasets.intake import ERROR, RECORD, Intake, Shelf
from app.datasets.limits import DEFAULT, MEGA, ZipLimits
from app.datasets.model import DatasetInfo
from app.datasets.own_record import Record, Wish, ready
from app.datasets.store import Store
from app.errors import NotFound, TooLarge, TooMany

PREFIX = "own-"
AT_ONCE = 2
"""Zips that are decoded at the same time."""
STALE_SECONDS = 6 * 3600


class OwnDatasets:
    """Takes zips in, tells of them and deletes them; safe to use from several threads and processes."""

    def __init__(self, data_dir: Path, store: Store, limits: ZipLimits = DEFAULT) -> None:
        self.limits = limits
        self._store = store
        self._shelf = Shelf(data_dir / "uploads", store, limits, self._check_quota)
        self._intakes: dict[str, Intake] = {}

    def list(self) -> list[DatasetInfo]:
        """All of them, by title."""
        found = []
        for dataset_id in self._ids():
            with suppress(NotFound):  # deleted meanwhile
                found.append(self.info(dataset_id))
        return sorted(found, key=lambda info: (info.title, info.id))

    def has(self, dataset_id: str) -> bool:
        """Whether there is such a data set of one's own, decoded or not."""
        return dataset_id in self._ids()

    def info(self, dataset_id: str) -> DatasetInfo:
        """One of them; raises `NotFound`."""
        if not self.has(dataset_id):
            raise NotFound("There is no such data set.")
        if meta := self._store.meta(dataset_id):
            return ready(dataset_id, meta)
        record = read_json(self._shelf.uploads / dataset_id / RECORD)
        if record is None:
            raise NotFound("There is no such data set.")
        intake = self._intakes.get(dataset_id)
        error = read_json(self._shelf.uploads / dataset_id / ERROR)
        return Record.of(record).coming(dataset_id, intake.progress if intake else 0.0, error)

    def stage(self, announced: int) -> Path:
        """A new folder to put `intake.ZIP` into, for `take` or `discard`.

        Raises `TooMany`, `StorageFull`, and `TooLarge` (`quota`) where so many bytes are too many.
        """
        self._intakes = {name: one for name, one in self._intakes.items() if one.is_alive}
        if len(self._intakes) >= AT_ONCE:
            raise TooMany.of("zips_at_once", "Other zips are being decoded; try again soon.", count=AT_ONCE)
        self._check_quota(announced)
        folder = self._shelf.uploads / f".{uuid.uuid4().hex}"
        with disk_errors():
            folder.mkdir(parents=True)
        return folder

    def discard(self, staged: Path) -> None:
        """Remove a staging folder; harmless where its zip was accepted."""
        shutil.rmtree(staged, ignore_errors=True)

    def take(self, staged: Path, wish: Wish) -> Intake:
        """Begin to decode the zip in a staging folder; see `Intake.accepted` for the answer."""
        return self._begin(PREFIX + uuid.uuid4().hex[:8], staged, wish)

    def resume(self) -> None:
        """Go on with the zips that an earlier server accepted and did not decode."""
        self._sweep()
        for folder in self._shelf.uploads.glob(f"{PREFIX}*"):
            record = read_json(folder / RECORD)
            if record and not (folder / ERROR).exists():
                self._begin(folder.name, folder, Record.of(record).wish)

    def delete(self, dataset_id: str) -> None:
        """Remove one, decoded or not; raises `NotFound`."""
        if not self.has(dataset_id):
            raise NotFound("There is no such data set.")
        if intake := self._intakes.pop(dataset_id, None):
            intake.stop()
        self._store.delete(dataset_id)
        shutil.rmtree(self._shelf.uploads / dataset_id, ignore_errors=True)

    def close(self) -> None:
        """End what is being decoded; the next server goes on with it."""
        for intake in self._intakes.values():
            intake.stop()

    def _begin(self, dataset_id: str, folder: Path, wish: Wish) -> Intake:
        intake = Intake(self._shelf, dataset_id, folder, wish)
        self._intakes[dataset_id] = intake
        intake.start()
        return intake

    def _ids(self) -> set[str]:
        roots = (self._shelf.uploads, self._store.root)
        return {path.name for root in roots for path in root.glob(f"{PREFIX}*")}

    def _check_quota(self, more: int) -> None:
        decoded = sum(bytes_below(self._store.root / name) for name in self._ids())
        if decoded + bytes_below(self._shelf.uploads) + more > self.limits.own_bytes:
            limit = self.limits.own_bytes // MEGA
            detail = f"Your own data sets may take {limit} MB in all; delete one first."
            raise TooLarge.of("quota", detail, limit=limit)

    def _sweep(self) -> None:
        """Remove what uploads that were cut short left behind."""
        for folder in self._shelf.uploads.glob(".*"):
            with suppress(OSError):
                if time.time() - folder.stat().st_mtime > STALE_SECONDS:
                    shutil.rmtree(folder, ignore_errors=True)
