"""Trend words: exact where it can be checked by hand, in worlds with known steps where it cannot."""

from __future__ import annotations

import numpy as np
import pytest

from comity.measures.change import stepping_up as su


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
