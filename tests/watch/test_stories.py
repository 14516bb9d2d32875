"""Stories that name both states of a pair."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pytest
import toy

from comity.measures.verdict import verdict
from comity.records import details
from comity.watch.questions import stories, timing

FIRST = date(2020, 1, 6)
PAIR = ("CHN", "RUS")
OTHERS = ("FRA", "DEU", "GBR", "IRN", "TUR", "USA", "IND", "JPN")


def told(joint: int) -> list[dict[str, object]]:
    """Events of 120 days, each in a story of its own, and ``joint`` stories in which both of the pair act."""
    rng = np.random.default_rng(1)
    rows = []
    for k in range(120):
        for s in (*PAIR, *OTHERS):
            if rng.random() < 0.4:
                day = FIRST + timedelta(k)
                rows.append({**toy.event(day, s, "SYR"), "story": f"{s} {k}"})
    for k in range(joint):
        for s in PAIR:
            day = FIRST + timedelta(2 * k)
            rows.append({**toy.event(day, s, "SYR", code="036"), "story": f"both {k}"})
    return rows


def asked(joint: int) -> toy.Inquiry:
    rows = told(joint)
    return toy.inquiry({"events": rows}, first=FIRST, last=FIRST + timedelta(119), third="USA")


def test_stories_that_name_both_are_counted_against_exposure() -> None:
    by_place = stories.stories(asked(30))
    (here,), (over_all,) = by_place["syria"], by_place[""]
    assert here.detail.observed == over_all.detail.observed == 30
    assert here.value == pytest.approx(30 / here.detail.expected)
    assert here.interval.low <= here.value <= here.interval.high
    assert here.placebo.rank == 1
    assert (here.records_total, len(here.records)) == (60, 50)
    assert all("036" in r for r in here.records), "of the pair's acts in those stories"
    assert here.n == over_all.n == len({r["story"] for r in told(30)})
    third = {h.id for h in stories._third_places(PAIR)}
    assert set(by_place) == {"", *third}
    assert third - {h.id for h in stories._third_places(("CHN", "SYR"))} == {"syria"}
    assert by_place["iran"][0].why_not == "no story tells of both", "nothing was done toward it"
    assert not stories.stories(asked(0))["syria"][0].detail.shown


def test_what_others_do_in_a_shared_story_is_no_record_of_it() -> None:
    rows = told(30)
    extra = [{**toy.event(FIRST, "FRA", "SYR", code="099"), "story": "both 0"}]
    extra.append({**toy.event(FIRST, "CHN", "IRN", code="098"), "story": "both 0"})
    late = [{**toy.event(FIRST + timedelta(130), s, "SYR", code="097"), "story": "later"} for s in PAIR]
    inquiry = toy.inquiry(
        {"events": [*rows, *extra, *late]}, first=FIRST, last=FIRST + timedelta(119), third="USA"
    )
    by_place = stories.stories(inquiry)
    (here,), (other,) = by_place["syria"], by_place["iran"]
    assert (here.records_total, here.detail.observed) == (60, 30), "the later one is out of sight"
    assert other.why_not == "no story tells of both"
    assert {i for i in here.records if "-FRA-" in i or "IRN" in i} == set()


def test_an_act_stays_that_another_story_tells_too() -> None:
    rows = told(3)
    kept = {**rows[-1], "story": "alone", "record_id": "toy:again"}
    other = {**toy.event(FIRST, "FRA", "SYR", code="099"), "story": "both 0"}
    told_rows = [*rows, kept, other]
    inquiry = toy.inquiry({"events": told_rows}, first=FIRST, last=FIRST + timedelta(119), third="USA")
    counted = inquiry.counts["toy"]["syria"]
    rows_of = stories.story_rows(inquiry.streams, "toy", PAIR, date.min, date.max)
    gone = counted.counts - stories.remove_shared(counted, rows_of, PAIR).counts
    assert [gone[counted.states.index(s)].tolist()[:6] for s in PAIR] == [
        [1, 0, 1, 0, 1, 0],
        [1, 0, 1, 0, 0, 0],
    ]
    assert gone.sum() == 5, "of nobody else"


def test_without_those_stories_their_acts_are_gone_and_no_others() -> None:
    inquiry = asked(30)
    counted = inquiry.counts["toy"]["syria"]
    rows = stories.story_rows(inquiry.streams, "toy", PAIR, date.min, date.max)
    less = stories.remove_shared(counted, rows, PAIR)
    gone = counted.counts - less.counts
    for s in PAIR:
        assert gone[counted.states.index(s)].tolist() == [int(k < 60 and k % 2 == 0) for k in range(120)]
    assert gone.sum() == 60


def test_no_day_is_left_with_fewer_acts_than_none() -> None:
    """One act told many times, by place and by target, roughly dated, by others than states: none is owed."""
    rng = np.random.default_rng(3)
    rows = []
    for k in range(600):
        day, actor = FIRST + timedelta(int(rng.integers(12))), str(rng.choice([*PAIR, "FRA"]))
        event = toy.event(
            day, actor, str(rng.choice(["SYR", "SYR", "FRA"])), code=str(rng.choice(["036", "040"]))
        )
        rough = {"precision": "month"} if rng.random() < 0.2 else {}
        state = {"actor_is_state": bool(rng.random() < 0.8)}
        where = {"geo_state": "SYR"} if rng.random() < 0.5 else {}
        rows.append(
            {**event, **rough, **state, **where, "story": f"s{rng.integers(90)}", "record_id": f"toy:{k}"}
        )
    inquiry = toy.inquiry({"events": rows}, first=FIRST, last=FIRST + timedelta(11), third="USA")
    counted = inquiry.counts["toy"]["syria"]
    told_rows = stories.story_rows(inquiry.streams, "toy", PAIR, date.min, date.max)
    less = stories.remove_shared(counted, told_rows, PAIR).counts
    assert less.min() >= 0
    assert less.sum() < counted.counts.sum()


def test_a_word_that_rests_on_stories_that_name_both_is_withheld() -> None:
    by_place, _ = timing.timing(asked(60))
    (finding,) = by_place["syria"]
    assert finding.value in ("not shown", "little or nothing")
    assert finding.detail.withheld == details.IN_STORIES
    said = verdict.TimingWitness((finding,)).timing_said
    assert said.endswith(f"together is withheld: {details.IN_STORIES}")


def test_a_word_stays_where_it_rests_on_other_stories() -> None:
    rows = [{**r, "story": f"{r['actor']} {r['story']}"} for r in told(60)]
    inquiry = toy.inquiry({"events": rows}, first=FIRST, last=FIRST + timedelta(119), third="USA")
    (finding,) = timing.timing(inquiry)[0]["syria"]
    assert (finding.value, finding.detail.withheld) == ("together", "")


def test_without_stories_a_word_needs_no_second_asking() -> None:
    rows = [{**r, "story": None} for r in told(60)]
    inquiry = toy.inquiry({"events": rows}, first=FIRST, last=FIRST + timedelta(119), third="USA")
    (finding,) = timing.timing(inquiry)[0]["syria"]
    assert (finding.value, finding.detail.withheld) == ("together", "")


def test_a_stream_without_stories_has_none() -> None:
    rows = [{**r, "story": None} for r in told(5)]
    inquiry = toy.inquiry({"events": rows}, first=FIRST, last=FIRST + timedelta(119), third="USA")
    assert stories.stories(inquiry) == {}


def test_a_story_in_two_places_is_two_and_no_week_is_of_both() -> None:
    def told_in(*names: str) -> pa.Table:
        return pa.table(
            {
                "actor": ["CHN", "RUS"] * len(names),
                "story": [n for n in names for _ in PAIR],
                "event_date": [FIRST] * (2 * len(names)),
            }
        )

    places = {"a": told_in("x", "y"), "b": told_in("x"), "c": told_in("x", "y", "z")}
    acts, states = stories.story_acts(places)
    assert states == ["CHN", "RUS"]
    assert len(np.unique(acts.story)) == 6
    assert acts.state.tolist() == [0, 1] * 6
    weeks = {k: set(acts.bin[acts.story == k] // 7) for k in np.unique(acts.story)}
    assert len(set.union(*weeks.values())) == 3
    assert np.diff(sorted(set.union(*weeks.values()))).tolist() == [100_000] * 2
