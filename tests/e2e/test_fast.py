"""The button "Fast MNIST", from nothing to a network that reads digits; and the fan of its gradients."""

import re

from playwright.sync_api import Locator, Page, expect


def share(text: str) -> float:
    """The number before a percent sign."""
    found = re.search(r"([\d.,]+)\s?%", text)
    assert found is not None, text
    return float(found[1].replace(",", ""))


def slide(slider: Locator, key: str) -> None:
    """Move a slider to its end by keyboard."""
    slider.focus()
    slider.press(key)


def test_one_press_trains_and_says_when_it_got_somewhere(page: Page) -> None:
    page.get_by_test_id("fast-mnist").click()
    offer = page.get_by_test_id("fast-offer")
    expect(offer.get_by_test_id("recipe-mnist").get_by_role("button", name="Download")).to_be_enabled()
    offer.get_by_test_id("recipe-mnist-5k").get_by_role("button", name="Train").click()
    expect(offer).to_be_hidden()
    expect(page.get_by_test_id("dataset-select")).to_have_value("mnist-5k")
    expect(page.get_by_test_id("layer-conv1")).to_be_visible()
    expect(page.get_by_test_id("run-state")).to_have_attribute("data-state", "finished", timeout=120_000)
    expect(page.get_by_test_id("run-step")).to_have_text("480")  # eight epochs of 3,800 images by 64
    expect(page.get_by_test_id("train-skip")).to_be_hidden()
    test = page.get_by_test_id("milestone-test")
    assert share(test.inner_text()) > 95
    seconds = [
        page.get_by_test_id(f"milestone-{goal}").get_attribute("data-seconds") for goal in (97, 98, 99)
    ]
    told = [float(one) for one in seconds if one]
    assert told
    assert told == sorted(told)

    page.get_by_test_id("batches-fan").click()
    fan = page.get_by_test_id("gradient-fan")
    expect(fan).to_have_attribute("data-step", "480")
    expect(fan).to_have_attribute("data-size", "64")  # the run's own
    noise, size = page.get_by_test_id("fan-noise"), page.get_by_test_id("fan-size")
    slide(size, "Home")
    expect(fan).to_have_attribute("data-size", "1")
    of_one = share(noise.inner_text())
    slide(size, "End")
    expect(fan).to_have_attribute("data-size", "256")
    assert share(noise.inner_text()) < of_one / 4
