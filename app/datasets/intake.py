"""One zip on its way from an upload to a data set: decoded in a thread, by a process that is confined."""

import shutil
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from app.datasets.class_folders import Expected, Unpacked, read_class_folders
from app.datasets.disk import disk_errors, held, sync, write_json
from app.datasets.layout import listed
from app.datasets.limits import ZipLimits
from app.datasets.model import DatasetInfo
from app.datasets.own_record import Record, Wish
from app.datasets.split import validation_size
from app.datasets.store import Arrays, Store
from app.errors import InvalidInput, PlaygroundError, Unavailable

ZIP, RECORD, ERROR, LOCK = "images.zip", "record.json", "error.json", "lock"
PATIENCE_SECONDS = 10


@dataclass(frozen=True)
class Shelf:
    """Where zips wait and where data sets go; `check_quota` raises `TooLarge` for so many bytes more."""

    uploads: Path
    store: Store
    limits: ZipLimits
    check_quota: Callable[[int], None]


class _GivenUp(Exception):
    """Nobody wants it any more, or the server ends."""


class Intake:
    """The work on one zip.

    `accepted` has the description once the zip's folders and headers are found sound and it lies where it
    survives; what is found wrong before that is its exception, of `app.errors`, and nothing is kept. What goes
    wrong later is noted in a file beside the zip.
    """

    def __init__(self, shelf: Shelf, dataset_id: str, folder: Path, wish: Wish) -> None:
        self.id, self.progress = dataset_id, 0.0
        self.accepted: Future[DatasetInfo] = Future()
        self._shelf, self._folder, self._wish = shelf, folder, wish
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    @property
    def is_alive(self) -> bool:
        """Whether it still works."""
        return self._thread.is_alive()

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Give up and wait until nothing is written any more; an accepted zip stays for the next server."""
        self._stopped.set()
        self._thread.join(PATIENCE_SECONDS)

    @property
    def _place(self) -> Path:
        return self._shelf.uploads / self.id

    def _run(self) -> None:
        """The whole life of the thread."""
        try:
            with disk_errors(), held(self._folder / LOCK) as mine:
                if mine:
                    self._decode()
                    shutil.rmtree(self._place, ignore_errors=True)
        except _GivenUp:
            self._refuse(Unavailable("The server ends."))
        except PlaygroundError as error:
            self._fail(error)
        except BaseException:
            self._fail(PlaygroundError("The zip could not be taken in."))
            raise

    def _decode(self) -> None:
        shelf, wish = self._shelf, self._wish
        if shelf.store.has(self.id):
            return
        with shelf.store.scratch() as scratch:
            unpacked = read_class_folders(
                self._folder / ZIP,
                scratch,
                size=wish.size,
                test_share=wish.test_share,
                limits=shelf.limits,
                progress=self._note,
                sound=self._accept,
            )
            check_every_class(unpacked.arrays)
            self._accept(_found(unpacked))
            own = {"title": wish.title, "skipped": unpacked.skipped, "names": unpacked.names}
            shelf.store.save(self.id, unpacked.arrays, {"own": own})

    def _note(self, share: float) -> None:
        if self._stopped.is_set():
            raise _GivenUp
        self.progress = share

    def _accept(self, expected: Expected) -> None:
        """Move the zip to where it survives, and tell whoever waits; once."""
        if self._folder == self._place:
            return
        self._shelf.check_quota((expected.train + expected.test) * int(np.prod(expected.shape)))
        record = Record(self._wish, expected)
        write_json(self._folder / RECORD, record.to_json())
        self._folder = self._folder.rename(self._place)
        sync(self._shelf.uploads)
        self.accepted.set_result(record.coming(self.id, self.progress, None))

    def _fail(self, error: PlaygroundError) -> None:
        """Keep nothing of a zip that was not accepted; leave a note in the place of one that was."""
        if self._folder != self._place:
            self._refuse(error)
            return
        with suppress(OSError):
            note = {"code": error.code, "detail": error.detail, "params": error.params}
            write_json(self._place / ERROR, note)
            (self._place / ZIP).unlink(missing_ok=True)

    def _refuse(self, error: PlaygroundError) -> None:
        if self._folder != self._place:
            shutil.rmtree(self._folder, ignore_errors=True)
            self.accepted.set_exception(error)


def check_every_class(arrays: Arrays) -> None:
    """Raise `InvalidInput` (`too_few_images`) where a class has nothing to train on after the splits are cut."""
    kept, _ = arrays.train.cut(validation_size(len(arrays.train.chosen)))
    counts = np.bincount(kept.labels[kept.chosen], minlength=len(arrays.classes))
    if lacking := [name for name, count in zip(arrays.classes, counts, strict=True) if not count]:
        detail = f"Too few images in {listed(lacking)}: some must be left to train on."
        raise InvalidInput.of("too_few_images", detail, names=listed(lacking))


def _found(unpacked: Unpacked) -> Expected:
    arrays = unpacked.arrays
    _, *shape = arrays.train.images.shape
    channels, height, width = shape
    return Expected(
        arrays.classes, (channels, height, width), len(arrays.train.chosen), len(arrays.test.chosen)
    )
