"""Change layers by hand: repairs show their effect first, untouched layers keep their weights."""

import re

from playwright.sync_api import Page, expect

from tests.e2e.actions import Analysis, clear, draw, ends, label, open_layer, settled, type_number
from tests.e2e.polygons import POLYGONS, placed

THREE = placed(POLYGONS[3][1], 0.6, 0.5, 0.5)


def test_a_broken_network_is_repaired_after_a_preview(page: Page, analysis: Analysis) -> None:
    open_layer(page, "c3")
    type_number(page, "kernel_size", 30)
    problem = page.get_by_test_id("network-problem").first
    expect(problem).to_be_visible()
    expect(problem).to_contain_text("14")  # the size of what comes in
    repair = problem.get_by_test_id("repair").first
    repair.hover()
    expect(repair.get_by_test_id("repair-preview")).to_contain_text("→")
    promised = re.search(r"→ ([\d×]+)", repair.get_by_test_id("repair-preview").inner_text())
    assert promised is not None
    expect(page.get_by_test_id("layer-c3")).to_contain_text(promised[1])
    repair.click()
    expect(page.get_by_test_id("network-problem")).to_have_count(0)
    expect(page.get_by_test_id("layer-c3")).to_contain_text(promised[1])
    assert label(page) in "0123456789"


def test_undo_brings_the_weights_back_bit_for_bit(page: Page) -> None:
    clear(page)
    draw(page, THREE)
    before = (label(page), ends(page), ends(page, "filter"))
    open_layer(page, "c3")
    type_number(page, "kernel_size", 3)
    row = page.get_by_test_id("layer-c3")
    expect(row).to_contain_text("untrained")
    expect(page.get_by_test_id("layer-c1")).not_to_contain_text("untrained")
    settled(page)
    edited = ends(page, "filter")
    assert edited["filter-c1-0"] == before[2]["filter-c1-0"]
    assert edited["filter-c3-0"] != before[2]["filter-c3-0"]
    page.keyboard.press("Escape")
    page.keyboard.press("Control+z")
    expect(row).not_to_contain_text("untrained")
    page.wait_for_function(
        "([name, low]) => document.querySelector(`[data-testid=${name}]`).dataset.low === low",
        arg=["filter-c3-0", before[2]["filter-c3-0"][0]],
    )
    assert (label(page), ends(page), ends(page, "filter")) == before
