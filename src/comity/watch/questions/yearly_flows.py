"""Flows between two states by year: trade, arms and loans both ways, and the shares of trade."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from comity.lake.query.view import View, table_expr
from comity.measures.record import interdependence
from comity.types import Pair


def yearly_flows(view: View, pair: Pair, years: range) -> list[interdependence.Line]:
    """Every flow between the two by year, then each one's share of the other's imports.

    Parameters
    ----------
    view : the records
    pair : two codes; followed through the states that bore their seats
    years : first to last year

    Notes
    -----
    A source may have several rows of one flow in a year (months, say): both the flow and the total that a
    share is taken of are sums over the year.
    """
    seats = sorted({s for code in pair for s in interdependence.bearers(code, years).values()})
    t = table_expr("flows")
    inside = t.date_from.between(date(years.start, 1, 1), date(years.stop - 1, 12, 31))
    between = t.sender.isin(seats) & t.receiver.isin(seats) & t.unit.notin(sorted(interdependence.WRITTEN))
    rows = view.run(t.filter(between & inside).order_by("record_id")).to_pylist()
    lines = interdependence.flows(rows, view.coverage(), *pair, years)
    trade = t.filter(t.receiver.isin(seats) & (t.measure == interdependence.TRADE) & inside)
    keys = ["source", "receiver", "year"]
    summed = trade.mutate(year=trade.date_from.year()).group_by(keys).agg(total=trade.value.sum())
    totals: dict[str, dict[tuple[str, int], float]] = defaultdict(dict)
    for r in view.run(summed.order_by(keys)).to_pylist():
        totals[r["source"]][r["receiver"], r["year"]] = r["total"] or 0.0
    traded = [x for x in lines if x.what == interdependence.TRADE]
    return [*lines, *(interdependence.dependence(x, totals[x.source]) for x in traded)]
