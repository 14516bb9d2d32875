"""Words of change: every word by hand, coverage of ranges on made-up clusters and swings, dates of steps."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize
from scipy.stats import beta, binom, norm

from comity.errors import QuestionError
from comity.measures.change import window_change as wc
from comity.measures.stats import clustered
from comity.measures.stats.clustered import Tally
from studies.intervals import crises, swings

COUNTS = st.integers(0, 40)
COVERED = (0.85, 0.97)
"""Bounds of the share covered in some 300 worlds: .87 to .95 give or take two standard errors."""


# Words


@pytest.mark.parametrize(
    ("low", "high", "word"),
    [
        (1.01, 9.0, "up"),
        (0.2, 0.99, "down"),
        (0.5, 2.0, "about level"),
        (0.49, 1.5, "cannot be told"),
        (0.9, 2.01, "cannot be told"),
        (1.0, 1.5, "about level"),
        (0.0, math.inf, "cannot be told"),
    ],
)
def test_every_word_by_hand(low: float, high: float, word: str) -> None:
    assert wc.word(low, high) == word


def test_a_range_wider_than_fourfold_says_so() -> None:
    assert not wc.Change("up", 1, 2, 3, 2.0, 1.5, 6.0).wide
    assert wc.Change("up", 1, 2, 3, 2.0, 1.5, 6.01).wide
    assert wc.Change("up", 0, 2, 2, None, 1.5, None).wide, "without an upper end"
    assert not wc.Change("cannot be told", 0, 0, 0).wide, "nothing to be wide"


# Shares


def test_trials_that_come_singly_have_almost_the_interval_of_jeffreys() -> None:
    low, high = beta(14.5, 17.5).ppf([0.05, 0.95])
    of = clustered.share(Tally.singly(14, 31))
    assert (of.low, of.high) == pytest.approx((low, high), abs=0.01)
    assert (clustered.share(Tally.singly(0, 9)).low, clustered.share(Tally.singly(9, 9)).high) == (0.0, 1.0)


def test_one_crisis_tells_less_than_as_many_drafts() -> None:
    alone, crisis = Tally.singly(6, 12), Tally(np.array([6, 0, 0]), np.array([6, 3, 3]))
    narrow, wide = (of.high - of.low for of in (clustered.share(alone), clustered.share(crisis)))
    assert wide > 1.5 * narrow


def test_a_ratio_turned_over_is_one_over_it() -> None:
    before, after = Tally(np.array([3, 0, 1]), np.array([9, 8, 20])), Tally.singly(9, 30)
    r, turned = clustered.ratio(before, after), clustered.ratio(after, before)
    assert (turned.low, turned.middle, turned.high) == pytest.approx(
        (1 / r.high, 1 / r.middle, 1 / r.low), rel=0.03
    )
    assert r.rise + turned.rise == pytest.approx(1)
    assert clustered.ratio(before, before).rise == pytest.approx(0.5)


def test_shares_by_hand() -> None:
    up = wc.compare_shares(Tally.singly(4, 200), Tally.singly(40, 200))
    assert (up.word, up.ratio, up.before, up.after, up.n) == ("up", pytest.approx(10.0), 0.02, 0.2, 400)
    assert wc.compare_shares(Tally.singly(40, 200), Tally.singly(4, 200)).word == "down"
    assert wc.compare_shares(Tally.singly(60, 100), Tally.singly(61, 100)).word == "about level"
    assert wc.compare_shares(Tally.singly(2, 4), Tally.singly(2, 4)).word == "cannot be told"


def test_fewer_than_five_give_no_word() -> None:
    assert wc.compare_shares(Tally.singly(0, 200), Tally.singly(4, 4)).word == "cannot be told"
    assert wc.compare_shares(Tally.singly(0, 200), Tally.singly(5, 5)).word == "up"
    assert wc.compare_counts(np.zeros(1), 6.0, np.array([4.0]), 1.0).word == "cannot be told"
    assert wc.compare_counts(np.zeros(1), 6.0, np.array([5.0]), 1.0).word == "up"


def test_a_window_without_hits_has_the_middle_of_its_range() -> None:
    change = wc.compare_shares(Tally.singly(0, 40), Tally.singly(20, 40))
    assert change.word == "up"
    assert change.low is not None
    assert change.high is not None
    assert change.ratio is not None
    assert change.low < change.ratio < change.high
    nothing = wc.compare_shares(Tally.singly(0, 40), Tally.singly(0, 40))
    assert (nothing.word, nothing.ratio, nothing.low) == ("cannot be told", None, None)
    with pytest.raises(QuestionError, match="both windows"):
        wc.compare_shares(Tally.singly(0, 0), Tally.singly(1, 2))


@pytest.mark.parametrize("icc", [0.0, 0.2, 0.4, 0.6])
@pytest.mark.parametrize(("clusters", "trials", "shares"), [(10, 31, (0.45, 0.45)), (60, 360, (0.04, 0.14))])
def test_ranges_cover_where_drafts_come_in_crises(
    icc: float, clusters: int, trials: int, shares: tuple[float, float]
) -> None:
    rng = np.random.default_rng(round(icc * 10) + trials)
    of_share, of_ratio, worlds = 0, 0, 300
    for _ in range(worlds):
        before, after = (crises(rng, s, icc, clusters, trials) for s in shares)
        own = clustered.share(after)
        of_share += own.low <= shares[1] <= own.high
        texts = clustered.ratio(before, after)
        of_ratio += texts.low <= shares[1] / shares[0] <= texts.high
    assert COVERED[0] <= of_share / worlds <= 0.98
    assert COVERED[0] <= of_ratio / worlds <= 0.98


# Counts


def test_counts_by_hand() -> None:
    # 3 in four years, 9 in two: equal rates give each of the 12 a chance of 1/3 to be late.
    r = wc.compare_rates(np.array([3.0]), 4.0, np.array([9.0]), 2.0)
    assert r.ratio == pytest.approx((9 / 2) / (3 / 4))
    assert r.p_rise == pytest.approx(binom.sf(8, 12, 1 / 3))
    change = wc.compare_counts(np.array([3.0]), 4.0, np.array([9.0]), 2.0)
    assert (change.word, change.before, change.after, change.n) == ("up", 0.75, 4.5, 12)
    assert wc.compare_counts(np.array([9.0]), 2.0, np.array([3.0]), 4.0).word == "down"


def test_the_range_of_counts_is_that_of_clopper_and_pearson() -> None:
    # 4 of 10 at 90%: exact limits .1500 and .6965 (Clopper and Pearson 1934, tabulated)
    r = wc.compare_rates(np.array([6.0]), 1.0, np.array([4.0]), 1.0)
    assert r.low / (1 + r.low) == pytest.approx(0.1500, abs=5e-4)
    assert r.high / (1 + r.high) == pytest.approx(0.6965, abs=5e-4)


def test_three_of_nothing_before_has_no_upper_end() -> None:
    change = wc.compare_counts(np.zeros(6), 6.0, np.array([0.0, 4, 0, 0, 0, 0]), 6.0)
    assert (change.ratio, change.high, change.wide) == (None, None, True)
    assert wc.compare_counts(np.zeros(6), 6.0, np.zeros(6), 6.0).low is None


def test_level_claims_that_doubling_is_ruled_out() -> None:
    assert wc.compare_counts(np.array([100.0]), 5.0, np.array([102.0]), 5.0).word == "about level"
    assert wc.compare_counts(np.array([10.0]), 5.0, np.array([11.0]), 5.0).word == "cannot be told"


def test_counts_in_clumps_are_worth_less() -> None:
    even, lumpy = np.full(8, 2.0), np.array([0.0, 0, 0, 8, 0, 0, 0, 8])
    assert wc.compare_counts(even, 2.0, 2 * even, 2.0).word == "up"
    assert wc.compare_counts(lumpy, 2.0, 2 * lumpy, 2.0).word == "cannot be told"
    assert wc.compare_rates(lumpy, 2.0, 2 * lumpy, 2.0).dispersion > 5


@given(COUNTS, COUNTS, st.floats(0.5, 20), st.floats(0.5, 20))
def test_time_reversal_turns_the_ratio_over(a: int, b: int, ea: float, eb: float) -> None:
    one = wc.compare_rates(np.array([float(a)]), ea, np.array([float(b)]), eb)
    two = wc.compare_rates(np.array([float(b)]), eb, np.array([float(a)]), ea)
    assert one.p_rise == pytest.approx(two.p_fall, abs=1e-9)
    if one.low > 0:
        assert two.high == pytest.approx(1 / one.low, rel=1e-6)
    if a + b:
        assert one.low <= one.ratio <= one.high


# Amounts


@pytest.mark.parametrize("likeness", [0.0, 0.5])
@pytest.mark.parametrize(("shape", "years"), [(4.0, (6, 6)), (20.0, (6, 4))])
def test_ranges_of_amounts_cover_and_find_a_threefold_rise(
    likeness: float, shape: float, years: tuple[int, int]
) -> None:
    rng = np.random.default_rng(5)
    covered, up, worlds = 0, 0, 300
    for _ in range(worlds):
        change = wc.compare_amounts(*swings(rng, 3.0, likeness, shape, years), 0, "made up")
        assert change.low is not None
        assert change.high is not None
        covered += change.low <= 3.0 <= change.high
        up += change.word == "up"
    assert COVERED[0] <= covered / worlds <= COVERED[1] + 0.01
    assert up / worlds >= 0.6


def test_stable_amounts_are_seldom_called_up_or_down() -> None:
    rng = np.random.default_rng(6)
    words = [wc.compare_amounts(*swings(rng, 1.0, 0.4, 6.0, (6, 6)), 0, "made up").word for _ in range(300)]
    assert (words.count("up") + words.count("down")) / 300 <= 0.13


def test_amounts_by_hand() -> None:
    before, after = np.full((1, 6), 10.0), np.full((1, 6), 5.0)
    change = wc.compare_amounts(before, after, 0, "nothing")
    assert (change.word, change.ratio, change.low, change.placebo) == ("down", 0.5, 0.5, None)
    others = np.vstack([before, 2 * before, 2 * before])
    placed = wc.compare_amounts(others, np.vstack([after, 2 * before, 4 * before]), 0, "trade").placebo
    assert placed is not None
    assert (placed.rank, placed.of) == (3, 3)
    assert wc.compare_amounts(np.zeros((1, 6)), after, 0, "nothing").word == "cannot be told"


# Since


def test_the_step_is_dated_where_it_was_made() -> None:
    years, trials = np.arange(1992, 2026), np.full(34, 60.0)
    rng = np.random.default_rng(8)
    named, hit, inside = 0, 0, 0
    for _ in range(100):
        share = np.where(years >= 2019, 0.14, 0.025)
        of = wc.since(rng.binomial(60, share).astype(float), trials, years, 1, 2019)
        if of is not None:
            named += 1
            hit += abs(of.year - 2019) <= 1
            inside += of.earliest <= 2019 <= of.latest
    assert named >= 60
    assert hit >= 0.85 * named
    assert inside >= 0.85 * named


def test_a_steady_rise_has_no_year() -> None:
    years, trials = np.arange(1992, 2027), np.full(35, 55.0)
    share = np.exp(np.linspace(np.log(0.012), np.log(0.18), 35))
    later = np.where(years < 2012, 0.012, 0.012 * np.exp(0.2 * (years - 2012)))
    rng = np.random.default_rng(77)
    for rise in (share, later):
        drawn = [rng.binomial(55, rise).astype(float) for _ in range(60)]
        assert sum(wc.since(y, trials, years, 1, 2020) is not None for y in drawn) <= 3


def test_no_year_inside_the_window_before_nor_of_a_step_the_other_way_nor_of_a_short_series() -> None:
    years, ones = np.arange(2000, 2020), np.ones(20)
    falls = np.where(years < 2010, 9.0, 1.0)
    down = wc.since(falls, ones, years, -1, 2010)
    assert down is not None
    assert down.year == 2010
    assert wc.since(falls, ones, years, -1, 2011) is None, "it lies in the window before"
    assert wc.since(falls, ones, years, 1, 2000) is None
    assert wc.since(falls[:6], ones[:6], years[:6], -1, 2000) is None


def test_a_trend_is_the_poisson_regression_of_the_years() -> None:
    y, x = np.array([2.0, 3, 4, 9, 12]), np.array([10.0, 10, 20, 20, 20])
    t = np.arange(5) / 5

    def lost(b: np.ndarray) -> float:
        return float((x * np.exp(b[0] + b[1] * t)).sum() - y @ (b[0] + b[1] * t))

    fit = minimize(lost, (0, 0))
    assert wc._rise(y, x, 0) == pytest.approx(-fit.fun + y.sum(), abs=1e-6)
    level = y.sum() * np.log(y.sum() / x.sum())
    assert wc._rise(y, x, 4) >= level
    assert wc._rise(y, x, 0) > level


def test_the_range_for_several_series_moves_its_ends_out() -> None:
    change = wc.Change("up", 0.04, 0.15, 676, 3.7, 1.7, 6.1)
    assert wc.correct(change, 1) == pytest.approx((1.7, 6.1))
    low, high = wc.correct(change, 8)
    middle, more = np.sqrt(1.7 * 6.1), norm.isf(0.05 / 8) / norm.isf(0.05)
    assert (low, high) == pytest.approx((middle * (1.7 / middle) ** more, middle * (6.1 / middle) ** more))
    assert (round(low, 1), round(high, 1)) == (1.2, 8.5)
    assert wc.correct(wc.Change("up", 0, 1, 9, None, 1.4, None), 8) == (1.4, None)


def test_years_that_swing_widen_a_share_and_calm_ones_do_not() -> None:
    subjects = [Tally.singly(20, 300), Tally.singly(60, 300)]
    calm = tuple(Tally(np.full(6, k), np.full(6, 50)) for k in (3, 10))
    wild = (
        Tally(np.array([0, 0, 0, 0, 0, 20]), np.full(6, 50)),
        Tally(np.array([0, 0, 0, 30, 30, 0]), np.full(6, 50)),
    )
    singly, even, uneven = (wc.compare_shares(*subjects, years) for years in (None, calm, wild))
    assert even.low == pytest.approx(singly.low, rel=0.25)
    assert uneven.low < 0.7 * singly.low
    assert uneven.p > 10 * singly.p
