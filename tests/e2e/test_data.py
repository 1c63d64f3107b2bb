"""Data of one's own, images that are given back, and texts: from the data set to the trained network."""

import re
from pathlib import Path

import numpy as np
from playwright.sync_api import Page, expect

from tests.datasets.files import class_zip, png_of
from tests.e2e.actions import settled
from tests.e2e.conftest import Open

FULL_SPEED = "[data-testid=train-bar] select >> nth=0"


def colours(folder: Path) -> Path:
    """Two classes of plain colour in odd sizes, twice as many red as blue images, and a file that is no image."""
    chance = np.random.default_rng(3)
    files = {"notes.txt": b"hello"}
    for name, level, count in (("dark", 30, 60), ("light", 220, 30)):
        for number in range(count):
            width, height = chance.integers(5, 24, 2)
            files[f"{name}/{number}.png"] = png_of(level, (int(width), int(height)))
    return class_zip(folder / "my pictures.zip", files)


def train(page: Page, epochs: int | None = None) -> None:
    """At full speed to the end."""
    if epochs:
        page.get_by_test_id("train-settings").click()
        page.get_by_test_id("train-settings-panel").locator("input[name=epochs]").fill(str(epochs))
        page.keyboard.press("Escape")
    page.locator(FULL_SPEED).select_option("full")
    page.get_by_test_id("train-start").click()


def finished(page: Page) -> None:
    expect(page.get_by_test_id("run-state")).to_have_text("finished", timeout=120_000)
    settled(page)


def test_a_zip_of_ones_own_is_looked_into_uploaded_trained_on_and_deleted(
    opened: Open, tmp_path: Path
) -> None:
    page = opened(watched=False)  # a refused run is a 422 in the console
    page.get_by_test_id("own-add").click()
    page.get_by_test_id("own-file").set_input_files(colours(tmp_path))
    balance = page.get_by_test_id("class-balance").locator("li")
    expect(balance).to_have_count(2)
    assert [row.get_attribute("data-count") for row in balance.all()] == ["60", "30"]
    expect(page.get_by_test_id("own-title")).to_have_value("my pictures")
    page.get_by_test_id("own-size").select_option("own")
    page.get_by_test_id("own-height").fill("6")
    page.get_by_test_id("own-width").fill("9")
    page.get_by_test_id("own-send").click()
    done = page.get_by_test_id("own-done")
    expect(done).to_contain_text("90 images of 6×9×3")
    expect(done).to_contain_text("notes.txt")
    page.get_by_test_id("own-use").click()
    expect(page.get_by_test_id("dataset-select").locator("option:checked")).to_have_text("my pictures")

    page.get_by_test_id("data-browse").click()
    browser = page.get_by_test_id("data-browser")
    dark = 60 - 12 - 3  # a fifth to test, and the larger part of the four that are put aside to validate
    expect(browser.get_by_role("button", name=re.compile(f"^dark {dark}$"))).to_be_visible()
    page.keyboard.press("Escape")

    page.get_by_test_id("model-select").select_option("linear")
    train(page)
    page.get_by_test_id("repair").first.click()
    train(page)
    finished(page)
    expect(page.get_by_test_id("accuracy-chart")).to_be_visible()

    page.get_by_test_id("data-browse").click()
    page.get_by_test_id("own-delete").click()
    page.get_by_test_id("own-delete-yes").click()
    expect(page.get_by_test_id("dataset-select")).to_have_value("mnist-5k")
    expect(page.get_by_test_id("dataset-select")).not_to_contain_text("my pictures")


def test_a_zip_that_is_refused_says_why_and_another_may_follow(opened: Open, tmp_path: Path) -> None:
    page = opened(watched=False)
    page.get_by_test_id("own-add").click()
    one = class_zip(tmp_path / "one.zip", {"cats/1.png": png_of(0), "cats/2.png": png_of(9)})
    page.get_by_test_id("own-file").set_input_files(one)
    expect(page.get_by_test_id("own-single")).to_contain_text("at least two")
    expect(page.get_by_test_id("own-send")).to_be_disabled()
    page.get_by_role("button", name="Another zip").click()
    files = {"cats/1.png": png_of(0), "Cats/2.png": png_of(9), "dogs/1.png": png_of(3)}
    page.get_by_test_id("own-file").set_input_files(class_zip(tmp_path / "two.zip", files))
    page.get_by_test_id("own-send").click()
    expect(page.get_by_test_id("own-problem")).to_contain_text("Cats")
    page.get_by_role("button", name="Another zip").click()
    expect(page.get_by_test_id("own-file")).to_be_attached()


def test_an_autoencoder_shows_what_it_gives_back_beside_the_drawn_digit(page: Page) -> None:
    page.get_by_test_id("model-select").select_option("autoencoder-fc")
    error = page.get_by_test_id("reconstruction-error")
    expect(page.get_by_test_id("reconstruction")).to_be_visible()
    settled(page)
    before = float(error.inner_text())
    train(page, epochs=4)
    expect(page.get_by_test_id("loss-chart")).to_be_visible()
    expect(page.get_by_test_id("accuracy-chart")).to_have_count(0)
    finished(page)
    assert float(error.inner_text()) < before / 3
    page.get_by_test_id("draw-clear").click()
    expect(page.get_by_test_id("prediction")).to_have_text("–")


def test_a_text_is_typed_where_the_network_reads(page: Page) -> None:
    page.get_by_test_id("model-select").select_option("char-cnn")
    box = page.get_by_test_id("text-input")
    expect(box).to_be_visible()
    expect(page.get_by_test_id("draw-pad")).to_have_count(0)
    page.get_by_test_id("dataset-select").select_option("languages")
    train(page, epochs=2)
    finished(page)
    box.fill("сегодня хорошая погода")
    expect(page.get_by_test_id("text-bytes")).to_have_text("42 of 128 bytes")
    expect(settled(page)).to_contain_text("Русский")
    box.fill("")
    expect(page.get_by_test_id("prediction")).to_have_text("–")
    page.get_by_test_id("model-select").select_option("lenet5-mnist")
    expect(page.get_by_test_id("draw-pad")).to_be_visible()
    expect(settled(page)).to_contain_text("3")
