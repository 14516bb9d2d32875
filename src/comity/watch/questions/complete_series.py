"""Complete series of a pair: counts with nothing left out, in the present window and in the one before.

Only a complete series can show a rise or a fall: every text of the Security Council, every vetoed draft,
every delivery in an arms register, every edition of a numbered exercise. The present window is the running
year and the calendar years before it (:data:`~comity.measures.change.window_change.YEARS`). The earlier
window has as many years. A series that covers less than half of either window gets no word and says why.
"""

from __future__ import annotations

from calendar import isleap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from comity.measures.change import window_change
from comity.measures.change.window_change import DOWN, LEAST_YEARS, UP, YEARS, Change, Since
from comity.measures.record import interdependence
from comity.measures.stats import matching
from comity.measures.stats.clustered import Tally
from comity.measures.votes import veto_rates
from comity.measures.votes.council_dissent import FEWEST_TEXTS, CouncilTexts, Dissent
from comity.records.finding import PlaceboRank
from comity.records.schemas import TRADE as IMPORTS
from comity.sources.curated.complete_lists import CompleteList, complete_lists
from comity.types import BoolArray, FloatArray, IntArray, Pair
from comity.vocabulary import hotspots, topics
from comity.vocabulary.states import permanent_seats
from comity.watch.inquiry import Inquiry
from comity.watch.questions import panel

COUNCIL_BOTH, COUNCIL_JOINED, COUNCIL_OWN = "council-both", "council-joined", "council-own"
VETOES, VETOES_JOINED, POSITIONS, SPONSORS = "vetoes", "vetoes-joined", "positions", "co-sponsorship"
ARMS, TRADE = "arms", "trade"
SPONSORED = "undl_sponsors"
FLOWS = {ARMS: "arms-tiv", TRADE: IMPORTS}
SHARE, COUNT, AMOUNT = "share", "count", "amount"
JOINT_VETO = "joint-veto"
VETO_LIST = "vetoes"
#: Prefixes of the names of the sources that list every vetoed draft.
VETO_TABLES = ("unsc_veto", "vetoed_drafts")
NONE_TO_COUNT = "nothing to count in one of the two periods"
NOT_SEATED = "they did not both sit there in both periods"
#: Number of placebo pairs whose positions had about the same distance in the earlier window.
MATCHED = 300


@dataclass(frozen=True, slots=True)
class CompleteSeries:
    """A yearly series of a pair with nothing left out (such as all joint vetoes), and its change.

    Parameters
    ----------
    id : ``council-both``, ``arms``, the id of a complete list ...
    what : for a complete list, what it lists; for one state's own dissent, the code of the state
    measure : ``share``, ``count`` or ``amount``
    first, last : days that the source covers
    change : the change between the windows; ``None`` if there is no answer
    why_not : the reason for no answer
    since : the year in which a rise or fall began
    by_year : (year, hits, count or amount, trials or 1) of each year covered
    records : ids of the records in the present window
    expected : for sponsored drafts, the number both states would sponsor if each chose independently
    rise : rank of the change among comparable pairs, 1 for the largest; ``None`` without such pairs
    """

    id: str
    what: str
    measure: str
    first: date
    last: date
    change: Change | None = None
    why_not: str = ""
    since: Since | None = None
    by_year: tuple[tuple[int, float, float], ...] = ()
    records: tuple[str, ...] = ()
    expected: float | None = None
    rise: PlaceboRank | None = None

    @property
    def toward(self) -> int:
        """1 if a larger value means a closer pair, -1 if a smaller one does."""
        return -1 if self.id == POSITIONS else 1


def windows(today: date) -> tuple[date, date]:
    """Return the first days of the two windows of years that are compared: the earlier and the present."""
    return date(today.year - 2 * YEARS, 1, 1), date(today.year - YEARS, 1, 1)


def of_pair(inquiry: Inquiry) -> list[CompleteSeries]:
    """Return every complete series of a pair over all places; empty for a larger group."""
    pair = inquiry.pair
    if pair is None:
        return []
    made = [
        *_council(inquiry, pair, None),
        *_vetoes(inquiry, pair, None),
        *_positions(inquiry, pair),
        *_sponsors(inquiry, pair),
        *_lists(inquiry, pair),
        *_flows(inquiry, pair),
    ]
    if all(s.id != TRADE for s in made):
        made += _told_trade(inquiry, pair)
    return [_dated(s, inquiry.data_to) for s in made]


def of_place(inquiry: Inquiry, hotspot: str) -> list[CompleteSeries]:
    """Return the series of a pair in one place that have anything to count in both windows."""
    pair = inquiry.pair
    if pair is None:
        return []
    made = (*_council(inquiry, pair, hotspot), *_vetoes(inquiry, pair, hotspot))
    return [
        _dated(s, inquiry.data_to)
        for s in made
        if s.id != VETOES_JOINED and s.why_not not in (NONE_TO_COUNT, NOT_SEATED)
    ]


def _dated(series: CompleteSeries, today: date) -> CompleteSeries:
    """Return the series with the year in which its rise or fall began, unless it is of Assembly votes."""
    direction = {UP: 1, DOWN: -1}.get(series.change.word if series.change else "", 0)
    if not direction or not series.by_year or series.id == POSITIONS:
        return series
    late = windows(today)[1].year
    years, amounts, trials = (np.array(x, float) for x in zip(*series.by_year, strict=True))
    return replace(
        series, since=window_change.since(amounts, trials, years.astype(np.int64), direction, late)
    )


def _covered(series: CompleteSeries, today: date) -> tuple[float, float]:
    """Return how many years of the earlier and the present window a series covers; below 0 means none."""
    first, last = _years(series.first), _years(series.last + timedelta(1))
    middle, late = (_years(d) for d in windows(today))
    return min(last, late) - max(first, middle), last - max(first, late)


def _years(day: date) -> float:
    """Return the day as a number of years; the first of January is a whole number."""
    return day.year + (day - date(day.year, 1, 1)).days / (366 if isleap(day.year) else 365)


def _uncovered(series: CompleteSeries, today: date) -> str:
    before, present = _covered(series, today)
    if present < LEAST_YEARS:
        return f"held to {series.last.year} only"
    return "" if before >= LEAST_YEARS else f"held from {series.first.year} only"


def _count_by_year(days: Sequence[date], first: date, last: date) -> tuple[tuple[int, float, float], ...]:
    years = [d.year for d in days]
    return tuple((y, float(years.count(y)), 1.0) for y in range(first.year, last.year + 1))


# The Security Council


def council_texts(inquiry: Inquiry, hotspot: str | None = None) -> CouncilTexts:
    """Return the Council's adopted texts with all votes known, all of them or those on a hotspot."""
    texts = inquiry.cache.table(
        (*inquiry.votes_key, "council texts"), lambda: CouncilTexts.read(*inquiry.council)
    )
    if hotspot is None:
        return texts

    def places() -> dict[str, frozenset[str]]:
        ids, calls = pa.array(texts.matrix.roll_calls, pa.string()), inquiry.council[1]
        return topics.find_roll_call_hotspots(calls.filter(pc.is_in(calls["roll_call_id"], ids)).to_pylist())

    about = inquiry.cache.table((*inquiry.votes_key, "places of council texts"), places)
    return texts.select(np.array([hotspot in about[r] for r in texts.matrix.roll_calls], bool))


def _council(inquiry: Inquiry, pair: Pair, hotspot: str | None) -> Iterator[CompleteSeries]:
    """Yield two joint series of Council votes, then the dissent of each state, which explains them."""
    days = council_texts(inquiry).matrix.dates
    if not len(days):
        return
    first, last = days.min().item(), days.max().item()
    texts, today = council_texts(inquiry, hotspot), inquiry.data_to
    own = texts.of_pair(*pair)
    if not len(own.years):
        return
    every = np.ones(len(own.years), bool)
    both = _count_texts(CompleteSeries(COUNCIL_BOTH, "", SHARE, first, last), own, own.both, every, today)
    if both.change is not None and hotspot is None:
        among = replace(both.change, placebo=_place_among_members(texts, own, today))
        both = replace(both, change=among, rise=_rise_among_members(texts, own, today))
    yield both
    yield _count_texts(
        CompleteSeries(COUNCIL_JOINED, "", SHARE, first, last), own, own.both, own.either, today
    )
    for state, withheld in zip(pair, (own.one, own.other), strict=True):
        yield _count_texts(
            CompleteSeries(COUNCIL_OWN, state, SHARE, first, last), own, withheld, every, today
        )


def _count_texts(
    series: CompleteSeries, own: Dissent, hits: BoolArray, trials: BoolArray, today: date
) -> CompleteSeries:
    middle, late = (d.year for d in windows(today))
    present = own.years >= late
    before = (own.years >= middle) & ~present
    years = np.arange(int(own.years.min()), int(own.years.max()) + 1)
    per = [np.bincount(own.years[m] - years[0], minlength=len(years)) for m in (hits & trials, trials)]
    series = replace(
        series,
        records=tuple(np.array(own.records, object)[present & hits][::-1]),
        by_year=tuple((int(y), float(k), float(n)) for y, k, n in zip(years, *per, strict=True)),
    )
    if why := _uncovered(series, today):
        return replace(series, why_not=why)
    if not ((trials & present).any() and (trials & before).any()):
        return replace(series, why_not=NOT_SEATED if trials.all() else NONE_TO_COUNT)
    parts = trials & before, trials & present
    earlier, now = (own.tally(hits, part) for part in parts)
    by_year = [Tally.of(hits[part].astype(float), own.years[part]) for part in parts]
    return replace(series, change=window_change.compare_shares(earlier, now, (by_year[0], by_year[1])))


def _place_among_members(texts: CouncilTexts, own: Dissent, today: date) -> PlaceboRank | None:
    """Return the rank of the pair's present share of texts that neither voted for, among Council members."""
    late = windows(today)[1].year
    mine = own.between(late, today.year)
    if len(mine.years) < FEWEST_TEXTS:
        return None
    shares = texts.select(texts.years >= late).shares()
    others = np.array([k / n for pair, (k, n) in shares.items() if pair != own.pair])
    return matching.rank(float(mine.both.mean()), others, "pairs of members")


def _rise_among_members(texts: CouncilTexts, own: Dissent, today: date) -> PlaceboRank | None:
    """Return the rank of the rise of the share of texts that neither of the pair voted for, among members."""
    middle, late = (d.year for d in windows(today))
    present = texts.years >= late
    early, now = (texts.select(w).shares() for w in ((texts.years >= middle) & ~present, present))
    rises = {p: now[p][0] / now[p][1] - k / n for p, (k, n) in early.items() if p in now}
    mine = rises.pop(own.pair, None)
    if mine is None or not rises:
        return None
    return matching.rank(mine, np.array(list(rises.values())), "pairs of members in both periods")


@dataclass(frozen=True, slots=True)
class _Vetoed:
    """A draft that at least one state of a pair vetoed; ``about`` holds the hotspots of the draft."""

    day: date
    record: str
    both: bool
    about: frozenset[str]


def _vetoes(inquiry: Inquiry, pair: Pair, hotspot: str | None) -> Iterator[CompleteSeries]:
    """Yield the drafts that both states vetoed, and their share of the drafts that either vetoed."""
    if not set(pair) <= set(permanent_seats()):
        return
    first, last, drafts = _vetoed(inquiry, pair)
    if last < first:
        return
    drafts = [d for d in drafts if hotspot is None or hotspot in d.about]
    both, today = [d for d in drafts if d.both], inquiry.data_to
    middle, late = windows(today)
    if hotspot is not None and not any(d.day >= middle for d in both):
        return
    ids = tuple(d.record for d in both if d.day >= late)
    yield _counted(
        CompleteSeries(
            VETOES,
            "",
            COUNT,
            first,
            last,
            by_year=_count_by_year([d.day for d in both], first, last),
            records=ids,
        ),
        today,
    )
    of_all = _count_by_year([d.day for d in drafts], first, last)
    joined = _count_by_year([d.day for d in both], first, last)
    by_year = tuple((y, k, n) for (y, k, _), (_, n, _) in zip(joined, of_all, strict=True))
    yield _join_vetoes(
        CompleteSeries(VETOES_JOINED, "", SHARE, first, last, by_year=by_year, records=ids), drafts, today
    )


def _join_vetoes(series: CompleteSeries, drafts: Sequence[_Vetoed], today: date) -> CompleteSeries:
    middle, late = windows(today)
    if why := _uncovered(series, today):
        return replace(series, why_not=why)
    parts = [d for d in drafts if middle <= d.day < late], [d for d in drafts if d.day >= late]
    if not all(parts):
        return replace(series, why_not=NONE_TO_COUNT)
    tallies = [
        Tally.of(np.array([d.both for d in part], float), np.array([_crisis(d) for d in part]))
        for part in parts
    ]
    return replace(series, change=window_change.compare_shares(tallies[0], tallies[1]))


def _crisis(draft: _Vetoed) -> str:
    """Return a name for the crisis of a draft: its hotspots, or the draft itself if it has none."""
    return " ".join(sorted(draft.about)) or draft.record


def _vetoed(inquiry: Inquiry, pair: Pair) -> tuple[date, date, list[_Vetoed]]:
    """Return the first and last day covered, and the drafts that either state vetoed.

    Drafts come from the tables of votes while these are complete, later ones from the complete list.
    """
    ballots, calls = inquiry.council
    first = max(permanent_seats()[s][0] for s in pair)
    covers = [c for c in inquiry.view.coverage() if c.table == "ballots" and c.source.startswith(VETO_TABLES)]
    last = min(max((c.last for c in covers), default=date.min), inquiry.data_to)
    drafts = veto_rates.vetoed_drafts(ballots, calls, first, inquiry.until) if covers else []
    ids = pa.array([d.roll_call for d in drafts], pa.string())
    places = topics.find_roll_call_hotspots(calls.filter(pc.is_in(calls["roll_call_id"], ids)).to_pylist())
    out = [
        _Vetoed(d.date, d.record, set(pair) <= d.by, places[d.roll_call])
        for d in drafts
        if d.by & set(pair) and d.date <= last
    ]
    listed = complete_lists()[VETO_LIST]
    rows = [r for r in listed_acts(inquiry, listed) if set(pair) <= set(r["actors"])]
    for r in rows:
        if r["date_from"] > last:
            about = frozenset(hotspots.whole(h) for h in r["hotspots"])
            out.append(_Vetoed(r["date_from"], r["record_id"], JOINT_VETO in r["forms"], about))
    if rows:
        last = max(last, min(listed.until, inquiry.data_to))
    return first, last, sorted(out, key=lambda d: (d.day, d.record))


# Lists of the chronicle


def listed_acts(inquiry: Inquiry, of: CompleteList) -> list[dict[str, Any]]:
    """Return the acts of a complete list that the inquiry has and that name a member."""
    ids = pa.array(of.record_ids, pa.string())
    rows: list[dict[str, Any]] = inquiry.acts.filter(pc.is_in(inquiry.acts["record_id"], ids)).to_pylist()
    return rows


def _lists(inquiry: Inquiry, pair: Pair) -> Iterator[CompleteSeries]:
    """Yield series of exercises, patrols and meetings from the lists whose acts all name both states."""
    for of in complete_lists().values():
        rows = listed_acts(inquiry, of)
        if of.id == VETO_LIST or not rows or not all(set(pair) <= set(r["actors"]) for r in rows):
            continue
        days = [r["date_from"] for r in rows]
        late = windows(inquiry.data_to)[1]
        ids = tuple(r["record_id"] for r in rows if r["date_from"] >= late)
        last = min(of.until, inquiry.data_to)
        by_year = _count_by_year(days, of.since, last)
        yield _counted(
            CompleteSeries(of.id, of.what, COUNT, of.since, last, by_year=by_year, records=ids),
            inquiry.data_to,
        )


def _counted(series: CompleteSeries, today: date) -> CompleteSeries:
    if why := _uncovered(series, today):
        return replace(series, why_not=why)
    middle, late = (d.year for d in windows(today))
    before = np.array([k for y, k, _ in series.by_year if middle <= y < late])
    present = np.array([k for y, k, _ in series.by_year if y >= late])
    years = _covered(series, today)
    return replace(series, change=window_change.compare_counts(before, years[0], present, years[1]))


# Positions, sponsors, trade and arms


def _positions(inquiry: Inquiry, pair: Pair) -> Iterator[CompleteSeries]:
    """Yield the distance of the pair's positions in the General Assembly by year, with similar pairs."""
    known = known_positions(inquiry)
    if known is None or not set(pair) <= set(known[0]):
        return
    states, years, points = known
    at = [states.index(s) for s in pair]
    own = np.abs(points[at[0]] - points[at[1]])
    span = date(int(years[0]), 1, 1), date(int(years[-1]), 12, 31)
    per = tuple((int(y), float(d), 1.0) for y, d in zip(years, own, strict=True) if not np.isnan(d))
    series = CompleteSeries(POSITIONS, "", AMOUNT, *span, by_year=per)
    if why := _uncovered(series, inquiry.data_to):
        yield replace(series, why_not=why)
        return
    middle, late = (d.year for d in windows(inquiry.data_to))
    inside = years >= middle
    whole = np.flatnonzero(~np.isnan(points[:, inside]).any(1))
    if not set(at) <= set(whole.tolist()):
        yield replace(series, why_not="a year without a position in one of the two periods")
        return
    others = whole[np.column_stack(np.triu_indices(len(whole), 1))]
    pairs = np.vstack([[at], others[~(others == sorted(at)).all(1)]])
    apart = np.abs(points[pairs[:, 0]] - points[pairs[:, 1]])
    before, present = apart[:, (years >= middle) & (years < late)], apart[:, years >= late]
    like = matching.matched(before.mean(1), 0, MATCHED)
    chosen = np.insert(like, 0, 0)
    change = window_change.compare_amounts(before[chosen], present[chosen], 0, "pairs as far apart before")
    yield replace(series, change=change, rise=_turned(change.placebo))


def _turned(rank: PlaceboRank | None) -> PlaceboRank | None:
    """Reverse a rank, because a smaller distance means a closer pair."""
    return rank and replace(rank, rank=rank.of + 1 - rank.rank)


def known_positions(inquiry: Inquiry) -> tuple[tuple[str, ...], IntArray, FloatArray] | None:
    """Return the published voting positions of :func:`ideal_points`, read once for all groups of states."""
    return inquiry.cache.table((*inquiry.votes_key, "ideal points"), lambda: ideal_points(inquiry))


_IDEAL_POINTS = """
SELECT source, sender, date_from, value, record_id FROM flows
WHERE measure = 'ideal-point' AND value IS NOT NULL AND date_to <= $until ORDER BY record_id
"""


def ideal_points(inquiry: Inquiry) -> tuple[tuple[str, ...], IntArray, FloatArray] | None:
    """Return states, years and voting positions (states, years), NaN if unknown, of the newest release."""
    if not inquiry.view.has("flows"):
        return None
    rows = inquiry.of_sources(inquiry.view.run(_IDEAL_POINTS, until=inquiry.until))
    if not rows.num_rows:
        return None
    source, day = (rows[c].combine_chunks() for c in ("source", "date_from"))
    newest = pc.max(source.filter(pc.equal(day, pc.max(day))).cast(pa.string()))
    rows = rows.filter(pc.equal(source, newest))
    senders, years = rows["sender"].cast(pa.string()), pc.year(rows["date_from"]).to_numpy()
    states = tuple(sorted(pc.unique(senders).to_pylist()))
    first, last = int(years.min()), int(years.max())
    points = np.full((len(states), last - first + 1), np.nan)
    at = pc.index_in(senders, pa.array(states, pa.string())).to_numpy()
    points[at, years - first] = rows["value"].to_numpy()
    return states, np.arange(first, last + 1), points


def _sponsors(inquiry: Inquiry, pair: Pair) -> Iterator[CompleteSeries]:
    """Yield the drafts that both states sponsored, with the number expected if each chose independently."""
    acts = inquiry.every_act.select(["source", "occurrence", "date_from", "actors", "record_id"])
    acts = acts.filter(pc.equal(acts["source"], SPONSORED)).to_pylist()
    drafts = [d for d in acts if inquiry.since <= d["date_from"] <= inquiry.until]
    if not drafts:
        return
    drafts = list({d["occurrence"]: d for d in drafts}.values())  # keep the last revision of each draft
    sponsored = [sum(s in d["actors"] for d in drafts) for s in pair]
    both = [d for d in drafts if set(pair) <= set(d["actors"])]
    days = [d["date_from"] for d in drafts]
    series = CompleteSeries(
        SPONSORS,
        "",
        COUNT,
        min(days),
        max(days),
        by_year=_count_by_year([d["date_from"] for d in both], min(days), max(days)),
        records=tuple(d["record_id"] for d in both),
        expected=sponsored[0] * sponsored[1] / len(drafts),
    )
    yield _counted(series, inquiry.data_to)


def _flows(inquiry: Inquiry, pair: Pair) -> Iterator[CompleteSeries]:
    """Yield trade and arms deliveries in both directions by year, with pairs that have similar trade."""
    size = panel.size(inquiry.view)
    if any(s not in size for s in pair):
        return
    pairs = (pair, *matching.like_pairs(size, pair, 1))
    middle, late = (d.year for d in windows(inquiry.data_to))
    years = np.arange(panel.FIRST, (inquiry.data_to + timedelta(1)).year)  # complete years only
    for id_, measure in FLOWS.items():
        values, ids = panel.flow(inquiry.view, pairs, years.tolist(), measure)
        if np.isnan(values[0]).all():
            continue
        known = ~np.isnan(values[0])
        span = date(int(years[known][0]), 1, 1), date(int(years[known][-1]), 12, 31)
        per = tuple((int(y), float(v), 1.0) for y, v in zip(years[known], values[0][known], strict=True))
        series = CompleteSeries(id_, "", AMOUNT, *span, by_year=per, records=tuple(ids))
        if why := _uncovered(series, inquiry.data_to):
            yield replace(series, why_not=why)
            continue
        before, present = (known & w for w in ((years >= middle) & (years < late), years >= late))
        rows = np.flatnonzero(~np.isnan(values[:, before | present]).any(1))
        own = int(np.flatnonzero(rows == 0)[0])
        change = window_change.compare_amounts(
            values[rows][:, before], values[rows][:, present], own, "pairs of like trade"
        )
        yield replace(series, change=change, rise=change.placebo)


def _told_trade(inquiry: Inquiry, pair: Pair) -> Iterator[CompleteSeries]:
    """Yield trade in both directions by year from acts, in million dollars, if no table of trade exists."""
    years = range(panel.FIRST, (inquiry.data_to + timedelta(1)).year)
    counted = inquiry.acts.filter(pc.equal(inquiry.acts["kind"], "total"))
    for line in interdependence.totals(counted.to_pylist(), *pair, years):
        if (line.what, line.unit) != (TRADE, "billion US$"):
            continue
        known = line.years_known
        amounts = np.array([1000 * (line.by_year[y] or 0.0) for y in known])
        series = CompleteSeries(
            TRADE,
            "",
            AMOUNT,
            date(known[0], 1, 1),
            date(known[-1], 12, 31),
            by_year=tuple((y, float(v), 1.0) for y, v in zip(known, amounts, strict=True)),
            records=line.records,
        )
        if why := _uncovered(series, inquiry.data_to):
            yield replace(series, why_not=why)
            continue
        middle, late = (d.year for d in windows(inquiry.data_to))
        present = np.array(known) >= late
        before = (np.array(known) >= middle) & ~present
        change = window_change.compare_amounts(amounts[None, before], amounts[None, present], 0, "")
        yield replace(series, change=change)
