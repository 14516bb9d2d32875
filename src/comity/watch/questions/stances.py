"""Where one partner stands at a hotspot: toward the third power, toward the other's core interest, toward it.

Acts *in* a hotspot are those that took place in one of its states; acts *toward* it have one of them as
target.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import numpy as np

from comity.measures.coaction.pairwise import FIT_ACTS
from comity.measures.roles import deference, hedging, third_power
from comity.measures.stats import matching
from comity.records.details import SilenceDetail
from comity.records.finding import Finding, cannot_tell
from comity.records.kinds import NO_SUBJECT, Kind
from comity.types import FloatArray, IntArray
from comity.vocabulary.hotspots import Hotspot
from comity.vocabulary.states import display
from comity.watch import event_streams
from comity.watch.questions import tallies
from comity.watch.questions.tallies import CONFLICT, PairStream, Toward

CRISIS = 0.9
"""Bins in the top tenth of the partner's own acts of conflict toward its interest are its episodes."""


def answer(kind: Kind, stream: PairStream, spot: Hotspot, toward: Toward, state: str) -> Finding:
    """The answer to a question of :func:`comity.watch.questions.roles.questions` asked of one state."""
    if kind is Kind.SILENCE:
        return silence(stream, spot, toward, state)
    if kind is Kind.HEDGING:
        return hedges(stream, state, spot.states)
    return stance(stream, spot, state) if kind is Kind.STANCE else quiet(stream, spot, state)


def stance(stream: PairStream, spot: Hotspot, state: str) -> Finding:
    """With or against the third power in a hotspot, among states of like activity toward it."""
    if why := _third_itself(stream, spot):
        return cannot_tell(Kind.STANCE, NO_SUBJECT, why, method=third_power.METHOD)
    by_actor = _by_actor(tallies.acts_toward(stream, stream.third, by_place=True))
    usable = [
        s
        for s, acts in by_actor.items()
        if s not in spot.states and any(r["geo_state"] in spot.states for r in acts)
    ]
    spots = event_streams.places()
    row = next(k for k, h in enumerate(spots) if h.id == spot.id)
    counts = {s: _places(stream, by_actor.get(s, []), spots) for s in (*usable, state)}
    ids = stream.records([state], [stream.third], spot.states)
    return _placed(stream, state, counts, row, ids)


def stance_anywhere(stream: PairStream, state: str) -> Finding:
    """With or against the third power over all places, among states of like activity toward it."""
    by_actor = _by_actor(tallies.acts_toward(stream, stream.third, by_place=False))
    counts = {s: _weekly(stream, by_actor.get(s, [])) for s in (*by_actor, state)}
    counts = {s: (k[None], n[None]) for s, (k, n) in counts.items()}
    return _placed(stream, state, counts, 0, stream.records([state], [stream.third]))


def _placed(
    stream: PairStream,
    state: str,
    counts: Mapping[str, tuple[FloatArray, FloatArray]],
    row: int,
    ids: tuple[str, ...],
) -> Finding:
    """The state's position in row ``row`` of its counts, against those of placebo states."""
    usable = [s for s in counts if s not in (*stream.pair, stream.third)]
    size = {s: int(n.sum()) for s, (_, n) in counts.items()}
    others = []
    for other in tallies.like_states(size, state, usable):
        k, n = (x.sum(axis=1) for x in counts[other])
        others.append(float(third_power.log_odds(k, n)[row]))
    return third_power.toward_third(*counts[state], row, np.array(others), records=ids)


def quiet(stream: PairStream, spot: Hotspot, state: str) -> Finding:
    """Log-odds of conflict with the third power there, in weeks in which it did nothing toward the place."""
    if why := _third_itself(stream, spot):
        return cannot_tell(Kind.QUIET_WEEKS, NO_SUBJECT, why, method=third_power.METHOD)
    acts = [r for r in tallies.acts_toward(stream, stream.third, by_place=True) if r["actor"] == state]
    inside = [r for r in acts if r["geo_state"] in spot.states]
    shocks = np.zeros(len(stream.weeks))
    at = {w: i for i, w in enumerate(stream.weeks)}
    for c in stream.streams.cells_toward(stream.name, spot, "week").to_pylist():
        if c["state"] == stream.third and c["quad"] in CONFLICT and c["bin_start"] in at:
            shocks[at[c["bin_start"]]] += c["n"]
    return _unprovoked(stream, inside, shocks, stream.records([state], [stream.third], spot.states))


def quiet_anywhere(stream: PairStream, state: str) -> Finding:
    """Log-odds of conflict with the third power in weeks in which it did nothing against the state."""
    acts = [r for r in tallies.acts_toward(stream, stream.third, by_place=False) if r["actor"] == state]
    theirs = [r for r in tallies.acts_toward(stream, state, by_place=False) if r["actor"] == stream.third]
    shocks, _ = _weekly(stream, theirs)
    return _unprovoked(stream, acts, shocks, stream.records([state], [stream.third]))


def _unprovoked(
    stream: PairStream, acts: list[dict[str, Any]], shocks: FloatArray, ids: tuple[str, ...]
) -> Finding:
    """Conflict left when the third power's own, in the week and the one before, are taken out.

    A week whose week before was not in sight is left out: what was done then is unknown.
    """
    before = np.array([np.nan, *shocks[:-1]])
    before[1:][[b - a > timedelta(7) for a, b in pairwise(stream.weeks)]] = np.nan
    unprovoked = third_power.in_quiet_weeks(*_weekly(stream, acts), shocks + before, ids)
    return replace(unprovoked, null="the third power's own acts held at none")


def silence(stream: PairStream, spot: Hotspot, toward: Toward, state: str) -> Finding:
    """Whether a state says less than its habit in the crises of its partner's core interest."""
    row = {s: k for k, s in enumerate(toward.states)}
    partner = next(s for s in stream.pair if s != state)
    crises = episodes(toward.quads(CONFLICT)[row[partner]])
    null = "its own habit given everyone's news"
    if (crises < 0).all():
        why = f"{display(partner)} shows no conflict there in the window"
        return cannot_tell(Kind.SILENCE, NO_SUBJECT, why, method=deference.METHOD, null=null)
    own = deference.habit(toward.counts.astype(float), row[state], row[partner], crises)
    acts = {s: int(n) for s, n in zip(toward.states, toward.counts.sum(axis=1), strict=True)}
    usable = [s for s, n in acts.items() if n >= FIT_ACTS and s not in stream.pair]
    others = []
    for other in tallies.like_states(acts, state, usable):
        h = deference.habit(toward.counts.astype(float), row[other], row[partner], crises)
        expected = float(h.expected.sum())
        others.append(float(h.observed.sum()) / expected if expected > 0 else np.nan)
    restraint = deference.deference(
        own.observed,
        own.expected,
        own.dispersion,
        tallies.acts_elsewhere(stream, state, spot),
        placebos=np.array(others),
        records=stream.records([state], spot.states),
    )
    if not restraint.known:
        return restraint
    detail = replace(restraint.read(SilenceDetail), episodes=int(crises.max()) + 1, bin=toward.width)
    return replace(restraint, detail=detail)


def episodes(conflict: IntArray) -> IntArray:
    """Number of the episode of each bin, -1 for none: runs of bins with much conflict, (bins,).

    Notes
    -----
    Named by the partner's acts alone, so that the silence stream about cannot choose its own test.
    """
    busy = conflict >= max(1.0, float(np.quantile(conflict, CRISIS)))
    first = busy & ~np.concatenate([[False], busy[:-1]])
    return np.where(busy, np.cumsum(first) - 1, -1)


def hedges(stream: PairStream, state: str, places: Collection[str] | None) -> Finding:
    """Share of months in which a state both supports its partner and keeps its distance.

    ``places`` limits it to acts that took place there; ``None`` takes all.
    """
    partner = next(s for s in stream.pair if s != state)
    rows = tallies.acts_toward(stream, partner, by_place=places is not None)
    if places is not None:
        rows = [r for r in rows if r["geo_state"] in places]
    by_actor = _by_actor(rows)
    size = {s: sum(r["n"] for r in acts) for s, acts in by_actor.items()}
    own = hedging.hedging(
        *_months(by_actor.get(state, [])), records=stream.records([state], [partner], places)
    )
    if not own.known:
        return own
    likes = tallies.like_states(size, state, [s for s in size if s not in stream.pair])
    shares = np.array([hedging.hedging(*_months(by_actor[s])).value for s in likes], float)
    rank = matching.rank(float(own.value or 0.0), shares, "activity")
    return replace(own, placebo=rank, null="states of like activity")


def _months(rows: Iterable[Mapping[str, Any]]) -> tuple[IntArray, IntArray, IntArray]:
    """Day, stance (1 support, -1 distance) and month of each act."""
    acts = [(r["event_date"], -1 if r["quad"] in CONFLICT else 1) for r in rows]
    days = np.array([d.toordinal() for d, _ in acts], dtype=np.int64)
    months = np.array([_month(d) for d, _ in acts], dtype=np.int64)
    return days, np.array([s for _, s in acts], dtype=np.int64), months


def _month(day: date) -> int:
    return day.year * 12 + day.month


def _places(
    stream: PairStream, rows: list[dict[str, Any]], spots: Iterable[Hotspot]
) -> tuple[FloatArray, FloatArray]:
    """Conflictual acts and all acts in each hotspot and week, (hotspots, weeks) each."""
    weekly = [_weekly(stream, [r for r in rows if r["geo_state"] in h.states]) for h in spots]
    return np.array([k for k, _ in weekly]), np.array([n for _, n in weekly])


def _weekly(stream: PairStream, rows: list[dict[str, Any]]) -> tuple[FloatArray, FloatArray]:
    """Conflictual acts and all acts in each week, (weeks,) each."""
    return tallies.weekly(stream, [r for r in rows if r["quad"] in CONFLICT]), tallies.weekly(stream, rows)


def _by_actor(rows: Iterable[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    out: dict[str, list[dict[str, Any]]] = {}
    for r in rows:
        out.setdefault(r["actor"], []).append(r)
    return out


def _third_itself(stream: PairStream, spot: Hotspot) -> str:
    return f"{display(stream.third)} is the hotspot itself" if stream.third in spot.states else ""
