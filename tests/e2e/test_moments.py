"""Back in time: the moments of a run, scrubbed, as a film, as a clip, and as the beginning of a branch."""

import base64
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.actions import draw, ends, ready, settled
from tests.e2e.conftest import Open
from tests.e2e.test_access import AXE, VIOLATIONS
from tests.e2e.test_data import finished, train
from tests.serving import Server

SEVEN = [[(0.25, 0.22), (0.75, 0.22), (0.45, 0.8)]]
API = "/api/v1/runs"


@pytest.fixture(scope="module")
def run(chromium: Any, server: Server) -> Iterator[str]:
    """A run of one epoch on mnist-5k: 60 steps."""
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB")
    page = context.new_page()
    page.goto(server.url)
    ready(page)
    train(page, epochs=1)
    finished(page)
    yield page.request.get(f"{server.url}{API}?limit=1").json()[0]["id"]
    context.close()


@pytest.fixture
def past(opened: Open, server: Server, run: str) -> Page:
    """The page at that run, with a seven drawn and the keyboard at the timeline."""
    page = opened(f"{server.url}/?run={run}")
    draw(page, SEVEN)
    settled(page)
    slider(page).focus()
    expect(timeline(page)).to_have_attribute("data-ready", "true")
    return page


def timeline(page: Page) -> Locator:
    return page.get_by_test_id("timeline")


def slider(page: Page) -> Locator:
    return page.get_by_role("slider", name="Checkpoints")


def test_every_one_of_the_first_steps_is_kept_and_forty_in_all(server: Server, page: Page, run: str) -> None:
    kept = page.request.get(f"{server.url}{API}/{run}/checkpoints").json()
    steps = [checkpoint["step"] for checkpoint in kept]
    assert steps[:11] == list(range(11))
    assert len(steps) >= 40
    assert steps[-1] == 60


def test_keys_go_from_moment_to_moment_and_maps_filters_and_curves_follow(past: Page) -> None:
    slider(past).press("Home")
    expect(timeline(past)).to_have_attribute("data-step", "0")
    maps, filters = ends(past), ends(past, "filter")
    for step in ("1", "2", "3"):
        slider(past).press("ArrowRight")
        expect(timeline(past)).to_have_attribute("data-step", step)
        expect(slider(past)).to_have_attribute("aria-valuetext", f"step {step}")
    expect(past.get_by_test_id("loss-chart")).to_have_attribute("data-shown", "3")
    painted = ends(past), ends(past, "filter")
    assert painted[0] != maps
    assert painted[1] != filters
    # What was painted from memory is what the live model says once it has opened those weights.
    past.wait_for_timeout(600)
    settled(past)
    assert (ends(past), ends(past, "filter")) == painted
    slider(past).press("Home")
    assert (ends(past), ends(past, "filter")) == (maps, filters)
    slider(past).press("End")
    expect(timeline(past)).to_have_attribute("data-step", "60")


def test_ticks_stand_where_the_label_flips(past: Page) -> None:
    """The label before a tick and at it, read from the page at those moments."""
    flips = past.get_by_test_id("flip")
    steps = [int(tick.get_attribute("data-step") or -1) for tick in flips.all()]
    slider(past).press("Home")
    seen: list[tuple[int, str]] = []
    for _ in range(60):
        at = int(timeline(past).get_attribute("data-step") or -1)
        seen.append((at, past.get_by_test_id("prediction").inner_text()[:1]))
        if at == 60:
            break
        slider(past).press("ArrowRight")
    changes = [step for (_, before), (step, now) in pairwise(seen) if before != now]
    assert len(seen) >= 40
    assert changes == steps


def test_the_film_plays_to_the_end_and_stops_when_taken_by_hand(past: Page) -> None:
    past.get_by_test_id("film-pace").select_option("2")
    past.get_by_test_id("film").click()
    expect(past.get_by_test_id("film")).to_have_attribute("aria-pressed", "true")
    expect(timeline(past)).to_have_attribute("data-step", re.compile("^[2-9]"))
    slider(past).press("ArrowLeft")
    expect(past.get_by_test_id("film")).to_have_attribute("aria-pressed", "false")
    past.get_by_test_id("film-pace").select_option("16")
    past.get_by_test_id("film").click()
    expect(past.get_by_test_id("film")).to_have_attribute("aria-pressed", "true")
    expect(past.get_by_test_id("film")).to_have_attribute("aria-pressed", "false")
    expect(timeline(past)).to_have_attribute("data-step", "60")


def test_a_clip_is_a_film_of_five_seconds_that_a_browser_plays(past: Page) -> None:
    with past.expect_download(timeout=60_000) as found:
        past.get_by_test_id("clip").click()
    assert found.value.suggested_filename.endswith(".webm")
    raw = found.value.path().read_bytes()
    assert raw[:4] == b"\x1a\x45\xdf\xa3"  # EBML
    assert 20_000 < len(raw) <= 3_000_000
    film = past.context.new_page().evaluate(  # on an empty page: the playground's own policy lets no video in
        """async (data) => {
            const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
            const video = document.createElement("video");
            video.src = URL.createObjectURL(new Blob([bytes], { type: "video/webm" }));
            await new Promise((done, failed) => { video.onloadeddata = done; video.onerror = failed; });
            video.currentTime = 1e6;
            await new Promise((done) => { video.onseeked = done; });
            return [video.videoWidth, video.videoHeight, video.currentTime];
        }""",
        base64.b64encode(raw).decode(),
    )
    assert film[:2] == [640, 400]
    assert 4.5 < film[2] < 7
    expect(past.get_by_test_id("clip-state")).to_contain_text(found.value.suggested_filename)


def test_a_browser_that_cannot_record_says_so(past: Page) -> None:
    past.evaluate("delete window.MediaRecorder")
    past.get_by_test_id("clip").click()
    expect(past.get_by_test_id("clip-state")).to_contain_text("cannot record video")


def test_a_branch_goes_on_from_a_moment_with_other_settings(past: Page, server: Server, run: str) -> None:
    slider(past).press("Home")
    for _ in range(8):
        slider(past).press("ArrowRight")
    expect(timeline(past)).to_have_attribute("data-step", "8")
    past.get_by_test_id("branch").click()
    dialog = past.get_by_test_id("branch-dialog")
    expect(dialog.get_by_role("heading")).to_have_text("Branch from step 8")
    epochs = dialog.locator("input[name=epochs]")
    expect(epochs).to_have_value("1")
    epochs.fill("2")
    past.context.new_cdp_session(past).send("Page.setBypassCSP", {"enabled": True})
    past.evaluate(AXE)
    assert past.evaluate(VIOLATIONS) == []
    dialog.get_by_test_id("branch-start").click()
    expect(dialog).to_have_count(0)
    finished(past)
    branch = past.request.get(f"{server.url}{API}?limit=1").json()[0]
    assert branch["parent"] == {"run": run, "step": 8}
    assert branch["progress"]["step"] == 120
    parent = past.request.get(f"{server.url}{API}/{run}").json()
    differing = [name for name, value in branch["training"].items() if value != parent["training"][name]]
    assert set(differing) - {"pace"} == {"epochs"}
    expect(timeline(past)).to_have_attribute("data-step", "120")
    kept = past.request.get(f"{server.url}{API}/{branch['id']}/checkpoints").json()
    assert [checkpoint["step"] for checkpoint in kept][:11] == list(range(8, 19))
