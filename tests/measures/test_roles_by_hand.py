"""Silence, division of labour, hedging, stances, words and deeds: worked out by hand or one by one."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats
from scipy.special import digamma, expit

from comity.errors import QuestionError
from comity.measures.roles import deference, division, hedging, third_power, words_deeds
from comity.measures.stats.block_bootstrap import design_effect, design_effect_at

# Silence


def test_silence_against_poisson_by_hand() -> None:
    """Two of ten expected: the tail is Poisson's, the interval a gamma's, power that of a halved rate."""
    f = deference.deference(np.array([1.0, 1.0]), np.array([4.0, 6.0]), 0.0, 20, records=("a", "b"))
    d = f.detail
    assert (f.value, f.n, f.records_total) == (0.2, 2, 2)
    assert d.p == pytest.approx(stats.poisson.cdf(2, 10), abs=1e-9)
    assert (d.said, d.expected, d.silent) == (2, 10.0, True)
    assert (f.interval.low, f.interval.high) == pytest.approx(tuple(stats.gamma.ppf([0.05, 0.95], 2.5) / 10))
    assert d.power_halved == pytest.approx(stats.poisson.cdf(4, 5), abs=1e-9), "4 of 10 is the most"
    none = deference.deference(np.array([0.0]), np.array([10.0]), 0.0, 20)
    assert none.interval.low == 0.0, "the share itself lies in its interval"
    five = deference.deference(np.array([5.0]), np.array([10.0]), 0.0, 20).detail
    assert (five.silent, five.p) == (False, pytest.approx(stats.poisson.cdf(5, 10)))


def test_scattered_acts_are_worth_less() -> None:
    """At half the level, with phi 1 and ten episodes of four, an act is worth a third: 1 + 1/2 x 4."""
    f = deference.deference(np.full(10, 2.0), np.full(10, 4.0), 1.0, 20)
    low, high = stats.gamma.ppf([0.05, 0.95], 20 / 3 + 0.5) * 3 / 40
    assert (f.interval.low, f.interval.high) == pytest.approx((low, high))
    none = deference.deference(np.zeros(10), np.full(10, 4.0), 1.0, 20)
    deflate = 1 + 4 / 40
    assert none.interval.high == pytest.approx(stats.gamma.ppf(0.95, 0.5) * deflate / 40)


@pytest.mark.parametrize(
    ("elsewhere", "expected", "known"), [(20, 5.0, True), (19, 5.0, False), (20, 4.99, False)]
)
def test_twenty_acts_elsewhere_and_five_expected(elsewhere: int, expected: float, known: bool) -> None:
    assert deference.deference(np.zeros(1), np.array([expected]), 0.0, elsewhere).known is known


def test_episodes_of_which_nothing_is_known_are_left_out() -> None:
    f = deference.deference(np.array([1.0, np.nan, 9.0]), np.array([6.0, 5.0, np.nan]), 0.0, 30)
    assert (f.n, f.detail.said, f.detail.expected) == (1, 1, 6.0)
    short = deference.deference(np.array([1.0, np.nan]), np.array([2.0, 9.0]), 0.0, 30)
    assert (short.n, short.why_not) == (1, "only 2.0 acts were to be expected")
    with pytest.raises(QuestionError):
        deference.deference(np.ones((2, 2)), np.ones((2, 2)), 0.0, 30)


def test_chances_of_sums_by_hand() -> None:
    """Two Poisson episodes are one of their sum; a geometric of mean 1 halves with each act."""
    assert deference._chances(3, np.array([1.0, 2.0]), 0.0) == pytest.approx(
        stats.poisson.pmf(range(4), 3.0), abs=1e-9
    )
    assert deference._chances(3, np.array([1.0]), 1.0) == pytest.approx([0.5, 0.25, 0.125, 0.0625])
    assert deference.power_for(0.5, np.array([2.0]), 0.0) == 0.0, "e^-2 is no surprise"
    assert deference.power_for(0.5, np.array([3.0]), 0.0) == pytest.approx(math.exp(-1.5))


def test_habit_scatters_as_its_calm_bins_do() -> None:
    bins = 200
    counts = np.full((6, bins), 4.0)
    counts[0] = np.tile([0.0, 8.0], bins // 2)
    episodes = np.full(bins, -1)
    episodes[100:110], episodes[150:160] = 0, 1
    counts[0, 150:160] = 1.0
    h = deference.habit(counts, 0, 1, episodes)
    assert h.observed.tolist() == [40.0, 10.0]
    assert h.expected == pytest.approx([40.0, 40.0], rel=0.1)
    assert h.dispersion == pytest.approx((16 - 4) / 16, rel=0.1)
    counts[2:, 100:110] *= 3
    assert deference.habit(counts, 0, 1, episodes).expected == pytest.approx([120.0, 40.0], rel=0.1)
    counts[1] *= 50
    assert deference.habit(counts, 0, 1, episodes).expected == pytest.approx([120.0, 40.0], rel=0.1)
    even = np.full((6, bins), 4.0)
    assert deference.habit(even, 0, 1, episodes).dispersion == 0.0


# Division of labour


def test_the_contrast_of_two_mixes_by_hand() -> None:
    """Mixes 3:1 and 1:3; the week of one kind pulls by (1/4, -1/4), the mixed one back by as much."""
    a, b = np.array([[4.0, 0], [2, 2]]), np.array([[0.0, 4], [2, 2]])
    assert division._contrast(a, b) == pytest.approx(2.0)
    assert division._contrast(a, a) == 0.0
    for x, y in ((np.zeros((2, 2)), b), (a, np.zeros((2, 2)))):
        assert division._contrast(x, y) == 0.0


def test_weeks_of_both_stay_whole_and_those_of_one_are_dealt_out() -> None:
    rng = np.random.default_rng(1)
    a = np.array([[1.0, 0], [0, 2], [3, 0], [0, 0], [0, 0]])
    b = np.array([[0.0, 5], [0, 0], [0, 0], [7, 0], [0, 8]])
    seen = set()
    for x, y in division._swapped(a, b, rng, 200):
        assert (x + y == a + b).all()
        assert ((x.sum(1) > 0).sum(), (y.sum(1) > 0).sum()) == (3, 3)
        seen.add(((x[0] == a[0]).all(), *(x[1:].sum(1) > 0)))
    assert len(seen) == 12, "the shared week either way, and two of four weeks to each"
    assert len(list(division._swapped(a, b, rng, 7))) == 7


def test_the_test_of_weeks_counts_draws_as_extreme() -> None:
    a, b = np.tile([[3.0, 0.0]], (12, 1)), np.tile([[0.0, 3.0]], (12, 1))
    p = division.week_test(a, b, np.random.default_rng(0), 199)
    assert p == pytest.approx(1 / 200)
    assert division.week_test(a, a, np.random.default_rng(0), 199) == 1.0
    empty = np.zeros((30, 2))
    padded = division.week_test(np.vstack([a, empty]), np.vstack([b, empty]), np.random.default_rng(0), 199)
    assert padded == p


def test_thirty_acts_a_side_have_a_mix() -> None:
    a, b = np.tile([[2.0, 1.0, 0.0]], (10, 1)), np.tile([[0.0, 1.0, 2.0]], (10, 1))
    f = division.division(a, b, ("x", "y", "z"), records=("r",))
    assert (f.n, f.detail.acts, f.detail.leans, f.records_total) == (60, (30, 30), ("x", "z"), 1)
    assert (f.detail.p, f.detail.differ) == (1 / 500, True)
    assert f.interval.low == pytest.approx(f.value) == f.interval.high, "every week is the same"
    b[0, 0], b[0, 2] = 0.0, 1.0
    few = division.division(a, b, ("x", "y", "z"))
    assert (few.n, few.why_not) == (59, "29 acts on one side, fewer than 30")


def test_the_range_of_a_divergence_is_that_of_weeks_drawn_anew() -> None:
    rng = np.random.default_rng(2)
    a = rng.multinomial(4, [0.6, 0.4], 40).astype(float)
    b = rng.multinomial(4, [0.2, 0.8], 40).astype(float)
    f = division.division(a, b, ("x", "y"))
    at = rng.integers(0, 40, (2000, 40))
    drawn = division.jensen_shannon(a[at].sum(1), b[at].sum(1))
    low, high = np.quantile(drawn - drawn.mean() + f.value, [0.05, 0.95])
    assert (f.interval.low, f.interval.high) == pytest.approx((low, high), abs=0.015)


def test_complementarity_by_hand() -> None:
    a, b = np.array([True] * 6 + [False] * 2), np.array([False] * 5 + [True] * 3)
    f = division.complementarity(a, b, ("r",))
    assert (f.value, f.n, f.detail.episodes, f.detail.deeds) == (7 / 8, 8, 7, (6, 3))
    assert (f.interval.low, f.interval.high) == pytest.approx(
        (stats.beta.ppf(0.05, 7, 2), stats.beta.ppf(0.95, 8, 1))
    )
    assert f.detail.expected == pytest.approx(6 / 8 * 5 / 8 + 3 / 8 * 2 / 8)
    assert f.detail.p == pytest.approx(stats.hypergeom.cdf(1, 8, 6, 3))
    never, ever = division.complementarity(a, a), division.complementarity(a, ~a)
    assert (never.interval.low, never.interval.high) == (0.0, pytest.approx(1 - 0.05 ** (1 / 8)))
    assert (ever.interval.low, ever.interval.high) == (pytest.approx(0.05 ** (1 / 8)), 1.0)


# Hedging


def test_an_episode_has_both_within_thirty_days() -> None:
    def both(*days: int, stance: tuple[int, ...]) -> bool:
        return hedging.both_ways(np.array(days), np.array(stance))

    assert both(0, 30, stance=(1, -1))
    assert both(30, 0, stance=(1, -1))
    assert not both(0, 31, stance=(1, -1))
    assert not both(0, 10, stance=(1, 0))
    assert both(0, 100, 110, stance=(1, 1, -1))
    assert both(0, 100, 20, stance=(1, 1, -1))
    assert not both(0, 100, 50, stance=(1, 1, -1))


def test_eight_episodes_have_a_share() -> None:
    days, stance = np.zeros(9, int), np.ones(9, int)
    episodes = np.array([0, 0, 1, 2, 3, 4, 5, 6, 7])
    stance[1] = -1
    f = hedging.hedging(days, stance, episodes, placebos=np.array([0.0, 0.5]), records=("r",))
    assert (f.value, f.n, f.records_total, f.placebo.rank) == (1 / 8, 8, 1, 2)
    assert (f.detail.episodes, f.detail.both_ways, f.detail.within_days) == (8, 1, 30)
    assert (f.interval.low, f.interval.high) == pytest.approx(tuple(stats.beta.ppf([0.05, 0.95], 1.5, 7.5)))
    assert f.null == "states of like activity"
    assert not hedging.hedging(days[:-1], stance[:-1], episodes[:-1]).known
    alone = hedging.hedging(days[1:], np.ones(8, int), episodes[1:])
    assert (alone.value, alone.interval.low, alone.null) == (0.0, 0.0, "none: a description")
    every = hedging.hedging(np.zeros(16, int), np.tile([1, -1], 8), np.repeat(np.arange(8), 2))
    assert (every.value, every.interval.high) == (1.0, 1.0)


def test_forums_beyond_what_varies_within_them() -> None:
    """Sizes 1 and 3, means 0 and 4, within 8/2: between 12, typical size (4 - 10/4)/1."""
    stance, forums = np.array([0.0, 2.0, 4.0, 6.0]), np.array([5, 9, 9, 9])
    assert hedging.between_forums(stance, forums) == pytest.approx(math.sqrt((12 - 4) / 1.5))
    assert hedging.between_forums(stance, np.zeros(4, int)) == 0.0, "one forum"
    assert hedging.between_forums(stance, np.arange(4)) == 0.0, "one act each"
    assert hedging.between_forums(np.array([0.0, 9, 0, 9]), np.array([0, 0, 1, 1])) == 0.0
    left_out = hedging.between_forums(stance, np.array([5, 9, 9, 7]), np.array([1, 2, 2, 0]))
    assert left_out == pytest.approx(
        hedging.between_forums(np.array([0.0, 2, 2, 4, 4]), np.array([5, 9, 9, 9, 9]))
    )


def test_three_forums_of_two_acts_are_enough() -> None:
    stance, forums = np.array([0.0, 2, 4, 6, 8, 10, 5]), np.array([0, 0, 1, 1, 2, 2, 3])
    f = hedging.by_forum(stance, forums, np.arange(7), records=("r",))
    assert (f.value, f.n, f.records_total) == (hedging.between_forums(stance, forums), 7, 1)
    assert (f.detail.mean, f.detail.by_forum) == (5.0, {0: 1.0, 1: 5.0, 2: 9.0, 3: 5.0})
    assert f.interval.low <= f.value <= f.interval.high
    assert not hedging.by_forum(stance, np.array([0, 0, 1, 1, 2, 4, 3]), np.arange(7)).known
    assert not hedging.by_forum(stance, forums, np.zeros(7, int)).known
    assert hedging.by_forum(stance, forums, np.array([0, 0, 0, 0, 0, 0, 1])).known


# Toward a third power


@pytest.mark.parametrize(
    ("low", "high", "word"),
    [
        (0.51, 2.0, "against"),
        (0.5, 2.0, "unclear"),
        (-2.0, -0.51, "with"),
        (-2.0, -0.5, "unclear"),
        (-0.5, 0.5, "neither"),
        (-0.51, 0.5, "unclear"),
        (-0.5, 0.51, "unclear"),
    ],
)
def test_every_label_at_its_edge(low: float, high: float, word: str) -> None:
    assert third_power.label(low, high, (-0.5, 0.5)) == word


def test_positions_are_averaged_over_the_whole_grid() -> None:
    k, n = np.array([3.0, 8.0]), np.array([10.0, 10.0])
    found = third_power.positions(k, n)
    total, centre, cdf = 0.0, np.zeros(2), np.zeros((2, 2))
    points = np.column_stack([found.low, found.high])
    for m in expit(np.linspace(-4, 4, 33)):
        for size in np.exp(np.linspace(0, math.log(300), 17)):
            a, b = k + m * size, n - k + (1 - m) * size
            law = stats.betabinom(n, m * size, (1 - m) * size)
            weight = float(np.prod(law.pmf(k)))
            total += weight
            centre += weight * (digamma(a) - digamma(b))
            cdf += weight * stats.beta.cdf(expit(points), a[:, None], b[:, None])
    assert found.log_odds == pytest.approx(centre / total, abs=1e-3)
    assert third_power.log_odds(k, n) == pytest.approx(found.log_odds)
    assert cdf / total == pytest.approx(np.array([[0.05, 0.95]] * 2), abs=2e-3)


def test_a_label_turns_where_the_raw_position_contradicts_it() -> None:
    """Three of four in each of ten weeks: log-odds 1.07 whatever weeks are drawn."""
    k, n, rng = np.full(10, 3.0), np.full(10, 4.0), np.random.default_rng(0)

    def flips(word: str, half: tuple[float, float], k: np.ndarray = k, n: np.ndarray = n) -> float:
        return third_power._flips(k, n, half, word, rng)

    assert [flips(w, (-0.5, 0.5)) for w in ("against", "with", "neither", "unclear")] == [0, 1, 1, 0]
    assert [flips(w, (1.2, 2.0)) for w in ("against", "with", "neither")] == [1, 0, 1]
    assert [flips(w, (0.5, 1.2)) for w in ("against", "with", "neither")] == [1, 1, 0]
    odds = math.log(30.5 / 10.5)
    assert flips("neither", (odds, 2.0)) == flips("neither", (0.0, odds)) == 0.0
    one = np.eye(10)[0]
    assert flips("against", (-0.5, 0.5), 3 * one, 4 * one) == 1.0, "one week"
    assert flips("against", (-0.5, 0.5), 3 * (one + np.eye(10)[1]), 4 * (one + np.eye(10)[1])) == 0.0


def stances(k: float, n: float, weeks: int = 10, places: int = 3) -> tuple[np.ndarray, np.ndarray]:
    return np.full((places, weeks), k), np.full((places, weeks), n)


def test_a_stance_is_told_with_what_it_rests_on() -> None:
    k, n = stances(3.0, 4.0)
    placebos = np.array([-1.0, -0.8, -0.6, -0.4, -0.2, 0.0, 0.2, 0.4, np.nan])
    f = third_power.toward_third(k, n, 1, placebos, records=("r",))
    assert (f.value, f.n, f.records_total) == ("against", 40, 1)
    assert (f.placebo.rank, f.placebo.of) == (1, 9)
    d = f.detail
    assert d.middle_half == pytest.approx((-0.65, 0.05))
    assert (d.share, d.flips, d.design_effect, d.level) == (0.75, 0.0, 1.0, 0.9)
    assert (d.low, d.high) == (f.interval.low, f.interval.high)
    assert d.log_odds == pytest.approx(third_power.positions(k.sum(1), n.sum(1)).log_odds[1])
    assert not third_power.toward_third(k, n, 1, placebos[1:]).known, "seven placebo states"


def test_twenty_acts_over_all_places_and_one_here() -> None:
    k, n = stances(1.0, 2.0, weeks=5, places=2)
    even = np.linspace(-1, 1, 8)
    assert third_power.toward_third(k, n, 0, even).n == 10
    assert third_power.toward_third(k, n, 0, even).known
    n[1, 0] = 1.0
    assert third_power.toward_third(k, n, 0, even).why_not == (
        "10 acts toward the third power here, 19 in all; 8 placebo states"
    )
    k, n = stances(1.0, 2.0, weeks=20, places=2)
    k[0], n[0] = 0.0, 0.0
    assert not third_power.toward_third(k, n, 0, even).known


def test_quiet_weeks_are_a_line_through_two_points() -> None:
    """Ten quiet weeks with 12 of 40, ten with one shock and 28 of 40: logits and their distance."""
    k = np.array([1.0, 1, 1, 1, 1, 1, 1, 1, 2, 2] + [3.0] * 8 + [2.0, 2.0])
    n, shocks = np.full(20, 4.0), np.repeat([0.0, 1.0], 10)
    f = third_power.in_quiet_weeks(k, n, shocks, ("r",))
    logit = math.log(12 / 28)
    assert (f.value, f.n, f.records_total) == (pytest.approx(logit), 80, 1)
    assert f.detail.slope == pytest.approx(-2 * logit / math.log(2))
    assert f.interval.low + f.interval.high == pytest.approx(2 * logit)
    unseen = np.concatenate([shocks, [np.nan, 0.0]])
    more = third_power.in_quiet_weeks(np.append(k, [4.0, 0.0]), np.append(n, [4.0, 0.0]), unseen)
    assert (more.value, more.n) == (pytest.approx(logit), 80)


@pytest.mark.parametrize(
    ("weeks", "k", "n", "known"),
    [
        (20, 0.5, 1.0, True),
        (19, 0.5, 1.0, False),
        (20, 0.25, 1.0, True),
        (20, 0.24, 1.0, False),
        (20, 0.76, 1.0, False),
        (12, 0.5, 2.0, True),
        (11, 0.5, 2.0, False),
    ],
)
def test_quiet_weeks_need_twenty_acts_five_of_either_kind_and_twelve_weeks(
    weeks: int, k: float, n: float, known: bool
) -> None:
    swing = np.where(np.arange(weeks) % 3 == 0, 0.9, 1.05)
    conflict = k * n * swing
    conflict *= k * n * weeks / conflict.sum()
    f = third_power.in_quiet_weeks(conflict, np.full(weeks, n), np.arange(weeks) % 2.0)
    assert f.known is known
    still = third_power.in_quiet_weeks(conflict, np.full(weeks, n), np.ones(weeks))
    assert not still.known


# Words and deeds


def test_one_act_is_kept_of_all_that_tell_it() -> None:
    actor, day = np.array(["a", "a", "b", "a"]), np.array([1, 1, 1, 2])
    assert words_deeds.fold(actor, day).tolist() == [True, False, True, True]


def test_the_level_is_the_log_of_one_more_than_the_mean() -> None:
    series = np.array([[1.0, np.nan, 3.0], [0.0, 0.0, 0.0], [np.nan] * 3, [4.0, np.nan, np.nan]])
    assert words_deeds.level(series)[[0, 1, 3]] == pytest.approx([math.log(3), 0.0, math.log(5)])
    assert np.isnan(words_deeds.level(series)[2])


def test_the_share_of_deeds_by_hand() -> None:
    deeds, acts = np.array([2.0, 0, 1, 0]), np.array([5.0, 5, 5, 5])
    effect = max(design_effect(deeds, acts), design_effect_at(0.5, acts))
    assert effect == pytest.approx(3.0), "weeks of five at a half: 1 + .5 x 4"
    of = words_deeds.share_interval(deeds, acts, 0.5)
    assert (of.low, of.high) == pytest.approx(tuple(stats.beta.ppf([0.05, 0.95], 1.5, 17 / 3 + 0.5)))
    none = words_deeds.share_interval(np.zeros(4), acts, 0.0)
    assert none.low == 0.0
    assert words_deeds.share_interval(acts, acts, 0.0).high == 1.0


def test_material_acts_stand_among_placebo_pairs() -> None:
    acts = np.full((5, 10), 2.0)
    deeds = np.zeros((5, 10))
    deeds[0, :4], deeds[1, :2], deeds[2, :6] = 1.0, 1.0, 1.0
    acts[3, 5:] = 0.0
    f = words_deeds.material_share(deeds, acts, 0, np.array([1, 2, 3, 4]), ("r",))
    assert (f.value, f.n, f.detail.deeds, f.records_total) == (0.2, 20, 4, 1)
    assert (f.placebo.rank, f.placebo.of) == (2, 4), "a pair with ten acts is none"
    assert (f.detail.placebo_median, f.detail.share_below) == (pytest.approx(0.1), 3 / 4)
    assert f.detail.placebo_range == pytest.approx((0.01, 0.28))
    acts[0, 0] = np.nan
    few = words_deeds.material_share(deeds, acts, 0, np.array([1, 2]))
    assert (few.n, few.why_not) == (18, "18 cooperative acts, fewer than 20")
    alone = words_deeds.material_share(deeds, np.full((5, 10), 2.0), 0, np.array([], int))
    assert (alone.placebo, alone.detail.placebo_median) == (None, None)
    with pytest.raises(QuestionError):
        words_deeds.material_share(acts + 1, acts, 1, np.array([2]))


def test_a_gap_is_the_distance_of_two_indices() -> None:
    """Placebo levels 0 to 18 of both; the pair says as much as the 19th and does as much as the first."""
    mean = np.expm1(np.append(18.0, np.arange(19.0)) / 10)
    words = np.repeat(mean[:, None], 6, axis=1)
    deeds = np.repeat(np.append(mean[1], mean[1:])[:, None], 6, axis=1)
    f = words_deeds.gap(words, deeds, 0, np.arange(1, 20), records=("r",))
    spread = np.arange(19.0).std(ddof=1)
    assert (f.detail.words, f.detail.deeds) == pytest.approx((9 / spread, -9 / spread))
    assert f.value == pytest.approx(18 / spread)
    assert (f.n, f.detail.placebo_pairs, f.records_total) == (6, 19, 1)
    assert (f.placebo.rank, f.placebo.of) == (1, 20)
    assert f.interval.low <= f.value <= f.interval.high
    assert not words_deeds.gap(words[:, 1:], deeds, 0, np.arange(1, 20)).known, "five bins"
    assert not words_deeds.gap(words, deeds, 0, np.arange(1, 19)).known, "eighteen pairs"
    words[4] = np.nan
    why = words_deeds.gap(words, deeds, 0, np.arange(1, 20)).why_not
    assert why == "6 known bins and 18 placebo pairs"
