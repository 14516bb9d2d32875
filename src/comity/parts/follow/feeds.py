"""What is followed, and how often each is asked: ``data/feeds.yaml``."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import Any
from urllib.parse import urlsplit

from comity.errors import UnknownNameError, VocabularyError
from comity.parts.follow.acquire.addresses import Addresses, AddressGroup, addresses
from comity.vocabulary.load import fields, own_files, read_yaml

_FILE = "parts/follow/data/feeds.yaml"


@dataclass(frozen=True, slots=True)
class Feed:
    """One source that is followed.

    ``every`` are minutes between two askings, ``newest`` the address of a small list of the newest files ("":
    none, its own addresses are asked each time), ``whole_hours`` hours between two askings of its own
    addresses, ``days`` how many days back these are asked for (0: all), ``slot`` minutes between the files
    of a steady stream (0: none), ``full_day`` how many of its files make a day a covered one (0: none do).
    """

    source: str
    every: int
    newest: str = ""
    whole_hours: int = 0
    days: int = 0
    slot: int = 0
    full_day: int = 0

    def short(self, of: Addresses) -> Addresses:
        """Return the source's addresses with the list of the newest files in place of its whole list."""
        (part,) = (p for p in of.parts if p.how == "list")
        return replace(
            of, parts=(AddressGroup("list", self.newest, take=part.take, holds=part.holds),), window=False
        )


@cache
def all_feeds() -> dict[str, Feed]:
    """Every feed by the id of its source, in the order of the file.

    A feed of the user's own (``vocabulary/feeds/*.yaml`` in the lake) takes the place of the package's.

    Raises
    ------
    VocabularyError
        When the file is wrong; names the key and the reason.
    """
    out = parse(resources.files("comity").joinpath(_FILE).read_text("utf-8"), _FILE)
    for path in own_files("feeds"):
        out |= parse(path.read_text("utf-8"), str(path))
    return out


def chosen(names: tuple[str, ...]) -> list[Feed]:
    """Return the feeds of these sources (all).

    Raises
    ------
    UnknownNameError
        When a source is not followed.
    """
    known = all_feeds()
    for name in names:
        if name not in known:
            raise UnknownNameError("feed", name, known)
    return [known[n] for n in dict.fromkeys(names)] or list(known.values())


def parse(text: str, name: str) -> dict[str, Feed]:
    """Return feeds from YAML, checked; ``name`` is the file for messages."""
    data: Any = read_yaml(text, name)
    rows = data.get("feeds") if isinstance(data, dict) else None
    if not isinstance(rows, list):
        raise VocabularyError(name, "feeds", "is not a list")
    out: dict[str, Feed] = {}
    for row in rows:
        feed = Feed(**fields(row, Feed, name))
        _check(feed, name)
        out[feed.source] = feed
    return out


def _check(feed: Feed, name: str) -> None:
    of = addresses(feed.source)
    if feed.every < 1:
        raise VocabularyError(name, "every", f"{feed.source} cannot be asked every {feed.every} minutes")
    if feed.newest and urlsplit(feed.newest).hostname not in of.hosts:
        raise VocabularyError(name, "newest", f"{feed.newest} is not on a host declared for {feed.source}")
    if of.window and not feed.days:
        raise VocabularyError(name, "days", f"{feed.source} has too many files to ask for all")
