"""What a person does on the page, in words: draw, edit a layer, read the answer."""

from playwright.sync_api import Locator, Page, expect

from tests.e2e.polygons import Stroke


def draw(page: Page, strokes: list[Stroke], steps: int = 6) -> None:
    """Draw strokes (points in shares of the pad's side) with the mouse."""
    box = page.get_by_test_id("draw-pad").bounding_box()
    assert box is not None
    for stroke in strokes:
        points = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in stroke]
        page.mouse.move(*points[0])
        page.mouse.down()
        for point in points[1:]:
            page.mouse.move(*point, steps=steps)
        page.mouse.up()


def clear(page: Page) -> None:
    """Empty the pad."""
    page.get_by_test_id("draw-clear").click()
    expect(page.get_by_test_id("prediction")).to_have_text("–")


def label(page: Page) -> str:
    """The top label, read once the answer stands still."""
    prediction = page.get_by_test_id("prediction")
    expect(prediction).not_to_have_text("–")
    return prediction.inner_text()[:1]


def numbers(box: Locator) -> list[int]:
    """The numbers of `data-box`: y0, x0, y1, x1."""
    text = box.get_attribute("data-box")
    assert text is not None
    return [int(part) for part in text.split(",")]
