"""Who follows whom: exact antisymmetry, hand-made cases, small tables."""

from __future__ import annotations

import numpy as np
import pytest
from coaction_tables import all_pairs, arithmetic_table, random_table
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.measures import timing
from studies.worlds import plant, world

OPINIONS = [timing.lead_z, timing.event_synchronisation]
SEEDS = st.integers(0, 2**32 - 1)


def test_lead_stays_within_what_the_study_s_uneven_range_was_off_by() -> None:
    pairs = [[5, 9], [6, 13], [4, 7], [8, 12], [10, 11], [12, 13]]
    study = [-0.0217613, 0.4996, -1.1192635, 0.9936573, -0.2860704, 0.265978]
    np.testing.assert_allclose(timing.lead_z(arithmetic_table(), pairs), study, atol=0.02)


@pytest.mark.parametrize("z_of", OPINIONS)
@settings(max_examples=15, deadline=None)
@given(seed=SEEDS)
def test_turning_a_pair_changes_the_sign_and_nothing_else(z_of: object, seed: int) -> None:
    counts, pairs = random_table(seed), all_pairs(12)
    z = z_of(counts, pairs)  # type: ignore[operator]
    np.testing.assert_array_equal(z_of(counts, pairs[:, ::-1]), -z)  # type: ignore[operator]
    assert np.abs(z).max() > 0


@pytest.mark.parametrize("z_of", OPINIONS)
def test_reversing_time_turns_the_order(z_of: object) -> None:
    counts, pairs = random_table(4), all_pairs(12)
    back = z_of(counts[:, ::-1], pairs)  # type: ignore[operator]
    np.testing.assert_allclose(back, -z_of(counts, pairs), atol=1e-9)  # type: ignore[operator]


@pytest.mark.parametrize("z_of", OPINIONS)
def test_the_one_who_acts_a_bin_later_follows(z_of: object) -> None:
    rng = np.random.default_rng(1)
    counts = rng.poisson(0.3, size=(10, 300))
    counts[1] = np.roll(counts[0], 1)
    z = z_of(counts, [(0, 1), (2, 3)])  # type: ignore[operator]
    assert z[0] > 6
    assert abs(z[1]) < 3.5


def test_event_synchronisation_lets_the_lag_float() -> None:
    rng = np.random.default_rng(2)
    counts = (rng.random((8, 400)) < 0.06).astype(int)
    for lag, state in ((2, 1), (3, 2), (4, 3)):
        counts[state] = np.roll(counts[0], lag)
    z = timing.event_synchronisation(counts, [(0, 1), (0, 2), (0, 3)])
    assert (z > 5).all()
    assert abs(timing.lead_z(counts, [(0, 2)])[0]) < 4


@settings(max_examples=30, deadline=None)
@given(SEEDS, st.integers(0, 8), st.integers(0, 60), st.sampled_from([0.0, 0.3, 40.0]))
def test_small_tables_answer_or_say_why_not(seed: int, states: int, bins: int, rate: float) -> None:
    counts, pairs = random_table(seed, states, bins, rate), all_pairs(states)
    for z_of in OPINIONS:
        assert np.isfinite(z_of(counts, pairs)).all()
    for answer in timing.who_follows(counts, pairs):
        if bins < timing.FEWEST_BINS or states < 6:
            assert answer.why_not
        assert not (answer.why_not and answer.follower is not None)


def test_who_follows_names_the_follower() -> None:
    rng = np.random.default_rng(3)
    counts = world("shock", rng, states=20, bins=400).counts
    i, j = (int(s) for s in np.argsort(counts.sum(axis=1))[[12, 13]])
    counts = plant(counts, (i, j), 0.7, rng, lag=1)
    forward, back = timing.who_follows(counts, [(i, j), (j, i)])
    assert forward.follower == back.follower == j
    assert forward.agreed
    assert forward.z == -back.z > 0
    assert forward.p == back.p <= 0.05
    assert timing.who_follows(counts, [(i, i)])[0].why_not == "a state is no pair with itself"
