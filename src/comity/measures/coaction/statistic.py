"""Whether two states act together toward a hotspot more than chance, news and groups explain.

Two verdicts from one residual, never one without the other:

- :func:`joint`: the pair acts together more than everyone's news explains, alone or as members of a
  group (a format, a boycott, a bloc);
- :func:`beyond_group`: more than its group explains, too: specific to the pair.

:func:`assess` adds effect, interval, ladder of nulls, placebo rank, group and verdict.  How the z of
a pair is made stands in :mod:`comity.measures.coaction.pairwise`; where the method fails, in ``docs``: two or
three states that alone feel a shock cannot be told from states that coordinate, whatever the figure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from comity.measures.coaction.pairwise import KERNEL, TEST_ACTS, PairTable, pair_table, whole_pairs
from comity.measures.coaction.residuals import News
from comity.measures.coaction.time_axis import TimeAxis
from comity.measures.stats.clustered import moving_blocks
from comity.measures.stats.multiplicity import q_values
from comity.records.details import LITTLE_OR_NOTHING, NOT_COVERED, NOT_SHOWN, TOGETHER, WITH_GROUP
from comity.records.finding import Interval, PlaceboRank
from comity.types import Z90, FloatArray

METHOD = "coaction/4"
Q_LEVEL = 0.05
"""Benjamini-Hochberg q at or below which an answer counts."""

BLOCK = 8
"""Bins moved as one in the bootstrap."""

DRAWS = 500
WEEKS_A_YEAR = 365.25 / 7
_CHUNK = 1024

LITTLE = 0.2
"""A tie that could be no more than this share of the less active one's days is little or nothing."""
DAILY = 0.9
"""A state that acts in more than this share of the bins has no tie: its days are everybody's."""
DOUBLED = 0.05
"""Share of each one's acts that a coder who errs books to the other as well."""
_MOST_DOUBLED = 0.99


def joint(counts: ArrayLike, pairs: ArrayLike) -> FloatArray:
    """One-sided p value of every pair: together more than everyone's news explains.

    Parameters
    ----------
    counts : (states, bins) whole numbers, acts of each state toward one hotspot in each bin; bins
        without coverage left out
    pairs : (n, 2) rows of ``counts``; the order within a pair means nothing

    Returns
    -------
    (n,) p values; 1 where a pair cannot be tested (:func:`assess` says why).

    Raises
    ------
    QuestionError
        ``counts`` or ``pairs`` are not what they should be.
    """
    return _p_values(counts, pairs, group=False)


def beyond_group(counts: ArrayLike, pairs: ArrayLike) -> FloatArray:
    """One-sided p value of every pair: together more than its group explains, too.

    Parameters, return value and errors as for :func:`joint`.
    """
    return _p_values(counts, pairs, group=True)


def constant_rates_z(joint: ArrayLike, active: ArrayLike, bins: int) -> FloatArray:
    """Return the z of joint bins (n,) against constant rates of states active in so many bins, (n, 2)."""
    chance = np.prod(np.asarray(active, dtype=float) / bins, axis=-1)
    sd = np.sqrt(bins * chance * (1.0 - chance) + 1e-9)
    return np.asarray((np.asarray(joint, dtype=float) - bins * chance) / sd)


def both(table: PairTable, pairs: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """:func:`joint` and :func:`beyond_group` of the same pairs of a table that is fitted."""
    rows = whole_pairs(pairs, len(table.acts))
    return _p(table, rows, group=False), _p(table, rows, group=True)


@dataclass(frozen=True, slots=True)
class Against:
    """One question about a pair, answered: its z, p and q, and its rank among matched pairs."""

    z: float
    p: float
    q: float
    q_cautious: float
    placebo: PlaceboRank


@dataclass(frozen=True, slots=True)
class CoAction:
    """What can be said about one pair toward one hotspot.

    Parameters
    ----------
    pair : rows of the two states
    verdict : its word, by the rule of :func:`verdict`
    why_not : why it cannot be told; "" where it can, and then nothing below is ``None``
    acts : acts of each state
    active : bins in which each state was active
    observed : bins in which both were active
    expected : joint bins that everyone's news explains
    excess : joint bins a year more than everyone's news explains
    interval : 90% interval of ``excess`` by bootstrap of blocks of ``BLOCK`` bins
    share : share of the less active partner's active bins that are joint
    joint, beyond : the two questions
    tie : share of the less active one's active bins that, if planted as joint, would give the pair its z,
        with its 90% interval
    ladder : the pair's z after each null in turn: (name, z)
    group : rows of the states linked to both, strongest first; empty where the pair is not shown to move
        with a group
    score : what its word is made of; the weakest tie that would get the word "together" is its
        :func:`~comity.measures.coaction.power.weakest_share`
    """

    pair: tuple[int, int]
    verdict: str
    why_not: str
    acts: tuple[int, int]
    active: tuple[int, int] | None = None
    observed: int | None = None
    expected: float | None = None
    excess: float | None = None
    interval: Interval | None = None
    share: float | None = None
    joint: Against | None = None
    beyond: Against | None = None
    tie: tuple[float, Interval] | None = None
    ladder: tuple[tuple[str, float], ...] = ()
    group: tuple[int, ...] = ()
    score: Score | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """What the word of a pair is made of.

    ``joint`` and ``beyond`` are the two z; ``joint_tie`` and ``beyond_tie`` the share of the less active
    one's days that raises each by one, of a small share; ``active`` the share of bins in which it acts;
    ``grouped`` whether the pair is shown to move with a group; ``daily`` whether one acts in more than
    :data:`DAILY` of all bins; ``doubled`` the share of the less active one's days that would be joint if
    a coder booked :data:`DOUBLED` of each one's acts to the other as well.
    """

    joint: float
    beyond: float
    joint_tie: float
    beyond_tie: float
    active: float
    grouped: bool
    daily: bool = False
    doubled: float = 0.0

    @property
    def less_doubled(self) -> tuple[float, float]:
        """``joint`` and ``beyond`` less what a coder who books acts twice would bring."""
        small = self.small(self.doubled)
        return self.joint - small / self.joint_tie, self.beyond - small / self.beyond_tie

    @property
    def tie(self) -> tuple[float, float, float]:
        """The planted share that would give this z, and its 90% interval; no share is above 1 or below -1.

        Of a state that acts nearly every day any share would do: nothing is ruled out.  Days counted by the
        test's raised bar would read a planted share of .4 as .2 of pairs that act on 60 to 80% of days.
        """
        if self.daily:
            return 0.0, -1.0, 1.0
        low, value, high = (self.share((self.joint + d) * self.joint_tie) for d in (-Z90, 0.0, Z90))
        return value, low, high

    def share(self, small: float) -> float:
        """Return the share, -1 to 1, that raises z as often as ``small`` says by the rise of a small one.

        Of two that act in the parts p and q of the bins, p the lesser, a share s of the one's made joint adds
        s p (1 - p) (1 - q) / (1 - s p) to the part that is joint: what is left of the other's lies in the
        rest of the bins.
        """
        return max(-1.0, min(small / (1.0 + max(small, 0.0) * self.active), 1.0))

    def small(self, share: float) -> float:
        """Return the small share that :meth:`share` makes of this one, of 0 or more."""
        return share / (1.0 - share * self.active)


def verdict(joint_q: float, beyond_q: float, *, grouped: bool, most: float) -> str:
    """Return the word for a pair.

    ==================================================  ==========================================
    joint q <= .05, beyond q <= .05, no group shown     together
    joint q <= .05, a group shown                       with its group
    the tie could be at most ``LITTLE`` (``most``)      little or nothing
    none of these                                       not shown (it could be up to ``most``)
    ==================================================  ==========================================

    Absence is never read off a test that failed: "little or nothing" needs the whole interval below its
    bound (equivalence; Schuirmann 1987).  ``beyond_group`` alone gives no word: above its group but not above
    everyone's news.  :func:`words` has the correction for everything looked at.
    """
    if joint_q <= Q_LEVEL and grouped:
        return WITH_GROUP
    if joint_q <= Q_LEVEL and beyond_q <= Q_LEVEL:
        return TOGETHER
    return LITTLE_OR_NOTHING if most < LITTLE else NOT_SHOWN


def words(scores: Sequence[Score | None], *, stories: bool = True) -> list[str]:
    """Return the word of each place (or pair), corrected for all of them; ``None`` where it was not tested.

    Of a stream that does not know its ``stories`` nobody can find out whether a coder books acts twice, so a
    pair must show more than such a coder would bring.

    The second question is put only where the first is answered yes, and corrected for those alone
    (hierarchical testing, Yekutieli 2008, JASA 103:309).
    """
    out = [NOT_COVERED] * len(scores)
    tested = [k for k, s in enumerate(scores) if s is not None]
    tested_scores = [s for s in scores if s is not None]
    if not tested_scores:
        return out
    z = np.array([(s.joint, s.beyond) if stories else s.less_doubled for s in tested_scores])
    joint_q = q_values(scipy.special.ndtr(-z[:, 0]), "bh")
    beyond_q = np.ones(len(tested_scores))
    first = joint_q <= Q_LEVEL
    if first.any():
        beyond_q[first] = q_values(scipy.special.ndtr(-z[first, 1]), "bh")
    for k, s, one, two in zip(tested, tested_scores, joint_q.tolist(), beyond_q.tolist(), strict=True):
        out[k] = verdict(one, two, grouped=s.grouped, most=s.tie[2])
    return out


def assess(
    counts: ArrayLike,
    pairs: ArrayLike,
    axis: TimeAxis | None = None,
    *,
    bins_a_year: float = WEEKS_A_YEAR,
    seed: int = 0,
) -> list[CoAction]:
    """Everything that can be said about each pair, q values over all pairs asked.

    Parameters
    ----------
    counts, pairs : as for :func:`joint`
    axis : where the bins stand in time (one after the other)
    bins_a_year : bins in a year, for the effect (365.25 for days)
    seed : of the bootstrap

    Returns
    -------
    One :class:`CoAction` a pair, in the order asked.
    """
    return assess_in(pair_table(counts, axis), pairs, bins_a_year=bins_a_year, seed=seed)


def assess_in(
    table: PairTable, pairs: ArrayLike, *, bins_a_year: float = WEEKS_A_YEAR, seed: int = 0
) -> list[CoAction]:
    """:func:`assess` in a table of counts that is fitted."""
    rows = whole_pairs(pairs, len(table.acts))
    usable = np.flatnonzero(table.usable(rows))
    answers = [_untold(table, pair) for pair in rows]
    if table.news is None or not len(usable):
        return answers
    tested = rows[usable]
    news, beyond = _ask(table, tested, group=False), _ask(table, tested, group=True)
    effects = _effects(table.news, table.place[tested], seed)
    rates_z = constant_rates_z(effects.observed, effects.active, effects.bins)
    pair_scores = scores(table, tested)
    said = words(pair_scores)
    for k, at in enumerate(usable):
        observed, excess = int(effects.observed[k]), float(effects.excess[k])
        a_year = bins_a_year / effects.bins
        tie, low, high = pair_scores[k].tie
        answers[at] = CoAction(
            pair=_two(tested[k]),
            verdict=said[k],
            why_not="",
            acts=_two(table.acts[tested[k]]),
            active=_two(effects.active[k]),
            observed=observed,
            expected=observed - excess,
            excess=excess * a_year,
            interval=Interval(*(effects.bounds[k] * a_year).tolist()),
            share=observed / int(effects.active[k].min()),
            joint=news.answer(k),
            beyond=beyond.answer(k),
            tie=(tie, Interval(low, high)),
            ladder=(
                ("activity alone", float(rates_z[k])),
                ("everyone's news", float(news.before[k])),
                ("group", float(beyond.before[k])),
                ("matched pairs", float(beyond.z[k])),
            ),
            group=table.companions(tested[k]) if pair_scores[k].grouped else (),
            score=pair_scores[k],
        )
    return answers


def scores(table: PairTable, pairs: NDArray[np.intp]) -> list[Score]:
    """Return what the words of usable pairs are made of.

    The share that raises z by one: a bin of the less active state made joint raises the sum of products by
    the surprise of its own act times that of the other's, both as the table has them on the whole.
    """
    assert table.news is not None
    surprise = _surprise(table.news, table.place[pairs])
    gain = surprise * KERNEL[0] / np.sqrt(table.news.counts.shape[1])
    i, j = table.place[pairs].T
    z, tie = [], []
    for group in (False, True):
        before, place = table.standing(pairs, group=group)
        z.append((before - place.centre) / place.spread)
        tie.append(place.spread * table.swing[i, j] / np.maximum(gain, 1e-9))
    active = (table.news.counts > 0).mean(axis=1)
    least, daily = np.minimum(active[i], active[j]), np.maximum(active[i], active[j]) > DAILY
    fewer, more = np.sort(DOUBLED * table.news.counts.mean(axis=1)[table.place[pairs]], axis=1).T
    doubled = np.minimum((fewer + more) / (least + more), _MOST_DOUBLED)
    columns = zip(*(x.tolist() for x in (*z, *tie, least, table.grouped(pairs), daily, doubled)), strict=True)
    return [Score(*column) for column in columns]


def _surprise(news: News, pairs: NDArray[np.intp]) -> FloatArray:
    """Bins in which the less active of each pair acts, times the mean residuals of both where they act."""
    out, acts = np.empty(len(pairs)), news.counts > 0
    for k, (i, j) in enumerate(pairs.tolist()):
        residuals = [news.residual(s, np.array([other]))[0] for s, other in ((i, j), (j, i))]
        mean = [float(e[acts[s]].mean() / (e.std() + 1e-9)) for e, s in zip(residuals, (i, j), strict=True)]
        out[k] = min(acts[i].sum(), acts[j].sum()) * max(mean[0], 0.0) * max(mean[1], 0.0)
    return out


@dataclass(frozen=True, slots=True)
class _Effects:
    """Joint bins of pairs: ``active`` (n, 2), ``observed`` and ``excess`` (n,), ``bounds`` (n, 2)."""

    bins: int
    active: NDArray[np.int64]
    observed: NDArray[np.int64]
    excess: FloatArray
    bounds: FloatArray


def _effects(news: News, pairs: NDArray[np.intp], seed: int) -> _Effects:
    """Observed joint bins of pairs (places in the table), what news does not explain, its interval.

    The excess is the sum of products of the two raw residuals (active - chance), which is right when
    the chance of either state is (doubly robust); the whole fit is kept in every draw.
    """
    bins = news.counts.shape[1]
    active = news.active.sum(axis=1)[pairs]
    observed, excess = np.zeros(len(pairs), dtype=np.int64), np.zeros(len(pairs))
    bounds = np.zeros((len(pairs), 2))
    positions = moving_blocks(bins, BLOCK, DRAWS, np.random.default_rng(seed))
    weights = np.stack([np.bincount(draw, minlength=bins) for draw in positions]).astype(float)
    for start in range(0, len(pairs), _CHUNK):
        rows = slice(start, start + _CHUNK)
        i, j = pairs[rows].T
        both = _raw_residuals(news, i, j) * _raw_residuals(news, j, i)
        observed[rows] = (news.active[i] & news.active[j]).sum(axis=1)
        excess[rows] = both.sum(axis=1)
        bounds[rows] = np.quantile(weights @ both.T, [0.05, 0.95], axis=0).T
    return _Effects(bins, active, observed, excess, bounds)


def _raw_residuals(news: News, states: NDArray[np.intp], partners: NDArray[np.intp]) -> FloatArray:
    """Centred (active - chance) of each state as seen with its partner, (n, bins)."""
    out = np.empty((len(states), news.counts.shape[1]))
    for state in np.unique(states):
        mine = np.flatnonzero(states == state)
        out[mine] = news.active[state] - news.chance(state, partners[mine])
    return np.asarray(out - out.mean(axis=1, keepdims=True))


@dataclass(frozen=True, slots=True)
class _Question:
    """One question put to all usable pairs; every array is (n,).

    ``before`` is z before it is held against matched pairs.
    """

    before: FloatArray
    z: FloatArray
    p: FloatArray
    q: FloatArray
    q_cautious: FloatArray
    ranks: list[PlaceboRank]

    def answer(self, k: int) -> Against:
        return Against(
            float(self.z[k]),
            float(self.p[k]),
            float(self.q[k]),
            float(self.q_cautious[k]),
            self.ranks[k],
        )


def _ask(table: PairTable, pairs: NDArray[np.intp], *, group: bool) -> _Question:
    before, place = table.standing(pairs, group=group)
    z = (before - place.centre) / place.spread
    p = scipy.special.ndtr(-z)
    matched_on = "activity and group" if group else "activity"
    ranks = [PlaceboRank(int(r), int(n), matched_on) for r, n in zip(place.rank, place.of, strict=True)]
    return _Question(before, z, p, q_values(p, "bh"), q_values(p, "by"), ranks)


def _p_values(counts: ArrayLike, pairs: ArrayLike, *, group: bool) -> FloatArray:
    table = pair_table(counts)
    return _p(table, whole_pairs(pairs, len(table.acts)), group=group)


def _p(table: PairTable, rows: NDArray[np.intp], *, group: bool) -> FloatArray:
    usable = table.usable(rows)
    out = np.ones(len(rows))
    if usable.any():
        out[usable] = scipy.special.ndtr(-table.calibrated(rows[usable], group=group))
    return out


def _untold(table: PairTable, pair: NDArray[np.intp]) -> CoAction:
    why = table.why_not
    if pair[0] == pair[1]:
        why = "a state is no pair with itself"
    elif not why:
        few = table.acts[pair].min() < TEST_ACTS
        why = f"fewer than {TEST_ACTS} acts" if few else "a state acts alike in every bin"
    return CoAction(_two(pair), NOT_COVERED, why, _two(table.acts[pair]))


def _two(values: NDArray[np.integer[Any]]) -> tuple[int, int]:
    return int(values[0]), int(values[1])
