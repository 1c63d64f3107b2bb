"""Runs beside one another: the table with its notes, curves laid over each other, two runs side by side."""

import io
import json
import re
import time
from collections.abc import Iterator
from typing import Any

import httpx
import numpy as np
import pytest
from playwright.sync_api import Page, expect
from safetensors.numpy import load

from tests.e2e.actions import clear, draw, settled
from tests.e2e.conftest import PHONE, Open
from tests.e2e.test_access import AXE, VIOLATIONS
from tests.serving import Server

STROKE = [[(0.3, 0.25), (0.65, 0.3), (0.45, 0.5), (0.65, 0.7), (0.3, 0.8)]]


def network(filters: int = 4, *more: dict[str, Any]) -> dict[str, Any]:
    """A small network; with 4 filters it has 5·5·4 + 4 + (4·6·6)·10 + 10 = 1,554 parameters."""
    return {
        "name": "tiny",
        "layers": [
            {"kind": "max_pool2d", "kernel_size": 2},
            {
                "kind": "conv2d",
                "name": "conv1",
                "out_channels": filters,
                "kernel_size": 5,
                "stride": 2,
                "padding": 1,
            },
            {"kind": "relu"},
            *more,
            {"kind": "flatten"},
            {"kind": "linear", "name": "out", "out_features": 10},
        ],
    }


@pytest.fixture
def api(server: Server) -> Iterator[httpx.Client]:
    """The server's API with no run but the test's own: those of other tests are gone."""
    with httpx.Client(base_url=f"{server.url}/api/v1", timeout=60) as client:
        without_runs(client)
        yield client
        without_runs(client)


def without_runs(client: httpx.Client) -> None:
    for run in client.get("/runs").json():
        client.delete(f"/runs/{run['id']}").raise_for_status()


def begin(api: httpx.Client, name: str, filters: int = 4, **changes: Any) -> dict[str, Any]:
    """A run, paused before its first step unless it is told to start."""
    training = {"epochs": 1, "batch_size": 100, "threads": 1, **changes.pop("training", {})}
    body = {"network": network(filters), "dataset": "mnist-5k", "name": name, "start": "paused", **changes}
    answer = api.post("/runs", json={**body, "training": training})
    assert answer.status_code == 201, answer.text
    run: dict[str, Any] = answer.json()
    return run


def to_runs(page: Page) -> None:
    page.get_by_role("navigation").get_by_role("button", name="Runs").click()


def names(page: Page) -> list[str]:
    """Of the runs in the table, from above."""
    return page.get_by_test_id("run-row").locator("th").all_inner_texts()


def violations(page: Page) -> Any:
    page.context.new_cdp_session(page).send("Page.setBypassCSP", {"enabled": True})
    page.evaluate(AXE)
    return page.evaluate(VIOLATIONS)


def test_an_empty_table_says_what_would_fill_it(api: httpx.Client, page: Page) -> None:
    to_runs(page)
    expect(page.get_by_text("Runs appear here")).to_be_visible()
    expect(page.get_by_test_id("run-list")).to_have_count(0)


def test_runs_that_begin_elsewhere_come_by_themselves(api: httpx.Client, page: Page) -> None:
    to_runs(page)
    expect(page.get_by_text("Runs appear here")).to_be_visible()
    begin(api, "over REST")
    expect(page.get_by_test_id("run-row")).to_have_count(1)
    begin(api, "and again")
    expect(page.get_by_test_id("run-row")).to_have_count(2)
    assert names(page) == ["and again", "over REST"]


def test_the_table_is_sorted_and_looked_through_by_keyboard(api: httpx.Client, page: Page) -> None:
    for name, filters in (("run 9", 4), ("run 10", 8), ("wide", 16)):
        begin(api, name, filters)
    last = begin(api, "gone")
    api.post(f"/runs/{last['id']}/cancel")
    to_runs(page)
    expect(page.get_by_test_id("run-row")).to_have_count(4)
    assert names(page) == ["gone", "wide", "run 10", "run 9"]  # the newest first

    head = page.get_by_test_id("sort-name")
    head.focus()
    page.keyboard.press("Enter")
    assert names(page) == ["gone", "run 9", "run 10", "wide"]
    column = page.get_by_role("columnheader", name="Name")
    expect(column).to_have_attribute("aria-sort", "ascending")
    page.keyboard.press("Enter")
    expect(column).to_have_attribute("aria-sort", "descending")

    # 16 filters: 5·5·16 + 16 + (16·6·6)·10 + 10
    expect(page.get_by_test_id("run-row").first).to_contain_text("6,186")
    page.get_by_test_id("sort-parameters").press("Enter")
    assert names(page)[:2] == ["wide", "run 10"]

    page.get_by_test_id("run-filter").fill("RUN 1")
    expect(page.get_by_test_id("run-count")).to_have_text("1 of 4 runs")
    assert names(page) == ["run 10"]
    page.get_by_test_id("run-filter").fill("nothing like it")
    expect(page.get_by_text("No run here is like that.")).to_be_visible()
    page.get_by_role("button", name="Show all").last.click()
    page.get_by_test_id("run-filter-state").select_option("cancelled")
    assert names(page) == ["gone"]
    assert violations(page) == []


def test_a_note_is_written_in_the_table_and_is_there_after_a_reload(
    api: httpx.Client, page: Page, opened: Open, server: Server
) -> None:
    run = begin(api, "first")
    to_runs(page)
    page.get_by_role("button", name="Write a note on first").press("Enter")
    box = page.get_by_test_id("run-note-box")
    expect(box).to_be_focused()
    box.type("lr 0.1 is too much")
    box.press("Shift+Enter")
    box.type("try 0.01")
    box.press("Enter")
    expect(page.get_by_test_id("run-note")).to_have_text("lr 0.1 is too much\ntry 0.01")
    expect(page.get_by_role("button", name="Change the note on first")).to_be_focused()
    assert api.get(f"/runs/{run['id']}").json()["note"] == "lr 0.1 is too much\ntry 0.01"

    page.keyboard.press("Enter")
    box.fill("something else")
    box.press("Escape")
    expect(page.get_by_test_id("run-note")).to_contain_text("try 0.01")

    other = opened(server.url)
    to_runs(other)
    expect(other.get_by_test_id("run-note")).to_contain_text("try 0.01")
    other.get_by_test_id("run-filter").fill("too much")
    expect(other.get_by_test_id("run-row")).to_have_count(1)
    assert violations(other) == []


def over(api: httpx.Client, *runs: dict[str, Any]) -> None:
    """Wait until these have finished."""
    for run in runs:
        end = time.monotonic() + 120
        while api.get(f"/runs/{run['id']}").json()["state"] != "finished":
            assert time.monotonic() < end
            time.sleep(0.1)


def losses(api: httpx.Client, run: dict[str, Any]) -> dict[int, float]:
    """The loss of every step, from the event log."""
    events = api.get(f"/runs/{run['id']}/events?limit=10000").json()
    blocks = [event for event in events if event["type"] == "metrics"]
    return {step: loss for one in blocks for step, loss in zip(one["step"], one["train_loss"], strict=True)}


def tick(page: Page, *runs: dict[str, Any]) -> None:
    """Choose runs, in this order."""
    for run in runs:
        page.locator(f"[data-run='{run['id']}']").get_by_test_id("run-votes").check()


def test_curves_of_many_runs_lie_over_each_other(api: httpx.Client, page: Page) -> None:
    made = [begin(api, f"seed {seed}", start="running", training={"seed": seed}) for seed in range(5)]
    over(api, *made)
    to_runs(page)
    expect(page.get_by_test_id("compare-panel")).to_contain_text("Tick runs in the table")
    tick(page, *made)
    for metric in ("accuracy", "loss"):
        expect(page.get_by_test_id(f"compare-{metric}")).to_have_attribute("data-curves", "5")
    legend = page.get_by_test_id("compare-legend")
    expect(legend.locator("tbody tr")).to_have_count(5)

    # Unsmoothed, the table says what the log says: under the pointer, and where the slider stands.
    page.get_by_label("smoothing").fill("0")
    chart = page.get_by_test_id("compare-loss")
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(legend.locator("caption")).not_to_have_text("Values: step 38")
    step = int(legend.locator("caption").inner_text().split()[-1])
    for run in made:
        shown = legend.locator(f"[data-run='{run['id']}'] [data-value='loss']")
        expect(shown).to_have_text(f"{losses(api, run)[step]:.3g}")
    page.mouse.move(0, 0)
    reader = page.get_by_test_id("compare-read")
    reader.focus()
    page.keyboard.press("Home")
    expect(reader).to_have_attribute("aria-valuetext", "step 1")
    first = legend.locator(f"[data-run='{made[0]['id']}'] [data-value='loss']")
    expect(first).to_have_text(f"{losses(api, made[0])[1]:.3g}")

    page.get_by_test_id("compare-curve").select_option("test")
    page.keyboard.press("Tab")
    page.get_by_test_id("compare-read").press("End")
    for run in made:
        accuracy = api.get(f"/runs/{run['id']}").json()["metrics"]["test_accuracy"]
        shown = legend.locator(f"[data-run='{run['id']}'] [data-value='accuracy']")
        expect(shown).to_have_text(f"{100 * accuracy:.2f}".rstrip("0").rstrip(".") + "%")
    assert violations(page) == []
    page.get_by_role("button", name="Untick all").click()
    expect(legend).to_have_count(0)


def test_a_run_in_training_is_followed(api: httpx.Client, page: Page) -> None:
    run = begin(api, "long", start="running", training={"epochs": 10_000})
    to_runs(page)
    tick(page, run)
    chart = page.get_by_test_id("compare-loss")
    expect(chart).to_have_attribute("data-points", re.compile(r"\d"))
    before = int(chart.get_attribute("data-points") or 0)
    page.wait_for_function(
        "([testid, before]) => Number(document.querySelector(`[data-testid=${testid}]`).dataset.points) > before",
        arg=["compare-loss", before],
    )


def weights_of(api: httpx.Client, run: dict[str, Any], step: int) -> dict[str, np.ndarray[Any, Any]]:
    """The parameters of a checkpoint by name."""
    return load(api.get(f"/runs/{run['id']}/weights?step={step}").content)


def maps_of(api: httpx.Client, run: dict[str, Any], step: int, sent: dict[str, Any]) -> Any:
    """The maps of conv1 for what the page sent, from REST."""
    body = {"model": f"run:{run['id']}@{step}", "layers": ["conv1"]}
    body |= {name: sent[name] for name in ("pixels", "preprocess")}
    answer = api.post("/activations", json=body, headers={"accept": "application/x-npz"})
    assert answer.status_code == 200, answer.text
    return np.load(io.BytesIO(answer.content))["conv1"]


def apart(page: Page, what: str) -> float:
    """The largest difference that the page found, of filters or maps."""
    return float(page.get_by_test_id(f"pair-{what}").get_attribute("data-apart") or "nan")


def sent_pictures(page: Page) -> list[dict[str, Any]]:
    """What the page asks the live sockets about, from now on."""
    sent: list[dict[str, Any]] = []

    def take(payload: str | bytes) -> None:
        message = json.loads(payload)
        if message["type"] == "infer":
            sent.append(message)

    page.on("websocket", lambda socket: socket.on("framesent", take))
    return sent


def test_two_runs_stand_side_by_side_at_the_same_step(api: httpx.Client, page: Page) -> None:
    sgd = begin(api, "slow", start="running", training={"optimizer": {"kind": "sgd", "lr": 0.1}})
    adam = begin(api, "fast", start="running", training={"optimizer": {"kind": "adam", "lr": 0.01}})
    over(api, sgd, adam)
    draw(page, STROKE)
    settled(page)
    sent = sent_pictures(page)
    to_runs(page)
    tick(page, sgd)
    expect(page.get_by_test_id("side-by-side")).to_contain_text("Tick a second run")
    tick(page, adam)
    expect(page.get_by_test_id("pair-sentence")).to_have_text(
        "The second run trains with Adam at 0.01 instead of SGD at 0.1."
    )
    expect(page.get_by_test_id("pair-like")).to_be_visible()
    expect(page.get_by_test_id("pair-unlike")).to_have_count(0)

    shown = page.get_by_test_id("pair-shown")
    expect(shown).to_have_attribute("data-step", "38")
    one, other = (weights_of(api, run, 38)["conv1.weight"] for run in (sgd, adam))
    assert apart(page, "filters") == pytest.approx(float(np.abs(other - one).max()), rel=1e-6)
    one, other = (maps_of(api, run, 38, sent[-1]) for run in (sgd, adam))
    half = float(np.ptp(one) + np.ptp(other)) / 510 + 1e-6  # maps come in 256 steps
    assert apart(page, "maps") == pytest.approx(float(np.abs(other - one).max()), abs=half)
    assert apart(page, "maps") > 0
    for row in ("before", "after", "difference"):
        expect(page.get_by_test_id("pair-maps").locator(f"[data-row={row}] canvas")).to_have_count(4)

    # The same seed: at step 0 there is no difference at all.
    page.get_by_test_id("pair-step").focus()
    page.keyboard.press("Home")
    expect(shown).to_have_attribute("data-step", "0")
    assert (apart(page, "filters"), apart(page, "maps")) == (0, 0)
    expect(page.get_by_test_id("pair-maps-verdict")).to_contain_text("No difference")
    page.keyboard.press("ArrowRight")
    expect(shown).to_have_attribute("data-step", "1")
    one, other = (weights_of(api, run, 1)["conv1.weight"] for run in (sgd, adam))
    assert apart(page, "filters") == pytest.approx(float(np.abs(other - one).max()), rel=1e-6)

    # The other way round: the same sizes, the other sentence.
    page.get_by_role("button", name="The other way round").click()
    expect(page.get_by_test_id("pair-sentence")).to_contain_text("SGD at 0.1 instead of Adam at 0.01")
    expect(shown).to_have_attribute("data-step", "1")
    assert violations(page) == []


def test_it_is_said_plainly_when_two_runs_are_not_like_for_like(api: httpx.Client, page: Page) -> None:
    first = begin(api, "four", start="running")
    others = [
        begin(api, "seed", start="running", training={"seed": 5}),
        begin(api, "wide", filters=8, start="running", training={"batch_size": 50}),
    ]
    over(api, first, *others)
    clear(page)
    to_runs(page)
    tick(page, first, *others)
    note = page.get_by_test_id("pair-unlike")
    expect(note).to_contain_text("Not like for like")
    expect(note).to_contain_text("The seeds differ (0 and 5)")
    expect(page.get_by_test_id("pair-shown")).to_contain_text("Draw something on the playground")
    expect(page.get_by_test_id("pair-maps")).to_have_count(0)

    page.get_by_test_id("pair-second").select_option(others[1]["id"])
    expect(page.get_by_test_id("pair-sentence")).to_have_text(
        "The second run has 8 filters instead of 4 in conv1, and takes mini-batches of 50 instead of 100."
    )
    expect(note).to_contain_text("The mini-batches differ (100 and 50 images)")
    filters = page.get_by_test_id("pair-filters")
    expect(filters).to_contain_text("The numbers of channels differ (4 and 8)")
    expect(filters.locator("[data-row=after] canvas")).to_have_count(8)
    expect(filters.locator("[data-row=difference] canvas")).to_have_count(4)
    page.get_by_test_id("pair-layer").select_option("out")
    expect(page.get_by_test_id("pair-filters-verdict")).to_contain_text("The shapes differ")
    expect(filters.locator("[data-row=difference]")).to_have_count(0)


def test_comparing_fits_a_phone_and_is_read_in_russian(api: httpx.Client, opened: Open) -> None:
    runs = [begin(api, "один", start="running"), begin(api, "два", start="running", training={"epochs": 2})]
    over(api, *runs)
    phone = opened(locale="ru-RU", **PHONE)
    phone.get_by_role("navigation").get_by_role("button", name="Обучения").click()
    tick(phone, *runs)
    expect(phone.get_by_test_id("pair-sentence")).to_have_text("Во втором обучении 2 эпохи вместо 1.")
    expect(phone.get_by_test_id("pair-shown")).to_have_attribute("data-step", re.compile(r"\d"))
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
    assert phone.evaluate("document.querySelector('main').scrollWidth") <= 360
    phone.get_by_role("button", name="Подробнее").first.click()
    box = phone.get_by_test_id("confusion").first.bounding_box()
    assert box is not None
    assert box["x"] + box["width"] <= 360
    assert violations(phone) == []
