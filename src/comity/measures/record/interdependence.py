"""The interdependence of two states: sums of ties and flows by year, separately for each source.

Sums of different sources are never added: each source has a line of its own. A year for which a source could
not have data on both states is unknown (``None``). A year is 0 only within the coverage of a source. The
states are followed through their predecessors: Russia's line is the Soviet Union's before 26 December 1991.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from comity.records.coverage import Coverage
from comity.records.details import FlowDetail
from comity.records.finding import Finding, cannot_tell
from comity.records.kinds import Kind, Subject
from comity.vocabulary import states

METHOD = "base/1"
NULL = "none: a sum of a published record"
MOST_IDS = 50
"""How many record ids a finding carries; their number is always told."""

BONDS = {
    "membership": "bodies both belong to",
    "alliance": "treaties both are bound by",
    "agreement": "agreements in force",
    "diplomatic-exchange": "exchange of envoys",
}
"""Kinds of ties that two states can share -> in words.  Two targets of one sanction share nothing."""


@dataclass(frozen=True, slots=True)
class Line:
    """A yearly series of ties or flows of two states: what is counted, by which source, in which direction.

    Both states are "" for ties, which have no direction. ``by_year`` has a number for each year within
    coverage, and ``None`` for other years.
    """

    source: str
    what: str
    sender: str
    receiver: str
    unit: str
    by_year: dict[int, float | None]
    records: tuple[str, ...]

    @property
    def years_known(self) -> list[int]:
        """The years that the source covers, in order."""
        return [y for y, v in sorted(self.by_year.items()) if v is not None]

    def finding(self) -> Finding:
        """Return the value of the last year with data as a finding, with the whole series in its detail."""
        last = self.years_known[-1] if self.years_known else None
        subject = Subject(
            states=(self.sender, self.receiver) if self.sender else (),
            source=self.source,
            topic=self.what,
            span=str(last or ""),
        )
        if last is None:
            return cannot_tell(
                Kind.FLOW, subject, "the source does not cover these states and years.", method=METHOD
            )
        series = {str(y): v for y, v in sorted(self.by_year.items())}
        ids = self.records[:MOST_IDS]
        return Finding(
            Kind.FLOW,
            subject,
            f"{self.by_year[last]:,.6g}",
            self.unit,
            NULL,
            len(self.records),
            METHOD,
            records=ids,
            records_total=len(self.records),
            detail=FlowDetail(
                no_interval="as published: the source gives no range",
                first_year=self.years_known[0],
                last_year=last,
                by_year=series,
            ),
        )


def bearers(code: str, years: Iterable[int]) -> dict[int, str]:
    """Return for each year the state that held the seat of ``code`` in mid-year: itself, or a predecessor."""
    return {y: states.bearer(code, date(y, 7, 1)) for y in years}


def flows(
    records: Iterable[dict[str, Any]], coverage: Iterable[Coverage], a: str, b: str, years: range
) -> list[Line]:
    """Return every flow (trade, arms, loans ...) between two states both ways, by source, measure and unit.

    Parameters
    ----------
    records : rows of the table of flows; rows of other pairs are ignored
    coverage : periods and states that the sources cover
    years : first to last year
    """
    sight = [c for c in coverage if c.table == "flows"]
    seats = {a: bearers(a, years), b: bearers(b, years)}
    sums: dict[tuple[str, ...], dict[int, float]] = defaultdict(lambda: defaultdict(float))
    ids: dict[tuple[str, ...], list[str]] = defaultdict(list)
    missing: dict[tuple[str, ...], set[int]] = defaultdict(set)
    for r in records:
        year = r["date_from"].year
        for one, two in ((a, b), (b, a)):
            own = year in seats[one] and (r["sender"], r["receiver"]) == (seats[one][year], seats[two][year])
            if not own:
                continue
            key: tuple[str, ...] = (r["source"], r["measure"], one, two, r["unit"])
            ids[key].append(r["record_id"])
            if r["value"] is None:
                missing[key].add(year)
            else:
                sums[key][year] += r["value"]
    for source, measure, one, two, unit in list(ids):
        ids.setdefault((source, measure, two, one, unit), [])
    lines = []
    for key in sorted(ids):
        source, measure, one, two, unit = key
        in_sight = {y: _is_covered(sight, source, {seats[one][y]}, {seats[two][y]}, y) for y in years}
        by_year = {
            y: sums[key][y] if y in sums[key] else (0.0 if in_sight[y] and y not in missing[key] else None)
            for y in years
        }
        lines.append(Line(source, measure, one, two, unit, by_year, tuple(sorted(ids[key]))))
    return lines


def _is_covered(sight: list[Coverage], source: str, one: set[str], two: set[str], year: int) -> bool:
    """Return whether a source could have shown a flow from ``one`` to ``two`` in the middle of a year.

    A source on one state covers that state's flows to all states, but no flows in the other direction.
    """
    day = date(year, 7, 1)
    for c in sight:
        if c.source != source or c.selective or not c.first <= day <= c.last:
            continue
        if c.states is None or one | two <= c.states or (len(c.states) == 1 and one <= c.states):
            return True
    return False


def dependence(line: Line, totals: dict[tuple[str, int], float]) -> Line:
    """Return the receiver's imports from the sender as a share of all its imports, from the same source.

    Parameters
    ----------
    totals : all imports of each (state, year) by the source of ``line``
    """
    seat = bearers(line.receiver, line.by_year)
    shares = {
        y: None if v is None or not totals.get((seat[y], y)) else v / totals[seat[y], y]
        for y, v in line.by_year.items()
    }
    return Line(
        line.source, "share of all imports", line.sender, line.receiver, "share", shares, line.records
    )


def count_shared_ties(
    records: Iterable[dict[str, Any]], coverage: Iterable[Coverage], a: str, b: str, years: range
) -> list[Line]:
    """Count the memberships, treaties and agreements that two states shared in each year, by source.

    Two membership records make a shared tie if both states are full members of one body, or parties under one
    symbol. A record that names both states is a shared tie by itself.
    """
    sight = [c for c in coverage if c.table == "ties"]
    seats = {a: bearers(a, years), b: bearers(b, years)}
    by_source: dict[tuple[str, str], dict[int, dict[str, set[str]]]] = defaultdict(lambda: defaultdict(dict))
    ids: dict[tuple[str, str, int, str], set[str]] = defaultdict(set)
    for r in records:
        if r["kind"] not in BONDS or r["role"] in ("associate", "observer", "partner"):
            continue
        bond = r["symbol"] if r["kind"] == "alliance" and r["symbol"] else r["body"] or r["record_id"]
        first, last = r["date_from"].year, (r["date_to"] or date.max).year
        for y in range(max(first, years.start), min(last, years.stop - 1) + 1):
            who = {one for one in (a, b) if seats[one][y] in r["members"]}
            ended = r["date_to"] is not None and r["date_to"] < date(y, 12, 31) and len(r["members"]) == 1
            if who and not ended:
                by_source[r["source"], r["kind"]][y].setdefault(bond, set()).update(who)
                ids[r["source"], r["kind"], y, bond].add(r["record_id"])
    lines = []
    for (source, kind), years_of in sorted(by_source.items()):
        both = {y: [k for k, who in years_of.get(y, {}).items() if len(who) == 2] for y in years}
        spans = [c for c in sight if c.source == source]
        inside = {
            y: any(c.first.year <= y <= c.last.year and _both(c, seats[a][y], seats[b][y]) for c in spans)
            for y in years
        }
        by_year = {y: float(len(both[y])) if inside[y] else None for y in years}
        behind = sorted({i for y in years if inside[y] for k in both[y] for i in ids[source, kind, y, k]})
        if behind:
            lines.append(Line(source, BONDS[kind], "", "", "shared in the year", by_year, tuple(behind)))
    return lines


def _both(c: Coverage, one: str, two: str) -> bool:
    return c.states is None or {one, two} <= c.states


def meetings(
    acts: Iterable[dict[str, Any]], coverage: Iterable[Coverage], a: str, b: str, years: range
) -> list[Line]:
    """Count summits, consultations, agreements and exercises of two states by year and source.

    Records of acts are selective: a year within coverage but without a record has 0 recorded occurrences.
    """
    forms = ("summit", "consultation", "agreement", "joint-exercise")
    sight = [c for c in coverage if c.table == "acts"]
    by_source: dict[tuple[str, str], dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    ids: dict[tuple[str, str], list[str]] = defaultdict(list)
    for r in acts:
        if not {a, b} <= {*r["actors"], *r["partners"]} or r["kind"] != "event":
            continue
        for form in (f for f in forms if f in r["forms"] and r["date_from"].year in years):
            by_source[r["source"], form][r["date_from"].year].add(r["occurrence"])
            ids[r["source"], form].append(r["record_id"])
    lines = []
    for (source, form), years_of in sorted(by_source.items()):
        spans = [c for c in sight if c.source == source]
        by_year = {
            y: float(len(years_of.get(y, ())))
            if any(c.first.year <= y <= c.last.year for c in spans)
            else None
            for y in years
        }
        lines.append(
            Line(source, form, "", "", "occurrences recorded", by_year, tuple(sorted(ids[source, form])))
        )
    return lines


def totals(acts: Iterable[dict[str, Any]], a: str, b: str, years: range) -> list[Line]:
    """Return yearly totals of two states from recorded facts (trade, oil, gas), by source and unit.

    Only series of two years or more are returned. A year without such a fact is unknown.
    """
    totals: dict[tuple[str, str, str], dict[int, float]] = defaultdict(dict)
    ids: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for r in acts:
        yearly = r["kind"] == "total" and r["precision"] == "year" and r["fact"] is not None
        if not yearly or not {a, b} <= set(r["actors"]):
            continue
        for number in r["fact"]["numbers"]:
            key = r["source"], number["of"], number["unit"]
            totals[key][r["date_from"].year] = number["n"]
            ids[key].append(r["record_id"])
    return [
        Line(source, of, "", "", unit, {y: by.get(y) for y in years}, tuple(sorted(ids[source, of, unit])))
        for (source, of, unit), by in sorted(totals.items())
        if len(by) > 1 and unit != "percent"
    ]
