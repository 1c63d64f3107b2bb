"""What was set by hand travels with its network: in a link, under a name, in a file."""

import json
import re
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Page, expect
from safetensors.torch import load

from tests.e2e.actions import draw, ends, open_layer, settled
from tests.e2e.conftest import Open
from tests.e2e.polygons import POLYGONS, placed
from tests.e2e.test_porting import dialog, run_alone, taken
from tests.serving import Server

SEVEN = placed(POLYGONS[7][0], 0.6, 0.5, 0.5)
SOBEL = np.outer([1, 4, 6, 4, 1], [-1, -2, 0, 2, 1]) * 8 / 96


@pytest.fixture
def edited(page: Page) -> Page:
    """The trained LeNet-5 with a Sobel filter, a silent channel, and a frozen layer."""
    page.get_by_role("button", name="Filters").first.click()
    for channel, button in ((0, "kernel-sobel-x"), (1, "finger-zero")):
        page.get_by_test_id(f"filter-c1-{channel}").click()
        page.get_by_test_id(button).click()
        page.keyboard.press("Escape")
    expect(page.get_by_test_id("filter-c1-1")).to_have_attribute("data-high", "0")
    open_layer(page, "c3")
    page.get_by_test_id("layer-training").get_by_role("checkbox").first.check()
    expect(page.get_by_test_id("frozen-c3")).to_be_attached()
    return page


def told(page: Page) -> tuple[str, object]:
    """The answer to a seven, and the ranges of all filters."""
    settled(page)
    page.get_by_role("button", name="Filters").first.click()
    expect(page.get_by_test_id("filter-c1-1")).to_have_attribute("data-high", "0")
    filters = ends(page, "filter")
    draw(page, SEVEN)
    return settled(page).inner_text(), filters


def same(page: Page, before: tuple[str, object]) -> None:
    if page.get_by_test_id("list-toggle").get_attribute("aria-expanded") == "false":
        page.get_by_test_id("list-toggle").click()
    expect(page.get_by_test_id("frozen-c3")).to_be_attached()
    assert told(page) == before


def test_in_a_link(edited: Page, opened: Open) -> None:
    before = told(edited)
    share = dialog(edited, "share")
    expect(share).to_contain_text("what was set by hand")
    link = share.get_by_test_id("share-link")
    expect(link).to_have_value(re.compile("#n="))
    same(opened(link.input_value()), before)


def test_under_a_name(edited: Page) -> None:
    before = told(edited)
    opened = dialog(edited, "saved")
    opened.get_by_test_id("saved-name").fill("by hand")
    opened.get_by_test_id("saved-keep").click()
    entry = opened.locator("[data-testid=saved-row][data-name='by hand']")
    expect(entry).to_have_count(1)
    edited.reload()
    expect(edited.get_by_test_id("feature-map-c1-0")).to_have_attribute("data-low", re.compile("."))
    dialog(edited, "saved")
    entry.get_by_test_id("saved-open").click()
    expect(opened).to_have_count(0)
    same(edited, before)
    dialog(edited, "saved")
    entry.get_by_test_id("saved-remove").click()
    opened.get_by_test_id("saved-sure").click()
    expect(entry).to_have_count(0)


def test_in_a_file(edited: Page, tmp_path: Path) -> None:
    before = told(edited)
    export = dialog(edited, "export")
    export.get_by_test_id("export-edited").check()
    file = taken(edited, "json", tmp_path)
    written = json.loads(file.read_text())
    assert written["training"] == {"frozen": ["c3"]}
    edits = written["hand_edits"]
    assert edits["weights_from"] == "lenet5-mnist"
    by_channel = {one["channel"]: one for one in edits["painted"]}
    sobel = np.array(by_channel[0]["weight"]).reshape(5, 5)
    np.testing.assert_allclose(sobel, SOBEL, rtol=1e-6)
    assert not np.any(by_channel[1]["weight"])
    edited.reload()
    expect(edited.get_by_test_id("feature-map-c1-0")).to_have_attribute("data-low", re.compile("."))
    opened = dialog(edited, "import")
    opened.get_by_test_id("import-choose").set_input_files(file)
    expect(opened.get_by_test_id("import-found")).to_contain_text("2 filters set by hand")
    opened.get_by_test_id("import-open").click()
    same(edited, before)


def test_home_with_the_weights_that_it_has(edited: Page, tmp_path: Path) -> None:
    export = dialog(edited, "export")
    expect(export.get_by_test_id("export-hand")).to_be_checked()
    weights = load(taken(edited, "safetensors", tmp_path).read_bytes())
    np.testing.assert_allclose(weights["c1.weight"][0, 0].numpy(), SOBEL, rtol=1e-6)
    assert not weights["c1.weight"][1].any()
    expect(export.get_by_test_id("export-pytorch")).to_be_enabled()
    expect(export.get_by_test_id("export-notebook")).to_be_enabled()
    source = taken(edited, "pytorch", tmp_path)
    name = next(line for line in source.read_text().splitlines() if line.startswith("class LeNet"))
    file = next(tmp_path.glob("*.safetensors"))
    assert run_alone(source, name.removeprefix("class ").split("(")[0], file) == "(2, 10) 61706"


def test_what_is_too_long_for_a_link_is_left_out_and_the_page_says_so(
    page: Page, server: Server, tmp_path: Path
) -> None:
    network = page.request.get(f"{server.url}/api/v1/models/lenet5-mnist").json()["network"]
    chance = np.random.default_rng(0)
    painted = [
        {"path": "f5", "channel": channel, "weight": chance.normal(size=400).round(6).tolist()}
        for channel in range(20)
    ]
    file = tmp_path / "many.json"
    file.write_text(json.dumps({"network": network, "hand_edits": {"painted": painted}}))
    opened = dialog(page, "import")
    opened.get_by_test_id("import-choose").set_input_files(file)
    expect(opened.get_by_test_id("import-found")).to_contain_text("20 filters set by hand")
    opened.get_by_test_id("import-open").click()
    share = dialog(page, "share")
    expect(share.get_by_test_id("share-excess")).to_contain_text("16,000")
    assert len(share.get_by_test_id("share-link").input_value()) < 16_000


def test_a_file_with_nonsense_set_by_hand_says_what(page: Page, server: Server) -> None:
    network = page.request.get(f"{server.url}/api/v1/models/lenet5-mnist").json()["network"]
    opened = dialog(page, "import")
    body = {"network": network, "hand_edits": {"painted": [{"path": "c1", "channel": "x"}]}}
    opened.get_by_test_id("import-text").fill(json.dumps(body))
    expect(opened.get_by_test_id("problems")).to_contain_text("painted")


def test_a_table_of_connections_goes_through_a_link(page: Page, opened: Open) -> None:
    page.get_by_test_id("model-select").select_option("lenet5-1998")
    total = page.get_by_test_id("network-total")
    expect(total).to_contain_text("60,000")
    link = dialog(page, "share").get_by_test_id("share-link")
    expect(link).to_have_value(re.compile("#n="))
    other = opened(link.input_value())
    expect(other.get_by_test_id("network-total")).to_contain_text("60,000")


def test_weights_that_are_not_here_are_missed_aloud(opened: Open, server: Server) -> None:
    page = opened(watched=False)  # the browser itself notes the 404
    network = page.request.get(f"{server.url}/api/v1/models/lenet5-mnist").json()["network"]
    dialog(page, "import")
    edits = {"weights_from": "run:nowhere", "painted": [{"path": "c1", "channel": 1, "bias": 3}]}
    page.get_by_test_id("import-text").fill(json.dumps({"network": network, "hand_edits": edits}))
    page.get_by_test_id("import-open").click()
    expect(page.get_by_test_id("refusal")).to_contain_text("The weights of run:nowhere are not here")
