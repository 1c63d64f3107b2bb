"""How a run begins, layer by layer: frozen, with first weights of its own, from the weights on the page; and votes."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.e2e.actions import draw, settled
from tests.serving import Server

STROKE = [[(0.5, 0.2), (0.5, 0.8)]]
NETWORK = {
    "name": "tiny",
    "layers": [
        {"kind": "max_pool2d", "kernel_size": 4},
        {"kind": "flatten"},
        {"kind": "linear", "name": "out", "out_features": 10},
    ],
}


@pytest.fixture
def api(server: Server) -> Iterator[httpx.Client]:
    """The server's API; every run is gone afterwards."""
    with httpx.Client(base_url=f"{server.url}/api/v1", timeout=60) as client:
        yield client
        for run in client.get("/runs").json():
            client.delete(f"/runs/{run['id']}")


def test_a_run_begins_as_its_layers_are_told(api: httpx.Client, page: Page):
    """By keyboard: F freezes; a deviation of one's own; fine-tuning keeps the weights of all that is unchanged."""
    row = page.get_by_test_id("layer-c1")
    row.click()
    page.get_by_test_id("layer-init").select_option("he")
    deviation = page.get_by_role("spinbutton", name="Deviation σ")
    expect(deviation).to_have_value("0.2828")  # √(2/25)
    deviation.fill("0.05")
    expect(page.get_by_test_id("layer-init")).to_have_value("normal")
    row.press("f")
    expect(page.get_by_test_id("layer-frozen")).to_be_checked()
    expect(page.get_by_test_id("frozen-c1")).to_be_visible()

    page.get_by_test_id("train-inherit").click()
    expect(page.get_by_test_id("run-step")).not_to_have_text("")
    expect(page.get_by_test_id("train-pause")).to_be_visible()
    run = api.get("/runs").json()[0]  # the newest
    assert run["training"]["frozen"] == ["c1"]
    assert run["training"]["initializers"] == {"c1": {"kind": "normal", "std": 0.05}}
    assert run["begins_with"]["weights_from"] == "lenet5-mnist"
    assert run["begins_with"]["fresh"] == []

    row.focus()
    row.press("f")
    expect(page.get_by_test_id("frozen-c1")).to_have_count(0)
    page.get_by_test_id("train-branch").click()
    expect(page.get_by_test_id("train-branch")).to_have_count(0)
    branch, before = api.get("/runs").json()[:2]
    assert (before["id"], before["state"]) == (run["id"], "cancelled")
    assert branch["parent"]["run"] == run["id"]
    assert branch["training"]["frozen"] == []
    page.get_by_test_id("train-cancel").click()
    expect(page.get_by_test_id("run-state")).to_have_attribute("data-state", "cancelled")


def test_runs_that_are_ticked_vote_on_the_drawing(api: httpx.Client, page: Page):
    body: dict[str, Any] = {"network": NETWORK, "dataset": "mnist-5k", "start": "paused"}
    refs = []
    for seed in range(3):
        run = api.post("/runs", json={**body, "name": f"seed {seed}", "training": {"seed": seed}}).json()
        refs.append(f"run:{run['id']}")
    draw(page, STROKE)
    settled(page)
    page.get_by_role("button", name="Runs", exact=True).click()
    expect(page.get_by_test_id("run-row")).to_have_count(3)
    with page.expect_response("**/api/v1/vote") as answer:
        for box in page.get_by_test_id("run-votes").all():
            box.check()
        expect(page.get_by_test_id("vote-tally")).to_be_visible()
    asked = answer.value.request.post_data_json
    wanted = api.post("/vote", json={**asked, "models": refs}).json()
    counts = [f"{one['votes']}" for one in wanted["tally"]]
    expect(page.get_by_test_id("vote-winner")).to_contain_text(wanted["winner"])
    expect(page.get_by_test_id("vote-winner")).to_contain_text(f"{counts[0]} of 3")
    expect(page.get_by_test_id("vote-tally").locator(".count")).to_have_text(counts)
