"""Findings on acting together: the results of co-action and timing for one pair, by hotspot and event stream.

There is one finding per hotspot and event stream, and one over all hotspots. The verdict on each hotspot is
corrected for all hotspots tested in the same stream (Benjamini and Hochberg 1995).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import scipy

from comity.measures.coaction import statistic
from comity.measures.coaction.pairwise import PairTable, pair_table
from comity.measures.coaction.pooling import pool
from comity.measures.coaction.power import weakest_share
from comity.measures.coaction.statistic import CoAction, Score
from comity.measures.coaction.time_axis import Counted
from comity.measures.timing import Following, who_follows
from comity.records.details import DOUBLED, TOGETHER, CoActionDetail, PooledDetail, SightDetail
from comity.records.finding import Finding, Interval, PlaceboRank, cannot_tell
from comity.records.kinds import Kind, Subject
from comity.types import RECORDS_SHOWN, Z90, FloatArray, Pair

NULL = "each state's own activity, everyone's news, their group, and pairs of like activity"
A_YEAR = {"week": 365.25 / 7, "day": 365.25}


Fits = Mapping[str, PairTable]
"""Hotspot -> its counts, fitted."""


def fit_tables(counted: Mapping[str, Counted]) -> Fits:
    """Fit the test of acting together at each hotspot (place), the slowest step, the same for every pair."""
    return {k: pair_table(c.counts, c.axis) for k, c in counted.items()}


def together(
    counted: Mapping[str, Counted], pair: Pair, fits: Fits, *, stories: bool = True
) -> dict[str, Finding]:
    """Return whether a pair acts together at each hotspot (place watched), corrected for testing all of them.

    If the stream does not give the story of each act (``stories``), a verdict is withheld that a coder could
    produce by crediting acts to both states.

    The keys are those of ``counted``. The value is a word from
    :func:`comity.measures.coaction.statistic.verdict`. The detail has the tie with its 90% interval, the
    excess of joint bins per year, z scores under several nulls, who follows whom, and the weakest tie that
    would get the word "together".
    """
    answers = {k: assess(c, pair, fits[k]) for k, c in counted.items()}
    scores = [a.score for a, _ in answers.values()]
    said = dict(zip(answers, statistic.words(scores, stories=stories), strict=True))
    at_first = dict(zip(answers, statistic.words(scores), strict=True))
    tested = sum(s is not None for s in scores)
    out = {}
    for k, (a, f) in answers.items():
        weakest = None if a.score is None else weakest_share(a.score, tested, stories=stories)
        withheld = DOUBLED if at_first[k] == TOGETHER != said[k] else ""
        out[k] = _finding(counted[k], pair, a, f, said[k], weakest, withheld)
    return out


def assess(c: Counted, pair: Pair, fit: PairTable) -> tuple[CoAction, Following]:
    """Return whether a pair acts together toward one hotspot, and which of its states follows the other."""
    row = np.array([[c.states.index(s) for s in pair]])
    answer = statistic.assess_in(fit, row, bins_a_year=A_YEAR[c.width])[0]
    return answer, who_follows(c.counts, row, c.axis)[0]


def score(c: Counted, pair: Pair) -> Score | None:
    """Return only the figures from which it is decided whether a pair acts together toward one hotspot."""
    fit, row = pair_table(c.counts, c.axis), np.array([[c.states.index(s) for s in pair]])
    return statistic.scores(fit, row)[0] if fit.usable(row).all() else None


def read_score(f: Finding) -> Score | None:
    """Return the figures from which the verdict in a finding of :func:`together` was decided."""
    d = f.detail
    if not isinstance(d, CoActionDetail):
        return None
    return Score(d.joint_z, d.beyond_z, d.joint_tie, d.beyond_tie, d.active, d.grouped, d.daily, d.doubled)


def _finding(
    c: Counted, pair: Pair, a: CoAction, f: Following, word: str, weakest: float | None, withheld: str
) -> Finding:
    known = a.joint is not None and a.beyond is not None
    return Finding(
        Kind.CO_ACTION,
        Subject(states=pair, place=c.hotspot, stream=c.stream),
        word if known else None,
        "",
        NULL,
        len(c.bins),
        statistic.METHOD,
        interval=a.tie[1] if a.tie and known else None,
        placebo=a.beyond.placebo if a.beyond else None,
        records=c.records,
        records_total=c.records_total,
        why_not="" if known else a.why_not,
        detail=_doubt(c, a, f, weakest, withheld) if known else SightDetail(**_sight(c, a)),
    )


def _sight(c: Counted, a: CoAction) -> dict[str, Any]:
    return {
        "acts": tuple(a.acts),
        "bin": c.width,
        "bins": len(c.bins),
        "first": c.bins[0].isoformat(),
        "last": c.bins[-1].isoformat(),
    }


def _doubt(c: Counted, a: CoAction, f: Following, weakest: float | None, withheld: str) -> CoActionDetail:
    assert a.joint is not None and a.beyond is not None and a.interval is not None  # noqa: PT018
    assert a.observed is not None and a.expected is not None  # noqa: PT018
    assert a.excess is not None and a.share is not None  # noqa: PT018
    assert a.score is not None and a.tie is not None  # noqa: PT018
    return CoActionDetail(
        **_sight(c, a),
        interval_of=f"share of the less active one's {c.width}s",
        observed=a.observed,
        expected=a.expected,
        excess_a_year=a.excess,
        excess_low=a.interval.low,
        excess_high=a.interval.high,
        level=a.interval.level,
        share_joint=a.share,
        joint_p=a.joint.p,
        beyond_p=a.beyond.p,
        joint_z=a.joint.z,
        beyond_z=a.beyond.z,
        joint_tie=a.score.joint_tie,
        beyond_tie=a.score.beyond_tie,
        active=a.score.active,
        grouped=a.score.grouped,
        daily=a.score.daily,
        tie=a.tie[0],
        tie_low=a.tie[1].low,
        tie_high=a.tie[1].high,
        ladder=a.ladder,
        group=tuple(c.states[k] for k in a.group),
        weakest_share=weakest,
        follower=None if f.follower is None else c.states[f.follower],
        follow_p=f.p,
        follow_agreed=f.agreed,
        little=statistic.LITTLE,
        doubled=a.score.doubled,
        withheld=withheld,
    )


def pooled(counted: Mapping[str, Counted], pair: Pair, fits: Fits) -> list[Finding]:
    """Return whether a pair acts together over all hotspots of a stream: beyond news, and beyond groups."""
    states = sorted({s for c in counted.values() for s in c.states})
    place = {s: k for k, s in enumerate(states)}
    pairs = np.column_stack(np.triu_indices(len(states), 1))
    where = {(int(i), int(j)): k for k, (i, j) in enumerate(pairs)}
    mine = where[(min(place[s] for s in pair), max(place[s] for s in pair))]
    z = np.full((2, len(counted), len(pairs)), np.nan)
    for row, (key, c) in enumerate(counted.items()):
        own_pairs = np.column_stack(np.triu_indices(len(c.states), 1))
        at = [where[(place[c.states[i]], place[c.states[j]])] for i, j in own_pairs]
        for question, p in enumerate(statistic.both(fits[key], own_pairs)):
            z[question, row, at] = np.where(p < 1, -scipy.special.ndtri(np.clip(p, 1e-300, 1)), np.nan)
    kinds = (Kind.POOLED_WITH_GROUP, Kind.POOLED_PAIR)
    return [_pool_question(z[k], mine, list(counted.values()), pair, kind) for k, kind in enumerate(kinds)]


def _pool_question(z: FloatArray, mine: int, counted: Sequence[Counted], pair: Pair, kind: Kind) -> Finding:
    c = counted[0]
    ids = tuple(dict.fromkeys(i for x in counted for i in x.records))[:RECORDS_SHOWN]
    subject = Subject(states=pair, stream=c.stream)
    result = pool(z)
    tested = int(result.hotspots[mine])
    if np.isnan(result.z[mine]):
        return cannot_tell(
            kind, subject, f"only {tested} hotspots could be tested", method=statistic.METHOD, n=tested
        )
    value = float(result.z[mine])
    others = np.delete(result.z, mine)
    return Finding(
        kind,
        subject,
        value=value,
        unit="pooled z",
        null=NULL,
        n=tested,
        method=statistic.METHOD,
        interval=Interval(value - Z90, value + Z90),
        placebo=PlaceboRank(int(result.rank[mine]), result.of, "every pair tested in as many hotspots"),
        records=ids,
        records_total=sum(x.records_total for x in counted),
        detail=PooledDetail(
            p=float(result.p[mine]),
            bins=len(c.bins),
            rank_best=1 + int((others > value + Z90).sum()),
            rank_worst=1 + int((others > value - Z90).sum()),
        ),
    )
