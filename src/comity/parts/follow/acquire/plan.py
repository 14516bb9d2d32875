"""Selection of the files to download: those within a range of days, each once, from lists or addresses."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import BinaryIO
from urllib.parse import quote, unquote, urlsplit

from comity.errors import QuestionError
from comity.parts.follow.acquire import listings
from comity.parts.follow.acquire.addresses import Addresses, AddressGroup, day_words
from comity.parts.follow.acquire.listings import Listed, Unread
from comity.records import bins

#: Most bytes of a file name; file systems allow 255.
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class WantedFile:
    """One file to download: address, name to store it under, and what the publisher says about it.

    ``size`` is in bytes (``None`` if unknown), ``checksum`` like ``md5:...`` ("" if unknown). ``holds`` is a
    text that every real file contains. ``thing`` identifies the file over its versions. ``post`` is JSON to
    send, or "".
    """

    address: str
    name: str
    size: int | None = None
    checksum: str = ""
    holds: str = ""
    thing: str = ""
    post: str = ""

    def __post_init__(self) -> None:
        if not self.thing:
            object.__setattr__(self, "thing", self.address)


@dataclass(slots=True)
class Plan:
    """Files to download, in the order of the publishers' lists, and entries that could not be read."""

    by_address: dict[str, WantedFile] = field(default_factory=dict)
    unread: list[Unread] = field(default_factory=list)

    @property
    def wanted(self) -> list[WantedFile]:
        """The files to download, without repeats."""
        return list(self.by_address.values())

    def take(self, wanted: WantedFile) -> None:
        """Add a file to download; if an address is listed twice, the later entry counts."""
        self.by_address[wanted.address] = wanted


@dataclass(frozen=True, slots=True)
class Window:
    """The range of days to download, first and last included; ``None`` means no limit."""

    first: date | None = None
    last: date | None = None

    def meets(self, first: date, last: date) -> bool:
        """Return whether a period overlaps the range of days to download."""
        return (self.last is None or first <= self.last) and (self.first is None or last >= self.first)


def check(addresses: Addresses, window: Window) -> None:
    """Check the range of days to download before any request.

    Raises
    ------
    QuestionError
        When the first day is after the last, or the source has too many files to download all.
    """
    if window.first and window.last and window.first > window.last:
        raise QuestionError(f"--from {window.first} is after --to {window.last}: exchange them.")
    if addresses.window and window.first is None:
        raise QuestionError(
            f"{addresses.source} has too many files to get all: say from which day with --from."
        )


def add_days(part: AddressGroup, window: Window, today: date, plan: Plan) -> None:
    """Add to the plan the files of an address group with one file per day or per past year."""
    assert part.since is not None, "held when the addresses are read"
    first, last = max(window.first or part.since, part.since), min(window.last or today, today)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    if part.how == "year":
        days = [date(y, 1, 1) for y in range(first.year, min(last.year, today.year - 1) + 1)]
    for day in days:
        words = day_words(day)
        plan.take(WantedFile(part.address.format(**words), part.name.format(**words), holds=part.holds))


def add_address(part: AddressGroup, plan: Plan) -> None:
    """Add to the plan the file of an address group that consists of one address."""
    plan.take(WantedFile(part.address, part.name or name_of(part.address), holds=part.holds, post=part.post))


def add_listing(part: AddressGroup, text: BinaryIO, window: Window, plan: Plan) -> None:
    """Add to the plan the files in a publisher's list whose names match the pattern of ``part``.

    Files without a date in their name are always added. If a page links to only one matching file, this file
    counts as the next version of the previous one, even under another name.
    """
    pattern, met, within = re.compile(part.take), 0, list[Listed]()
    for listed in listings.read(part.how, part.address, text):
        if isinstance(listed, Unread):
            plan.unread.append(listed)
        elif name := pattern.search(listed.name if part.how == "dataverse" else listed.address):
            met += 1
            span = _span(name.groupdict().get("when"))
            if span is None or window.meets(*span):
                within.append(listed)
    if not met:
        plan.unread.append(Unread(part.address, "It names no file of the kind that is looked for."))
    alone = f"{part.address}#{part.take}" if part.how == "links" and met == 1 else ""
    for listed in within:
        _add(listed, part, alone or listed.thing, plan)


def _add(listed: Listed, part: AddressGroup, thing: str, plan: Plan) -> None:
    name = listed.name
    plain = name.isprintable() and name.strip(".") and not {"/", "\\"} & set(name)
    if not plain or len(name.encode()) > _LONGEST:
        plan.unread.append(Unread(repr(name)[:80], "It is no name for a file."))
    else:
        plan.take(WantedFile(listed.address, name, listed.size, listed.checksum, part.holds, thing))


def _span(when: str | None) -> tuple[date, date] | None:
    """Return the first and last day of a date of 4, 6 or 8 digits; ``None`` without a date."""
    if not when:
        return None
    try:
        digits = when.replace("-", "")
        return bins.window("-".join(p for p in (digits[:4], digits[4:6], digits[6:8]) if p))
    except QuestionError:
        return None


def name_of(address: str) -> str:
    """Return the file name at the end of an address."""
    return unquote(urlsplit(address).path.rsplit("/", 1)[-1]) or quote(address, safe="")[-80:]
