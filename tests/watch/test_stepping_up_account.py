"""Stepping up? Series by hand, each word and sentence of them; then China and Russia on the real lists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from toy import act, inquiry

from comity.measures.change import window_change
from comity.sources.curated.complete_lists import complete_lists
from comity.watch.account import stepping_up
from comity.watch.account.rules import rules
from comity.watch.answers import RECORD, Answers
from comity.watch.answers import VOTES as VOTES_WITNESS
from comity.watch.inquiry import Inquiry
from comity.watch.questions import complete_series
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


def test_a_single_series_answers_where_only_one_form_is_counted_and_both_measures_follow() -> None:
    told = stepping_up.of_pair(asked(council(MORE_DISSENT)))
    lead, dissent = told.short
    assert lead.text.startswith(
        "In the Security Council yes: both withheld their yes 7.7 times as often in 2014–20 as in 2008–13 ("
    )
    assert lead.text.endswith("), beginning in 2014.")
    assert lead.word == "up"
    ratio, since = lead.numbers[-2:]
    assert ratio.low is not None
    assert 1 < ratio.low < ratio.value == pytest.approx((70 / 546) / (6 / 360))
    assert (ratio.n, ratio.span) == (6 * 60 + 7 * 78, "2008–13 to 2014–20")
    assert (since.name, since.value) == ("since", 2014)
    assert dissent.text.startswith(
        "Both withheld a yes from 13% of Council texts in 2014–20, 2% in 2008–13; "
    ), "range and year stand in the answer"
    assert "; one joined the other in 50%, before 6 of 12 (" in dissent.text
    assert {s.word for s in told.answer} <= {"up", "down", "about level", "cannot be told", "not covered"}


def test_a_series_leads_only_where_it_moved_for_so_many_looked_at() -> None:
    sure, doubtful = (window_change.Change("up", 1, 2, 50, 2.0, 1.1, 3.0, p=p) for p in (0.001, 0.02))
    series = [
        CompleteSeries(i, "", "count", TO, TO, c)
        for i, c in (("arms", doubtful), ("trade", sure), (COUNCIL_BOTH, None))
    ]
    assert stepping_up._surest(series) is series[1]
    assert stepping_up._surest([series[0], series[2]]) is series[0], "0.02 of one"
    assert stepping_up._surest([series[0], series[0], series[0]]) is None, "0.02 of three"
    assert stepping_up._surest([]) is None


@pytest.mark.parametrize(
    ("id_", "word", "text"),
    [
        (
            "positions",
            "up",
            "In the Assembly no: their positions lay 2.0 times as far apart in 2014–20 as in 2008–13 (",
        ),
        (
            "positions",
            "down",
            "In the Assembly yes: their positions lay 2.0 times as far apart in 2014–20 as",
        ),
        ("trade", "down", "In trade no: that of 2014–20 is 2.0 times that of 2008–13 (1.1 to 3.0)."),
    ],
)
def test_further_apart_is_no_stepping_up(id_: str, word: str, text: str) -> None:
    change = window_change.Change(word, 1, 2, 13, 2.0, 1.1, 3.0, p=0.001)
    years = tuple((y, 1.0, 1.0) for y in range(2008, 2021))
    series = CompleteSeries(id_, "", "amount", date(2008, 1, 1), TO, change, by_year=years)
    assert stepping_up._lead(series, TO).text.startswith(text)


@pytest.mark.parametrize(
    ("early", "late", "word"),
    [(30, 1, "down"), (1, 30, "up"), (30, 30, "about level"), (2, 3, "cannot be told")],
)
def test_every_word_of_a_place_with_its_range_and_span(early: int, late: int, word: str) -> None:
    votes = [
        (2010, "abstain", "abstain", early, "SYRIA"),
        (2010, "yes", "yes", 60, "SYRIA"),
        (2016, "abstain", "abstain", late, "SYRIA"),
        (2016, "yes", "yes", 60, "SYRIA"),
        (2008, "yes", "yes", 1, ""),
        (2020, "yes", "yes", 1, ""),
    ]
    answers = asked(council(votes))
    account = stepping_up.of_place(answers, "syria")
    answer, told = account.answer[0], account.series[0].statement
    assert answer.word == told.word == word
    opening = {"up": "In the Security Council yes: ", "down": "In the Security Council no: "}
    assert answer.text.startswith(opening.get(word, word.capitalize()))
    if word not in opening:
        assert "Council texts that neither voted for" in answer.text
    assert f"Council texts that neither voted for: {word}" in told.text
    assert "in 2014–20" in told.text
    assert "in 2010–13" in told.text or "in 2008–13" in told.text
    ratio = next(n for n in told.numbers if n.name.endswith("ratio"))
    assert ratio.low is not None
    assert ratio.high is not None
    assert (ratio.high > 4 * ratio.low and word != "cannot be told") == ("a wide range" in told.text)
    if word == "cannot be told":
        assert "(could be 0.3 to 14 times what it was, a wide range)" in answer.text, "it says why"
    assert stepping_up.of_place(answers, "venezuela").answer[0].word == "not covered"


def test_a_source_that_ends_too_early_says_so() -> None:
    votes = [(y, "abstain", "abstain", 9, "") for y in range(2005, 2016)]
    of = by_id(asked(council(votes)).complete_series())[COUNCIL_BOTH]
    assert (of.change, of.why_not) == (None, "held to 2015 only")
    text = stepping_up.of_pair(asked(council(votes))).answer[0].text
    assert text.startswith("Not covered: ")


def test_a_state_that_was_no_member_has_no_series_and_a_group_of_three_none() -> None:
    tables = council(MORE_DISSENT)
    assert asked(tables, members=("CHN", "SWE")).complete_series() == []
    three = asked(tables, members=("CHN", "IRN", "RUS"))
    assert three.complete_series() == []
    assert stepping_up.of_pair(three).answer[0].word == "not covered"


def test_what_is_not_asked_yet_is_being_computed() -> None:
    waiting = Answers(asked(council(MORE_DISSENT)).inquiry, only=(RECORD,))
    assert stepping_up.of_pair(waiting).answer[0].text == "being computed"
    assert stepping_up.unusual(waiting).text == "being computed"


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
    text = stepping_up.of_pair(answers).series[0].statement.text
    assert "cannot be told, between" in text
    assert "; 7 in 2014–20, 3 in 2008–13" in text
    assert by_id(answers.complete_series("venezuela"))[VETOES].change == vetoes.change
    assert answers.complete_series("syria") == []
    assert asked({"acts": rows}, members=("FRA", "RUS")).complete_series() == [], "a list of the other pair"


def test_the_words_of_a_ratio() -> None:
    change = window_change.Change("up", 0.1, 0.4, 100, 4.0, 1.5, 12.0)
    assert stepping_up._ratio(change) == "4.0 times (1.5 to 12, a wide range)"
    assert stepping_up._between(change) == "between 1.5 and 12 times"
    open_ended = window_change.Change("up", 0, 0.4, 100, None, 1.5, None)
    assert stepping_up._ratio(open_ended) == "(1.5 or more, a wide range)"
    assert stepping_up._between(open_ended) == "1.5 times or more"


def test_all_forms_in_one_answer_that_leads_or_is_being_computed() -> None:
    of = complete_lists()["vetoes"]
    years = [2010, *(y for y in range(2014, 2021) for _ in range(3))]
    rows = [
        act(date(y, 3, 1) + timedelta(k), "syria", "joint-veto", record_id=i)
        for k, (y, i) in enumerate(zip(years, of.record_ids, strict=False))
    ]
    answers = asked({**council(MORE_DISSENT), "acts": rows})
    lead, dissent, pooled = stepping_up.of_pair(answers).short
    change = answers.pooled_change()
    assert change is not None
    assert set(change.forms) == {COUNCIL_BOTH, VETOES}
    assert lead.word == "up"
    assert lead.text.startswith("In the Security Council yes: ")
    assert dissent.kind == stepping_up.DISSENT
    assert pooled.text.startswith("All as one series, beside like pairs: up since 2014, ")
    ratio, more, since = pooled.numbers
    assert ratio.low is not None
    assert 1 < ratio.low < ratio.value
    assert more.value > 0.95
    assert since.value == 2014
    there = stepping_up.of_place(answers, "syria").answer
    assert any("All as one series, with the other places and beside like pairs: " in s.text for s in there)
    assert stepping_up.of_place(answers, "venezuela").answer[0].word == "not covered"
    waiting = Answers(answers.inquiry, only=(RECORD, VOTES_WITNESS))
    assert stepping_up.of_pair(waiting).short[-1].text == "All series taken together: being computed."


def test_a_series_leads_and_says_that_all_together_cannot_be_told() -> None:
    """Many more texts without a yes, and fewer vetoes."""
    of = complete_lists()["vetoes"]
    rows = [
        act(date(y, 3, 1), "syria", "joint-veto", record_id=i)
        for y, i in zip([*range(2008, 2014), *range(2008, 2014), 2014], of.record_ids, strict=False)
    ]
    lead, _, pooled = stepping_up.of_pair(asked({**council(MORE_DISSENT), "acts": rows})).short
    assert lead.text.startswith("In the Security Council yes: both withheld ")
    assert pooled.text.startswith("All as one series, beside like pairs: cannot be told, ")


def test_where_all_level_out_the_series_that_moved_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    of = complete_lists()["vetoes"]
    rows = [
        act(date(y, 3, 1), "syria", "joint-veto", record_id=i)
        for y, i in zip(range(2008, 2021), of.record_ids, strict=False)
    ]
    answers = asked({**council(MORE_DISSENT), "acts": rows})
    change = answers.pooled_change()
    assert change is not None
    level = replace(change, word=window_change.ABOUT_LEVEL)
    monkeypatch.setattr(Answers, "pooled_change", lambda *_: level)
    lead, _, pooled = stepping_up.of_pair(answers).short
    assert lead.text.startswith("In the Security Council yes: both withheld ")
    assert pooled.text.startswith("All as one series, beside like pairs: about level, ")


def test_fields_answer_one_by_one_by_their_surest_series_and_the_pooled_figure_never_alone() -> None:
    """Further apart in the Assembly is "down", however the distance is counted."""
    unsure = window_change.Change("cannot be told", 1, 2, 50, 2.0, 0.5, 6.0, p=0.4)
    sure = window_change.Change("up", 1, 2, 50, 2.0, 1.1, 3.0, p=0.03)
    series = [
        CompleteSeries(i, "", "count", TO, TO, c)
        for i, c in (
            (VETOES, unsure),
            (COUNCIL_BOTH, unsure),
            ("positions", sure),
            ("arms", None),
            ("trade", unsure),
        )
    ]
    told = stepping_up._by_field(series, [])
    assert told is not None
    assert told.text == "The Security Council and trade: cannot be told; the Assembly: down."
    rest = stepping_up._by_field(series, [series[0]])
    assert rest is not None
    assert rest.text == "The Assembly: down; trade: cannot be told."
    assert stepping_up._by_field(series[:2], series[:1]) is None


def test_a_series_without_a_count_enters_no_fit() -> None:
    """Both vote yes throughout: there is no dissent to fit, and one form left is none to put together."""
    of = complete_lists()["vetoes"]
    rows = [
        act(date(y, 3, 1), "syria", "joint-veto", record_id=i)
        for y, i in zip((2008, 2014), of.record_ids, strict=False)
    ]
    answers = asked({**council([(y, "yes", "yes", 9, "") for y in range(2008, 2021)]), "acts": rows})
    assert answers.pooled_change() is None
    assert stepping_up.of_pair(answers).answer[0].word == "cannot be told"


def test_a_share_of_few_texts_is_told_as_a_count() -> None:
    few = rules().share_from - 1
    votes = [
        (2010, "abstain", "abstain", 1, "SYRIA"),
        (2010, "yes", "yes", few - 1, "SYRIA"),
        (2016, "abstain", "abstain", 5, "SYRIA"),
        (2016, "yes", "yes", few - 4, "SYRIA"),
        (2008, "yes", "yes", 1, ""),
        (2020, "yes", "yes", 1, ""),
    ]
    told = stepping_up.of_place(asked(council(votes)), "syria")
    dissent = next(s for s in told.answer if s.kind == stepping_up.DISSENT)
    assert dissent.text.startswith(
        f"Both withheld a yes from 25% of Council texts in 2014–20, 1 of {few} in 2008–13"
    )
    assert f"25% in 2014–20, 1 of {few} in 2008–13" in told.series[0].statement.text


def test_counts_already_told_are_not_told_again() -> None:
    """Of a change without an upper end the answer gives the counts already."""
    votes = [(2010, "yes", "yes", 9, "SYRIA"), (2016, "abstain", "abstain", 1, "SYRIA")]
    votes += [(2016, "yes", "yes", 9, "SYRIA"), (2008, "yes", "yes", 1, ""), (2020, "yes", "yes", 1, "")]
    answer = stepping_up.of_place(asked(council(votes)), "syria").answer
    assert sum("1 of 10 in 2014–20, 0 of 9 in 2008–13" in s.text for s in answer) == 1
    assert stepping_up.DISSENT not in {s.kind for s in answer}


def test_what_never_happened_is_said_so_and_not_that_it_cannot_be_told() -> None:
    votes = [(y, "yes", "yes", 9, "SYRIA") for y in range(2008, 2021)]
    answer = stepping_up.of_place(asked(council(votes)), "syria").answer[0]
    assert answer.text == "None in either period: Council texts that neither voted for."
    assert answer.word == "cannot be told"


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
