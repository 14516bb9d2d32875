"""States: codes with dates of existence, and one table for all code systems used by sources.

``data/states.csv`` lists the states. ``data/names.csv`` says which state each name or code means in which
system and when.  A code is a key, not an opinion: ``TWN``, ``XKX``, ``PSE`` and ``ESH`` are included because
records name them.  Codes are ISO 3166-1 alpha-3 (withdrawn ones from part 3: ``SUN``, ``YUG``, ``SCG``,
``CSK``, ``DDR``, ``YMD``).  Where ISO has none (North Yemen, South Vietnam, Zanzibar, the states of the
German and Italian unions), the Correlates of War abbreviation is used.

One value can mean different states in different systems (``RS`` is Russia in FIPS 10-4 and Serbia in ISO
3166; ``CH`` is China or Switzerland) and on different dates (COW 365 is the Soviet Union until 1991-12-25,
Russia after).  So every look-up names the system and, where it matters, the day.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

from comity.errors import UnknownNameError, VocabularyError
from comity.vocabulary.load import OPEN, data_text, day, read_csv, read_yaml

#: Code and name systems of ``names.csv``. Rows of ``iso3`` are only the withdrawn or odd codes that
#: publishers still write (``ROM``, ``ZAR``); the current code of a state needs no row.
SYSTEMS = (
    "iso3",
    "iso2",
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

#: The region of a state, used only to match placebo pairs and to group tables.
REGIONS = (
    "africa",
    "middle-east",
    "europe",
    "central-asia-caucasus",
    "south-asia",
    "east-asia",
    "southeast-asia",
    "oceania",
    "north-america",
    "latin-america-caribbean",
)

#: Language of a name; blank for a code.
LANGUAGES = ("", "en", "zh", "ru")


@dataclass(frozen=True, slots=True)
class State:
    """A state: ISO 3166-1 alpha-3 code, common English name, dates of existence (inclusive)."""

    code: str
    name: str
    first: date
    last: date
    heir: str  # code of the successor state, "" if none or still existing
    region: str

    def exists(self, on: date) -> bool:
        """Return whether the state existed on that day."""
        return self.first <= on <= self.last


@dataclass(frozen=True, slots=True)
class Name:
    """One name or code of a state in one system, with dates and language (``en``, ``zh``, ``ru``, "")."""

    state: str
    system: str
    value: str
    first: date
    last: date
    lang: str


def read_states(text: str, name: str) -> dict[str, State]:
    """Parse a table of states; ``name`` is the file name for errors."""
    out: dict[str, State] = {}
    columns = ("code", "name", "from", "to", "heir", "region")
    for line, r in read_csv(text, name, columns):
        key = f"line {line}"
        code, region = r["code"], r["region"]
        if len(code) != 3 or not (code.isascii() and code.isalpha() and code.isupper()):
            raise VocabularyError(name, key, f"{code!r} is not a three-letter code")
        if code in out:
            raise VocabularyError(name, key, f"{code} stands twice")
        if region not in REGIONS:
            raise VocabularyError(name, key, f"{region!r} is not one of {', '.join(REGIONS)}")
        if not r["name"].strip():
            raise VocabularyError(name, key, f"{code} has no name")
        first, last = _span(r, name, key)
        out[code] = State(code, r["name"], first, last, r["heir"], region)
    for s in out.values():
        if s.heir and s.heir not in out:
            raise VocabularyError(name, s.code, f"heir {s.heir!r} is not a state")
        if s.heir and s.last == OPEN:
            raise VocabularyError(name, s.code, "has an heir but no end")
    return out


def read_names(text: str, name: str, known: Iterable[str]) -> tuple[Name, ...]:
    """Parse a table of names of the ``known`` states.

    Raises
    ------
    VocabularyError
        When a row is invalid, or one value of one system means two states on the same day.
    """
    rows: list[tuple[int, Name]] = []
    columns, codes = ("state", "system", "value", "from", "to", "lang"), frozenset(known)
    for line, r in read_csv(text, name, columns):
        key = f"line {line}"
        if r["state"] not in codes:
            raise VocabularyError(name, key, f"{r['state']!r} is not a state in states.csv")
        if r["system"] not in SYSTEMS:
            raise VocabularyError(name, key, f"{r['system']!r} is not one of {', '.join(SYSTEMS)}")
        if r["lang"] not in LANGUAGES:
            raise VocabularyError(name, key, f"{r['lang']!r} is not one of en, zh, ru or blank")
        if not r["value"].strip():
            raise VocabularyError(name, key, "the value is blank")
        first, last = _span(r, name, key)
        rows.append((line, Name(r["state"], r["system"], r["value"], first, last, r["lang"])))
    _refuse_clashes(rows, name)
    return tuple(n for _, n in rows)


def _span(row: dict[str, str], name: str, key: str) -> tuple[date, date]:
    first, last = day(row["from"], name, key), day(row["to"], name, key, end=True)
    if first > last:
        raise VocabularyError(name, key, f"ends ({row['to']}) before it begins ({row['from']})")
    return first, last


def _refuse_clashes(rows: list[tuple[int, Name]], name: str) -> None:
    rows_by_value: dict[tuple[str, str], list[tuple[int, Name]]] = {}
    for line, n in rows:
        for other_line, o in rows_by_value.setdefault((n.system, fold(n.value)), []):
            if n.state != o.state and n.first <= o.last and o.first <= n.last:
                raise VocabularyError(
                    name,
                    f"lines {other_line} and {line}",
                    f"{n.system} {n.value!r} means {o.state} and {n.state} on the same day",
                )
            if n == o:
                raise VocabularyError(name, f"lines {other_line} and {line}", "say the same twice")
        rows_by_value[n.system, fold(n.value)].append((line, n))


@cache
def all_states() -> dict[str, State]:
    """Return every state by code, in the order of the file: present states, then historical ones."""
    return read_states(data_text("states.csv"), "vocabulary/data/states.csv")


@cache
def all_names() -> tuple[Name, ...]:
    """Return every name and code of every state, without the common English names in ``states.csv``."""
    return read_names(data_text("names.csv"), "vocabulary/data/names.csv", all_states())


def get(code: str) -> State:
    """Return a state by code; raise :class:`UnknownNameError` if there is none."""
    try:
        return all_states()[code]
    except KeyError:
        raise UnknownNameError("state", code, all_states()) from None


def fold(value: str) -> str:
    """Return the form in which names are compared: lower case, single spaces, plain apostrophes."""
    return " ".join(value.replace("’", "'").lower().split())


@cache
def table(system: str) -> dict[str, tuple[Name, ...]]:
    """Return a map from folded value to its names in one system (several if dates differ).

    ``name`` includes the common names: those of a present state apply at all times (acts of 1960 name
    Ukraine), those of a former state until its end.  ``any-name`` joins ``name``, ``un`` and ``icews``: the
    look-up for free country names from any publisher.
    """
    out: dict[str, dict[Name, None]] = {}
    for n in all_names():
        if n.system in _layers(system):
            out.setdefault(fold(n.value), {})[n] = None
    if "name" in _layers(system):
        for s in all_states().values():
            first = date.min if s.last == OPEN else s.first
            common = Name(s.code, "name", s.name, first, s.last, "en")
            out.setdefault(fold(s.name), {})[common] = None
    return {k: tuple(v) for k, v in out.items()}


def _layers(system: str) -> tuple[str, ...]:
    return ("name", "un", "icews") if system == "any-name" else (system,)


def resolve(value: str | int | None, system: str, on: date | None = None) -> str | None:
    """Return the code of the state that ``value`` means in ``system`` on a day, or ``None``.

    Without a day the newest meaning is used, preferring the state with this common name.  With a day, the row
    with the narrowest dates around the day is used (``Russia`` in 1985 is ``SUN``).  ``any-name`` looks in
    ``name``, then ``un``, then ``icews``: in ``name``, ``China`` is the state, in ``un`` the seat, which
    Taiwan held until 1971-10-24.  ``iso3`` without a day returns the code itself, with a day the state that
    had it then (``RUS`` in 1985 is ``SUN``, ``YUG`` in 1999 is ``SCG``).
    """
    if value is None or value == "":
        return None
    text = str(value)
    if system == "iso3" and text in all_states():
        return bearer(text, on)
    for layer in _layers(system):
        candidates = table(layer).get(fold(text), ())
        if on is not None:
            valid = [n for n in candidates if n.first <= on <= n.last]
            if valid:
                return min(valid, key=lambda n: (n.last - n.first, date.max - n.last)).state
        elif candidates:
            own = [n for n in candidates if fold(all_states()[n.state].name) == fold(text)]
            return max(own or candidates, key=lambda n: (n.last, n.first)).state
    return None


def bearer(code: str, on: date | None) -> str:
    """Return the state that held the seat of ``code`` on a day: a successor later, a predecessor before.

    The search follows the line of successors both ways.  If a state has two predecessors (Yemen) or none, or
    if a line ends without a successor (Czechoslovakia), the code itself is returned.
    """
    if on is None or all_states()[code].exists(on):
        return code
    heir = all_states()[code].heir
    while heir:
        if all_states()[heir].exists(on):
            return heir
        heir = all_states()[heir].heir
    before = _forerunners().get(code, ())
    while len(before) == 1:
        if all_states()[before[0]].exists(on):
            return before[0]
        before = _forerunners().get(before[0], ())
    alive = [b for b in before if all_states()[b].exists(on)]
    return alive[0] if len(alive) == 1 else code


@cache
def _forerunners() -> dict[str, tuple[str, ...]]:
    out: dict[str, tuple[str, ...]] = {}
    for s in all_states().values():
        if s.heir:
            out[s.heir] = (*out.get(s.heir, ()), s.code)
    return out


def display(code: str) -> str:
    """Return the common English name of a code, or the code itself if it is not a state."""
    s = all_states().get(code)
    return s.name if s else code


@cache
def list_with_article() -> frozenset[str]:
    """Return the states whose common name takes an article inside a sentence.

    Raises
    ------
    VocabularyError
        When a code of the list is not a state.
    """
    codes = read_yaml(data_text("articles.yaml"), "vocabulary/data/articles.yaml")
    for code in codes:
        if code not in all_states():
            raise VocabularyError("vocabulary/data/articles.yaml", str(code), "is not a state in states.csv")
    return frozenset(codes)


def name_in_sentence(code: str) -> str:
    """Return the common name inside a sentence: ``the United States``, ``France``."""
    return f"the {display(code)}" if code in list_with_article() else display(code)


__all__ = [
    "LANGUAGES",
    "OPEN",
    "REGIONS",
    "SYSTEMS",
    "Name",
    "State",
    "all_names",
    "all_states",
    "bearer",
    "display",
    "fold",
    "get",
    "list_with_article",
    "name_in_sentence",
    "read_names",
    "read_states",
    "resolve",
    "table",
]


@cache
def permanent_seats() -> dict[str, tuple[date, date]]:
    """Return the first and last day, both included, of each state in a permanent Security Council seat.

    What counts is who sat in the seat on the day, not who claims it: the seat of China was filled from Taipei
    until General Assembly resolution 2758 (XXVI) of 25 October 1971; Russia has filled the seat of the Soviet
    Union since 26 December 1991.
    """
    name, out = "vocabulary/data/permanent_members.csv", {}
    for line, r in read_csv(data_text("permanent_members.csv"), name, ("state", "from", "to")):
        key = f"line {line}"
        if r["state"] not in all_states():
            raise VocabularyError(name, key, f"{r['state']!r} is not a state in states.csv")
        if r["state"] in out:
            raise VocabularyError(name, key, f"{r['state']} stands twice")
        out[r["state"]] = day(r["from"], name, key), day(r["to"], name, key, end=True)
    return out


def un_state(name: str, on: date) -> str | None:
    """Return the code of the state that a United Nations table means by ``name`` on that day.

    Such tables use short names for whoever held the seat: "China" is Taipei's delegation before 25 October
    1971, "Russia" is the Soviet Union before 26 December 1991.  Names of other publishers are tried second.
    """
    return resolve(name, "un", on) or resolve(name, "any-name", on)


@lru_cache(maxsize=1 << 16)
def code_on(raw: str, system: str, on: date) -> str | None:
    """Return the state that a code means, as the state that had its seat on that day."""
    return resolve(resolve(raw, system, on), "iso3", on)
