"""Finding of the state or body that a number or name in a table means in a given year.

Some states existed for less than a year. A number means the state that had this number on 1 July or, if there
was none, at the end or at the beginning of the year.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import cache

from comity.sources.kit.rows import RowError, parse_whole
from comity.vocabulary import parties, states
from comity.vocabulary.parties import Party


@cache
def cow_state(number: int, year: int) -> str | None:
    """Return the code of the state with a Correlates of War number in a year."""
    days = (date(year, 7, 1), date(year, 12, 31), date(year, 1, 1))
    candidates = (states.resolve(str(number), "cow", day) for day in days)
    return next((code for code in candidates if code), None)


def cow(value: object, year: int) -> str:
    """Return the state with a Correlates of War number in a year; raise :class:`RowError` if none had it."""
    number = parse_whole(value, "state number")
    code = cow_state(number, year)
    if code is None:
        raise RowError("unknown-state", f"{number} is the number of no state in {year}")
    return code


def resolve_name(written: str, on: date) -> Party:
    """Return the party that a name meant on a day, or else the party that it meant at any other time.

    Raises
    ------
    RowError
        When the name is unknown.
    """
    named_party = parties.party(written, on=on)
    named_party = named_party if named_party.kind else _find_earlier_party(parties.party(written), on)
    if not named_party.kind:
        raise RowError("unknown-state", f"nobody is known by the name {written!r}")
    return named_party


def _find_earlier_party(later: Party, on: date) -> Party:
    """Return the party of that day, because the name of a modern state may mean an earlier one."""
    return replace(later, code=states.bearer(later.code, on)) if later.kind == "state" else later


def state_or_none(named_party: Party) -> str | None:
    """Return the code of a party if it is a state; ``None`` for bodies, armed groups, regions and blanks."""
    return named_party.code if named_party.kind == "state" else None


def resolve_names(written: str, on: date) -> list[Party]:
    """Return the parties in a list of names as of a day or, if that fails, as of any time.

    Raises
    ------
    RowError
        When a name is unknown.
    """
    for listed in (parties.split(written, on), [_find_earlier_party(p, on) for p in parties.split(written)]):
        unknown = [p.written for p in listed if not p.kind]
        if listed and not unknown:
            return listed
    raise RowError("unknown-state", f"nobody is known by the name {', '.join(unknown) or written!r}")


def list_bearers(number: object, first: date, last: date | None) -> list[tuple[str, date, date | None]]:
    """Return the states that had a number between two days, each with its first and last day.

    A last day of ``None`` means no end.
    """
    value = str(parse_whole(number, "state number"))
    out: list[tuple[str, date, date | None]] = []
    code = states.resolve(value, "cow", first) or cow(number, first.year)
    while (end := states.get(code).last) != date.max and end >= first and (last is None or last > end):
        heir = states.resolve(value, "cow", end + timedelta(days=1))
        if heir in (None, code):
            break
        out.append((code, first, end))
        code, first = str(heir), end + timedelta(days=1)
    return [*out, (code, first, last)]
