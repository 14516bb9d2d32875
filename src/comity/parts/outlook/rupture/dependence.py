"""Share of a partner in a state's trade, arms and loans, with bounds on what a break would cost.

A break costs at most everything that came from the partner (nothing is replaced) and at least nothing
(everything is replaced). These are bounds, not an estimate: they leave out prices, time and quality. The
upper bound is the highest share of the last three years on record, because a break may come later than the
last year covered.

Only years that a source covers count. Sources are never added together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from comity.records.coverage import Coverage
from comity.records.details import DependenceDetail
from comity.records.finding import Finding, Interval, cannot_tell
from comity.records.kinds import Kind, Subject
from comity.vocabulary import states

METHOD = "dependence/1"
NULL = "none: accounting bounds, 0% and 100% bought elsewhere"
#: Name of a share -> the measure of flows it is computed from, and the side of the flow the state is on.
SHARES = {
    "imports": ("imports", "receiver"),
    "exports": ("imports", "sender"),
    "arms bought": ("arms-tiv", "receiver"),
    "arms sold": ("arms-tiv", "sender"),
    "loans taken": ("loans", "receiver"),
    "loans given": ("loans", "sender"),
}
IN_WORDS = {
    "imports": "its imports",
    "exports": "its exports",
    "arms bought": "the arms it buys",
    "arms sold": "the arms it sells",
    "loans taken": "the loans it takes",
    "loans given": "the loans it gives",
}
#: Last years on record that set the upper bound; arms deliveries vary too much for a single year.
YEARS = 3
MOST_IDS = 50


@dataclass(frozen=True, slots=True)
class PartnerShare:
    """Share (0 to 1) of a state's trade, arms or loans with the partner, by year; ``None`` if unknown."""

    what: str
    state: str
    partner: str
    source: str
    unit: str
    by_year: dict[int, float | None]
    selective: bool
    records: tuple[str, ...]

    @property
    def years_known(self) -> list[int]:
        """Years with a share, in order."""
        return [y for y, v in sorted(self.by_year.items()) if v is not None]

    def bounds(self) -> tuple[float, float]:
        """Return the least and the highest share of the flow (trade, arms, loans) that a break would cost."""
        return bounds([self.by_year[y] for y in self.years_known])

    def finding(self) -> Finding:
        """Return the newest share and the bounds of what a break would cost, as a finding (result)."""
        last = self.years_known[-1] if self.years_known else None
        subject = Subject(states=(self.state, self.partner), source=self.source, topic=IN_WORDS[self.what])
        if last is None:
            return cannot_tell(
                Kind.DEPENDENCE,
                subject,
                "the source covers no year of these two",
                method=METHOD,
                null=NULL,
            )
        low, high = self.bounds()
        value = float(self.by_year[last] or 0.0)
        series = {str(y): v for y, v in sorted(self.by_year.items())}
        kind = "recorded " if self.selective else ""
        return Finding(
            Kind.DEPENDENCE,
            subject,
            value,
            f"share of all {kind}{self.what} in {last}",
            NULL,
            len(self.years_known),
            METHOD,
            interval=Interval(low, max(low, high), 1.0),
            records=self.records[:MOST_IDS],
            records_total=len(self.records),
            detail=DependenceDetail(
                interval_of="all or nothing replaced",
                what=self.what,
                last_year=last,
                lost_if_all_replaced=low,
                lost_if_none_replaced=high,
                by_year=series,
            ),
        )


def bounds(shares: list[float | None]) -> tuple[float, float]:
    """Return the least and most that a break costs, from the partner's yearly shares of a flow.

    >>> bounds([0.1, 0.3, 0.2])
    (0.0, 0.3)
    """
    return 0.0, max([s for s in shares if s is not None][-YEARS:], default=0.0)


def shares(
    flows: Iterable[Mapping[str, Any]], coverage: Iterable[Coverage], a: str, b: str, years: range
) -> list[PartnerShare]:
    """Return each state's share in the other's trade, arms or loans (flows), by source.

    Parameters
    ----------
    flows : sums by ``source``, ``measure``, ``unit``, ``sender``, ``receiver`` and ``year``, with ``value``
        and, for flows within the pair, record ``ids``; must include the flows of either state with all others
    coverage : coverage of the sources
    a, b : codes of the pair; predecessor states that held their seats are included
    years : first to last year
    """
    seats = {s: {y: states.bearer(s, date(y, 7, 1)) for y in years} for s in (a, b)}
    sight = [c for c in coverage if c.table == "flows"]
    totals: dict[tuple[str, ...], dict[int, float]] = defaultdict(lambda: defaultdict(float))
    parts: dict[tuple[str, ...], dict[int, float]] = defaultdict(lambda: defaultdict(float))
    ids: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for r in flows:
        for what, (measure, end) in SHARES.items():
            if r["measure"] != measure or r["year"] not in years:
                continue
            for one, other in ((a, b), (b, a)):
                far = "sender" if end == "receiver" else "receiver"
                if r[end] != seats[one][r["year"]] or r[far] == r[end]:
                    continue
                key: tuple[str, ...] = (what, one, other, r["source"], r["unit"])
                totals[key][r["year"]] += r["value"] or 0.0
                if r[far] == seats[other][r["year"]]:
                    parts[key][r["year"]] += r["value"] or 0.0
                    ids[key].update(r["ids"] or ())
    out = []
    for key in sorted(totals, key=lambda k: (list(SHARES).index(k[0]), *k[1:])):
        what, one, other, source, unit = key
        covered = _list_covered_years(sight, source, SHARES[what][1], seats[one], seats[other])
        by_year = {
            y: parts[key][y] / totals[key][y] if y in covered and totals[key].get(y) else None for y in years
        }
        picky = all(c.selective for c in sight if c.source == source)
        if any(v is not None for v in by_year.values()) and ids[key]:
            out.append(PartnerShare(what, one, other, source, unit, by_year, picky, tuple(sorted(ids[key]))))
    return out


def _list_covered_years(
    sight: list[Coverage], source: str, end: str, own: Mapping[int, str], other: Mapping[int, str]
) -> set[int]:
    """Return the years in which a source covers a state's flows (trade, arms, loans) with all partners.

    A source on one state covers all that this state sends. So it gives that state's shares as a sender, but
    never shares of a receiver.
    """
    out = set()
    for y, state in own.items():
        for c in (c for c in sight if c.source == source and c.first.year <= y <= c.last.year):
            whole = c.states is None or ({state, other[y]} <= c.states)
            out |= {y} if whole or (end == "sender" and c.states == frozenset({state})) else set()
    return out
