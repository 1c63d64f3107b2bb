"""The library's downloads: what is fetched, converted, told, kept and thrown away."""

import hashlib
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from app.datasets.definitions import DATASETS, MNIST, Definition
from app.datasets.model import RemoteFile
from app.datasets.registry import Library
from app.errors import Conflict, InvalidInput, NotFound, Unavailable
from tests.datasets.files import write_idx_folder
from tests.datasets.server import Mirror, Reply


@contextmanager
def served(folder: Path, *replies: Reply) -> Iterator[Definition]:
    """MNIST with small files, served by local mirrors that answer with `replies`."""
    files = []
    with ExitStack() as stack:
        for path in sorted(write_idx_folder(folder).iterdir()):
            content = path.read_bytes()
            mirror = stack.enter_context(Mirror(content, *replies))
            digest = hashlib.sha256(content).hexdigest()
            files.append(RemoteFile(path.name, len(content), digest, (mirror.url,)))
        yield replace(MNIST, files=tuple(files))


def test_a_download_makes_a_data_set_ready(tmp_path: Path) -> None:
    shares: list[float] = []
    with served(tmp_path / "server") as definition:
        library = Library(tmp_path / "data", definitions=[definition])
        assert not library.info("mnist").ready
        library.download("mnist", shares.append)
    told = library.info("mnist")
    assert (told.ready, told.progress, told.error) == (True, None, None)
    assert len(library.open("mnist").splits["train"]) == told.sizes.train == 190
    assert shares == sorted(shares)
    assert shares[0] == 0
    assert shares[-1] == pytest.approx(0.9)
    assert list((tmp_path / "data" / "downloads").iterdir()) == []


def test_a_broken_connection_does_not_matter(tmp_path: Path) -> None:
    with served(tmp_path / "server", Reply(cut=30), Reply()) as definition:
        library = Library(tmp_path / "data", definitions=[definition])
        library.download("mnist")
    assert library.info("mnist").ready


def test_a_failure_is_told_until_the_next_try(tmp_path: Path) -> None:
    replies = Reply(status=500, body=b""), Reply()
    with served(tmp_path / "server", *replies) as definition:
        library = Library(tmp_path / "data", definitions=[definition])
        with pytest.raises(Unavailable):
            library.download("mnist")
        told = library.info("mnist")
        assert (told.ready, told.progress) == (False, None)
        assert told.error is not None
        assert told.error.code == "download_failed"
        for _ in range(3):
            with pytest.raises(Unavailable):
                library.download("mnist")
        library.download("mnist")
    assert library.info("mnist").error is None


def test_a_download_in_the_background_is_begun_once(tmp_path: Path) -> None:
    with served(tmp_path / "server") as definition:
        library = Library(tmp_path / "data", definitions=[definition])
        assert library.start("mnist").progress is not None
        library.start("mnist")
        _wait_until_ready(library)
        assert library.start("mnist").ready
        library.close()


def test_a_failure_in_the_background_is_told(tmp_path: Path) -> None:
    with served(tmp_path / "server", Reply(status=404, body=b"")) as definition:
        library = Library(tmp_path / "data", definitions=[definition])
        library.start("mnist")
        for _ in range(500):
            if library.info("mnist").error:
                break
            time.sleep(0.01)
        told = library.info("mnist")
    assert told.error is not None
    assert "404" in told.error.detail


def test_closing_ends_a_download(tmp_path: Path) -> None:
    with served(tmp_path / "server", Reply(cut=1)) as definition:
        library = Library(tmp_path / "data", definitions=[definition])
        library.start("mnist")
        library.close()
    assert not library.info("mnist").ready


def test_broken_local_files_are_told_and_may_be_downloaded_instead(tmp_path: Path) -> None:
    broken = write_idx_folder(tmp_path / "ready" / "mnist")
    (broken / "train-images-idx3-ubyte.gz").write_bytes(b"broken")
    with served(tmp_path / "server") as definition:
        library = Library(tmp_path / "data", tmp_path / "ready", definitions=[definition])
        with pytest.raises(InvalidInput):
            library.open("mnist")
        told = library.info("mnist")
        assert not told.ready
        assert told.error is not None
        assert told.error.code == "bad_idx"
        library.download("mnist")
    assert len(library.open("mnist").splits["test"]) == 50


def test_what_cannot_be_downloaded_says_so(tmp_path: Path) -> None:
    library = Library(tmp_path, definitions=[replace(MNIST, files=())])
    with pytest.raises(Conflict) as caught:
        library.download("mnist")
    assert caught.value.code == "no_download"
    with pytest.raises(NotFound):
        library.start("nothing")


def test_every_file_of_the_registry_has_mirrors_and_a_checksum() -> None:
    files = [file for definition in DATASETS for file in definition.files]
    assert len(files) == 9
    for file in files:
        assert len(file.urls) >= 2
        assert len(bytes.fromhex(file.sha256)) == 32
        assert file.size > 0
        assert all(url.endswith("/" + file.name) for url in file.urls)


def _wait_until_ready(library: Library) -> None:
    for _ in range(1_000):
        if library.info("mnist").ready:
            return
        time.sleep(0.01)
    raise AssertionError("not ready in time")
