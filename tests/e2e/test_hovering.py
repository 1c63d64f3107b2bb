"""Point at any unit by mouse, keys or touch: its box in the input is the analysis's."""

import random
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.actions import Analysis, box_of, field_of
from tests.serving import Server

UNITS = 20


def sides(node: dict[str, Any]) -> tuple[int, int]:
    """Height and width of a node's maps; a vector's units are maps of one cell."""
    shape = node["out_shape"]
    return (shape[1], shape[2]) if len(shape) == 3 else (1, 1)


def shown_channels(page: Page, path: str) -> int:
    """How many of a node's maps are drawn."""
    return page.locator(f'[data-testid^="feature-map-{path}-"]').count()


def units(page: Page, path: str, node: dict[str, Any]) -> list[tuple[int, int, int]]:
    """Random units among the maps drawn: channel, y, x."""
    chance = random.Random(path)
    height, width = sides(node)
    channels = shown_channels(page, path)
    return [
        (chance.randrange(channels), chance.randrange(height), chance.randrange(width)) for _ in range(UNITS)
    ]


def tile_of(page: Page, path: str, channel: int = 0) -> Locator:
    """What is pointed at in a column of maps: there is one for a layer and what follows it in place."""
    return page.locator(f'[data-testid="feature-map-{path}-{channel}"][data-channel]')


def columns(page: Page, analysis: Analysis) -> dict[str, dict[str, Any]]:
    """The nodes that have tiles of their own."""
    return {path: node for path, node in analysis.items() if tile_of(page, path).count()}


def place(page: Page, path: str, unit: tuple[int, int, int], node: dict[str, Any]) -> tuple[float, float]:
    """Where on the screen the middle of a unit is; its map is scrolled into view."""
    left, top, across, down = tile_of(page, path, unit[0]).evaluate(
        """(tile) => {
            tile.scrollIntoView({ block: "center", inline: "center" });
            const { left, top, width, height } = tile.getBoundingClientRect();
            return [left, top, width, height];
        }"""
    )
    height, width = sides(node)
    return left + (unit[2] + 0.5) * across / width, top + (unit[1] + 0.5) * down / height


def test_every_unit_under_the_mouse_shows_its_box(page: Page, analysis: Analysis) -> None:
    for path, node in columns(page, analysis).items():
        for unit in units(page, path, node):
            page.mouse.move(*place(page, path, unit, node))
            expect(field_of(page)).to_have_attribute("data-box", box_of(node, *unit[1:]))


def moved(unit: tuple[int, int, int], key: str, size: tuple[int, int, int]) -> tuple[int, int, int]:
    """Where a key leads to from a unit of a volume of `size` channels, rows, columns."""
    channel, y, x = unit
    channels, rows, cols = size
    places = {
        "ArrowUp": (channel, y - 1, x),
        "ArrowDown": (channel, y + 1, x),
        "ArrowLeft": (channel, y, x - 1),
        "ArrowRight": (channel, y, x + 1),
        "PageDown": (channel + 1, y, x),
        "PageUp": (channel - 1, y, x),
        "Home": (channel, y, 0),
        "End": (channel, y, cols - 1),
    }
    wanted = places[key]
    return tuple(min(max(at, 0), side - 1) for at, side in zip(wanted, (channels, rows, cols), strict=True))


KEYS = ["ArrowUp", "ArrowDown", "ArrowDown", "ArrowLeft", "ArrowRight", "ArrowRight", "PageDown", "PageUp"]


def test_every_unit_reached_by_keys_shows_its_box(page: Page, analysis: Analysis) -> None:
    for path, node in columns(page, analysis).items():
        if len(node["out_shape"]) == 3:
            walk(page, path, node)


def walk(page: Page, path: str, node: dict[str, Any]) -> None:
    """Go from key to key within the maps of a node."""
    chance = random.Random(path)
    size = (shown_channels(page, path), *sides(node))
    tile_of(page, path).focus()
    unit = (0, 0, 0)
    for key in [*chance.choices(KEYS, k=UNITS - 2), "End", "Home"]:
        page.keyboard.press(key)
        unit = moved(unit, key, size)
        expect(field_of(page)).to_have_attribute("data-box", box_of(node, *unit[1:]))


@pytest.mark.parametrize("path", ["c1", "s2", "c3", "f5", "output"])
def test_a_click_shows_a_units_arithmetic(page: Page, analysis: Analysis, server: Server, path: str) -> None:
    node = analysis[path]
    unit = units(page, path, node)[0]
    page.mouse.click(*place(page, path, unit, node))
    arithmetic = page.get_by_test_id("unit-arithmetic")
    expect(arithmetic).to_be_visible()
    expect(field_of(page)).to_have_attribute("data-box", box_of(node, *unit[1:]))
    page.keyboard.press("Escape")
    expect(arithmetic).to_have_count(0)
