"""Votes in the General Assembly: how alike a pair votes, how often on opposite sides, beyond position."""

from __future__ import annotations

from datetime import date

import numpy as np

from comity.measures.verdict import counter_evidence
from comity.measures.votes import roll_call_agreement
from comity.records.details import DistanceDetail
from comity.records.finding import Finding, Interval, PlaceboRank, cannot_tell
from comity.records.kinds import Kind, Subject
from comity.types import FloatArray, IntArray, Pair
from comity.vocabulary.hotspots import Hotspot
from comity.vocabulary.states import all_states
from comity.watch.inquiry import Inquiry
from comity.watch.questions.complete_series import ideal_points, windows
from comity.watch.questions.vetoes import PAIRS_ONLY

NO_VOTES = "no roll calls are held"
FIRST = date(1992, 1, 1)
"""From this day on most states of today sit in the Assembly: a present answer asks of votes since."""


def agreement(inquiry: Inquiry, hotspot: str | None = None, since: date = date.min) -> list[Finding]:
    """How alike a pair votes on a hotspot, or on all matters, since a day."""
    kind, about = Kind.AGREEMENT, Subject(states=inquiry.group.codes)
    if inquiry.pair is None:
        return [cannot_tell(kind, about, PAIRS_ONLY, method=roll_call_agreement.METHOD)]
    if inquiry.assembly is not None:
        return inquiry.assembly.votes(*inquiry.pair, hotspot, since)
    return [cannot_tell(kind, about, NO_VOTES, method=roll_call_agreement.METHOD)]


def present_from(inquiry: Inquiry) -> date:
    """First day of votes that tell of a group of today: :data:`FIRST`, or the youngest's independence."""
    return max(FIRST, *(all_states()[code].first for code in inquiry.group.codes))


def by_issue(inquiry: Inquiry) -> list[Finding]:
    """Agreement beyond habit on each issue; empty where no votes are held."""
    if inquiry.pair is None or inquiry.assembly is None:
        return []
    return inquiry.assembly.by_issue(*inquiry.pair)


def by_session(inquiry: Inquiry) -> list[Finding]:
    """Agreement beyond habit in each session beside like pairs; empty where no votes are held."""
    if inquiry.pair is None or inquiry.assembly is None:
        return []
    return inquiry.assembly.by_session(*inquiry.pair)


def opposed(inquiry: Inquiry, spot: Hotspot) -> Finding:
    """How often a pair voted on opposite sides on a hotspot."""
    if inquiry.pair is None or inquiry.assembly is None:
        about = Subject(states=inquiry.group.codes, place=spot.id)
        why = PAIRS_ONLY if inquiry.pair is None else NO_VOTES
        null = counter_evidence.NULL_VOTES
        return cannot_tell(Kind.VOTES_APART, about, why, method=counter_evidence.METHOD, null=null)
    return inquiry.assembly.apart(*inquiry.pair, spot.id)


def like_pairs(inquiry: Inquiry, k: int) -> list[Pair]:
    """The ``k`` pairs of most similar voting habits: placebo pairs by name; empty where no votes are held."""
    if inquiry.pair is None or inquiry.assembly is None:
        return []
    return roll_call_agreement.like_pairs(inquiry.assembly.matrix, *inquiry.pair, k)


def distance(inquiry: Inquiry) -> list[Finding]:
    """How far apart a pair's published positions lie on average: in the window before, then in the present.

    Ideal points (Bailey, Strezhnev and Voeten 2017), on the scale of their release, where about three
    quarters of a unit is the standard deviation of all members.  The rank is among all pairs of states with
    a position in every year of the window, the nearest first.  Empty where the two have no positions.
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
    """Whether a pair votes alike beyond position, by period and area.

    Models of every vote are fitted, which takes about a minute a period; empty where no votes are held.
    """
    if inquiry.pair is None or inquiry.assembly is None:
        return []
    return inquiry.assembly.excess(*inquiry.pair)
