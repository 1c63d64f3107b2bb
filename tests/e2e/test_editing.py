"""Change layers by hand: repairs show their effect first, untouched layers keep their weights."""

import re

from playwright.sync_api import Page, expect

from tests.e2e.actions import (
    Analysis,
    clear,
    draw,
    ends,
    everything,
    label,
    open_layer,
    settled,
    type_number,
)
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
    page.get_by_test_id("list-toggle").click()
    before = everything(page)
    open_layer(page, "c3")
    type_number(page, "kernel_size", 3)
    row = page.get_by_test_id("layer-c3")
    expect(row).to_contain_text("untrained")
    expect(page.get_by_test_id("layer-c1")).not_to_contain_text("untrained")
    expect(page.get_by_test_id("layer-f6")).not_to_contain_text("untrained")
    settled(page)
    edited = ends(page, "filter")
    assert edited["filter-c1-0"] == before[2]["filter-c1-0"]
    assert edited["filter-c3-0"] != before[2]["filter-c3-0"]
    expect(page.get_by_test_id("output-change")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Control+z")
    assert everything(page) == before
    expect(page.get_by_test_id("output-change")).to_have_count(0)  # nothing is edited any more
    expect(row).not_to_contain_text("untrained")


def test_another_network_is_loaded_and_the_trained_one_comes_back(page: Page) -> None:
    clear(page)
    draw(page, THREE)
    before = everything(page)
    models = page.get_by_test_id("model-select")
    models.select_option("mlp-784-30-10")
    assert everything(page) != before
    expect(page.get_by_test_id("network-total")).to_contain_text("23,860")
    models.select_option("lenet5-mnist")
    assert everything(page) == before
    expect(page.get_by_test_id("network-total")).to_contain_text("61,706")


def test_one_click_leads_from_random_weights_back_to_the_trained_ones(page: Page) -> None:
    before = everything(page)
    page.get_by_test_id("model-select").select_option("lenet5")
    assert everything(page)[1] != before[1]
    page.get_by_test_id("back-to-trained").click()
    assert everything(page) == before
