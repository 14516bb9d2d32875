"""The bars of co-action and timing in worlds of a second simulator, built otherwise than the package's own.

Over 20 repetitions (1,200 pairs a world): joint at most .062 and beyond_group at most .048 in the eight
nulls, beyond_group .064 in blocs, lead at most .061; beyond_group sees a share of .4 at least .838 of
the time.
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from comity.measures import timing
from comity.measures.coaction import statistic
from studies.second_worlds import BINS, NULLS, STATES, agree, like_pairs, pairs_asked, world


def test_moving_acts_makes_none_and_joins_what_it_should() -> None:
    rng = np.random.default_rng(1)
    counts, _ = world("shock", rng)
    assert counts.shape == (STATES, BINS)
    (i, j) = like_pairs(counts, rng, n=1)[0]
    out = agree(counts, (i, j), 0.6, rng, lag=1)
    np.testing.assert_array_equal(out.sum(axis=1), counts.sum(axis=1))
    np.testing.assert_array_equal(np.delete(out, [i, j], axis=0), np.delete(counts, [i, j], axis=0))
    follows = ((out[i, :-1] > 0) & (out[j, 1:] > 0)).sum()
    assert follows >= 0.6 * min((counts[[i, j]] > 0).sum(axis=1)) - 1


@pytest.mark.slow
def test_false_alarms_hold_their_bars() -> None:
    p: dict[str, list[np.ndarray]] = {"joint": [], "beyond_group": [], "lead": []}
    for kind in NULLS:
        for rep in range(2):
            rng = np.random.default_rng((21, NULLS.index(kind), rep))
            counts, _ = world(kind, rng)
            pairs = pairs_asked(counts, rng)
            p["joint"].append(statistic.joint(counts, pairs))
            p["beyond_group"].append(statistic.beyond_group(counts, pairs))
            p["lead"].append(2 * stats.norm.sf(np.abs(timing.lead_z(counts, pairs))))
    assert np.mean(np.concatenate(p["joint"]) <= 0.05) <= 0.07
    assert np.mean(np.concatenate(p["beyond_group"]) <= 0.05) <= 0.07
    assert np.mean(np.concatenate(p["lead"]) <= 0.05) <= 0.09


@pytest.mark.slow
def test_what_is_planted_is_found_and_strangers_are_not() -> None:
    found, mixed, leads = [], [], []
    for kind in ("shock", "bursty", "bloc"):
        for rep in range(2):
            rng = np.random.default_rng((22, len(kind), rep))
            counts, _ = world(kind, rng)
            pairs = like_pairs(counts, rng)
            together, following = counts, counts
            for i, j in pairs.tolist():
                together = agree(together, (i, j), 0.5, rng)
                following = agree(following, (i, j), 0.5, rng, lag=1)
            found.append(statistic.beyond_group(together, pairs))
            strangers = np.column_stack([pairs[:, 0], np.roll(pairs[:, 1], 1)])
            mixed.append(statistic.beyond_group(together, strangers))
            leads.append(timing.lead_z(following, pairs))
    assert np.mean(np.concatenate(found) <= 0.05) >= 0.7
    assert np.mean(np.concatenate(mixed) <= 0.05) <= 0.15
    z = np.concatenate(leads)
    assert np.mean(z > stats.norm.isf(0.025)) >= 0.6
    assert (z[np.abs(z) > stats.norm.isf(0.025)] > 0).mean() >= 0.95
