"""Draw, and see the answer with every map; bring a picture, and see its maps."""

import io
import re

from PIL import Image
from playwright.sync_api import Page, expect

from tests.e2e.actions import Analysis, clear, draw, ends, everything, label, settled
from tests.e2e.polygons import POLYGONS, placed

SEVEN = placed(POLYGONS[7][0], 0.6, 0.5, 0.5)


def test_a_drawn_digit_is_answered_with_every_map(page: Page, analysis: Analysis) -> None:
    clear(page)
    draw(page, SEVEN)
    assert label(page) == "7"
    expect(page.get_by_test_id("prediction-7")).to_contain_text("%")
    shown = ends(page)
    for path, node in analysis.items():
        for channel in range(node["out_shape"][0] if len(node["out_shape"]) == 3 else 1):
            low, high = shown[f"feature-map-{path}-{channel}"]
            assert None not in (low, high), f"{path} {channel} has no map"
            assert float(low or 0) <= float(high or 0)
    assert float(shown["feature-map-c1-0"][0] or 0) < float(shown["feature-map-c1-0"][1] or 0)


def test_an_empty_pad_gives_no_label(page: Page) -> None:
    clear(page)
    assert settled(page).inner_text().strip() == "–"
    for digit in range(10):
        assert "%" not in page.get_by_test_id(f"prediction-{digit}").inner_text()


def test_the_last_stroke_is_taken_back(page: Page) -> None:
    clear(page)
    draw(page, SEVEN)
    before = everything(page)
    draw(page, [[(0.2, 0.8), (0.8, 0.2)]])
    _, maps, filters, painted = everything(page)
    assert maps != before[1]
    assert filters == before[2]
    assert painted != before[3]
    page.get_by_role("button", name=re.compile("undo stroke", re.I)).click()
    assert everything(page) == before


def photo(width: int = 640, height: int = 480) -> bytes:
    """A colour picture with edges, as PNG."""
    image = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    image.paste((200, 40, 40), (width // 4, height // 4, width // 2, height // 2))
    raw = io.BytesIO()
    image.save(raw, "PNG")
    return raw.getvalue()


def test_a_photo_has_a_map_of_every_layer_that_fits(page: Page, analysis: Analysis) -> None:
    drawn = ends(page)
    page.get_by_test_id("image-upload").set_input_files(
        {"name": "photo.png", "mimeType": "image/png", "buffer": photo()}
    )
    needs = page.get_by_text(re.compile(r"\b400\b"), exact=False)  # what f5 takes
    expect(needs.first).to_be_visible()
    settled(page)
    maps = ends(page)
    for path, node in analysis.items():
        if len(node["out_shape"]) == 3:
            assert None not in maps[f"feature-map-{path}-0"], f"{path} has no map"
    assert maps["feature-map-c1-0"] != drawn["feature-map-c1-0"]
    assert settled(page).inner_text().strip() == "–"
    page.get_by_role("button", name=re.compile("resize to 28×28", re.I)).click()
    expect(page.get_by_test_id("prediction")).not_to_have_text("–")


def test_a_pixel_of_the_input_is_changed_by_hand(page: Page) -> None:
    clear(page)
    draw(page, SEVEN)
    settled(page)
    drawn = ends(page)
    page.get_by_role("button", name=re.compile("open the input", re.I)).first.click()
    cells = page.get_by_role("dialog")
    cells.locator("canvas").first.click(position={"x": 40, "y": 40})
    value = cells.get_by_role("spinbutton").first
    value.fill("255")
    value.press("Enter")
    expect(cells).to_contain_text("255 → 0.5")  # 255/255 − 0.5
    page.keyboard.press("Escape")
    expect(cells).to_be_hidden()
    assert settled(page).inner_text() != "–"
    assert ends(page) != drawn
