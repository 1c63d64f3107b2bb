"""What a run gets wrong: from the confusion matrix to the images, and from an image to its maps."""

from playwright.sync_api import Page, expect

from tests.e2e.actions import settled
from tests.e2e.test_access import AXE, VIOLATIONS
from tests.e2e.test_data import finished, train
from tests.serving import Server


def test_a_cell_leads_to_its_images_and_an_image_to_its_maps(page: Page, server: Server) -> None:
    train(page, epochs=1)
    finished(page)
    run = page.request.get(f"{server.url}/api/v1/runs?limit=1").json()[0]["id"]
    confusion = page.request.get(f"{server.url}/api/v1/runs/{run}/confusion").json()
    told = page.request.get(f"{server.url}/api/v1/runs/{run}/mistakes").json()
    classes, worst = confusion["classes"], told["mistakes"][0]
    cell = worst["label"], worst["predicted"]

    page.get_by_role("navigation").get_by_role("button", name="Runs").click()
    row = page.get_by_test_id("run-row").first
    row.locator("button[aria-expanded]").first.click()
    matrix = page.get_by_test_id("confusion")
    matrix.locator(f'[data-cell="{cell[0]},{cell[1]}"]').click()
    mistakes = page.get_by_test_id("mistakes")
    expect(mistakes.get_by_role("heading")).to_have_text(f"{classes[cell[0]]} taken for {classes[cell[1]]}")
    alike = [one for one in told["mistakes"] if (one["label"], one["predicted"]) == cell]
    expect(mistakes.get_by_role("button")).to_have_count(min(len(alike), 40))

    # By hand from the matrix: the share of a class's images that were found.
    numbers = confusion["matrix"]
    recall = numbers[3][3] / sum(numbers[3])
    page.get_by_test_id("class-scores").locator("summary").click()
    scores = page.get_by_test_id("class-scores").locator("tr[data-class='3'] td")
    expect(scores.nth(1)).to_have_text(f"{100 * recall:.1f}".rstrip("0").rstrip(".") + " %")
    expect(scores.nth(3)).to_have_text(str(sum(numbers[3])))
    page.context.new_cdp_session(page).send("Page.setBypassCSP", {"enabled": True})
    page.evaluate(AXE)
    assert page.evaluate(VIOLATIONS) == []

    mistakes.get_by_role("button").first.click()
    expect(page.get_by_test_id("model-select")).to_have_value(f"run:{run}")
    expect(settled(page)).to_contain_text(classes[worst["predicted"]])
    expect(page.get_by_test_id("why")).to_be_visible()
