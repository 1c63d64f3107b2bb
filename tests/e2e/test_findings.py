"""Where a trained model is wrong, the test images as a map, the strongest images of a channel."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.actions import settled
from tests.e2e.conftest import Open
from tests.e2e.test_access import AXE, VIOLATIONS


def asked(page: Page) -> Locator:
    """The answers of the trained LeNet-5 on the digits that are here."""
    page.get_by_role("button", name="Models").click()
    card = page.get_by_test_id("model-lenet5-mnist")
    card.get_by_role("button", name="Where is it wrong?").click()
    answers = page.get_by_test_id("model-answers")
    expect(answers.get_by_test_id("confusion")).to_be_visible()
    return answers


def test_a_trained_model_is_told_by_its_mistakes(page: Page) -> None:
    answers = asked(page)
    expect(answers).to_contain_text("1,000 test images")
    counts = answers.get_by_test_id("confusion").locator("td").all_inner_texts()
    assert sum(int(count) for count in counts if count.strip()) == 1000
    wrong = answers.get_by_test_id("confusion").get_by_role("button").first
    wrong.click()
    told = answers.get_by_test_id("mistakes")
    expect(told.get_by_role("button")).to_have_count(int(wrong.inner_text()))
    told.get_by_role("button").first.click()
    expect(page.get_by_test_id("draw-pad")).to_be_visible()


def test_the_map_shows_images_and_holds_those_inside_a_line(page: Page) -> None:
    answers = asked(page)
    answers.get_by_role("button", name="Principal components").click()
    chart = answers.get_by_label(re.compile("images? as points"))
    expect(chart).to_have_attribute("aria-label", re.compile("^1,000 images"))
    chart.press("ArrowRight")
    point = answers.get_by_test_id("map-point")
    expect(point).to_contain_text(re.compile(r"image [\d,]+: \d"))
    first = point.inner_text()
    chart.press("ArrowRight")
    expect(point).not_to_have_text(first)
    box = chart.bounding_box()
    assert box
    page.mouse.move(box["x"] + 3, box["y"] + 3)
    page.mouse.down()
    for x, y in ((0.99, 0.01), (0.99, 0.99), (0.01, 0.99)):
        page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"], steps=4)
    page.mouse.up()
    held = answers.get_by_test_id("map-chosen")
    expect(held).to_have_attribute("data-count", "1000")
    held.get_by_role("button").click()
    expect(held).to_have_count(0)
    chart.press("ArrowRight")
    chart.press("Enter")
    expect(page.get_by_test_id("draw-pad")).to_be_visible()


def test_the_strongest_images_of_a_channel_become_the_input(page: Page) -> None:
    settled(page)
    page.get_by_test_id("feature-map-c1_relu-0").click()
    page.keyboard.press("Enter")
    page.get_by_test_id("top-images-show").click()
    tops = page.get_by_test_id("top-images").locator("li")
    expect(tops).to_have_count(9)
    values = [float(top.inner_text()) for top in tops.all()]
    assert values == sorted(values, reverse=True)
    frame = tops.first.locator("rect")
    assert [frame.get_attribute(side) for side in ("width", "height")] == ["5", "5"]  # c1 sees 5×5
    tops.first.get_by_role("button").click()
    settled(page)
    high = page.get_by_test_id("feature-map-c1_relu-0").get_attribute("data-high")
    assert float(high or "nan") == pytest.approx(values[0], rel=0.01)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_they_are_for_everybody(opened: Open, theme: str) -> None:
    page = opened(color_scheme=theme)
    page.context.new_cdp_session(page).send("Page.setBypassCSP", {"enabled": True})
    asked(page).get_by_role("button", name="Principal components").click()
    expect(page.get_by_label(re.compile("images? as points"))).to_be_visible()
    page.evaluate(AXE)
    assert page.evaluate(VIOLATIONS) == []
