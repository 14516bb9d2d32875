"""Delivery of alerts over all channels that their watches name; a failed channel is tried again later."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from comity.errors import SendError
from comity.parts.follow.alerts.alert import Alert
from comity.parts.follow.alerts.book import Book
from comity.parts.follow.alerts.wanted import TERMINAL, Wanted
from comity.parts.follow.service.send import atom, mail, webhook
from comity.parts.follow.service.send.channels import Atom, Channel, Mail

if TYPE_CHECKING:
    import httpx

Say = Callable[[Alert], None]


def deliver(
    book: Book,
    wanted: Sequence[Wanted],
    channels: Mapping[str, Channel],
    folder: Path,
    now: datetime,
    say: Say,
    wire: httpx.BaseTransport | None = None,
) -> dict[str, str]:
    """Send all alerts that were not sent yet, and record each as sent.

    Parameters
    ----------
    folder : base of relative names of Atom files
    say : prints an alert on the terminal
    wire : carries web requests (``None``: the network)

    Returns
    -------
    The reason for each failed channel. Its alerts are tried again the next time.
    """
    failed: dict[str, str] = {}
    for name in dict.fromkeys(c for w in wanted for c in w.tell):
        of = [w.name for w in wanted if name in w.tell]
        waiting = book.waiting(name, of)
        if not waiting:
            continue
        try:
            if name == TERMINAL:
                _each(book, name, waiting, say, now)
            else:
                _send(book, channels[name], waiting, of, folder, now, wire)
        except SendError as e:
            failed[name] = str(e)
    return failed


def _send(
    book: Book,
    channel: Channel,
    waiting: Sequence[Alert],
    of: Sequence[str],
    folder: Path,
    now: datetime,
    wire: httpx.BaseTransport | None,
) -> None:
    if isinstance(channel, Atom):
        atom.write(folder / channel.file, [e for e in book.entries.values() if e.alert.watch in of])
        book.sent([a.id for a in waiting], channel.name, now)
    elif isinstance(channel, Mail):
        _each(book, channel.name, waiting, lambda a: mail.send(channel, book.entries[a.id]), now)
    else:
        _each(book, channel.name, waiting, lambda a: webhook.send(channel, a, now, wire), now)


def _each(book: Book, name: str, waiting: Sequence[Alert], say: Say, now: datetime) -> None:
    for a in waiting:
        say(a)
        book.sent([a.id], name, now)
