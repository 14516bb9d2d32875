"""Cache of finished pages, stored compressed, separately for each state of the data.

Only answers that are equal for all visitors are cached: GET answers that the app marks ``x-comity-keep`` (not
review, cases or notes). The key includes the edition (the data, and whether they are late), so an old page
never hides new data. If a page is being built, other requests for it wait. A page with unfinished parts is
marked :data:`PASSING` and cached for :data:`MOMENT` seconds only. After new data the previous page is sent
with a notice if the new one takes longer than :data:`SOON`.
"""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import math
import time
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from dataclasses import dataclass

from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST = 96 << 20  #: most bytes in the cache
SMALL = 512  #: bytes below which an answer is not compressed
MARK = b"x-comity-keep"
PASSING = b"passing"  #: mark of an answer that is soon out of date
UNDER_WAY = 202  #: status of a page whose content is being computed
MOMENT = 2.0  #: seconds for which a passing answer is cached
SOON = 0.3  #: seconds to wait for a new page before sending the previous edition's
LAST = 80  #: most pages of the previous edition in the cache
MAIN, HEAD = b'<main id="main">', b"</head>"
OLDER = (
    b'<p class="band" data-waits>This page is of the data before the newest ones, which are being counted; '
    b'it shows them when that is done. <a href="">Look again</a></p>'
)
AGAIN = b'<meta name="again" content="4"><noscript><meta http-equiv="refresh" content="4"></noscript>'

Headers = list[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class CachedAnswer:
    """One HTTP answer with a finished page, plain and compressed."""

    status: int
    headers: Headers
    plain: bytes
    packed: bytes
    tag: bytes
    until: float = math.inf

    @property
    def size(self) -> int:
        """Bytes in memory."""
        return len(self.plain) + len(self.packed)


class PageCache:
    """The layer that caches pages; ``edition`` returns the current state of the data."""

    def __init__(self, app: ASGIApp, edition: Callable[[], str]) -> None:
        self.app, self.edition = app, edition
        self._answers: OrderedDict[tuple[str, str, bytes], CachedAnswer] = OrderedDict()
        self._bytes = 0
        self._last: OrderedDict[tuple[str, bytes], CachedAnswer] = OrderedDict()
        self._under_way: dict[tuple[object, ...], asyncio.Event] = {}
        self._tasks: set[asyncio.Task[CachedAnswer]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send a cached page, or build and cache the page."""
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            await self.app(scope, receive, send)
            return
        key = (self.edition(), scope["path"], scope["query_string"])
        made, last = self._under_way.get((asyncio.get_running_loop(), *key)), self._last.get(key[1:])
        if made is not None and last is None:
            await made.wait()
        answer = self._answers.get(key)
        if answer is None or answer.until < time.monotonic():
            making = self._make(key, {**scope, "method": "GET"}, receive)
            answer = await (making if last is None else self._soon(making, last))
        else:
            self._answers.move_to_end(key)
        await _answer(answer, scope, send)

    async def _soon(self, making: Coroutine[None, None, CachedAnswer], last: CachedAnswer) -> CachedAnswer:
        """Return the new page if it is ready soon, else the previous one while building continues."""
        task = asyncio.create_task(making)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        await asyncio.wait({task}, timeout=SOON)
        return _mark_outdated(last) if not task.done() or task.result().status == UNDER_WAY else task.result()

    async def _make(self, key: tuple[str, str, bytes], scope: Scope, receive: Receive) -> CachedAnswer:
        request = (asyncio.get_running_loop(), *key)
        made = self._under_way.setdefault(request, asyncio.Event())
        try:
            answer, keep = await self._ask(scope, receive)
            if keep:
                self._add(key, answer)
        finally:
            self._under_way.pop(request, None)
            made.set()
        return answer

    async def _ask(self, scope: Scope, receive: Receive) -> tuple[CachedAnswer, bool]:
        start: dict[str, object] = {}
        body: list[bytes] = []

        async def take(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
            else:
                body.append(message.get("body", b""))

        await self.app(scope, receive, take)
        plain = b"".join(body)
        given: Headers = list(start["headers"])  # type: ignore[call-overload]
        mark = next((v for k, v in given if k == MARK), b"")
        until = time.monotonic() + MOMENT if mark == PASSING else math.inf
        keep = bool(mark) and start["status"] in (200, 202)
        headers = [(k, v) for k, v in given if k not in (b"content-length", MARK)]
        if not any(k == b"cache-control" for k, _ in headers):
            headers.append(
                (b"cache-control", b"private, no-cache" if keep and mark != PASSING else b"no-store")
            )
        squeeze = len(plain) >= SMALL and not _packed_already(headers)
        packed = gzip.compress(plain, 6, mtime=0) if squeeze else b""
        tag = b'"' + hashlib.blake2b(plain, digest_size=8).hexdigest().encode() + b'"'
        return CachedAnswer(int(str(start["status"])), headers, plain, packed, tag, until), keep

    def _add(self, key: tuple[str, str, bytes], page: CachedAnswer) -> None:
        for old in [k for k in self._answers if k[0] != key[0]]:
            before = self._answers.pop(old)
            self._bytes -= before.size
            if MAIN in before.plain and before.until == math.inf:
                self._last[old[1:]] = before
        while len(self._last) > LAST:
            self._last.popitem(last=False)
        if page.until == math.inf and page.status != UNDER_WAY:
            self._last.pop(key[1:], None)
        if key in self._answers:
            self._bytes -= self._answers.pop(key).size
        self._answers[key] = page
        self._bytes += page.size
        while self._bytes > LARGEST:
            self._bytes -= self._answers.popitem(last=False)[1].size


def _mark_outdated(page: CachedAnswer) -> CachedAnswer:
    """Return the page of the previous edition with a notice; browsers must not store it."""
    plain = page.plain.replace(HEAD, AGAIN + HEAD, 1).replace(MAIN, MAIN + OLDER, 1)
    headers = [(k, v) for k, v in page.headers if k != b"cache-control"]
    headers.append((b"cache-control", b"no-store"))
    return CachedAnswer(page.status, headers, plain, gzip.compress(plain, 6, mtime=0), b'"before"')


def _packed_already(headers: Headers) -> bool:
    kind = next((v for k, v in headers if k == b"content-type"), b"")
    return kind.startswith((b"font/", b"image/png", b"application/pdf", b"application/zip"))


async def _answer(page: CachedAnswer, scope: Scope, send: Send) -> None:
    wanted = dict(scope["headers"])
    if page.status == 200 and wanted.get(b"if-none-match") == page.tag:
        headers = [*page.headers, (b"etag", page.tag)]
        await send({"type": "http.response.start", "status": 304, "headers": headers})
        await send({"type": "http.response.body", "body": b""})
        return
    squeezed = bool(page.packed) and b"gzip" in wanted.get(b"accept-encoding", b"")
    body = page.packed if squeezed else page.plain
    headers = [*page.headers, (b"vary", b"accept-encoding"), (b"content-length", str(len(body)).encode())]
    if page.status == 200:
        headers.append((b"etag", page.tag))
    if squeezed:
        headers.append((b"content-encoding", b"gzip"))
    await send({"type": "http.response.start", "status": page.status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})
