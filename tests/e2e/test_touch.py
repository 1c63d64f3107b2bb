"""By touch alone on a screen of 360×640: draw, predict, edit, train, scrub; nothing scrolls sideways."""

import pytest
from playwright.sync_api import Page

from tests.e2e.actions import TABS, pad_box
from tests.serving import Server

SMALL = """() => [...document.querySelectorAll("button, select, input:not([type=file]), a, summary, [role=tab]")]
    .filter((one) => {
        const box = one.getBoundingClientRect();
        const seen = one.checkVisibility({ opacityProperty: true, visibilityProperty: true });
        const label = one.closest("label")?.getBoundingClientRect();
        const height = Math.max(box.height, label?.height ?? 0);
        return seen && box.width > 1 && height < 39.5 && !one.ariaHidden && !one.closest("[aria-hidden=true]")
            && !one.closest("p, li, td, dd, [data-channel]") && !one.matches("[data-testid^=filter-]");
    })
    .map((one) => `${one.outerHTML.slice(0, 90)} ${one.getBoundingClientRect().height}`)"""


def fits(page: Page) -> None:
    """Nothing scrolls sideways."""
    wider = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wider <= 0


def stroke(page: Page, points: list[tuple[float, float]]) -> None:
    """Draw one stroke with a finger."""
    left, top, side = pad_box(page)
    session = page.context.new_cdp_session(page)
    for index, (x, y) in enumerate(points):
        kind = "touchMove" if index else "touchStart"
        at = {"x": left + x * side, "y": top + y * side}
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [at]})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


@pytest.mark.parametrize("tab", TABS)
def test_every_tab_fits_and_its_targets_are_large(phone: Page, server: Server, tab: str) -> None:
    body = {"network": {"preset": "lenet5"}, "dataset": "mnist-5k", "start": "paused"}
    run = phone.request.post(f"{server.url}/api/v1/runs", data=body).json()[
        "id"
    ]  # the table is not to be empty
    phone.get_by_role("navigation").get_by_role("button").nth(TABS.index(tab)).tap()
    phone.wait_for_load_state("networkidle")
    fits(phone)
    assert phone.evaluate(SMALL) == []
    phone.request.delete(f"{server.url}/api/v1/runs/{run}")
