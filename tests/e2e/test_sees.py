"""What a unit sees: in every layer before it, from which layer on everything, and what it really rests on."""

import json
import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.actions import Analysis, open_layer
from tests.e2e.conftest import Open


def hover(page: Page, path: str, channel: int, y: int, x: int, side: int) -> None:
    """Point at the middle of a unit of a map with `side` units a side."""
    box = page.get_by_test_id(f"feature-map-{path}-{channel}").first.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + (x + 0.5) * box["width"] / side, box["y"] + (y + 0.5) * box["height"] / side)


def square(path: str, y: int, x: int, size: int) -> str:
    return f"{path}:{y},{x},{y + size},{x + size}"


@pytest.mark.parametrize(("y", "x"), [(0, 0), (2, 3), (4, 1)])
def test_a_unit_under_the_mouse_marks_every_layer_before_it(page: Page, y: int, x: int) -> None:
    """s4 pools 2×2 of c3, which reads 5×5 of s2, which pools 2×2 of c1: 2, 6 and 12 units a side."""
    hover(page, "s4", 2, y, x, 5)
    c1, s2, c3 = (
        square("c1_relu", 4 * y, 4 * x, 12),
        square("s2", 2 * y, 2 * x, 6),
        square("c3_relu", 2 * y, 2 * x, 2),
    )
    expect(page.get_by_test_id("marks")).to_have_attribute("data-seen", f"{c1} {s2} {c3}")


def test_a_fully_connected_unit_sees_every_map_whole(page: Page) -> None:
    hover(page, "f5", 3, 0, 0, 1)
    whole = "c1_relu:0,0,28,28 s2:0,0,14,14 c3_relu:0,0,10,10 s4:0,0,5,5"
    expect(page.get_by_test_id("marks")).to_have_attribute("data-seen", whole)
    page.mouse.move(2, 2)
    expect(page.get_by_test_id("marks")).to_have_attribute("data-seen", "")


def seers(analysis: Analysis, path: str, y: int, x: int) -> str:
    """Which units of a node have the pixel in their fields, one by one."""
    node = analysis[path]
    field = node["receptive_field"]
    ends = []
    for axis, at in enumerate((y, x)):
        start, stride, size = (field[name][axis] for name in ("start", "stride", "size"))
        side = node["out_shape"][1 + axis]
        inside = [unit for unit in range(side) if 0 <= at - start - stride * unit < size]
        ends.append((min(inside), max(inside) + 1))
    (top, bottom), (left, right) = ends
    return f"{path}:{top},{left},{bottom},{right}"


@pytest.mark.parametrize(("y", "x"), [(0, 0), (13, 20), (27, 26)])
def test_a_pixel_marks_every_unit_that_sees_it(page: Page, analysis: Analysis, y: int, x: int) -> None:
    box = page.locator("[data-block=input] , [data-testid=feature-map-input-0]").first.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + (x + 0.5) * box["width"] / 28, box["y"] + (y + 0.5) * box["height"] / 28)
    marks = page.get_by_test_id("marks")
    for path in ("c1_relu", "s2", "c3_relu", "s4"):
        expect(marks).to_have_attribute("data-seen", re.compile(rf"(^| ){seers(analysis, path, y, x)}( |$)"))
    sides = [int(end) for end in seers(analysis, "c3", y, x).partition(":")[2].split(",")]
    told = f"c3 {sides[2] - sides[0]}×{sides[3] - sides[1]}"
    expect(page.get_by_test_id("pixel-seers")).to_contain_text(told)


def numbers(page: Page, path: str) -> None:
    open_layer(page, path)
    page.get_by_test_id("inspector-numbers").click()


def test_the_page_says_which_layer_sees_everything(page: Page) -> None:
    numbers(page, "flatten")
    said = page.get_by_test_id("sees-all")
    expect(said).to_have_attribute("data-path", "f5")
    expect(said).to_contain_text("f5 is the first layer whose unit sees the whole image of 28 pixels")
    expect(said).to_contain_text(
        "A unit of s4 sees 16×16, and neighbours are 4 pixels apart: 2 more layers of 3×3"
    )
    expect(said).to_contain_text("it takes 14 layers: 2·14 + 1 = 29")
    expect(page.get_by_test_id("inspector-field")).to_contain_text("16×16")
    expect(page.get_by_test_id("inspector-field")).to_contain_text("one unit sees as much as one of s4")


def test_it_is_said_in_russian(opened: Open) -> None:
    page = opened(locale="ru-RU")
    numbers(page, "c3")
    expect(page.get_by_test_id("sees-all")).to_contain_text("f5 — первый слой")
    expect(page.get_by_test_id("sees-all")).to_contain_text("хватило бы ещё 2 слоёв 3×3")


def test_the_measured_field_is_shown_before_and_after_training(page: Page) -> None:
    numbers(page, "c3")
    page.get_by_test_id("measured-channel").fill("5")
    page.get_by_test_id("measured-images").select_option("16")
    with page.expect_response("**/receptive-field") as response:
        page.get_by_test_id("measured-go").click()
    answer = response.value.json()
    sent = json.loads(response.value.request.post_data or "")
    assert (sent["path"], sent["channel"], sent["y"], sent["x"], sent["images"]) == ("c3", 5, 5, 5, 16)
    pictures = page.get_by_test_id("measured-picture")
    expect(pictures).to_have_count(2)
    for picture, one in zip(pictures.all(), (answer["fresh"], answer["now"]), strict=True):
        assert float(picture.get_attribute("data-radius") or "") == one["radius"]
        expect(picture).to_contain_text(f"radius {one['radius']:.1f} px")
        expect(picture.get_by_role("img")).to_have_attribute(
            "aria-label", re.compile("strongest pixel at row")
        )
    expect(page.get_by_test_id("measured-field")).to_contain_text("theoretical radius 7.0 px")


def test_a_data_set_that_is_not_here_is_refused_in_words(opened: Open) -> None:
    page = opened(watched=False)  # the browser notes the 409
    numbers(page, "c3")
    page.get_by_test_id("dataset-select").select_option("fashion-mnist")
    page.get_by_test_id("measured-go").click()
    expect(page.get_by_test_id("measured-field").get_by_role("alert")).to_contain_text("downloaded")


def test_a_run_is_compared_with_its_own_beginning(page: Page) -> None:
    page.get_by_test_id("train-start").click()
    page.get_by_test_id("train-pause").click()
    page.get_by_test_id("train-step").click()
    page.get_by_test_id("train-cancel").click()
    expect(page.get_by_test_id("run-state")).to_have_attribute("data-state", "cancelled", timeout=60_000)
    numbers(page, "c1")
    with page.expect_response("**/receptive-field") as response:
        page.get_by_test_id("measured-go").click()
    assert re.fullmatch(r"run:[^@]+@0", json.loads(response.value.request.post_data or "")["against"])
    assert response.value.json()["against"] is not None
    expect(page.get_by_test_id("measured-field")).to_contain_text("At the start of the run")
