"""The desk on a port: HTTP/1.1 with a deadline for every request and a bound on connections."""

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

DEADLINE = 10.0
"""Seconds within which a request must have arrived, its body too."""
CONNECTIONS = 400
"""Connections at once, or half of the files that the process may open if that is less."""
KEPT_ALIVE = 60
"""Seconds that a connection may stay without a request; a busy desk may come to read it late."""


def most_connections() -> int:
    """Return connections at once that leave room for the files of the lake."""
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return min(CONNECTIONS, files // 2) if files > 0 else CONNECTIONS


class BoundedProtocol(H11Protocol):
    """uvicorn's protocol, which by itself waits for ever for half a request.

    A connection whose request has not arrived in time is dropped.  At the bound, the one that has waited
    longest for a request is dropped for a new one, and if none waits, the oldest: neither half-sent requests
    nor connections that stay without a request, or send many at once, keep anybody out.
    """

    waiting: ClassVar[OrderedDict[BoundedProtocol, asyncio.TimerHandle | None]] = OrderedDict()
    """Connections whose request has not arrived, the oldest first, with its deadline once it has begun."""
    present: ClassVar[OrderedDict[BoundedProtocol, None]] = OrderedDict()
    """All connections, the oldest first."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a connection, or drop one."""
        super().connection_made(transport)
        if len(self.connections) > most_connections():
            next(iter((*self.waiting, *self.present)), self).drop()
        self.present[self] = None
        self._arm()

    def data_received(self, data: bytes) -> None:
        """Take bytes; the deadline ends with the last one of the request."""
        super().data_received(data)
        if self.conn.their_state in (h11.IDLE, h11.SEND_BODY):
            self._arm()
        else:
            self._disarm()

    def on_response_complete(self) -> None:
        """Wait for the next request."""
        super().on_response_complete()
        if self.conn.their_state is h11.IDLE and not self.transport.is_closing():
            self.waiting.setdefault(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        self._disarm()
        self.present.pop(self, None)
        super().connection_lost(exc)

    def drop(self) -> None:
        """Cut the connection."""
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
    """How uvicorn runs the desk; only the proxy of the settings is believed about who asks."""
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
