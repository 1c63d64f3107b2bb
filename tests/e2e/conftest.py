"""A real server and a real Chromium."""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, sync_playwright

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


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for the whole session, with an empty store and no data sets but what the packages carry."""
    with running(tmp_path_factory.mktemp("e2e") / "data") as server:
        yield server


@pytest.fixture(scope="session")
def playwright_driver() -> Iterator[Playwright]:
    """Playwright's own driver; the browser is the machine's."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def chromium(playwright_driver: Playwright) -> Iterator[Browser]:
    """One Chromium for the session; `make test` names it in PLAYGROUND_CHROMIUM."""
    path = os.environ.get("PLAYGROUND_CHROMIUM") or shutil.which("chromium")
    browser = playwright_driver.chromium.launch(executable_path=path, args=ARGUMENTS)
    yield browser
    browser.close()


def is_fault(message: ConsoleMessage) -> bool:
    """An error on the console, but for the browser's own note that a network with a problem was answered 422."""
    return message.type == "error" and "status of 422" not in message.text


def opened(chromium: Browser, server: Server, **options: object) -> tuple[BrowserContext, Page, list[str]]:
    """A fresh context with a page on the playground, and the list its console errors go to."""
    context = chromium.new_context(
        **{"viewport": {"width": 1440, "height": 900}, "locale": "en-GB", **options}
    )
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text) if is_fault(message) else None)
    page.goto(server.url)
    return context, page, errors


@pytest.fixture
def page(chromium: Browser, server: Server) -> Iterator[Page]:
    """The playground at 1440×900; the test fails if the page logged an error."""
    context, page, errors = opened(chromium, server, reduced_motion="reduce")
    yield page
    context.close()
    assert errors == []


@pytest.fixture
def phone(chromium: Browser, server: Server) -> Iterator[Page]:
    """The playground on a touch screen of 360×640; the test fails if the page logged an error."""
    options = {"viewport": {"width": 360, "height": 640}, "has_touch": True, "is_mobile": True}
    context, page, errors = opened(chromium, server, reduced_motion="reduce", **options)
    yield page
    context.close()
    assert errors == []
