"""One walk through a network: from an answer to a pixel, back in time, a finger in a filter, a mistake, and why."""

import re

from playwright.sync_api import Page, expect

from tests.e2e.actions import draw, settled
from tests.e2e.polygons import POLYGONS, placed
from tests.e2e.test_data import finished, train
from tests.serving import Server


def test_draw_drill_scrub_branch_paint_and_ask(page: Page, server: Server) -> None:
    # Draw, hover, drill to a pixel, and back with Esc.
    draw(page, placed(POLYGONS[7][0], 0.6, 0.5, 0.5))
    settled(page)
    page.get_by_test_id("feature-map-c1-0").hover()
    expect(page.get_by_test_id("receptive-field").first).to_have_attribute(
        "data-box", re.compile(r"-?\d+(,-?\d+){3}")
    )
    page.get_by_test_id("feature-map-c1-0").click()
    page.get_by_test_id("unit-part").first.click()
    expect(page.get_by_test_id("unit-pixel")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("unit-pixel")).to_have_count(0)

    # Train, go back in time, branch from there.
    train(page, epochs=1)
    finished(page)
    run = page.request.get(f"{server.url}/api/v1/runs?limit=1").json()[0]["id"]
    past = page.get_by_role("slider", name="Checkpoints")
    past.press("Home")
    expect(page.get_by_test_id("timeline")).to_have_attribute("data-step", "0")
    past.press("ArrowRight")
    expect(page.get_by_test_id("timeline")).to_have_attribute("data-step", "1")
    page.get_by_test_id("branch").click()
    with page.expect_response(re.compile("/branch$")) as answered:
        page.get_by_test_id("branch-start").click()
    branch = answered.value.json()
    assert branch["parent"] == {"run": run, "step": 1}
    finished(page)

    # A finger in a filter, and out again.
    page.get_by_role("button", name="Filters").first.click()
    page.get_by_test_id("filter-c1-0").click()
    accuracy = page.get_by_test_id("finger-accuracy")
    expect(accuracy).to_have_attribute("data-images", "1000")
    before = accuracy.get_attribute("data-now") or ""
    page.get_by_test_id("kernel-sobel-x").click()
    expect(page.get_by_test_id("painter")).to_have_attribute("data-painted", "")
    page.keyboard.press("Control+z")
    expect(page.get_by_test_id("painter")).not_to_have_attribute("data-painted", "")
    expect(accuracy).to_have_attribute("data-now", before)
    page.keyboard.press("Escape")

    # A mistake of the branch, and why.
    page.get_by_role("navigation").get_by_role("button", name="Runs").click()
    page.get_by_test_id("run-row").first.locator("button[aria-expanded]").first.click()
    page.get_by_test_id("confusion").locator("button[data-cell]").first.click()
    page.get_by_test_id("mistakes").get_by_role("button").first.click()
    expect(page.get_by_test_id("model-select")).to_have_value(f"run:{branch['id']}")
    why = page.get_by_test_id("why")
    expect(why).to_be_visible()
    expect(why.get_by_test_id("why-grad_cam")).to_be_visible()
