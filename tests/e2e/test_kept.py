"""Two units side by side: in one map both are weighed by the same kernel."""

import json
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.actions import draw, settled
from tests.e2e.test_access import AXE, VIOLATIONS
from tests.serving import Server

SEVEN = [[(0.25, 0.22), (0.75, 0.22), (0.45, 0.8)]]
ONE = [[(0.5, 0.2), (0.5, 0.8)]]


def press(page: Page, channel: int, y: int, x: int) -> None:
    """Click a unit of c1, whose maps have 28 units a side."""
    box = page.get_by_test_id(f"feature-map-c1_relu-{channel}").first.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + (x + 0.5) * box["width"] / 28, box["y"] + (y + 0.5) * box["height"] / 28)
    expect(page.get_by_test_id("unit-arithmetic")).to_be_visible()


def value(page: Page) -> float:
    return float(page.get_by_test_id("kept-unit").get_attribute("data-value") or "nan")


def kernel(page: Page, where: str) -> list[str]:
    """The numbers of the second square: what the patch is weighed by."""
    return page.get_by_test_id(where).locator(".row > *").nth(2).inner_text().split()


def test_a_pinned_unit_stays_beside_the_next_and_follows_the_pen(page: Page) -> None:
    draw(page, SEVEN)
    settled(page)
    press(page, 0, 10, 12)
    page.get_by_test_id("unit-keep").click()
    kept = page.get_by_test_id("kept-unit")
    expect(kept).to_have_count(0)  # it is the one at hand
    press(page, 0, 20, 5)
    expect(kept).to_have_attribute("data-unit", "c1_relu,0,10,12")
    expect(page.get_by_test_id("kept-said")).to_contain_text("The same kernel")
    assert kernel(page, "kept-unit") == kernel(page, "unit-arithmetic") != []
    press(page, 1, 10, 12)
    expect(page.get_by_test_id("kept-said")).to_contain_text("Another kernel")
    assert kernel(page, "kept-unit") != kernel(page, "unit-arithmetic")
    before = kept.get_attribute("data-value") or ""
    draw(page, ONE)
    expect(kept).not_to_have_attribute("data-value", before)
    page.evaluate(AXE)
    assert page.evaluate(VIOLATIONS) == []
    page.get_by_role("button", name="Unpin this unit").click()
    expect(kept).to_have_count(0)


def test_the_pinned_units_number_is_that_of_the_api(page: Page, server: Server) -> None:
    sent: list[dict[str, Any]] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda data: sent.append(json.loads(data))))
    draw(page, SEVEN)
    settled(page)
    press(page, 2, 9, 9)
    page.get_by_test_id("unit-keep").click()
    press(page, 2, 15, 14)
    expect(page.get_by_test_id("kept-unit")).to_be_visible()
    page.wait_for_function("() => document.querySelector('[data-testid=kept-unit]').dataset.value")
    shown = next(body for body in reversed(sent) if body["type"] == "infer" and body.get("layers") == [])
    body = {"model": "lenet5-mnist", "pixels": shown["pixels"], "preprocess": shown["preprocess"]}
    place = {"path": "c1", "channel": 2, "y": 9, "x": 9}
    answer = page.request.post(f"{server.url}/api/v1/units", data={**body, **place}).json()
    assert value(page) == pytest.approx(answer["value"], abs=1e-5)
