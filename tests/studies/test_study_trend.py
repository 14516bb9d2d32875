"""The bars of the trend words, in simulated worlds."""

from __future__ import annotations

import pytest

from studies import trend as vt


def test_two_windows_holds_its_bars() -> None:
    assert [r for r in vt.two_windows(reps=1000) if not r.holds] == []


@pytest.mark.slow
def test_trend_holds_its_bars() -> None:
    assert [r for r in vt.trend(reps=60) if not r.holds] == []


@pytest.mark.slow
def test_dates_hold_their_bars() -> None:
    assert [r for r in vt.dates(reps=60) if not r.holds] == []
