"""A chronicle that grows denser must not look like a relation that steps up."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import fisher_exact

from comity.measures.record.share_trend import LESS, LITTLE, MORE, SAME, share_of_record


def test_a_denser_record_alone_is_not_more() -> None:
    """Three times as much written down of everything: the hotspot's part is as before."""
    assert share_of_record((60, 180), (300, 900)).value == SAME


def test_a_larger_part_is_more_and_a_smaller_one_less() -> None:
    assert share_of_record((5, 30), (300, 300)).value == MORE
    assert share_of_record((30, 5), (300, 300)).value == LESS


def test_few_occurrences_say_nothing() -> None:
    found = share_of_record((0, 5), (50, 50))
    assert found.value == LITTLE
    assert "fewer than 8" in found.detail.reason
    assert share_of_record((4, 6), (0, 0)).value == LITTLE


def test_the_interval_agrees_with_fishers_exact_test() -> None:
    """A one-sided 5% Fisher test rejects exactly when the 90% interval's lower end is above 1."""
    for after in range(8, 30):
        found = share_of_record((6, after), (120, 150))
        p = fisher_exact([[after, 150], [6, 120]], alternative="greater").pvalue
        assert (p <= 0.05) == (found.detail.low >= 1), after


@pytest.mark.parametrize("density", [1.0, 4.0])
def test_false_alarms_hold_their_level_whatever_the_density(density: float) -> None:
    rng = np.random.default_rng(7)
    alarms = 0
    for _ in range(600):
        before = rng.poisson([12, 200])
        after = rng.poisson(np.array([12, 200]) / 4 * density)
        found = share_of_record((int(before[0]), int(after[0])), (int(before[1]), int(after[1])))
        alarms += found.value == MORE
    assert alarms / 600 <= 0.07
