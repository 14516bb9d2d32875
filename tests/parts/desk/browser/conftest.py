"""Real browsers against a real server.  The browsers are Debian's: ``tools/services.sh`` installs them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright
from visits import Visit, listening

CHROMIUM = Path("/usr/bin/chromium")
QUIET = [
    f"--{switch}"
    for switch in (
        "no-sandbox",
        "disable-gpu",
        "disable-quic",
        "no-first-run",
        "disable-background-networking",
        "disable-component-update",
        "disable-sync",
    )
]


@pytest.fixture(scope="session")
def served(empty_lake: Callable[[], Path]) -> Iterator[str]:
    """The desk on an empty lake: it answers from the chronicle."""
    yield from listening(empty_lake())


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Chromium; closed with the module, for its loop would stand in the way of other tests' loops."""
    if not CHROMIUM.exists():
        pytest.skip("there is no /usr/bin/chromium: tools/services.sh installs it")
    with sync_playwright() as p:
        browser = p.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Browser, served: str) -> Iterator[Visit]:
    """A fresh window on the desk."""
    told = Visit(chromium, served)
    yield told
    told.context.close()
