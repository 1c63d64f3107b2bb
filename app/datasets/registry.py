"""The library: every data set the playground knows, its state, and the way to open it."""

import shutil
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from app.datasets.definitions import DATASETS, Definition
from app.datasets.forms import Form, Progress, Task
from app.datasets.limits import DEFAULT, ZipLimits
from app.datasets.model import Dataset, DatasetError, DatasetInfo, Sizes
from app.datasets.own import OwnDatasets
from app.datasets.split import validation_size
from app.datasets.store import Store
from app.errors import Conflict, NotFound, PlaygroundError

__all__ = ["DATASETS", "DatasetInfo", "Library"]

_PATIENCE_SECONDS = 2
_DOWNLOAD_SHARE = 0.9
"""Of the progress of a download, the conversion takes the rest."""


def _silent(share: float) -> None:
    """Take a progress report and do nothing with it."""


class Library:
    """Finds, downloads, converts and opens data sets; safe to use from several threads and processes.

    `data_dir/datasets/<id>/` holds what was converted; ready files are looked for in `datasets_dir` and
    `data_dir` before any download is offered. `own` are those that were uploaded. `close()` ends what is under
    way.
    """

    def __init__(
        self,
        data_dir: Path,
        datasets_dir: Path | None = None,
        *,
        definitions: Sequence[Definition] = DATASETS,
        limits: ZipLimits = DEFAULT,
    ) -> None:
        self._downloads = data_dir / "downloads"
        self._roots = (*([datasets_dir] if datasets_dir else []), data_dir, self._downloads)
        self._store = Store(data_dir / "datasets")
        self.own = OwnDatasets(data_dir, self._store, limits)
        self._definitions = {definition.id: definition for definition in definitions}
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._converting = threading.Lock()
        self._threads: list[threading.Thread] = []
        self._opened: dict[str, Dataset] = {}
        self._progress: dict[str, float] = {}
        self._errors: dict[str, DatasetError] = {}

    def list(self) -> list[DatasetInfo]:
        """All data sets, in the order of the registry, then one's own."""
        known = [self._describe(definition) for definition in self._definitions.values()]
        return [*known, *self.own.list()]

    def info(self, dataset_id: str) -> DatasetInfo:
        """One data set; raises `NotFound`."""
        if self.own.has(dataset_id):
            return self.own.info(dataset_id)
        return self._describe(self._definition(dataset_id))

    def open(self, dataset_id: str) -> Dataset:
        """Open a data set, converting it first where only its files are here.

        Raises `NotFound` for an unknown id, `Conflict` (`dataset_not_ready`) where it needs a download, and
        `InvalidInput` where its files are broken.
        """
        if dataset_id not in self._opened:
            self.prepare(dataset_id)
            epochs = self.info(dataset_id).default_epochs
            self._opened[dataset_id] = self._store.open(dataset_id, epochs)
        return self._opened[dataset_id]

    def prepare(self, dataset_id: str, progress: Progress = _silent) -> None:
        """Convert the local files of a data set, once; does nothing where that has happened.

        Of several local forms the first that can be read is taken. Raises as `open` does.
        """
        if self.own.has(dataset_id):
            return self._check_decoded(self.own.info(dataset_id))
        definition = self._definition(dataset_id)
        if self._store.has(dataset_id):
            return None
        if not self._is_found(definition):
            detail = f"The data set “{definition.title}” must be downloaded first."
            raise Conflict.of("dataset_not_ready", detail, title=definition.title)
        with self._tracked(dataset_id, progress) as told:
            return self._convert(definition, told)

    def _check_decoded(self, info: DatasetInfo) -> None:
        if not info.ready:
            detail = f"“{info.title}” is not decoded yet."
            raise Conflict.of("dataset_not_decoded", detail, title=info.title)

    def download(self, dataset_id: str, progress: Progress = _silent) -> None:
        """Fetch and convert a data set; does nothing where it is ready. Blocks; see `start` for a thread.

        Raises `NotFound`, `Unavailable`, `StorageFull` and `Conflict` (`no_download`).
        """
        definition = self._definition(dataset_id)
        if self.info(dataset_id).ready:
            return self.prepare(dataset_id, progress)
        with self._tracked(dataset_id, progress) as told:
            self._fetch(definition, told)
            self._convert(definition, lambda share: told(_DOWNLOAD_SHARE + (1 - _DOWNLOAD_SHARE) * share))
            shutil.rmtree(self._downloads / dataset_id, ignore_errors=True)
            return None

    def start(self, dataset_id: str) -> DatasetInfo:
        """Begin a download in a thread and return at once; harmless where one is under way or it is ready."""
        if self.own.has(dataset_id):
            return self.own.info(dataset_id)
        self._definition(dataset_id)
        with self._lock:
            if dataset_id not in self._progress and not self._store.has(dataset_id):
                self._progress[dataset_id] = 0.0
                thread = threading.Thread(target=self._download_quietly, args=(dataset_id,), daemon=True)
                self._threads.append(thread)
                thread.start()
        return self.info(dataset_id)

    def delete(self, dataset_id: str) -> None:
        """Remove a data set of one's own. Raises `NotFound`, and `Conflict` (`not_own`) for another."""
        self.check_own(dataset_id)
        self.own.delete(dataset_id)
        self._opened.pop(dataset_id, None)

    def check_own(self, dataset_id: str) -> None:
        """Raise `Conflict` (`not_own`) for one that comes with the playground."""
        if dataset_id in self._definitions:
            raise Conflict("Only data sets that were uploaded can be deleted.", code="not_own")

    def close(self) -> None:
        """End downloads and uploads that are under way; what they brought so far stays for the next time."""
        self._stop.set()
        self.own.close()
        for thread in self._threads:
            thread.join(_PATIENCE_SECONDS)

    def _definition(self, dataset_id: str) -> Definition:
        if dataset_id not in self._definitions:
            raise NotFound("There is no such data set.")
        return self._definitions[dataset_id]

    def _places(self, definition: Definition) -> Iterator[tuple[Form, Path]]:
        """Each form that is there, in each folder that is searched."""
        seen = set()
        for root in self._roots:
            for form in definition.forms:
                place = form.find(root)
                if place is not None and place not in seen:
                    seen.add(place)
                    yield form, place

    def _is_found(self, definition: Definition) -> bool:
        return any(True for _ in self._places(definition))

    def _convert(self, definition: Definition, progress: Progress) -> None:
        """Convert the first place that can be read; raises the error of the last one."""
        with self._converting:
            places = list(self._places(definition))
            while places and not self._store.has(definition.id):
                try:
                    self._convert_one(definition, *places.pop(0), progress)
                except PlaygroundError:
                    if not places:
                        raise

    def _convert_one(self, definition: Definition, form: Form, place: Path, progress: Progress) -> None:
        size = definition.input
        shape = (size.channels, size.height, size.width)
        with self._store.scratch() as scratch:
            arrays = form.read(place, Task(definition.classes, shape, scratch, progress))
            self._store.save(definition.id, arrays)

    def _fetch(self, definition: Definition, progress: Progress) -> None:
        if not definition.files:
            detail = f"“{definition.title}” cannot be downloaded."
            raise Conflict.of("no_download", detail, title=definition.title)
        from app.datasets.download import Downloader  # loads httpx, which a training worker never needs

        downloader = Downloader(self._stop)
        total, before = sum(file.size for file in definition.files), 0
        for file in definition.files:

            def received(count: int, before: int = before) -> None:
                progress(_DOWNLOAD_SHARE * (before + count) / total)

            downloader.fetch(file, self._downloads / definition.id, received)
            before += file.size

    def _download_quietly(self, dataset_id: str) -> None:
        """A download whose failure is only noted, for `info` to tell."""
        try:
            self.download(dataset_id)
        except PlaygroundError as error:
            self._note(dataset_id, error)

    @contextmanager
    def _tracked(self, dataset_id: str, progress: Progress) -> Iterator[Progress]:
        """Show the progress in `info` while the work lasts, and the error if it fails."""

        def told(share: float) -> None:
            self._progress[dataset_id] = share
            progress(share)

        told(0.0)
        self._errors.pop(dataset_id, None)
        try:
            yield told
        except PlaygroundError as error:
            self._note(dataset_id, error)
            raise
        finally:
            self._progress.pop(dataset_id, None)

    def _note(self, dataset_id: str, error: PlaygroundError) -> None:
        self._errors[dataset_id] = DatasetError(code=error.code, detail=error.detail, params=error.params)

    def _describe(self, definition: Definition) -> DatasetInfo:
        meta = self._store.meta(definition.id)
        error = self._errors.get(definition.id)
        found = error is None and self._is_found(definition)
        return DatasetInfo(
            id=definition.id,
            title=definition.title,
            classes=definition.classes,
            input=definition.input,
            sizes=Sizes(**meta["sizes"]) if meta else _expected_sizes(definition),
            ready=meta is not None or found,
            progress=self._progress.get(definition.id),
            source=definition.source,
            licence=definition.licence,
            error=error,
            default_epochs=definition.default_epochs,
            content=definition.content,
        )


def _expected_sizes(definition: Definition) -> Sizes:
    cut = validation_size(definition.train)
    return Sizes(train=definition.train - cut, validation=cut, test=definition.test)
