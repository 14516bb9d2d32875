"""Where a publisher's files lie: one YAML file in ``parts/follow/acquire/publishers/`` for each.

The id of one is that of a source, or of a publisher whose files several sources read (``cow``, ``ucdp``):
what a file is, its content tells when it is added.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

from comity.errors import QuestionError, UnknownNameError, VocabularyError
from comity.sources import registry
from comity.vocabulary.load import fields, read_yaml

HOWS = ("file", "day", "year", "list", "dataverse", "links")
"""How files are found.

``file``: the address is a file.  ``day``: one file a day; address and name have ``{year}``, ``{month}``,
``{month_name}``, ``{day}`` or ``{date}``.  ``year``: one file for each year that is over, with ``{year}``.
``list``: the address is a list with a file on each line (``size md5 address`` or ``md5 name``).
``dataverse``: the address is the API's list of a data set's files.  ``links``: the address is a page that
links to the files.
"""

_FOLDER = "parts/follow/acquire/publishers"

#: Names of publishers whose files are saved by hand, with the sources whose cards say how.
_BY_HAND = {"undl_votes": ("undl_ga", "undl_sc")}
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


@dataclass(frozen=True, slots=True)
class AddressGroup:
    """One group of files of a publisher.

    ``take`` is a pattern that a listed name must hold; its group ``when`` tells the day, month or year
    of the file in digits, with hyphens or without.  ``name`` is what a file is kept as (the end of its
    address).  ``holds`` is a text that every true file contains, for layouts that an error page could
    pass for.  ``since`` is the first day there is, for ``how: day`` and ``how: year``.  ``evidence`` says in
    which public code the address was seen and when.  ``post`` is the JSON that an address is asked with,
    where it answers to POST only.
    """

    how: str
    address: str
    take: str = ""
    name: str = ""
    holds: str = ""
    since: date | None = None
    post: str = ""
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Addresses:
    """All addresses of one source.

    ``hosts`` are the only ones contacted; where the source has a card, all are on the card.  ``pause``
    is the least time in seconds between two requests, ``most_mb`` the largest file believed, ``window``
    whether days must be asked for because there are too many files.  ``token`` names the environment
    variable with a key for the first host, "" where none is needed.  ``tried`` says whether the
    addresses were ever used as they stand here.
    """

    source: str
    title: str
    hosts: tuple[str, ...]
    pause: float
    most_mb: int
    parts: tuple[AddressGroup, ...]
    tried: str
    note: str = ""
    token: str = ""
    window: bool = False


def gettable() -> list[str]:
    """Ids of the sources that can be got, sorted."""
    return sorted(p.name.removesuffix(".yaml") for p in _folder().iterdir() if p.name.endswith(".yaml"))


def tell_tried() -> dict[str, str]:
    """Return whether the addresses of each source of the registry were ever used, by its id."""
    by_publisher = {publisher: addresses(publisher).tried for publisher in gettable()}
    of_source = {i: [p for p in by_publisher if f"{i}_".startswith(f"{p}_")] for i in registry.list_ids()}
    return {i: by_publisher[publishers[0]] for i, publishers in of_source.items() if publishers}


@cache
def addresses(source: str) -> Addresses:
    """Addresses of a source by id.

    Raises
    ------
    QuestionError
        When the source is known but cannot be fetched; says how to obtain it.
    UnknownNameError
        When nobody knows the source.
    VocabularyError
        When its file is wrong; names the file, the key and the reason.
    """
    known = gettable()
    if source in known:
        name = f"{source}.yaml"
        return parse(_folder().joinpath(name).read_text("utf-8"), f"{_FOLDER}/{name}")
    if cards := [i for i in _BY_HAND.get(source, (source,)) if i in registry.list_ids()]:
        how = " ".join(registry.card(i).get for i in cards)
        raise QuestionError(f"{source} has no address to fetch from; its card says: {how}")
    raise UnknownNameError("source", source, [*known, *registry.list_ids()])


def _folder() -> Traversable:
    return resources.files("comity").joinpath(_FOLDER)


def parse(text: str, name: str) -> Addresses:
    """Addresses from YAML, checked; ``name`` is the file for messages."""
    source = name.rsplit("/", 1)[-1].removesuffix(".yaml")
    given = fields(read_yaml(text, name), Addresses, name, fixed={"source": source})
    out = Addresses(**given)
    if source in registry.list_ids() and (other := sorted(set(out.hosts) - set(registry.card(source).hosts))):
        raise VocabularyError(name, "hosts", f"{other[0]} is not among the hosts of the card of {source}")
    for part in out.parts:
        _check(part, out.hosts, name)
    return out


def _check(part: AddressGroup, hosts: tuple[str, ...], name: str) -> None:
    if part.how not in HOWS:
        raise VocabularyError(name, "how", f"{part.how!r} is not one of {', '.join(HOWS)}")
    host = re.match(r"https?://([^/:@]+)/", part.address)
    if host is None or host.group(1) not in hosts:
        raise VocabularyError(name, "address", f"{part.address} is not on one of the declared hosts")
    if (part.how in ("day", "year")) != (part.since is not None):
        raise VocabularyError(name, "since", "is for `how: day` and `how: year`, and these only")
    try:
        for text in (part.address, part.name) if part.since else ():
            text.format(**day_words(part.since or date.min))
    except (KeyError, ValueError, IndexError):
        raise VocabularyError(name, "address", f"{text} has braces that name no part of a day") from None
    try:
        re.compile(part.take)
    except re.error as e:
        raise VocabularyError(name, "take", f"is not a pattern: {e}") from None


def day_words(day: date) -> dict[str, str]:
    """Return what stands for the braces of a part that has one file a day."""
    return {
        "year": f"{day.year}",
        "month": f"{day.month:02d}",
        "month_name": _MONTHS[day.month - 1],
        "day": f"{day.day}",
        "date": day.isoformat(),
    }
