"""Common code for votes of the Commission on Human Rights and the Human Rights Council.

A vote is identified by its number in the search library of the UN human rights office, which is the same in
the files of both sources. The symbol of a text is not unique: seven symbols have two votes each.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import Any

from comity.records.coverage import Coverage
from comity.records.schemas import record_id
from comity.vocabulary import states
from comity.vocabulary.states import permanent_seats, un_state

#: Id of a body (also used in the file of votes) -> its name in the file of resolutions.
BODIES = {"CHR": "Commission on Human Rights", "HRC": "Human Rights Council"}

_KINDS = ("resolution", "decision", "amendment")
_RECORDED = "recorded votes only: what was adopted without a vote is not here"
_MEMBERS = "the {0} alone, and of its votes in {1}, for whoever was called in one of them"


def roll_call(source: str, number: str, body: str, day: date, title: str) -> dict[str, Any]:
    """Return the common fields of every record of a vote, which is public on the day it is cast.

    The title ends with the kind of text that was voted on (``... : amendment /``).
    """
    plain = " ".join(title.split()).removesuffix("/").strip()
    kind = next((k for k in _KINDS if plain.endswith(k)), None)
    return {
        "record_id": record_id(source, number),
        "source": source,
        "known_on": day,
        "roll_call_id": f"{body}:{number}",
        "body": body,
        "date": day,
        "precision": "day",
        "title": plain.removesuffix(kind or "").strip(" :") or None,
        "kind": kind,
        "issues": [],
    }


@cache
def resolve_seat(code: str, on: date) -> str | None:
    """Return the state that had the seat of a code on that day, because some seats passed to other states.

    A state with a permanent seat in the Security Council also had the seat of that name in the Commission.
    """
    code = {"GER": "DEU"}.get(code, code)  # the files' own code for West Germany
    now = states.resolve(code, "iso3", on)
    if now is None:
        return None
    seat = permanent_seats().get(now)
    return now if seat is None or seat[0] <= on <= seat[1] else un_state(states.get(now).name, on)


def cover_roll_calls(source: str, days: Iterable[date]) -> list[Coverage]:
    """Return the coverage of roll calls, from the first to the last of ``days``."""
    there = sorted(days)
    return [Coverage(source, "roll_calls", there[0], there[-1], note=_RECORDED)] if there else []


def cover_ballots(source: str, called: Iterable[tuple[str, date, str]]) -> list[Coverage]:
    """Return the coverage of ballots by body and year, since a state votes only while it is a member.

    ``called`` are the ballots as (body, day, state).
    """
    who, days = defaultdict[tuple[str, int], set[str]](set), defaultdict[tuple[str, int], set[date]](set)
    for body, day, state in called:
        who[body, day.year].add(state)
        days[body, day.year].add(day)
    return [
        Coverage(
            source,
            "ballots",
            min(days[k]),
            max(days[k]),
            frozenset(who[k]),
            note=_MEMBERS.format(BODIES[k[0]], k[1]),
        )
        for k in sorted(who)
    ]
