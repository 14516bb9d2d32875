"""Feeds: the sources to ask regularly for new files, and how often (``data/feeds.yaml``)."""

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
    """One source that is asked regularly.

    ``every`` is the minutes between two requests. ``newest`` is the address of a short list of the newest
    files; without one (""), the full lists are requested each time. ``whole_hours`` is the hours between two
    requests of the full lists, and ``days`` how many days back these go (0: all). ``slot`` is the minutes
    between files of a regular stream (0: irregular). ``full_day`` is the number of files that make a day
    covered (0: never).
    """

    source: str
    every: int
    newest: str = ""
    whole_hours: int = 0
    days: int = 0
    slot: int = 0
    full_day: int = 0

    def short(self, of: Addresses) -> Addresses:
        """Return the source's addresses with a short list of newest files instead of the full list."""
        (part,) = (p for p in of.parts if p.how == "list")
        return replace(
            of, parts=(AddressGroup("list", self.newest, take=part.take, holds=part.holds),), window=False
        )


@cache
def all_feeds() -> dict[str, Feed]:
    """Return all feeds by source id, in the order of the file.

    A feed in the lake's ``vocabulary/feeds/*.yaml`` replaces the package's feed of that source.

    Raises
    ------
    VocabularyError
        When a file is invalid; the message names the key and the reason.
    """
    out = parse(resources.files("comity").joinpath(_FILE).read_text("utf-8"), _FILE)
    for path in own_files("feeds"):
        out |= parse(path.read_text("utf-8"), str(path))
    return out


def chosen(names: tuple[str, ...]) -> list[Feed]:
    """Return the feeds (how often to ask which source) of the named sources; without names, all feeds.

    Raises
    ------
    UnknownNameError
        When a source has no feed.
    """
    known = all_feeds()
    for name in names:
        if name not in known:
            raise UnknownNameError("feed", name, known)
    return [known[n] for n in dict.fromkeys(names)] or list(known.values())


def parse(text: str, name: str) -> dict[str, Feed]:
    """Parse and check feeds (how often to ask which source) from YAML; messages say ``name`` of the file."""
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
