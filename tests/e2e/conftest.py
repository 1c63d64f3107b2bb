"""A real server and a real Chromium."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    expect,
    sync_playwright,
)

from tests.e2e.actions import Analysis, analysis_of, ready
from tests.serving import Server, running

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE = {"viewport": {"width": 360, "height": 640}, "has_touch": True, "is_mobile": True}

Open = Callable[..., Page]


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for the whole session, with an empty store and no data sets but what the packages carry."""
    with running(tmp_path_factory.mktemp("e2e") / "data") as server:
        yield server


@pytest.fixture(scope="session")
def playwright_driver() -> Iterator[Playwright]:
    """Playwright's own driver; the browser is the machine's. A busy machine gets patience, not failures."""
    expect.set_options(timeout=20_000)
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def chromium(playwright_driver: Playwright) -> Iterator[Browser]:
    """One Chromium for the session; `make test` names it in PLAYGROUND_CHROMIUM."""
    path = os.environ.get("PLAYGROUND_CHROMIUM") or shutil.which("chromium")
    browser = playwright_driver.chromium.launch(executable_path=path, args=ARGUMENTS)
    yield browser
    browser.close()


def told(message: ConsoleMessage) -> str:
    """A console error's text; the browser itself notes the 422 that says what is wrong with a network."""
    asked = message.location["url"].split("?")[0].rpartition("/networks/")[2]
    refused = asked in ("analyze", "export", "import") and "422" in message.text
    return f"{message.text} {message.location['url']}" if message.type == "error" and not refused else ""


@pytest.fixture
def opened(chromium: Browser, server: Server) -> Iterator[Open]:
    """Open pages of one's own: `opened(url=…, **options of the context)`; any console error fails the test."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def open_page(url: str | None = None, *, watched: bool = True, **options: Any) -> Page:
        defaults = {
            "viewport": {"width": 1440, "height": 900},
            "locale": "en-GB",
            "reduced_motion": "reduce",
        }
        contexts.append(chromium.new_context(**{**defaults, **options}))
        page = contexts[-1].new_page()
        page.set_default_timeout(20_000)
        page.on("pageerror", lambda error: errors.append(str(error)))
        if watched:
            page.on("console", lambda message: errors.append(told(message)) if told(message) else None)
        page.goto(url or server.url)
        ready(page)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert errors == []


@pytest.fixture
def page(opened: Open) -> Page:
    """The playground at 1440×900."""
    return opened()


@pytest.fixture
def phone(opened: Open) -> Page:
    """The playground on a touch screen of 360×640."""
    return opened(**PHONE)


@pytest.fixture(scope="session")
def analysis(server: Server) -> Analysis:
    """Nodes of `lenet5-mnist` by path, as the analysis describes them."""
    return analysis_of(server, "lenet5-mnist")
