"""From the pointer over a map to the box of what the unit sees, in the page alone.

From the moment at which the page has the pointer's event to the change of the box in the document, by the page's own
clock. The browser hands such events over at the beginning of a frame: what changes within it is painted at its end.
"""

import os
import random
import shutil
import tempfile
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from playwright.sync_api import Page, sync_playwright

from bench.measure import Row, save, tell
from tests.e2e.actions import draw, ready, settled
from tests.e2e.conftest import ARGUMENTS
from tests.e2e.polygons import POLYGONS, placed
from tests.serving import running

MODELS = ("lenet5-mnist", "resnet20-cifar10")
MOVES = 200
FRAME_MS = 16.0
WATCH = """() => {
    window.hovers = [];
    let at = 0, last = "";
    addEventListener("pointermove", () => (at = performance.now()), { capture: true });
    new MutationObserver(() => {
        const box = document.querySelector("[data-testid=receptive-field]")?.dataset.box ?? "";
        if (box && box !== last) window.hovers.push(performance.now() - at);
        last = box;
    }).observe(document.body, { subtree: true, childList: true, attributeFilter: ["data-box"] });
}"""


def hovered(page: Page, model: str) -> list[float]:
    """Milliseconds of every box that came of moving over the maps that are on the screen."""
    page.get_by_test_id("model-select").select_option(model)
    draw(page, placed(POLYGONS[3][0], 0.6, 0.5, 0.5))
    settled(page)
    page.evaluate(WATCH)
    boxes = [
        tile.bounding_box() for tile in page.locator("[data-testid^=feature-map-][data-channel]").all()[:40]
    ]
    seen = [box for box in boxes if box and box["y"] > 0 and box["y"] + box["height"] < 900 and box["x"] > 0]
    chance = random.Random(0)
    for _ in range(MOVES):
        box = chance.choice(seen)
        page.mouse.move(box["x"] + box["width"] * chance.random(), box["y"] + box["height"] * chance.random())
        page.wait_for_timeout(30)
    found: list[float] = page.evaluate("window.hovers")
    assert len(found) > MOVES / 2, f"only {len(found)} boxes came of {MOVES} moves"
    return found


def measure(page: Page) -> dict[str, Any]:
    """Both models."""
    times = {model: hovered(page, model) for model in MODELS}
    rows = []
    for model, found in times.items():
        rows.append(Row(f"{model}: pointer to box, median", median(found), "ms"))
        rows.append(Row(f"{model}: pointer to box, p95", quantiles(found, n=20)[-1], "ms", FRAME_MS, "less"))
    return {"rows": tell(*rows), "times": times}


def main() -> None:
    """Measure, print, save."""
    path = os.environ.get("PLAYGROUND_CHROMIUM") or shutil.which("chromium")
    with (
        tempfile.TemporaryDirectory() as folder,
        running(Path(folder) / "data") as server,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(server.url)
        ready(page)
        found = measure(page)
        browser.close()
    print(f"\nwrote {save('hovering', found)}")


if __name__ == "__main__":
    main()
