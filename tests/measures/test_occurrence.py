"""One event told by many: the fold counts it once and shows every record."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from comity.measures.record.occurrence import Occurrence, fold

BASE = Occurrence(
    id="fact",
    members=("CHN", "RUS"),
    first=date(2022, 2, 4),
    last=date(2022, 2, 4),
    precision="day",
    together=True,
    friction=False,
    rung="joint",
    forms=("summit",),
    deed=False,
    toward_third="none",
    hotspots=("bilateral",),
    records=("c:fact",),
    reports=1,
    source_kinds=("press",),
    summary="They met.",
)


def coded(key: str, days: int, **more: object) -> Occurrence:
    day = BASE.first + timedelta(days)
    told = replace(BASE, id=key, records=(f"t:{key}",), first=day, last=day, coded=True)
    return replace(told, **more)  # type: ignore[arg-type]


def test_reports_around_a_fact_are_the_fact() -> None:
    (one,) = fold([coded("eve", -1), BASE, coded("after", 3)])
    assert one.id == "fact"
    assert one.records == ("c:fact", "t:eve", "t:after")
    assert one.reports == 3


def test_a_week_later_is_another_event() -> None:
    assert [o.id for o in fold([BASE, coded("later", 7)])] == ["fact", "later"]


def test_facts_written_down_apart_stay_apart() -> None:
    assert len(fold([BASE, replace(BASE, id="other", records=("c:other",))])) == 2


def test_another_form_another_party_or_friction_is_not_folded() -> None:
    others = [
        coded("a", 0, forms=("joint-exercise",)),
        coded("b", 0, members=("CHN",), together=False),
        coded("c", 0, together=False, friction=True, rung="apart", forms=("divergence",)),
    ]
    assert len(fold([BASE, *others])) == 4


def test_a_special_form_meets_its_first_level_form() -> None:
    fact = replace(BASE, forms=("joint-patrol",))
    assert len(fold([fact, coded("a", 1, forms=("joint-exercise",))])) == 1


def test_of_two_facts_of_a_day_the_one_of_the_very_form_takes_the_report() -> None:
    like_vote = replace(BASE, id="a vote", forms=("joint-vote",), records=("c:vote",))
    veto = replace(BASE, id="veto", forms=("joint-veto",), records=("c:veto",))
    first, second = fold([like_vote, veto, coded("report", 0, forms=("joint-veto",))])
    assert (first.id, first.records) == ("a vote", ("c:vote",))
    assert (second.id, second.records) == ("veto", ("c:veto", "t:report"))


def test_a_vague_fact_swallows_nothing() -> None:
    year = replace(BASE, first=date(2022, 1, 1), last=date(2022, 12, 31), precision="year")
    assert len(fold([year, coded("a", 0)])) == 2


@given(st.lists(st.integers(0, 30), max_size=12, unique=True), st.randoms(use_true_random=False))
def test_no_record_is_lost_and_order_does_not_matter(days: list[int], shuffle: random.Random) -> None:
    told = [BASE, *(coded(f"t{d:02}", d) for d in days)]
    folded = fold(told)
    assert sorted(r for o in folded for r in o.records) == sorted(r for o in told for r in o.records)
    assert sum(o.reports for o in folded) == len(told)
    shuffle.shuffle(told)
    assert fold(told) == folded
