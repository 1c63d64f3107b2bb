"""One unit in full: its activation's curve with a z to move; forward and backward."""

import io
import re

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.e2e.actions import draw, settled
from tests.e2e.conftest import Open
from tests.e2e.polygons import POLYGONS, placed
from tests.e2e.test_access import AXE, VIOLATIONS
from tests.e2e.test_drill import number
from tests.e2e.test_why import by_rest, seven
from tests.serving import Server

THREE = placed(POLYGONS[3][0], 0.6, 0.5, 0.5)


def opened_on(page: Page, tile: str) -> Locator:
    """The panel that explains a unit of this map in full."""
    draw(page, THREE)
    settled(page)
    page.get_by_test_id(f"feature-map-{tile}").first.click()
    expect(page.get_by_test_id("unit-arithmetic")).to_be_visible()
    page.get_by_test_id("drill-open").click()
    panel = page.get_by_test_id("drill")
    expect(panel).to_have_attribute("data-unit", re.compile(f"^{tile.rpartition('-')[0]}"))
    return panel


def at(page: Page) -> tuple[float, float, float]:
    """z, f(z) and f′(z) as they are shown."""
    texts = [page.get_by_test_id(f"drill-curve-{name}").inner_text() for name in ("z", "f", "slope")]
    z, f, slope = (number(text) for text in texts)
    return z, f, slope


def is_relu(z: float, f: float, slope: float) -> None:
    assert (f, slope) == (pytest.approx(max(0.0, z)), float(z > 0))


def test_z_is_moved_along_the_curve_of_the_activation(page: Page) -> None:
    panel = opened_on(page, "c1-0")
    expect(page.get_by_test_id("drill-curve")).to_have_attribute("data-kind", "relu")
    expect(panel).to_contain_text(f"{28 * 28 * 6:,} numbers that c1 gives")
    own = at(page)
    is_relu(*own)
    slider = page.get_by_test_id("drill-z")

    box = slider.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 0.9, box["y"] + 20)
    page.mouse.down()
    far = at(page)
    page.mouse.move(box["x"] + box["width"] * 0.1, box["y"] + 20, steps=4)
    page.mouse.up()
    near = at(page)
    assert near[0] < 0 < far[0]
    is_relu(*far)
    is_relu(*near)

    slider.press("ArrowRight")
    assert near[0] < at(page)[0] < far[0]
    slider.press("Home")
    assert at(page)[0] <= -4
    page.get_by_test_id("drill-curve-own").click()
    assert at(page) == own


def test_a_layer_without_an_activation_says_so_and_esc_leads_back(page: Page) -> None:
    panel = opened_on(page, "s2-1")
    expect(panel).to_contain_text("No activation follows")
    expect(page.get_by_test_id("drill-curve")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    expect(page.locator(".loupe")).to_have_attribute("data-unit", re.compile("^s2,1,"))


def shown_cells(page: Page, sym: str) -> np.ndarray:
    """The numbers of a square of the drawing, from the titles of its cells; `∂x` is the gradient of `x`."""
    titles: list[str] = page.evaluate(
        """(sym) => [...document.querySelector(`[data-testid=drill-drawing] [data-sym="${sym}"] table`)
            .querySelectorAll("td")].map((cell) => cell.title)""",
        sym,
    )
    return np.array([float(title.partition(": ")[2]) for title in titles])


def backward(page: Page, label: str) -> None:
    """The way back of this class's score."""
    page.get_by_test_id("drill-backward").click()
    page.get_by_test_id("drill-class").select_option(label)
    expect(page.get_by_test_id("drill-chain")).to_have_attribute("data-target", label)


def test_backward_the_gradient_stands_under_every_number(page: Page, server: Server) -> None:
    raw = io.BytesIO()
    Image.fromarray(seven()).save(raw, "PNG")
    file = {"name": "seven.png", "mimeType": "image/png", "buffer": raw.getvalue()}
    page.get_by_test_id("image-upload").set_input_files(file)
    settled(page)
    page.get_by_test_id("feature-map-c1-0").first.click()
    page.get_by_test_id("drill-open").click()
    panel = page.get_by_test_id("drill")
    expect(panel).to_have_attribute("data-unit", re.compile("^c1_relu"))
    *_, y, x = (panel.get_attribute("data-unit") or "").split(",")
    top, left = int(y) - 2, int(x) - 2
    backward(page, "3")

    # This unit alone: upstream × weight and upstream × input.
    upstream = float(page.get_by_test_id("drill-chain").get_attribute("data-upstream") or "nan")
    np.testing.assert_allclose(shown_cells(page, "∂x"), upstream * shown_cells(page, "w"), atol=1e-6)
    np.testing.assert_allclose(shown_cells(page, "∂w"), upstream * shown_cells(page, "x"), atol=1e-6)

    # All ways: the saliency of the pixels, as the attributions have it.
    page.get_by_test_id("drill-total").click()
    method = {"kind": "saliency", "absolute": False}
    expected = by_rest(server, seven(), method=method, target=3)[top : top + 5, left : left + 5]
    np.testing.assert_allclose(shown_cells(page, "∂x"), expected.ravel(), rtol=1e-3, atol=1e-5)

    # The loss of the class instead of its score; forward again takes all of it away.
    before = page.get_by_test_id("drill-chain").inner_text()
    page.get_by_test_id("drill-of").select_option("loss")
    expect(page.get_by_test_id("drill-chain")).not_to_have_text(before)
    expect(page.get_by_test_id("drill-chain")).to_contain_text("Loss −ln p of 3")
    page.get_by_test_id("drill-forward").click()
    expect(panel.locator('[data-sym="∂x"]')).to_have_count(0)


def test_of_a_max_pool_only_the_winner_gets_a_gradient(page: Page) -> None:
    opened_on(page, "s2-1")
    backward(page, "3")
    gradient, values = shown_cells(page, "∂x"), shown_cells(page, "x")
    upstream = float(page.get_by_test_id("drill-chain").get_attribute("data-upstream") or "nan")
    expected = np.zeros(values.size)
    expected[values.argmax()] = upstream
    np.testing.assert_allclose(gradient, expected, atol=1e-7)


def test_a_unit_of_many_inputs_shows_them_as_bars(page: Page) -> None:
    panel = opened_on(page, "f5-8")
    backward(page, "3")
    expect(page.get_by_test_id("drill-strips").locator("canvas")).to_have_count(5)
    expect(panel.locator('[data-line="∂b"] .katex')).to_be_visible()


def test_a_short_vector_is_rolled_into_rows(page: Page) -> None:
    panel = opened_on(page, "output-3")
    backward(page, "3")
    assert shown_cells(page, "x").shape == (84,)
    np.testing.assert_allclose(shown_cells(page, "∂x"), shown_cells(page, "w"), atol=1e-6)
    panel.locator('[data-sym=x] [data-cell="2,3"]').click()
    expect(panel).to_have_attribute("data-unit", "f6_relu,23,0,0")


def lit(page: Page) -> set[str]:
    """Names of everything that is lit."""
    found = page.evaluate(
        "() => [...document.querySelectorAll('[data-lit]')].map(({ dataset }) => dataset.sym)"
    )
    return set(found)


def formula(page: Page, line: str) -> str:
    """A line's formula as it is read out."""
    text: str = page.locator(f'[data-line="{line}"] math semantics > mrow').evaluate(
        "(one) => one.textContent"
    )
    return re.sub(r"[\s\u2061]", "", text)


def test_formulas_have_the_live_numbers_and_symbols_and_drawing_light_each_other(page: Page) -> None:
    panel = opened_on(page, "c1-0")
    z = at(page)[0]
    last = formula(page, "a")
    assert last.startswith("a=max(0,z)=max(0,")
    assert number(last.rpartition("=")[2]) == pytest.approx(max(z, 0), rel=0.01)
    weights, products = (
        panel.locator(f'[data-testid=drill-drawing] [data-sym="{sym}"]') for sym in ("w", "Σ")
    )

    # A symbol of a formula lights its numbers in the drawing.
    panel.locator('[data-line="Σ"] .katex-html [data-sym=w]').first.hover()
    expect(weights).to_have_attribute("data-lit", "")
    expect(products).not_to_have_attribute("data-lit", "")
    assert lit(page) == {"w"}

    # A cell of the drawing lights its symbol, and its numbers come first in the formula.
    weights.locator("td").nth(7).hover()
    expect(panel.locator('[data-line="Σ"] .katex-html [data-sym=w]').first).to_have_attribute("data-lit", "")
    x, w = shown_cells(page, "x")[7], shown_cells(page, "w")[7]
    term = formula(page, "Σ").split("=")[2].split("⋅")
    assert number(term[0].strip("()")) == pytest.approx(x, rel=0.01)
    assert number(re.split(r"\+|\)", term[1].strip("("))[0]) == pytest.approx(w, rel=0.01)

    # By keyboard: the list of symbols.
    page.get_by_test_id("drill-symbols").get_by_role("button", name="bias").focus()
    assert lit(page) == {"b"}

    # The numbers are live.
    before = formula(page, "z")
    draw(page, [[(0.2, 0.2), (0.8, 0.8)], [(0.4, 0.5), (0.6, 0.5)]])
    expect(panel.locator('[data-line="z"] math semantics > mrow')).not_to_have_text(before)


def test_backward_the_chain_rule_stands_with_its_numbers(page: Page) -> None:
    opened_on(page, "output-3")
    backward(page, "3")
    assert formula(page, "∂b") == "∂s∂b=∂s∂z=1"
    upstream_times_weight = formula(page, "∂x").rpartition("=")
    assert "∂s∂z⋅w=1⋅" in upstream_times_weight[0]


def test_the_fonts_are_the_servers_own(page: Page, server: Server) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    opened_on(page, "c1-0")
    expect(page.locator("[data-line=z] .katex-html")).to_be_visible()
    page.evaluate("document.fonts.ready")
    fonts = [url for url in asked if "KaTeX" in url]
    assert fonts
    assert all(
        url.startswith((server.url, server.url.replace("http", "ws", 1), "data:", "blob:")) for url in asked
    )


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_is_accessible(opened: Open, theme: str) -> None:
    page = opened(color_scheme=theme)
    opened_on(page, "c1-0")
    backward(page, "3")
    page.evaluate(AXE)
    assert page.evaluate(VIOLATIONS) == []


def test_it_fits_a_phone_in_russian(opened: Open) -> None:
    page = opened(viewport={"width": 360, "height": 740}, locale="ru-RU")
    draw(page, THREE)
    settled(page)
    page.get_by_test_id("feature-map-c1-0").first.click()
    close = page.locator(".loupe").get_by_role("button", name="Закрыть").bounding_box()
    assert close is not None
    assert close["x"] + close["width"] <= 360
    page.get_by_test_id("drill-open").click()
    expect(page.get_by_test_id("drill")).to_contain_text("Активация relu")
    backward(page, "3")
    expect(page.locator('[data-line="∂x"] .katex-html')).to_be_visible()
    page.evaluate(AXE)
    assert page.evaluate(VIOLATIONS) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
