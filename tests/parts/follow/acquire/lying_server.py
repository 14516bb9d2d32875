"""A publisher on this machine that misbehaves on demand, and the wire that leads declared hosts to it.

A path answers by a script: the first request by its first act, and so on; the last act stays.
An act is a function of the :class:`Call`.  Everything is bounded: no act runs for more than seconds.
"""

from __future__ import annotations

import gzip
import hashlib
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx

from comity.parts.follow.acquire.transport import Limits, Means

LIMITS = Limits(connect=2, read=0.4, patience=0.6, slowest=2000, tries=4, wrong=2, backoff=0.01, longest=60)


class Call(BaseHTTPRequestHandler):
    """One request, with helpers to answer it."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.close_connection = True
        self.server.publisher.answer(self)  # type: ignore[attr-defined]

    def do_POST(self) -> None:
        self.server.publisher.posted.append(self.rfile.read(int(self.headers["Content-Length"])))  # type: ignore[attr-defined]
        self.do_GET()

    def do_HEAD(self) -> None:
        self.close_connection = True
        known = self.path in self.server.publisher.scripts  # type: ignore[attr-defined]
        self.server.publisher.heads.append(self.path)  # type: ignore[attr-defined]
        self.head(200 if known else 404, Content_Length=1234, Last_Modified="Mon, 08 Jun 2026 10:00:00 GMT")

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def head(self, status: int, **headers: object) -> None:
        self.send_response(status)
        for name, value in ({"Connection": "close"} | headers).items():
            self.send_header(name.replace("_", "-"), str(value))
        self.end_headers()


Act = Callable[[Call], None]


@dataclass
class Publisher:
    """What the server does at each path, and what it was asked."""

    port: int
    scripts: dict[str, list[Act]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    count: Counter[str] = field(default_factory=Counter)
    posted: list[bytes] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)

    def at(self, path: str, *acts: Act) -> None:
        self.scripts[path], self.count[path] = list(acts), 0

    def answer(self, call: Call) -> None:
        self.asked.append((call.path, {k.lower(): v for k, v in call.headers.items()}))
        acts = self.scripts.get(call.path, [status(404)])
        act = acts[min(self.count[call.path], len(acts) - 1)]
        self.count[call.path] += 1
        with suppress(BrokenPipeError, ConnectionResetError):  # the asker had enough
            act(call)

    def headers(self, path: str) -> list[dict[str, str]]:
        return [h for p, h in self.asked if p == path]


@contextmanager
def publisher() -> Iterator[Publisher]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Call)
    server.daemon_threads = True
    server.publisher = Publisher(server.server_address[1])  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server.publisher  # type: ignore[attr-defined]
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


class Wire(httpx.BaseTransport):
    """Leads every host to the local server and notes where each request was meant to go."""

    def __init__(self, port: int) -> None:
        self.port, self.meant, self.inner = port, list[tuple[str, str]](), httpx.HTTPTransport()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.meant.append((request.url.scheme, request.url.host))
        request.url = request.url.copy_with(scheme="http", host="127.0.0.1", port=self.port)
        return self.inner.handle_request(request)

    def close(self) -> None:
        self.inner.close()


def closed_port() -> int:
    """A port of this machine at which nobody listens."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


def means(port: int, limits: Limits = LIMITS) -> tuple[Means, Wire, list[float]]:
    """Means that lead to the local server; the waits asked for are noted, not slept."""
    wire, waits = Wire(port), list[float]()
    return Means(limits, wire, waits.append), wire, waits


def md5(data: bytes) -> str:
    return hashlib.md5(data).hexdigest()


# The acts.


def tag(data: bytes) -> str:
    return f'"{md5(data)[:8]}"'


def honest(data: bytes, **headers: object) -> Act:
    """Answers as one should: validators, ranges, conditions."""

    def act(call: Call) -> None:
        etag = tag(data)
        if call.headers.get("If-None-Match") == etag:
            call.head(304, ETag=etag)
            return
        asked = call.headers.get("Range")
        if asked and call.headers.get("If-Range", etag) == etag:
            start = int(asked.removeprefix("bytes=").rstrip("-"))
            rest = data[start:]
            place = f"bytes {start}-{len(data) - 1}/{len(data)}"
            call.head(206, ETag=etag, Content_Range=place, Content_Length=len(rest), **headers)
            call.wfile.write(rest)
        else:
            call.head(200, ETag=etag, Content_Length=len(data), **headers)
            call.wfile.write(data)

    return act


def plain(data: bytes, code: int = 200, **headers: object) -> Act:
    """Sends this and no more, whatever was asked: no validators, no ranges."""

    def act(call: Call) -> None:
        call.head(code, **({"Content_Length": len(data)} | headers))
        call.wfile.write(data)

    return act


def status(code: int, **headers: object) -> Act:
    return plain(b"<html>no</html>", code, **headers)


def moved(to: str, code: int = 302) -> Act:
    return plain(b"", code, Location=to)


def cut(data: bytes, at: int, **headers: object) -> Act:
    """Announces all and hangs up after ``at`` bytes."""

    def act(call: Call) -> None:
        call.head(200, ETag=tag(data), Content_Length=len(data), **headers)
        call.wfile.write(data[:at])

    return act


def stall(data: bytes, at: int) -> Act:
    """Announces all, sends ``at`` bytes, and then says nothing for longer than anyone waits."""

    def act(call: Call) -> None:
        cut(data, at)(call)
        call.wfile.flush()
        time.sleep(1.0)

    return act


def drip(data: bytes, pause: float) -> Act:
    """A byte now and then."""

    def act(call: Call) -> None:
        call.head(200, Content_Length=len(data))
        for n in range(min(len(data), int(3 / pause))):
            call.wfile.write(data[n : n + 1])
            call.wfile.flush()
            time.sleep(pause)

    return act


def endless(call: Call) -> None:
    """Never ends (or nearly: 64 MiB)."""
    call.head(200)
    for _ in range(64):
        call.wfile.write(b"x" * (1 << 20))


def other_part(data: bytes) -> Act:
    """Answers a range with a part of something else."""

    def act(call: Call) -> None:
        start = int(call.headers["Range"].removeprefix("bytes=").rstrip("-"))
        place = f"bytes {start}-{len(data) - 1}/{len(data)}"
        call.head(206, ETag=tag(data), Content_Range=place, Content_Length=len(data) - start)
        call.wfile.write(data[start:])

    return act


def wrong_place(data: bytes, etag: str) -> Act:
    """Answers a range with the part from the beginning."""

    def act(call: Call) -> None:
        place = f"bytes 0-{len(data) - 1}/{len(data)}"
        call.head(206, ETag=etag, Content_Range=place, Content_Length=len(data))
        call.wfile.write(data)

    return act


def zipped_on_the_way(data: bytes) -> Act:
    return plain(gzip.compress(data), Content_Encoding="gzip")


def hang_up(call: Call) -> None:
    """Hangs up without a word."""


def garbage(call: Call) -> None:
    """Speaks no HTTP."""
    call.wfile.write(b"\x00\x01\x02 hello\r\n\r\n")
