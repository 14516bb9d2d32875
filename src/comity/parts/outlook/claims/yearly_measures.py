"""The measures that a superlative is compared with: each by year, from every source that has it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from functools import cache
from typing import Any

import numpy as np
import pyarrow.compute as pc

from comity.lake.query.view import View
from comity.measures.record import interdependence
from comity.measures.record.occurrence import Occurrence
from comity.measures.votes import roll_call_agreement
from comity.measures.votes.ballots import BallotMatrix
from comity.measures.words.height import height_words
from comity.measures.words.statements import foreign_names, own_text
from comity.parts.outlook.claims import superlatives
from comity.parts.outlook.claims.superlatives import ClaimMeasure, SuperlativeClaim, YearlySeries
from comity.parts.outlook.rupture.drafts import FailedDraft
from comity.records.finding import Finding
from comity.types import Pair
from comity.vocabulary import states
from comity.vocabulary.states import permanent_seats

FIRST = 1946


def series(
    measure: ClaimMeasure,
    pair: Pair,
    *,
    lines: Iterable[interdependence.Line],
    occurrences: Collection[Occurrence],
    votes: BallotMatrix | None,
    drafts: Collection[FailedDraft],
) -> list[YearlySeries]:
    """A measure by year, one series a source.

    Parameters
    ----------
    lines : of :func:`comity.watch.questions.yearly_flows.yearly_flows`
    occurrences : of the record, every hotspot, each once
    votes : roll calls of the General Assembly
    drafts : failed drafts of the Security Council
    """
    if measure.flows:
        return _flows(measure, list(lines))
    if measure.forms:
        return _acts(measure, occurrences)
    if measure.council:
        return _vetoes(pair, drafts)
    return _votes(pair, votes) if votes is not None else []


def _flows(measure: ClaimMeasure, lines: list[interdependence.Line]) -> list[YearlySeries]:
    """Sums of both directions where a source has both, else the one direction."""
    own = [
        x
        for x in lines
        if (x.unit == "share") == measure.share
        and x.years_known
        and (measure.share or x.what in measure.flows)
    ]
    by_source: dict[tuple[str, str], list[interdependence.Line]] = defaultdict(list)
    for x in own:
        way = f" ({states.display(x.receiver)}'s imports)" if measure.share else ""
        by_source[x.source, f"{x.source}{way}" if measure.share else f"{x.source}, {x.what}"].append(x)
    out = []
    for (_, name), same_source in sorted(by_source.items()):
        years = sorted({y for x in same_source for y in x.by_year})
        values = {y: _sum([x.by_year.get(y) for x in same_source]) for y in years}
        ids = tuple(sorted({i for x in same_source for i in x.records}))
        out.append(YearlySeries(name, values, {}, False, ids))
    return out


def _sum(values: list[float | None]) -> float | None:
    known = [v for v in values if v is not None]
    return sum(known) if len(known) == len(values) else None


def _acts(measure: ClaimMeasure, occurrences: Collection[Occurrence]) -> list[YearlySeries]:
    joint = [o for o in occurrences if o.together and set(o.forms) & set(measure.forms)]
    if not joint:
        return []
    count = Counter(o.first.year for o in joint)
    span = range(min(o.first.year for o in occurrences), max(o.last.year for o in occurrences) + 1)
    ids = tuple(i for o in joint for i in o.records)
    return [YearlySeries("the record of acts", {y: float(count[y]) for y in span}, {}, True, ids)]


def _vetoes(pair: Pair, drafts: Collection[FailedDraft]) -> list[YearlySeries]:
    """Years in which both held a permanent seat on every day, up to the last draft on record."""
    seats = permanent_seats()
    if not set(pair) <= seats.keys() or not drafts:
        return []
    first = max(seats[s][0] for s in pair).year + 1
    joint = [d for d in drafts if set(pair) <= d.vetoes]
    count = Counter(d.day.year for d in joint)
    span = range(first, max(d.day for d in drafts).year)
    ids = tuple(i for d in joint for i in d.records)
    return [YearlySeries("vetoes told", {y: float(count[y]) for y in span}, {}, False, ids)]


def _votes(pair: Pair, votes: BallotMatrix) -> list[YearlySeries]:
    one, other = votes.votes(pair[0]), votes.votes(pair[1])
    both = (one >= 0) & (other >= 0)
    year = votes.dates.astype("datetime64[Y]").astype(int) + 1970
    size = Counter(year[both].tolist())
    alike = Counter(year[both & (one == other)].tolist())
    years = [y for y, n in sorted(size.items()) if n >= roll_call_agreement.FEWEST_SHARED]
    ids = tuple(votes.record_ids[k] for k in np.flatnonzero(both))
    values: dict[int, float | None] = {y: alike[y] / size[y] for y in years}
    return [YearlySeries("roll calls held", values, dict(size), False, ids)] if years else []


def sightings(view: View, pair: Pair) -> list[SuperlativeClaim]:
    """Superlatives in documents and acts: sentences that name both states."""
    names = (_names(pair[0]), _names(pair[1]))
    anywhere = "|".join(f"(?:{p.pattern})" for p in height_words().patterns())
    texts: list[tuple[str, date, str, str]] = []
    for table, body, day, by, title in (
        ("documents", "text", "published", "outlet", ["title"]),
        ("acts", "summary", "date_from", "source", []),
    ):
        rows = view.table(table, ["record_id", body, day, by, *title])
        hit = pc.match_substring_regex(rows[body], _for_arrow(anywhere), ignore_case=True)
        texts += [
            (r["record_id"], r[day], r[by] or "an outlet not told", own_text(r[body], r.get("title") or ""))
            for r in rows.filter(hit).to_pylist()
            if r[day] is not None
        ]
    claims = superlatives.claims_in(texts, names, "-".join(pair))
    return list({(c.words, c.source): c for c in reversed(claims)}.values())[::-1]  # one sentence, one claim


def _for_arrow(pattern: str) -> str:
    """The same pattern for the engine of Arrow, whose word characters are ASCII only."""
    return pattern.replace(r"\w", r"[\p{L}\p{N}_]")


@cache
def _names(code: str) -> re.Pattern[str]:
    """The names and demonyms of a state in every language of the vocabulary."""
    known = {n.value for n in states.all_names() if n.state == code and len(n.value) > _SHORT} | {
        states.display(code)
    }
    foreign = [re.escape(name) for name, state in foreign_names("zh") if state == code]
    foreign += [_russian(name) for name, state in foreign_names("ru") if state == code]
    ordered = [*(re.escape(n) for n in sorted(known, key=lambda n: (-len(n), n))), *foreign]
    return re.compile("|".join(f"(?:{n})" for n in ordered), re.IGNORECASE)


def _russian(name: str) -> str:
    """Return the pattern of a Russian name, whose star stands for any ending."""
    return rf"\b{re.escape(name)}\b".replace(r"\*", r"\w*")


_SHORT = 3


def checked(
    claims: Iterable[SuperlativeClaim], of: Any
) -> list[tuple[SuperlativeClaim, Finding, list[Finding]]]:
    """Each claim with what may be said of it over all, and one finding a measure and source.

    Parameters
    ----------
    claims : shipped or sighted
    of : measure -> its series (:func:`series` with the records bound)
    """
    measures = superlatives.lexicon().measures
    out = []
    for claim in claims:
        each = [superlatives.check(claim, measures[m], s) for m in claim.about for s in of(measures[m])]
        out.append((claim, superlatives.verdict(claim, each), each))
    return out
