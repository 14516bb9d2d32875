"""The bars of shares, gaps and stances, in simulated worlds."""

from __future__ import annotations

import pytest

from studies import stance as vs


@pytest.mark.slow
def test_deeds_hold_their_bars() -> None:
    assert [r for r in vs.deeds(reps=150) if not r.holds] == []


@pytest.mark.slow
def test_gaps_hold_their_bars() -> None:
    # with 60 repetitions chance alone moves .95 by .03: no less than .80 is asked here
    assert [r for r in vs.gaps(reps=60) if r.value < 0.8] == []


@pytest.mark.slow
def test_stances_hold_their_bars() -> None:
    assert [r for r in vs.stances(reps=40) if not r.holds] == []
