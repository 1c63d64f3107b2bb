"""How smooth the page is in Chromium: edits of a tree of 1,000 nodes, and moving over networks that are large.

Frames are counted by `requestAnimationFrame` and timed by the performance API in a page of a real server. A frame
of 60 a second lasts 16.7 ms; one is late where it took longer than a frame and a half. Without anything to do the
same page gives the rate that the machine has at the time, which is told beside it; and the processor time of the
page's main thread, which neighbours change least, says what an act costs.
"""

import json
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from bench.measure import Row, save, tell
from tests.e2e.conftest import ARGUMENTS
from tests.serving import running

NODES = 1000
SECONDS = 6
FPS = 60.0
TOLERANCE = 0.95
"""Of what the page gives when it has nothing to do: the rest is the machine's."""
LATE_MS = 25.0
EVERY = 6
"""Frames from one act to the next: ten a second."""

FRAMES = """async ({ seconds, script }) => {
    const act = script ? new Function("turn", script) : () => undefined;
    const frames = [];
    const begun = performance.now();
    let last = begun, turn = 0;
    while (last - begun < seconds * 1000) {
        if (turn % EVERY === 0) act(turn / EVERY);
        await new Promise(requestAnimationFrame);
        const now = performance.now();
        frames.push(now - last);
        last = now;
        turn += 1;
    }
    return frames;
}""".replace("EVERY", str(EVERY))

EDIT = """
    const key = (name, more) => document.activeElement.dispatchEvent(
        new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true, ...more }));
    const does = [["ArrowDown", { altKey: true }], ["ArrowUp", { altKey: true }], ["o", {}], ["o", {}],
        ["d", { ctrlKey: true }], ["Delete", {}]];
    key(...does[turn % does.length]);
"""
PAN = """
    const frame = document.querySelector("[data-testid=network-drawing]");
    const share = Math.abs(((turn / 30) % 2) - 1);
    frame.scrollTo((frame.scrollWidth - frame.clientWidth) * share, (frame.scrollHeight - frame.clientHeight) * share);
"""


def block(index: int) -> list[dict[str, Any]]:
    """Five nodes: a residual block of two convolutions, and an activation."""
    conv = {"kind": "conv2d", "out_channels": 6, "kernel_size": 3, "padding": 1}
    body = [conv, {"kind": "relu"}, conv]
    return [{"kind": "residual", "name": f"block{index}", "body": body}, {"kind": "relu"}]


def paste(page: Page, layers: list[dict[str, Any]]) -> None:
    """Paste layers below the first of the network on the page."""
    page.get_by_test_id("list-toggle").click()
    page.get_by_test_id("layer-c1").focus()
    page.evaluate(
        """(text) => {
            const clipboardData = new DataTransfer();
            clipboardData.setData("text/plain", text);
            document.activeElement.dispatchEvent(
                new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
        }""",
        json.dumps(layers),
    )


def main_thread(page: Page) -> Callable[[], float]:
    """Reads the processor seconds that the main threads of the browser's pages have worked so far."""
    browser = page.context.browser
    assert browser is not None
    processes = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
    pages = [process["id"] for process in processes if process["type"] == "renderer"]
    threads = [Path(f"/proc/{pid}/task/{pid}/schedstat") for pid in pages]
    return lambda: sum(int(thread.read_text().split()[0]) for thread in threads) / 1e9


def measured(page: Page, read: Callable[[], float], script: str = "") -> dict[str, Any]:
    """Frames a second, the share of late ones, and the main thread's seconds."""
    before = read()
    frames: list[float] = page.evaluate(FRAMES, {"seconds": SECONDS, "script": script})
    return {
        "fps": 1000 * len(frames) / sum(frames),
        "late": sum(frame > LATE_MS for frame in frames) / len(frames),
        "worst": max(frames),
        "busy": read() - before,
        "frames": frames,
    }


def compared(page: Page, name: str, script: str) -> tuple[list[Row], Any]:
    """What the page gives while it works, beside what it gives at rest."""
    read = main_thread(page)
    idle, busy = measured(page, read), measured(page, read, script)
    target = min(FPS, idle["fps"]) * TOLERANCE
    acts = len(busy["frames"]) / EVERY
    cost = 1000 * (busy["busy"] - idle["busy"]) / acts
    rows = [
        Row(f"{name}: frames a second at rest", idle["fps"], "/s"),
        Row(f"{name}: frames a second", busy["fps"], "/s", target),
        Row(f"{name}: frames later than {LATE_MS:.0f} ms", 100 * busy["late"], "%"),
        Row(f"{name}: worst frame", busy["worst"], "ms"),
        Row(f"{name}: processor time of an act, main thread", cost, "ms", 1000 / FPS, "less"),
    ]
    return rows, [idle, busy]


def editing(page: Page) -> tuple[list[Row], Any]:
    """Ten edits a second by keyboard in the middle of a tree of 1,000 nodes."""
    count = (NODES - page.locator("[data-kind]").count()) // 5
    paste(page, [node for index in range(count) for node in block(index)])
    page.get_by_test_id("layer-2").wait_for()
    page.wait_for_timeout(8000)
    page.get_by_test_id("layer-block5").focus()
    before = page.get_by_test_id("network-total").inner_text()
    found = compared(page, f"editing a tree of {NODES} nodes", EDIT)
    page.wait_for_timeout(3000)
    assert page.get_by_test_id("network-total").inner_text() == before, "edits that undo one another"
    return found


def looking(page: Page, preset: str) -> tuple[list[Row], Any]:
    """Move over the drawing of a large preset."""
    page.get_by_test_id("model-select").select_option(preset)
    page.get_by_test_id("network-drawing").wait_for()
    page.wait_for_timeout(8000)
    return compared(page, f"moving over {preset}", PAN)


def wide(page: Page) -> tuple[list[Row], Any]:
    """150 layers of 512 maps each, as columns of maps."""
    conv = {"kind": "conv2d", "out_channels": 512, "kernel_size": 1, "groups": 2}
    narrow = {"kind": "conv2d", "out_channels": 6, "kernel_size": 1}
    first = {**conv, "groups": 1}
    paste(page, [first, *[conv] * 149, narrow])
    page.wait_for_timeout(3000)
    page.get_by_test_id("figure-maps").click()
    page.wait_for_timeout(8000)
    return compared(page, "moving over 150 layers of 512 maps", PAN)


def main() -> None:
    """Measure, print, save."""
    told, raw = [], {}
    works = {
        "editing": editing,
        "resnet152": lambda page: looking(page, "resnet152"),
        "googlenet": lambda page: looking(page, "googlenet"),
        "wide": wide,
    }
    with (
        tempfile.TemporaryDirectory() as folder,
        running(Path(folder) / "data") as server,
        sync_playwright() as playwright,
    ):
        path = os.environ.get("PLAYGROUND_CHROMIUM") or shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        for name, work in works.items():
            page = browser.new_page(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
            page.goto(server.url)
            page.get_by_test_id("feature-map-c1-0").first.wait_for()
            found, raw[name] = work(page)
            told += tell(*found)
            page.close()
        browser.close()
    print(f"\nwrote {save('page_frames', {'rows': told, 'raw': raw})}")


if __name__ == "__main__":
    main()
