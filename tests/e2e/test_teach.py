"""It's a …: one step on the drawing makes its class more probable; undo takes it back, training goes on from there."""

import re

from playwright.sync_api import Page, expect

from tests.e2e.actions import draw, settled
from tests.e2e.polygons import POLYGONS, placed


def opened(page: Page) -> None:
    draw(page, placed(POLYGONS[7][0], 0.6, 0.5, 0.5))
    settled(page)
    page.get_by_test_id("input-menu").click()
    page.get_by_test_id("action-teach").click()
    page.get_by_test_id("teach-class").select_option("4")


def test_a_seven_is_taught_to_be_a_four_and_back(page: Page) -> None:
    opened(page)
    before = page.get_by_test_id("prediction").inner_text()
    assert before.startswith("7")
    page.get_by_test_id("teach").get_by_label("Learning rate").fill("0.05")
    page.get_by_test_id("teach-step").click()
    effect = page.get_by_test_id("teach-effect")
    expect(effect).to_have_attribute("data-now", re.compile(r"0\.\d+"))
    expect(effect).not_to_have_attribute("data-now", effect.get_attribute("data-before") or "")
    settled(page)
    chances = [float(effect.get_attribute(f"data-{name}") or "nan") for name in ("before", "now")]
    assert chances[1] > chances[0]
    expect(page.get_by_test_id("teach")).to_contain_text("1 step on single pictures taken")
    page.get_by_test_id("draw-pad").focus()
    page.keyboard.press("Control+z")
    expect(page.get_by_test_id("teach")).not_to_contain_text("single pictures")


def test_training_goes_on_after_the_step(page: Page) -> None:
    opened(page)
    page.get_by_test_id("teach-step").click()
    expect(page.get_by_test_id("teach")).to_contain_text("1 step on single pictures taken")
    with page.expect_request(re.compile("/api/v1/runs$")) as asked:
        page.get_by_role("button", name="Fine-tune").click()
    body = asked.value.post_data_json
    assert [(len(one["image"]), one["target"], one["lr"]) for one in body["nudges"]] == [(1, 4, 0.01)]
    page.get_by_test_id("train-cancel").click()
    expect(page.get_by_test_id("run-state")).to_have_attribute("data-state", "cancelled")
