"""More ways in: test inputs, colours, camera, clipboard; and what moving the picture does to every map."""

import base64
import io
import json
import os
import re
import shutil
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, Playwright, WebSocket, expect

from tests.e2e.actions import bitmaps, draw, ready, settled
from tests.e2e.conftest import ARGUMENTS, PHONE, Open
from tests.e2e.test_access import AXE, VIOLATIONS
from tests.e2e.tree_actions import press
from tests.serving import Server
from tests.strokes import WAYS

SEVEN = WAYS[7][0]
FAKE_CAMERA = "--use-fake-device-for-media-stream"
PASTE = """([type, name, data]) => {
    const bytes = Uint8Array.from(atob(data), (one) => one.charCodeAt(0));
    const files = new DataTransfer();
    files.items.add(new File([bytes], name, { type: "image/png" }));
    const target = document.querySelector("[data-testid=draw-pad]");
    const more = type === "paste" ? { clipboardData: files } : { dataTransfer: files };
    const event = type === "paste" ? new ClipboardEvent(type, { bubbles: true, cancelable: true, ...more })
        : new DragEvent(type, { bubbles: true, cancelable: true, ...more });
    target.dispatchEvent(event);
}"""


def shown(page: Page) -> list[dict[str, Any]]:
    """The pictures that the page sends from now on, as they come."""
    found: list[dict[str, Any]] = []

    def look(frame: str | bytes) -> None:
        message = json.loads(frame) if isinstance(frame, str) else {}
        if message.get("type") == "infer":
            found.append(message)

    def listen(socket: WebSocket) -> None:
        socket.on("framesent", look)

    page.on("websocket", listen)
    page.reload()
    ready(page)
    return found


def choose(page: Page, action: str) -> None:
    page.get_by_test_id("input-menu").click()
    page.get_by_test_id(f"action-{action}").click()


def coloured(page: Page) -> None:
    """The network that reads colour pictures of 32×32."""
    if page.get_by_test_id("list-toggle").get_attribute("aria-expanded") == "false":
        page.get_by_test_id("list-toggle").click()
    page.get_by_test_id("model-select").select_option("resnet20-cifar10")
    expect(page.get_by_test_id("pens")).to_be_visible()
    settled(page)


def move(page: Page, **motion: float) -> None:
    for name, value in motion.items():
        expect(page.get_by_test_id(f"move-{name}")).to_be_enabled()
        page.get_by_test_id(f"move-{name}").fill(str(value))
    settled(page)


def apart(page: Page, path: str) -> float | None:
    said = page.get_by_test_id(f"followed-{path}").get_attribute("data-apart")
    return float(said) if said else None


def test_test_inputs_have_the_size_of_the_network(page: Page) -> None:
    sent = shown(page)
    half = np.arange(28) >= 14
    square = (np.indices((28, 28)) // 4).sum(0)
    expected = {
        "flat": np.full((28, 28), 128),
        "step": np.tile(np.where(half, 255, 0), (28, 1)),
        "diagonal": np.eye(28) * 255,
        "checker": square % 2 * 255,
        "dot": np.pad([[255]], ((14, 13), (14, 13))),
    }
    for name, pixels in expected.items():
        choose(page, name)
        settled(page)
        assert sent[-1]["preprocess"] == "none"
        np.testing.assert_array_equal(sent[-1]["pixels"], pixels, name)


def test_a_shifted_picture_takes_its_maps_along(page: Page) -> None:
    """s4 sees 16 pixels and moves by 4: at a shift of 4 every layer moves by whole units, and not a number is off."""
    draw(page, SEVEN)
    settled(page)
    before = bitmaps(page)
    choose(page, "move")
    move(page, right=4, down=-4)
    for path in ("c1", "c1_relu", "s2", "c3", "c3_relu", "s4"):
        expect(page.get_by_test_id(f"followed-{path}")).to_have_attribute("data-apart", "0")
    expect(page.get_by_test_id("followed-s2")).to_contain_text("→ 2, ↓ −2")
    expect(page.get_by_test_id("move-answer")).to_contain_text("Answer: 7 →")
    assert bitmaps(page) != before
    move(page, right=3)
    expect(page.get_by_test_id("followed-c1")).to_have_attribute("data-apart", "0")
    expect(page.get_by_test_id("followed-s2")).to_contain_text("–")  # 1.5 units
    assert apart(page, "s2") is None
    page.get_by_test_id("move-reset").click()
    settled(page)
    assert bitmaps(page) == before
    expect(page.get_by_test_id("followed")).to_have_count(0)


def test_a_pooled_dot_stays_under_three_of_four_shifts(page: Page) -> None:
    """The dot lies at an even row and column: within its 2×2 window it may move by one, each way."""
    page.get_by_test_id("list-toggle").click()
    for path in ("c1_relu", "c1"):
        press(page, path, "Delete")
        expect(page.get_by_test_id(f"layer-{path}")).to_have_count(0)
    settled(page)
    choose(page, "dot")
    choose(page, "move")
    row = page.get_by_test_id("followed-s2")
    for right, down in ((1, 0), (1, 1), (0, 1)):
        move(page, right=right, down=down)
        expect(row).to_have_attribute("data-unchanged", "1")
    move(page, right=2, down=0)
    expect(row).to_have_attribute("data-unchanged", str(1 - 2 / 14**2))
    expect(row).to_have_attribute("data-apart", "0")


def test_turned_scaled_and_noisy_pictures_do_not_move_along(page: Page) -> None:
    draw(page, SEVEN)
    settled(page)
    sent = shown(page)
    draw(page, SEVEN)
    settled(page)
    choose(page, "move")
    move(page, angle=40, scale=0.8, noise=12)
    expect(page.get_by_test_id("followed-c1")).to_have_attribute("data-apart", "")
    expect(page.get_by_test_id("followed-c1")).to_contain_text("%")
    assert np.array(sent[-1]["pixels"]).shape == (28, 28)
    move(page, angle=0, scale=1)
    noisy = np.array(sent[-1]["pixels"])
    move(page, noise=0)
    expect(page.get_by_test_id("followed")).to_have_count(0)
    ground = noisy[:3].ravel()  # nothing is drawn there: half of the noise is cut off at black
    assert ground.std() == pytest.approx(12 * (0.5 - 1 / (2 * np.pi)) ** 0.5, rel=0.35)


def test_the_sliders_go_by_keyboard_and_another_drawing_is_moved_anew(page: Page) -> None:
    choose(page, "dot")
    choose(page, "move")
    slider = page.get_by_test_id("move-right")
    expect(slider).to_be_enabled()
    slider.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(slider).to_have_attribute("aria-valuetext", "2 px")
    settled(page)
    expect(page.get_by_test_id("followed-c1")).to_have_attribute("data-apart", "0")
    draw(page, SEVEN)
    settled(page)
    expect(slider).to_have_attribute("aria-valuetext", "0 px")
    expect(slider).to_be_enabled()


def test_moving_is_legible_in_both_themes(opened: Open) -> None:
    for theme in ("light", "dark"):
        page = opened(color_scheme=theme, locale="ru-RU")
        draw(page, SEVEN)
        settled(page)
        choose(page, "move")
        move(page, right=4)
        expect(page.get_by_test_id("moved-maps")).to_be_visible()
        page.context.new_cdp_session(page).send("Page.setBypassCSP", {"enabled": True})
        page.evaluate(AXE)
        assert page.evaluate(VIOLATIONS) == []


def test_colours_go_to_a_network_that_reads_them(page: Page) -> None:
    sent = shown(page)
    coloured(page)
    page.get_by_test_id("pen-blue").click()
    page.get_by_test_id("pen-fill").click()
    page.get_by_test_id("pen-red").click()
    draw(page, [[(0.5, 0.2), (0.5, 0.8)]])
    settled(page)
    pixels = np.array(sent[-1]["pixels"])
    assert pixels.shape == (56, 56, 3)
    assert pixels[2, 2].tolist() == [0x1D, 0x6F, 0xD1]
    assert pixels[28, 28].tolist() == [0xD6, 0x28, 0x28]
    page.get_by_role("button", name=re.compile("undo stroke", re.I)).click()
    settled(page)
    assert (np.array(sent[-1]["pixels"]) == [0x1D, 0x6F, 0xD1]).all()


def test_a_network_for_ink_gets_ink(page: Page) -> None:
    sent = shown(page)
    coloured(page)
    page.get_by_test_id("pen-red").click()
    draw(page, SEVEN)
    settled(page)
    page.get_by_test_id("model-select").select_option("lenet5-mnist")
    expect(page.get_by_test_id("pens")).to_have_count(0)
    settled(page)
    pixels = np.array(sent[-1]["pixels"])
    assert (sent[-1]["preprocess"], pixels.ndim, pixels.max()) == ("digit", 2, 255)
    expect(page.get_by_test_id("prediction")).to_have_text(re.compile("^7"))


def green() -> str:
    raw = io.BytesIO()
    Image.new("RGB", (40, 30), (10, 200, 30)).save(raw, "PNG")
    return base64.b64encode(raw.getvalue()).decode()


@pytest.mark.parametrize("how", ["paste", "drop"])
def test_a_picture_comes_from_the_clipboard_and_by_drag(page: Page, how: str) -> None:
    sent = shown(page)
    page.evaluate(PASTE, [how, "green.png", green()])
    expect(page.get_by_role("button", name=re.compile("resize to 28×28", re.I))).to_be_visible()
    settled(page)
    assert sent[-1]["image"] == green()


@pytest.fixture(scope="module")
def cameras(playwright_driver: Playwright) -> Iterator[Browser]:
    """A browser with a camera that shows a green picture."""
    path = os.environ.get("PLAYGROUND_CHROMIUM") or shutil.which("chromium")
    browser = playwright_driver.chromium.launch(executable_path=path, args=[*ARGUMENTS, FAKE_CAMERA])
    yield browser
    browser.close()


def at(browser: Browser, server: Server, **options: Any) -> Page:
    page = browser.new_context(
        **{"viewport": {"width": 1440, "height": 900}, "locale": "en-GB", **options}
    ).new_page()
    page.set_default_timeout(20_000)
    page.goto(server.url)
    ready(page)
    return page


def test_the_camera_is_looked_at_and_its_picture_taken(cameras: Browser, server: Server) -> None:
    page = at(cameras, server, permissions=["camera"])
    sent = shown(page)
    choose(page, "camera")
    expect(page.get_by_test_id("camera-take")).to_be_enabled()
    page.get_by_test_id("camera-take").click()
    expect(page.get_by_test_id("camera")).to_have_count(0)
    expect(page.get_by_role("button", name=re.compile("resize to 28×28", re.I))).to_be_visible()
    settled(page)
    with Image.open(io.BytesIO(base64.b64decode(sent[-1]["image"]))) as image:
        red, colour, blue = np.asarray(image.convert("RGB")).reshape(-1, 3).mean(0)
        assert image.width == image.height
    assert colour > max(red, blue) + 50
    page.context.close()


def test_a_camera_that_may_not_be_used_says_so(cameras: Browser, server: Server) -> None:
    page = at(cameras, server)
    choose(page, "camera")
    alert = page.get_by_test_id("camera").get_by_role("alert")
    expect(alert).to_contain_text("does not let this page use the camera")
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("camera")).to_have_count(0)
    page.context.close()


def test_no_camera_is_said_too(opened: Open) -> None:
    page = opened(permissions=["camera"], locale="ru-RU")
    choose(page, "camera")
    expect(page.get_by_test_id("camera").get_by_role("alert")).to_contain_text("Камеры нет")


def test_on_a_phone_everything_is_in_the_menu(opened: Open) -> None:
    page = opened(**PHONE)
    page.get_by_test_id("input-menu").tap()
    items = page.get_by_role("menuitem")
    expect(items.first).to_contain_text("Upload")
    for item in items.all():
        box = item.bounding_box()
        assert box is not None
        assert box["height"] >= 40
    page.get_by_test_id("action-move").tap()
    move(page, right=2)
    expect(page.get_by_test_id("followed-c1")).to_be_attached()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
