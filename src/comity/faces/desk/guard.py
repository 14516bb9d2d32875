"""The gate of the desk: whose requests are answered, and under which policy a browser shows the answer.

One ASGI layer around everything, static files included:

* a request for another host name is refused (a page elsewhere cannot point its name at this address);
* a change of state is a POST from the desk's own pages, shown by ``Sec-Fetch-Site`` or ``Origin`` (OWASP,
  Cross-Site Request Forgery Prevention, 2024) and by a token in the form;
* where users are set up, everything but the log-in page needs a session, and too many requests or tries
  are refused for a while;
* every answer carries a content policy that allows the desk's own files and nothing else.
"""

from __future__ import annotations

import secrets
import time
from collections import OrderedDict
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from comity.faces.desk.settings import Settings, loopback

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
)
COOKIE = "comity"
SAFE = ("GET", "HEAD")
OPEN_PATHS = ("/login", "/static/")
HOURS = 12
LARGEST = 1 << 20
"""Bytes of a body: forms are small."""


@dataclass(slots=True)
class Session:
    """A visitor who logged in, or on a desk without users, whoever sits at the machine."""

    name: str
    token: str
    ends: float


class Sessions:
    """Sessions in memory: gone when the desk stops."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Session] = OrderedDict()

    def begin(self, name: str) -> tuple[str, Session]:
        """A new session and the secret of its cookie."""
        secret = secrets.token_urlsafe(32)
        self._kept[secret] = Session(name, secrets.token_urlsafe(32), time.monotonic() + HOURS * 3600)
        while len(self._kept) > 10_000:
            self._kept.popitem(last=False)
        return secret, self._kept[secret]

    def of(self, secret: str) -> Session | None:
        """The session of a cookie, if it still holds."""
        found = self._kept.get(secret)
        if found is None or found.ends < time.monotonic():
            self._kept.pop(secret, None)
            return None
        return found

    def end(self, secret: str) -> None:
        """Log out."""
        self._kept.pop(secret, None)


class Rate:
    """A bucket of requests for each caller: ``burst`` at once, ``each_second`` after."""

    def __init__(self, burst: int, each_second: float) -> None:
        self.burst, self.each_second = burst, each_second
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def allows(self, who: str) -> bool:
        """Take one from the caller's bucket, if there is one."""
        now = time.monotonic()
        left, then = self._left.pop(who, (float(self.burst), now))
        left = min(self.burst, left + (now - then) * self.each_second)
        self._left[who] = (left - 1 if left >= 1 else left, now)
        while len(self._left) > 10_000:
            self._left.popitem(last=False)
        return left >= 1


class Guard:
    """The layer itself."""

    def __init__(self, app: ASGIApp, settings: Settings, sessions: Sessions) -> None:
        self.app, self.settings, self.sessions = app, settings, sessions
        self._requests = Rate(burst=200, each_second=40)
        self._tries = Rate(burst=5, each_second=1 / 30)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer or refuse one request."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message.get("headers", []), *HEADERS]}
            await send(message)

        headers = {k.decode("latin-1").lower(): v.decode("latin-1") for k, v in scope["headers"]}
        refusal = self._refusal(scope, headers)
        if refusal is not None:
            await _plain(dressed, *refusal)
            return
        await self.app(scope, receive, dressed)

    def _refusal(self, scope: Scope, headers: dict[str, str]) -> tuple[int, str, str] | None:
        """Status, words and place to go, where a request is not let through."""
        secret = _cookie(headers)
        scope["state"] = {**scope.get("state", {}), "secret": secret, "session": self.sessions.of(secret)}
        return self._foreign(scope, headers) or (self._shut(scope) if self.settings.closed else None)

    def _foreign(self, scope: Scope, headers: dict[str, str]) -> tuple[int, str, str] | None:
        """Refusals for everybody: another host's name, another site's form, a body too large."""
        host = _name(headers.get("host", ""))
        if not (loopback(host) if loopback(self.settings.host) else host):
            return 421, f"This desk does not answer for {host or 'no host'}.", ""
        if scope["method"] not in (*SAFE, "POST"):
            return 405, "Only GET, HEAD and POST are answered.", ""
        if scope["method"] == "POST" and not _own(headers):
            return 403, "This form was not sent from a page of this desk.", ""
        if (
            not headers.get("content-length", "0").isdigit()
            or int(headers.get("content-length", 0)) > LARGEST
        ):
            return 413, "This is larger than any form of the desk.", ""
        return None

    def _shut(self, scope: Scope) -> tuple[int, str, str] | None:
        """Refusals of a desk with users: too many requests, or nobody logged in."""
        who = (scope.get("client") or ("", 0))[0]
        login = scope["method"] == "POST" and scope["path"] == "/login"
        if not self._requests.allows(who) or (login and not self._tries.allows(who)):
            return 429, "Too many requests from this address: wait half a minute.", ""
        if scope["state"]["session"] is None and not scope["path"].startswith(OPEN_PATHS):
            return 303, "Log in first.", "/login"
        return None


def _name(host: str) -> str:
    """Host name without its port."""
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0]


def _own(headers: dict[str, str]) -> bool:
    """Whether a POST comes from one of the desk's own pages, as the browser tells it."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = headers.get("origin", "")
    return bool(origin) and origin.partition("://")[2] == headers.get("host", "")


def _cookie(headers: dict[str, str]) -> str:
    try:
        found = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        return ""
    return found.value if found else ""


async def _plain(send: Send, status: int, words: str, place: str) -> None:
    body = words.encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    if place:
        headers.append((b"location", place.encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
