"""HTTP requests to the declared hosts of a source and to no other host, even after redirects.

This module follows redirects itself. So each step is checked against the declared hosts, and a token goes
only to its own host. Every failure becomes a :class:`GapError` with our own words, because messages of a
library or server may contain addresses that are signed for one reader.
"""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from threading import Event, Thread
from types import ModuleType
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit
from urllib.request import getproxies

from comity.errors import MissingExtraError, OfflineError
from comity.lake.storage.manifest import VERSION
from comity.parts.follow.acquire.addresses import Addresses

if TYPE_CHECKING:
    import httpx

AGENT = f"comity/{VERSION} (research on the public record; one request at a time)"
#: Seconds to wait for any host of a source before assuming that there is no network.
SECONDS_TO_REACH = 4.0
#: Most redirects followed for one file.
MOST_HOPS = 5
_REDIRECTS = (301, 302, 303, 307, 308)
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of a download: times in seconds, and numbers of attempts.

    ``connect`` and ``read`` limit one step of a connection. A download is too slow if it falls more than
    ``patience`` seconds behind ``slowest`` bytes per second. ``tries`` limits attempts in a row without new
    bytes, ``wrong`` those with wrong content. ``backoff`` is the wait after the first failure, doubled each
    time. ``longest`` is the longest wait that a server may ask for. After ``giving_up`` files in a row
    without an answer, the others are skipped.
    """

    connect: float = 20.0
    read: float = 60.0
    patience: float = 120.0
    slowest: int = 1024
    tries: int = 5
    wrong: int = 2
    backoff: float = 1.0
    longest: float = 600.0
    giving_up: int = 3


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Means:
    """Functions to send requests, wait and tell the time, which tests replace.

    ``wire`` carries the requests (``None``: the network), ``sleep`` waits some seconds, ``clock`` returns the
    time in UTC.
    """

    limits: Limits = field(default_factory=Limits)
    wire: httpx.BaseTransport | None = None
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], datetime] = _now


class GapError(Exception):
    """The reason why a file was not downloaded; callers outside this package never see it.

    ``status`` is a short name, the message a sentence. ``again`` is true if a retry may help, ``spoilt`` if
    the bytes received are useless. ``wait`` is the number of seconds that the server asks to wait.
    """

    def __init__(
        self, status: str, reason: str, *, again: bool = False, spoilt: bool = False, wait: float = 0.0
    ) -> None:
        self.status, self.again, self.spoilt, self.wait = status, again, spoilt, wait
        super().__init__(reason)


def library() -> ModuleType:
    """Import and return the HTTP library.

    Raises
    ------
    MissingExtraError
        When httpx is not installed.
    """
    try:
        import httpx  # noqa: PLC0415 - needs the extra
    except ImportError:
        raise MissingExtraError(
            "Downloading needs a part that is not installed: pip install 'comity[http]'"
        ) from None
    return httpx


def online(addresses: Addresses, means: Means | None) -> None:
    """Raise an error if no host of the source can be reached within seconds.

    With a proxy, or with ``means.wire``, nothing is tested.

    Raises
    ------
    OfflineError
        When there is no network; the message names the hosts.
    """
    if (means is not None and means.wire is not None) or getproxies():
        return
    reached, until = Event(), time.monotonic() + SECONDS_TO_REACH
    tries = [Thread(target=_reach, args=(host, reached), daemon=True) for host in addresses.hosts]
    for t in tries:
        t.start()
    while not reached.wait(0.05) and time.monotonic() < until and any(t.is_alive() for t in tries):
        pass
    if not reached.is_set():
        hosts = " or ".join(addresses.hosts)
        raise OfflineError(f"There is no network: {hosts} could not be reached, so nothing was asked for.")


def _reach(host: str, reached: Event) -> None:
    """Set ``reached`` if a host can be reached, even if it refuses the connection."""
    try:
        with socket.create_connection((host, _PORTS["https"]), timeout=SECONDS_TO_REACH):
            reached.set()
    except ConnectionRefusedError:
        reached.set()
    except OSError:
        return


class Transport:
    """Sends requests to the addresses of one source, one at a time, with pauses.

    Parameters
    ----------
    addresses : the source's addresses, with the declared hosts and the pause
    means : how requests are sent, and how long and how often to try
    """

    def __init__(self, addresses: Addresses, means: Means) -> None:
        self._httpx = library()
        self._addresses, self.means, self.limits = addresses, means, means.limits
        self.token_name = addresses.token
        self._token = os.environ.get(addresses.token, "") if addresses.token else ""
        self._last = float("-inf")
        self._client: httpx.Client = self._httpx.Client(
            transport=means.wire,
            follow_redirects=False,
            timeout=self._httpx.Timeout(means.limits.read, connect=means.limits.connect),
            headers={"User-Agent": AGENT, "Accept-Encoding": "identity", "Accept": "*/*"},
        )

    def close(self) -> None:
        """Close all connections."""
        self._client.close()

    @contextmanager
    def ask(
        self, address: str, headers: Mapping[str, str], *, post: str = "", head: bool = False
    ) -> Iterator[httpx.Response]:
        """Send a request and yield the answer before its body is read; redirects are followed.

        Parameters
        ----------
        address, headers : address and headers of the request
        post : JSON to send; "" for GET
        head : send a HEAD request

        Raises
        ------
        GapError
            When there is no answer, the connection breaks, or a redirect leads to an undeclared host.
        """
        at = address
        try:
            for _ in range(MOST_HOPS + 1):
                self.allow(at)
                self._keep_pace()
                said = self._headers(
                    at, {**headers, **({"Content-Type": "application/json"} if post else {})}
                )
                method = "HEAD" if head else "POST" if post else "GET"
                body = post.encode() if post and not head else None
                with self._client.stream(method, at, headers=said, content=body) as answer:
                    if answer.status_code not in _REDIRECTS:
                        yield answer
                        return
                    at = _next(at, answer.headers.get("location", ""))
        except self._httpx.TimeoutException:
            raise GapError("unreachable", "The server stopped answering.", again=True) from None
        except self._httpx.ConnectError:
            raise GapError("unreachable", "The server could not be reached.", again=True) from None
        except self._httpx.TransportError:
            raise GapError("cut", "The answer broke off, or is none that HTTP knows.", again=True) from None
        except self._httpx.InvalidURL:
            raise GapError("refused", "It leads to something that is no address.") from None
        raise GapError("refused", f"The server redirects more than {MOST_HOPS} times.")

    def allow(self, address: str) -> None:
        """Raise an error if an address is not on a declared host.

        Raises
        ------
        GapError
            Names only the host of the address, since the rest may be signed for one reader.
        """
        try:
            parts = urlsplit(address)
            host, scheme = parts.hostname or "", parts.scheme
            plain = parts.username is None and parts.port in (None, _PORTS.get(scheme))
        except ValueError:
            raise GapError("refused", "It leads to something that is no address.") from None
        if scheme not in _PORTS or host not in self._addresses.hosts or not plain:
            where = host if host.isprintable() and host else "an address without a host"
            raise GapError(
                "refused",
                f"It leads to {scheme or '?'}://{where}, which is not among the hosts declared for "
                f"{self._addresses.source} ({', '.join(self._addresses.hosts)}).",
            )

    def _headers(self, address: str, headers: Mapping[str, str]) -> dict[str, str]:
        """Return the headers of one request; the token goes only to the first declared host, over HTTPS."""
        mine = self._token and address.startswith(f"https://{self._addresses.hosts[0]}/")
        return {**headers, **({"X-Dataverse-key": self._token} if mine else {})}

    def _keep_pace(self) -> None:
        early = self._last + self._addresses.pause - time.monotonic()
        if early > 0:
            self.means.sleep(early)
        self._last = time.monotonic()


def _next(at: str, location: str) -> str:
    try:
        return urljoin(at, location)
    except ValueError:
        raise GapError("refused", "The server redirects to something that is no address.") from None


_SAYS = {
    202: ("refused", "The server answers programs with a challenge: save it by hand."),
    401: ("locked", "The publisher does not let it be read."),
    403: ("locked", "The publisher does not let it be read."),
    404: ("missing", "The publisher does not have it."),
    410: ("missing", "The publisher does not have it any more."),
}
_BUSY = (408, 425, 429, 500, 502, 503, 504)


def refusal(answer: httpx.Response, limits: Limits, token: str) -> GapError:
    """Return the error for an answer without a file; ``token`` names the variable with the key, or is ""."""
    code = answer.status_code
    if code in _BUSY:
        wait = _asked_wait(answer.headers.get("retry-after", ""))
        if wait > limits.longest:
            return GapError("busy", f"The server asks to be left alone for {wait:,.0f} seconds.")
        return GapError("busy", f"The server is busy (status {code}).", again=True, wait=wait)
    if code == 416:
        return GapError("cut", "The server has no such part of it.", again=True, spoilt=True)
    status, reason = _SAYS.get(code, ("refused", "The server answers with something else than a file."))
    key = f" A key goes into {token}." if token and status == "locked" else ""
    return GapError(status, f"{reason[:-1]} (status {code}).{key}")


def _asked_wait(text: str) -> float:
    """Return the seconds in a Retry-After header, given as a number or a date; 0 without them."""
    if text.strip().isdigit():
        return float(text)
    try:
        return max(0.0, (parsedate_to_datetime(text) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return 0.0
