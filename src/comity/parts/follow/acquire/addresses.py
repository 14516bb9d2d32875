"""Addresses of a publisher's files: one YAML file per publisher in ``parts/follow/acquire/publishers/``.

The file is named after a source, or after a publisher whose files several sources read (``cow``, ``ucdp``).
The source of a downloaded file is recognised by its content.
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

#: How files are found.
#: ``file``: the address is the file. ``day``: one file per day; address and name have ``{year}``,
#: ``{month}``, ``{month_name}``, ``{day}`` or ``{date}``. ``year``: one file per past year, with ``{year}``.
#: ``list``: the address is a list with one file per line (``size md5 address`` or ``md5 name``).
#: ``dataverse``: the address is the API's list of a data set's files. ``links``: the address is a page that
#: links to the files.
HOWS = ("file", "day", "year", "list", "dataverse", "links")

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
    """Some files of one publisher that are found in the same way, for example in one list.

    ``take`` is a regular expression that a listed name must match; its group ``when`` is the file's day,
    month or year in digits. ``name`` is the name under which to store a file (default: the end of its
    address). ``holds`` is a text that every real file contains, to detect error pages. ``since`` is the first
    day available, for ``how: day`` and ``how: year``. ``evidence`` says in which public code the address was
    found, and when. ``post`` is the JSON to send to an address that accepts only POST.
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

    Only ``hosts`` are contacted; all must be on the source's card, if it has one. ``pause`` is the shortest
    time between two requests in seconds, ``most_mb`` the size limit of a file. ``window`` is true if there
    are so many files that a range of days is required. ``token`` names the environment variable with a key
    for the first host ("" for none). ``tried`` says whether these addresses were ever used.
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
    """Return the ids of the sources that can be downloaded, sorted."""
    return sorted(p.name.removesuffix(".yaml") for p in _folder().iterdir() if p.name.endswith(".yaml"))


def tell_tried() -> dict[str, str]:
    """Return for each source in the registry a note on whether its addresses were ever used."""
    by_publisher = {publisher: addresses(publisher).tried for publisher in gettable()}
    of_source = {i: [p for p in by_publisher if f"{i}_".startswith(f"{p}_")] for i in registry.list_ids()}
    return {i: by_publisher[publishers[0]] for i, publishers in of_source.items() if publishers}


@cache
def addresses(source: str) -> Addresses:
    """Return the addresses of a source.

    Raises
    ------
    QuestionError
        When the source cannot be downloaded; the message says how to obtain the files.
    UnknownNameError
        When there is no such source.
    VocabularyError
        When the YAML file is invalid; the message names the file, the key and the reason.
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
    """Parse and check addresses from YAML; ``name`` is the file name for messages."""
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
    """Return the values for the placeholders in the address of a file for one day."""
    return {
        "year": f"{day.year}",
        "month": f"{day.month:02d}",
        "month_name": _MONTHS[day.month - 1],
        "day": f"{day.day}",
        "date": day.isoformat(),
    }
