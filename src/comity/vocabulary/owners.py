"""The owners of news outlets: ten reports of one owner count as one voice (``data/owners.csv``).

The table records ownership, not tone: ``state`` is owned or run by a government, ``public`` is funded by law
or charter with an independent editor, ``private`` is the rest.  An outlet that is not in the table is its own
owner.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from urllib.parse import urlsplit

from comity.errors import VocabularyError
from comity.vocabulary import states

_FILE = "vocabulary/data/owners.csv"
_COLUMNS = ["owner", "country", "standing", "outlets", "source"]
STANDINGS = ("state", "public", "private")
_NO_OUTLET = re.compile(r"\d{4}\b|\W*$")
_VIA = re.compile(r"\s+(?:via|through)\s+", re.IGNORECASE)
_SECOND = frozenset(("co", "com", "org", "gov", "net", "ac", "edu", "gob", "go"))


@dataclass(frozen=True, slots=True)
class Owner:
    """The owner of a news outlet; ``standing`` and ``country`` are "" if the outlet is not in the table."""

    name: str
    country: str = ""
    standing: str = ""

    @property
    def is_state(self) -> bool:
        """Whether a government owns or runs the outlet."""
        return self.standing == "state"


@cache
def _table() -> dict[str, Owner]:
    text = resources.files("comity").joinpath(_FILE).read_text("utf-8")
    rows = csv.DictReader(io.StringIO(text), strict=True)
    if rows.fieldnames != _COLUMNS:
        raise VocabularyError(_FILE, "the header", f"must be {','.join(_COLUMNS)}")
    out: dict[str, Owner] = {}
    for row in rows:
        if row["standing"] not in STANDINGS or not row["source"]:
            raise VocabularyError(_FILE, row["owner"], f"needs a source and one of {', '.join(STANDINGS)}")
        if row["country"] and row["country"] not in states.all_states():
            raise VocabularyError(_FILE, row["owner"], f"{row['country']!r} is not a state")
        owner = Owner(row["owner"], row["country"], row["standing"])
        for outlet in row["outlets"].split("|"):
            if out.setdefault(_fold(outlet), owner) is not owner:
                raise VocabularyError(_FILE, outlet, f"is of {out[_fold(outlet)].name} and of {owner.name}")
    return out


def _fold(name: str) -> str:
    return " ".join(name.casefold().split()).removeprefix("the ").strip(" .")


def owners(outlet: str, url: str = "") -> tuple[Owner, ...]:
    """Return the owners of the outlets named by a report ("BBC, AFP via France 24"), or of its address.

    Each owner is listed once.  A report of one outlet "via" another belongs to the first.
    """
    named = [_VIA.split(n)[0].strip() for n in outlet.split(",")]
    candidates = [_find_by_name(n) for n in named if n and not _NO_OUTLET.match(n)]
    if not candidates and (by_address := _find_by_url(url)) is not None:
        candidates = [by_address]
    return tuple(dict.fromkeys(candidates))


def _find_by_name(name: str) -> Owner:
    return _table().get(_fold(name)) or (_find_by_host(name) if "." in name else None) or Owner(name)


def _find_by_url(url: str) -> Owner | None:
    try:
        host = urlsplit(url).hostname
    except ValueError:
        return None
    return (_find_by_host(host) or Owner(find_registered(host))) if host else None


def _find_by_host(host: str) -> Owner | None:
    return next((o for h in _parents(host) if (o := _table().get(h)) is not None), None)


def _parents(host: str) -> Iterator[str]:
    parts = host.lower().rstrip(".").split(".")
    return (".".join(parts[i:]) for i in range(len(parts) - 1))


def find_registered(host: str) -> str:
    """Return the registered part of a host: ``example.co.uk`` for ``news.example.co.uk``."""
    parts = host.lower().rstrip(".").split(".")
    long = len(parts) > 2 and len(parts[-1]) == 2 and parts[-2] in _SECOND
    return ".".join(parts[-3 if long else -2 :])


def evidence_kind(owned: tuple[Owner, ...], concerned: tuple[str, ...]) -> str:
    """Return ``state-media`` if the states concerned own all the outlets, else ``press``."""
    party = [o.is_state and o.country in concerned for o in owned]
    return "state-media" if party and all(party) else "press"
