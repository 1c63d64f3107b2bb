"""For everybody: by keyboard, with a screen reader, in two themes and two languages."""

import re
from pathlib import Path

import axe_core_python
import pytest
from playwright.sync_api import Page, expect

from tests.e2e.actions import TABS, draw, ready, settled
from tests.e2e.conftest import Open
from tests.strokes import WAYS

AXE = (Path(axe_core_python.__file__).parent / "axe.min.js").read_text()
VIOLATIONS = """async () => {
    const { violations } = await axe.run(document, { resultTypes: ["violations"] });
    return violations.filter(({ impact }) => ["serious", "critical"].includes(impact))
        .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).slice(0, 4).join(" | ")}`);
}"""
WORDS = """() => {
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const { parentElement, textContent } = walker.currentNode;
        const code = parentElement?.closest("code, pre, .mono, script, style, [lang=en], [translate=no]");
        if (!code && parentElement?.checkVisibility()) found.push(textContent.trim());
    }
    for (const one of document.querySelectorAll("[aria-label], [title], [placeholder]"))
        found.push(one.ariaLabel ?? "", one.title, one.getAttribute("placeholder") ?? "");
    return [...new Set(found)].filter((text) => text);
}"""
NAMES = re.compile(
    r"LeNet|MNIST|CIFAR|VGG|ReLU|Adam|softmax|sigmoid|tanh|relu|conv\w*|linear|flatten|pool|API|REST|JSON|EN|RU"
    r"|[a-z]\d(_\w+)?|output|input|WebSocket|Python|curl|Tiny|MLP|Fashion|mnist\S*",
    re.I,
)
ENGLISH = re.compile(r"\b(the|and|of|to|a|is|are|with|for|from|image|layer|size|step|run|network|model)\b")

CITATION = re.compile(r"[A-Z][a-z]+.*, (18|19|20)\d\d\.?$")
"""Papers are cited in their own language."""


def go(page: Page, tab: str) -> None:
    """Open a tab of the page."""
    page.get_by_role("navigation").get_by_role("button").nth(TABS.index(tab)).click()
    page.wait_for_load_state("networkidle")


@pytest.mark.parametrize("locale", ["en-GB", "ru-RU"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_tab_has_a_serious_barrier(opened: Open, locale: str, theme: str) -> None:
    page = opened(locale=locale, color_scheme=theme)
    page.get_by_test_id("list-toggle").click()
    page.get_by_test_id("layer-c1").click()
    session = page.context.new_cdp_session(page)
    session.send("Page.setBypassCSP", {"enabled": True})
    found = {}
    for tab in TABS:
        go(page, tab)
        page.evaluate(AXE)
        found[tab] = page.evaluate(VIOLATIONS)
    assert found == {tab: [] for tab in TABS}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_numbers_of_a_unit_are_legible(opened: Open, theme: str) -> None:
    page = opened(color_scheme=theme)
    ready(page)
    draw(page, WAYS[7][0])
    expect(page.get_by_test_id("unit-steps")).to_be_visible()
    settled(page)
    page.context.new_cdp_session(page).send("Page.setBypassCSP", {"enabled": True})
    page.evaluate(AXE)
    assert page.evaluate(VIOLATIONS) == []


def own_names(page: Page) -> re.Pattern[str]:
    """The names of the runs that are there: they are the user's, in whatever language."""
    runs = page.evaluate("fetch('/api/v1/runs').then((answer) => answer.json())")
    return re.compile("|".join(re.escape(run["name"]) for run in runs) or r"(?!)")


def test_no_english_is_left_in_russian(opened: Open) -> None:
    page = opened(locale="ru-RU")
    page.get_by_test_id("list-toggle").click()
    page.get_by_test_id("layer-c1").click()
    own = own_names(page)
    left = {}
    for tab in TABS:
        go(page, tab)
        texts = [own.sub("", text) for text in page.evaluate(WORDS)]
        left[tab] = [text for text in texts if ENGLISH.search(text) and not CITATION.search(text)]
    assert left == {tab: [] for tab in TABS}


def test_every_control_is_reached_by_tab(page: Page) -> None:
    wanted = {
        "draw-pad",
        "draw-clear",
        "train-start",
        "train-step",
        "dataset-select",
        "list-toggle",
        "image-upload",
    }
    seen: set[str] = set()
    rounds = 0
    while not wanted <= seen and rounds < 80:
        page.keyboard.press("Tab")
        seen.add(page.evaluate("document.activeElement.dataset.testid ?? ''"))
        rounds += 1
    assert wanted <= seen


def test_space_plays_only_where_nothing_has_the_focus(page: Page) -> None:
    page.get_by_test_id("dataset-select").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("run-state")).to_have_attribute("data-state", "none")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Space")
    expect(page.get_by_test_id("run-state")).not_to_have_attribute("data-state", "none")
    page.get_by_test_id("train-cancel").click()
    expect(page.get_by_test_id("run-state")).to_have_attribute("data-state", "cancelled", timeout=60_000)


def test_escape_goes_back_level_by_level(page: Page) -> None:
    page.get_by_test_id("list-toggle").click()
    page.get_by_test_id("layer-c1").click()
    expect(page.get_by_test_id("inspector")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("inspector")).to_have_count(0)
    page.get_by_role("button", name=re.compile("open the input", re.I)).first.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
