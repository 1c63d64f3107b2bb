"""The layer list and the inspector in a real browser: edit, break, repair, undo, add, move, translate."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.serving import Server


def opened_list(page: Page) -> None:
    """Open the list of layers."""
    page.get_by_test_id("list-toggle").click()


def kinds(page: Page) -> list[str]:
    """The kinds of the layers, top to bottom."""
    return [str(row.get_attribute("data-kind")) for row in page.locator("[data-kind]").all()]


def preset(page: Page, name: str) -> None:
    """Load an untrained network and wait for its analysis."""
    page.get_by_test_id("model-select").select_option(name)
    expect(page.get_by_test_id("network-total")).to_contain_text("parameter")


def setting(page: Page, name: str) -> Locator:
    """The number box of a setting."""
    return page.locator(f"[data-testid=inspector] input[name={name}]")


@pytest.fixture
def lenet(page: Page) -> Page:
    """The playground with LeNet-5 and its list open."""
    preset(page, "lenet5")
    opened_list(page)
    return page


def test_a_layer_prints_its_arithmetic(lenet: Page) -> None:
    row = lenet.get_by_test_id("layer-c1")
    expect(row).to_contain_text("28×28×6")
    row.click()
    for line in ("conv 5×5×1 → 6", "(28 + 2·2 − 5)/1 + 1 = 28", "(5·5·1 + 1)·6 = 156"):
        expect(row).to_contain_text(line)
    expect(lenet.get_by_test_id("network-total")).to_contain_text("61,706")


def test_the_card_has_the_four_fields_and_what_comes_out(lenet: Page) -> None:
    lenet.get_by_test_id("layer-c1").click()
    fields = lenet.locator("[data-testid=inspector] [data-field]:visible")
    names = [field.get_attribute("data-field") for field in fields.all()]
    assert names == ["out_channels", "kernel_size", "padding", "stride"]
    expect(lenet.get_by_test_id("inspector-output")).to_have_text("28×28×6")
    expect(lenet.get_by_test_id("inspector-params")).to_have_text("156")


def test_a_changed_kernel_changes_shapes_counts_and_fields(lenet: Page) -> None:
    lenet.get_by_test_id("layer-c1").click()
    lenet.get_by_label("Kernel size", exact=True).fill("3")
    expect(lenet.get_by_test_id("layer-c1")).to_contain_text("30×30×6")
    expect(lenet.get_by_test_id("inspector-params")).to_have_text("60")
    lenet.get_by_test_id("inspector-numbers").click()
    expect(lenet.get_by_test_id("inspector-field")).to_contain_text("3×3")


def test_a_problem_is_told_at_its_layer_and_repaired_in_one_step(lenet: Page) -> None:
    lenet.get_by_test_id("layer-flatten").focus()
    lenet.keyboard.press("Delete")
    problem = lenet.get_by_test_id("network-problem")
    expect(problem).to_have_count(1)
    repair = lenet.get_by_test_id("repair").first
    expect(repair).to_contain_text("Insert flatten")
    repair.hover()
    expect(repair).to_contain_text("400 → 120")
    repair.click()
    expect(problem).to_have_count(0)
    expect(lenet.get_by_test_id("network-total")).to_contain_text("61,706")
    lenet.keyboard.press("Control+z")
    expect(problem).to_have_count(1)
    lenet.keyboard.press("Control+z")
    expect(lenet.get_by_test_id("layer-flatten")).to_contain_text("400")
    lenet.keyboard.press("Control+Shift+z")
    expect(problem).to_have_count(1)


def test_layers_are_added_from_a_searchable_menu(lenet: Page) -> None:
    before = kinds(lenet)
    lenet.get_by_test_id("layer-s2").click()
    lenet.get_by_test_id("layer-add").click()
    lenet.keyboard.type("batch")
    lenet.keyboard.press("Enter")
    expect(lenet.locator("[data-kind]")).to_have_count(len(before) + 1)
    assert kinds(lenet)[2:4] == [before[2], "batch_norm2d"]


def test_layers_move_by_keyboard_and_by_mouse(lenet: Page) -> None:
    before = kinds(lenet)
    lenet.locator("[data-kind]").nth(1).focus()
    lenet.keyboard.press("Alt+ArrowDown")
    swapped = [before[0], before[2], before[1], *before[3:]]
    expect(lenet.locator("[data-kind]").nth(2)).to_be_focused()
    assert kinds(lenet) == swapped
    source = lenet.locator("[data-kind]").nth(2).bounding_box()
    goal = lenet.get_by_test_id("layer-s2").bounding_box()
    assert source is not None
    assert goal is not None
    lenet.mouse.move(source["x"] + 60, source["y"] + 20)
    lenet.mouse.down()
    lenet.mouse.move(goal["x"] + 60, goal["y"] + 4, steps=8)
    lenet.mouse.up()
    expect(lenet.locator("[data-kind]").nth(1)).to_have_attribute("data-kind", before[1])
    assert kinds(lenet) == before


def test_kinds_that_fit_are_swapped_in_place(lenet: Page) -> None:
    lenet.get_by_test_id("layer-s2").click()
    lenet.get_by_test_id("inspector-kind").select_option("l2_pool2d")
    expect(lenet.get_by_test_id("layer-s2")).to_have_attribute("data-kind", "l2_pool2d")
    expect(lenet.get_by_test_id("layer-s2")).to_contain_text("14×14×6")


def test_copies_names_and_deletions(lenet: Page) -> None:
    before = kinds(lenet)
    lenet.locator("[data-kind]").nth(1).click()
    lenet.get_by_test_id("inspector-duplicate").click()
    copy = lenet.get_by_test_id("layer-2")
    expect(copy).to_have_attribute("data-kind", before[1])
    copy.click()
    lenet.get_by_label("Name", exact=True).fill("act")
    lenet.get_by_label("Name", exact=True).press("Enter")
    expect(lenet.get_by_test_id("layer-act")).to_have_attribute("aria-current", "true")
    lenet.get_by_test_id("inspector-remove").click()
    expect(lenet.get_by_test_id("layer-act")).to_have_count(0)
    assert kinds(lenet) == before


def test_the_formula_of_linear_networks_is_on_screen(page: Page) -> None:
    preset(page, "linear")
    opened_list(page)
    expect(page.get_by_test_id("network-formula")).to_have_text("f = Wx + b")
    preset(page, "two-layer")
    expect(page.get_by_test_id("network-formula")).to_have_text("f = W2 max(0, W1 x)")


def test_stages_are_told_apart(lenet: Page) -> None:
    stages = [row.get_attribute("data-stage") for row in lenet.locator("[data-kind]").all()]
    assert stages == ["local"] * 6 + ["global"] * (len(stages) - 6)


def test_problems_speak_russian(lenet: Page) -> None:
    lenet.get_by_role("button", name="Language").click()
    lenet.get_by_test_id("layer-flatten").focus()
    lenet.keyboard.press("Delete")
    expect(lenet.get_by_test_id("network-problem")).to_contain_text("Слою нужен вектор")
    assert not re.search("[a-z]{5,}", lenet.get_by_test_id("network-problem").inner_text())


def test_untouched_layers_keep_weights_and_undo_brings_the_others_back(page: Page, server: Server) -> None:
    order = {"network": {"preset": "two-layer"}, "dataset": "mnist-5k", "training": {"epochs": 1}}
    run = page.request.post(f"{server.url}/api/v1/runs", data=order).json()["id"]
    while page.request.get(f"{server.url}/api/v1/runs/{run}").json()["state"] != "finished":
        page.wait_for_timeout(300)
    page.reload()
    page.get_by_test_id("model-select").select_option(f"run:{run}")
    opened_list(page)
    rows = page.locator("[data-kind=linear]")
    expect(rows).to_have_count(2)
    expect(rows.filter(has_text="untrained")).to_have_count(0)
    rows.nth(0).click()
    page.get_by_label("Outputs", exact=True).fill("20")
    expect(rows.filter(has_text="untrained")).to_have_count(2)
    page.keyboard.press("Control+z")
    expect(rows.filter(has_text="untrained")).to_have_count(0)
    rows.nth(0).focus()
    page.keyboard.press("Alt+ArrowUp")
    expect(page.get_by_test_id("network-problem")).to_have_count(1)
    page.keyboard.press("Control+z")
    expect(rows.filter(has_text="untrained")).to_have_count(0)


def test_the_sheet_works_by_touch_and_nothing_scrolls_sideways(phone: Page) -> None:
    preset(phone, "lenet5")
    phone.get_by_test_id("list-toggle").tap()
    phone.get_by_test_id("layer-c1").tap()
    setting(phone, "kernel_size").fill("3")
    expect(phone.get_by_test_id("inspector-params")).to_have_text("60")
    wider = phone.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wider <= 0
    small = phone.evaluate(
        "[...document.querySelectorAll('[data-testid=inspector] button, [data-testid=inspector] select')]"
        ".filter(e => e.getBoundingClientRect().height < 40).map(e => e.outerHTML.slice(0, 80))"
    )
    assert small == []
