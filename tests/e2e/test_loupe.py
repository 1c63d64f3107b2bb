"""The loupe: what it explains while nothing is pointed at, and that nothing moves or hides because of it."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.actions import clear, draw, open_layer, settled
from tests.e2e.conftest import Open
from tests.e2e.polygons import POLYGONS, placed

SEVEN = placed(POLYGONS[7][0], 0.6, 0.5, 0.5)
PLACES = """() => [...document.querySelectorAll("[data-testid^=feature-map-], [data-testid^=prediction-]")]
    .map((one) => { const { x, y, width, height } = one.getBoundingClientRect();
        return [one.dataset.testid, x, y, width, height].join(" "); })"""
COVERED = """(one) => {
    const { x, y, width, height } = one.getBoundingClientRect();
    const top = document.elementFromPoint(x + width / 2, y + height / 2);
    return !one.contains(top);
}"""


def loupe(page: Page) -> Locator:
    """The panel under the maps."""
    return page.get_by_role("region", name="How this number comes about")


def bright(page: Page, path: str) -> None:
    """Wait until the loupe explains a unit of `path` by itself."""
    expect(loupe(page)).to_have_attribute("data-unit", re.compile(f"^{path},"))
    expect(loupe(page)).to_contain_text("brightest unit")


def test_at_rest_the_brightest_unit_of_the_first_layer_is_explained(page: Page) -> None:
    bright(page, "c1_relu")
    expect(loupe(page)).to_contain_text("patch · kernel")
    expect(page.get_by_test_id("receptive-field")).to_have_count(0)
    expect(page.get_by_test_id("unit-arithmetic")).to_have_count(0)


def test_what_is_explained_follows_the_drawing_and_the_selected_layer(page: Page) -> None:
    bright(page, "c1_relu")
    before = loupe(page).get_attribute("data-unit") or ""
    clear(page)
    expect(loupe(page)).to_contain_text("Draw something")
    draw(page, SEVEN)
    expect(loupe(page)).not_to_have_attribute("data-unit", before)
    bright(page, "c1_relu")
    open_layer(page, "c3")
    bright(page, "c3_relu")


def test_pointing_shows_another_unit_and_leaving_brings_the_brightest_back(page: Page) -> None:
    bright(page, "c1_relu")
    page.get_by_test_id("feature-map-s2-1").hover()
    expect(loupe(page)).to_have_attribute("data-unit", re.compile(r"^s2,1,"))
    expect(loupe(page)).to_contain_text("largest of the patch")
    page.mouse.move(700, 895)
    bright(page, "c1_relu")


def test_nothing_moves_while_one_draws_points_and_clicks(page: Page) -> None:
    bright(page, "c1_relu")
    rest = page.evaluate(PLACES)
    draw(page, SEVEN)
    assert page.evaluate(PLACES) == rest
    page.get_by_test_id("feature-map-c3-5").click()
    expect(page.get_by_test_id("unit-arithmetic")).to_be_visible()
    assert page.evaluate(PLACES) == rest
    page.keyboard.press("Escape")
    clear(page)
    assert page.evaluate(PLACES) == rest


@pytest.mark.parametrize("size", [(1440, 900), (1100, 768)])
def test_the_inspector_hides_neither_the_answer_nor_its_own_layer(
    opened: Open, size: tuple[int, int]
) -> None:
    page = opened(viewport={"width": size[0], "height": size[1]})
    open_layer(page, "f5")
    settled(page)
    for one in (*page.locator("[data-testid^=prediction]").all(), page.get_by_test_id("feature-map-f5-0")):
        expect(one).to_be_in_viewport()
        assert not one.evaluate(COVERED)


def test_the_pad_shows_what_a_unit_sees_of_the_drawing(page: Page) -> None:
    draw(page, [[(0.3, 0.2), (0.3, 0.8)]])
    settled(page)
    pad = page.get_by_test_id("draw-pad").bounding_box()
    assert pad is not None
    middles = []
    for channel, place in (("c1-0", (0.5, 0.2)), ("c1-0", (0.5, 0.8))):
        tile = page.get_by_test_id(f"feature-map-{channel}").first.bounding_box()
        assert tile is not None
        page.mouse.move(tile["x"] + place[0] * tile["width"], tile["y"] + place[1] * tile["height"])
        expect(page.get_by_test_id("receptive-field")).to_be_visible()
        box = page.get_by_test_id("pad-field").bounding_box()
        assert box is not None
        middles.append((box["x"] + box["width"] / 2, box["y"] + box["height"] / 2))
    (x0, y0), (x1, y1) = middles
    assert x0 == pytest.approx(x1, abs=1)
    assert x0 == pytest.approx(pad["x"] + 0.3 * pad["width"], abs=0.06 * pad["width"])
    assert pad["y"] + 0.1 * pad["height"] < y0 < pad["y"] + 0.4 * pad["height"]
    assert pad["y"] + 0.6 * pad["height"] < y1 < pad["y"] + 0.9 * pad["height"]
