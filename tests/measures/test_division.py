"""Division of labour: values by hand, chance by whole weeks."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.spatial.distance import jensenshannon
from scipy.stats import fisher_exact

from comity.errors import QuestionError
from comity.measures.roles import division as d

MIX = arrays(np.int64, (5,), elements=st.integers(0, 50)).filter(lambda c: c.sum() > 0)


def _weeks(rng: np.random.Generator, p: np.ndarray, weeks: int = 40) -> np.ndarray:
    return np.array([rng.multinomial(rng.integers(1, 6), p) for _ in range(weeks)]).astype(float)


def test_divergence_agrees_with_scipy_on_large_counts() -> None:
    p, q = np.array([0.5, 0.3, 0.2]), np.array([0.1, 0.3, 0.6])
    expected = jensenshannon(p, q, base=2) ** 2
    assert d.jensen_shannon(p * 1e9, q * 1e9) == pytest.approx(expected, abs=1e-8)


def test_nothing_in_common_is_one_bit_and_the_same_mix_is_none() -> None:
    one, other = np.array([1e6, 0.0]), np.array([0.0, 1e6])
    assert d.jensen_shannon(one, other) == pytest.approx(1.0, abs=1e-4)
    assert d.jensen_shannon(one, one) == 0.0


def test_bias_by_hand() -> None:
    # 2 classes, 30/10 against 10/30: plug-in less (S_mix - S_sides) of the expansion in the docstring
    a, b = np.array([30.0, 10.0]), np.array([10.0, 30.0])
    plug_in = 1.0 - (-(0.75 * np.log2(0.75) + 0.25 * np.log2(0.25)))
    mixture = (2 * 0.75 * 0.25 / 40 / 4) / 0.5 * 2 / 2
    sides = (1 / 40 + 1 / 40) / 4
    assert d.jensen_shannon(a, b) == pytest.approx(plug_in + (mixture - sides) / np.log(2))


def test_small_samples_of_one_mix_diverge_by_nothing_on_average() -> None:
    rng = np.random.default_rng(0)
    p = np.array([0.4, 0.3, 0.2, 0.1])
    a, b = rng.multinomial(50, p, 4000).astype(float), rng.multinomial(50, p, 4000).astype(float)
    sides = [x / x.sum(1, keepdims=True) for x in (a, b)]
    plug_in = np.mean([jensenshannon(x, y, base=2) ** 2 for x, y in zip(*sides, strict=True)])
    assert plug_in > 0.02
    assert np.median(d.jensen_shannon(a, b)) < 0.004  # cut off at 0, so the mean stays a little above


@given(MIX, MIX)
def test_divergence_is_symmetric_and_between_zero_and_one(a: np.ndarray, b: np.ndarray) -> None:
    value = float(d.jensen_shannon(a, b))
    assert 0 <= value <= 1 + 1e-9
    assert value == pytest.approx(float(d.jensen_shannon(b, a)))


def test_different_mixes_are_told_apart_and_like_ones_are_not() -> None:
    rng = np.random.default_rng(5)
    p, q = np.array([0.6, 0.3, 0.1]), np.array([0.2, 0.3, 0.5])
    a, b = _weeks(rng, p), _weeks(rng, q)
    f = d.division(a, b, ("says", "meets", "gives"))
    assert f.detail.differ
    assert f.detail.leans == ("says", "gives")
    assert f.interval is not None
    assert f.interval.low <= f.value <= f.interval.high
    assert not d.division(a, _weeks(rng, p), ("says", "meets", "gives")).detail.differ


def test_one_crowded_week_is_one_week() -> None:
    # 60 acts of another kind, all in one week: events would say different beyond doubt, weeks do not
    rng = np.random.default_rng(1)
    p = np.array([0.8, 0.2])
    a, b = _weeks(rng, p), _weeks(rng, p)
    b[7] = [0, 60]
    assert fisher_exact(np.array([a.sum(0), b.sum(0)])).pvalue < 0.01
    assert d.week_test(a, b, np.random.default_rng(2)) > 0.05


def test_weeks_that_were_not_covered_are_left_out() -> None:
    rng = np.random.default_rng(5)
    a, b = _weeks(rng, np.array([0.9, 0.1])), _weeks(rng, np.array([0.4, 0.6]))
    gaps = b.copy()
    gaps[:10] = np.nan
    assert d.division(a, gaps, ("x", "y")) == d.division(a[10:], b[10:], ("x", "y"))


def test_a_handful_of_acts_cannot_tell() -> None:
    a, b = np.ones((20, 2)), np.zeros((20, 2))
    b[:6, 0] = 1
    f = d.division(a, b, ("x", "y"))
    assert f.value is None
    assert "6 acts" in f.why_not


def test_tables_must_match() -> None:
    with pytest.raises(QuestionError):
        d.division(np.ones((3, 2)), np.ones((4, 2)), ("x", "y"))


def test_placebo_pairs_rank_the_divergence() -> None:
    rng = np.random.default_rng(5)
    a, b = _weeks(rng, np.array([0.9, 0.1])), _weeks(rng, np.array([0.1, 0.9]))
    f = d.division(a, b, ("x", "y"), placebos=np.array([0.01, 0.02, 0.99]))
    assert f.placebo is not None
    assert (f.placebo.rank, f.placebo.of) == (2, 4)
