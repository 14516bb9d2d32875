"""Benchmark of the desk (comity in a browser): first visit, first paint, and many visitors at once.

Run ``python bench/desk.py LAKE [PAIR]``; this needs ``wrk`` and ``chromium``. Each figure is printed as one
line of JSON. One figure compares a page with a static file of the same size from the same program. This ratio
depends little on the machine.
"""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx
from figures import figure
from playwright.sync_api import sync_playwright

CLIENTS, SECONDS, VISITS, RUNS = 50, 6, 5, 5
CHROMIUM = "/usr/bin/chromium"
SERVE = """
import sys, uvicorn
from comity.parts.desk.command import SWITCH
from pathlib import Path
from starlette.routing import Mount, Router
from starlette.staticfiles import StaticFiles
from comity.parts.desk.app import create_app
from comity.parts.desk.settings import Settings
lake, pair, port, files = sys.argv[1:]
sys.setswitchinterval(SWITCH)
desk = create_app(Settings(Path(lake), pair, port=int(port)), ahead=True)
app = Router([Mount("/plain-files", StaticFiles(directory=files)), Mount("/", desk)])
uvicorn.run(app, port=int(port), log_level="error", lifespan="off", proxy_headers=False)
"""
"""The desk, and beside it files served by the framework's own means."""


def free_port() -> int:
    """Return a port that no program uses."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


def first_answer(base: str, path: str, since: float, *, whole: bool = False) -> float:
    """Return the seconds from ``since`` to the first answer; with ``whole``, to the first complete page."""
    while True:
        try:
            answer = httpx.get(base + path, timeout=300).raise_for_status()
        except httpx.ConnectError:
            time.sleep(0.02)
            continue
        if not whole or (answer.status_code == httpx.codes.OK and "data-waits" not in answer.text):
            return time.monotonic() - since
        time.sleep(0.2)


def under_load(address: str) -> tuple[float, float]:
    """Return the 95th percentile of answer times (milliseconds) and answers per second, for many clients."""
    words = ["wrk", f"-c{CLIENTS}", "-t2", f"-d{SECONDS}s", "-H", "Accept-Encoding: gzip", "-s", "/dev/stdin"]
    out = subprocess.run(  # noqa: S603 - our own words
        [*words, address],
        input='done = function(s, l, r) io.write(string.format("p95 %f\\n", l:percentile(95) / 1000)) end',
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    p95, rate = re.search(r"p95 ([\d.]+)", out), re.search(r"Requests/sec:\s+([\d.]+)", out)
    assert p95
    assert rate
    return float(p95.group(1)), float(rate.group(1))


def visits(address: str) -> tuple[list[float], list[float]]:
    """Return first contentful paint (milliseconds) and kilobytes sent, for visits with an empty cache."""
    paints, carried = [], []
    with sync_playwright() as p:
        browser = p.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        for _ in range(VISITS):
            context = browser.new_context(viewport={"width": 1440, "height": 1000})
            page, sizes = context.new_page(), [0.0]
            line = context.new_cdp_session(page)
            line.send("Network.enable")
            line.on("Network.loadingFinished", lambda e, s=sizes: s.append(e["encodedDataLength"]))
            page.goto(address, wait_until="networkidle")
            paints.append(
                page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
            )
            carried.append(sum(sizes) / 1000)
            context.close()
        browser.close()
    return paints, carried


def main(lake: str, pair: str) -> None:
    """Start the desk, wait for its first page, then measure."""
    with tempfile.TemporaryDirectory() as files:
        port = free_port()
        base, path = f"http://127.0.0.1:{port}", f"/watch/{pair}"
        program = Path(files, "serve.py")
        program.write_text(SERVE)
        began = time.monotonic()
        desk = subprocess.Popen([sys.executable, str(program), lake, pair, str(port), files])  # noqa: S603
        try:
            figure("first answer after its start", [first_answer(base, "/version", began)], unit="s")
            figure("first page after its start", [first_answer(base, path, began)], unit="s")
            figure(
                "first page with every part computed", [first_answer(base, path, began, whole=True)], unit="s"
            )
            figure("log-in page at the same time", [first_answer(base, "/login", time.monotonic())], unit="s")
            paints, carried = visits(base + path)
            figure("first paint of Watch", paints, unit="ms", bar="at most 600")
            figure("first visit to Watch", carried, unit="kB", bar="at most 200")
            packed = httpx.get(base + path).headers["content-length"]
            Path(files, "same.bin").write_bytes(b"x" * int(packed))
            pages = [under_load(base + path) for _ in range(RUNS)]
            plain = [under_load(base + "/plain-files/same.bin") for _ in range(RUNS)]
            figure(f"p95 of Watch, {CLIENTS} clients", [p for p, _ in pages], unit="ms", bar="at most 50")
            figure("answers a second", [rate for _, rate in pages], unit="1/s")
            figure("p95 of a static file of the same size", [p for p, _ in plain], unit="ms")
            ratio = [page / file for (page, _), (file, _) in zip(pages, plain, strict=True)]
            figure("p95 of Watch over that of a static file", ratio, unit="times")
        finally:
            desk.terminate()
            desk.wait(20)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "CHN-RUS")
