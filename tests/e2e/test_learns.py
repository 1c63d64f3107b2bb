"""How a layer learns: histograms, the size of its updates, dead units; asked for while somebody looks."""

import re

from playwright.sync_api import Page, expect

from tests.e2e.test_data import finished, train
from tests.e2e.test_layers import opened_list, preset


def learns(page: Page, path: str) -> None:
    page.get_by_test_id(f"layer-{path}").click()
    page.get_by_test_id("inspector-learns").click()


def test_step_by_step_and_from_layer_to_layer(page: Page) -> None:
    preset(page, "lenet5")
    opened_list(page)
    learns(page, "c1")
    told = page.get_by_test_id("learns")
    expect(told).to_contain_text("Press play, or take one step.")
    page.get_by_test_id("train-step").click()
    expect(told).to_have_attribute("data-step", "1")
    expect(told.get_by_label(re.compile("^Weights: now"))).to_be_visible()
    expect(told.get_by_label(re.compile("^Gradients .*: now"))).to_be_visible()
    page.wait_for_timeout(600)  # statistics come at most twice a second
    page.get_by_test_id("train-step").click()
    expect(told).to_have_attribute("data-step", "2")
    expect(told.get_by_test_id("learns-ratio")).to_contain_text(re.compile(r"0\.0\d+"))
    page.get_by_test_id("layer-c1_relu").click()
    expect(told.get_by_test_id("learns-dead")).to_contain_text(re.compile(r"\d %.*validation images", re.S))
    expect(told.get_by_label("By depth: Gradient").get_by_role("listitem")).to_have_count(5)
    page.get_by_test_id("train-cancel").click()


def test_a_run_that_stands_paused_is_told_at_once(page: Page) -> None:
    preset(page, "lenet5")
    opened_list(page)
    page.get_by_test_id("train-step").click()
    expect(page.get_by_test_id("run-step")).to_contain_text("1")
    learns(page, "f5")
    expect(page.get_by_test_id("learns")).to_have_attribute("data-step", "1")
    page.get_by_test_id("train-cancel").click()


def test_zero_weights_are_told_to_be_identical(page: Page) -> None:
    preset(page, "lenet5")
    opened_list(page)
    page.get_by_test_id("layer-c3").click()
    page.get_by_test_id("layer-training").get_by_label("First weights").select_option("zeros")
    page.get_by_test_id("inspector-learns").click()
    page.get_by_test_id("train-step").click()
    expect(page.get_by_test_id("learns-identical")).to_contain_text("15 filters equal another one")
    page.get_by_test_id("train-cancel").click()


def test_a_step_under_the_microscope(page: Page) -> None:
    preset(page, "lenet5")
    opened_list(page)
    learns(page, "f6")
    micro = page.get_by_test_id("microscope")
    micro.get_by_test_id("microscope-look").click()
    told = micro.get_by_test_id("update")
    expect(told).to_contain_text("f6.weight[")
    expect(told.get_by_role("listitem")).to_have_count(6)  # Adam: g, m, v, m̂, v̂, Δ
    after, torch = (float(told.get_attribute(f"data-{name}") or "nan") for name in ("after", "torch"))
    assert abs(after - torch) < 1e-6
    micro.get_by_label("Parameter").select_option("f6.bias")
    micro.get_by_label("Place").fill("3")
    micro.get_by_test_id("microscope-look").click()
    expect(told).to_contain_text("f6.bias[3]")
    page.get_by_test_id("layer-f6_relu").click()
    expect(micro.get_by_test_id("microscope-unit")).to_contain_text("upstream")
    expect(micro.get_by_role("row")).to_have_count(13)


def test_gradients_lie_beside_the_maps_of_what_is_drawn(page: Page) -> None:
    preset(page, "lenet5")
    opened_list(page)
    learns(page, "c1")
    expect(page.get_by_test_id("gradient-maps")).to_have_count(0)
    page.get_by_test_id("train-step").click()
    shown = page.get_by_test_id("gradient-maps")
    expect(shown).to_have_attribute("data-step", "1")
    expect(shown.get_by_label(re.compile(r"^Map \d+: "))).to_have_count(6)
    expect(shown.get_by_label(re.compile(r"^Gradient of map \d+: −"))).not_to_have_count(0)
    page.get_by_test_id("layer-output").click()
    expect(shown.get_by_label(re.compile("^Gradient of the outputs: −0"))).to_have_count(1)
    page.get_by_test_id("train-cancel").click()


def test_step_0_follows_the_initialiser(page: Page) -> None:
    preset(page, "lenet5")
    opened_list(page)
    learns(page, "c3")
    first = page.get_by_test_id("beginning")
    expect(first.get_by_label(re.compile("^Weights at step 0: −0"))).to_be_visible()
    expect(first.get_by_label(re.compile("^Gradients .* at step 0: "))).to_be_visible()
    expect(first.get_by_test_id("beginning-identical")).to_have_count(0)
    first.get_by_label("First weights of all layers").select_option("zeros")
    expect(first.get_by_test_id("beginning-identical")).to_contain_text("15 filters equal another one")
    expect(first.get_by_label(re.compile("^Weights at step 0: 0 to 0"))).to_be_visible()
    first.get_by_label("First weights of all layers").select_option("he")
    expect(first.get_by_test_id("beginning-identical")).to_have_count(0)
    expect(first).to_contain_text("Dashed: before the last change.")
    page.get_by_test_id("layer-f5_relu").click()
    expect(first).to_contain_text(re.compile(r"Dead channels: \d"))


def test_moments_that_nobody_looked_at_are_found_out_when_one_goes_back_to_them(page: Page) -> None:
    preset(page, "lenet5")
    opened_list(page)
    train(page, epochs=1)
    finished(page)
    learns(page, "c3")
    told = page.get_by_test_id("learns")
    expect(told).to_have_attribute("data-step", re.compile(r"\d+"))
    end = int(told.get_attribute("data-step") or 0)
    past = page.get_by_role("slider", name="Checkpoints")
    past.press("Home")
    expect(told).to_have_attribute("data-step", "0")
    expect(told.get_by_label(re.compile("^Gradients .*: now"))).to_be_visible()
    first = told.get_by_test_id("learns-norm").locator("b").inner_text()
    past.press("End")
    expect(told).to_have_attribute("data-step", str(end))
    assert told.get_by_test_id("learns-norm").locator("b").inner_text() != first
