"""Crawl a running web application like a reader: open pages of every kind, follow numbers, count errors.

Run as ``python tools/crawl.py http://127.0.0.1:8470 [PAIR]`` while ``comity serve`` runs. Needs Chromium
(``tools/services.sh``). Prints one line per error and then the counts. The exit status is 1 if there was an
error.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter, deque
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import parse_qsl, urljoin, urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
#: Maximum number of pages of one kind, and of all pages; the address gives the kind of a page.
EACH, MOST = 2, 100
LISTEN = """
window.told = [];
document.addEventListener("securitypolicyviolation",
  e => told.push(e.violatedDirective + " " + e.blockedURI));
"""
FILE = re.compile(r"\.(csv|json|svg|png|pptx|pdf|docx|md|html)$")
#: Texts that programs print for missing values.
EMPTY = re.compile(r"\b(None(?! [a-z])|nan|NaN|undefined|inf)\b|\bobject at 0x")


@dataclass(slots=True)
class Walk:
    """The pages opened, the counts and the errors of one crawl."""

    base: str
    count: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    doors: Counter[str] = field(default_factory=Counter)
    looked: set[str] = field(default_factory=set)


def kind(address: str) -> str:
    """Return the kind of a page: the first part of its path, file type and query keys, without values."""
    parts = urlsplit(address)
    path = re.sub(r"^/(e|finding)/.*?(\.\w+)?$", r"/\1\2", parts.path)
    first, *rest = path.strip("/").split("/")
    return " ".join([first, *(p for p in rest if "." in p), *sorted({k for k, _ in parse_qsl(parts.query)})])


def a_number(words: str) -> bool:
    """Return whether a link's text is a number but not a year or day."""
    return bool(re.match(r"^[−+]?\d[\d,.]*(\s|%|$)", words)) and not re.match(r"^\d{4}(-\d\d.*)?$", words)


def shows_records(html: str) -> bool:
    """Return whether a page shows records, or says why it has none."""
    return 'href="/e/' in html or 'class="none"' in html


def settle(page: Page, address: str) -> None:
    """Open a page and wait until it stops reloading; it reloads while values are being computed."""
    page.goto(address, wait_until="load")
    page.locator("meta[name=again]").wait_for(state="detached")
    page.wait_for_load_state("load")


def links(page: Page) -> list[tuple[str, str]]:
    """Return the address and text of each link to the same web application."""
    addresses = page.eval_on_selector_all(
        "a[href]", "all => all.map(a => [a.getAttribute('href'), a.textContent])"
    )
    at = urlsplit(page.url)
    own = urlsplit("")._replace(path=at.path, query=at.query).geturl()
    whole = [(urljoin(own, h).partition("#")[0], " ".join(w.split())) for h, w in addresses]
    return [(h, w) for h, w in whole if h.startswith("/")]


def axe(walk: Walk, page: Page, address: str) -> None:
    """Run the accessibility checker axe in light and dark mode, on a wide and a narrow screen."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for width in (1440, 390):
            page.set_viewport_size({"width": width, "height": 900})
            violations = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
            walk.count["axe runs"] += 1
            for v in violations:
                walk.faults.append(f"{address} {scheme} {width}: axe {v['id']} {v['nodes'][0]['html'][:100]}")


def look(walk: Walk, page: Page, address: str) -> None:
    """Check a page for violations of its security policy, sideways scrolling and program text.

    Pages of a new kind are also checked with axe.
    """
    walk.faults += [f"{address}: policy {violation}" for violation in page.evaluate("window.told")]
    for width in (320, 390, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if over > 0:
            walk.faults.append(f"{address}: scrolls sideways by {over} at {width}")
    if said := EMPTY.search(unescape(page.inner_text("body"))):
        walk.faults.append(f"{address}: says {said.group()!r}")
    if kind(address) not in walk.looked:
        walk.looked.add(kind(address))
        axe(walk, page, address)


def door(walk: Walk, page: Page, at: str, address: str, words: str) -> None:
    """Check that the number with this link leads to records in at most two clicks."""
    walk.count["numbers opened"] += 1
    settle(page, walk.base + address)
    if not shows_records(page.content()):
        onward = [h for h, _ in links(page)]
        if not any(h.startswith(("/evidence", "/finding", "/e/")) for h in onward):
            walk.faults.append(f"{words!r} on {at} leads to {address}, which leads to no record")


def open_page(walk: Walk, page: Page, address: str) -> list[tuple[str, str]]:
    """Open and check one page and the numbers on it; return its links."""
    settle(page, walk.base + address)
    walk.count["pages"] += 1
    look(walk, page, address)
    addresses = links(page)
    for target, words in addresses:
        if a_number(words):
            walk.count["numbers that are doors"] += 1
            if not FILE.search(urlsplit(target).path) and walk.doors[kind(target)] < EACH:
                walk.doors[kind(target)] += 1
                door(walk, page, address, target, words)
    return addresses


def file(walk: Walk, page: Page, address: str) -> None:
    """Check that a file offered for download on a page exists."""
    walk.count["files"] += 1
    answer = page.request.get(walk.base + address, timeout=300_000)
    if answer.status != 200 or not answer.body():
        walk.faults.append(f"{address}: {answer.status}")


def listen(walk: Walk, page: Page) -> None:
    """Record every error of the page, and every request to another host."""
    page.add_init_script(LISTEN)
    page.on("console", lambda m: walk.faults.append(f"{page.url}: {m.text}") if m.type == "error" else None)
    page.on("pageerror", lambda e: walk.faults.append(f"{page.url}: {e}"))

    def record_request(url: str) -> None:
        walk.count["requests"] += 1
        if not url.startswith((walk.base, "data:")):
            walk.faults.append(f"{page.url} asks {url}")

    page.on("request", lambda r: record_request(r.url))


def crawl(browser: Browser, base: str, pair: str) -> Walk:
    """Open a few pages of every kind that can be reached from the first page."""
    walk, page = Walk(base), browser.new_page()
    page.set_default_timeout(300_000)
    listen(walk, page)
    start = f"/watch/{pair}"
    todo, reached, times = deque([start]), {start}, Counter[str]()
    while todo and walk.count["pages"] < MOST:
        address = todo.popleft()
        if FILE.search(urlsplit(address).path):
            file(walk, page, address)
            continue
        for target, _ in open_page(walk, page, address):
            if target not in reached and times[kind(target)] < EACH:
                reached.add(target)
                times[kind(target)] += 1
                todo.append(target)
    walk.count["kinds of address"] = len(times)
    return walk


def main(base: str, pair: str) -> None:
    """Crawl the web application and print the errors and counts."""
    with sync_playwright() as p:
        browser = p.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        walk = crawl(browser, base.rstrip("/"), pair)
        browser.close()
    print(*walk.faults, sep="\n")
    print(", ".join(f"{n:,} {what}" for what, n in walk.count.items()) + f"; {len(walk.faults)} faults.")
    sys.exit(bool(walk.faults))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("address", help="where comity serve answers")
    parser.add_argument("pair", nargs="?", default="CHN-RUS")
    options = parser.parse_args()
    main(options.address, options.pair)
