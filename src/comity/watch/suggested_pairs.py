"""Pairs that the records cover, as suggestions for a user who looks for a pair to watch."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import combinations

import pyarrow.compute as pc

from comity.lake.query.view import View
from comity.vocabulary import states

FACTUAL = ("asserted", "reported")
#: Most states that an act may name to count for its pairs: a statement of thirty states is about no pair.
MOST_NAMED = 4


@dataclass(frozen=True, slots=True)
class RecordedPair:
    """A pair on record: the number of occurrences in which both cooperate, and the day of the newest."""

    pair: str
    occurrences: int
    newest: date


def recorded_pairs(view: View) -> list[RecordedPair]:
    """Return the pairs with recorded acts of cooperation, the newest first, and their number of acts."""
    acts = view.recorded_acts()
    cooperative = acts.filter(
        pc.and_(pc.equal(acts["polarity"], "cooperation"), pc.equal(acts["kind"], "event"))
    )
    days: dict[tuple[str, str], dict[str, date]] = {}
    columns = ["actors", "partners", "modality", "occurrence", "date_from"]
    for r in cooperative.select(columns).to_pylist():
        who = sorted({c for c in (*r["actors"], *r["partners"]) if c in states.all_states()})
        if r["modality"] in FACTUAL and 2 <= len(who) <= MOST_NAMED:
            for pair in combinations(who, 2):
                days.setdefault(pair, {})[r["occurrence"]] = r["date_from"]
    pairs = [RecordedPair("-".join(pair), len(of), max(of.values())) for pair, of in days.items()]
    return sorted(pairs, key=lambda p: (-p.newest.toordinal(), -p.occurrences, p.pair))


def most_recorded(view: View, most: int = 30) -> list[tuple[str, int]]:
    """Return the pairs of states with the most recorded events, and their number, in falling order."""
    pairs = sorted(recorded_pairs(view), key=lambda p: (-p.occurrences, p.pair))
    return [(p.pair, p.occurrences) for p in pairs[:most]]
