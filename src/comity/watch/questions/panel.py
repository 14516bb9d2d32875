"""What two states say and what they do, by votes, treaties, trade and arms: yearly, beside like pairs.

News streams see almost no deeds, so deeds come from flows: imports and deliveries of arms, both ways.  Words
come from votes (share alike in the General Assembly) and from agreements signed (promises).  Placebo pairs
are those nearest in both states' whole trade, neither state one of the pair's.  A year that a source does
not cover for both is unknown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np

from comity.lake.query.event_counts import covered_bins
from comity.lake.query.view import View
from comity.measures.record.interdependence import TRADE
from comity.measures.roles import words_deeds
from comity.records.details import GapDetail
from comity.records.finding import Finding, cannot_tell
from comity.records.kinds import NO_SUBJECT, Kind, Subject
from comity.types import RECORDS_SHOWN, FloatArray, Pair
from comity.watch.inquiry import Inquiry
from comity.watch.questions import tallies

FIRST = 1992
FEWEST_SHARED = 10
"""Shared roll calls that a year's agreement needs."""

FLOWS = {"trade both ways": TRADE, "arms both ways": "arms-tiv"}
"""Indicator -> measure of the flows it adds up; deeds."""
UNTOLD = "no flows held name both and pairs like them"
VOTES, SIGNED = "votes alike", "agreements signed"
WORDS = (VOTES, SIGNED)


@dataclass(frozen=True, slots=True)
class Panel:
    """Indicators of the pair (row 0) and its placebo pairs: name -> (pairs, years), NaN where unknown."""

    pairs: tuple[Pair, ...]
    years: tuple[int, ...]
    values: dict[str, FloatArray]
    records: tuple[str, ...]


def panel(inquiry: Inquiry) -> Panel | None:
    """The panel of a pair; ``None`` where no trade is held to find like pairs by."""
    if inquiry.pair is None:
        return None
    imports = size(inquiry.view)
    if any(s not in imports for s in inquiry.pair):
        return None
    pairs = (inquiry.pair, *tallies.like_pairs(imports, inquiry.pair, 1))
    years = tuple(range(max(FIRST, inquiry.since.year), inquiry.data_to.year + 1))
    values: dict[str, FloatArray] = {}
    records: list[str] = []
    for name, measure in FLOWS.items():
        yearly, ids = flow(inquiry.view, pairs, years, measure)
        values[name] = yearly
        records += ids
    signed, ids = _signed(inquiry.view, pairs, years)
    values[SIGNED] = signed
    values[VOTES] = _votes(inquiry, pairs, years)
    known = {k: v for k, v in sorted(values.items()) if not np.isnan(v[0]).all()}
    return Panel(pairs, years, known, tuple(records + ids))


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
_AGREEMENTS = """
SELECT record_id, source, members, date_from FROM ties
WHERE kind = 'agreement' AND date_from BETWEEN $first AND $last ORDER BY record_id
"""


def size(view: View) -> dict[str, int]:
    """All imports of each state in the newest five years that are told, in million."""
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
    """One flow summed both ways, by the source with most records of it; ids behind the pair's own."""
    states = sorted({s for p in pairs for s in p})
    rows = view.run(_FLOW, measure=measure, states=states, **_span(years)).to_pylist()
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


def _signed(view: View, pairs: Sequence[Pair], years: Sequence[int]) -> tuple[FloatArray, list[str]]:
    """Agreements of the two that begin in each year; ids behind the pair's own."""
    rows: list[dict[str, Any]] = view.run(_AGREEMENTS, **_span(years)).to_pylist()
    sources = sorted({r["source"] for r in rows})
    if not sources:
        return np.full((len(pairs), len(years)), np.nan), []
    out = _sight(view, pairs, years, sources[0], "ties")
    row, ids = {frozenset(p): k for k, p in enumerate(pairs)}, []
    for r in (r for r in rows if r["source"] == sources[0]):
        k, year = row.get(frozenset(r["members"])), r["date_from"].year - years[0]
        if k is not None and not np.isnan(out[k, year]):
            out[k, year] += 1
            ids += [r["record_id"]] if k == 0 else []
    return out, ids


def _span(years: Sequence[int]) -> dict[str, date]:
    return {"first": date(years[0], 1, 1), "last": date(years[-1], 12, 31)}


def _sight(view: View, pairs: Sequence[Pair], years: Sequence[int], source: str, table: str) -> FloatArray:
    """0 in each year in which the source covers both of a pair, NaN elsewhere, (pairs, years)."""
    coverage = view.coverage()
    out = np.full((len(pairs), len(years)), np.nan)
    for k, pair in enumerate(pairs):
        for first in covered_bins(coverage, pair, "year", source=source, table=table):
            if years[0] <= first.year <= years[-1]:
                out[k, first.year - years[0]] = 0.0
    return out


def _votes(inquiry: Inquiry, pairs: Sequence[Pair], years: Sequence[int]) -> FloatArray:
    """Share of shared roll calls voted alike in each year."""
    out = np.full((len(pairs), len(years)), np.nan)
    if inquiry.assembly is None:
        return out
    matrix = inquiry.assembly.matrix
    at = matrix.dates.astype("datetime64[Y]").astype(int) + 1970 - years[0]
    inside = (at >= 0) & (at < len(years))
    for k, (a, b) in enumerate(pairs):
        one, other = matrix.votes(a), matrix.votes(b)
        both = inside & (one >= 0) & (other >= 0)
        shared = np.bincount(at[both], minlength=len(years))
        alike = np.bincount(at[both & (one == other)], minlength=len(years))
        known = shared >= FEWEST_SHARED
        out[k, known] = alike[known] / shared[known]
    return out


def findings(inquiry: Inquiry) -> list[Finding]:
    """Words against deeds beyond the news."""
    if inquiry.pair is None:
        return []
    about = Subject(states=inquiry.pair)
    indicators = panel(inquiry)
    if indicators is None or len(indicators.values) < 2:
        return [cannot_tell(Kind.PANEL_GAP, about, UNTOLD, method=words_deeds.METHOD_GAP)]
    return [replace(_gap(indicators), kind=Kind.PANEL_GAP, subject=about)]


def _gap(panel: Panel) -> Finding:
    words, deeds = ([v for k, v in panel.values.items() if (k in WORDS) == side] for side in (True, False))
    if not words or not deeds:
        why = "only words or only deeds of the two are told"
        return cannot_tell(Kind.PANEL_GAP, NO_SUBJECT, why, method=words_deeds.METHOD_GAP)
    likes = np.arange(1, len(panel.pairs))
    gap = words_deeds.combined_gap(words, deeds, 0, likes, records=panel.records[:RECORDS_SHOWN])
    if not gap.known:
        return gap
    detail = replace(gap.read(GapDetail), indicators=tuple(sorted(panel.values)))
    return replace(gap, records_total=len(panel.records), detail=detail)
