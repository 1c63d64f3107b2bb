"""Networks kept, taken home, brought in, shared and compared, as on the page."""

import json
import re
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect
from safetensors.torch import load

from tests.e2e.actions import settled
from tests.e2e.conftest import PHONE, Open
from tests.e2e.test_access import AXE, ENGLISH, VIOLATIONS, WORDS
from tests.e2e.test_data import finished, train
from tests.e2e.tree_actions import add, drag, press, row
from tests.serving import Server

RUN = """
import runpy, sys, torch
from torch import nn
names = runpy.run_path(sys.argv[1], run_name="exported")
kinds = [kind for kind in names.values() if isinstance(kind, type) and issubclass(kind, nn.Module)]
network = next(kind for kind in kinds if kind.__name__ == sys.argv[2])()
if len(sys.argv) > 3:
    from safetensors.torch import load_file
    network.load_state_dict(load_file(sys.argv[3]), strict=True)
with torch.no_grad():
    print(tuple(network.eval()(torch.zeros(2, 1, 28, 28)).shape), sum(p.numel() for p in network.parameters()))
"""


def dialog(page: Page, name: str) -> Locator:
    """Open one of the dialogs about the whole network."""
    page.get_by_test_id("network-menu").click()
    page.get_by_test_id(f"action-{name}").click()
    return page.get_by_test_id(f"{name}-dialog")


def taken(page: Page, form: str, folder: Path) -> Path:
    """The file of a form, from the export dialog that is open."""
    page.get_by_test_id(f"export-{form}").check()
    expect(page.get_by_test_id("export-verdict")).to_be_visible(timeout=60_000)
    with page.expect_download() as download:
        page.get_by_test_id("export-download").click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def run_alone(source: Path, name: str, *weights: Path) -> str:
    """What a written file says in a fresh process that knows nothing of ours."""
    command = [sys.executable, "-I", "-c", RUN, str(source), name, *map(str, weights)]
    done = subprocess.run(command, cwd=source.parent, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_a_trained_network_goes_home_with_its_weights(page: Page, tmp_path: Path) -> None:
    opened = dialog(page, "export")
    expect(opened.get_by_test_id("export-trained")).to_be_checked()
    expect(opened.get_by_test_id("export-text")).to_contain_text("class LeNet", timeout=60_000)
    verdict = opened.get_by_test_id("export-verdict")
    expect(verdict).to_contain_text("Checked")
    source, weights = taken(page, "pytorch", tmp_path), taken(page, "safetensors", tmp_path)
    name = next(line for line in source.read_text().splitlines() if line.startswith("class LeNet"))
    said = run_alone(source, name.removeprefix("class ").split("(")[0], weights)
    assert said == "(2, 10) 61706"
    assert json.loads(taken(page, "json", tmp_path).read_text())["layers"][0]["name"] == "c1"
    opened.get_by_test_id("export-edited").check()
    expect(opened.get_by_test_id("export-notebook")).to_be_disabled()
    page.keyboard.press("Escape")
    expect(opened).to_have_count(0)


def test_a_run_goes_home_with_what_it_has_learnt(page: Page, server: Server, tmp_path: Path) -> None:
    train(page, epochs=1)
    finished(page)
    opened = dialog(page, "export")
    opened.get_by_test_id("export-trained").check()
    weights = taken(page, "safetensors", tmp_path)
    run = httpx.get(f"{server.url}/api/v1/runs?limit=1").json()[0]["id"]
    own = httpx.get(f"{server.url}/api/v1/runs/{run}/weights").content
    assert load(weights.read_bytes())["c1.weight"].equal(load(own)["c1.weight"])
    source = taken(page, "pytorch", tmp_path)
    name = next(line for line in source.read_text().splitlines() if line.startswith("class LeNet"))
    assert run_alone(source, name.removeprefix("class ").split("(")[0], weights) == "(2, 10) 61706"


def test_an_export_that_is_refused_says_why(page: Page) -> None:
    page.get_by_test_id("list-toggle").click()
    add(page, "s4", "linear")
    expect(page.get_by_test_id("network-problem")).to_be_visible()
    opened = dialog(page, "export")
    opened.get_by_test_id("export-edited").check()
    expect(opened.get_by_test_id("problems")).to_contain_text("volume")


def test_blocks_built_by_hand_run_in_a_fresh_process(page: Page, tmp_path: Path) -> None:
    page.get_by_test_id("list-toggle").click()
    # A residual block around c3, by keyboard; its activation is dragged into it.
    press(page, "c3", "r")
    expect(row(page, "3.body.c3")).to_be_visible()
    drag(page, "layer-c3_relu", "layer-3.body.c3", right=40)
    expect(row(page, "3.body.c3_relu")).to_be_visible()
    problem = page.get_by_test_id("network-problem")
    expect(problem).to_contain_text("10×10×16")  # against 14×14×6: the merge is broken
    row(page, "3.body.c3").click()
    page.locator("[data-testid=inspector] input[name=padding]").fill("2")
    expect(problem).to_contain_text("14×14×16")
    problem.get_by_test_id("repair").filter(has_text=re.compile("projection|shortcut", re.I)).first.click()
    expect(problem).to_have_count(0)
    expect(row(page, "3.shortcut.0")).to_be_visible()
    # An inception module: a branch by keyboard, one by drag; its merge does not fit, and is repaired.
    add(page, "s4", "tanh")
    add(page, "s4", "parallel")
    page.get_by_test_id("branch-add-5").press("Enter")
    page.get_by_test_id("part-5.branches.0").focus()
    page.keyboard.press("a")
    page.keyboard.type("convolution")
    page.keyboard.press("Enter")
    expect(row(page, "5.branches.0.0")).to_be_visible()  # it moves what is dragged next
    drag(page, "layer-6", "part-5.branches.1")
    expect(row(page, "5.branches.1.0")).to_have_attribute("data-kind", "tanh")
    expect(problem).to_contain_text("5×5×8")  # against 7×7×16
    problem.get_by_test_id("repair").filter(has_text=re.compile("padding|same", re.I)).first.click()
    expect(problem).to_have_count(0)
    expect(row(page, "5")).to_contain_text("7×7×24")
    # A whole module by its name, after the closed block.
    press(page, "5", "ArrowLeft")
    add(page, "5", "inception module (reduced)")
    expect(row(page, "6")).to_contain_text("7×7×45")  # of 24 maps: 12 + 18 + 9 + 6
    params = page.get_by_test_id("network-total").inner_text().splitlines()[0]
    count = "".join(character for character in params if character.isdigit())
    opened = dialog(page, "export")
    expect(opened.get_by_test_id("export-edited")).to_be_checked()
    source = taken(page, "pytorch", tmp_path)
    name = next(line for line in source.read_text().splitlines() if line.startswith("class LeNet"))
    assert run_alone(source, name.removeprefix("class ").split("(")[0]) == f"(2, 10) {count}"


def test_source_comes_in_and_goes_back(page: Page) -> None:
    before = page.get_by_test_id("network-total").inner_text()
    opened = dialog(page, "import")
    text = opened.get_by_test_id("import-text")
    text.fill("from torch import nn\n\nmodel = nn.Sequential(\n    nn.Flatten(),\n    nn.LSTM(784, 10),\n)")
    mark = opened.get_by_test_id("import-line")
    expect(mark).to_have_attribute("data-line", "5")
    expect(opened.get_by_test_id("problems")).to_contain_text("nn.LSTM")
    expect(opened.get_by_test_id("import-open")).to_be_disabled()
    text.fill("from torch import nn\n\nmodel = nn.Sequential(nn.Flatten(), nn.Linear(784, 30), nn.Tanh())")
    found = opened.get_by_test_id("import-found")
    expect(found).to_contain_text("3 layers, input 28×28×1, output 30, 23,550 parameters")  # 784·30 + 30
    expect(found).to_contain_text("Removed: convolution “c1”")
    expect(mark).to_have_count(0)
    opened.get_by_test_id("import-open").click()
    expect(opened).to_have_count(0)
    total = page.get_by_test_id("network-total")
    expect(total).to_contain_text("23,550")
    page.keyboard.press("Control+z")
    expect(total).to_have_text(before, use_inner_text=True)


def test_a_size_that_is_not_said_is_asked_for(page: Page) -> None:
    opened = dialog(page, "import")
    source = "from torch import nn\nmodel = nn.Sequential(nn.Conv2d(3, 2, 3))"
    opened.get_by_test_id("import-text").fill(source)
    expect(opened.get_by_test_id("problems")).to_contain_text("height and width")
    opened.get_by_test_id("import-height").fill("20")
    expect(opened.get_by_test_id("import-found")).to_contain_text("input 20×20×3, output 18×18×2")


@pytest.mark.parametrize("form", ["onnx", "json"])
def test_a_file_comes_in(page: Page, server: Server, tmp_path: Path, form: str) -> None:
    spec = {"name": "Tiny", "layers": [{"kind": "flatten"}, {"kind": "linear", "out_features": 7}]}
    made = httpx.post(f"{server.url}/api/v1/networks/export?format=onnx", json=spec, timeout=60).content
    file = tmp_path / f"tiny.{form}"
    file.write_bytes(made if form == "onnx" else json.dumps(spec).encode())
    opened = dialog(page, "import")
    opened.get_by_test_id("import-choose").set_input_files(file)
    expect(opened.get_by_test_id("import-found")).to_contain_text("Tiny: 2 layers, input 28×28×1, output 7")
    expect(opened.get_by_test_id("import-file")).to_have_count(1 if form == "onnx" else 0)
    opened.get_by_test_id("import-open").click()
    expect(page.get_by_test_id("network-total")).to_contain_text("5,495")  # 784·7 + 7


def test_networks_are_saved_opened_renamed_and_deleted(page: Page) -> None:
    page.get_by_test_id("list-toggle").click()
    press(page, "c1_relu", "Delete")
    expect(row(page, "c1_relu")).to_have_count(0)
    opened = dialog(page, "saved")
    opened.get_by_test_id("saved-name").fill("без первой")
    opened.get_by_test_id("saved-keep").click()
    expect(opened.get_by_test_id("saved-told")).to_contain_text("без первой is saved")
    entry = opened.locator("[data-testid=saved-row][data-name='без первой']")
    entry.get_by_test_id("saved-rename").click()
    page.keyboard.press("Control+a")
    page.keyboard.type("without one")
    page.keyboard.press("Enter")
    entry = opened.locator("[data-testid=saved-row][data-name='without one']")
    expect(entry).to_have_count(1)
    page.keyboard.press("Escape")
    page.keyboard.press("Control+z")
    expect(row(page, "c1_relu")).to_be_visible()
    dialog(page, "saved")
    entry.get_by_test_id("saved-open").click()
    expect(opened).to_have_count(0)
    expect(row(page, "c1_relu")).to_have_count(0)
    dialog(page, "saved")
    entry.get_by_test_id("saved-remove").click()
    opened.get_by_test_id("saved-sure").click()
    expect(entry).to_have_count(0)


def test_a_link_opens_the_network_and_hides_what_a_teacher_wants(page: Page, opened: Open) -> None:
    page.get_by_test_id("list-toggle").click()
    press(page, "c1_relu", "Delete")
    expect(row(page, "c1_relu")).to_have_count(0)
    share = dialog(page, "share")
    share.get_by_test_id("hide-timeline").check()
    share.get_by_test_id("hide-tabs").check()
    share.get_by_test_id("hide-answer").check()
    link = share.get_by_test_id("share-link")
    expect(link).to_have_value(re.compile(r"#n=.+&hide=timeline,tabs,answer$"))
    other = opened(link.input_value())
    other.get_by_test_id("list-toggle").click()
    expect(row(other, "c1")).to_be_visible()
    expect(row(other, "c1_relu")).to_have_count(0)
    expect(other.get_by_role("button", name="Runs", exact=True)).to_have_count(0)
    expect(other.get_by_test_id("prediction")).to_be_hidden()


def test_a_link_to_a_trained_model_brings_its_weights(page: Page, opened: Open) -> None:
    share = dialog(page, "share")
    share.get_by_test_id("hide-layers").check()
    link = share.get_by_test_id("share-link")
    expect(link).to_have_value(re.compile(r"#m=lenet5-mnist&hide=layers$"))
    other = opened(link.input_value())
    expect(other.get_by_test_id("layer-list")).to_have_count(0)
    expect(settled(other)).to_be_visible()


def test_a_damaged_link_says_so(page: Page, opened: Open, server: Server) -> None:
    other = opened(f"{server.url}/#n=AAAA")
    expect(other.get_by_test_id("refusal")).to_contain_text("damaged")
    expect(other.get_by_test_id("network-total")).to_contain_text("61,706")


def test_what_was_edited_is_told_in_words_and_in_the_list(page: Page) -> None:
    page.get_by_test_id("list-toggle").click()
    press(page, "c1_relu", "Delete")
    add(page, "s2", "batch normalisation")
    row(page, "c3").click()
    page.locator("[data-testid=inspector] input[name=out_channels]").fill("20")
    opened = dialog(page, "compare")
    sentences = opened.get_by_test_id("compare-sentences")
    expect(sentences).to_contain_text("Removed: ReLU “c1_relu”, after “c1”.")
    expect(sentences).to_contain_text("Added: batch normalisation, after “s2”.")
    expect(sentences).to_contain_text("“c3”: filters 16 → 20.")
    expect(sentences).to_contain_text("Parameters: 61,706 →")
    changes = opened.get_by_test_id("compare-rows").locator("li:not([data-change=same])")
    assert [change.get_attribute("data-change") for change in changes.all()] == [
        "removed",
        "added",
        "changed",
    ]
    opened.get_by_test_id("compare-select").select_option("vgg11")
    expect(sentences).to_contain_text("Input: 224×224×3 → 28×28×1.")


def test_what_was_edited_is_marked_in_the_drawing(page: Page) -> None:
    page.get_by_test_id("list-toggle").click()
    press(page, "c1_relu", "Delete")
    add(page, "s2", "batch normalisation")
    dialog(page, "compare").get_by_test_id("compare-show").click()
    told = page.get_by_test_id("drawing-compared")
    expect(told).to_contain_text("+ 1 new, ~ 0 changed, ↕ 0 moved, − 1 gone")
    drawing = page.get_by_test_id("network-drawing")
    expect(drawing.locator("[data-change]")).to_have_count(2)
    expect(page.get_by_test_id("graph-c1").locator("[data-change]")).to_have_attribute(
        "title", "gone: c1_relu"
    )
    expect(drawing.get_by_title("new", exact=True)).to_have_text("+")
    told.get_by_role("button").last.click()
    expect(drawing.locator("[data-change]")).to_have_count(0)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_dialogs_are_for_everybody(opened: Open, theme: str) -> None:
    """On a phone, in Russian, with a screen reader."""
    phone = opened(**{**PHONE, "locale": "ru-RU", "color_scheme": theme})
    phone.context.new_cdp_session(phone).send("Page.setBypassCSP", {"enabled": True})
    for name in ("saved", "import", "export", "share", "compare"):
        box = dialog(phone, name)
        expect(box).to_be_visible()
        assert box.evaluate("box => box.scrollWidth - box.clientWidth") <= 0, name
        phone.evaluate(AXE)
        assert phone.evaluate(VIOLATIONS) == [], name
        assert [text for text in phone.evaluate(WORDS) if ENGLISH.search(text)] == [], name
        phone.keyboard.press("Escape")
        expect(box).to_have_count(0)
