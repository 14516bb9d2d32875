"""Every page in Chromium: nothing refused, nothing asked elsewhere, readable for everybody, at any width."""

from __future__ import annotations

import io
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from pypdf import PdfReader
from visits import Visit, addresses

WIDTHS = (320, 390, 1440)


def violations(page: Page) -> list[str]:
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{v['id']}: {n['html'][:120]} {n['failureSummary'][:200]}" for v in found for n in v["nodes"]]


@pytest.mark.parametrize("path", addresses())
def test_a_page_loads_clean_and_axe_finds_nothing(visit: Visit, path: str) -> None:
    page = visit.open(path)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert over <= 0, f"{path} scrolls sideways by {over} at {width}"
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        for width in (390, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            assert violations(page) == [], f"{path} {scheme} {width}"
    assert visit.faults() == []
    assert visit.abroad() == []
    assert re.findall(r".{,30}\b(?:None(?! [a-z])|nan|undefined|NaN)\b.{,30}", page.inner_text("body")) == []


def test_the_years_of_all_places_are_one_stop_and_arrows_walk_them(visit: Visit) -> None:
    page = visit.open("/watch/CHN-RUS")
    one = page.locator(".places tbody .strip a:not([tabindex='-1'])")
    assert one.count() == 1
    one.focus()
    names = []
    for key in ("ArrowRight", "ArrowRight", "ArrowDown", "ArrowUp", "ArrowLeft"):
        page.keyboard.press(key)
        names.append(page.evaluate("document.activeElement.getAttribute('aria-label')"))
    assert len(set(names)) > 2
    assert one.count() == 1
    chosen = page.evaluate("document.activeElement.getAttribute('href')")
    page.keyboard.press("Enter")
    page.wait_for_url("**" + chosen)
    assert page.locator(".occ li").count() > 0
    page.go_back()
    assert "/watch/" in page.url


#: Top of the first picture, and the words that are shown before it.
ABOVE = """() => {
  const main = document.querySelector("main"), first = main.querySelector("svg.chart"), words = [];
  const walk = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const node = walk.currentNode, inside = node.parentElement;
    if (first.contains(node) || first.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_FOLLOWING) break;
    if (!inside.closest(".vh, datalist") && inside.getClientRects().length) words.push(node.textContent);
  }
  return [first.getBoundingClientRect().top, words.join(" ").trim().split(/\\s+/).length];
}"""


@pytest.mark.parametrize("pair", ["CHN-RUS", "IRN-RUS", "GBR-USA"])
@pytest.mark.parametrize(("width", "most"), [(1440, 400), (390, 700)])
def test_little_stands_before_the_first_picture(visit: Visit, pair: str, width: int, most: int) -> None:
    page = visit.open(f"/watch/{pair}", width=width)
    top, words = page.evaluate(ABOVE)
    assert top < most
    assert words <= 70


def test_the_first_row_is_within_six_stops(visit: Visit) -> None:
    """After the link that skips the bar."""
    page = visit.open("/watch/CHN-RUS")
    for key in ("Tab", "Enter", *["Tab"] * 6):
        page.keyboard.press(key)
        if key == "Tab" and page.evaluate("!!document.activeElement.closest('table.places')"):
            break
    assert page.evaluate("!!document.activeElement.closest('table.places')")


@pytest.mark.parametrize("pair", ["SAU-IRN", "IND-USA", "BRA-ARG", "EGY-ETH"])
def test_a_pair_with_leads_has_no_blank_page(visit: Visit, pair: str) -> None:
    page = visit.open(f"/watch/{pair}")
    assert page.locator(".acts li, .places td.what").count() > 0


@pytest.mark.parametrize(
    ("words", "leads_to"),
    [
        ("Iran", "/places/CHN-RUS/iran"),
        ("india russia", "/watch/IND-RUS"),
        ("drones", "/evidence/CHN-RUS?q=drones"),
    ],
)
def test_a_search_leads_to_what_it_names(visit: Visit, words: str, leads_to: str) -> None:
    page = visit.open("/watch/CHN-RUS")
    page.get_by_label("Search acts, places, texts").fill(words)
    page.keyboard.press("Enter")
    page.wait_for_url("**" + leads_to)


def test_years_are_chosen_by_dragging_across_them(visit: Visit) -> None:
    page = visit.open("/evidence/CHN-RUS?q=veto")
    year = page.locator(".brushes .broad a[data-year='2011']").bounding_box()
    other = page.locator(".brushes .broad a[data-year='2014']").bounding_box()
    assert year is not None
    assert other is not None
    page.mouse.move(year["x"] + 5, year["y"] + 20)
    page.mouse.down()
    page.mouse.move(other["x"] + 5, other["y"] + 20)
    page.mouse.up()
    page.wait_for_url("**first=2011-01-01*")
    assert "last=2014-12-31" in page.url
    assert "q=veto" in page.url
    assert page.locator(".occ mark").count() > 0


def test_the_first_tab_stop_leads_past_the_bar(visit: Visit) -> None:
    page = visit.open("/watch/CHN-RUS")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_the_theme_is_kept_and_colours_follow(visit: Visit) -> None:
    page = visit.open("/watch/CHN-RUS")
    ground = "getComputedStyle(document.body).backgroundColor"
    before = page.evaluate(ground)
    page.click("#theme")
    after = page.evaluate(ground)
    assert before != after
    page.reload()
    assert page.evaluate(ground) == after


def test_on_a_phone_a_place_is_a_block_with_its_own_years(visit: Visit) -> None:
    page = visit.open("/watch/CHN-RUS", width=390)
    place = page.locator(".places tbody tr:has(.strip)").first
    name, years, what = (place.locator(part).bounding_box() for part in ("th", ".strip svg", ".what"))
    assert name is not None
    assert years is not None
    assert what is not None
    assert name["y"] < years["y"] < what["y"]
    assert years["width"] > 330
    page.locator(".places tbody tr:has(.strip)").last.scroll_into_view_if_needed()
    head = page.locator(".places thead .strip svg").bounding_box()
    assert head is not None
    assert 0 <= head["y"] < 900, "the years are told above the strips wherever one reads"
    assert (head["x"], head["width"]) == (years["x"], years["width"])


@pytest.mark.parametrize("path", ["/watch/CHN-RUS", "/places/CHN-RUS/iran"])
def test_without_scripts_all_is_there(chromium: Browser, served: str, path: str) -> None:
    off = Visit(chromium, served, script=False)
    on = Visit(chromium, served)
    plain, full = off.open(path), on.open(path)
    links = "a[href]"
    assert plain.locator(links).count() == full.locator(links).count() > 20
    assert plain.inner_text("main") == full.inner_text("main").replace("Explore this chart", "")
    if path.startswith("/watch"):
        plain.locator(".places .strip a").last.click()
        assert "/evidence/" in plain.url
        plain.locator(".panel a[href*='/e/']").first.click()
        assert "/e/" in plain.url
    off.context.close()
    on.context.close()


def test_watch_prints_on_one_landscape_sheet(visit: Visit) -> None:
    page = visit.open("/watch/CHN-RUS")
    told = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    assert len(told.pages) == 1
    box = told.pages[0].mediabox
    assert (round(float(box.width)), round(float(box.height))) == (842, 595)
    assert "places" in told.pages[0].extract_text()


def test_the_first_visit_is_light(chromium: Browser, served: str) -> None:
    seen = Visit(chromium, served)
    carried = [0.0]
    line = seen.context.new_cdp_session(seen.page)
    line.send("Network.enable")
    line.on("Network.loadingFinished", lambda e: carried.__setitem__(0, carried[0] + e["encodedDataLength"]))
    seen.open("/watch/CHN-RUS").wait_for_load_state("networkidle")
    seen.context.close()
    assert 20_000 < carried[0] <= 200_000
