"""Watch and Hotspot in Firefox, driven by its own protocol (Marionette): no other program is needed."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT

FIREFOX = Path("/usr/bin/firefox-esr")
PREFERENCES = {
    "marionette.port": 0,
    "app.normandy.enabled": False,
    "app.update.enabled": False,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.homepage": "about:blank",
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "toolkit.telemetry.enabled": False,
}


class Firefox:
    """A headless Firefox with a profile of its own."""

    def __init__(self, profile: Path) -> None:
        lines = [f"user_pref({json.dumps(k)}, {json.dumps(v)});" for k, v in PREFERENCES.items()]
        (profile / "user.js").write_text("\n".join(lines))
        words = [str(FIREFOX), "--headless", "--marionette", "--no-remote", "--profile", str(profile)]
        env = {
            **os.environ,
            "XDG_CACHE_HOME": str(profile),
        }  # with none, it hangs
        quiet = subprocess.DEVNULL
        self.process = subprocess.Popen(words, stdout=quiet, stderr=quiet, env=env)
        told = profile / "MarionetteActivePort"
        ends = time.monotonic() + 60
        while not told.exists() or not told.read_text():
            assert time.monotonic() < ends, "Firefox did not start"
            assert self.process.poll() is None, "Firefox ended at once"
            time.sleep(0.1)
        self.line = socket.create_connection(("127.0.0.1", int(told.read_text())), timeout=60)
        self.heard = self.line.makefile("rb")
        self._hear()
        self.do("WebDriver:NewSession")

    def _hear(self) -> Any:
        size = b""
        while (c := self.heard.read(1)) != b":":
            size += c
        return json.loads(self.heard.read(int(size)))

    def do(self, name: str, **parameters: Any) -> Any:
        """One command and its answer."""
        body = json.dumps([0, 1, name, parameters]).encode()
        self.line.sendall(str(len(body)).encode() + b":" + body)
        _, _, error, answer = self._hear()
        assert error is None, error
        return answer["value"] if isinstance(answer, dict) and "value" in answer else answer

    def ask(self, script: str) -> Any:
        """The value of a script on the page."""
        return self.do("WebDriver:ExecuteScript", script=script, args=[])

    def wait(self, script: str) -> Any:
        """The value of a script that calls back."""
        return self.do("WebDriver:ExecuteAsyncScript", script=script, args=[])

    def close(self) -> None:
        """End the browser."""
        self.heard.close()
        self.line.close()
        self.process.terminate()
        self.process.wait(20)


@pytest.fixture(scope="module")
def firefox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    if not FIREFOX.exists():
        pytest.skip("there is no /usr/bin/firefox-esr: tools/services.sh installs it")
    browser = Firefox(tmp_path_factory.mktemp("firefox"))
    yield browser
    browser.close()


@pytest.mark.parametrize("path", ["/watch/CHN-RUS", "/places/CHN-RUS/iran"])
def test_a_page_renders_in_a_second_engine(firefox: Firefox, served: str, path: str) -> None:
    firefox.do("WebDriver:SetWindowRect", width=1440, height=1000)
    firefox.do("WebDriver:Navigate", url=served + path)
    faces = firefox.wait(
        "const done = arguments[0]; document.fonts.ready.then("
        "f => done([...f].filter(x => x.status === 'loaded').map(x => x.family)));"
    )
    assert {"Inter", '"Source Serif 4"'} & set(faces), faces
    family = firefox.ask("return getComputedStyle(document.querySelector('h1')).fontFamily")
    assert family.startswith('"Source Serif 4"')
    assert firefox.ask("return document.getElementById('theme').hidden") is False, "the script ran"
    shapes = firefox.ask(
        "return [...document.querySelectorAll('main svg.chart:not(.sign)')].filter(s => !s.closest('.thin'))"
        ".map(s => s.getBoundingClientRect()).map(r => [r.width, r.height])"
    )
    assert shapes
    assert all(w > 100 and h > 9 for w, h in shapes), shapes  # a strip of one class is one dot high
    over = firefox.ask("return document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert over <= 0
    each = "return performance.getEntriesByType('resource')"
    loaded = firefox.ask(each + ".map(r => r.name)")
    assert all(name.startswith((served, "data:")) for name in loaded), loaded
    assert firefox.ask(each + ".filter(r => r.responseStatus >= 400).map(r => r.name)") == []


def test_axe_agrees_in_a_second_engine(firefox: Firefox, served: str) -> None:
    """With scripts of the page's own policy: axe is put in from outside, as in Chromium."""
    firefox.do("WebDriver:Navigate", url=served + "/watch/CHN-RUS")
    firefox.ask(AXE_SCRIPT + "; window.axe = axe; return 1")
    found = firefox.wait(
        "const done = arguments[0]; window.axe.run({resultTypes: ['violations']})"
        ".then(r => done(r.violations.map(v => v.id + ': ' + v.nodes[0].html)));"
    )
    assert found == []
