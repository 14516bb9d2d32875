"""The bars of co-action and timing, in made-up worlds."""

from __future__ import annotations

import numpy as np
import pytest

from studies import coaction as vc
from studies import troubles
from studies.worlds import occasions


@pytest.mark.slow
def test_the_short_form_holds_its_bars() -> None:
    rows = vc.quick()
    assert {r.measure for r in rows} == {"joint", "beyond_group", "apart", "lead_z", "event_synchronisation"}
    # Joint acts give false alarms in 6 to 8% of these two worlds, over the bar of 6% (docs/validity.md).
    known = {("joint", "shock"), ("joint", "roundup")}
    assert [r for r in rows if not r.holds and (r.measure, r.world) not in known] == []


@pytest.mark.slow
def test_a_tie_as_strong_as_the_power_line_says_gets_the_word() -> None:
    rows = vc.power_of_the_word(4)
    found = [r for r in rows if r.statistic.startswith("called")]
    assert len(found) == 3
    assert np.average([r.value for r in found], weights=[r.n for r in found]) >= 0.7


def test_no_trouble_but_coder_error_and_a_strong_ally_brings_the_word() -> None:
    rows = {r.world: r for r in troubles.words(2) if r.statistic == 'called "together"'}
    assert set(rows) == set(troubles.TROUBLES) - {"coder error"}
    for kind in ("plain", "co-mention", "outages", "weekends", "growing source", "lagged"):
        assert rows[kind].value <= 0.1, kind


def test_acts_booked_twice_are_noticed_in_their_stories() -> None:
    booked, clean = troubles.noticed(3)
    assert booked.value >= 0.6
    assert clean.value <= 0.2


def test_occasions_of_their_own_keep_how_often_two_act() -> None:
    rng = np.random.default_rng(1)
    counts = rng.poisson(0.5, (4, 20_000))
    out, share = occasions(counts, (0, 1), 0.6, rng)
    np.testing.assert_array_equal(out[2:], counts[2:])
    np.testing.assert_allclose(out[:2].mean(axis=1), 0.5, atol=0.02)
    # The lesser of two local means lies below .5, so fewer than 1 - e^-.3 = .26; by chance alone .155.
    # Of the days of the less active one, 1 - e^-.5 = .39 of all, between .18 and .26.
    assert 0.46 <= share <= 0.67
    assert 0.18 <= ((out[0] > 0) & (out[1] > 0)).mean() <= 0.35
