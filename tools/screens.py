"""Take the pictures of ``docs/screens``: every page in light and dark mode, on a wide and a narrow screen.

Run as ``python tools/screens.py http://127.0.0.1:8470 [PAIR]`` while ``comity serve`` runs on a full lake.
"""

from __future__ import annotations

import sys
from base64 import b64decode
from pathlib import Path

from crawl import CHROMIUM, settle
from playwright.sync_api import Browser, sync_playwright

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "screens"
SIZES = {"wide": (1440, 1000), "narrow": (390, 844)}
#: Maximum height of a picture in pixels; the rest of a longer page is more of the same.
TALLEST = 1440
QUALITY = 36


def pages(pair: str) -> dict[str, str]:
    """Return the path of every page by the name of its picture."""
    of_a_pair = ("watch", "places", "votes", "compare", "base", "evidence", "outlook", "sources", "method")
    desks = ("keep", "cases", "new")
    return {
        **{name: f"/{name}/{pair}" for name in (*of_a_pair, *desks)},
        "place": f"/places/{pair}/iran",
        "tests": f"/tests/{pair}/iran",
        "brief": f"/brief/{pair}/iran",
        "case": f"/case/{pair}/iran",
        "record": f"/e/chronicle:ven-unsc-dec23-2025?pair={pair}",
    }


def take(browser: Browser, base: str, name: str, path: str) -> None:
    """Save pictures of one page in all modes and sizes, in the format WebP."""
    for look in ("light", "dark"):
        for size, (width, height) in SIZES.items():
            context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=look)
            page = context.new_page()
            page.set_default_timeout(300_000)
            settle(page, base + path)
            tall = page.evaluate("document.documentElement.scrollHeight")
            page.set_viewport_size({"width": width, "height": min(tall, TALLEST)})
            line = context.new_cdp_session(page)
            shot = line.send("Page.captureScreenshot", {"format": "webp", "quality": QUALITY})
            FOLDER.mkdir(parents=True, exist_ok=True)
            (FOLDER / f"{name}-{look}-{size}.webp").write_bytes(b64decode(shot["data"]))
            context.close()


def main(base: str, pair: str, only: list[str]) -> None:
    """Save pictures of all pages, or only of the named ones."""
    with sync_playwright() as p:
        browser = p.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        for name, path in pages(pair).items():
            if not only or name in only:
                take(browser, base, name, path)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "CHN-RUS", sys.argv[3:])
