"""Effects of a break between two states, at one hotspot or overall.

All is accounting from records: Council drafts recounted (:mod:`drafts`), roll calls that two votes decided
(:mod:`pivotal`), shares in trade, arms and loans (:mod:`dependence`), and joint acts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa

from comity.lake.query.sql import select
from comity.lake.query.view import View
from comity.measures.record import interdependence
from comity.measures.record.occurrence import Occurrence
from comity.measures.record.record import Record
from comity.measures.votes.ballots import BallotMatrix
from comity.parts.outlook.rupture import dependence, drafts, pivotal
from comity.parts.outlook.rupture.dependence import PartnerShare
from comity.parts.outlook.rupture.drafts import Recount
from comity.parts.outlook.rupture.pivotal import Pivot
from comity.records.finding import Finding
from comity.records.kinds import Kind, Subject
from comity.types import Pair
from comity.vocabulary import topics

METHOD = "parting/1"
#: Bodies with roll calls of all members -> the rules by which their texts are adopted.
BODIES = {"UNGA": ("majority", "two-thirds"), "HRC": ("majority",), "CHR": ("majority",)}
FLOWS = ("imports", "arms-tiv", "loans")
YEARS = range(1990, 2031)


@dataclass(frozen=True, slots=True)
class Parting:
    """Effects of a break between two states, as tables and findings; ``hotspot`` is "" for all together."""

    pair: Pair
    hotspot: str
    recounts: tuple[Recount, ...]
    pivots: tuple[Pivot, ...]
    shares: tuple[PartnerShare, ...]
    signed: tuple[Occurrence, ...]
    findings: tuple[Finding, ...]

    def tables(self) -> dict[str, list[dict[str, Any]]]:
        """Return all tables as flat rows: drafts, roll calls, shares and acts."""
        return {
            "drafts": [r.row() for r in self.recounts],
            "roll_calls": [p.row() for p in self.pivots],
            "shares": [
                {
                    "what": s.what,
                    "state": s.state,
                    "without": s.partner,
                    "source": s.source,
                    "year": y,
                    "share": v,
                    "records": len(s.records),
                }
                for s in self.shares
                for y, v in sorted(s.by_year.items())
                if v is not None
            ],
            "acts": [
                {
                    "date": o.first,
                    "rung": o.rung,
                    "forms": list(o.forms),
                    "summary": o.summary,
                    "records": list(o.records),
                }
                for o in reversed(self.signed)
            ],
        }


@dataclass(frozen=True, slots=True)
class Ask:
    """A question on effects of a break: two states, a top-level hotspot ("" for all) and a window of days."""

    pair: Pair
    hotspot: str = ""
    since: date = date.min
    until: date = date.max

    @property
    def subject(self) -> Subject:
        """The pair of states, and the hotspot (place watched) if one is given."""
        return Subject(states=self.pair, place=self.hotspot)


def part(
    view: View,
    ask: Ask,
    *,
    council: tuple[pa.Table, pa.Table],
    records: Mapping[str, Record],
) -> Parting:
    """Collect what the records say a break between two states would change.

    Parameters
    ----------
    view : the records
    ask : pair, hotspot and window
    council : ballots and roll calls of the Security Council in the window
    records : acts and events on record, by hotspot
    """
    a, b = ask.pair
    calls = _select_about(council[1], ask.hotspot)
    recounts, findings = drafts.council(drafts.list_failed(council[0], calls), a, b, ask.hotspot)
    pivots, votes = list[Pivot](), dict[str, BallotMatrix]()
    for body, rules in BODIES.items():
        roll_calls = _roll_calls(view, body, ask)
        if roll_calls is None:
            continue
        votes[body] = roll_calls[0]
        for rule in rules:
            decided, counted = pivotal.pivotal(roll_calls[0], roll_calls[1], a, b, rule, ask.hotspot)
            pivots += decided
            findings.append(counted)
    shares = _flows(view, ask)
    findings += [s.finding() for s in shares]
    signed, counted = _count_signed(ask, records)
    findings.append(counted)
    return Parting(
        ask.pair,
        ask.hotspot,
        tuple(recounts),
        tuple(pivots),
        tuple(shares),
        tuple(signed),
        tuple(findings),
    )


def _select_about(calls: pa.Table, hotspot: str) -> pa.Table:
    if not hotspot:
        return calls
    places = topics.find_roll_call_hotspots(calls.to_pylist())
    about = [hotspot in places[key] for key in calls["roll_call_id"].to_pylist()]
    return calls.filter(pa.array(about, pa.bool_()))


def _roll_calls(view: View, body: str, ask: Ask) -> tuple[BallotMatrix, dict[str, str]] | None:
    """Return one UN body's votes on the hotspot, and titles of the roll calls; ``None`` without votes."""
    rest = "WHERE body = $body AND date BETWEEN $since AND $until"
    values = {"body": body, "since": ask.since, "until": ask.until}
    calls = view.run(select("roll_calls", rest=f"{rest} ORDER BY record_id"), **values)
    calls = _select_about(calls, ask.hotspot)
    cast = view.run(select("ballots", ("roll_call_id", "state", "choice"), rest), **values)
    if not calls.num_rows or not cast.num_rows:
        return None
    titles: dict[str, str] = {}
    for key, title in zip(calls["roll_call_id"].to_pylist(), calls["title"].to_pylist(), strict=True):
        titles[key] = max(titles.get(key, ""), title or "", key=len)
    return BallotMatrix.from_tables(cast, calls), titles


_FLOWS = """
SELECT source, measure, unit, sender, receiver, extract(year FROM date_from) AS year, sum(value) AS value,
    list(record_id) FILTER (WHERE sender IN $seats AND receiver IN $seats) AS ids
FROM flows
WHERE measure IN $measures AND date_from BETWEEN $first AND $last
    AND (sender IN $seats OR receiver IN $seats)
GROUP BY ALL ORDER BY source, measure, unit, sender, receiver, year
"""


def _flows(view: View, ask: Ask) -> list[PartnerShare]:
    a, b = ask.pair
    years = range(max(YEARS.start, ask.since.year), min(YEARS.stop, ask.until.year + 1))
    seats = sorted({s for code in ask.pair for s in interdependence.bearers(code, years).values()})
    days = {"first": date(years.start, 1, 1), "last": date(years.stop - 1, 12, 31)}
    rows = view.run(_FLOWS, measures=FLOWS, seats=seats, **days).to_pylist()
    return dependence.shares(rows, view.coverage(), a, b, years)


def _count_signed(ask: Ask, records: Mapping[str, Record]) -> tuple[list[Occurrence], Finding]:
    """Return the joint acts on record that need both states, and their number as a finding."""
    spots = [ask.hotspot] if ask.hotspot else list(records)
    once = {o.id: o for h in spots for o in records[h].joint}
    signed = sorted(once.values(), key=lambda o: (o.first, o.id))
    ids = tuple(i for o in signed for i in o.records)
    null = "none: a count of a selective record"
    return signed, Finding(
        Kind.SIGNED,
        ask.subject,
        len(signed),
        "occurrences",
        null,
        len(signed),
        METHOD,
        records=ids[:50],
        records_total=len(ids),
    )
