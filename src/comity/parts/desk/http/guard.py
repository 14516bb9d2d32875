"""Access control of the desk: which requests are answered, and with which security headers.

It is one ASGI layer around everything, static files included:

* A request for another host name is refused (against DNS rebinding).
* From other sites, only links that a person follows are answered (W3C Fetch Metadata, isolation policy).
* A change must be a POST from the desk's own pages, shown by ``Sec-Fetch-Site`` or ``Origin`` and by a token
  in the form (OWASP, Cross-Site Request Forgery Prevention, 2024).
* The bytes of a body are counted as they arrive, whatever its header says.
* If there are users, everything but the log-in page needs a session, and each client's requests are limited.
* Every answer has a content security policy that allows the desk's own files only.

Starlette's own layers do less: its host check does not know loopback addresses, and its sessions cannot be
ended.
"""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from comity.parts.desk.http.audit import AuditLog
from comity.parts.desk.http.rate_limit import RateLimit
from comity.parts.desk.http.sessions import Sessions
from comity.parts.desk.settings import Settings, loopback
from comity.parts.desk.users import Users

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
HTTPS_ONLY = (b"strict-transport-security", b"max-age=31536000")
SAFE = ("GET", "HEAD")
OPEN_PATHS = ("/login", "/static/")
#: Most bytes of a request body; forms are small.
LARGEST = 1 << 20
TOO_LARGE = "This is larger than any form of the desk: 1 MB is the most."
#: Seconds to wait after too many requests.
WAIT = 30

#: Status, message and further headers of a refused request.
Refusal = tuple[int, str, tuple[tuple[bytes, bytes], ...]]


class Guard:
    """The layer that answers or refuses each request to the desk."""

    def __init__(
        self, app: ASGIApp, settings: Settings, sessions: Sessions, users: Users, audit: AuditLog
    ) -> None:
        self.app, self.settings, self.sessions, self.users, self.audit = app, settings, sessions, users, audit
        self._requests = RateLimit(burst=200, each_second=40)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer or refuse a request."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return
        policy = (*HEADERS, HTTPS_ONLY) if self.sessions.https else HEADERS

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message.get("headers", []), *policy]}
                self.audit.write(scope, message["status"])
            await send(message)

        headers = {k.decode("latin-1").lower(): v.decode("latin-1") for k, v in scope["headers"]}
        refusal = self._refusal(scope, headers)
        if refusal is not None:
            await plain_answer(dressed, *refusal)
            return
        await self.app(scope, _count_body(receive), dressed)

    def _refusal(self, scope: Scope, headers: dict[str, str]) -> Refusal | None:
        secret = self.sessions.secret(headers.get("cookie", ""))
        session = self.sessions.find(secret, self.users.all() if self.settings.closed else {})
        scope["state"] = {**scope.get("state", {}), "secret": secret, "session": session}
        return self._foreign(scope, headers) or (self._shut(scope) if self.settings.closed else None)

    def _foreign(self, scope: Scope, headers: dict[str, str]) -> Refusal | None:
        """Return why to refuse a request: wrong host name, another site's page or too large a body."""
        host = _name(headers.get("host", ""))
        if not self._own_name(host):
            return 421, f"This desk does not answer for {host or 'no host'}.", ()
        if scope["method"] not in (*SAFE, "POST"):
            return 405, "Only GET, HEAD and POST are answered.", ()
        if scope["method"] == "POST" and not _own(headers):
            return 403, "This form was not sent from a page of this desk.", ()
        if headers.get("sec-fetch-site") == "cross-site" and not _link(headers):
            return 403, "Pages of other sites cannot load anything from this desk.", ()
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > LARGEST:
            return 413, TOO_LARGE, ()
        return None

    def _own_name(self, host: str) -> bool:
        if self.settings.public_name:
            return host == self.settings.public_name
        return loopback(host) if loopback(self.settings.host) else bool(host)

    def _shut(self, scope: Scope) -> Refusal | None:
        """Return why a desk with users refuses a request: too many of them, or a visitor not logged in."""
        if not self._requests.allows(address(scope)):
            wait = ((b"retry-after", str(WAIT).encode()),)
            return 429, "Too many requests from this address: wait half a minute.", wait
        if scope["state"]["session"] is None and not scope["path"].startswith(OPEN_PATHS):
            return 303, "Log in first.", ((b"location", b"/login"),)
        return None


def address(scope: Scope) -> str:
    """Return the IP address of the client."""
    return str((scope.get("client") or ("", 0))[0])


def _count_body(receive: Receive) -> Receive:
    """Return a receiver of a request's body that raises an error once the body is too large."""
    size = 0

    async def counted() -> Message:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        if size > LARGEST:
            raise HTTPException(413, TOO_LARGE)
        return message

    return counted


def _name(host: str) -> str:
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0]


def _own(headers: dict[str, str]) -> bool:
    """Return whether a POST comes from the desk's own pages, according to the browser's headers."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = headers.get("origin", "")
    return bool(origin) and origin.partition("://")[2] == headers.get("host", "")


def _link(headers: dict[str, str]) -> bool:
    """Return whether the request is a link that a person followed from another site."""
    followed = (headers.get("sec-fetch-mode"), headers.get("sec-fetch-dest"), headers.get("sec-fetch-user"))
    return followed == ("navigate", "document", "?1")


async def plain_answer(
    send: Send, status: int, sentence: str, more: tuple[tuple[bytes, bytes], ...] = ()
) -> None:
    """Send an HTTP answer that is one sentence of text."""
    body = sentence.encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        *more,
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
