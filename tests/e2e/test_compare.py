"""Runs beside one another: the table with its notes, curves laid over each other, two runs side by side."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Open
from tests.e2e.test_access import AXE, VIOLATIONS
from tests.serving import Server


def network(filters: int = 4, *more: dict[str, Any]) -> dict[str, Any]:
    """A small network; with 4 filters it has 5·5·4 + 4 + (4·6·6)·10 + 10 = 1,554 parameters."""
    return {
        "name": "tiny",
        "layers": [
            {"kind": "max_pool2d", "kernel_size": 2},
            {
                "kind": "conv2d",
                "name": "conv1",
                "out_channels": filters,
                "kernel_size": 5,
                "stride": 2,
                "padding": 1,
            },
            {"kind": "relu"},
            *more,
            {"kind": "flatten"},
            {"kind": "linear", "name": "out", "out_features": 10},
        ],
    }


@pytest.fixture
def api(server: Server) -> Iterator[httpx.Client]:
    """The server's API; every run is gone afterwards."""
    with httpx.Client(base_url=f"{server.url}/api/v1", timeout=60) as client:
        yield client
        for run in client.get("/runs").json():
            client.delete(f"/runs/{run['id']}")


def begin(api: httpx.Client, name: str, filters: int = 4, **changes: Any) -> dict[str, Any]:
    """A run, paused before its first step unless it is told to start."""
    training = {"epochs": 1, "batch_size": 100, "threads": 1, **changes.pop("training", {})}
    body = {"network": network(filters), "dataset": "mnist-5k", "name": name, "start": "paused", **changes}
    answer = api.post("/runs", json={**body, "training": training})
    assert answer.status_code == 201, answer.text
    run: dict[str, Any] = answer.json()
    return run


def to_runs(page: Page) -> None:
    page.get_by_role("navigation").get_by_role("button", name="Runs").click()


def names(page: Page) -> list[str]:
    """Of the runs in the table, from above."""
    return page.get_by_test_id("run-row").locator("th").all_inner_texts()


def violations(page: Page) -> Any:
    page.context.new_cdp_session(page).send("Page.setBypassCSP", {"enabled": True})
    page.evaluate(AXE)
    return page.evaluate(VIOLATIONS)


def test_an_empty_table_says_what_would_fill_it(page: Page) -> None:
    to_runs(page)
    expect(page.get_by_text("Runs appear here")).to_be_visible()
    expect(page.get_by_test_id("run-list")).to_have_count(0)


def test_the_table_is_sorted_and_looked_through_by_keyboard(api: httpx.Client, page: Page) -> None:
    for name, filters in (("run 9", 4), ("run 10", 8), ("wide", 16)):
        begin(api, name, filters)
    last = begin(api, "gone")
    api.post(f"/runs/{last['id']}/cancel")
    to_runs(page)
    expect(page.get_by_test_id("run-row")).to_have_count(4)
    assert names(page) == ["gone", "wide", "run 10", "run 9"]  # the newest first

    head = page.get_by_test_id("sort-name")
    head.focus()
    page.keyboard.press("Enter")
    assert names(page) == ["gone", "run 9", "run 10", "wide"]
    column = page.get_by_role("columnheader", name="Name")
    expect(column).to_have_attribute("aria-sort", "ascending")
    page.keyboard.press("Enter")
    expect(column).to_have_attribute("aria-sort", "descending")

    # 16 filters: 5·5·16 + 16 + (16·6·6)·10 + 10
    expect(page.get_by_test_id("run-row").first).to_contain_text("6,186")
    page.get_by_test_id("sort-parameters").press("Enter")
    assert names(page)[:2] == ["wide", "run 10"]

    page.get_by_test_id("run-filter").fill("RUN 1")
    expect(page.get_by_test_id("run-count")).to_have_text("1 of 4 runs")
    assert names(page) == ["run 10"]
    page.get_by_test_id("run-filter").fill("nothing like it")
    expect(page.get_by_text("No run here is like that.")).to_be_visible()
    page.get_by_role("button", name="Show all").last.click()
    page.get_by_test_id("run-filter-state").select_option("cancelled")
    assert names(page) == ["gone"]
    assert violations(page) == []


def test_a_note_is_written_in_the_table_and_is_there_after_a_reload(
    api: httpx.Client, page: Page, opened: Open, server: Server
) -> None:
    run = begin(api, "first")
    to_runs(page)
    page.get_by_role("button", name="Write a note on first").press("Enter")
    box = page.get_by_test_id("run-note-box")
    expect(box).to_be_focused()
    box.type("lr 0.1 is too much")
    box.press("Shift+Enter")
    box.type("try 0.01")
    box.press("Enter")
    expect(page.get_by_test_id("run-note")).to_have_text("lr 0.1 is too much\ntry 0.01")
    expect(page.get_by_role("button", name="Change the note on first")).to_be_focused()
    assert api.get(f"/runs/{run['id']}").json()["note"] == "lr 0.1 is too much\ntry 0.01"

    page.keyboard.press("Enter")
    box.fill("something else")
    box.press("Escape")
    expect(page.get_by_test_id("run-note")).to_contain_text("try 0.01")

    other = opened(server.url)
    to_runs(other)
    expect(other.get_by_test_id("run-note")).to_contain_text("try 0.01")
    other.get_by_test_id("run-filter").fill("too much")
    expect(other.get_by_test_id("run-row")).to_have_count(1)
    assert violations(other) == []
