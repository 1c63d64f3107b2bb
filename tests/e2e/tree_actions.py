"""What a person does to the tree of layers, in words."""

from playwright.sync_api import FloatRect, Locator, Page


def paths(page: Page) -> list[str]:
    """Paths of the rows, top to bottom."""
    ids = [row.get_attribute("data-testid") or "" for row in page.locator("[data-kind]").all()]
    return [name.removeprefix("layer-") for name in ids]


def row(page: Page, path: str) -> Locator:
    """The row of a layer."""
    return page.get_by_test_id(f"layer-{path}")


def press(page: Page, path: str, *keys: str) -> None:
    """Put the keyboard on a row and press keys."""
    row(page, path).focus()
    for key in keys:
        page.keyboard.press(key)


def add(page: Page, after: str, words: str) -> None:
    """Add a layer or block after a row by its name."""
    press(page, after, "a")
    page.keyboard.type(words)
    page.keyboard.press("Enter")


def _at_rest(page: Page, places: list[Locator]) -> list[FloatRect]:
    """Where elements are, once they have stayed there: what an edit leads to moves the rows below."""
    before: list[FloatRect | None] = []
    while True:
        now = [place.bounding_box() for place in places]
        if now == before and None not in now:
            return [box for box in now if box]
        before = now
        page.wait_for_timeout(100)


def drag(page: Page, source: str, target: str, *, down: float = 0.8, right: float = 0) -> None:
    """Drag a row by its middle to a share of another element's height."""
    places = [page.get_by_test_id(name) for name in (target, source)]
    for place in places:
        place.scroll_into_view_if_needed()
    end, start = _at_rest(page, places)
    x = start["x"] + 60
    page.mouse.move(x, start["y"] + 16)
    page.mouse.down()
    page.mouse.move(x + right, end["y"] + down * end["height"], steps=8)
    page.mouse.up()
