"""Which pairs does the record held tell most of?  For whoever looks for a pair to watch."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations

import pyarrow.compute as pc

from comity.lake.query.view import View
from comity.vocabulary import states

FACTUAL = ("asserted", "reported")
MOST_NAMED = 4
"""States an act may name to count for its pairs: a statement of thirty is about none of them."""


def most_recorded(view: View, most: int = 30) -> list[tuple[str, int]]:
    """Pairs with most occurrences that name both as acting in cooperation, most first.

    Returns
    -------
    Pair id and number of occurrences.  It counts what was written, not what was done.
    """
    acts = view.recorded_acts()
    cooperative = acts.filter(
        pc.and_(pc.equal(acts["polarity"], "cooperation"), pc.equal(acts["kind"], "event"))
    )
    occurrences: dict[tuple[str, str], set[str]] = defaultdict(set)
    for r in cooperative.to_pylist():
        who = sorted({c for c in (*r["actors"], *r["partners"]) if c in states.all_states()})
        if r["modality"] in FACTUAL and 2 <= len(who) <= MOST_NAMED:
            for pair in combinations(who, 2):
                occurrences[pair].add(r["occurrence"])
    order = sorted(occurrences.items(), key=lambda kv: (-len(kv[1]), kv[0]))
    return [("-".join(pair), len(ids)) for pair, ids in order[:most]]
