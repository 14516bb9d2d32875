"""Which pairs does the record held tell of?  For whoever looks for a pair to watch."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import combinations

import pyarrow.compute as pc

from comity.lake.query.view import View
from comity.vocabulary import states

FACTUAL = ("asserted", "reported")
MOST_NAMED = 4
"""States an act may name to count for its pairs: a statement of thirty is about none of them."""


@dataclass(frozen=True, slots=True)
class RecordedPair:
    """A pair on record: in how many occurrences both act in cooperation, and the day of the newest."""

    pair: str
    occurrences: int
    newest: date


def recorded_pairs(view: View) -> list[RecordedPair]:
    """Pairs that acts on record name as acting in cooperation, the newest first.

    It counts what was written, not what was done.
    """
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
    """Pairs with most occurrences and their number, most first."""
    pairs = sorted(recorded_pairs(view), key=lambda p: (-p.occurrences, p.pair))
    return [(p.pair, p.occurrences) for p in pairs[:most]]
