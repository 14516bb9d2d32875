"""A number without its doubt does not exist."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from comity.errors import QuestionError
from comity.records.details import Detail, SightDetail
from comity.records.finding import Finding, Interval, PlaceboRank, as_json, cannot_tell, from_json
from comity.records.kinds import Kind, Subject
from toy_findings import co_action

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


def test_a_number_is_held_against_something_and_rests_on_something() -> None:
    with pytest.raises(QuestionError, match="held against nothing"):
        Finding(*ABOUT, 7, "acts", "none", 9, "m/1")
    with pytest.raises(QuestionError, match="rests on no records"):
        Finding(*ABOUT, 7, "acts", "none: a count", 0, "m/1")
    with pytest.raises(QuestionError, match="rests on no records"):
        Finding(*ABOUT, 0.5, "share", "like pairs", 0, "m/1", Interval(0, 1))
    assert Finding(*ABOUT, 0, "acts", "none: a count", 0, "m/1").known, "nothing rests on nothing"
    assert Finding(*ABOUT, 7, "acts", "none: a count", 0, "m/1", records=("a:1",)).known
    computed = Detail(no_records="it is what would have to be seen")
    assert Finding(*ABOUT, 7, "acts", "the past rate", 0, "m/1", detail=computed).known


def test_a_finding_comes_back_from_json_with_its_types() -> None:
    subject = Subject(states=("CHN", "RUS"), place="syria", stream="icews")
    rank = PlaceboRank(2, 41, "activity", tied=3)
    full = Finding(
        *(Kind.CO_ACTION, subject, "together", "", "chance", 520, "m/1", Interval(1.0, 3.0), rank),
        records=("a:1",),
        records_total=9,
        detail=co_action(follower="RUS"),
    )
    mute = cannot_tell(*ABOUT, "too few", method="m/1")
    seen = replace(
        mute,
        kind=Kind.CO_ACTION,
        subject=subject,
        detail=SightDetail(acts=(3, 4), bins=9, first="2019-01-01"),
    )
    for f in (full, mute, seen):
        back = from_json(json.loads(json.dumps(as_json(f))))
        assert back == f
        assert type(back.detail) is type(f.detail)


def test_a_detail_is_read_as_what_it_is_or_refused() -> None:
    f = cannot_tell(*ABOUT, "too few", method="m/1")
    with pytest.raises(TypeError, match="has Detail, not SightDetail"):
        f.read(SightDetail)


@pytest.mark.parametrize(("low", "high", "level"), [(1, 0, 0.9), (0, 1, 1.1), (0, 1, 0)])
def test_an_interval_is_an_interval(low: float, high: float, level: float) -> None:
    with pytest.raises(QuestionError):
        Interval(low, high, level)


def test_the_share_of_a_rank_is_the_one_sided_p_value() -> None:
    assert PlaceboRank(2, 40, "activity").share == pytest.approx(0.05)


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [(1, "drafts", "1 draft"), (2, "drafts", "2 drafts"), (1.0, "share of drafts", "1 share of drafts")],
)
def test_one_has_a_unit_of_one(value: float, unit: str, words: str) -> None:
    of = Finding(*ABOUT, value, unit, "none: a count", 9, "m/1", Interval(0.5, 1.5), records=("a:1",))
    assert of.measured == words
