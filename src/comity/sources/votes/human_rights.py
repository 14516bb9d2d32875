"""Votes of the Commission on Human Rights and the Human Rights Council: what both layouts share.

A vote is known by its number in the search library of the United Nations' human rights office, the
same in both files.  Its symbol is not its name: of seven symbols there are two votes each.
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

BODIES = {"CHR": "Commission on Human Rights", "HRC": "Human Rights Council"}
"""Id of a body (also as the file of votes writes it) and its name in the file of resolutions."""

_KINDS = ("resolution", "decision", "amendment")
_RECORDED = "recorded votes only: what was adopted without a vote is not here"
_MEMBERS = "the {0} alone, and of its votes in {1}, for whoever was called in one of them"


def roll_call(source: str, number: str, body: str, day: date, title: str) -> dict[str, Any]:
    """Return what every record of a vote begins with; votes are cast in public and known the same day.

    The kind of what was voted on stands at the end of its title (``... : amendment /``).
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
def seated(code: str, on: date) -> str | None:
    """State that sat under a code on that day; the seats of the great powers changed hands.

    Who held a permanent seat of the Security Council held that name's seat in the Commission too.
    """
    code = {"GER": "DEU"}.get(code, code)  # the files' own code for West Germany
    now = states.resolve(code, "iso3", on)
    if now is None:
        return None
    seat = permanent_seats().get(now)
    return now if seat is None or seat[0] <= on <= seat[1] else un_state(states.get(now).name, on)


def calls_seen(source: str, days: Iterable[date]) -> list[Coverage]:
    """Sight of roll calls, from the first to the last."""
    there = sorted(days)
    return [Coverage(source, "roll_calls", there[0], there[-1], note=_RECORDED)] if there else []


def members_seen(source: str, called: Iterable[tuple[str, date, str]]) -> list[Coverage]:
    """Sight of ballots by body and year, of (body, day, state): a state votes only while it is a member."""
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
