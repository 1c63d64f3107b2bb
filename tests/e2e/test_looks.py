"""What does it look for? From a map to the picture that its channel is strongest for, through the layers."""

import json
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Page, expect
from safetensors.numpy import load_file

from app.live.models import zoo_model
from tests.e2e.actions import open_layer, settled
from tests.e2e.conftest import Open
from tests.e2e.test_access import AXE, VIOLATIONS


def opened_map(page: Page, path: str = "c3_relu", channel: int = 1) -> None:
    """Open a map to its cells, and from there what it looks for."""
    settled(page)
    page.get_by_test_id(f"feature-map-{path}-{channel}").first.click()
    page.keyboard.press("Enter")
    page.get_by_test_id("looks-open").first.click()
    expect(page.get_by_test_id("looks-picture")).to_be_visible()


def test_a_picture_grows_and_its_number_rises(page: Page) -> None:
    with page.expect_response("**/maximisations") as response:
        opened_map(page)
    sent = json.loads(response.value.request.post_data or "")
    assert (sent["path"], sent["channel"], sent["start"]) == ("c3_relu", 1, "noise")
    values = response.value.json()["values"]
    assert values[-1] > values[0]
    expect(page.get_by_test_id("looks-value")).to_contain_text("step 48 of 48")
    picture = page.get_by_test_id("looks-picture")
    last = picture.get_attribute("src")
    scrub = page.get_by_label("Step shown")
    scrub.press("Home")
    expect(picture).to_have_attribute("data-step", "0")
    assert picture.get_attribute("src") != last
    page.get_by_test_id("looks-play").click()
    expect(picture).to_have_attribute("data-step", "48")
    expect(picture).to_have_attribute("src", last or "")


def test_start_regularisers_layer_and_channel_ask_anew(page: Page) -> None:
    opened_map(page)
    dialog = page.get_by_test_id("looks-dialog")

    def asked(change: object) -> dict[str, object]:
        with page.expect_response("**/maximisations") as response:
            change()  # type: ignore[operator]
        sent: dict[str, object] = json.loads(response.value.request.post_data or "")
        assert response.value.status == 200
        return sent

    assert asked(lambda: page.get_by_test_id("looks-start").select_option("image"))["start"] == "image"
    dialog.get_by_text("More", exact=True).click()
    assert asked(lambda: dialog.get_by_label("Total variation").fill("0.5"))["variation"] == 0.5
    assert asked(lambda: dialog.get_by_label("Steps", exact=True).fill("12"))["steps"] == 12
    expect(page.get_by_test_id("looks-value")).to_contain_text("of 12")
    assert asked(lambda: dialog.get_by_label("Map").fill("7"))["channel"] == 7
    sent = asked(lambda: page.get_by_test_id("looks-layer").press("End"))
    assert (sent["path"], sent["channel"]) == ("output", 7)
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


def test_the_inspector_leads_there_too(page: Page) -> None:
    open_layer(page, "f6")
    page.get_by_test_id("inspector-numbers").click()
    page.get_by_test_id("inspector").get_by_test_id("looks-open").click()
    expect(page.get_by_test_id("looks-path")).to_have_text("f6")
    expect(page.get_by_test_id("looks-value")).to_contain_text("step 48")


def test_patches_and_their_patterns_grow_with_the_layer(page: Page) -> None:
    opened_map(page, "c1_relu", 0)
    patterns = page.get_by_test_id("looks-patterns")
    shown = patterns.get_by_test_id("looks-pair")
    expect(shown.first.get_by_test_id("looks-pattern")).to_be_visible()
    page.get_by_test_id("looks-top-show").click()
    expect(shown).to_have_count(10)
    expect(patterns.get_by_test_id("looks-pattern")).to_have_count(10)

    def sides() -> list[tuple[int, int]]:
        boxes = [pair.get_attribute("data-box") or "" for pair in shown.all()]
        places = [[int(end) for end in box.split(",")] for box in boxes]
        return [(bottom - top, right - left) for top, left, bottom, right in places]

    assert all(high <= 5 and wide <= 5 for high, wide in sides())  # c1 sees 5 × 5
    for _ in range(3):
        page.get_by_test_id("looks-layer").press("ArrowRight")
    expect(page.get_by_test_id("looks-path")).to_have_text("c3_relu")
    expect(patterns.get_by_test_id("looks-pattern")).to_have_count(10)
    assert (14, 14) in sides()  # c3 sees 14 × 14
    with page.expect_response("**/attributions") as response:
        page.get_by_test_id("looks-method").select_option("guided_backprop")
    sent = json.loads(response.value.request.post_data or "")
    assert (sent["method"], sent["unit"]["path"]) == ("guided_backprop", "c3_relu")


def test_alike_filters_are_found_and_chosen(page: Page) -> None:
    opened_map(page, "c1_relu", 0)
    filters = page.get_by_test_id("looks-filters")
    weights = load_file(zoo_model("lenet5-mnist").weights)["c1.weight"].reshape(6, -1)
    units = weights / np.linalg.norm(weights, axis=1, keepdims=True)
    cosines = units @ units.T
    pairs = sorted(((cosines[a, b], a, b) for a in range(6) for b in range(a)), reverse=True)
    best, b, a = pairs[0]
    shown = filters.get_by_test_id("alike-pair")
    expect(shown).to_have_attribute("data-pair", f"{a},{b}")
    assert float(filters.get_by_test_id("alike-cosine").inner_text()) == pytest.approx(best, abs=0.01)
    matrix = filters.get_by_test_id("alike-matrix")
    box = matrix.bounding_box()
    assert box is not None
    matrix.click(position={"x": 4.5 * box["width"] / 6, "y": 1.5 * box["height"] / 6})
    expect(shown).to_have_attribute("data-pair", "1,4")
    matrix.press("ArrowDown")
    expect(shown).to_have_attribute("data-pair", "2,4")
    told = filters.get_by_test_id("alike-cosine").inner_text().replace("−", "-")
    assert float(told) == pytest.approx(cosines[2, 4], abs=0.01)
    with page.expect_response("**/maximisations") as response:
        filters.get_by_role("button", name="filter 5").click()
    assert json.loads(response.value.request.post_data or "")["channel"] == 5


def test_first_filters_on_colours_are_in_colour(page: Page) -> None:
    page.get_by_test_id("model-select").select_option("resnet20-cifar10")
    settled(page)
    first = page.evaluate("""async () => (await (await fetch("/api/v1/models/resnet20-cifar10")).json())
        .network.layers[0].name""")
    open_layer(page, first)
    page.get_by_test_id("inspector-numbers").click()
    page.get_by_test_id("inspector").get_by_test_id("looks-open").click()
    expect(page.get_by_test_id("filter-colours").first).to_be_visible()
    page.get_by_test_id("looks-layer").press("End")
    expect(page.get_by_test_id("filter-colours")).to_have_count(0)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", ["wide", "narrow"])
def test_it_is_for_everybody(opened: Open, theme: str, size: str, tmp_path: Path) -> None:
    page = opened(color_scheme=theme)
    page.context.new_cdp_session(page).send("Page.setBypassCSP", {"enabled": True})
    opened_map(page, "c3_relu", 2)
    if size == "narrow":
        page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_test_id("looks-top-show").click()
    expect(page.get_by_test_id("looks-pattern")).to_have_count(10)
    page.screenshot(path=tmp_path / "looks.png")
    page.get_by_test_id("looks-patterns").scroll_into_view_if_needed()
    page.get_by_test_id("looks-patterns").evaluate("(one) => one.scrollIntoView()")
    page.screenshot(path=tmp_path / "patterns.png")
    page.get_by_test_id("looks-filters").evaluate("(one) => one.scrollIntoView()")
    page.screenshot(path=tmp_path / "filters.png")
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0
    inside = page.get_by_test_id("looks-dialog").evaluate("(one) => one.scrollWidth - one.clientWidth")
    assert inside <= 0
    page.evaluate(AXE)
    assert page.evaluate(VIOLATIONS) == []
