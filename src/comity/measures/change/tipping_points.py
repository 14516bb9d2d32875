"""What would change it?  The observation that turns a word, and how likely it is by the pair's own past.

Every word is asked for the smallest change of its own data that turns it: joint acts more in the window, or
joint acts that had been acts of one alone.  The data are changed and the word is made anew by the measure
that made it, so nothing here knows a threshold.

How likely: acts go on coming as they came.  The count to come is negative binomial (gamma posterior under
Jeffreys' prior, Poisson to come; Gelman et al. 2013, Bayesian Data Analysis, sec. 2.6); of joint bins, acts
and news held as they were, the number is beta-binomial.  The range comes from the posterior of the rate.
It is a likelihood if nothing changes, not a forecast: :mod:`comity.parts.outlook` makes forecasts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import scipy
from numpy.typing import NDArray

from comity.records.details import TurnDetail
from comity.records.finding import Finding, cannot_tell
from comity.records.kinds import Kind, Subject
from comity.types import LEVEL, RECORDS_SHOWN, BoolArray, IntArray

METHOD = "what-would-change/1"
NULL = "the pair's own past rate goes on"
MOST = 400
"""No change of more than this many is looked for."""


@dataclass(frozen=True, slots=True)
class Likelihood:
    """Chance of at least so many events to come, and its 90% range."""

    value: float
    low: float
    high: float


def at_least(needed: int, events: int, exposure: float, ahead: float) -> Likelihood:
    """Chance that at least ``needed`` events come in ``ahead``, ``events`` having come in ``exposure``.

    Parameters
    ----------
    exposure, ahead : lengths in one unit, such as years
    """
    if needed <= 0:
        return Likelihood(1.0, 1.0, 1.0)
    shape = events + 0.5
    value = float(scipy.stats.nbinom.sf(needed - 1, shape, exposure / (exposure + ahead)))
    rates = scipy.stats.gamma.ppf([(1 - LEVEL) / 2, (1 + LEVEL) / 2], shape) * ahead / exposure
    low, high = (float(p) for p in scipy.stats.poisson.sf(needed - 1, rates))
    return Likelihood(value, min(low, value), max(high, value))


def of_so_many(needed: int, joint: int, of: int) -> Likelihood:
    """Chance that at least ``needed`` of ``of`` acts are joint, ``joint`` of as many having been so.

    Beta-binomial with Jeffreys' prior; the range takes the share at the ends of its own 90% interval.
    """
    if needed <= 0:
        return Likelihood(1.0, 1.0, 1.0)
    a, b = joint + 0.5, of - joint + 0.5
    value = float(scipy.stats.betabinom.sf(needed - 1, of, a, b))
    shares = scipy.stats.beta.ppf([(1 - LEVEL) / 2, (1 + LEVEL) / 2], a, b)
    low, high = (float(p) for p in scipy.stats.binom.sf(needed - 1, of, shares))
    return Likelihood(value, min(low, value), max(high, value))


def fewest(turned: Callable[[int], bool], most: int) -> int | None:
    """Smallest number from 1 to ``most`` at which ``turned`` holds; ``None`` where it holds at none.

    ``turned`` is taken to stay true once it is (checked at ``most`` and at the number found).
    """
    most = min(most, MOST)
    if most < 1 or not turned(most):
        return None
    low, high = 0, most
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if turned(middle) else (middle, high)
    return high


def moved(counts: IntArray, active: BoolArray, k: int, *, apart: bool = False) -> IntArray:
    """Two states' counts with ``k`` more bins in which both act, each state's own counts kept.

    Parameters
    ----------
    counts, active : (2, bins) acts, and whether they count as active
    k : bins to move, at most :func:`room`
    apart : ``k`` fewer joint bins instead

    Returns
    -------
    (2, bins).  The less active state's counts change places: from where it acts alone to where the other
    does (or, apart, from where both act to where neither does), spread evenly over time.
    """
    less, sources, goals = _places(active, apart)
    out = counts.copy()
    taken, there = _spread(sources, k), _spread(goals, k)
    out[less, taken], out[less, there] = counts[less, there], counts[less, taken]
    return out


def room(active: BoolArray, *, apart: bool = False) -> int:
    """How many bins :func:`moved` can move."""
    _, sources, goals = _places(active, apart)
    return min(len(sources), len(goals))


def _places(active: BoolArray, apart: bool) -> tuple[int, NDArray[np.intp], NDArray[np.intp]]:
    less = int(active[1].sum() < active[0].sum())
    mine, theirs = active[less], active[1 - less]
    if apart:
        return less, np.flatnonzero(mine & theirs), np.flatnonzero(~mine & ~theirs)
    return less, np.flatnonzero(mine & ~theirs), np.flatnonzero(~mine & theirs)


def _spread(places: NDArray[np.intp], k: int) -> NDArray[np.intp]:
    """``k`` of these places, evenly from first to last."""
    return np.asarray(places[np.round(np.linspace(0, len(places) - 1, k)).astype(int)] if k else places[:0])


@dataclass(frozen=True, slots=True)
class Turn:
    """A change that turns a word: ``needed`` times ``unit`` make it ``becomes``; ``None``: none would do."""

    unit: str
    becomes: str
    needed: int | None
    chance: Likelihood | None = None
    why_not: str = ""


def flip(
    kind: Kind,
    about: Subject,
    turn: Turn,
    n: int,
    records: tuple[str, ...] = (),
    *,
    word: str = "",
    joint: int | None = None,
) -> Finding:
    """A change that turns a word, as a finding.

    Parameters
    ----------
    kind, about : which word is asked about
    n : events the past rate rests on
    records : ids behind the word
    word, joint : the word as it stands, and the joint bins behind it
    """
    if turn.needed is None:
        return cannot_tell(kind, about, turn.why_not, method=METHOD, null=NULL, n=n)
    detail = TurnDetail(
        becomes=turn.becomes,
        no_placebo="asked of the pair's own data",
        no_records="" if records else "it is what would have to be seen",
        word=word,
        joint=joint,
        why_no_likelihood="" if turn.chance else "the past holds no rate of this",
    )
    if (chance := turn.chance) is not None:
        detail = replace(detail, likelihood=chance.value, low=chance.low, high=chance.high, level=LEVEL)
    ids = records[:RECORDS_SHOWN]
    return Finding(
        kind,
        about,
        turn.needed,
        turn.unit,
        NULL,
        n,
        METHOD,
        records=ids,
        records_total=len(records),
        detail=detail,
    )
