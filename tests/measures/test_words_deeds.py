"""Words and deeds: shares of clustered counts, gaps against placebo pairs, duplicates."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import beta

from comity.errors import QuestionError
from comity.measures.roles import words_deeds as wd

ROWS = st.lists(st.tuples(st.sampled_from("AB"), st.sampled_from("XY"), st.integers(0, 3)), min_size=1)


@given(ROWS, st.randoms())
def test_fold_counts_each_act_once_in_any_order(rows: list[tuple[str, str, int]], random: object) -> None:
    doubled = rows + rows
    random.shuffle(doubled)  # type: ignore[attr-defined]
    columns = [np.array(c) for c in zip(*doubled, strict=True)]
    kept = wd.fold(*columns)
    assert kept.sum() == len(set(rows))
    assert {doubled[i] for i in np.flatnonzero(kept)} == set(rows)


def test_single_acts_give_jeffreys_interval() -> None:
    acts = np.ones(100)
    deeds = np.zeros(100)
    deeds[::10] = 1
    i = wd.share_interval(deeds, acts, 0.0)
    # weeks of one act cannot cluster: the design effect is that of 100 coin throws, 100/99
    assert i.low == pytest.approx(beta.ppf(0.05, 10.5, 90.5), abs=0.002)
    assert i.high == pytest.approx(beta.ppf(0.95, 10.5, 90.5), abs=0.002)


def test_alike_weeks_widen_the_interval() -> None:
    acts = np.full(20, 15.0)
    deeds = np.zeros(20)
    deeds[3] = 12.0
    spread = np.zeros(20)
    spread[:12] = 1.0
    lump, even = (wd.share_interval(d, acts, 0.0) for d in (deeds, spread))
    assert lump.high - lump.low > 2 * (even.high - even.low)
    common = wd.share_interval(spread, acts, 0.3)
    assert common.high - common.low > even.high - even.low


def test_telling_every_act_twice_changes_nothing_where_weeks_cluster() -> None:
    rng = np.random.default_rng(1)
    acts = rng.integers(0, 30, 40).astype(float)
    deeds = rng.binomial(acts.astype(int), rng.beta(0.3, 3.0, 40)).astype(float)
    one, two = wd.share_interval(deeds, acts, 0.0), wd.share_interval(2 * deeds, 2 * acts, 0.0)
    assert two.low == pytest.approx(one.low, rel=0.02)
    assert two.high == pytest.approx(one.high, rel=0.02)


def test_share_and_rank_among_placebo_pairs() -> None:
    rng = np.random.default_rng(2)
    acts = rng.poisson(8.0, (41, 50)).astype(float)
    share = np.full(41, 0.1)
    share[0] = 0.01
    deeds = rng.binomial(acts.astype(int), share[:, None]).astype(float)
    f = wd.material_share(deeds, acts, 0, np.arange(1, 41))
    assert f.placebo is not None
    assert (f.placebo.rank, f.placebo.of) == (41, 41)
    assert f.detail.share_below == pytest.approx(1 / 41)
    assert f.value == pytest.approx(deeds[0].sum() / acts[0].sum())
    assert f.detail.placebo_median == pytest.approx(0.1, abs=0.02)


def test_weeks_that_were_not_covered_are_left_out() -> None:
    rng = np.random.default_rng(2)
    acts = rng.poisson(8.0, (30, 50)).astype(float)
    deeds = rng.binomial(acts.astype(int), 0.1).astype(float)
    gaps = acts.copy()
    gaps[:, :20] = np.nan
    others = np.arange(1, 30)
    seen, short = (
        wd.material_share(deeds, gaps, 0, others),
        wd.material_share(deeds[:, 20:], acts[:, 20:], 0, others),
    )
    assert seen == short


def test_few_acts_cannot_tell_and_deeds_are_among_acts() -> None:
    acts = np.ones((3, 10))
    assert wd.material_share(0 * acts, acts, 0, np.arange(1, 3)).value is None
    with pytest.raises(QuestionError):
        wd.material_share(2 * acts, acts, 0, np.arange(1, 3))


def test_level_leaves_the_unknown_out() -> None:
    series = np.array([[1.0, np.nan, 3.0], [np.nan, np.nan, np.nan]])
    assert wd.level(series)[0] == pytest.approx(np.log1p(2.0))
    assert np.isnan(wd.level(series)[1])


def test_more_words_than_deeds_is_a_gap() -> None:
    rng = np.random.default_rng(4)
    words, deeds = rng.poisson(5.0, (40, 60)).astype(float), rng.gamma(9.0, 1.0, (40, 12))
    words *= rng.lognormal(0, 0.5, (40, 1))
    deeds *= rng.lognormal(0, 0.5, (40, 1))
    words[0], deeds[0] = words.max(0) + 5, deeds.min(0) / 3
    f = wd.gap(words, deeds, 0, np.arange(1, 40))
    assert f.interval is not None
    assert f.interval.low > 0
    assert f.placebo is not None
    assert f.placebo.rank == 1
    assert f.value == pytest.approx(f.detail.words - f.detail.deeds)


def test_gap_needs_placebos_and_known_bins() -> None:
    series = np.ones((40, 20)) + np.arange(40)[:, None]
    assert wd.gap(series, series, 0, np.arange(1, 10)).value is None
    blind = series.copy()
    blind[0, :-3] = np.nan
    assert wd.gap(series, blind, 0, np.arange(1, 40)).value is None
