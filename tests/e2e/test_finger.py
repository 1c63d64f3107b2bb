"""A finger in a filter: paint it, take a known kernel, silence it; maps and accuracy follow, undo brings back."""

import re

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, Route, expect
from safetensors.numpy import load, load_file

from app.resources import resource
from tests.e2e.actions import draw, settled
from tests.e2e.conftest import Open
from tests.e2e.polygons import POLYGONS, placed
from tests.serving import Server

SEVEN = placed(POLYGONS[7][0], 0.6, 0.5, 0.5)
WHOLE = load_file(resource("models") / "lenet5-mnist" / "weights.safetensors")["c1.weight"]
FIRST = WHOLE[0, 0]


@pytest.fixture
def painter(page: Page) -> Locator:
    """A seven is drawn, and the first filter of c1 is open."""
    draw(page, SEVEN)
    settled(page)
    page.get_by_role("button", name="Filters").first.click()
    page.get_by_test_id("filter-c1-0").click()
    painter = page.get_by_test_id("painter")
    expect(painter.locator("[data-at]")).to_have_count(25)
    return painter


def cells(painter: Locator) -> np.ndarray:
    names = [cell.get_attribute("aria-label") or "" for cell in painter.locator("[data-at]").all()]
    numbers = [float(name.rpartition(": ")[2].replace("−", "-")) for name in names]
    return np.array(numbers).reshape(5, 5)


def right(painter: Locator) -> int:
    """Of 1,000 test images, all looked at."""
    told = painter.get_by_test_id("finger-accuracy")
    expect(told).to_have_attribute("data-images", "1000")
    return int(told.get_attribute("data-now") or "")


def test_sobel_in_c1_and_back(painter: Locator, page: Page) -> None:
    assert cells(painter) == pytest.approx(FIRST, abs=6e-4)
    before = right(painter)
    told = painter.get_by_test_id("finger-map")
    ends = [told.get_attribute(name) for name in ("data-low", "data-high")]
    painter.get_by_test_id("kernel-sobel-x").click()
    expect(painter.get_by_test_id("finger-sum")).to_have_attribute("data-sum", "0")
    rows = np.outer([1, 4, 6, 4, 1], [-1, -2, 0, 2, 1])
    assert cells(painter) == pytest.approx(rows * 8 / np.abs(rows).sum(), abs=6e-4)
    accuracy = painter.get_by_test_id("finger-accuracy")
    expect(accuracy).not_to_have_attribute("data-now", str(before))
    assert right(painter) < before
    expect(told).not_to_have_attribute("data-low", ends[0] or "")
    page.keyboard.press("Control+z")
    expect(accuracy).to_have_attribute("data-now", str(before))
    expect(told).to_have_attribute("data-low", ends[0] or "")
    expect(told).to_have_attribute("data-high", ends[1] or "")
    assert cells(painter) == pytest.approx(FIRST, abs=6e-4)


def test_a_stroke_of_the_mouse_is_one_change(painter: Locator, page: Page) -> None:
    boxes = [painter.locator(f"[data-at='0,{x}']").bounding_box() for x in (0, 4)]
    assert boxes[0]
    assert boxes[1]
    page.mouse.move(boxes[0]["x"] + 8, boxes[0]["y"] + 8)
    page.mouse.down()
    page.mouse.move(boxes[1]["x"] + 8, boxes[1]["y"] + 8, steps=20)
    page.mouse.up()
    expect(painter.locator("[data-at='0,4']")).to_have_text("1")
    changed = FIRST.copy()
    changed[0] = 1
    assert cells(painter) == pytest.approx(changed, abs=6e-4)
    page.keyboard.press("Control+z")
    expect(painter.locator("[data-at='0,0']")).not_to_have_text("1")  # the first of the stroke to be painted
    assert cells(painter) == pytest.approx(FIRST, abs=6e-4)


def test_by_keyboard(painter: Locator, page: Page) -> None:
    painter.locator("[data-at='0,0']").focus()
    for key in ("ArrowDown", "ArrowRight", "Enter", "ArrowRight", "0", "ArrowRight", "+"):
        page.keyboard.press(key)
    changed = FIRST.copy()
    changed[1, 1:4] = [1, 0, FIRST[1, 3] + 0.1]
    expect(painter.locator("[data-at='1,1']")).to_have_text("1")
    assert cells(painter) == pytest.approx(changed, abs=6e-4)


def test_a_silenced_channel_is_dead_until_it_is_as_it_was(painter: Locator, page: Page) -> None:
    painter.get_by_test_id("finger-zero").click()
    expect(painter.get_by_test_id("finger-map")).to_have_attribute("data-high", "0")
    expect(page.get_by_test_id("filter-c1-0")).to_have_attribute("data-high", "0")
    painter.get_by_test_id("finger-restore").click()
    expect(painter.get_by_test_id("finger-restore")).to_have_count(0)
    expect(painter.locator("[data-at='2,2']")).not_to_have_text("0")
    assert cells(painter) == pytest.approx(FIRST, abs=6e-4)


def test_another_filter_is_copied(painter: Locator) -> None:
    weights = load_file(resource("models") / "lenet5-mnist" / "weights.safetensors")["c1.weight"]
    painter.get_by_test_id("finger-copy").select_option("3")
    expect(painter).to_have_attribute("data-painted", "")
    assert cells(painter) == pytest.approx(weights[3, 0], abs=6e-4)


def test_training_goes_on_from_the_filter(painter: Locator, page: Page) -> None:
    """Also where the click comes before the server's word on the painted filter."""

    def late(route: Route) -> None:
        page.wait_for_timeout(1000)
        route.continue_()

    page.route("**/api/v1/networks/analyze*", late)
    painter.get_by_test_id("kernel-sobel-y").click()
    painter.get_by_role("checkbox", name="Freeze this layer").check()
    page.keyboard.press("Escape")
    with page.expect_response(re.compile("/api/v1/runs$")) as answered:
        page.get_by_role("button", name="Fine-tune").click()
    page.unroute_all(behavior="wait")
    run = answered.value.json()
    assert (run["begins_with"]["weights_from"], run["begins_with"]["by_hand"]) == ("lenet5-mnist", ["c1"])
    assert run["training"]["frozen"] == ["c1"]
    page.get_by_test_id("train-cancel").click()
    expect(page.get_by_test_id("run-state")).to_have_attribute("data-state", "cancelled")


def test_one_filter_stays_while_the_others_learn(painter: Locator, page: Page, server: Server) -> None:
    painter.get_by_role("checkbox", name="Freeze this filter").check()
    page.keyboard.press("Escape")
    with page.expect_response(re.compile("/api/v1/runs$")) as answered:
        page.get_by_role("button", name="Fine-tune").click()
    run = answered.value.json()
    assert run["training"]["frozen_filters"] == {"c1": [0]}
    expect(page.get_by_test_id("run-step")).to_contain_text(re.compile("[1-9]"))
    page.get_by_test_id("train-cancel").click()
    expect(page.get_by_test_id("run-state")).to_have_attribute("data-state", "cancelled")
    address = f"{server.url}/api/v1/runs/{run['id']}/export?format=safetensors"
    weights = load(page.request.get(address).body())["c1.weight"]
    still = (weights[0, 0] == FIRST).all()
    assert still, "the frozen filter has moved"
    assert not (weights[1:] == WHOLE[1:]).all((1, 2, 3)).any(), "another filter has not moved"


@pytest.mark.parametrize("width", [1440, 390])
def test_nothing_sticks_out(opened: Open, width: int) -> None:
    page = opened(viewport={"width": width, "height": 844})
    settled(page)
    page.get_by_role("button", name="Filters").first.click()
    page.get_by_test_id("filter-c1-0").click()
    expect(page.get_by_test_id("finger-accuracy")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
