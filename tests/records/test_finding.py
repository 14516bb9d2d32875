"""A number without its doubt does not exist."""

from __future__ import annotations

import pytest

from comity.errors import QuestionError
from comity.records.finding import Finding, Interval, PlaceboRank, cannot_tell
from comity.records.kinds import Kind, Subject

ABOUT = Kind.TOGETHER, Subject(states=("CHN", "RUS"))


def test_a_number_needs_an_interval() -> None:
    with pytest.raises(QuestionError, match="without an interval"):
        Finding(*ABOUT, 0.7, "share", "placebo pairs", 10, "m/1")
    assert Finding(*ABOUT, 0.7, "share", "placebo", 10, "m/1", interval=Interval(0.6, 0.8)).known


def test_nan_is_refused_and_missing_needs_a_reason() -> None:
    with pytest.raises(QuestionError, match="NaN"):
        Finding(*ABOUT, float("nan"), "", "x", 1, "m/1", interval=Interval(0, 1))
    with pytest.raises(QuestionError, match="no reason"):
        Finding(*ABOUT, None, "", "x", 1, "m/1")
    assert not cannot_tell(*ABOUT, "no votes held", method="m/1").known


@pytest.mark.parametrize(("low", "high", "level"), [(1, 0, 0.9), (0, 1, 1.1), (0, 1, 0)])
def test_an_interval_is_an_interval(low: float, high: float, level: float) -> None:
    with pytest.raises(QuestionError):
        Interval(low, high, level)


def test_the_share_of_a_rank_is_the_one_sided_p_value() -> None:
    assert PlaceboRank(2, 40, "activity").share == pytest.approx(0.05)
