"""Flows between two states by year: trade, arms and loans in both directions, and the shares of trade."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from comity.lake.query.view import View
from comity.measures.record import interdependence
from comity.records.schemas import TRADE
from comity.types import Pair

#: Flows in the unit "events" count reports about the two states, not flows between them.
_BETWEEN = """
SELECT * FROM flows
WHERE sender IN $seats AND receiver IN $seats AND unit <> 'events'
    AND date_from BETWEEN $first AND $last
ORDER BY record_id
"""
_IMPORTS = """
SELECT source, receiver, extract(year FROM date_from) AS year, sum(value) AS total FROM flows
WHERE receiver IN $seats AND measure = $trade AND date_from BETWEEN $first AND $last
GROUP BY ALL ORDER BY source, receiver, year
"""


def yearly_flows(view: View, pair: Pair, years: range) -> list[interdependence.Line]:
    """Return every flow between two states by year, then the share of each in the other's imports.

    Parameters
    ----------
    view : the records
    pair : two codes; earlier states that held the same seats count too
    years : first to last year

    Notes
    -----
    A source may have several rows of one flow in a year (one per month, for example). Flows and totals are
    sums over the year.
    """
    seats = sorted({s for code in pair for s in interdependence.bearers(code, years).values()})
    span = {"first": date(years.start, 1, 1), "last": date(years.stop - 1, 12, 31), "seats": seats}
    rows = view.run(_BETWEEN, **span).to_pylist()
    lines = interdependence.flows(rows, view.coverage(), *pair, years)
    totals: dict[str, dict[tuple[str, int], float]] = defaultdict(dict)
    for r in view.run(_IMPORTS, trade=TRADE, **span).to_pylist():
        totals[r["source"]][r["receiver"], r["year"]] = r["total"] or 0.0
    traded = [x for x in lines if x.what == TRADE]
    return [*lines, *(interdependence.dependence(x, totals[x.source]) for x in traded)]
