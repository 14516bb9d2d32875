"""The bars of the measures of roles, in simulated worlds."""

from __future__ import annotations

import pytest

from studies import roles as vr


@pytest.mark.slow
def test_week_shuffles_hold_their_size() -> None:
    # with 200 repetitions chance alone moves .05 by .015: the quick form asks for no more than .085
    assert [r for r in vr.mixes(reps=200) if r.value > 0.085] == []


@pytest.mark.slow
def test_hedging_holds_its_bars() -> None:
    assert [r for r in vr.hedges(reps=150) if not r.holds] == []
