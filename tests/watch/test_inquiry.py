"""The frozen question and its tables, on rows written by hand."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace
from datetime import date

import pytest
import toy

from comity.errors import QuestionError
from comity.vocabulary import hotspots
from comity.watch import Watch
from comity.watch.answers import Answers
from comity.watch.inquiry import Inquiry

IRAN = "iran"


def days(inquiry: Inquiry) -> list[date]:
    return sorted(inquiry.acts["date_from"].to_pylist())


def test_the_window_takes_both_its_days_and_acts_that_reach_into_it() -> None:
    acts = [toy.act(date(2015, 1, d), IRAN) for d in (1, 10, 20, 31)]
    acts.append(toy.act(date(2014, 12, 1), IRAN, "joint-patrol", date_to=date(2015, 1, 10)))
    acts.append(toy.act(date(2015, 1, 15), IRAN, actors=["FRA", "DEU"]))
    asked = toy.inquiry({"acts": acts}, since=date(2015, 1, 10), until=date(2015, 1, 20))
    assert days(asked) == [date(2014, 12, 1), date(2015, 1, 10), date(2015, 1, 20)]
    assert asked.data_to == date(2015, 1, 20)
    assert toy.inquiry({"acts": acts}).data_to == toy.LAST


@pytest.mark.parametrize(
    ("since", "until", "window"),
    [
        (date.min, date.max, (date(2011, 3, 1), date(2014, 6, 30))),
        (date(2012, 1, 1), date(2013, 1, 1), (date(2012, 1, 1), date(2013, 1, 1))),
        (date(2001, 1, 1), date(2013, 1, 1), (date(2011, 3, 1), date(2013, 1, 1))),
        (date(2012, 1, 1), date(2020, 1, 1), (date(2012, 1, 1), date(2014, 6, 30))),
    ],
)
def test_a_window_ends_where_the_hotspot_does(
    monkeypatch: pytest.MonkeyPatch, since: date, until: date, window: tuple[date, date]
) -> None:
    closed = replace(hotspots.get("syria"), since=date(2011, 3, 1), until=date(2014, 6, 30))
    monkeypatch.setattr(hotspots, "get", lambda _: closed)
    assert toy.inquiry({"acts": []}, since=since, until=until).window("syria") == window


def test_what_a_source_does_not_cover_is_not_covered() -> None:
    assert toy.inquiry({"acts": []}).covers("acts")
    assert not toy.inquiry({"acts": []}).covers("ties")
    assert not toy.inquiry({}).covers("acts")
    one = replace(toy.inquiry({}), view=toy.view({"acts": []}, states=frozenset({"CHN"})))
    assert not one.covers("acts"), "every member must be covered"
    both = replace(one, view=toy.view({"acts": []}, states=frozenset({"CHN", "RUS", "USA"})))
    assert both.covers("acts")


def test_sources_narrow_the_acts() -> None:
    acts = [toy.act(date(2015, 1, 1), IRAN), toy.act(date(2015, 1, 2), IRAN, source="other")]
    assert days(toy.inquiry({"acts": acts})) == [date(2015, 1, 1), date(2015, 1, 2)]
    narrowed = toy.inquiry({"acts": acts}, sources=frozenset({"other"}))
    assert days(narrowed) == [date(2015, 1, 2)]


def test_a_question_is_frozen_and_a_wrong_one_refused() -> None:
    asked = toy.inquiry({"acts": []})
    with pytest.raises(FrozenInstanceError):
        asked.third = "USA"  # type: ignore[misc]
    with pytest.raises(QuestionError, match=r"ends .* before it begins"):
        toy.inquiry({"acts": []}, since=date(2020, 1, 2), until=date(2020, 1, 1))
    with pytest.raises(QuestionError, match="cannot be the third power"):
        toy.inquiry({"acts": []}, third="RUS")


def test_another_group_asks_the_same_records_toward_the_default_third_power() -> None:
    asked = toy.inquiry({"acts": []}, third="FRA", since=date(2000, 1, 1))
    other = asked.of_members("DEU", "FRA")
    assert (other.view, other.cache, other.since) == (asked.view, asked.cache, asked.since)
    assert (other.third, asked.of_members("USA", "GBR").third) == ("USA", "")
    assert other.key("x") != asked.key("x")


def test_every_part_of_a_question_is_in_its_key() -> None:
    base = toy.inquiry({"acts": []})
    changed = [
        base.of_members("DEU", "FRA"),
        replace(base, third="USA"),
        replace(base, since=date(2000, 1, 1)),
        replace(base, until=date(2000, 1, 1)),
        replace(base, sources=frozenset({"toy"})),
        replace(base, view=toy.view({"acts": []}, as_of=date(2020, 12, 31))),
    ]
    assert len({i.key("x") for i in (base, *changed)}) == 1 + len(changed)


def test_pairs_of_one_view_read_its_streams_once() -> None:
    events = [toy.event(date(2015, 1, 5), "CHN", "IRN"), toy.event(date(2015, 1, 5), "DEU", "IRN")]
    asked = toy.inquiry({"events": events})
    cells = asked.streams.cells("toy", "week")
    assert cells.num_rows == 2
    assert asked.of_members("DEU", "FRA").streams.cells("toy", "week") is cells


def test_acts_toward_a_place_are_counted_where_neither_is_the_place() -> None:
    monday = date(2015, 1, 5)
    events = [
        toy.event(monday, "CHN", "SYR"),
        toy.event(monday, "RUS", "SYR"),
        toy.event(monday, "RUS", "UKR"),
    ]
    counts = toy.inquiry({"events": events}, first=date(2015, 1, 1), last=date(2015, 12, 31)).counts["toy"]
    syria = counts["syria"]
    assert syria.width == "day", "fewer than 104 weeks are in sight"
    day = syria.bins.index(monday)
    assert syria.counts.sum(axis=1).tolist() == [1, 1]
    assert syria.counts[:, day].tolist() == [1, 1]
    assert set(syria.records) == {f"toy:{monday}-{s}-SYR-042" for s in ("CHN", "RUS")}
    assert toy.inquiry({"events": events}, ("CHN", "IRN", "RUS")).counts == {}


def test_on_a_day_before_anything_was_known_nothing_is_told() -> None:
    early = Watch.of(
        Answers(toy.inquiry({"acts": [toy.act(date(2015, 1, 1), IRAN)]}, as_of=date(1950, 1, 1)))
    )
    assert early.data_to < date(1950, 1, 1)
    assert not early.record.by_hotspot[IRAN].occurrences
    assert {v.rung for v in early.verdicts} <= {"none", "unknown"}
