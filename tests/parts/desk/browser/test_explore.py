"""A picture to explore: the large library comes on a click, from the desk itself, within the policy."""

from __future__ import annotations

from visits import Visit


def test_a_click_swaps_the_still_picture_for_one_to_explore(visit: Visit) -> None:
    page = visit.open("/base/CHN-RUS")
    assert not [u for u in visit.asked if "vega" in u], "the library came unasked"
    button = page.locator("[data-explore]").first
    place = f"#{button.get_attribute('data-target')}"
    button.click()
    drawn = page.locator(f"{place} canvas")
    drawn.wait_for(timeout=60_000)
    assert drawn.bounding_box()["width"] > 200
    assert page.locator(f"{place} svg").count() == 0, "the still picture stayed"
    assert not visit.faults()
    assert not visit.abroad()
