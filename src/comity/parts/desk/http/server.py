"""HTTP/1.1 server with a deadline for each request and a limit on connections."""

from __future__ import annotations

import asyncio
import resource
from collections import OrderedDict
from contextlib import suppress
from typing import ClassVar

import h11
import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from comity.parts.desk.settings import Settings

#: Seconds within which a request, body included, must arrive.
DEADLINE = 10.0
#: Most connections at once, or half of the process's limit on open files if that is less.
CONNECTIONS = 400
#: Seconds an idle connection stays open.
KEPT_ALIVE = 60


def most_connections() -> int:
    """Return how many connections the server may hold and still open the data files."""
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return min(CONNECTIONS, files // 2) if files > 0 else CONNECTIONS


class BoundedProtocol(H11Protocol):
    """uvicorn's protocol with limits; without them it would wait forever for half a request.

    A connection is closed if its request does not arrive in time. If there are too many connections, the one
    that has waited longest for a request is closed, or else the oldest. So slow, idle or very active
    connections cannot keep others out.
    """

    #: Connections without a complete request, oldest first, with the deadline once a request has begun.
    waiting: ClassVar[OrderedDict[BoundedProtocol, asyncio.TimerHandle | None]] = OrderedDict()
    #: All connections, oldest first.
    present: ClassVar[OrderedDict[BoundedProtocol, None]] = OrderedDict()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Accept a connection, and close one if there are too many."""
        super().connection_made(transport)
        if len(self.connections) > most_connections():
            next(iter((*self.waiting, *self.present)), self).drop()
        self.present[self] = None
        self._arm()

    def data_received(self, data: bytes) -> None:
        """Receive data; the deadline is cancelled when the request is complete."""
        super().data_received(data)
        if self.conn.their_state in (h11.IDLE, h11.SEND_BODY):
            self._arm()
        else:
            self._disarm()

    def on_response_complete(self) -> None:
        """Begin to wait for the next request."""
        super().on_response_complete()
        if self.conn.their_state is h11.IDLE and not self.transport.is_closing():
            self.waiting.setdefault(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget a connection that has ended."""
        self._disarm()
        self.present.pop(self, None)
        super().connection_lost(exc)

    def drop(self) -> None:
        """Close the connection at once."""
        self._disarm()
        self.transport.abort()

    def _arm(self) -> None:
        if self.waiting.get(self) is None and not self.transport.is_closing():
            self.waiting[self] = self.loop.call_later(DEADLINE, self.drop)

    def _disarm(self) -> None:
        timer = self.waiting.pop(self, None)
        if timer:
            timer.cancel()


def configuration(app: ASGIApp, settings: Settings) -> uvicorn.Config:
    """Return uvicorn's configuration; only the configured proxy may state the client's address."""
    return uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        http=BoundedProtocol,
        ws="none",
        timeout_keep_alive=KEPT_ALIVE,
        log_level="warning",
        server_header=False,
        proxy_headers=bool(settings.proxy),
        forwarded_allow_ips=settings.proxy or [],
    )


def run(app: ASGIApp, settings: Settings) -> None:
    """Serve until stopped by Ctrl-C or a signal."""
    with suppress(KeyboardInterrupt):
        uvicorn.Server(configuration(app, settings)).run()
