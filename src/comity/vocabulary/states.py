"""States: codes with dates of existence, and one table that maps every code system met.

``data/states.csv`` lists the states, ``data/names.csv`` every name and code of each
(``system, value -> state`` with dates).  A code is a key, not an opinion: ``TWN``, ``XKX`` and ``PSE``
are in because the records name them.

One value can mean different states in different systems (``RS`` is Russia in FIPS 10-4 and Serbia in
ISO 3166; ``CH`` China or Switzerland) and at different dates (COW 365 is the Soviet Union until
1991-12-25, Russia after), so every look-up names its system and, where it matters, its day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from comity.errors import UnknownNameError, VocabularyError
from comity.vocabulary.load import OPEN, data_text, day, read_csv

SYSTEMS = (
    "iso3", "iso2",
    "cow",
    "cowabb",
    "fips",
    "cameo",
    "icews",
    "un",
    "name",
    "demonym",
    "capital",
    "leader",
    "foreign-minister",
    "ministry",
    "party",
)
"""Code and name systems of ``names.csv``.  ``iso3`` is the state code itself."""


@dataclass(frozen=True, slots=True)
class State:
    """A state: ISO 3166-1 alpha-3 code, common English name, dates of existence (inclusive)."""

    code: str
    name: str
    first: date
    last: date
    heir: str  # code of the state that continues it, "" if none or still existing
    region: str

    def exists(self, on: date) -> bool:
        """Whether it existed on that day."""
        return self.first <= on <= self.last


@dataclass(frozen=True, slots=True)
class Name:
    """One value of one system for one state, with its dates and language (``en``, ``zh``, ``ru``, "")."""

    state: str
    system: str
    value: str
    first: date
    last: date
    lang: str


@cache
def all_states() -> dict[str, State]:
    """Every state by code, in the order of the file."""
    name, out = "vocabulary/data/states.csv", {}
    columns = ("code", "name", "from", "to", "heir", "region")
    for line, r in read_csv(data_text("states.csv"), name, columns):
        key = f"line {line}"
        if len(r["code"]) != 3 or not r["code"].isupper():
            raise VocabularyError(name, key, f"{r['code']!r} is not a three-letter code")
        if r["code"] in out:
            raise VocabularyError(name, key, f"{r['code']} stands twice")
        out[r["code"]] = State(
            r["code"],
            r["name"],
            day(r["from"], name, key),
            day(r["to"], name, key, end=True),
            r["heir"],
            r["region"],
        )
    for s in out.values():
        if s.heir and s.heir not in out:
            raise VocabularyError(name, s.code, f"heir {s.heir!r} is not a state")
    return out


@cache
def all_names() -> tuple[Name, ...]:
    """Every name and code of every state."""
    name, out = "vocabulary/data/names.csv", []
    columns = ("state", "system", "value", "from", "to", "lang")
    for line, r in read_csv(data_text("names.csv"), name, columns):
        key = f"line {line}"
        if r["state"] not in all_states():
            raise VocabularyError(name, key, f"{r['state']!r} is not a state in states.csv")
        if r["system"] not in SYSTEMS:
            raise VocabularyError(name, key, f"{r['system']!r} is not one of {', '.join(SYSTEMS)}")
        if not r["value"].strip():
            raise VocabularyError(name, key, "the value is blank")
        out.append(
            Name(
                r["state"],
                r["system"],
                r["value"],
                day(r["from"], name, key),
                day(r["to"], name, key, end=True),
                r["lang"],
            )
        )
    return tuple(out)


def get(code: str) -> State:
    """State by code; :class:`UnknownNameError` if there is none."""
    try:
        return all_states()[code]
    except KeyError:
        raise UnknownNameError("state", code, all_states()) from None


def fold(value: str) -> str:
    """Form under which names are compared: lower case, single spaces, plain apostrophes."""
    return " ".join(value.replace("’", "'").lower().split())


@cache
def table(system: str) -> dict[str, tuple[Name, ...]]:
    """Folded value -> its names in one system (several where dates differ).

    ``system="any-name"`` joins ``name``, ``un``, ``icews`` and the common names: the look-up for free
    country names, whichever publisher wrote them.
    """
    systems = ("name", "un", "icews") if system == "any-name" else (system,)
    out: dict[str, dict[Name, None]] = {}
    for n in all_names():
        if n.system in systems:
            out.setdefault(fold(n.value), {})[n] = None
    if system == "any-name":
        for s in all_states().values():
            common = Name(s.code, "name", s.name, s.first, s.last, "en")
            out.setdefault(fold(s.name), {})[common] = None
    return {k: tuple(v) for k, v in out.items()}


def resolve(value: str | int | None, system: str, on: date | None = None) -> str | None:
    """Code of the state that ``value`` means in ``system`` on a day, or ``None``.

    Without a day the newest meaning is taken.  ``system="iso3"`` checks a code as it stands.
    """
    if value is None or value == "":
        return None
    text = str(value)
    if system == "iso3":
        s = all_states().get(text)
        return _in_time(s.code, on) if s else None
    found = table(system).get(fold(text), ())
    if on is not None:
        found = tuple(n for n in found if n.first <= on <= n.last)
    if not found:
        return None
    return max(found, key=lambda n: (n.last, n.first)).state


def _in_time(code: str, on: date | None) -> str:
    """The state that bore the seat on that day: SUN for RUS before 1991-12-26, RUS for SUN after."""
    if on is None or all_states()[code].exists(on):
        return code
    s = all_states()[code]
    if s.heir and all_states()[s.heir].exists(on):
        return s.heir
    before = [p.code for p in all_states().values() if p.heir == code and p.exists(on)]
    return before[0] if len(before) == 1 else code


def display(code: str) -> str:
    """Common English name of a code, the code itself if it is a body."""
    s = all_states().get(code)
    return s.name if s else code


__all__ = [
    "OPEN",
    "SYSTEMS",
    "Name",
    "State",
    "all_names",
    "all_states",
    "display",
    "fold",
    "get",
    "resolve",
    "table",
]
