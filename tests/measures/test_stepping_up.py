"""Trend words: exact where it can be checked by hand, in worlds with known steps where it cannot."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from comity.errors import QuestionError
from comity.measures.change import stepping_up as su

COUNTS = st.integers(0, 40)


def test_two_windows_by_hand() -> None:
    # 3 in four years, 9 in two: equal rates give each of the 12 a chance of 1/3 to be late.
    f = su.two_windows(3, 4.0, 9, 2.0)
    assert f.detail.ratio == pytest.approx((9 / 2) / (3 / 4))
    assert f.detail.p_rise == pytest.approx(binom.sf(8, 12, 1 / 3))
    assert f.value == "stepping up"
    assert "selective record" in f.detail.note


def test_interval_is_clopper_pearson() -> None:
    # 4 of 10 at 90%: exact limits .1500 and .6965 (Clopper and Pearson 1934, tabulated)
    r = su.compare_rates(np.array([6.0]), 1.0, np.array([4.0]), 1.0)
    assert r.low / (1 + r.low) == pytest.approx(0.1500, abs=5e-4)
    assert r.high / (1 + r.high) == pytest.approx(0.6965, abs=5e-4)


def test_a_record_of_few_occurrences_has_no_trend() -> None:
    f = su.two_windows(0, 10.0, 4, 1.0)
    assert f.value == "too little to say"
    assert f.detail.ratio is None
    assert f.detail.high is None


def test_steady_claims_that_doubling_is_ruled_out() -> None:
    assert su.two_windows(100, 5.0, 102, 5.0).value == "steady"
    assert su.two_windows(10, 5.0, 11, 5.0).value == "too little to say"


def test_clustered_counts_are_worth_less() -> None:
    even, lumpy = [2] * 8, [0, 0, 0, 8, 0, 0, 0, 8]
    assert su.two_windows(even, 2.0, [4] * 8, 2.0).value == "stepping up"
    f = su.two_windows(lumpy, 2.0, [0, 16, 0, 0, 0, 16, 0, 0], 2.0)
    assert f.value == "too little to say"
    assert f.detail.dispersion > 5


@given(COUNTS, COUNTS, st.floats(0.5, 20), st.floats(0.5, 20))
def test_time_reversal_turns_the_ratio_over(a: int, b: int, ea: float, eb: float) -> None:
    one = su.compare_rates(np.array([float(a)]), ea, np.array([float(b)]), eb)
    two = su.compare_rates(np.array([float(b)]), eb, np.array([float(a)]), ea)
    assert one.p_rise == pytest.approx(two.p_fall, abs=1e-9)
    if one.low > 0:
        assert two.high == pytest.approx(1 / one.low, rel=1e-6)
    if a + b:
        assert one.low <= one.ratio <= one.high


@pytest.mark.parametrize(
    ("before", "length"), [([1, -1], 1.0), ([math.nan], 1.0), (3, 0.0), ([], 1.0), (3, math.inf)]
)
def test_what_cannot_be_compared_is_refused(before: object, length: float) -> None:
    with pytest.raises(QuestionError):
        su.two_windows(before, length, 3, 1.0)  # type: ignore[arg-type]


def test_rate_step_finds_the_step_and_the_elasticity() -> None:
    months = np.arange(180)
    volume = np.sin(months / 9.0) + months / 90.0
    late = months >= 180 - su.RECENT
    mean = np.exp(3.0 + 0.7 * volume + np.log(2.0) * late)
    step = su.rate_step(np.round(mean), volume)  # counts without noise, but for the rounding
    assert step.log_ratio == pytest.approx(np.log(2.0), abs=0.005)
    assert step.elasticity == pytest.approx(0.7, abs=0.005)


def test_uncovered_months_are_left_out_not_zero() -> None:
    rng = np.random.default_rng(4)
    y = rng.poisson(5.0, 120).astype(float)
    volume = rng.normal(size=120)
    gaps = y.copy()
    gaps[:24] = np.nan
    assert su.rate_step(gaps, volume) == su.rate_step(y[24:], volume[24:])


def test_a_step_on_one_pair_alone_is_seen_and_a_common_one_is_not() -> None:
    rng = np.random.default_rng(11)
    volume = np.linspace(0, 2, 180)
    counts = rng.poisson(np.exp(1.5 + volume * rng.normal(1, 0.3, (40, 1)))).astype(float)
    alone, common = counts.copy(), counts.copy()
    alone[0, -24:] = rng.poisson(np.exp(1.5 + volume[-24:]) * 4)
    common[:, -24:] *= 4
    others = np.arange(1, 40)
    f = su.stepping_up(alone, volume, 0, others)
    assert f.value == "stepping up"
    assert f.placebo is not None
    assert f.placebo.rank == 1
    assert f.detail.low > 1.5
    assert su.stepping_up(common, volume, 0, others).value != "stepping up"


def test_media_that_never_change_leave_a_plain_rate_ratio() -> None:
    counts = np.concatenate([np.tile([2.0, 4.0], 24), np.tile([5.0, 7.0], 12)])
    step = su.rate_step(counts, np.zeros(72))
    assert step.log_ratio == pytest.approx(np.log(6.0 / 3.0))


def test_few_acts_or_few_placebos_are_too_little_to_say() -> None:
    counts = np.random.default_rng(2).poisson(2.0, (10, 60)).astype(float)
    counts[0, :] = 0
    counts[0, :5] = 1
    volume = np.sin(np.arange(60.0))
    few_acts = su.stepping_up(counts, volume, 0, np.arange(1, 10))
    few_placebos = su.stepping_up(counts, volume, 1, np.arange(2, 10))
    assert few_acts.value == few_placebos.value == "too little to say"
    assert "acts" in few_acts.why_not
    assert "placebo" in few_placebos.why_not
