"""The bars of the trend words, in simulated worlds."""

from __future__ import annotations

from studies import trend as vt


def test_two_windows_holds_its_bars() -> None:
    assert [r for r in vt.two_windows(reps=1000) if not r.holds] == []
