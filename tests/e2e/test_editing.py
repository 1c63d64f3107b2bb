"""Change layers by hand: repairs show their effect first, untouched layers keep their weights."""

import re

from playwright.sync_api import Page, expect

from tests.e2e.actions import Analysis, label, open_layer, type_number
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
