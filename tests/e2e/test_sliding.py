"""The sliding window: play and scrub, arrow keys refused at the border, a pinned unit, and who sees a pixel."""

import re
from typing import Any

import pytest
import torch
from playwright.sync_api import Locator, Page, expect
from torch import nn

from tests.e2e.actions import draw, settled
from tests.e2e.conftest import Open
from tests.e2e.polygons import POLYGONS, placed


def slid(page: Page, map_id: str) -> Locator:
    """The dialog, opened from a map."""
    draw(page, placed(POLYGONS[3][0], 0.6, 0.5, 0.5))
    settled(page)
    page.get_by_test_id(map_id).click()
    page.get_by_test_id("slide-open").click()
    dialog = page.get_by_test_id("slide-dialog")
    expect(dialog.get_by_test_id("slide-now")).to_be_visible()
    return dialog


def scrub(dialog: Locator, position: int) -> None:
    dialog.get_by_test_id("slide-scrub").fill(str(position))
    expect(dialog.get_by_test_id("slide-position")).to_contain_text(f"Position {position} of")


def window(dialog: Locator) -> list[float]:
    """x, y, width and height of the window over the input, in pixels of the input."""
    box = dialog.get_by_test_id("slide-input").locator("[data-window=window]")
    return [float(box.get_attribute(name) or "nan") for name in ("x", "y", "width", "height")]


def number(text: str) -> float:
    found = re.search(r"[−\d.,]+", text)
    assert found is not None
    return float(found[0].replace("−", "-").replace(",", ""))


def test_arrow_keys_move_the_window_and_are_refused_at_the_border(page: Page) -> None:
    dialog = slid(page, "feature-map-c1-0")
    scrub(dialog, 1)
    assert window(dialog) == [-2, -2, 5, 5]
    dialog.get_by_test_id("slide-input").focus()
    page.keyboard.press("ArrowLeft")
    expect(dialog.get_by_test_id("slide-said")).to_contain_text("no further left")
    expect(dialog.get_by_test_id("slide-position")).to_have_text("Position 1 of 784")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    expect(dialog.get_by_test_id("slide-position")).to_have_text("Position 30 of 784")
    assert window(dialog) == [-1, -1, 5, 5]
    expect(dialog.locator("[data-filled]")).to_have_attribute("data-filled", "30")
    scrub(dialog, 784)
    dialog.get_by_test_id("slide-output").focus()
    page.keyboard.press("ArrowDown")
    expect(dialog.get_by_test_id("slide-said")).to_contain_text("no further down")


def test_the_play_moves_on_and_waits_while_pointed_at(opened: Open) -> None:
    page = opened(reduced_motion="no-preference")
    dialog = slid(page, "feature-map-s2-0")
    scrub(dialog, 1)
    dialog.get_by_test_id("slide-speed").select_option("20")
    dialog.get_by_test_id("slide-play").click()
    position = dialog.get_by_test_id("slide-position")
    expect(position).not_to_have_text("Position 1 of 196")
    dialog.get_by_test_id("slide-input").hover()
    expect(dialog.get_by_test_id("slide-said")).to_contain_text("Waiting")
    held = position.inner_text()
    page.wait_for_timeout(400)
    assert position.inner_text() == held
    page.mouse.move(5, 5)
    expect(position).not_to_have_text(held)
    scrub(dialog, 195)
    dialog.get_by_test_id("slide-play").click()
    expect(dialog.get_by_test_id("slide-play")).to_have_attribute("aria-pressed", "false")
    expect(position).to_have_text("Position 196 of 196")


def test_less_motion_means_no_play(page: Page) -> None:
    dialog = slid(page, "feature-map-c1-0")
    expect(dialog.get_by_test_id("slide-play")).to_have_count(0)
    expect(dialog.get_by_test_id("slide-said")).to_contain_text("less motion")


def test_two_units_share_one_kernel(page: Page) -> None:
    dialog = slid(page, "feature-map-c1-2")
    scrub(dialog, 400)
    expect(dialog.get_by_test_id("slide-pair")).to_contain_text("Here: row 14, column 7")
    first = number(dialog.get_by_test_id("slide-now").locator("[data-value]").inner_text())
    dialog.get_by_test_id("slide-pin").click()
    scrub(dialog, 300)
    expect(dialog.get_by_test_id("slide-pair")).to_contain_text("Here: row 10, column 19")
    expect(dialog.get_by_test_id("slide-pair")).to_contain_text("Pinned: row 14, column 7")
    assert number(dialog.get_by_test_id("slide-pinned").locator("[data-value]").inner_text()) == first
    expect(dialog.get_by_role("table", name=re.compile("kernel", re.I))).to_have_count(1)
    expect(dialog.get_by_test_id("slide-shared")).to_contain_text(
        "25 weights and one bias serve 784 positions"
    )
    dialog.get_by_test_id("slide-unpin").click()
    expect(dialog.get_by_test_id("slide-pinned")).to_have_count(0)


LAYERS: dict[str, tuple[nn.Module, int]] = {
    "c1": (nn.Conv2d(1, 1, 5, padding=2, bias=False), 28),
    "s2": (nn.AvgPool2d(2), 28),
    "c3": (nn.Conv2d(1, 1, 5, bias=False), 14),
}


def seeing(module: nn.Module, side: int, y: int, x: int) -> set[tuple[int, int]]:
    """The oracle: outputs with a derivative by the pixel, by the pixel's column of torch's Jacobian."""
    for weights in module.parameters():
        nn.init.ones_(weights)

    def of(image: Any) -> Any:
        return module(image[None, None])[0, 0]

    pixel = torch.zeros(side, side)
    pixel[y, x] = 1
    _, column = torch.func.jvp(of, (torch.rand(side, side),), (pixel,))
    return {(row, col) for row, col in column.nonzero().tolist()}


@pytest.mark.parametrize("path", LAYERS)
def test_the_outputs_that_see_a_pixel_are_those_of_torchs_jacobian(page: Page, path: str) -> None:
    module, side = LAYERS[path]
    dialog = slid(page, f"feature-map-{path}-0")
    sheet = dialog.get_by_test_id("slide-input")
    sheet.focus()
    page.keyboard.press("Shift+ArrowDown")
    y, x = 1, 0
    for presses in (0, 3, 4):
        for _ in range(presses):
            page.keyboard.press("Shift+ArrowRight")
            page.keyboard.press("Shift+ArrowDown")
        y, x = y + presses, x + presses
        expected = seeing(module, side, y, x)
        expect(dialog.get_by_test_id("slide-pixel")).to_contain_text(f"row {y}, column {x}")
        readers = dialog.get_by_test_id("slide-readers")
        rows, cols = (
            [int(at) for at in (readers.get_attribute(name) or "").split(",")]
            for name in ("data-rows", "data-cols")
        )
        assert {(row, col) for row in rows for col in cols} == expected
        expect(readers.locator(".reader")).to_have_count(len(expected))


def test_a_dense_layer_has_nothing_that_slides(page: Page) -> None:
    draw(page, placed(POLYGONS[3][0], 0.6, 0.5, 0.5))
    settled(page)
    page.get_by_test_id("feature-map-output-3").click()
    expect(page.get_by_test_id("unit-arithmetic")).to_be_visible()
    expect(page.get_by_test_id("slide-open")).to_have_count(0)
