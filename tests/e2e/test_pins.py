"""Pinned pictures: each keeps its answer, and its way through the moments of a run."""

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.actions import clear, draw, settled
from tests.e2e.conftest import Open
from tests.e2e.test_access import AXE, VIOLATIONS
from tests.e2e.test_data import finished, train
from tests.serving import Server

SEVEN = [[(0.25, 0.22), (0.75, 0.22), (0.45, 0.8)]]
ONE = [[(0.5, 0.2), (0.5, 0.8)]]


def pin_both(page: Page) -> None:
    draw(page, SEVEN)
    settled(page)
    page.get_by_test_id("pin").click()
    clear(page)
    draw(page, ONE)
    settled(page)
    page.get_by_test_id("pin").click()


def test_a_pinned_picture_keeps_its_answer_and_comes_back(page: Page) -> None:
    pin = page.get_by_test_id("pin")
    clear(page)
    expect(pin).to_be_disabled()
    pin_both(page)
    expect(pin).to_be_disabled()  # it is pinned already
    expect(page.get_by_test_id("pin-0")).to_have_attribute("data-answer", "7")
    expect(page.get_by_test_id("pin-1")).to_have_attribute("data-answer", "1")
    expect(settled(page)).to_contain_text("1")
    page.get_by_test_id("pin-0").click()
    expect(settled(page)).to_contain_text("7")
    page.get_by_role("button", name="Unpin picture 1").click()
    expect(page.get_by_test_id("pin-0")).to_have_attribute("data-answer", "1")
    expect(page.get_by_test_id("pin-1")).to_have_count(0)


def test_while_a_network_trains_no_older_answer_stands_for_its_own(page: Page) -> None:
    draw(page, SEVEN)
    settled(page)
    page.get_by_test_id("pin").click()
    pin = page.get_by_test_id("pin-0")
    expect(pin).to_have_attribute("data-answer", "7")
    page.get_by_test_id("train-start").click()
    expect(pin).not_to_have_attribute("data-answer", "7")
    page.get_by_test_id("train-cancel").click()
    expect(pin).to_have_attribute("data-answer", re.compile("[0-9]"))


def test_every_moment_answers_to_every_pinned_picture(opened: Open, server: Server) -> None:
    page = opened()
    sent: list[dict[str, Any]] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda data: sent.append(json.loads(data))))
    pin_both(page)
    expect(page.get_by_test_id("pin-1")).to_have_attribute("data-answer", "1")
    asked = [body for body in sent if body["type"] == "infer" and body.get("layers") == []][-2:]
    train(page, epochs=1)
    finished(page)
    run = page.request.get(f"{server.url}/api/v1/runs?limit=1").json()[0]["id"]
    slider = page.get_by_role("slider", name="Checkpoints")
    slider.focus()
    tapes = page.get_by_test_id("pin-tapes")
    expect(tapes).to_have_attribute("data-ready", "true")
    for index, body in enumerate(asked):
        said: dict[int, str] = {}
        for step in (0, 3, 10, 60):
            model = f"run:{run}@{step}"
            wanted = {"model": model, "pixels": body["pixels"], "preprocess": body["preprocess"]}
            answer = page.request.post(f"{server.url}/api/v1/predict", data=wanted).json()
            said[step] = answer["top"][0]["label"]
        stretches = tapes.locator("li").nth(index).locator("i").all()
        found = [
            (int(one.get_attribute("data-from") or -1), one.get_attribute("data-label")) for one in stretches
        ]
        for step, label in said.items():
            assert [name for start, name in found if start <= step][-1] == label, (step, found)
        slider.press("Home")
        expect(page.get_by_test_id(f"pin-{index}")).to_have_attribute("data-answer", said[0])
        slider.press("End")
        expect(page.get_by_test_id(f"pin-{index}")).to_have_attribute("data-answer", said[60])


@pytest.mark.parametrize("width", [1440, 390])
def test_pins_are_reached_by_keyboard_and_axe_finds_nothing(opened: Open, width: int) -> None:
    page = opened(viewport={"width": width, "height": 844})
    draw(page, SEVEN)
    settled(page)
    page.get_by_test_id("pin").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("pin-0")).to_have_attribute("data-answer", "7")
    clear(page)
    draw(page, ONE)
    settled(page)
    page.get_by_test_id("pin").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(settled(page)).to_contain_text("7")
    page.evaluate(AXE)
    assert page.evaluate(VIOLATIONS) == []
