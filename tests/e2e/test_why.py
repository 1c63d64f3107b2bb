"""The panel that asks why: what is drawn over the picture is what the server says of its pixels."""

import io
import re
from typing import Any

import httpx
import numpy as np
import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Locator, Page, expect

from tests.e2e.actions import clear, draw, settled
from tests.e2e.polygons import POLYGONS, placed
from tests.e2e.test_access import AXE, VIOLATIONS
from tests.serving import Server


def seven() -> np.ndarray:
    """A seven of 28×28 pixels."""
    image = Image.new("L", (28, 28), 0)
    ImageDraw.Draw(image).line([(7, 7), (20, 7), (12, 22)], 255, 3)
    return np.asarray(image)


def by_rest(server: Server, pixels: np.ndarray, **question: Any) -> np.ndarray:
    """What the server says over REST of each pixel."""
    body = {"model": "lenet5-mnist", "pixels": pixels.tolist(), **question}
    accept = {"accept": "application/x-npz"}
    answer = httpx.post(f"{server.url}/api/v1/attributions", json=body, headers=accept, timeout=30)
    with np.load(io.BytesIO(answer.content)) as arrays:
        found: np.ndarray = arrays["map"]
    return found


def shows(pane: Locator, expected: np.ndarray) -> None:
    """Wait until the pane's colours reach as far as these numbers."""
    high = f"{float(np.abs(expected).max()):.6f}"[:5]
    expect(pane.get_by_test_id("why-map")).to_have_attribute("data-high", re.compile("^" + re.escape(high)))


def test_why_this_answer(page: Page, server: Server) -> None:
    clear(page)
    page.get_by_test_id("why-open").click()
    panel = page.get_by_test_id("why")
    expect(panel).to_contain_text("Draw something")
    draw(page, placed(POLYGONS[7][0], 0.6, 0.5, 0.5))
    label = settled(page).inner_text()[:1]
    expect(page.get_by_test_id("why-map")).to_have_count(1)
    expect(page.get_by_test_id("why-class")).to_contain_text(f"the answer ({label})")

    raw = io.BytesIO()
    Image.fromarray(seven()).save(raw, "PNG")
    file = {"name": "seven.png", "mimeType": "image/png", "buffer": raw.getvalue()}
    page.get_by_test_id("image-upload").set_input_files(file)
    page.get_by_test_id("why-add").click()
    page.get_by_test_id("why-method").nth(1).select_option("occlusion")
    page.get_by_test_id("why-class").select_option("3")
    cam, occlusion = (page.get_by_test_id(f"why-{kind}") for kind in ("grad_cam", "occlusion"))
    occlusion.get_by_text("Settings").click()
    patch = occlusion.locator("input[name=patch]")
    patch.fill("9")
    patch.press("Enter")
    cam.get_by_test_id("why-layer").select_option("c1")
    expected = by_rest(server, seven(), target=3, method={"kind": "occlusion", "patch": 9})
    shows(occlusion, expected)
    shows(cam, by_rest(server, seven(), target=3, method="grad_cam", layer="c1"))

    occlusion.get_by_test_id("why-map").focus()
    page.keyboard.press("ArrowUp")
    read = occlusion.get_by_test_id("why-pixel").inner_text().replace("−", "-")
    y, x, value = (float(number) for number in re.findall(r"-?[\d.]+", read))
    assert (y, x) == (13, 14)
    assert value == pytest.approx(float(expected[13, 14]), abs=float(np.abs(expected).max()) / 100)

    page.context.new_cdp_session(page).send("Page.setBypassCSP", {"enabled": True})
    page.evaluate(AXE)
    assert page.evaluate(VIOLATIONS) == []
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)


def test_what_cannot_be_asked_costs_no_maps(page: Page) -> None:
    page.get_by_test_id("why-open").click()
    expect(page.get_by_test_id("why-map")).to_have_count(1)
    page.get_by_test_id("model-select").select_option("mlp-784-30-10")
    expect(page.get_by_test_id("why")).to_contain_text("Grad-CAM needs a layer with maps")
    settled(page)
    expect(page.get_by_test_id("prediction")).to_have_text(re.compile(r"^\d"))
    page.get_by_test_id("why-method").select_option("saliency")
    expect(page.get_by_test_id("why-map")).to_have_count(1)
