"""A picture to explore: the large library comes on a click, from the desk itself, within the policy."""

from __future__ import annotations

from visits import Visit


def test_a_click_swaps_the_still_picture_for_one_to_explore(visit: Visit) -> None:
    page = visit.open("/hotspot/CHN-RUS/iran")
    assert not [u for u in visit.asked if "vega" in u], "the library came unasked"
    page.get_by_role("button", name="Explore this chart").click()
    drawn = page.locator("#fig-expected canvas")
    drawn.wait_for(timeout=60_000)
    assert drawn.bounding_box()["width"] > 300
    assert page.locator("#fig-expected svg").count() == 0, "the still picture stayed"
    assert not visit.faults()
    assert not visit.abroad()
