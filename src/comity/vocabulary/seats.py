"""Permanent seats of the Security Council, by the state that filled them (``data/permanent_members.csv``).

A seat is told by who sat in it on the day, not by who claims it: the seat of China was filled from
Taipei until General Assembly resolution 2758 (XXVI) of 25 October 1971, the seat of the Soviet Union
has been filled by Russia since 26 December 1991.
"""

from __future__ import annotations

from datetime import date
from functools import cache

from comity.errors import VocabularyError
from comity.vocabulary import states
from comity.vocabulary.load import data_text, day, read_csv


@cache
def permanent_seats() -> dict[str, tuple[date, date]]:
    """State -> first and last day in a permanent seat (inclusive)."""
    name, out = "vocabulary/data/permanent_members.csv", {}
    for line, r in read_csv(data_text("permanent_members.csv"), name, ("state", "from", "to")):
        key = f"line {line}"
        if r["state"] not in states.all_states():
            raise VocabularyError(name, key, f"{r['state']!r} is not a state in states.csv")
        if r["state"] in out:
            raise VocabularyError(name, key, f"{r['state']} stands twice")
        out[r["state"]] = day(r["from"], name, key), day(r["to"], name, key, end=True)
    return out
