"""Visitors who send or read at a crawl keep nobody else waiting."""

from __future__ import annotations

import socket
import time
from urllib.parse import urlsplit

import httpx

SLOW = 50


def test_half_asked_questions_hold_nobody_up(served: str) -> None:
    httpx.get(served + "/watch/CHN-RUS", timeout=60).raise_for_status()
    place = urlsplit(served)
    lines = [socket.create_connection((place.hostname, place.port)) for _ in range(SLOW)]
    try:
        for i, line in enumerate(lines):  # half of them stop within the headers, half read no answer
            whole = f"GET /watch/CHN-RUS HTTP/1.1\r\nHost: {place.netloc}\r\n"
            line.sendall((whole + ("\r\n" if i % 2 else "X-Slow: ")).encode())
        began = time.monotonic()
        for _ in range(5):
            httpx.get(served + "/watch/CHN-RUS", timeout=20).raise_for_status()
        assert time.monotonic() - began < 20
    finally:
        for line in lines:
            line.close()
