"""Data for the signs of a worsening relation: yearly acts, trade, votes and the record.

Each source is used separately. Its last :data:`RECENT` years are compared with up to :data:`EARLIER` years
before them, so a sign is as old as its source; the finding names the years.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from comity.lake.query.view import View
from comity.measures.record.occurrence import Occurrence
from comity.measures.votes import roll_call_agreement
from comity.measures.votes.ballots import BallotMatrix
from comity.parts.outlook.rupture import deterioration
from comity.parts.outlook.rupture.deterioration import LESS, MORE, Rates
from comity.records.finding import Finding, cannot_tell
from comity.records.kinds import Kind, Subject
from comity.types import FloatArray, Pair

RECENT, EARLIER = 3, 8
COOPERATION = ("verbal cooperation", "material cooperation")
CONFLICT = ("verbal conflict", "material conflict")
EVENTS, TRADE = "events", "imports"
#: Sources with yearly counts of acts, and of trade, between all states.
ACTS, TRADES = ("icews_dyads",), ("trade_cow",)


@dataclass(frozen=True, slots=True)
class YearlyPanel:
    """Yearly amounts between pairs of states: ``values`` by key, of shape (pairs, years).

    Row 0 is the pair asked about. A pair without a row in a covered year has 0. Years that do not cover the
    pair are left out.
    """

    pairs: tuple[Pair, ...]
    years: tuple[int, ...]
    values: dict[str, FloatArray]

    @property
    def recent(self) -> NDArray[np.bool_]:
        """Boolean mask of the recent years, shape (years,)."""
        return np.arange(len(self.years)) >= len(self.years) - RECENT

    @property
    def span(self) -> str:
        """The recent and the earlier years of the panel, as text."""
        cut = len(self.years) - RECENT
        late, early = self.years[cut:], self.years[:cut]
        return f"in {late[0]}–{late[-1]} than in {early[0]}–{early[-1]}"


def years_in_sight(view: View, source: str, pair: Pair, since: date, until: date) -> tuple[int, ...]:
    """Return the last whole years in which a source covers all trade, arms or loans of both states.

    Only sources that list the states they cover are used, since others may not treat placebo pairs alike.
    """
    spans = [
        c
        for c in view.coverage()
        if c.table == "flows"
        and c.source == source
        and not c.selective
        and c.states is not None
        and set(pair) <= c.states
    ]
    covered = {
        y
        for c in spans
        for y in range(c.first.year, c.last.year + 1)
        if c.first <= date(y, 1, 1)
        and date(y, 12, 31) <= c.last
        and since <= date(y, 1, 1)
        and date(y, 12, 31) <= until
    }
    run: list[int] = []
    for y in sorted(covered, reverse=True):
        if run and y != run[-1] - 1:
            break
        run.append(y)
    return tuple(sorted(run)[-(RECENT + EARLIER) :])


_SUMS = """
SELECT sender AS a, receiver AS b, extract(year FROM date_from) AS year,
    CASE WHEN $by_what THEN what ELSE '' END AS key, sum(value) AS value
FROM flows
WHERE source = $source AND measure = $measure AND sender <> receiver AND date_from BETWEEN $first AND $last
GROUP BY ALL ORDER BY a, b, year, key
"""


def panel(
    view: View, source: str, measure: str, pair: Pair, years: tuple[int, ...], *, by_what: bool = False
) -> YearlyPanel:
    """Sum the yearly amounts, such as trade, between every two states, in both directions.

    The sums are keyed by the column ``what`` if ``by_what`` is true, else by "".
    """
    first, last = date(years[0], 1, 1), date(years[-1], 12, 31)
    values = {"source": source, "measure": measure, "first": first, "last": last, "by_what": by_what}
    return _make_panel(view.run(_SUMS, **values), pair, years)


def _make_panel(sums: pa.Table, pair: Pair, years: tuple[int, ...]) -> YearlyPanel:
    a, b = (np.array(sums[c].to_pylist(), dtype=object) for c in ("a", "b"))
    first = np.where(a < b, a, b)
    second = np.where(a < b, b, a)
    named = sorted(set(zip(first.tolist(), second.tolist(), strict=True)) - {pair})
    pairs = (pair, *named)
    row = {p: k for k, p in enumerate(pairs)}
    at = np.array([row[p] for p in zip(first.tolist(), second.tolist(), strict=True)], np.intp)
    when = np.asarray(sums["year"].to_numpy(), np.intp) - years[0]
    amount = np.nan_to_num(np.asarray(sums["value"].to_numpy(zero_copy_only=False), float))
    keys = np.array(sums["key"].to_pylist(), dtype=object)
    values = {}
    for k in sorted(set(keys.tolist())):
        values[k] = np.zeros((len(pairs), len(years)))
        np.add.at(values[k], (at[keys == k], when[keys == k]), amount[keys == k])
    return YearlyPanel(pairs, years, values)


def _apart_from(pairs: Sequence[Pair], pair: Pair) -> NDArray[np.bool_]:
    """Return a mask over pairs of states: the pair itself, and pairs that share no state with it."""
    return np.array([k == 0 or not set(p) & set(pair) for k, p in enumerate(pairs)], bool)


def find_act_sign(view: View, source: str, pair: Pair, since: date, until: date) -> list[Finding]:
    """Return signs of more friction and of fewer cooperative acts, from a source with yearly counts."""
    years = years_in_sight(view, source, pair, since, until)
    if len(years) < 2 * RECENT:
        return []
    acts = panel(view, source, EVENTS, pair, years, by_what=True)
    keep = _apart_from(acts.pairs, pair)
    sums = [
        np.sum([acts.values[k] for k in kinds if k in acts.values], axis=0)
        for kinds in (CONFLICT, COOPERATION)
    ]
    if not all(isinstance(s, np.ndarray) for s in sums):
        return []
    friction, together = sums
    news = np.tile((friction + together).sum(0), (len(acts.pairs), 1))
    ids = records_of(view, source, (EVENTS,), pair, years[-RECENT], years[-1])
    about = Subject(states=pair, source=source, span=acts.span)
    more = Rates(friction[keep], (friction + together)[keep], acts.recent)
    # As a share of all pairs' acts, because the volume of news changes over the years.
    fewer = Rates(together[keep], news[keep], acts.recent)
    return [
        deterioration.sign(Kind.SIGN_FRICTION, about, more, MORE, records=ids),
        deterioration.sign(Kind.SIGN_SILENCE, about, fewer, LESS, records=ids),
    ]


def find_trade_sign(view: View, source: str, pair: Pair, since: date, until: date) -> list[Finding]:
    """Return a sign that trade moved elsewhere: a falling share of mutual trade in two states' trade."""
    years = years_in_sight(view, source, pair, since, until)
    if len(years) < 2 * RECENT:
        return []
    trade = panel(view, source, TRADE, pair, years)
    between = trade.values[""]
    states = sorted({s for p in trade.pairs for s in p})
    at = {s: k for k, s in enumerate(states)}
    ends = np.array([[at[s] for s in p] for p in trade.pairs], np.intp)
    total = np.zeros((len(states), len(years)))
    for end in ends.T:
        np.add.at(total, end, between)
    keep = _apart_from(trade.pairs, pair)
    rates = Rates(between[keep], (total[ends[:, 0]] + total[ends[:, 1]])[keep], trade.recent, prior=0.0)
    about = Subject(states=pair, source=source, span=trade.span)
    ids = records_of(view, source, (TRADE,), pair, years[-RECENT], years[-1])
    return [deterioration.sign(Kind.SIGN_TRADE, about, rates, LESS, records=ids)]


def find_vote_sign(matrix: BallotMatrix, pair: Pair) -> list[Finding]:
    """Return a sign that the two states vote differently more often in the General Assembly."""
    both = (matrix.votes(pair[0]) >= 0) & (matrix.votes(pair[1]) >= 0)
    year = matrix.dates.astype("datetime64[Y]").astype(int) + 1970
    counts = np.unique(year[both], return_counts=True)
    years = [int(y) for y, n in zip(*counts, strict=True) if n >= roll_call_agreement.FEWEST_SHARED][
        -(RECENT + EARLIER) :
    ]
    kind, about = Kind.SIGN_VOTES, Subject(states=pair)
    if len(years) < 2 * RECENT:
        why = "they share too few years of roll calls"
        n, null = len(years), deterioration.NULL
        return [cannot_tell(kind, about, why, method=deterioration.METHOD, null=null, n=n)]
    rows, columns = np.triu_indices(len(matrix.states), 1)
    pairs = [(matrix.states[i], matrix.states[j]) for i, j in zip(rows, columns, strict=True)]
    mine = pairs.index(pair)
    order = np.r_[mine, np.delete(np.arange(len(pairs)), mine)]
    apart, shared = np.zeros((2, len(pairs), len(years)))
    for k, y in enumerate(years):
        tables = roll_call_agreement.pair_tables(matrix.select(year == y))[rows, columns][order]
        shared[:, k] = tables.sum((1, 2))
        apart[:, k] = shared[:, k] - np.trace(tables, axis1=1, axis2=2)
    keep = _apart_from([pairs[k] for k in order], pair)
    one = YearlyPanel((pair,), tuple(years), {})
    ids = tuple(matrix.record_ids[k] for k in np.flatnonzero(both & (year >= years[-RECENT])))
    rates = Rates(apart[keep], shared[keep], one.recent)
    about = replace(about, span=one.span, source="roll calls held")
    return [deterioration.sign(kind, about, rates, MORE, records=ids)]


def find_record_sign(
    occurrences: Collection[Occurrence], pair: Pair, last: date, months: int = 24
) -> Finding:
    """Compare friction between two states on record in the last two years with the eight years before."""
    about = Subject(states=pair)
    if last.year <= EARLIER + 2:
        return deterioration.divergence(about, [], [])
    after = date(last.year - months // 12, last.month, 1)
    before = date(after.year - EARLIER, after.month, 1)
    usable = [o for o in occurrences if o.together or o.friction]
    return deterioration.divergence(
        about, [o for o in usable if o.first >= after], [o for o in usable if before <= o.first < after]
    )


_IDS_BETWEEN = """
SELECT record_id FROM flows
WHERE source = $source AND measure IN $measures AND sender IN $pair AND receiver IN $pair
    AND sender <> receiver AND date_from BETWEEN $first AND $last
ORDER BY record_id
"""


def records_of(
    view: View, source: str, measures: Collection[str], pair: Pair, first: int, last: int
) -> tuple[str, ...]:
    """Return the ids of a source's records of trade, arms or loans between the two states, sorted."""
    values = {"source": source, "measures": sorted(measures), "pair": pair}
    days = {"first": date(first, 1, 1), "last": date(last, 12, 31)}
    return tuple(view.run(_IDS_BETWEEN, **values, **days)["record_id"].to_pylist())


def signs(
    view: View,
    pair: Pair,
    *,
    votes: BallotMatrix | None,
    occurrences: Collection[Occurrence],
    window: tuple[date, date],
    last: date,
) -> list[Finding]:
    """Return the number of signs of a worsening relation, then each sign that the records can show.

    Parameters
    ----------
    view : the records
    pair : two codes, sorted
    votes : roll calls of the General Assembly, or ``None``
    occurrences : acts and events on record, without repeats
    window : first and last day
    last : last day that any record covers
    """
    sources = sorted({c.source for c in view.coverage() if c.table == "flows"})
    findings: list[Finding] = []
    for source, ask in (
        (s, f)
        for f, wanted in ((find_act_sign, ACTS), (find_trade_sign, TRADES))
        for s in sources
        if s in wanted
    ):
        findings += ask(view, source, pair, *window)
    if votes is not None:
        findings += find_vote_sign(votes, pair)
    findings.append(find_record_sign(occurrences, pair, last))
    return [deterioration.summary(Subject(states=pair), findings), *findings]
