"""Fully connected networks as formulas with live numbers: f = Wx, f = W2 max(0, W1 x)."""

import numpy as np
from playwright.sync_api import Locator, Page, expect
from safetensors.numpy import load_file

from app.resources import resource
from tests.e2e.actions import draw, settled
from tests.e2e.polygons import POLYGONS, placed


def load(page: Page, preset: str) -> Locator:
    """Open a network of the list, its layers beside it; gives the formula's panel."""
    page.get_by_test_id("model-select").select_option(preset)
    if page.get_by_test_id("list-toggle").get_attribute("aria-expanded") == "false":
        page.get_by_test_id("list-toggle").click()
    settled(page)
    return page.get_by_test_id("score-function")


def row(panel: Locator, name: str) -> list[float]:
    """The numbers of a row of the table."""
    cells = panel.get_by_role("row", name=name).get_by_role("cell").all_inner_texts()
    return [float(text.replace("−", "-")) for text in cells]


def test_a_linear_network_is_its_formula_with_live_numbers(page: Page) -> None:
    panel = load(page, "linear")
    expect(panel).to_contain_text("f = Wx + b")
    expect(panel.get_by_label("row of W for 7, as a picture")).to_be_visible()
    weighed, biases, scores = (row(panel, name) for name in ("W x", "+ b", "= f"))
    assert len(scores) == 10
    for product, bias, score in zip(weighed, biases, scores, strict=True):
        assert abs(product + bias - score) < 0.01 * max(1, abs(score))
    draw(page, placed(POLYGONS[1][0], 0.6, 0.5, 0.5))
    settled(page)
    expect(panel.get_by_role("row", name="= f")).not_to_contain_text(f"{scores[0]}".replace("-", "−"))


def test_a_hidden_layer_changes_the_formula(page: Page) -> None:
    panel = load(page, "linear")
    page.get_by_test_id("layer-flatten").click()
    page.get_by_test_id("layer-add").click()
    page.keyboard.type("fully")
    page.keyboard.press("Enter")
    page.get_by_test_id("layer-add").click()
    page.keyboard.type("relu")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("inspector")).to_have_count(0)
    expect(panel).to_contain_text("f = W2 max(0, W1 x)")
    expect(panel).to_contain_text("x: 784 numbers")
    assert len(row(panel, "= f")) == 10


def test_the_lectures_example_can_be_computed_and_changed(page: Page) -> None:
    load(page, "two-layer").get_by_role("button", name="In small numbers").click()
    result = page.get_by_test_id("score-example-result")
    expect(result).to_have_text("h = (1, 3, 0), f = (7, −1)")
    page.get_by_label("x [1, 0]").fill("0")
    expect(result).to_have_text("h = (2, 1, 0), f = (4, −2)")  # W1 (2, 0) = (2, 1, −2)


def moran(kernel: np.ndarray) -> float:
    """Moran's I by its matrix form, n/S0 · z'Wz/z'z, with the neighbours at the sides."""
    places = np.argwhere(np.ones_like(kernel))
    near = np.abs(places[:, None] - places[None]).sum(-1) == 1
    away = kernel.ravel() - kernel.mean()
    return float(kernel.size / near.sum() * (away @ near @ away) / (away @ away))


def test_a_learnt_filter_is_told_from_noise(page: Page) -> None:
    page.get_by_role("button", name="Filters").first.click()
    page.get_by_test_id("filter-c1-0").click()
    filters = load_file(resource("models") / "lenet5-mnist" / "weights.safetensors")["c1.weight"]
    random = 1 / 24
    told = page.get_by_test_id("filter-structure")
    expect(told).to_contain_text(f"structure {moran(filters[0, 0]):.2f}; random filters −{random:.3f} ±")
    expect(told).to_contain_text("of 6 filters of this layer have more structure")
