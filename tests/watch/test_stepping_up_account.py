"""Stepping up? Series by hand, each word and sentence of them; then China and Russia on the real lists."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from toy import act, inquiry

from comity.measures.change import window_change
from comity.sources.curated.complete_lists import complete_lists
from comity.watch.account import growing as stepping_up
from comity.watch.account.wording import rules
from comity.watch.answers import RECORD, Answers
from comity.watch.inquiry import Inquiry
from comity.watch.questions import complete_series, growing
from comity.watch.questions.complete_series import (
    COUNCIL_BOTH,
    COUNCIL_JOINED,
    COUNCIL_OWN,
    VETOES,
    VETOES_JOINED,
    CompleteSeries,
)

TO = date(2020, 12, 31)
"""The windows are 2008 to 2013 and 2014 to 2020."""
OTHERS = ["ARG", "BEL", "BRA", "CAN", "DEU", "EGY", "FRA", "GBR", "IND", "JPN", "KEN", "MEX", "USA"]

Votes = Sequence[tuple[int, str, str, int, str]]
"""Year, choices of China and Russia, how many such texts, subject."""


def council(votes: Votes) -> dict[str, list[dict[str, Any]]]:
    """Adopted texts, one a day from the first of each year, with the votes of all fifteen members."""
    calls, cast = [], []
    for year, china, russia, times, subject in votes:
        for k in range(times):
            day, key = date(year, 1, 1) + timedelta(k), f"UNSC:S/RES/{len(calls)}"
            row = {"roll_call_id": key, "body": "UNSC", "date": day, "precision": "day"}
            issues = [f"{subject} {len(calls) // 3}"] if subject else []
            calls.append({**row, "record_id": f"toy:{key}", "issues": issues, "adopted": True})
            for state, choice in [("CHN", china), ("RUS", russia), *((o, "yes") for o in OTHERS)]:
                columns = {"state": state, "choice": choice, "veto": False, "record_id": f"{key}:{state}"}
                cast.append({"roll_call_id": key, "body": "UNSC", "date": day, **columns})
    return {"roll_calls": calls, "ballots": cast}


def asked(tables: dict[str, list[dict[str, Any]]], **question: Any) -> Answers:
    return Answers(inquiry(tables, **({"last": TO} | question)))


def by_id(series: Sequence[CompleteSeries]) -> dict[str, CompleteSeries]:
    return {s.id: s for s in series if s.id != COUNCIL_OWN}


MORE_DISSENT = [
    *((y, "abstain", "abstain", 1, "") for y in range(2008, 2014)),
    *((y, "yes", "abstain", 1, "") for y in range(2008, 2014)),
    *((y, "yes", "yes", 58, "") for y in range(2008, 2021)),
    *((y, "abstain", "abstain", 10, "") for y in range(2014, 2021)),
    *((y, "yes", "abstain", 10, "") for y in range(2014, 2021)),
]
"""Both withhold in 1 of 60 before and 10 of 78 after; the other joins in half of the cases throughout."""


def test_the_windows_are_six_years_before_the_running_one_and_six_before_those() -> None:
    assert complete_series.windows(date(2026, 5, 20)) == (date(2014, 1, 1), date(2020, 1, 1))
    assert rules().present_years == window_change.YEARS, "one window for the record and for series"


def test_more_dissent_that_is_joined_as_often_as_before() -> None:
    of = by_id(asked(council(MORE_DISSENT)).complete_series())
    both, joined = of[COUNCIL_BOTH].change, of[COUNCIL_JOINED].change
    assert both is not None
    assert joined is not None
    assert (both.word, both.n) == ("up", 6 * 60 + 7 * 78)
    assert both.ratio == pytest.approx((70 / 546) / (6 / 360))
    assert (joined.before, joined.after) == (0.5, 0.5)
    since = of[COUNCIL_BOTH].since
    assert since is not None
    assert since.year == 2014


def test_a_source_that_ends_too_early_says_so() -> None:
    votes = [(y, "abstain", "abstain", 9, "") for y in range(2005, 2016)]
    of = by_id(asked(council(votes)).complete_series())[COUNCIL_BOTH]
    assert (of.change, of.why_not) == (None, "held to 2015 only")
    first, *more = stepping_up.describe_pair(asked(council(votes))).answer
    assert first.text == "Not measured: our list is a selection."
    assert any(s.text.startswith("Not covered: ") for s in more)


def test_a_state_that_was_no_member_has_no_series_and_a_group_of_three_none() -> None:
    tables = council(MORE_DISSENT)
    assert asked(tables, members=("CHN", "SWE")).complete_series() == []
    three = asked(tables, members=("CHN", "IRN", "RUS"))
    assert three.complete_series() == []
    assert stepping_up.describe_pair(three).answer[0].word == growing.TOO_LITTLE


def test_what_is_not_asked_yet_is_being_computed() -> None:
    waiting = Answers(asked(council(MORE_DISSENT)).inquiry, only=(RECORD,))
    assert stepping_up.describe_pair(waiting).answer[0].text == "Being computed."
    assert [s.text for s in stepping_up.unusual(waiting)] == ["Being computed."]


def test_a_list_of_the_chronicle_counts_only_where_it_is_complete_and_about_the_pair() -> None:
    of = complete_lists()["joint-sea"]
    rows = [
        act(date(2012 + k, 5, 1), "bilateral", "joint-exercise", record_id=i)
        for k, i in enumerate(of.record_ids[:9])
    ]
    series = by_id(asked({"acts": rows}).complete_series())["joint-sea"]
    assert (series.first, series.last) == (of.since, TO)
    assert series.change is None
    assert series.why_not == "held from 2012 only", "less than half of 2008 to 2013"
    others = [
        act(
            date(2015, 5, 1), "bilateral", "joint-exercise", actors=["CHN", "IRN"], record_id=of.record_ids[0]
        )
    ]
    assert asked({"acts": others}).complete_series() == []


def test_vetoes_of_the_list_are_counted_and_joined() -> None:
    """Three of the four of 2008 to 2013 by both, and seven of the ten since; no draft of them on Syria."""
    of = complete_lists()["vetoes"]
    days = [date(2008 + k, 6, 1) for k in range(4)] + [date(2014 + k // 2, 1 + k, 1) for k in range(10)]
    alone = {3, 5, 8, 11}
    rows = [
        act(day, "venezuela", "divergence" if k in alone else "joint-veto", record_id=of.record_ids[k])
        for k, day in enumerate(days)
    ]
    answers = asked({"acts": rows})
    vetoes, joined = (by_id(answers.complete_series())[i] for i in (VETOES, VETOES_JOINED))
    assert vetoes.change is not None
    assert joined.change is not None
    assert (vetoes.change.before * 6, vetoes.change.after * 7) == (pytest.approx(3), pytest.approx(7))
    assert (joined.change.before, joined.change.after, joined.change.n) == (0.75, 0.7, 14)
    text = stepping_up.describe_pair(answers).series[0].statement.text
    assert "too little to say, between" in text
    assert "; 7 in 2014–20, 3 in 2008–13" in text
    assert by_id(answers.complete_series("venezuela"))[VETOES].change == vetoes.change
    assert answers.complete_series("syria") == []
    assert asked({"acts": rows}, members=("FRA", "RUS")).complete_series() == [], "a list of the other pair"


def test_the_words_of_a_ratio() -> None:
    change = window_change.Change("up", 0.1, 0.4, 100, 4.0, 1.5, 12.0)
    assert stepping_up._ratio(change) == "4.0 times (1.5 to 12, a wide range)"
    assert stepping_up._write_range(change) == "between 1.5 and 12 times"
    open_ended = window_change.Change("up", 0, 0.4, 100, None, 1.5, None)
    assert stepping_up._ratio(open_ended) == "(1.5 or more, a wide range)"
    assert stepping_up._write_range(open_ended) == "1.5 times or more"


def test_a_series_without_a_count_enters_no_fit() -> None:
    """Both vote yes throughout: there is no dissent to fit, and one form left is none to put together."""
    of = complete_lists()["vetoes"]
    rows = [
        act(date(y, 3, 1), "syria", "joint-veto", record_id=i)
        for y, i in zip((2008, 2014), of.record_ids, strict=False)
    ]
    answers = asked({**council([(y, "yes", "yes", 9, "") for y in range(2008, 2021)]), "acts": rows})
    assert answers.pooled_change() is None
    assert stepping_up.describe_pair(answers).answer[0].word == growing.TOO_LITTLE


def test_a_veto_in_two_sources_counts_once() -> None:
    """Up to the end of the chronicle's list its drafts stand in the tables too, which go on after it."""
    series = by_id(Answers(Inquiry.of("CHN", "RUS", lake=Path("nowhere"))).complete_series())[VETOES]
    of = complete_lists()["vetoes"]
    assert sum(n for y, n, _ in series.by_year if y <= of.until.year) == sum(
        ":veto-" in r for r in of.record_ids
    )
    assert series.last > of.until


def test_a_source_that_ends_before_the_present_says_so_though_it_covers_one_year_before_it() -> None:
    series = CompleteSeries("trade", "", "amount", date(1992, 1, 1), date(2008, 12, 31))
    assert complete_series._uncovered(series, TO) == "held to 2008 only"


def test_a_place_tells_its_own_series_in_whole_words() -> None:
    votes = [
        (2010, "abstain", "abstain", 1, "SYRIA"),
        (2010, "yes", "yes", 60, "SYRIA"),
        (2016, "abstain", "abstain", 30, "SYRIA"),
        (2016, "yes", "yes", 60, "SYRIA"),
        (2008, "yes", "yes", 1, ""),
        (2020, "yes", "yes", 1, ""),
    ]
    first, *_ = stepping_up.describe_place(asked(council(votes)), "syria").answer
    assert first.text == (
        "Too little to say. In the Security Council, more: since 2016 neither voted for 30 of 90 adopted "
        "texts (33%), up from 1 of 61 (2%) in 2010."
    ), "two years are few clusters"
    never = [(y, "yes", "yes", 9, "SYRIA") for y in range(2008, 2021)]
    first, *more = stepping_up.describe_place(asked(council(never)), "syria").answer
    assert first.text == "Not measured: our list is a selection."
    assert more[-1].text.startswith("None in either period: Council texts that neither voted for")


def test_who_joins_whom_is_told_in_cases_of_a_hundred() -> None:
    dissent = next(
        s for s in stepping_up.describe_pair(asked(council(MORE_DISSENT))).answer if s.kind == "dissent"
    )
    assert dissent.text == (
        "Of Council texts that one of the two held back on, the other did too on 70 of 140 since 2014, "
        "on 6 of 12 before. That is not a clear change."
    )
