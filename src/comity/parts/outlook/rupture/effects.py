"""What changed when a pair parted: its trade and its votes against copies of themselves.

Asked only of a parting on record (the last pact ended, a sanctions case opened), or of a year that is named.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from comity.lake.query.sql import select
from comity.lake.query.view import View
from comity.measures.votes import roll_call_agreement
from comity.measures.votes.ballots import BallotMatrix
from comity.parts.outlook.rupture import breakups, signs, synthetic_control
from comity.parts.outlook.rupture.breakups import Risk
from comity.records.finding import Finding, cannot_tell
from comity.records.kinds import Kind, Subject
from comity.types import FloatArray, Pair

BEFORE, AFTER = 20, 5
"""Years before and after a parting that are looked at, at most."""
TRADE_SOURCE = "trade_cow"
PACTS = "cow_alliance_dyads"


def risk(view: View) -> Risk:
    """Every pair-year under a pact on record, and the break-ups among them."""
    ends = [c.last.year for c in view.coverage() if c.source == PACTS and c.table == "ties"]
    sql = select("ties", breakups.COLUMNS, "WHERE source = $pacts OR kind IN $kinds ORDER BY record_id")
    rows = view.run(sql, pacts=PACTS, kinds=(breakups.SANCTION, breakups.RIVALRY)).to_pylist()
    return breakups.at_risk(rows, PACTS, max(ends, default=0))


def effects(
    view: View, votes: BallotMatrix | None, pair: Pair, known: Risk, broke: int | None = None
) -> list[Finding]:
    """Trade and votes after a parting, each against its placebos.

    Parameters
    ----------
    view : the records
    votes : roll calls of the General Assembly
    pair : two codes, sorted
    known : of :func:`risk`; pairs that broke up themselves are no donors
    broke : first year of the parting; ``None`` for the last one on record
    """
    own = [b for b in known.breakups if b.pair == pair]
    if broke is None and not own:
        to = f" to {known.years.max()}" if len(known.years) else ""
        why = f"no parting of theirs is on record{to}, so there is nothing to measure yet"
        return [_unknown((Kind.PARTING, Subject(states=pair)), why)]
    year = broke if broke is not None else own[-1].year
    parted = {b.pair for b in known.breakups if abs(b.year - year) <= BEFORE}
    findings = [_trade(view, pair, parted, year)]
    if votes is not None:
        findings.append(_votes(votes, pair, parted, year))
    return findings


def _trade(view: View, pair: Pair, parted: set[Pair], year: int) -> Finding:
    question = Kind.TRADE_AFTER_PARTING, Subject(states=pair, span=str(year))
    years = signs.years_in_sight(
        view, TRADE_SOURCE, pair, date(year - BEFORE, 1, 1), date(year + AFTER, 12, 31)
    )
    if not years:
        why = f"{TRADE_SOURCE} does not tell those years"
        return _unknown(question, why)
    trade = signs.panel(view, TRADE_SOURCE, signs.TRADE, pair, years)
    with np.errstate(divide="ignore"):
        logs = np.log(trade.values[""])
    ids = signs.records_of(view, TRADE_SOURCE, (signs.TRADE,), pair, years[0], years[-1])
    return _effect(question, "log points of trade", trade.pairs, logs, years, (year, parted), ids)


def _votes(votes: BallotMatrix, pair: Pair, parted: set[Pair], year: int) -> Finding:
    question = Kind.VOTES_AFTER_PARTING, Subject(states=pair, span=str(year))
    when = votes.dates.astype("datetime64[Y]").astype(int) + 1970
    voted = [y for y in range(year - BEFORE, year + AFTER + 1) if (when == y).any()]
    rows, columns = np.triu_indices(len(votes.states), 1)
    pairs = [(votes.states[i], votes.states[j]) for i, j in zip(rows, columns, strict=True)]
    if pair not in pairs or not voted:
        why = "they do not both vote in the roll calls held"
        return _unknown(question, why)
    share = np.full((len(pairs), len(voted)), np.nan)
    for k, y in enumerate(voted):
        tables = roll_call_agreement.pair_tables(votes.select(when == y))[rows, columns]
        n = tables.sum((1, 2))
        enough = n >= roll_call_agreement.FEWEST_SHARED
        share[enough, k] = np.trace(tables, axis1=1, axis2=2)[enough] / n[enough]
    mine = pairs.index(pair)
    known = ~np.isnan(share[mine])
    order = np.r_[mine, np.delete(np.arange(len(pairs)), mine)]
    both = (votes.votes(pair[0]) >= 0) & (votes.votes(pair[1]) >= 0)
    ids = tuple(votes.record_ids[k] for k in np.flatnonzero(both & (when >= year)))
    years = [y for y, k in zip(voted, known, strict=True) if k]
    named = [pairs[k] for k in order]
    return _effect(question, "share of like votes", named, share[order][:, known], years, (year, parted), ids)


def _unknown(question: tuple[Kind, Subject], why: str, n: int = 0) -> Finding:
    return cannot_tell(*question, why, method=synthetic_control.METHOD, null=synthetic_control.NULL, n=n)


def _effect(
    question: tuple[Kind, Subject],
    unit: str,
    pairs: Sequence[Pair],
    values: FloatArray,
    years: Sequence[int],
    event: tuple[int, set[Pair]],
    records: tuple[str, ...],
) -> Finding:
    """Row 0 against pairs with data in every year that share no state with it and did not part themselves."""
    year, parted = event
    whole = np.isfinite(values)
    if not whole[0].all():
        why = "the series of the two has gaps in those years"
        return _unknown(question, why, int(whole[0].sum()))
    usable = np.array(
        [
            not set(p) & set(pairs[0]) and p not in parted and bool(w.all())
            for p, w in zip(pairs, whole, strict=True)
        ]
    )
    donors, cut = values[usable], sum(y < year for y in years)
    if len(donors) and cut >= synthetic_control.FEWEST_BEFORE:
        donors = donors[synthetic_control.nearest(values[0], donors, cut)]
    return synthetic_control.effect(question, unit, values[0], donors, cut, records=records)
