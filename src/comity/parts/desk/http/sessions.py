"""Sessions of visitors, held in memory, and the cookie that identifies a session."""

from __future__ import annotations

import secrets
import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie

from fastapi.responses import Response

HOURS = 12
#: Most sessions in memory; the oldest ends when there is one more.
MOST = 10_000


@dataclass(frozen=True, slots=True)
class Session:
    """Session of a visitor who logged in or, on a desk without users, gave a name.

    ``password_hash`` is the user's hash at log-in ("" without users). A new password ends the session.
    """

    name: str
    token: str
    ends: float
    password_hash: str = ""


class Sessions:
    """All sessions; they end when the desk stops.

    If ``https`` is true, the cookie has the prefix ``__Host-`` (RFC 6265bis, section 4.1.3), and browsers
    never send it unencrypted.
    """

    def __init__(self, *, https: bool = False) -> None:
        self.https = https
        self.cookie = "__Host-comity" if https else "comity"
        self._by_secret: OrderedDict[str, Session] = OrderedDict()

    def begin(self, answer: Response, name: str, password_hash: str = "") -> None:
        """Begin a session and set its cookie on the answer."""
        secret, token = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        self._by_secret[secret] = Session(name, token, time.monotonic() + HOURS * 3600, password_hash)
        while len(self._by_secret) > MOST:
            self._by_secret.popitem(last=False)
        answer.set_cookie(
            self.cookie, secret, max_age=HOURS * 3600, httponly=True, samesite="strict", secure=self.https
        )

    def find(self, secret: str, users: Mapping[str, str]) -> Session | None:
        """Return a cookie's session; ``None`` if it expired, or its user is gone or has a new password."""
        session = self._by_secret.get(secret)
        if session is None:
            return None
        if session.ends < time.monotonic() or users.get(session.name, "") != session.password_hash:
            self.end(secret)
            return None
        return session

    def end(self, secret: str) -> None:
        """End a session."""
        self._by_secret.pop(secret, None)

    def end_all(self, name: str) -> None:
        """End all sessions of a user."""
        for secret in [k for k, s in self._by_secret.items() if s.name == name]:
            self.end(secret)

    def secret(self, cookies: str) -> str:
        """Return the session's secret from a cookie header, or ""."""
        try:
            morsel = SimpleCookie(cookies).get(self.cookie)
        except CookieError:
            return ""
        return morsel.value if morsel else ""
