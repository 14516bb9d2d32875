"""The made-up worlds are what they say, and what is planted is what was asked."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.errors import QuestionError, UnknownNameError
from studies.worlds import BLOC, KINDS, plant, world


def _mean_correlation(counts: np.ndarray, which: np.ndarray | None = None) -> float:
    busy = np.flatnonzero(counts.sum(axis=1) >= 50)
    c = np.corrcoef(np.sqrt(counts[busy]))
    keep = ~np.eye(len(busy), dtype=bool)
    if which is not None:
        keep &= which[np.ix_(busy, busy)]
    return float(c[keep].mean())


@pytest.mark.parametrize("kind", KINDS)
def test_same_seed_same_world(kind: str) -> None:
    one, two = (world(kind, np.random.default_rng(5), 20, 100) for _ in range(2))  # type: ignore[arg-type]
    np.testing.assert_array_equal(one.counts, two.counts)
    assert one.counts.shape == (20, 100)
    assert one.counts.min() >= 0
    assert not np.array_equal(one.counts, world(kind, np.random.default_rng(6), 20, 100).counts)  # type: ignore[arg-type]


def test_rates_are_equal_only_in_the_flat_world() -> None:
    flat, uneven = (world(k, np.random.default_rng(1)).counts.sum(axis=1) for k in ("flat", "uneven"))
    assert flat.max() / flat.min() < 2
    assert uneven.max() / uneven.min() > 20


@pytest.mark.parametrize(
    ("kind", "shares"), [("flat", False), ("uneven", False), ("growth", True), ("shock", True)]
)
def test_news_is_shared_where_the_world_says_so(kind: str, shares: bool) -> None:
    c = _mean_correlation(world(kind, np.random.default_rng(2)).counts)  # type: ignore[arg-type]
    assert (c > 0.08) == shares
    assert shares or abs(c) < 0.02


def test_counts_are_overdispersed() -> None:
    counts = world("flat", np.random.default_rng(3)).counts
    mean = counts.mean(axis=1)
    assert ((counts.var(axis=1) - mean) / mean**2).mean() > 0.5


def test_blocs_share_more_than_the_rest_and_camps_oppose() -> None:
    made = world("bloc", np.random.default_rng(4))
    fellows = made.group[:, None] == made.group[None, :]
    fellows &= made.group[:, None] >= 0
    assert _mean_correlation(made.counts, fellows) > 2 * _mean_correlation(made.counts, ~fellows)
    assert np.unique(made.group[made.group >= 0], return_counts=True)[1].tolist() == [BLOC] * (60 // BLOC)
    made = world("opposed", np.random.default_rng(4))
    same = made.group[:, None] == made.group[None, :]
    assert _mean_correlation(made.counts, same) > _mean_correlation(made.counts, ~same) + 0.05


def test_digests_report_many_states_in_one_bin() -> None:
    counts = world("roundup", np.random.default_rng(5)).counts
    reported = np.sort((counts > 0).mean(axis=0))
    assert reported[-60:].mean() - np.median(reported) > 0.15


def test_an_unknown_kind_is_refused_with_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="did you mean shock"):
        world("shocks", np.random.default_rng(1))  # type: ignore[arg-type]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1), st.floats(0, 1), st.integers(0, 3), st.integers(0, 200))
def test_planting_moves_acts_and_makes_none(seed: int, share: float, lag: int, onset: int) -> None:
    rng = np.random.default_rng(seed)
    counts = rng.poisson([[0.3], [0.8], [0.5]], size=(3, 300))
    out = plant(counts, (0, 1), share, rng, lag=lag, onset=onset)
    np.testing.assert_array_equal(out.sum(axis=1), counts.sum(axis=1))
    np.testing.assert_array_equal(out[2], counts[2])
    np.testing.assert_array_equal(np.sort(out[1]), np.sort(counts[1]))
    np.testing.assert_array_equal(out[0], counts[0])  # the less active one keeps its days
    np.testing.assert_array_equal(out[:, : max(onset - lag, 0)], counts[:, : max(onset - lag, 0)])
    active = np.flatnonzero(counts[0] > 0)
    active = active[(active >= onset) & (active + lag < 300)]
    assert (out[1, active + lag] > 0).sum() >= round(share * len(active))


def test_the_less_active_may_stand_second_and_still_follows() -> None:
    rng = np.random.default_rng(1)
    counts = rng.poisson([[0.9], [0.2]], size=(2, 400))
    out = plant(counts, (0, 1), 1.0, rng, lag=1)
    follows = np.flatnonzero(out[1] > 0)
    follows = follows[follows >= 1]
    assert (out[0, follows - 1] > 0).all()


def test_an_episode_keeps_coordination_together() -> None:
    rng = np.random.default_rng(2)
    counts = rng.poisson([[0.4], [0.6]], size=(2, 500))
    out = plant(counts, (0, 1), 0.3, rng, episode=25)
    moved = np.flatnonzero((out[1] > 0) & (counts[1] == 0))
    assert len(np.unique(moved // 25)) <= 8
    with pytest.raises(QuestionError, match="between 0 and 1"):
        plant(counts, (0, 1), 1.5, rng)
