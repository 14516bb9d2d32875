"""Phases: stretches of time with one stance and one pace of acts.

The acts are grouped by half-year, and the time is cut where the acts on both sides differ most. Within a
phase, three kinds of acts each have one unknown rate: acts done together, acts of one state alone and acts of
disagreement. The rate is Poisson; its prior has the mean over all the time and the weight of half an act. The
stances of the acts done together come from one unknown distribution (Jeffreys prior). The score of a phase is
the marginal likelihood of rates and stances, where stances count ``stance_weight`` times. Each cut costs the
logarithm of the number of half-years where it could be. Dynamic programming finds the best cuts (Jackson et
al. 2005, optimal partitioning; Barry and Hartigan 1992, product partitions; rates as in Scargle 1998).

A phase ends if ``gap_years`` pass without an act. Otherwise it lasts at least two years and has at least two
acts, except that the present phase may be shorter. With a dozen acts or more there are at least two phases,
so that a page shows what came before. Neighbouring phases with the same stance are merged.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise
from math import lgamma, log

import numpy as np

from comity.types import IntArray
from comity.watch.account.acts import (
    AGAINST,
    NEITHER,
    STANCES,
    WITH,
    ClassedAct,
)
from comity.watch.account.wording import rules

#: Prior weight of every stance (Jeffreys 1946), and of a rate.
JEFFREYS = 0.5
#: Stance of a phase in which most acts are of one state alone, or are acts of disagreement.
ALONE, PARTING = "alone", "parting"
LONE = frozenset({ALONE, PARTING})
#: Stance of a phase with acts against and with the third power, neither far ahead.
BOTH = "both"


@dataclass(frozen=True, slots=True)
class Phase:
    """A stretch of time whose acts have one stance toward an outside power; ``acts`` has the oldest first.

    ``stance`` is ``against``, ``with``, ``both`` or ``neither``; or most acts are ``alone`` or ``parting``.
    """

    stance: str
    acts: tuple[ClassedAct, ...]
    present: bool

    @property
    def first(self) -> date:
        """First day of the first act."""
        return min(a.first for a in self.acts)

    @property
    def last(self) -> date:
        """Last day of the last act."""
        return max(a.last for a in self.acts)


def middle(act: ClassedAct) -> date:
    """Return the middle day of an act, so that an act known only by year falls in mid-year."""
    return act.first + (act.last - act.first) / 2


def half_year(day: date) -> int:
    """Return a number for the half-year of a day; consecutive half-years have consecutive numbers."""
    return 2 * day.year + (day.month > 6)


def phases(acts: Sequence[ClassedAct]) -> tuple[Phase, ...]:
    """Divide acts into phases (stretches of time with one stance), oldest first; empty without acts."""
    if not acts:
        return ()
    acts = sorted(acts, key=lambda a: (middle(a), a.first, a.id))
    stretches = list(_split_at_gaps(acts))
    least = 2 if len(stretches) == 1 and len(acts) >= rules().cut_from else 1
    parts = [s[a:b] for s in stretches for a, b in pairwise(_best_cuts(s, least))]
    each = [_phase(tuple(part), present=part is parts[-1]) for part in parts]
    out = each[:1]
    for phase in each[1:]:
        if _alike(out[-1], phase):
            out[-1] = _join_phases(out[-1], phase)
        else:
            out.append(phase)
    if len(out) < least:
        out = each
    while len(out) > rules().phases:
        out[:2] = [_join_phases(out[0], out[1])]
    return tuple(out)


def _split_at_gaps(acts: Sequence[ClassedAct]) -> Iterator[Sequence[ClassedAct]]:
    """Yield stretches of acts without a gap of ``gap_years``, each with an act done together if possible."""
    start, halves = 0, [half_year(middle(a)) for a in acts]
    for k in range(1, len(acts)):
        gap = halves[k] - halves[k - 1] >= 2 * rules().gap_years
        if gap and any(a.together for a in acts[start:k]) and any(a.together for a in acts[k:]):
            yield acts[start:k]
            start = k
    yield acts[start:]


def _join_phases(one: Phase, next_: Phase) -> Phase:
    return _phase((*one.acts, *next_.acts), present=next_.present)


def _alike(one: Phase, next_: Phase) -> bool:
    return one.stance == next_.stance and len(list(_split_at_gaps((*one.acts, *next_.acts)))) == 1


def _phase(acts: tuple[ClassedAct, ...], *, present: bool) -> Phase:
    return Phase(stance_of(acts), acts, present)


def get_kind(act: ClassedAct) -> str:
    """Return "" for an act done together, else the word for disagreement or for an act of one state alone."""
    return "" if act.together else PARTING if act.parting else ALONE


def stance_of(acts: Sequence[ClassedAct]) -> str:
    """Return the stance of acts done together toward the outside power, or the kind that most acts have."""
    lone = Counter(get_kind(a) for a in acts if not a.together)
    if lone.total() > rules().mostly * len(acts):
        return max((PARTING, ALONE), key=lambda k: lone[k])
    both = [a for a in acts if a.together]
    counts = Counter(a.stance for a in both if a.stance != NEITHER)
    if 2 * counts.total() <= len(both):
        return NEITHER
    for stance in (AGAINST, WITH):
        if counts[stance] and counts[stance] >= rules().stance_share * counts.total():
            return stance
    return BOTH if counts else NEITHER


def _best_cuts(acts: Sequence[ClassedAct], least: int) -> list[int]:
    """Return the index of the first act of every phase, and at the end the number of acts.

    There are at least ``least`` phases if possible.
    """
    halves = [half_year(middle(a)) for a in acts]
    starts = [k for k in range(len(acts)) if k == 0 or halves[k] != halves[k - 1]]
    ends = [*starts[1:], len(acts)]
    cost = log(halves[-1] - halves[0] + 1)
    likelihood = cache(_Likelihood(acts).of)
    best: dict[tuple[int, int], tuple[float, list[int]]] = {(0, 0): (0.0, [])}
    for count in range(1, rules().phases + 1):
        for end in ends:
            options = [
                (best[count - 1, start][0] + likelihood(start, end) - cost * (start > 0), start)
                for start in starts
                if (count - 1, start) in best and _long_enough(halves, start, end)
            ]
            if options:
                value, start = max(options, key=lambda o: (o[0], -o[1]))
                best[count, end] = value, [*best[count - 1, start][1], start]
    whole = [v for (_, end), v in best.items() if end == len(acts)]
    whole = [v for v in whole if len(v[1]) >= least] or whole
    _, cuts = max(whole, key=lambda v: (v[0], -len(v[1])))
    return [*cuts, len(acts)]


def _long_enough(halves: Sequence[int], start: int, end: int) -> bool:
    """Return whether a phase lasts long enough, counted to the next phase, and has enough acts."""
    if start == 0 and end == len(halves):
        return True
    if end - start < rules().phase_acts:
        return False
    return end == len(halves) or halves[end] - halves[start] >= rules().phase_half_years


class _Likelihood:
    """The log marginal likelihood of a stretch of acts as one phase, from cumulative counts."""

    def __init__(self, acts: Sequence[ClassedAct]) -> None:
        self._halves = [half_year(middle(a)) for a in acts]
        self._end = self._halves[-1] + 1
        stances = [s for s in STANCES if any(a.together and a.stance == s for a in acts)]
        self._stances = _running([[a.together and a.stance == s for s in stances] for a in acts])
        kinds = sorted({get_kind(a) for a in acts})
        self._kinds = _running([[get_kind(a) == k for k in kinds] for a in acts])

    def of(self, start: int, end: int) -> float:
        """Return the log likelihood of the acts from ``start`` to before ``end``, up to the next act."""
        stances = self._stances[end] - self._stances[start]
        prior = len(stances) * JEFFREYS
        total = lgamma(prior) - lgamma(prior + int(stances.sum())) if prior else 0.0
        total += sum(lgamma(int(c) + JEFFREYS) - lgamma(JEFFREYS) for c in stances)
        total *= rules().stance_weight
        until = self._halves[end] if end < len(self._halves) else self._end
        time, whole = until - self._halves[start], self._end - self._halves[0]
        for n, of_all in zip(self._kinds[end] - self._kinds[start], self._kinds[-1], strict=True):
            shape, rate = JEFFREYS, JEFFREYS * whole / int(of_all)
            total += shape * log(rate) - lgamma(shape)
            total += lgamma(shape + int(n)) - (shape + int(n)) * log(rate + time)
        return total


def _running(each: Sequence[Sequence[bool]]) -> IntArray:
    table = np.array(each, dtype=np.int64)
    return np.vstack([np.zeros(table.shape[1], np.int64), table.cumsum(axis=0)])
