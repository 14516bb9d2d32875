"""Signs of souring: by hand, and in worlds whose truth is known."""

from __future__ import annotations

import numpy as np

from comity.parts.outlook.rupture import deterioration
from comity.records.kinds import Kind, Subject
from studies import rupture as rupture_study


def test_signs_hold_their_size_and_see_a_doubling() -> None:
    alarms, power = rupture_study.signs(60)
    assert alarms.value <= 0.13  # 60 worlds: the full run holds 0.08
    assert power.value >= 0.6


def test_a_year_out_of_sight_is_not_peace() -> None:
    rates = rupture_study.wandering(np.random.default_rng(2), 1.0)
    rates.part[0, 8:] = np.nan
    told = deterioration.sign(Kind.SIGN_FRICTION, Subject(source="s"), rates, deterioration.MORE)
    assert not told.known
    assert "0 bins after" in told.why_not


ABOUT = Subject(states=("CHN", "RUS"), place="ukraine")
