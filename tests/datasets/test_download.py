"""The downloader against servers that break, lie about length and serve wrong bytes."""

import hashlib
import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from app.datasets.download import Downloader
from app.datasets.model import RemoteFile
from app.errors import Unavailable
from tests.datasets.server import Mirror, Reply

CONTENT = np.random.default_rng(0).integers(0, 256, 300_000, np.uint8).tobytes()
WRONG = bytes(len(CONTENT))


def remote(*mirrors: Mirror, urls: Sequence[str] = ()) -> RemoteFile:
    sha256 = hashlib.sha256(CONTENT).hexdigest()
    return RemoteFile("file.bin", len(CONTENT), sha256, (*(mirror.url for mirror in mirrors), *urls))


def fetch(folder: Path, file: RemoteFile, stop: threading.Event | None = None) -> list[int]:
    """Download and check the file; returns what was reported on the way."""
    reports: list[int] = []
    downloader = Downloader(stop or threading.Event(), pause=0)
    assert downloader.fetch(file, folder, reports.append).read_bytes() == CONTENT
    return reports


def refusal(folder: Path, file: RemoteFile) -> Unavailable:
    with pytest.raises(Unavailable) as caught:
        fetch(folder, file)
    assert not (folder / "file.bin").exists()
    return caught.value


def test_a_file_is_fetched_and_progress_is_told(tmp_path: Path) -> None:
    with Mirror(CONTENT) as mirror:
        reports = fetch(tmp_path, remote(mirror))
    assert reports == sorted(reports)
    assert reports[-1] == len(CONTENT)
    assert len(reports) > 3
    assert not (tmp_path / "file.bin.part").exists()


def test_a_file_that_is_there_is_not_fetched_again(tmp_path: Path) -> None:
    (tmp_path / "file.bin").write_bytes(CONTENT)
    with Mirror(CONTENT) as mirror:
        fetch(tmp_path, remote(mirror))
        assert mirror.requests == []


def test_a_wrong_file_in_the_place_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "file.bin").write_bytes(WRONG)
    with Mirror(CONTENT) as mirror:
        fetch(tmp_path, remote(mirror))


def test_a_broken_connection_is_taken_up_where_it_ended(tmp_path: Path) -> None:
    etag = {"ETag": '"one"'}
    replies = Reply(cut=100_000, headers=etag), Reply(cut=50_000, headers=etag), Reply(headers=etag)
    with Mirror(CONTENT, *replies) as mirror:
        fetch(tmp_path, remote(mirror))
    assert [request.get("range") for request in mirror.requests] == [None, "bytes=100000-", "bytes=150000-"]
    assert mirror.requests[1]["if-range"] == '"one"'


def test_many_breaks_are_borne_while_each_try_brings_something(tmp_path: Path) -> None:
    with Mirror(CONTENT, Reply(cut=20_000)) as mirror:
        fetch(tmp_path, remote(mirror))
    assert len(mirror.requests) == 15


def test_an_earlier_attempt_is_continued(tmp_path: Path) -> None:
    (tmp_path / "file.bin.part").write_bytes(CONTENT[:200_000])
    with Mirror(CONTENT) as mirror:
        fetch(tmp_path, remote(mirror))
    assert mirror.requests[0]["range"] == "bytes=200000-"


def test_a_server_without_ranges_starts_over(tmp_path: Path) -> None:
    (tmp_path / "file.bin.part").write_bytes(CONTENT[:200_000])
    with Mirror(CONTENT, Reply(ranges=False)) as mirror:
        fetch(tmp_path, remote(mirror))
    assert len(mirror.requests) == 1


def test_a_wrong_beginning_from_an_earlier_attempt_is_thrown_away(tmp_path: Path) -> None:
    (tmp_path / "file.bin.part").write_bytes(WRONG[:200_000])
    with Mirror(CONTENT) as mirror:
        fetch(tmp_path, remote(mirror))
    assert [request.get("range") for request in mirror.requests] == ["bytes=200000-", None]


@pytest.mark.parametrize("size", [len(CONTENT), len(CONTENT) + 5])
def test_a_part_as_long_as_the_file_or_longer_is_checked_and_thrown_away(tmp_path: Path, size: int) -> None:
    (tmp_path / "file.bin.part").write_bytes(bytes(size))
    with Mirror(CONTENT) as mirror:
        fetch(tmp_path, remote(mirror))


def test_a_complete_part_needs_no_request(tmp_path: Path) -> None:
    (tmp_path / "file.bin.part").write_bytes(CONTENT)
    with Mirror(CONTENT) as mirror:
        fetch(tmp_path, remote(mirror))
        assert mirror.requests == []


@pytest.mark.parametrize("length", [400_000, 10**12])
def test_a_length_told_too_large_does_not_matter(tmp_path: Path, length: int) -> None:
    with Mirror(CONTENT, Reply(length=length)) as mirror:
        fetch(tmp_path, remote(mirror))


def test_a_length_told_too_small_is_made_up_for(tmp_path: Path) -> None:
    with Mirror(CONTENT, Reply(length=120_000), Reply()) as mirror:
        fetch(tmp_path, remote(mirror))
    assert mirror.requests[1]["range"] == "bytes=120000-"


def test_wrong_bytes_lead_to_the_next_mirror(tmp_path: Path) -> None:
    with Mirror(CONTENT, Reply(body=WRONG)) as bad, Mirror(CONTENT) as good:
        fetch(tmp_path, remote(bad, good))
        assert len(bad.requests) == 1
        assert "range" not in good.requests[0]


def test_bytes_without_end_are_cut_off(tmp_path: Path) -> None:
    with Mirror(CONTENT, Reply(body=bytes(5_000_000))) as bad, Mirror(CONTENT) as good:
        fetch(tmp_path, remote(bad, good))


@pytest.mark.parametrize("status", [403, 404, 416, 500, 503])
def test_an_error_status_leads_to_the_next_mirror(tmp_path: Path, status: int) -> None:
    with Mirror(CONTENT, Reply(status=status, body=b"no")) as bad, Mirror(CONTENT) as good:
        fetch(tmp_path, remote(bad, good))


def test_an_answer_to_another_range_leads_to_the_next_mirror(tmp_path: Path) -> None:
    (tmp_path / "file.bin.part").write_bytes(CONTENT[:1_000])
    odd = Reply(status=206, ranges=False, headers={"Content-Range": "bytes 7-299999/300000"})
    with Mirror(CONTENT, odd) as bad, Mirror(CONTENT) as good:
        fetch(tmp_path, remote(bad, good))


def test_a_mirror_that_breaks_off_hands_over_what_it_brought(tmp_path: Path) -> None:
    with Mirror(CONTENT, Reply(cut=90_000), Reply(cut=0)) as bad, Mirror(CONTENT) as good:
        fetch(tmp_path, remote(bad, good))
        assert good.requests[0]["range"] == "bytes=90000-"


def test_a_mirror_that_cannot_be_reached_is_passed_over(tmp_path: Path) -> None:
    with Mirror(CONTENT) as gone:
        url = gone.url
    with Mirror(CONTENT) as good:
        fetch(tmp_path, RemoteFile("file.bin", len(CONTENT), remote().sha256, (url, good.url)))


def test_a_page_in_place_of_the_file_is_refused(tmp_path: Path) -> None:
    with Mirror(CONTENT, Reply(body=b"<html>Sign in</html>", ranges=False)) as portal:
        assert refusal(tmp_path, remote(portal)).code == "download_failed"


def test_when_every_mirror_serves_wrong_bytes_the_error_says_so(tmp_path: Path) -> None:
    with Mirror(CONTENT, Reply(body=WRONG)) as one, Mirror(CONTENT, Reply(body=WRONG[:-1] + b"x")) as two:
        error = refusal(tmp_path, remote(one, two))
    assert error.code == "download_corrupt"
    assert "file.bin" in error.detail
    assert not (tmp_path / "file.bin.part").exists()


def test_when_no_mirror_answers_the_error_names_them(tmp_path: Path) -> None:
    with Mirror(CONTENT, Reply(status=500, body=b"")) as one:
        error = refusal(tmp_path, remote(one, urls=["http://mirror.invalid/file.bin"]))
    assert error.code == "download_failed"
    assert "127.0.0.1: HTTP status 500" in error.detail
    assert "mirror.invalid" in error.detail


def test_compressed_transfer_is_not_undone(tmp_path: Path) -> None:
    with Mirror(CONTENT, Reply(headers={"Content-Encoding": "gzip"})) as mirror:
        fetch(tmp_path, remote(mirror))


def test_a_stopped_download_keeps_what_came(tmp_path: Path) -> None:
    stop = threading.Event()
    with Mirror(CONTENT, Reply(cut=100_000), Reply(before=stop.set)) as mirror:
        with pytest.raises(Unavailable) as caught:
            fetch(tmp_path, remote(mirror), stop)
        assert caught.value.code == "download_stopped"
        assert (tmp_path / "file.bin.part").stat().st_size >= 100_000
        fetch(tmp_path, remote(mirror))
