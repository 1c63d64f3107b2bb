"""Where windows lie and what they leave over, and the drawing of deep networks, in a real browser."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.e2e.actions import open_layer, type_number


def output(page: Page) -> Locator:
    """The size that comes out of the layer that is selected."""
    return page.get_by_test_id("inspector-output")


def test_a_stride_that_does_not_fit_is_shown_under_three_rules(page: Page) -> None:
    open_layer(page, "s2")
    type_number(page, "kernel_size", 3)
    sizes = {"floor": "9", "ceil": "10", "strict": "9.333: does not fit"}
    for rule, size in sizes.items():
        expect(page.get_by_test_id(f"size-{rule}")).to_have_text(size)
    picture = page.get_by_test_id("geometry")
    expect(picture).to_have_attribute("data-columns", ",".join("1" * 27 + "0"))
    page.get_by_label("ceil: round up").check()
    expect(output(page)).to_have_text("10×10×6")
    expect(picture).to_have_attribute("data-columns", ",".join("1" * 28))
    page.get_by_label("strict: must fit").check()
    expect(page.get_by_test_id("network-problem")).to_have_count(1)
    page.get_by_test_id("inspector-numbers").click()
    expect(page.get_by_test_id("size-strict")).to_have_text(sizes["strict"])
    page.get_by_label("floor: round down").check()
    expect(page.get_by_test_id("network-problem")).to_have_count(0)
    expect(page.get_by_test_id("layer-s2")).to_contain_text("9×9×6")


def test_same_fills_in_the_padding_and_the_window_stops_at_the_border(page: Page) -> None:
    open_layer(page, "c1")
    for kernel, padding in ((3, 1), (7, 3), (5, 2)):
        type_number(page, "kernel_size", kernel)
        page.get_by_test_id("padding-same").click()
        expect(page.locator("[data-testid=inspector] input[name=padding]")).to_have_value(str(padding))
        expect(output(page)).to_have_text("28×28×6")
    type_number(page, "padding", 0)
    expect(output(page)).to_have_text("24×24×6")
    reading = page.get_by_test_id("geometry-reading")
    page.get_by_test_id("geometry").focus()
    for _ in range(23):
        page.keyboard.press("ArrowRight")
    expect(reading).to_contain_text("column 24 of 24: reads rows 0…4, columns 23…27")
    page.keyboard.press("ArrowRight")
    expect(reading).to_contain_text("border")
    page.get_by_test_id("geometry-own").click()
    counts = ",".join(str(min(at + 1, 28 - at, 5)) for at in range(28))
    expect(page.get_by_test_id("geometry")).to_have_attribute("data-rows", counts)
    type_number(page, "kernel_size", 4)
    expect(page.get_by_test_id("padding-even")).to_be_visible()


def test_a_deep_network_is_a_graph_of_stages_that_open_zoom_and_move(page: Page) -> None:
    page.get_by_test_id("model-select").select_option("resnet50")
    drawing = page.get_by_test_id("network-drawing")
    fold = page.locator("[data-testid^=fold-]").first
    expect(fold).to_contain_text("×3")
    fold.click()
    expect(fold).to_have_attribute("aria-expanded", "true")
    expect(page.locator("[data-testid^='graph-conv2_1']").first).to_be_visible()
    expect(page.get_by_test_id("minimap")).to_be_visible()
    before = float(str(drawing.get_attribute("data-scale")))
    drawing.focus()
    page.keyboard.press("+")
    expect(drawing).not_to_have_attribute("data-scale", str(before))
    page.keyboard.press("0")
    expect(page.get_by_test_id("minimap")).to_have_count(0)
    drawing.hover()
    page.keyboard.down("Control")
    page.mouse.wheel(0, -120)
    page.keyboard.up("Control")
    expect(drawing).to_have_attribute("data-scale", re.compile(r"0\.\d+|1"))
    page.get_by_test_id("graph-conv1").click()
    expect(page.get_by_test_id("inspector")).to_be_visible()
    expect(page.get_by_test_id("geometry")).to_be_visible()
    page.get_by_test_id("figure-maps").click()
    expect(page.get_by_test_id("feature-map-conv1-0")).to_be_attached()


def test_the_lectures_example_slides_number_by_number(page: Page) -> None:
    open_layer(page, "c1")
    page.get_by_test_id("example-open").click()
    dialog = page.get_by_test_id("example-dialog")
    total = dialog.get_by_test_id("example-sum").locator("b")
    expect(total).to_have_text("1")
    sums = []
    for _ in range(4):
        dialog.get_by_label("One place on").click()
        sums.append(total.inner_text())
    assert sums == ["6", "5", "6", "6"]
    dialog.get_by_label("Result 5×5: y 2, x 2").click()
    expect(total).to_have_text("8")  # the printed corner's last number
    dialog.get_by_test_id("example-stride").select_option("2")
    dialog.get_by_label("Result 3×3: y 1, x 1").click()
    expect(total).to_have_text("8")
    dialog.get_by_label("Picture with its padding: y 3, x 3").fill("10")
    dialog.get_by_label("Picture with its padding: y 3, x 3").press("Tab")
    expect(total).to_have_text("8")  # the kernel's middle is 0
    dialog.get_by_label("Kernel: y 1, x 1").fill("1")
    dialog.get_by_label("Kernel: y 1, x 1").press("Tab")
    expect(total).to_have_text("18")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


def test_pointing_at_a_factor_names_it(page: Page) -> None:
    open_layer(page, "c3")
    page.get_by_test_id("inspector-numbers").click()
    count = page.locator("[data-testid=inspector] [data-factor='2']")
    count.first.hover()
    expect(count.first).to_have_attribute("title", "input maps")
    expect(count.nth(1)).to_have_class(re.compile("lit"))
