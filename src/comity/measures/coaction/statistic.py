"""A test whether two states act together toward a hotspot more than chance, news and groups explain.

One residual gives two verdicts, which always go together:

- :func:`joint`: the pair acts together more than the news of all states explains, by itself or as members of
  a group (a format, a boycott, a bloc);
- :func:`beyond_group`: the pair also acts together more than its group explains, so the tie is its own.

:func:`assess` adds the effect size, interval, z under several nulls, rank among placebo pairs, group and
verdict. :mod:`comity.measures.coaction.pairwise` explains how z scores are computed; ``docs`` says where the
method fails. It cannot tell two or three states that alone react to the same shock from states that
coordinate.
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
    """Return the one-sided p value of every pair: does it act together more than the news of all explains?

    Parameters
    ----------
    counts : (states, bins) whole numbers, acts of each state toward one hotspot in each bin, without the bins
        that have no coverage
    pairs : (n, 2) rows of ``counts``; the order within a pair does not matter

    Returns
    -------
    (n,) p values; 1 if a pair cannot be tested (:func:`assess` gives the reason).

    Raises
    ------
    QuestionError
        If ``counts`` or ``pairs`` have a wrong shape or value.
    """
    return _p_values(counts, pairs, group=False)


def beyond_group(counts: ArrayLike, pairs: ArrayLike) -> FloatArray:
    """Return the one-sided p value of every pair: does it act together more than its group explains?

    Parameters, return value and errors are those of :func:`joint`.
    """
    return _p_values(counts, pairs, group=True)


def constant_rates_z(joint: ArrayLike, active: ArrayLike, bins: int) -> FloatArray:
    """Return z scores of the number of time bins in which both act, if each acted at a constant rate.

    ``joint`` has shape (n,); ``active``, the number of active bins of each state, has shape (n, 2).
    """
    chance = np.prod(np.asarray(active, dtype=float) / bins, axis=-1)
    sd = np.sqrt(bins * chance * (1.0 - chance) + 1e-9)
    return np.asarray((np.asarray(joint, dtype=float) - bins * chance) / sd)


def both(table: PairTable, pairs: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Return the p values of :func:`joint` and of :func:`beyond_group` for pairs in a fitted table."""
    rows = whole_pairs(pairs, len(table.acts))
    return _p(table, rows, group=False), _p(table, rows, group=True)


@dataclass(frozen=True, slots=True)
class Against:
    """Whether a pair acts together beyond the news, or beyond its group: z, p, q, rank in similar pairs."""

    z: float
    p: float
    q: float
    q_cautious: float
    placebo: PlaceboRank


@dataclass(frozen=True, slots=True)
class CoAction:
    """The test whether one pair acts together toward one hotspot (place watched), with all figures.

    Parameters
    ----------
    pair : rows of the two states
    verdict : the word from :func:`verdict`
    why_not : the reason for no answer; if it is "", nothing below is ``None``
    acts : number of acts of each state
    active : number of bins in which each state was active
    observed : number of bins in which both were active
    expected : joint bins that the news of all states explains
    excess : joint bins per year above that number
    interval : 90% interval of ``excess``, by bootstrap of blocks of :data:`BLOCK` bins
    share : share of the less active state's active bins that are joint
    joint, beyond : the answers to the two questions
    tie : share of the less active state's active bins that, if made joint, would give the pair's z score,
        with its 90% interval
    ladder : z score of the pair under each null in turn: (name, z)
    group : rows of the states linked to both, the strongest first; empty if no group is shown
    score : the figures that the verdict is made from; the weakest tie that would get the word "together" is
        its :func:`~comity.measures.coaction.power.weakest_share`
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
    """The figures from which it is decided whether a pair acts together.

    ``joint`` and ``beyond`` are the z scores of the two questions. ``joint_tie`` and ``beyond_tie`` are the
    small shares of the less active state's days that raise each score by one. ``active`` is the share of bins
    in which that state acts. ``grouped`` says whether the pair is shown to move with a group, ``daily``
    whether one state acts in more than :data:`DAILY` of all bins. ``doubled`` is the share of days that would
    be joint if a coder credited :data:`DOUBLED` of each state's acts to the other as well.
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
        """Both z scores without what a coder who credits acts to both states would add."""
        small = self.small(self.doubled)
        return self.joint - small / self.joint_tie, self.beyond - small / self.beyond_tie

    @property
    def tie(self) -> tuple[float, float, float]:
        """The share of days with acts of both that would give this z score, with its 90% interval, -1 to 1.

        If a state acts nearly every day, every share is possible. Counting days by the raised bar of the test
        would show a true share of 0.4 as 0.2, for pairs that act on 60 to 80% of days.
        """
        if self.daily:
            return 0.0, -1.0, 1.0
        low, value, high = (self.share((self.joint + d) * self.joint_tie) for d in (-Z90, 0.0, Z90))
        return value, low, high

    def share(self, small: float) -> float:
        """Return the share of days, -1 to 1, that raises z as ``small`` would if the rise were proportional.

        Let the states act in parts p and q of the bins, where p is the smaller. If a share s of the less
        active state's acts is made joint, the joint part grows by s p (1 - p) (1 - q) / (1 - s p). The
        remaining acts of the other state fall in the remaining bins.
        """
        return max(-1.0, min(small / (1.0 + max(small, 0.0) * self.active), 1.0))

    def small(self, share: float) -> float:
        """Return the share that would raise z by as much in proportion as the true ``share`` raises it."""
        return share / (1.0 - share * self.active)


def verdict(joint_q: float, beyond_q: float, *, grouped: bool, most: float) -> str:
    """Decide whether a pair acts together: ``joint_q`` is against the news, ``beyond_q`` against its group.

    ==================================================  ==========================================
    joint q <= .05, beyond q <= .05, no group shown     together
    joint q <= .05, a group shown                       with its group
    the tie is at most ``LITTLE`` (``most``)            little or nothing
    none of these                                       not shown (the tie could be up to ``most``)
    ==================================================  ==========================================

    A failed test alone never proves absence: "little or nothing" requires the whole interval below its bound
    (equivalence; Schuirmann 1987). Passing only ``beyond_group`` gives no verdict: such a pair is above its
    group but not above the news of all states. :func:`words` adds the correction for the number of places.
    """
    if joint_q <= Q_LEVEL and grouped:
        return WITH_GROUP
    if joint_q <= Q_LEVEL and beyond_q <= Q_LEVEL:
        return TOGETHER
    return LITTLE_OR_NOTHING if most < LITTLE else NOT_SHOWN


def words(scores: Sequence[Score | None], *, stories: bool = True) -> list[str]:
    """Return the verdict of each place (or pair), corrected for all of them; ``None`` if it was not tested.

    If a stream does not give the story of each act (``stories``), nobody can check whether the coder credits
    acts to both states. The pair must then show more than such a coder would produce.

    Whether the pair does more than its group is asked only if it does more than the news explains, and is
    corrected for these cases alone (hierarchical testing; Yekutieli 2008, JASA 103:309).
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
    """Test whether each pair acts together; return all figures, with q values over all pairs given.

    Parameters
    ----------
    counts, pairs : as for :func:`joint`
    axis : positions of the bins in time (default: one after the other)
    bins_a_year : number of bins in a year, for the effect size (365.25 for days)
    seed : seed of the bootstrap

    Returns
    -------
    One :class:`CoAction` per pair, in the order given.
    """
    return assess_in(pair_table(counts, axis), pairs, bins_a_year=bins_a_year, seed=seed)


def assess_in(
    table: PairTable, pairs: ArrayLike, *, bins_a_year: float = WEEKS_A_YEAR, seed: int = 0
) -> list[CoAction]:
    """Return the result of :func:`assess` from a fitted table."""
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
    """Return for each pair the figures from which it is decided whether it acts together.

    They include the share of days that raises z by one. Making a bin of the less active state joint raises
    the sum of products by the product of the mean residuals of both states when they act.
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
    """Return the rise of the sum of products if every active bin of the less active state were joint."""
    out, acts = np.empty(len(pairs)), news.counts > 0
    for k, (i, j) in enumerate(pairs.tolist()):
        residuals = [news.residual(s, np.array([other]))[0] for s, other in ((i, j), (j, i))]
        mean = [float(e[acts[s]].mean() / (e.std() + 1e-9)) for e, s in zip(residuals, (i, j), strict=True)]
        out[k] = min(acts[i].sum(), acts[j].sum()) * max(mean[0], 0.0) * max(mean[1], 0.0)
    return out


@dataclass(frozen=True, slots=True)
class _Effects:
    """Joint bins (both states act) of pairs: ``active``, ``bounds`` (n, 2), ``observed``, ``excess`` (n,)."""

    bins: int
    active: NDArray[np.int64]
    observed: NDArray[np.int64]
    excess: FloatArray
    bounds: FloatArray


def _effects(news: News, pairs: NDArray[np.intp], seed: int) -> _Effects:
    """Return the observed joint bins of pairs, the number that news does not explain, and its interval.

    ``pairs`` are positions in the table. The excess is the sum of products of both raw residuals (active -
    probability). It is correct if the probability of either state is (doubly robust). The fit is the same in
    every bootstrap draw.
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
    """Return centred (active - probability) of each state given its partner, (n, bins)."""
    out = np.empty((len(states), news.counts.shape[1]))
    for state in np.unique(states):
        mine = np.flatnonzero(states == state)
        out[mine] = news.active[state] - news.chance(state, partners[mine])
    return np.asarray(out - out.mean(axis=1, keepdims=True))


@dataclass(frozen=True, slots=True)
class _Question:
    """The test of all pairs against news or against groups, arrays (n,); ``before`` is z before matching."""

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
