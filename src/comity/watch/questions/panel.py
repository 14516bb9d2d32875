"""Trade and arms deliveries of pairs of states by year, NaN if a source does not cover both states."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from comity.lake.query.view import View, covered_bins
from comity.records.schemas import TRADE
from comity.types import FloatArray, Pair

FIRST = 1992

#: Indicator -> measure of the flows that the indicator adds up.
FLOWS = {"trade both ways": TRADE, "arms both ways": "arms-tiv"}


_IMPORTS = """
SELECT receiver, extract(year FROM date_from) AS year, sum(value) AS imports FROM flows
WHERE measure = $trade AND value IS NOT NULL GROUP BY ALL ORDER BY receiver, year
"""
_FLOW = """
SELECT record_id, source, sender, receiver, date_from, value FROM flows
WHERE measure = $measure AND sender IN $states AND receiver IN $states AND value IS NOT NULL
    AND date_from BETWEEN $first AND $last
ORDER BY record_id
"""


def size(view: View) -> dict[str, int]:
    """Return the total imports of each state in the newest five years with data, in million."""
    if not view.has("flows"):
        return {}
    rows = [r for r in view.run(_IMPORTS, trade=TRADE).to_pylist() if r["receiver"]]
    newest = max((r["year"] for r in rows), default=0) - 4
    out: dict[str, int] = {}
    for r in rows:
        if r["year"] >= newest:
            out[r["receiver"]] = out.get(r["receiver"], 0) + int(r["imports"])
    return {s: n for s, n in out.items() if n > 0}


def flow(
    view: View, pairs: Sequence[Pair], years: Sequence[int], measure: str
) -> tuple[FloatArray, list[str]]:
    """Return the sum of trade or arms both ways (pairs, years), and the record ids of the first pair.

    The numbers are those of the source with most records.
    """
    states = sorted({s for p in pairs for s in p})
    given = {"measure": measure, "states": states, **_span(years)}
    rows = view.run(_FLOW, **given).to_pylist() if pairs and view.has("flows") else []
    sources = [r["source"] for r in rows]
    if not rows:
        return np.full((len(pairs), len(years)), np.nan), []
    source = max(sorted(set(sources)), key=sources.count)
    out = _sight(view, pairs, years, source, "flows")
    row, ids = {frozenset(p): k for k, p in enumerate(pairs)}, []
    for r in (r for r in rows if r["source"] == source):
        k, year = row.get(frozenset((r["sender"], r["receiver"]))), r["date_from"].year - years[0]
        if k is not None and not np.isnan(out[k, year]):
            out[k, year] += r["value"]
            ids += [r["record_id"]] if k == 0 else []
    return out, ids


def _span(years: Sequence[int]) -> dict[str, date]:
    return {"first": date(years[0], 1, 1), "last": date(years[-1], 12, 31)}


def _sight(view: View, pairs: Sequence[Pair], years: Sequence[int], source: str, table: str) -> FloatArray:
    """Return 0 for each year in which the source covers both states, else NaN, shape (pairs, years)."""
    coverage = view.coverage()
    out = np.full((len(pairs), len(years)), np.nan)
    for k, pair in enumerate(pairs):
        for first in covered_bins(coverage, pair, "year", source=source, table=table):
            if years[0] <= first.year <= years[-1]:
                out[k, first.year - years[0]] = 0.0
    return out
