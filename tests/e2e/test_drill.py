"""From an answer back to the pixel: every number leads to those it is made of, and Esc leads back."""

import re

from playwright.sync_api import Page, expect

from tests.e2e.actions import draw, settled
from tests.e2e.polygons import POLYGONS, placed


def number(text: str) -> float:
    return float(text.replace("−", "-").replace(",", ""))


def test_from_the_answer_back_to_the_pixel(page: Page) -> None:
    draw(page, placed(POLYGONS[3][0], 0.6, 0.5, 0.5))
    settled(page)
    page.get_by_test_id("feature-map-output-3").click()
    loupe = page.locator(".loupe")
    expect(loupe).to_have_attribute("data-unit", "output,3,0,0")
    seen = ["output"]
    for _ in range(12):
        check = page.get_by_test_id("unit-check")
        expect(check).to_contain_text("torch")
        ours, torch = re.findall(r"[−\d.,]+\d", check.inner_text())
        assert abs(number(ours) - number(torch)) <= 1e-3 * max(1, abs(number(torch)))
        before = loupe.get_attribute("data-unit")
        page.get_by_test_id("unit-part").first.click()
        expect(page.get_by_test_id("unit-trail").get_by_role("button")).to_have_count(len(seen))
        if page.get_by_test_id("unit-pixel").count():
            break
        expect(loupe).not_to_have_attribute("data-unit", before or "")
        seen.append((loupe.get_attribute("data-unit") or "").split(",")[0])
    expect(page.get_by_test_id("unit-pixel")).to_contain_text(re.compile(r"sees [−]?\d"))
    assert "c1" in " ".join(seen)
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("unit-pixel")).to_have_count(0)
    expect(page.get_by_test_id("unit-trail").get_by_role("button")).to_have_count(len(seen) - 1)
    page.get_by_test_id("unit-trail").get_by_role("button").first.click()
    expect(loupe).to_have_attribute("data-unit", "output,3,0,0")
    expect(page.get_by_test_id("unit-trail")).to_have_count(0)


def test_a_cell_of_the_patch_leads_back_by_keyboard(page: Page) -> None:
    draw(page, placed(POLYGONS[3][0], 0.6, 0.5, 0.5))
    settled(page)
    page.get_by_test_id("feature-map-c3-0").click()
    loupe = page.locator(".loupe")
    expect(loupe).to_have_attribute("data-unit", re.compile("^c3"))
    cells = loupe.locator("[data-cell]")
    cells.first.focus()
    page.keyboard.press("ArrowDown")
    expect(cells.locator("nth=5")).to_be_focused()
    page.keyboard.press("Enter")
    expect(loupe).not_to_have_attribute("data-unit", re.compile("^c3"))
    expect(page.get_by_test_id("unit-trail")).to_be_visible()
