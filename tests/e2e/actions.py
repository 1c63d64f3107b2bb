"""What a person does on the page, in words: draw, edit a layer, read the answer."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

import httpx
from playwright.sync_api import Locator, Page, expect

from tests.serving import Server

Analysis = dict[str, dict[str, Any]]
Path = Iterable[Sequence[float]]

TABS = ("playground", "runs", "models", "api")


def ready(page: Page) -> None:
    """Wait until the page has its network and stands still."""
    expect(page.get_by_test_id("feature-map-c1-0")).to_have_attribute("data-low", re.compile("."))
    settled(page)


def settled(page: Page) -> Locator:
    """The prediction, once it answers what was shown last."""
    prediction = page.get_by_test_id("prediction")
    expect(prediction).to_have_attribute("aria-busy", "false")
    return prediction


def pad_box(page: Page) -> tuple[float, float, float]:
    """Left, top and side of the pad."""
    box = page.get_by_test_id("draw-pad").bounding_box()
    assert box is not None
    return box["x"], box["y"], box["width"]


def draw(page: Page, strokes: Iterable[Path], steps: int = 4) -> None:
    """Draw strokes (points in shares of the pad's side) with the mouse."""
    left, top, side = pad_box(page)
    for stroke in strokes:
        first, *rest = [(left + float(x) * side, top + float(y) * side) for x, y in stroke]
        page.mouse.move(*first)
        page.mouse.down()
        for point in rest:
            page.mouse.move(*point, steps=steps)
        page.mouse.up()


def clear(page: Page) -> None:
    """Empty the pad."""
    button = page.get_by_test_id("draw-clear")
    if button.is_enabled():
        button.click()
    expect(page.get_by_test_id("prediction")).to_have_text("–")


def label(page: Page) -> str:
    """The top label of what was drawn last."""
    return settled(page).inner_text()[:1]


def ends(page: Page, kind: str = "feature-map") -> dict[str, tuple[str | None, str | None]]:
    """The exact range of every map (or `kind="filter"`) on the page, by its handle."""
    found = page.evaluate(
        """(kind) => [...document.querySelectorAll(`[data-testid^="${kind}-"]`)].map(
            ({ dataset }) => [dataset.testid, dataset.low, dataset.high])""",
        kind,
    )
    return {name: (low, high) for name, low, high in found}


def bitmaps(page: Page) -> dict[str, str]:
    """What is painted of the input and of every column in view, as PNG; what is out of view is painted later."""
    painted: dict[str, str] = page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll("[data-block]")].filter((block) => {
            const { left, top } = block.getBoundingClientRect();
            return block.contains(document.elementFromPoint(left + 2, top + 2));
        }).map((block) => [block.dataset.block, block.querySelector("canvas").toDataURL()]))"""
    )
    return painted


def everything(page: Page) -> tuple[str, Any, Any, Any]:
    """The whole answer to what was shown last: label, ranges of maps and of filters, and their pictures.

    The columns are led back to the first, as choosing a layer leads them to its own.
    """
    page.get_by_test_id("feature-map-c1-0").first.evaluate(
        """(map) => {
            map.scrollIntoView({ inline: "end" });
            return new Promise((seen) => setTimeout(() => requestAnimationFrame(seen), 50));
        }"""
    )
    return label(page), ends(page), ends(page, "filter"), bitmaps(page)


def field_of(page: Page) -> Locator:
    """The overlay of the receptive field."""
    return page.get_by_test_id("receptive-field").first


def open_layer(page: Page, path: str) -> None:
    """Open the layer list, which begins as a rail, and the settings of one of its layers."""
    toggle = page.get_by_test_id("list-toggle")
    if toggle.get_attribute("aria-expanded") == "false":
        toggle.click()
    page.get_by_test_id(f"layer-{path}").click()
    expect(page.get_by_test_id("inspector")).to_be_visible()


def type_number(page: Page, field: str, value: int) -> None:
    """Give a field of the selected layer another number."""
    box = page.get_by_test_id("inspector").locator(f"input[type=number][name={field}]")
    box.fill(str(value))
    box.press("Tab")


def analysis_of(server: Server, ref: str) -> Analysis:
    """Nodes of a trained model by path, from the analysis over REST."""
    network = httpx.get(f"{server.url}/api/v1/models/{ref}").json()["network"]
    summary = httpx.post(f"{server.url}/api/v1/networks/analyze", json=network).json()
    return {node["path"]: node for node in summary["nodes"]}


def box_of(node: dict[str, Any], y: int, x: int) -> str:
    """What `data-box` says for a unit: start + stride · index, and as far on as the field is large."""
    field = node["receptive_field"]
    stride = field["stride"] or (0, 0)
    corner = [int(start + step * at) for start, step, at in zip(field["start"], stride, (y, x), strict=True)]
    far = [low + size for low, size in zip(corner, field["size"], strict=True)]
    return ",".join(str(number) for number in (*corner, *far))
