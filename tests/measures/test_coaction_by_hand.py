"""Parts of co-action worked out by hand: bars of activity, factors of groups, contrasts of channels."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from comity.measures.coaction import groups, residuals
from comity.measures.coaction.time_axis import time_axis


def test_a_bar_is_exceeded_in_as_many_bins_as_allowed() -> None:
    """Three of five at most: 0.6 of five is three whatever its last digit."""
    counts = np.array([[0, 1, 2, 3, 4], [0] * 5, [7] * 5])
    assert residuals.activity_bars(counts).tolist() == [1, 0, 7]
    assert residuals.activity_bars(counts[:1, :4]).tolist() == [1], "two of four: 2.4 rounded down"


def test_states_that_are_opposed_as_one_are_a_factor_too() -> None:
    n = 16
    for sign in (1.0, -1.0):
        table = np.full((1, n, n), sign * 30 / n)
        np.testing.assert_allclose(groups._low_rank(table), table)
    two = np.zeros((2, n, n))
    two[0, 0, 1] = two[0, 1, 0] = 90.0
    assert not groups._low_rank(two).any(), "a pair is no group, and nothing is none"


def test_a_pair_is_predicted_from_the_others_but_for_a_clipped_part() -> None:
    """Whatever a pair's own z, its group part moves by little."""
    z = np.random.default_rng(3).normal(size=(30, 30))
    z = z + z.T
    z[:10, :10] += 4.0
    part = groups.group_part(z)
    for own in (-20.0, 20.0):
        moved = z.copy()
        moved[2, 5] = moved[5, 2] = own
        assert groups.group_part(moved)[2, 5] == pytest.approx(part[2, 5], abs=1.5)


def test_the_link_is_what_two_of_chance_reach_in_one_of_twenty() -> None:
    for n in (12, 3, 2):
        each = stats.norm.sf(groups.link(n, 0.0))
        assert each**2 * max(n - 2, 1) == pytest.approx(0.05)
    both = stats.multivariate_normal([0, 0], [[1, 0.6], [0.6, 1]])
    z = groups.link(12, 0.6)
    assert both.cdf([-z, -z]) * 10 == pytest.approx(0.05, abs=1e-4), "two that act alike share their links"


def test_an_axis_cut_short_begins_at_nought() -> None:
    axis = time_axis(np.array([0, 1, 2, 5, 6])).restricted(np.array([False, False, True, True, True]))
    assert (axis.at.tolist(), axis.phase.tolist()) == ([0, 3, 4], [2, 5, 6])
