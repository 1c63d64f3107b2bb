"""The server dies in the middle of a run: the page comes back by itself, and so does the run."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests import serving
from tests.e2e.conftest import Open
from tests.e2e.test_main_job import events, newest


@pytest.mark.timeout(300)
def test_a_killed_server_comes_back_with_its_run(opened: Open, tmp_path: Path) -> None:
    server = serving.start(tmp_path / "data")
    page = opened(server.url, watched=False)
    try:
        page.get_by_test_id("train-pace").select_option("full")
        page.get_by_test_id("train-start").click()
        step = page.get_by_test_id("run-step")
        expect(step).to_have_text(re.compile(r"\d{3}"), timeout=60_000)
        server.process.kill()
        server.process.wait()
        expect(page.get_by_test_id("run-notice")).to_contain_text(re.compile("server", re.I))
        server = serving.start(tmp_path / "data", port=int(server.url.rsplit(":", 1)[1]))
        expect(page.get_by_test_id("run-state")).to_have_attribute("data-state", "finished", timeout=120_000)
        log = events(server, newest(server)["id"])
        assert [event["seq"] for event in log] == list(range(len(log)))
        last = str(newest(server)["progress"]["steps"])
        for chart in ("loss-chart", "accuracy-chart"):
            expect(page.get_by_test_id(chart)).to_have_attribute("data-last", last)
    finally:
        serving.stop(server)
