"""One unit in full: its activation's curve with a z to move."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.actions import draw, settled
from tests.e2e.conftest import Open
from tests.e2e.polygons import POLYGONS, placed
from tests.e2e.test_access import AXE, VIOLATIONS
from tests.e2e.test_drill import number

THREE = placed(POLYGONS[3][0], 0.6, 0.5, 0.5)


def opened_on(page: Page, tile: str) -> Locator:
    """The panel that explains a unit of this map in full."""
    draw(page, THREE)
    settled(page)
    page.get_by_test_id(f"feature-map-{tile}").first.click()
    expect(page.get_by_test_id("unit-arithmetic")).to_be_visible()
    page.get_by_test_id("drill-open").click()
    panel = page.get_by_test_id("drill")
    expect(panel).to_have_attribute("data-unit", re.compile(f"^{tile.rpartition('-')[0]}"))
    return panel


def at(page: Page) -> tuple[float, float, float]:
    """z, f(z) and f′(z) as they are shown."""
    texts = [page.get_by_test_id(f"drill-curve-{name}").inner_text() for name in ("z", "f", "slope")]
    z, f, slope = (number(text) for text in texts)
    return z, f, slope


def is_relu(z: float, f: float, slope: float) -> None:
    assert (f, slope) == (pytest.approx(max(0.0, z)), float(z > 0))


def test_z_is_moved_along_the_curve_of_the_activation(page: Page) -> None:
    panel = opened_on(page, "c1-0")
    expect(page.get_by_test_id("drill-curve")).to_have_attribute("data-kind", "relu")
    expect(panel).to_contain_text(f"{28 * 28 * 6:,} numbers that c1 gives")
    own = at(page)
    is_relu(*own)
    slider = page.get_by_test_id("drill-z")

    box = slider.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 0.9, box["y"] + 20)
    page.mouse.down()
    far = at(page)
    page.mouse.move(box["x"] + box["width"] * 0.1, box["y"] + 20, steps=4)
    page.mouse.up()
    near = at(page)
    assert near[0] < 0 < far[0]
    is_relu(*far)
    is_relu(*near)

    slider.press("ArrowRight")
    assert near[0] < at(page)[0] < far[0]
    slider.press("Home")
    assert at(page)[0] <= -4
    page.get_by_test_id("drill-curve-own").click()
    assert at(page) == own


def test_a_layer_without_an_activation_says_so_and_esc_leads_back(page: Page) -> None:
    panel = opened_on(page, "s2-1")
    expect(panel).to_contain_text("No activation follows")
    expect(page.get_by_test_id("drill-curve")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    expect(page.locator(".loupe")).to_have_attribute("data-unit", re.compile("^s2,1,"))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_is_accessible(opened: Open, theme: str) -> None:
    page = opened(color_scheme=theme)
    opened_on(page, "c1-0")
    page.evaluate(AXE)
    assert page.evaluate(VIOLATIONS) == []


def test_it_fits_a_phone_in_russian(opened: Open) -> None:
    page = opened(viewport={"width": 390, "height": 844}, locale="ru-RU")
    draw(page, THREE)
    settled(page)
    page.get_by_test_id("feature-map-c1-0").first.click()
    page.get_by_test_id("drill-open").click()
    expect(page.get_by_test_id("drill")).to_contain_text("Активация relu")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
