"""By touch alone on a screen of 360×640: draw, predict, edit, train, scrub; nothing scrolls sideways."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.actions import TABS, label, pad_box, settled
from tests.e2e.polygons import POLYGONS, placed

SMALL = """() => [...document.querySelectorAll("button, select, input:not([type=file]), a, summary, [role=tab]")]
    .filter((one) => {
        const box = one.getBoundingClientRect();
        const seen = one.checkVisibility({ opacityProperty: true, visibilityProperty: true });
        const label = one.closest("label")?.getBoundingClientRect();
        const height = Math.max(box.height, label?.height ?? 0);
        return seen && box.width > 1 && height < 39.5 && !one.ariaHidden && !one.closest("[aria-hidden=true]")
            && !one.closest("p, li, td, dd, [data-channel]") && !one.matches("[data-testid^=filter-]");
    })
    .map((one) => `${one.outerHTML.slice(0, 90)} ${one.getBoundingClientRect().height}`)"""


def fits(page: Page) -> None:
    """Nothing scrolls sideways."""
    wider = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wider <= 0


def stroke(page: Page, points: list[tuple[float, float]]) -> None:
    """Draw one stroke with a finger."""
    left, top, side = pad_box(page)
    session = page.context.new_cdp_session(page)
    for index, (x, y) in enumerate(points):
        kind = "touchMove" if index else "touchStart"
        at = {"x": left + x * side, "y": top + y * side}
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [at]})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_draw_edit_train_and_scrub_by_touch(phone: Page) -> None:
    fits(phone)
    phone.get_by_test_id("draw-clear").tap()
    expect(phone.get_by_test_id("prediction")).to_have_text("–")
    for points in placed(POLYGONS[7][0], 0.6, 0.5, 0.5):
        stroke(phone, points)
    assert label(phone) == "7"
    phone.get_by_test_id("list-toggle").tap()
    phone.get_by_test_id("layer-f6").tap()
    phone.get_by_test_id("inspector").locator("input[type=number][name=out_features]").fill("20")
    expect(phone.get_by_test_id("inspector-params")).to_have_text("2,420")  # 120·20 + 20
    fits(phone)
    phone.get_by_role("button", name=re.compile("close", re.I)).first.tap()
    settled(phone)
    train_and_scrub(phone)


def train_and_scrub(phone: Page) -> None:
    phone.get_by_test_id("train-epoch").tap()
    step = phone.get_by_test_id("run-step")
    expect(step).to_have_text("60", timeout=60_000)
    expect(phone.get_by_test_id("run-state")).to_have_attribute("data-state", "paused")
    timeline = phone.get_by_test_id("timeline")
    expect(timeline).to_have_attribute("data-step", "60")
    timeline.scroll_into_view_if_needed()
    box = timeline.bounding_box()
    assert box is not None
    phone.touchscreen.tap(box["x"] + 1, box["y"] + box["height"] / 2)
    expect(timeline).to_have_attribute("data-step", "0")
    fits(phone)
    phone.get_by_test_id("train-cancel").tap()
    expect(phone.get_by_test_id("run-state")).to_have_attribute("data-state", "cancelled")


@pytest.mark.parametrize("tab", TABS)
def test_every_tab_fits_and_its_targets_are_large(phone: Page, tab: str) -> None:
    phone.get_by_role("navigation").get_by_role("button").nth(TABS.index(tab)).tap()
    phone.wait_for_load_state("networkidle")
    fits(phone)
    assert phone.evaluate(SMALL) == []
