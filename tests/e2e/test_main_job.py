"""The main job in one sitting, as a newcomer does it: draw, change, break, repair, train, look, reload."""

import re

import httpx
from playwright.sync_api import Locator, Page, expect

from tests.e2e.actions import clear, draw, ends, label, open_layer, settled, type_number
from tests.e2e.polygons import POLYGONS, placed
from tests.serving import Server

SEVEN = placed(POLYGONS[7][0], 0.6, 0.5, 0.5)


def step_of(page: Page) -> Locator:
    """The number of steps done."""
    return page.get_by_test_id("run-step")


def state_is(page: Page, *states: str) -> None:
    """Wait until the run is in one of these states."""
    expect(page.get_by_test_id("run-state")).to_have_attribute(
        "data-state", re.compile("|".join(states)), timeout=120_000
    )


def newest(server: Server) -> dict:
    """The run that was begun last."""
    return httpx.get(f"{server.url}/api/v1/runs", params={"limit": 1}).json()[0]


def events(server: Server, run: str) -> list[dict]:
    """The whole event log of a run."""
    found: list[dict] = []
    while True:
        query = {"after": len(found) - 1, "limit": 10_000}
        page = httpx.get(f"{server.url}/api/v1/runs/{run}/events", params=query).json()
        if not page:
            return found
        found += page


def test_the_main_job(page: Page, server: Server) -> None:
    clear(page)
    draw(page, SEVEN)
    assert label(page) == "7"
    change_and_repair(page)
    train_with_a_pause_and_a_step(page)
    page.reload()
    state_is(page, "running", "finished")
    state_is(page, "finished")
    curves_are_complete(page, server)


def change_and_repair(page: Page) -> None:
    open_layer(page, "c1")
    type_number(page, "kernel_size", 3)
    expect(page.get_by_test_id("layer-c1")).to_contain_text("30×30×6")  # (28 + 2·2 − 3)/1 + 1
    expect(page.get_by_test_id("network-total")).not_to_contain_text("61,706")
    page.get_by_test_id("inspector-numbers").click()
    expect(page.get_by_test_id("inspector-field")).to_contain_text("3×3")
    page.get_by_test_id("inspector-settings").click()
    type_number(page, "kernel_size", 40)
    expect(page.get_by_test_id("network-problem").first).to_be_visible()
    repair = page.get_by_test_id("repair").first
    repair.hover()
    expect(repair.get_by_test_id("repair-preview")).to_contain_text("→")
    repair.click()
    expect(page.get_by_test_id("network-problem")).to_have_count(0)
    settled(page)
    page.keyboard.press("Escape")


def train_with_a_pause_and_a_step(page: Page) -> None:
    before = ends(page, "filter")
    page.get_by_test_id("train-start").click()
    state_is(page, "running")
    expect(step_of(page)).not_to_have_text("0", timeout=60_000)
    page.get_by_test_id("train-pause").click()
    state_is(page, "paused")
    done = int(step_of(page).inner_text())
    page.get_by_test_id("train-step").click()
    expect(step_of(page)).to_have_text(str(done + 1), timeout=60_000)
    expect(page.get_by_test_id("loss-chart")).to_have_attribute("data-last", str(done + 1))
    state_is(page, "paused")
    assert ends(page, "filter") != before
    page.get_by_test_id("train-start").click()
    state_is(page, "running")
    skip = page.get_by_test_id("train-skip")
    if skip.is_visible():
        skip.click()


def curves_are_complete(page: Page, server: Server) -> None:
    run = newest(server)
    assert run["state"] == "finished"
    log = events(server, run["id"])
    assert [event["seq"] for event in log] == list(range(len(log)))
    metrics = [event for event in log if event["type"] == "metrics"]
    steps = [step for event in metrics for step in event["step"]]
    losses = [loss for event in metrics for loss in event["train_loss"]]
    assert steps == list(range(1, run["progress"]["steps"] + 1))
    assert sum(losses[-50:]) < 0.3 * sum(losses[:50])
    assert run["metrics"]["test_accuracy"] >= 0.95
    for chart in ("loss-chart", "accuracy-chart"):
        expect(page.get_by_test_id(chart)).to_have_attribute("data-last", str(steps[-1]))
    assert int(page.get_by_test_id("loss-chart").get_attribute("data-points") or 0) >= len(steps)
