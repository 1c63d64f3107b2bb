"""Trees edited by hand: blocks and branches by keyboard and by mouse, and weights that follow their layers."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.actions import ends, settled
from tests.e2e.conftest import Open
from tests.e2e.tree_actions import add, drag, paths, press, row

CLIPBOARD = {"permissions": ["clipboard-read", "clipboard-write"]}


@pytest.fixture
def lenet(page: Page) -> Page:
    """The trained LeNet-5 with its list open."""
    page.get_by_test_id("list-toggle").click()
    return page


LAYERS = ["c1", "c1_relu", "s2", "c3", "c3_relu", "s4", "flatten", "f5", "f5_relu", "f6", "f6_relu", "output"]
"""Of the trained LeNet-5."""


def test_layers_are_wrapped_moved_and_taken_out_by_keyboard(lenet: Page) -> None:
    press(lenet, "f5", "Shift+ArrowDown", "r")
    expect(row(lenet, "7.body.f5")).to_be_visible()
    assert paths(lenet) == [*LAYERS[:7], "7", "7.body.f5", "7.body.f5_relu", *LAYERS[9:]]
    expect(lenet.get_by_test_id("said")).to_have_text("2 layers put into a residual block")
    press(lenet, "7.body.f5_relu", "Alt+ArrowDown")
    expect(row(lenet, "7.shortcut.f5_relu")).to_be_focused()
    lenet.keyboard.press("Alt+ArrowUp")
    lenet.keyboard.press("Alt+ArrowLeft")
    expect(row(lenet, "f5_relu")).to_be_focused()
    lenet.keyboard.press("Alt+ArrowUp")
    lenet.keyboard.press("Alt+ArrowRight")
    press(lenet, "7", "u")
    expect(row(lenet, "f5_relu")).to_be_visible()
    for _ in range(7):
        lenet.keyboard.press("Control+z")
    assert paths(lenet) == LAYERS


def test_an_inception_module_is_built_by_drag_and_its_merge_repaired(lenet: Page) -> None:
    add(lenet, "s4", "parallel")
    lenet.get_by_test_id("branch-add-6").click()
    lenet.get_by_test_id("branch-add-6").click()
    for branch, kind in enumerate(("max pool", "convolution", "average")):
        heading = lenet.get_by_test_id(f"part-6.branches.{branch}")
        heading.focus()
        lenet.keyboard.press("a")
        lenet.keyboard.type(kind)
        lenet.keyboard.press("Enter")
        expect(row(lenet, f"6.branches.{branch}.0")).to_be_visible()
    problem = lenet.get_by_test_id("network-problem")
    expect(problem).to_be_visible()
    expect(problem).to_contain_text("2×2")
    row(lenet, "6.branches.0.0").click()
    for field, value in (("kernel_size", 3), ("stride", 1), ("padding", 1)):
        lenet.locator(f"[data-testid=inspector] input[name={field}]").fill(str(value))
    expect(problem).to_contain_text("3×3×8")
    drag(lenet, "layer-6.branches.2.0", "layer-6.branches.0.0")
    expect(row(lenet, "6.branches.0.1")).to_have_attribute("data-kind", "avg_pool2d")
    expect(row(lenet, "6.branches.0.1")).to_contain_text("2×2×16")
    drag(lenet, "layer-6.branches.0.1", "part-6.branches.2")
    expect(row(lenet, "6.branches.2.0")).to_have_attribute("data-kind", "avg_pool2d")
    lenet.keyboard.press("Delete")
    expect(lenet.get_by_test_id("part-6.branches.2")).to_contain_text("identity")
    row(lenet, "6.branches.1.0").click()
    lenet.locator("[data-testid=inspector] input[name=kernel_size]").fill("3")
    repair = problem.get_by_test_id("repair").filter(has_text=re.compile("padding|same", re.I)).first
    repair.click()
    expect(problem).to_have_count(0)
    expect(row(lenet, "6")).to_contain_text("5×5×40")  # 16 + 8 + 16
    expect(lenet.get_by_test_id("part-6.branches.1")).to_contain_text("1.16k")  # (3·3·16 + 1)·8


def test_several_layers_go_together(lenet: Page) -> None:
    row(lenet, "c3").click()
    row(lenet, "s4").click(modifiers=["Shift"])
    expect(lenet.get_by_test_id("selection-bar")).to_contain_text("3 layers")
    row(lenet, "s4").click(modifiers=["ControlOrMeta"])
    expect(lenet.get_by_test_id("selection-bar")).to_contain_text("2 layers")
    lenet.get_by_test_id("selection-parallel").click()
    assert paths(lenet)[3:7] == ["3", "3.branches.0.c3", "3.branches.0.c3_relu", "s4"]
    expect(lenet.get_by_test_id("network-problem")).to_have_count(0)
    expect(lenet.get_by_test_id("output-change")).to_contain_text("0.000000")


def test_a_block_closes_and_opens_again(lenet: Page) -> None:
    add(lenet, "s4", "bottleneck")
    expect(row(lenet, "6.body.0")).to_be_visible()
    press(lenet, "6", "ArrowLeft")
    expect(row(lenet, "6.body.0")).to_have_count(0)
    expect(row(lenet, "6")).to_contain_text("8 layers inside")
    expect(row(lenet, "6")).to_have_attribute("aria-expanded", "false")
    lenet.get_by_test_id("turn-6").click()
    expect(row(lenet, "6.body.0")).to_have_accessible_name(re.compile("in body of Residual block"))


def test_an_empty_block_in_a_trained_network_changes_no_output(lenet: Page) -> None:
    settled(lenet)
    add(lenet, "c3_relu", "F = 0")
    expect(row(lenet, "5")).to_contain_text("10×10×16")
    change = lenet.get_by_test_id("output-change")
    expect(change).to_contain_text("no output: max change 0.000000")
    lenet.get_by_test_id("inspector").get_by_label("Starts at zero").uncheck()
    expect(change).to_contain_text("changed the outputs")
    lenet.keyboard.press("Control+z")
    lenet.keyboard.press("Control+z")
    assert paths(lenet) == LAYERS


def test_untouched_layers_keep_their_weights_through_every_edit(lenet: Page) -> None:
    settled(lenet)
    before = ends(lenet, "filter")
    add(lenet, "s2", "VGG")
    press(lenet, "c3_relu", "b")
    press(lenet, "f6_relu", "Control+d")
    press(lenet, "c1_relu", "Alt+ArrowUp", "Alt+ArrowDown")
    expect(row(lenet, "c1")).not_to_contain_text("untrained")
    expect(row(lenet, "c3")).to_contain_text("untrained")  # it reads more maps now
    settled(lenet)
    expect(lenet.get_by_test_id("filter-c1-0")).to_have_attribute("data-low", before["filter-c1-0"][0] or "")
    after = ends(lenet, "filter")
    same = [name for name in before if name.startswith("filter-c1-")]
    assert len(same) == 6
    assert [after[name] for name in same] == [before[name] for name in same]
    for _ in range(5):
        lenet.keyboard.press("Control+z")
    expect(row(lenet, "c3")).not_to_contain_text("untrained")
    assert paths(lenet) == LAYERS
    settled(lenet)
    assert ends(lenet, "filter") == before


def test_a_layer_is_switched_off_and_comes_back_with_its_weights(lenet: Page) -> None:
    settled(lenet)
    press(lenet, "f6_relu", "o")
    expect(row(lenet, "f6_relu")).to_have_attribute("data-off", "block")
    expect(lenet.get_by_test_id("output-change")).to_contain_text("changed the outputs")
    press(lenet, "f6", "o")
    expect(lenet.get_by_test_id("network-total")).to_contain_text("51,902")  # 61,706 − 10,164 + 360
    press(lenet, "f6", "o")
    press(lenet, "f6_relu", "o")
    expect(row(lenet, "f6_relu")).not_to_have_attribute("data-off", "block")
    expect(row(lenet, "f6")).not_to_contain_text("untrained")
    expect(lenet.get_by_test_id("network-total")).to_contain_text("61,706")


def test_a_skip_is_switched_off_and_on(lenet: Page) -> None:
    add(lenet, "s4", "basic")
    press(lenet, "6", "k")
    expect(row(lenet, "6")).to_contain_text("no skip")
    expect(lenet.get_by_test_id("part-6.branches.0")).to_contain_text("body")
    press(lenet, "6", "k")
    expect(lenet.get_by_test_id("part-6.shortcut")).to_contain_text("identity")


def test_blocks_go_from_window_to_window_as_text(opened: Open) -> None:
    first, second = opened(**CLIPBOARD), opened(**CLIPBOARD)
    for page in (first, second):
        page.get_by_test_id("list-toggle").click()
    first.bring_to_front()
    add(first, "s4", "inception module (reduced)")
    press(first, "6", "Control+c")
    expect(first.get_by_test_id("said")).to_contain_text("copied as text")
    text = first.evaluate("navigator.clipboard.readText()")
    assert '"kind": "parallel"' in text
    assert "$" not in text
    second.bring_to_front()
    press(second, "s4", "Control+v")
    expect(row(second, "6.branches.3.1")).to_be_visible()
    expect(row(second, "6")).to_contain_text("5×5×30")  # 8 + 12 + 6 + 4


def test_what_is_no_layer_is_not_pasted(lenet: Page) -> None:
    row(lenet, "s4").focus()
    lenet.evaluate(
        """() => { const data = new DataTransfer(); data.setData("text/plain", '[{"kind": "conv9d"}]');
            const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
            document.activeElement.dispatchEvent(event); }"""
    )
    expect(lenet.get_by_test_id("refusal")).to_contain_text("conv9d")
    assert paths(lenet) == LAYERS


def test_layers_are_swapped_with_their_counts_in_sight(lenet: Page) -> None:
    press(lenet, "c1", "s")
    swaps = lenet.get_by_test_id("swaps")
    arithmetic = swaps.get_by_test_id("swap-conv_to_linear")
    expect(arithmetic).to_contain_text("784 → 4,704")
    expect(arithmetic).to_contain_text("156 → 3,692,640")
    cascade = swaps.get_by_test_id("swap-conv_to_cascade")
    expect(cascade).to_contain_text("61,706 → 61,940 parameters")  # 156 → 60 + 330
    cascade.click()
    assert paths(lenet)[:4] == ["0", "1", "2", "c1_relu"]
    expect(lenet.get_by_test_id("network-total")).to_contain_text("61,940")
    row(lenet, "flatten").click()
    expect(swaps.get_by_test_id("swap-flatten_to_global")).to_contain_text("→ 15,860 parameters")
    lenet.keyboard.press("Control+z")
    expect(lenet.get_by_test_id("network-total")).to_contain_text("61,706")


def test_the_menu_of_actions_works_by_mouse_and_keyboard(lenet: Page) -> None:
    row(lenet, "c3").click(button="right")
    menu = lenet.get_by_test_id("action-menu")
    expect(menu).to_be_visible()
    menu.get_by_test_id("action-duplicate").click()
    expect(row(lenet, "4")).to_have_attribute("data-kind", "conv2d")
    expect(row(lenet, "4")).to_be_focused()
    lenet.keyboard.press("Shift+F10")
    expect(menu.get_by_role("menuitem").first).to_be_focused()
    lenet.keyboard.press("End")
    lenet.keyboard.press("Enter")
    expect(row(lenet, "4")).to_have_count(0)


def test_blocks_are_built_by_touch(phone: Page) -> None:
    phone.get_by_test_id("list-toggle").tap()
    row(phone, "s4").tap()
    phone.get_by_test_id("inspector-more").tap()
    phone.get_by_test_id("action-residual").tap()
    expect(row(phone, "5.body.s4")).to_be_attached()
    wider = phone.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wider <= 0
