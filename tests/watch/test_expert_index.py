"""Beside a published expert index of China and Russia, 1992 to 2019: agree, or say why not (docs/methods.md).

Papageorgiou and Vysotskaya Guedes Vieira (Europe-Asia Studies 2023, doi 10.1080/09668136.2023.2276677) find a
progressive rise without dramatic change in official visits, likeness of votes, trade, energy, arms and
exercises.  Asked as of the day after the index ends, what comity counts of these has no step either.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from comity import Watch
from comity.measures.change.window_change import UNKNOWN, UP

AS_OF = date(2020, 1, 1)
OF_THE_INDEX = ("vetoes", "meetings-2003-2018", "peace-mission")
"""What both count: votes in the Council, visits of presidents, exercises."""


def test_no_dramatic_change_but_in_the_dissent_that_the_index_does_not_have(
    empty_lake: Callable[[], Path],
) -> None:
    series = {s.id: s for s in Watch("CHN", "RUS", lake=empty_lake(), as_of=AS_OF).answers.complete_series()}
    for counted in OF_THE_INDEX:
        change = series[counted].change
        assert change is not None
        assert change.word == UNKNOWN
        assert change.low is not None
        assert change.high is not None
        assert change.low < 1 < change.high, "neither up nor down"
    dissent = series["council-both"]
    assert dissent.change is not None
    assert dissent.change.word == UP
