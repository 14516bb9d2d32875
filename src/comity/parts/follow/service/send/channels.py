"""Channels for alerts other than the terminal (``channels:`` in the file of watches)."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from comity.errors import SendError, VocabularyError
from comity.vocabulary.load import fields, read_yaml

_PLACES = ("127.0.0.1", "::1", "localhost")
_MAIL = re.compile(r"[^@\s<>]+@[^@\s<>]+")


@dataclass(frozen=True, slots=True)
class Atom:
    """A channel: an Atom file, rewritten at new alerts; ``file`` is relative to the file of watches."""

    name: str
    file: str


@dataclass(frozen=True, slots=True)
class Webhook:
    """A channel that sends alerts as signed POST to an address; ``secret`` names the key's variable."""

    name: str
    address: str
    secret: str


@dataclass(frozen=True, slots=True)
class Mail:
    """A channel that sends alerts by e-mail over SMTP, encrypted unless the mail server is this machine.

    ``secret`` names the environment variable with the password of ``user`` ("" for no log-in).
    """

    name: str
    host: str
    sender: str
    to: tuple[str, ...]
    port: int = 587
    user: str = ""
    secret: str = ""

    @property
    def plain(self) -> bool:
        """Whether mail is sent unencrypted, which is allowed on this machine only."""
        return self.host in _PLACES


Channel = Atom | Webhook | Mail
KINDS: dict[str, type[Channel]] = {"atom": Atom, "webhook": Webhook, "mail": Mail}


def parse(text: str, name: str) -> dict[str, Channel]:
    """Parse and check the channels in a file of watches; ``name`` is the file name for messages.

    Raises
    ------
    VocabularyError
        When a channel is invalid; the message names the file, the channel and the reason.
    """
    data: Any = read_yaml(text, name)
    rows = (data.get("channels") if isinstance(data, dict) else None) or []
    if not isinstance(rows, list):
        raise VocabularyError(name, "channels", "is not a list")
    out: dict[str, Channel] = {}
    for n, row in enumerate(rows, start=1):
        where = f"{name}, channel {n}"
        kind = row.pop("kind", None) if isinstance(row, dict) else None
        if kind not in KINDS:
            raise VocabularyError(where, "kind", f"{kind!r} is not one of {', '.join(KINDS)}")
        channel = KINDS[kind](**fields(row, KINDS[kind], where))
        if channel.name in (*out, "terminal"):
            raise VocabularyError(where, "name", f"{channel.name!r} is the name of another channel, too")
        _check(channel, where)
        out[channel.name] = channel
    return out


def _check(channel: Channel, where: str) -> None:
    if isinstance(channel, Webhook):
        parts = urlsplit(channel.address)
        if not (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _PLACES)):
            raise VocabularyError(where, "address", "must begin with https:// (http:// to this machine only)")
        if not channel.secret:
            raise VocabularyError(where, "secret", "must name the environment variable with the key")
    if isinstance(channel, Mail):
        for address in (channel.sender, *channel.to):
            if not _MAIL.fullmatch(address):
                raise VocabularyError(where, "sender or to", f"{address!r} is no address for mail")
        if not channel.to:
            raise VocabularyError(where, "to", "is empty")
    if isinstance(channel, Atom) and not Path(channel.file).name:
        raise VocabularyError(where, "file", "names no file")


def secret(channel: Webhook | Mail) -> str:
    """Return the key or password of a channel from the environment.

    Raises
    ------
    SendError
        When the environment variable is not set.
    """
    value = os.environ.get(channel.secret, "")
    if not value:
        raise SendError(f"Channel {channel.name} needs its secret: set the variable {channel.secret}.")
    return value
