"""Is a hotspot taking a larger part of what the two are on record for?

A chronicle grows denser with the years: more is written down of 2023 than of 1993.  So its counts per
year say nothing about stepping up.  What can be compared is a hotspot's *part* of the pair's whole
record, early against late, where the density cancels if it is the same for all hotspots of a window.
"""

from __future__ import annotations

import math

from scipy.stats.contingency import odds_ratio

from comity.records.finding import Finding

METHOD = "share-of-record/1"
QUESTION = "Does the hotspot take a larger part of their record lately?"
NULL = "the same part of the whole record in both windows"
LEVEL = 0.9
FEWEST = 8
"""Occurrences at the hotspot in both windows together; fewer say nothing either way."""
STEADY = (0.5, 2.0)

MORE, LESS, SAME, LITTLE = "more of the record", "less of the record", "as before", "too little to say"


def share_of_record(
    here: tuple[int, int], elsewhere: tuple[int, int], records: tuple[str, ...] = ()
) -> Finding:
    """Compare a hotspot's part of the record between two windows.

    Parameters
    ----------
    here : occurrences together at the hotspot, before and after
    elsewhere : the pair's occurrences together everywhere else, before and after
    records : ids behind ``here``

    Returns
    -------
    Finding whose value is one of :data:`MORE`, :data:`LESS`, :data:`SAME` (doubling and halving of the
    odds both ruled out) or :data:`LITTLE`.  ``detail`` has the conditional odds ratio with its exact 90%
    interval (Fisher 1935; Cornfield 1956), ``None`` where unbounded.
    """
    table = [[here[1], elsewhere[1]], [here[0], elsewhere[0]]]
    n = sum(here)
    detail: dict[str, float | int | str | None] = {
        "here_before": here[0], "here_after": here[1],
        "elsewhere_before": elsewhere[0], "elsewhere_after": elsewhere[1],
    }  # fmt: skip
    word = LITTLE
    if n >= FEWEST and min(sum(elsewhere), sum(table[0]), sum(table[1])) > 0:
        odds = odds_ratio(table, kind="conditional")
        bounds = odds.confidence_interval(LEVEL)
        low, high = float(bounds.low), float(bounds.high)
        detail |= {"odds_ratio": _finite(float(odds.statistic)), "low": low, "high": _finite(high)}
        word = _word(low, high)
    else:
        detail["reason"] = f"{n} occurrences in both windows, fewer than {FEWEST}"
    return Finding(
        QUESTION, word, "", NULL, n, METHOD, records=records, records_total=len(records), detail=detail
    )


def _word(low: float, high: float) -> str:
    if low > 1:
        return MORE
    if high < 1:
        return LESS
    return SAME if STEADY[0] < low and high < STEADY[1] else LITTLE


def _finite(x: float) -> float | None:
    return x if math.isfinite(x) else None
