"""The library: every data set the playground knows, its state, and the way to open it."""

import threading
from pathlib import Path

from app.datasets.definitions import DATASETS, Definition
from app.datasets.forms import Form, Progress
from app.datasets.model import Dataset, DatasetError, DatasetInfo, Sizes
from app.datasets.split import validation_size
from app.datasets.store import Store
from app.errors import Conflict, NotFound

__all__ = ["DATASETS", "DatasetInfo", "Library"]


def _silent(share: float) -> None:
    """Take a progress report and do nothing with it."""


class Library:
    """Finds, converts and opens data sets; safe to use from several threads and processes.

    `data_dir/datasets/<id>/` holds what was converted; ready files are looked for in `datasets_dir` and
    `data_dir` before any download is offered.
    """

    def __init__(self, data_dir: Path, datasets_dir: Path | None = None) -> None:
        downloads = data_dir / "downloads"
        self._roots = (*([datasets_dir] if datasets_dir else []), data_dir, downloads)
        self._store = Store(data_dir / "datasets")
        self._lock = threading.Lock()
        self._opened: dict[str, Dataset] = {}
        self._progress: dict[str, float] = {}
        self._errors: dict[str, DatasetError] = {}

    def list(self) -> list[DatasetInfo]:
        """All data sets, in the order of the registry."""
        return [self._describe(definition) for definition in DATASETS]

    def info(self, dataset_id: str) -> DatasetInfo:
        """One data set; raises `NotFound`."""
        return self._describe(_definition(dataset_id))

    def open(self, dataset_id: str) -> Dataset:
        """Open a data set, converting it first where only its files are here.

        Raises `NotFound` for an unknown id and `Conflict` (`dataset_not_ready`) where it needs a download.
        """
        if dataset_id not in self._opened:
            self.prepare(dataset_id)
            self._opened[dataset_id] = self._store.open(dataset_id, _definition(dataset_id).default_epochs)
        return self._opened[dataset_id]

    def prepare(self, dataset_id: str, progress: Progress = _silent) -> None:
        """Convert the local files of a data set, once; does nothing where that has happened."""
        definition = _definition(dataset_id)
        if self._store.has(dataset_id):
            return
        found = self._find(definition)
        if found is None:
            detail = f"The data set “{definition.title}” must be downloaded first."
            raise Conflict(detail, code="dataset_not_ready")
        form, place = found
        self._store.save(dataset_id, form.read(place, definition.classes, progress))

    def _find(self, definition: Definition) -> tuple[Form, Path] | None:
        for form in definition.forms:
            place = form.find(self._roots)
            if place is not None:
                return form, place
        return None

    def _describe(self, definition: Definition) -> DatasetInfo:
        meta = self._store.meta(definition.id)
        return DatasetInfo(
            id=definition.id,
            title=definition.title,
            classes=definition.classes,
            input=definition.input,
            sizes=Sizes(**meta["sizes"]) if meta else _expected_sizes(definition),
            ready=meta is not None or self._find(definition) is not None,
            progress=self._progress.get(definition.id),
            source=definition.source,
            licence=definition.licence,
            error=self._errors.get(definition.id),
            default_epochs=definition.default_epochs,
        )


def _expected_sizes(definition: Definition) -> Sizes:
    cut = validation_size(definition.train)
    return Sizes(train=definition.train - cut, validation=cut, test=definition.test)


def _definition(dataset_id: str) -> Definition:
    for definition in DATASETS:
        if definition.id == dataset_id:
            return definition
    raise NotFound("There is no such data set.")
