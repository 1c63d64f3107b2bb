"""What half an hour of training with everything open leaves in memory: of the page, the server, the worker.

Run alone (`python -m bench page_memory`): it takes `PAGE_MINUTES` (30). LeNet-5 trains on the digits that every
installation has, at full speed; maps, filters' changes, curves and a layer's histograms are open, the drawing
changes every few seconds, and the shown layer with it. The page's heap is read after a collection of garbage.
"""

import os
import shutil
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import CDPSession, Page, sync_playwright

from bench.footprint import family, resident
from bench.measure import Row, save, tell
from tests.e2e.actions import draw
from tests.e2e.conftest import ARGUMENTS
from tests.e2e.test_data import FULL_SPEED
from tests.serving import Server, running

MINUTES = float(os.environ.get("PAGE_MINUTES", "30"))
EVERY_SECONDS = 15.0
EPOCHS = 10_000
GROWTH = 1.15
"""Of the last quarter's median by the second's: what is kept would make it rise without end."""
LAYERS = ("c1", "c3", "f5", "c1_relu")


def begin(page: Page) -> None:
    """Start a long run, and open what can be open beside it."""
    page.get_by_test_id("list-toggle").click()
    page.get_by_test_id("train-settings").click()
    page.get_by_test_id("train-settings-panel").locator("input[name=epochs]").fill(str(EPOCHS))
    page.keyboard.press("Escape")
    page.locator(FULL_SPEED).select_option("full")
    page.get_by_test_id("train-start").click()
    page.get_by_test_id("layer-c1").click()
    page.get_by_test_id("inspector-learns").click()
    page.get_by_test_id("learns").wait_for()


def act(page: Page, turn: int) -> None:
    """Draw a stroke at another place, and turn to another layer's histograms."""
    x = 0.3 + 0.04 * (turn % 10)
    draw(page, [[(x, 0.2), (x + 0.05, 0.8)]])
    if turn % 4 == 3:
        page.get_by_test_id("draw-clear").click()
    page.get_by_test_id(f"layer-{LAYERS[turn % len(LAYERS)]}").click()


def renderers(page: Page) -> list[int]:
    """Processes that draw the browser's pages."""
    browser = page.context.browser
    assert browser is not None
    found = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
    return [process["id"] for process in found if process["type"] == "renderer"]


def sizes(server: Server, session: CDPSession, drawing: list[int]) -> dict[str, float]:
    """Megabytes of the page's heap and its process, its nodes in thousands, and of the server's processes."""
    session.send("HeapProfiler.collectGarbage")
    told = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
    web, *others = family(server.process.pid)
    return {
        "page's heap": told["JSHeapUsedSize"] / 1e6,
        "page's process": sum(resident(pid) for pid in drawing),
        "page's nodes (thousands)": told["Nodes"] / 1000,
        "web": resident(web),
        "workers together": sum(resident(pid) for pid in others),
    }


def follow(page: Page, server: Server, session: CDPSession) -> list[dict[str, float]]:
    """Sizes every few seconds until the time is over."""
    found: list[dict[str, float]] = []
    begun, drawing = time.monotonic(), renderers(page)
    for turn in range(round(60 * MINUTES / EVERY_SECONDS)):
        act(page, turn)
        page.wait_for_timeout(max(0.0, 1000 * (begun + (turn + 1) * EVERY_SECONDS - time.monotonic())))
        found.append(sizes(server, session, drawing))
        print({name: round(size, 1) for name, size in found[-1].items()}, flush=True)
    return found


def rows(found: list[dict[str, float]]) -> list[Row]:
    """How the last quarter stands to the second."""
    quarter = len(found) // 4
    told = []
    for name in found[0]:
        early = median(one[name] for one in found[quarter : 2 * quarter])
        late = median(one[name] for one in found[-quarter:])
        told.append(Row(f"{name}, last quarter", late, "MB" if "nodes" not in name else ""))
        told.append(Row(f"{name}, last quarter by the second", late / early, "", GROWTH, "less"))
    return told


def main() -> None:
    """Measure, print, save."""
    with (
        tempfile.TemporaryDirectory() as folder,
        running(Path(folder) / "data") as server,
        sync_playwright() as playwright,
    ):
        path = os.environ.get("PLAYGROUND_CHROMIUM") or shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(server.url)
        page.get_by_test_id("feature-map-c1-0").first.wait_for()
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable")
        begin(page)
        found = follow(page, server, session)
        step = page.get_by_test_id("run-step").inner_text()
        browser.close()
    result: dict[str, Any] = {"minutes": MINUTES, "step": step, "rows": tell(*rows(found)), "sizes": found}
    print(f"\nwrote {save('page_memory', result)}")


if __name__ == "__main__":
    main()
