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


def test_the_matrix_is_one_stop_and_arrows_walk_it(visit: Visit) -> None:
    page = visit.open("/watch/CHN-RUS?first=2014&last=2019")
    assert page.locator(".matrix tbody a.c[tabindex='0']").count() == 1
    page.locator(".matrix tbody a.c[tabindex='0']").focus()
    names = []
    for key in ("ArrowLeft", "ArrowLeft", "ArrowUp", "ArrowDown", "ArrowRight"):
        page.keyboard.press(key)
        names.append(page.evaluate("document.activeElement.getAttribute('aria-label')"))
    assert len(set(names)) > 2
    assert page.locator(".matrix tbody a.c[tabindex='0']").count() == 1
    chosen = page.evaluate("document.activeElement.getAttribute('href')")
    page.keyboard.press("Enter")
    page.wait_for_url("**" + chosen)
    assert page.locator(".matrix a.c.on").get_attribute("aria-label") == names[-1]
    assert page.locator("#cell").is_visible()
    page.go_back()
    assert "cell=" not in page.url


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


def test_on_a_phone_the_newest_bin_is_in_sight_and_names_stay(visit: Visit) -> None:
    page = visit.open("/watch/CHN-RUS", width=390)
    last = page.locator(".matrix thead th:not(.words):not(.arrow)").last.bounding_box()
    name = page.locator(".matrix tbody th").first.bounding_box()
    assert last is not None
    assert name is not None
    assert 110 < last["x"] < 390
    assert 0 <= name["x"] < 30
    assert not page.locator(".matrix td.words").first.is_visible()


@pytest.mark.parametrize("path", ["/watch/CHN-RUS", "/hotspot/CHN-RUS/iran"])
def test_without_scripts_all_is_there(chromium: Browser, served: str, path: str) -> None:
    off = Visit(chromium, served, script=False)
    on = Visit(chromium, served)
    plain, full = off.open(path), on.open(path)
    links = "a[href]"
    assert plain.locator(links).count() == full.locator(links).count() > 20
    assert plain.inner_text("main") == full.inner_text("main").replace("Explore this chart", "")
    if path.startswith("/watch"):
        plain.locator(".matrix a.c").last.click()
        assert "cell=" in plain.url
        plain.locator(".panel .ev a").first.click()
        assert "/e/" in plain.url
    off.context.close()
    on.context.close()


def test_watch_prints_on_one_landscape_sheet(visit: Visit) -> None:
    page = visit.open("/watch/CHN-RUS")
    told = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    assert len(told.pages) == 1
    box = told.pages[0].mediabox
    assert (round(float(box.width)), round(float(box.height))) == (842, 595)
    assert "hotspots" in told.pages[0].extract_text()


def test_the_first_visit_is_light(chromium: Browser, served: str) -> None:
    seen = Visit(chromium, served)
    carried = [0.0]
    line = seen.context.new_cdp_session(seen.page)
    line.send("Network.enable")
    line.on("Network.loadingFinished", lambda e: carried.__setitem__(0, carried[0] + e["encodedDataLength"]))
    seen.open("/watch/CHN-RUS").wait_for_load_state("networkidle")
    seen.context.close()
    assert 20_000 < carried[0] <= 200_000
