"""Test or training mode: the switch, the mask, the batch, and the arithmetic that goes with them."""

import re

from playwright.sync_api import Page, expect

from tests.e2e.actions import draw, ends, settled
from tests.e2e.polygons import POLYGONS, placed
from tests.e2e.tree_actions import add


def with_layer(page: Page, after: str, words: str) -> None:
    """The drawing of a three, and a layer more."""
    draw(page, placed(POLYGONS[3][0], 0.6, 0.5, 0.5))
    page.get_by_test_id("list-toggle").click()
    add(page, after, words)
    page.get_by_test_id("list-toggle").click()
    settled(page)


def number(text: str | None) -> float:
    return float((text or "").replace("−", "-").replace(",", ""))


def test_training_drops_values_with_a_mask_that_stays(page: Page) -> None:
    with_layer(page, "f6_relu", "Dropout")
    test = ends(page)
    expect(page.get_by_test_id("pass-test")).to_have_attribute("aria-pressed", "true")
    page.get_by_test_id("pass-train").click()
    settled(page)
    train = ends(page)
    assert train["feature-map-f6-0"] == test["feature-map-f6-0"]
    assert train != test
    panel = page.get_by_test_id("pass-panel")
    expect(panel.get_by_test_id("pass-rates")).to_contain_text("dropped p = 0.5")
    panel.get_by_test_id("pass-wording").select_option("kept")
    expect(panel.get_by_test_id("pass-rates")).to_contain_text("kept 1 − p = 0.5")
    panel.get_by_role("button", name="New mask").click()
    settled(page)
    assert ends(page) != train
    page.get_by_test_id("pass-test").click()
    expect(panel).to_have_count(0)
    settled(page)
    assert ends(page) == test


def test_a_dropped_number_is_explained(page: Page) -> None:
    with_layer(page, "f6_relu", "Dropout")
    page.get_by_test_id("pass-train").click()
    settled(page)
    page.get_by_test_id("feature-map-11-0").click()
    note = page.get_by_test_id("unit-pass")
    expect(note).to_contain_text("drawn for this pass")
    steps = page.get_by_test_id("unit-steps")
    expect(steps).to_contain_text(re.compile(r"m= (0|1 / \(1 − p\))"))
    ours, torch = re.findall(r"[−\d.,]+\d|\b0\b", page.get_by_test_id("unit-check").inner_text())
    assert number(ours) == number(torch)


def test_a_batch_norm_takes_its_statistics_over_the_batch(page: Page) -> None:
    with_layer(page, "c1", "Batch normalisation")
    page.get_by_role("button", name="norm", exact=True).click()
    page.get_by_test_id("feature-map-1-0").click()
    note = page.get_by_test_id("unit-pass")
    expect(note).to_contain_text("running μ and σ²")
    before = page.get_by_test_id("unit-steps").inner_text()
    page.get_by_test_id("pass-train").click()
    expect(page.get_by_test_id("pass-batch")).to_contain_text("of a batch of 32: this picture and 31")
    expect(note).to_contain_text("of this batch of 32 images")
    expect(page.get_by_test_id("unit-steps")).not_to_have_text(before)
    for symbol in ("μ", "σ²", "γ", "β"):
        expect(page.get_by_test_id("unit-steps")).to_contain_text(symbol)


def test_the_way_back_leads_through_the_batch_in_training(page: Page) -> None:
    with_layer(page, "c1", "Batch normalisation")
    page.get_by_test_id("feature-map-c1-0").first.click()
    page.get_by_test_id("drill-open").click()
    page.get_by_test_id("drill-backward").click()
    gradient = page.locator('[data-line="∂x"]')
    expect(gradient).to_be_visible()
    before = gradient.inner_text()
    note = page.get_by_test_id("drill-training")
    expect(note).to_have_count(0)
    page.get_by_test_id("pass-train").click()
    expect(note).to_contain_text("mean and variance of the batch")
    expect(gradient).not_to_have_text(before)
    page.get_by_test_id("pass-test").click()
    expect(note).to_have_count(0)


def test_a_network_without_chance_says_so(page: Page) -> None:
    page.get_by_test_id("pass-train").click()
    expect(page.get_by_test_id("pass-panel")).to_contain_text("computes the same in both")
