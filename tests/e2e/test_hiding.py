"""A link hides the parts of the page that a teacher does not want to be seen yet."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.actions import open_layer, settled
from tests.e2e.conftest import Open
from tests.e2e.test_data import finished, train
from tests.serving import Server


def ways(page: Page) -> Locator:
    return page.get_by_test_id("input-menu").or_(page.get_by_test_id("image-upload"))


def painter(page: Page) -> Locator:
    page.get_by_role("button", name="Filters").first.click()
    page.get_by_test_id("filter-c1-0").click()
    expect(page.locator(".panel.cells")).to_be_visible()
    return page.get_by_test_id("painter")


def learns(page: Page) -> Locator:
    open_layer(page, "c1")
    return page.get_by_test_id("inspector-learns")


def why(page: Page) -> Locator:
    return page.get_by_test_id("why-open")


def opened_map(page: Page) -> None:
    settled(page)
    page.get_by_test_id("feature-map-c3_relu-1").first.click()
    page.keyboard.press("Enter")
    expect(page.locator(".panel.cells")).to_be_visible()


def looks(page: Page) -> Locator:
    opened_map(page)
    return page.get_by_test_id("looks-open")


def strongest(page: Page) -> Locator:
    opened_map(page)
    return page.get_by_test_id("top-images-show")


def mistakes(page: Page) -> Locator:
    page.get_by_role("button", name="Models").click()
    expect(page.get_by_test_id("model-lenet5-mnist")).to_be_visible()
    return page.get_by_role("button", name="Where is it wrong?")


PARTS = [
    ("ways", ways),
    ("painter", painter),
    ("learns", learns),
    ("why", why),
    ("looks", looks),
    ("findings", strongest),
    ("findings", mistakes),
]


@pytest.mark.parametrize(("part", "find"), PARTS)
def test_a_part_is_there_and_a_link_hides_it(
    part: str, find: Callable[[Page], Locator], opened: Open, server: Server
) -> None:
    expect(find(opened()).first).to_be_attached()
    expect(find(opened(f"{server.url}/#hide={part}"))).to_have_count(0)


def test_the_time_machine_is_hidden_and_the_timeline_stays(opened: Open, server: Server) -> None:
    page = opened()
    train(page, epochs=1)
    finished(page)
    run = page.request.get(f"{server.url}/api/v1/runs?limit=1").json()[0]["id"]
    for hidden in (0, 1):
        other = opened(f"{server.url}/?run={run}{'#hide=moments' if hidden else ''}")
        expect(other.get_by_test_id("timeline")).to_have_attribute("data-checkpoints", re.compile(r"\d\d"))
        for tool in ("film", "clip", "branch"):
            expect(other.get_by_test_id(tool)).to_have_count(0 if hidden else 1)


def test_the_newer_parts_are_in_the_list_of_the_share_dialog(page: Page) -> None:
    page.get_by_test_id("network-menu").click()
    page.get_by_test_id("action-share").click()
    share = page.get_by_test_id("share-dialog")
    for part in dict.fromkeys(name for name, _ in [*PARTS, ("moments", ways)]):
        share.get_by_test_id(f"hide-{part}").check()
    link = share.get_by_test_id("share-link")
    expect(link).to_have_value(re.compile(r"&hide=ways,painter,learns,why,looks,findings,moments$"))
