"""A served desk, its addresses, and a browser window that writes down what goes wrong."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import uvicorn
from playwright.sync_api import Browser, Page

from comity.parts.desk.app import create_app
from comity.parts.desk.pages import OF_A_HOTSPOT
from comity.parts.desk.render import PAGES
from comity.parts.desk.settings import Settings

LISTEN = """
window.told = [];
document.addEventListener("securitypolicyviolation",
  e => told.push(e.violatedDirective + " " + e.blockedURI));
for (const name of ["alert", "confirm", "prompt"]) window[name] = () => told.push(name);
"""
"""Run before each page: what breaks the policy, and any box a hostile text would open, is written down."""


def addresses() -> list[str]:
    """One address of every page there is."""
    of_a_pair = [f"/{name}/CHN-RUS" for name, _ in PAGES]
    of_a_spot = [f"/{name}/CHN-RUS/iran" for name in (*OF_A_HOTSPOT, "case")]
    rest = ["/e/chronicle:ven-unsc-dec23-2025?pair=CHN-RUS", "/login", "/nothing-here"]
    return [*of_a_pair, *of_a_spot, *rest]


def listening(lake: Path) -> Iterator[str]:
    """Serve a lake on a free port until the tests are over; yields the address."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    desk = create_app(Settings(lake, "CHN-RUS", port=port))
    server = uvicorn.Server(uvicorn.Config(desk, port=port, log_level="error", ws="none", lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.02)
        assert thread.is_alive(), "the desk did not start"
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)


class Visit:
    """One browser window that writes down what it asks for and what is refused."""

    def __init__(self, browser: Browser, base: str, *, script: bool = True) -> None:
        self.base = base
        self.context = browser.new_context(
            java_script_enabled=script, viewport={"width": 1440, "height": 1000}
        )
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(120_000)
        self.page.add_init_script(LISTEN)
        self.asked: list[str] = []
        self.said: list[str] = []
        self.page.on("request", lambda r: self.asked.append(r.url))
        self.page.on("console", lambda m: self.said.append(m.text) if m.type == "error" else None)
        self.page.on("pageerror", lambda e: self.said.append(str(e)))
        self.page.on("dialog", lambda d: (self.said.append(f"dialog {d.message}"), d.dismiss()))

    def open(self, path: str, width: int = 1440) -> Page:
        """Open a path of the desk."""
        self.page.set_viewport_size({"width": width, "height": 900})
        self.page.goto(self.base + path, wait_until="load")
        return self.page

    def abroad(self) -> list[str]:
        """What was asked of any other host."""
        return [u for u in self.asked if not u.startswith((self.base, "data:"))]

    def faults(self) -> list[str]:
        """Refusals of the policy, errors of scripts, boxes opened."""
        own = self.page.evaluate("window.told") if self.page.evaluate("typeof told") != "undefined" else []
        return [*own, *(s for s in self.said if "status of 404" not in s)]
