"""Comparisons of votes in the General Assembly: by issue, session and position, and on opposite sides."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from comity.errors import QuestionError
from comity.measures.verdict import counter_evidence
from comity.measures.votes import agreement_by_session
from comity.measures.votes import excess as beyond_position
from comity.measures.votes.ballots import BallotMatrix
from comity.measures.votes.roll_call_agreement import agreement
from comity.records.details import DistanceDetail
from comity.records.finding import Finding, Interval, PlaceboRank, cannot_tell
from comity.records.kinds import Kind, Subject
from comity.types import FloatArray, IntArray, Pair
from comity.vocabulary.hotspots import Hotspot
from comity.vocabulary.load import words
from comity.watch.inquiry import PAIRS_ONLY, Inquiry
from comity.watch.questions.complete_series import ideal_points, windows
from comity.watch.questions.votes import NO_VOTES

#: Sessions of each period in which positions are taken as constant: since September 2000, 2007 and 2014.
PERIODS = ((55, 61), (62, 68), (69, 75))


def by_issue(inquiry: Inquiry) -> list[Finding]:
    """Return how alike a pair votes on each issue, corrected for voting habits; empty without votes."""
    if inquiry.pair is None or inquiry.assembly is None:
        return []
    matrix = inquiry.assembly.matrix
    out: list[Finding] = []
    for tag, name in words("issues").items():
        about = Subject(topic=name)
        of = agreement(matrix.on_issue(tag), *inquiry.pair, about=about)
        out += [f for f in of if f.kind is Kind.AGREEMENT_KAPPA]
    return out


def by_session(inquiry: Inquiry) -> list[Finding]:
    """Return how alike a pair votes in each session, corrected for habits, with similar pairs; or empty."""
    if inquiry.pair is None or inquiry.assembly is None:
        return []
    return agreement_by_session.compare_sessions(inquiry.assembly.matrix, *inquiry.pair)


def opposed(inquiry: Inquiry, spot: Hotspot) -> Finding:
    """Return how often a pair voted on opposite sides on a hotspot."""
    if inquiry.pair is None or inquiry.assembly is None:
        about = Subject(states=inquiry.group.codes, place=spot.id)
        why = PAIRS_ONLY if inquiry.pair is None else NO_VOTES
        null = counter_evidence.NULL_VOTES
        return cannot_tell(Kind.VOTES_APART, about, why, method=counter_evidence.METHOD, null=null)
    on_hotspot = inquiry.assembly.on(spot.id)
    return counter_evidence.votes_apart(on_hotspot, *inquiry.pair, about=Subject(place=spot.id))


def distance(inquiry: Inquiry) -> list[Finding]:
    """Return the mean distance of a pair's published positions, in the earlier and in the present window.

    Positions are ideal points (Bailey, Strezhnev and Voeten 2017) on the scale of their release. The standard
    deviation of all members is about three quarters of a unit. The rank is among all pairs of states with a
    position in every year of the window, the nearest pair first. The result is empty if a state has no
    positions.
    """
    table = inquiry.cache.table((*inquiry.votes_key, "ideal points"), lambda: ideal_points(inquiry))
    if inquiry.pair is None or table is None or not set(inquiry.pair) <= set(table[0]):
        return []
    states, years, points = table
    middle, late = (d.year for d in windows(inquiry.data_to))
    spans = (years >= middle) & (years < late), years >= late
    answers = [_distance(inquiry.pair, states, years[inside], points[:, inside]) for inside in spans]
    return [f for f in answers if f is not None]


def _distance(pair: Pair, states: tuple[str, ...], years: IntArray, points: FloatArray) -> Finding | None:
    a, b = (states.index(s) for s in pair)
    covered = ~np.isnan(points[[a, b]]).any(0)
    if not covered.any():
        return None
    points, years = points[:, covered], years[covered]
    whole = points[~np.isnan(points).any(1)]
    i, j = np.triu_indices(len(whole), 1)
    all_pairs = np.abs(whole[i] - whole[j]).mean(1)
    own = np.abs(points[a] - points[b])
    first, last = int(years[0]), int(years[-1])
    return Finding(
        Kind.DISTANCE,
        Subject(states=pair, span=f"{first} to {last}" if first < last else str(first)),
        float(own.mean()),
        "",
        "all pairs of states",
        len(years),
        "ideal-points/release",
        interval=Interval(float(own.min()), float(own.max()), 1),
        placebo=PlaceboRank(int((all_pairs < own.mean()).sum()) + 1, len(all_pairs), "nearest pairs first"),
        detail=DistanceDetail(
            interval_of="of single sessions",
            first=f"{first}-01-01",
            last=f"{last}-12-31",
            no_records="a published estimate for each state and session",
            median=float(np.median(all_pairs)),
        ),
    )


def excess(inquiry: Inquiry) -> list[Finding]:
    """Return whether a pair agrees more than the positions of the two states predict, by period and area.

    The models fit every vote, which takes about a minute per period. The result is empty without votes.
    """
    if inquiry.pair is None or inquiry.assembly is None:
        return []
    matrix = inquiry.assembly.matrix
    out = []
    for first, last in PERIODS:
        sessions = matrix.sessions
        part = matrix.select((sessions >= first) & (sessions <= last))
        out += _period(part, inquiry.pair, f"{1945 + first} to {1945 + last}")
    return beyond_position.add_q_values(out)


def _period(part: BallotMatrix, pair: Pair, years: str) -> list[Finding]:
    kind, about = Kind.BEYOND_POSITION, Subject(span=years)
    if not len(part.roll_calls):
        return [cannot_tell(kind, about, "no roll calls are held", method=beyond_position.METHOD)]
    try:
        model = beyond_position.model_votes(part)
    except QuestionError as e:
        return [cannot_tell(kind, about, str(e), method=beyond_position.METHOD)]
    out = beyond_position.excess_agreement(model, *pair, about=about)
    for tag, name in words("issues").items():
        mask = model.matrix.tagged(tag)
        out += beyond_position.excess_agreement(model, *pair, mask=mask, about=replace(about, topic=name))
    return out
