"""Make the README's pictures from the real thing: `python -m docs.record` (a Chromium is needed).

Starts a server of its own, does what a newcomer does, and writes docs/screenshots/*.png and docs/playground.gif.
"""

import itertools
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import httpx
from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

from scripts.browser import find
from tests.e2e.conftest import ARGUMENTS
from tests.e2e.polygons import POLYGONS, Stroke, placed
from tests.serving import Server, running

DOCS = Path(__file__).parent
SIZES = {"wide": (1440, 900), "narrow": (390, 844)}
SEVEN = placed(POLYGONS[7][0], 0.6, 0.5, 0.5)
FIVE = placed(POLYGONS[5][0], 0.62, 0.5, 0.5)


def opened(browser: Browser, server: Server, size: str, theme: str, fragment: str = "") -> Page:
    """A page in one of the sizes and themes, its demonstration over."""
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme=theme,
        reduced_motion="reduce",
        locale="en-GB",
    )
    page = context.new_page()
    page.goto(server.url + fragment)
    return page


def answered(page: Page) -> None:
    """Wait until the network has answered the picture on the pad."""
    expect(page.get_by_test_id("prediction")).not_to_have_text("–", timeout=30_000)


def unit(page: Page) -> None:
    """A unit of c3 with its box and its arithmetic."""
    answered(page)
    tile = page.get_by_test_id("feature-map-c3-4")
    tile.scroll_into_view_if_needed()
    box = tile.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] * 0.55, box["y"] + box["height"] * 0.45)
    expect(page.get_by_test_id("unit-arithmetic").first).to_be_visible()


def why(page: Page) -> None:
    """Three methods that say why, side by side."""
    answered(page)
    page.get_by_test_id("why-open").click()
    for index, method in enumerate(("integrated_gradients", "occlusion"), 1):
        page.get_by_test_id("why-add").click()
        page.get_by_test_id("why-method").nth(index).select_option(method)
    expect(page.get_by_test_id("why-map")).to_have_count(3, timeout=30_000)


def drill(page: Page) -> None:
    """From the answer back to a unit of c3, by the strongest parts."""
    answered(page)
    tile = page.get_by_test_id("feature-map-output-3")
    tile.scroll_into_view_if_needed()
    tile.click()
    for depth in range(1, 6):
        page.get_by_test_id("unit-part").first.click()
        expect(page.get_by_test_id("unit-trail").get_by_role("button")).to_have_count(depth)


def full(page: Page) -> None:
    """That unit in full: its activation's curve, formulas, the gradient under every number."""
    drill(page)
    page.get_by_test_id("drill-open").click()
    page.get_by_test_id("drill-backward").click()
    expect(page.get_by_test_id("drill-chain")).to_be_visible()
    expect(page.locator('[data-line="∂x"] .katex')).to_be_visible()


def looks(page: Page) -> None:
    """What a channel of c3 looks for."""
    answered(page)
    page.get_by_test_id("feature-map-c3_relu-1").first.click()
    page.get_by_role("button", name="Numbers").click()
    page.get_by_test_id("looks-open").first.click()
    expect(page.get_by_test_id("looks-value")).to_contain_text("step 48", timeout=30_000)


def moments(page: Page) -> None:
    """Two pinned digits, and a finished run gone back in: what its moments took them for."""
    for stroke in (FIVE, SEVEN):
        answered(page)
        page.get_by_test_id("draw-clear").click()
        _draw(page, stroke)
        answered(page)
        page.get_by_test_id("pin").click()
    page.get_by_test_id("train-settings").click()
    page.get_by_test_id("train-settings-panel").locator("input[name=epochs]").fill("1")
    page.keyboard.press("Escape")
    if (pace := page.locator("select:has(option[value=full])")).count():  # a phone has none
        pace.select_option("full")
    page.get_by_test_id("train-start").first.click()
    expect(page.get_by_test_id("run-state")).to_have_text("finished", timeout=120_000)
    slider = page.get_by_role("slider", name="Checkpoints")
    slider.focus()
    expect(page.get_by_test_id("pin-tapes")).to_have_attribute("data-ready", "true", timeout=60_000)
    for _ in range(20):
        slider.press("ArrowLeft")


def _draw(page: Page, strokes: Sequence[Stroke]) -> None:
    box = page.get_by_test_id("draw-pad").bounding_box()
    assert box is not None
    for first, *rest in strokes:
        page.mouse.move(box["x"] + first[0] * box["width"], box["y"] + first[1] * box["height"])
        page.mouse.down()
        for x, y in rest:
            page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"], steps=4)
        page.mouse.up()


def sliding(page: Page) -> None:
    """A window of c1 half-way over its input, another position pinned."""
    unit(page)
    page.get_by_test_id("feature-map-c1-0").first.scroll_into_view_if_needed()
    page.get_by_test_id("feature-map-c1-0").first.click()
    page.get_by_test_id("slide-open").click()
    page.get_by_test_id("slide-pin").click()
    page.get_by_test_id("slide-scrub").fill("293")
    expect(page.get_by_test_id("slide-now")).to_be_visible()


def compare(page: Page) -> None:
    """Two runs of LeNet-5 that differ in their learning rate, side by side."""
    api = page.url.partition("#")[0].rstrip("/") + "/api/v1/runs"
    for name, lr in (("Adam 0.003", 0.003), ("Adam 0.0005", 0.0005)):
        settings = {"epochs": 1, "optimizer": {"kind": "adam", "lr": lr}}
        body = {"name": name, "network": {"preset": "lenet5"}, "dataset": "mnist-5k", "training": settings}
        run = page.request.post(api, data=body).json()["id"]
        while page.request.get(f"{api}/{run}").json()["state"] != "finished":
            page.wait_for_timeout(200)
    page.reload()
    expect(page.get_by_test_id("run-votes").nth(1)).to_be_visible()
    for row in page.get_by_test_id("run-votes").all()[:2]:
        row.check()
    expect(page.get_by_test_id("pair-sentence")).to_be_visible(timeout=30_000)
    page.get_by_test_id("side-by-side").evaluate("(part) => part.scrollIntoView()")
    page.wait_for_timeout(2_000)


def training(page: Page) -> None:
    """A run with its curves."""
    answered(page)
    page.get_by_test_id("train-start").first.click()
    expect(page.get_by_test_id("loss-chart").first).to_be_visible(timeout=30_000)
    page.wait_for_timeout(9_000)


def graph(page: Page) -> None:
    """GoogLeNet as a graph: lanes, merges, folded stages."""
    page.get_by_test_id("model-select").select_option("googlenet")
    expect(page.locator("[data-testid^=graph-]").first).to_be_visible(timeout=60_000)
    page.wait_for_timeout(4_000)


def layers(page: Page) -> None:
    """The layer list with a network that does not fit, and its repairs."""
    answered(page)
    page.get_by_test_id("layer-c3").click()
    kernel = page.get_by_role("spinbutton", name="Kernel size").first
    kernel.fill("20")
    kernel.press("Enter")
    expect(page.get_by_test_id("repair").first).to_be_attached()


def fields(page: Page) -> None:
    """What a unit of s4 sees by its windows, and what it rests on: measured."""
    answered(page)
    if page.get_by_test_id("list-toggle").get_attribute("aria-expanded") == "false":
        page.get_by_test_id("list-toggle").click()
    page.get_by_test_id("layer-s4").click()
    page.get_by_test_id("inspector-numbers").click()
    page.get_by_test_id("measured-channel").fill("5")
    page.get_by_test_id("measured-go").click()
    expect(page.get_by_test_id("measured-picture")).to_have_count(2, timeout=30_000)
    page.get_by_test_id("measured-field").evaluate("(field) => field.scrollIntoView({ block: 'end' })")


def moving(page: Page) -> None:
    """The digit shifted: every map moves along."""
    answered(page)
    page.get_by_test_id("input-menu").click()
    page.get_by_test_id("action-move").click()
    expect(page.get_by_test_id("move-right")).to_be_enabled()
    page.get_by_test_id("move-right").fill("4")
    expect(page.get_by_test_id("moved-maps")).to_be_visible()


def finger(page: Page) -> None:
    """Sobel in the place of a filter: its map, and what becomes of the accuracy."""
    answered(page)
    page.get_by_role("button", name="Filters").first.click()
    page.get_by_test_id("filter-c1-0").click()
    page.get_by_test_id("kernel-sobel-x").click()
    expect(page.get_by_test_id("painter")).to_have_attribute("data-painted", "")
    page.wait_for_timeout(1_500)


def learns(page: Page) -> None:
    """How c3 learns, some seconds into a run."""
    training(page)
    if page.get_by_test_id("list-toggle").get_attribute("aria-expanded") == "false":
        page.get_by_test_id("list-toggle").click()
    page.get_by_test_id("layer-c3").click()
    page.get_by_test_id("inspector-learns").click()
    expect(page.get_by_test_id("learns")).not_to_have_attribute("data-step", "", timeout=30_000)
    page.wait_for_timeout(5_000)


def mistakes(page: Page) -> None:
    """Where the trained LeNet-5 is wrong, and its test images as a map."""
    page.get_by_test_id("model-lenet5-mnist").get_by_role("button", name="Where is it wrong?").click()
    answers = page.get_by_test_id("model-answers")
    answers.get_by_role("button", name="t-SNE").click(timeout=60_000)
    chart = answers.locator("canvas")
    expect(chart).to_be_visible(timeout=60_000)
    chart.scroll_into_view_if_needed()
    page.wait_for_timeout(1_000)


def settled(page: Page) -> None:
    """A list that has loaded."""
    page.wait_for_timeout(1_500)


STATES: dict[str, tuple[str, Callable[[Page], None]]] = {
    "playground": ("", answered),
    "unit": ("", unit),
    "why": ("", why),
    "drill": ("", drill),
    "full": ("", full),
    "sliding": ("", sliding),
    "looks": ("", looks),
    "fields": ("", fields),
    "moving": ("", moving),
    "graph": ("", graph),
    "layers": ("", layers),
    "training": ("", training),
    "moments": ("", moments),
    "finger": ("", finger),
    "learns": ("", learns),
    "mistakes": ("#models", mistakes),
    "compare": ("#runs", compare),
    "runs": ("#runs", settled),
    "models": ("#models", settled),
}


def screenshots(browser: Browser, server: Server, chosen: Sequence[str]) -> None:
    """The chosen states, wide and narrow, light and dark; the list is opened on wide screens only."""
    folder = DOCS / "screenshots"
    folder.mkdir(exist_ok=True)
    for state in chosen:
        fragment, arrange = STATES[state]
        for size in ("wide",) if state == "layers" else SIZES:
            for theme in ("light", "dark"):
                page = opened(browser, server, size, theme, fragment)
                arrange(page)
                page.wait_for_timeout(600)
                page.screenshot(path=folder / f"{state}-{size}-{theme}.png")
                page.context.close()
                _end_runs(server)


def _end_runs(server: Server) -> None:
    """The next picture's run is not to wait for this one's."""
    for run in httpx.get(f"{server.url}/api/v1/runs").json():
        httpx.post(f"{server.url}/api/v1/runs/{run['id']}/cancel").raise_for_status()


def film(browser: Browser, server: Server) -> None:
    """Drawing two digits and touching a unit, as a GIF."""
    with tempfile.TemporaryDirectory() as folder:
        page = opened(browser, server, "wide", "light")
        answered(page)
        count = 0

        def shoot(times: int) -> None:
            nonlocal count
            for _ in range(times):
                page.screenshot(path=f"{folder}/{count:03d}.png")
                count += 1

        for strokes in (SEVEN, FIVE):
            page.get_by_test_id("draw-clear").click()
            shoot(2)
            for stroke in strokes:
                _draw_slowly(page, stroke, shoot)
            shoot(5)
        unit(page)
        page.wait_for_timeout(400)
        shoot(10)
        _gif(folder)


def _draw_slowly(page: Page, stroke: Stroke, shoot: Callable[[int], None]) -> None:
    """One stroke, with two pictures a line."""
    box = page.get_by_test_id("draw-pad").bounding_box()
    assert box is not None
    points = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in stroke]
    page.mouse.move(*points[0])
    page.mouse.down()
    for (x0, y0), (x1, y1) in itertools.pairwise(points):
        for part in (0.5, 1.0):
            page.mouse.move(x0 + (x1 - x0) * part, y0 + (y1 - y0) * part, steps=4)
            page.wait_for_timeout(60)
            shoot(1)
    page.mouse.up()


def _gif(folder: str) -> None:
    """Eight pictures a second, 960 pixels wide."""
    pictures = [Image.open(path).convert("RGB") for path in sorted(Path(folder).glob("*.png"))]
    small = [one.resize((960, one.height * 960 // one.width), Image.Resampling.LANCZOS) for one in pictures]
    colours = small[-1].quantize(96)
    frames = [one.quantize(palette=colours, dither=Image.Dither.NONE) for one in small]
    frames[0].save(DOCS / "playground.gif", save_all=True, append_images=frames[1:], duration=125, loop=0)


def main() -> None:
    """Record everything, or only the states that are named."""
    chosen = sys.argv[1:] or [*STATES]
    with (
        tempfile.TemporaryDirectory() as folder,
        running(Path(folder) / "data") as server,
        sync_playwright() as driver,
    ):
        browser = driver.chromium.launch(executable_path=find(), args=ARGUMENTS)
        if chosen == [*STATES]:
            film(browser, server)
        screenshots(browser, server, chosen)
        browser.close()


if __name__ == "__main__":
    main()
