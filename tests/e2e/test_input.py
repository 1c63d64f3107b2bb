"""The input in numbers: planes of a colour picture, pixels with their triples, and how they are normalised."""

import io
import re

import numpy as np
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.e2e.actions import open_layer, settled, type_number

CHANCE = np.random.default_rng(7)
PIXELS = CHANCE.integers(0, 256, (5, 5, 3), dtype=np.uint8)


def colour(page: Page, pixels: np.ndarray) -> None:
    """A linear network on a colour picture of its own size, which is shown to it."""
    page.get_by_test_id("model-select").select_option("linear")
    page.get_by_test_id("list-toggle").click()
    page.get_by_test_id("network-input").click()
    for name, side in zip(("height", "width"), pixels.shape, strict=False):
        type_number(page, name, side)
    page.locator("[data-testid=inspector] select[name=channels]").select_option("3")
    expect(page.get_by_test_id("network-total")).to_contain_text(f"{pixels.size * 10 + 10:,}")
    raw = io.BytesIO()
    Image.fromarray(pixels).save(raw, "PNG")
    file = {"name": "colours.png", "mimeType": "image/png", "buffer": raw.getvalue()}
    page.get_by_test_id("image-upload").set_input_files(file)
    settled(page)


def open_cells(page: Page) -> None:
    """Open the input to its pixels."""
    page.get_by_role("button", name=re.compile("open the input", re.I)).click()
    expect(page.get_by_role("dialog", name="Numbers")).to_be_visible()


def box(locator: Locator) -> tuple[float, float, float, float]:
    """Left, top, right, bottom."""
    found = locator.bounding_box()
    assert found is not None
    return found["x"], found["y"], found["x"] + found["width"], found["y"] + found["height"]


def overlap(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> bool:
    """Do two boxes share some ground?"""
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def test_a_colour_picture_is_a_stack_of_three_planes_to_pull_apart(page: Page) -> None:
    colour(page, PIXELS)
    expect(page.get_by_test_id("input-shape")).to_have_text(re.compile(r"H×W×C\s*5×5×3 = 75"))
    open_cells(page)
    expect(page.get_by_role("dialog", name="Numbers")).to_contain_text("75 numbers")
    red, green, blue = (page.get_by_test_id(f"plane-{name}") for name in "RGB")
    assert overlap(box(red), box(green))
    assert overlap(box(green), box(blue))
    left, top, _, _ = box(blue)
    page.mouse.move(left + 20, top + 10)
    page.mouse.down()
    page.mouse.move(left + 900, top + 10, steps=6)
    page.mouse.up()
    assert not overlap(box(red), box(green))
    assert not overlap(box(green), box(blue))
    page.get_by_test_id("planes-apart").fill("0")
    assert overlap(box(red), box(green))


def test_a_pixel_is_read_as_its_triple_whichever_plane_is_pointed_at(page: Page) -> None:
    colour(page, PIXELS)
    open_cells(page)
    page.get_by_test_id("planes-apart").fill("1")
    reading = page.get_by_test_id("pixel-reading")
    for plane, (y, x) in zip("RGB", ((0, 0), (2, 3), (4, 1)), strict=True):
        sheet = page.get_by_test_id(f"plane-{plane}").get_by_role("application")
        sheet.hover(position={"x": 20 + 36 * x + 18, "y": 20 + 36 * y + 18})
        expect(reading).to_contain_text(f"y {y}, x {x}")
        for name, value in zip("RGB", PIXELS[y, x], strict=True):
            expect(reading).to_contain_text(f"{name} {value} →")


def test_a_switch_of_the_normalisation_moves_the_histogram(page: Page) -> None:
    histogram = page.get_by_test_id("histogram")
    panel = page.get_by_role("region", name="Normalise", exact=True)
    expect(histogram).to_have_attribute("data-low", "-0.5")
    expect(histogram).to_have_attribute("data-high", "0.5")
    for text in ("0 → −0.5", "51 → −0.3", "255 → 0.5"):
        expect(panel).to_contain_text(text)
    left = [box(histogram.locator("rect").first)[0]]
    panel.get_by_role("button", name="x/255", exact=True).click()
    expect(histogram).to_have_attribute("data-low", "0")
    expect(histogram).to_have_attribute("data-high", "1")
    left.append(box(histogram.locator("rect").first)[0])
    assert left[1] > left[0] + 50
    for text in ("0 → 0", "51 → 0.2", "255 → 1"):
        expect(panel).to_contain_text(text)


def test_what_the_network_reads_follows_the_normalisation(page: Page) -> None:
    open_layer(page, "c1")
    page.get_by_test_id("feature-map-c1-0").click(position={"x": 30, "y": 30})
    arithmetic = page.get_by_test_id("unit-arithmetic")
    lowest = "[...document.querySelectorAll('table[aria-label=patch] td')].map((cell) => cell.title)"
    expect(arithmetic).to_be_visible()
    half = [float(text.split()[-1]) for text in page.evaluate(lowest)]
    assert min(half) >= -0.5
    assert max(half) <= 0.5
    assert min(half) < 0
    page.get_by_role("button", name="x/255", exact=True).click()
    settled(page)
    expect(arithmetic).not_to_contain_text("−.50")
    plain = [float(text.split()[-1]) for text in page.evaluate(lowest)]
    assert min(plain) >= 0
    assert [round(value - 0.5, 4) for value in plain] == [round(value, 4) for value in half]


def test_why_a_file_is_no_picture_is_said_where_it_is_seen(page: Page) -> None:
    """With the curves open too, which leave the inputs half of the height."""
    page.get_by_test_id("curves-toggle").click()
    file = {"name": "broken.png", "mimeType": "image/png", "buffer": b"\x89PNG\r\n\x1a\n" + bytes(20)}
    page.get_by_test_id("image-upload").set_input_files([file])
    said = page.locator(".notices .error")
    expect(said).to_be_in_viewport(ratio=1)
    expect(page.get_by_test_id("prediction")).to_have_text("–")
