"""The account: what counts, phases, sentences; hand-made records first, then the embedded ones."""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from toy import act, inquiry

from comity.errors import QuestionError, VocabularyError
from comity.measures.record import coder_error
from comity.records.coverage import Coverage
from comity.vocabulary import forms, hotspots, states
from comity.vocabulary.load import package_text, package_yaml
from comity.watch.account import account, phrases, rules, sections, witnesses, wording
from comity.watch.account.acts import ClassedAct, classed
from comity.watch.account.phases import Phase, phases, present_run, run_before
from comity.watch.account.phrases import ROW_WORDS
from comity.watch.account.statements import WORDS, Statement
from comity.watch.answers import RECORD, VOTES, Answers
from comity.watch.inquiry import Inquiry

TO = date(2020, 12, 31)
SCHEMA = json.loads(package_text("watch/account/data/account.schema.json"))


def answers(rows: list[dict[str, Any]], **question: Any) -> Answers:
    return Answers(inquiry({"acts": rows}, **({"third": "USA", "last": TO} | question)), only=(RECORD,))


def place(rows: list[dict[str, Any]], hotspot: str = "venezuela", **question: Any) -> account.PlaceAccount:
    return account.of_place(answers(rows, **question), hotspot)


def one(
    day: date, kind: str, stance: str = "neither", form: str = "consultation", **columns: Any
) -> ClassedAct:
    """A classed act on a day."""
    values = {
        "by": ("CHN", "RUS"),
        "deed": False,
        "domain": "diplomatic",
        "body": "",
        "with_others": (),
        "targets": (),
    }
    values |= {"id": f"{day}{form}", "kind": kind, "stance": stance, "forms": (form,), "summary": "An act."}
    values |= {
        "short": "met",
        "first": day,
        "last": day,
        "precision": "day",
        "records": (f"r:{day}",),
        "grade": "press",
    }
    return ClassedAct(**{**values, "may_lead": True, **columns})


def half_yearly(first: int, last: int) -> list[date]:
    return [date(y, m, 15) for y in range(first, last + 1) for m in (3, 9)]


# What counts as what


@pytest.mark.parametrize(
    ("columns", "kind", "deed"),
    [
        ({"form": "joint-vote"}, "side by side", False),
        ({"form": "deference"}, "side by side", False),
        (
            {"form": "joint-veto", "deed": True},
            "jointly",
            False,
        ),  # a vote is a word, whatever the record says
        ({"form": "joint-exercise", "deed": True}, "jointly", True),
        ({"form": "hedging"}, "hedging", False),
        ({"form": "material-aid", "actors": ["RUS"], "deed": True}, "alone", True),
        ({"form": "divergence", "polarity": "friction"}, "apart", False),
        ({"form": "hedging", "polarity": "friction", "actors": ["CHN"], "targets": ["RUS"]}, "apart", False),
    ],
)
def test_every_occurrence_has_one_class(columns: dict[str, Any], kind: str, deed: bool) -> None:
    acts = place([act(date(2010, 5, 1), "venezuela", **columns)]).acts
    assert [(a.kind, a.deed) for a in acts] == [(kind, deed)]


def test_a_condition_is_no_act_and_opens_who_does_what() -> None:
    summary = "China lent ten billion dollars while Russia had signed two contracts."
    told = place([act(date(2010, 5, 1), "venezuela", "division-of-labour", kind="standing", summary=summary)])
    assert not told.acts
    assert {s.state: s.conditions[0].text for s in told.states} == {
        "CHN": "China lent ten billion dollars (1 May 2010)",
        "RUS": "Russia had signed two contracts (1 May 2010)",
    }


def test_a_condition_is_not_cut_where_its_may_be_that_of_another_state() -> None:
    whole = "Russia was Chile's chief seller of arms while China poured money into its mines"
    row = act(date(2010, 5, 1), "venezuela", "division-of-labour", kind="standing", summary=f"{whole}.")
    told = place([row])
    assert [s.text for s in told.conditions] == [f"{whole} (1 May 2010)"]
    assert not any(s.conditions for s in told.states)
    for own in (
        "Russia sold arms while China poured money into its mines.",
        "Russia sold Chile arms while China kept its mines.",
    ):
        told = place([{**row, "summary": own}])
        assert [len(s.conditions) for s in told.states] == [1, 1], own


def test_a_long_sentence_of_a_record_stops_no_account() -> None:
    """One of the most words that is shown whole, with a place's name before it and its date behind."""
    summary = f"China said that Russia {'very ' * 22}late."
    rows = [act(date(2010, 5, 1), "bilateral", "divergence", polarity="friction", summary=summary)]
    (before,) = account.of_pair(answers(rows)).before
    assert before.text == "Bilateral and other: came apart (1 May 2010)"


def test_what_was_denied_was_not_done() -> None:
    rows = [
        act(date(y, 5, 1), "venezuela", "boycott", modality=m)
        for y, m in ((2010, "denied"), (2012, "planned"))
    ]
    assert [a.first.year for a in place(rows).acts] == [2012]


def test_an_occurrence_is_told_by_the_record_of_its_leading_form_on_that_ones_day() -> None:
    """Not by the first of its records: of a treaty and what was said beside it, by the treaty."""
    said = act(date(2010, 5, 1), "iran", "joint-initiative", toward_third="against", occurrence="visit")
    treaty = act(date(2010, 5, 2), "iran", "agreement", domain="diplomatic", occurrence="visit")
    rows = [said, treaty | {"summary": "Both signed a treaty."}]
    (told,) = place(rows, "iran").acts
    assert (told.short, told.first, told.last, told.stance) == (
        "signed a treaty",
        date(2010, 5, 2),
        date(2010, 5, 2),
        "against",
    )


def test_a_sentence_stands_before_a_title_whatever_its_sources() -> None:
    cited = [{"title": f"A record {k}", "url": "", "place": "", "published": "2010"} for k in (1, 2, 3)]
    cited = [c | {"kind": "official-record"} for c in cited]
    same = {"form": "joint-veto", "occurrence": "draft"}
    rows = [
        act(date(2010, 5, 1), "iran", record_id="toy:1", summary="Both vetoed a text on Iran.", **same),
        act(date(2010, 5, 1), "iran", record_id="toy:2", summary="Both vetoed draft S/1 (Iran).", **same)
        | {"citations": cited},
    ]
    assert [a.short for a in place(rows, "iran").acts] == ["vetoed a text on Iran"]


def test_of_several_places_of_an_occurrence_the_one_of_its_highest_class_counts() -> None:
    """A pact signed where one also found fault with the other: joint, and not where they differed."""
    fault = {"polarity": "friction", "actors": ["CHN"], "targets": ["RUS"], "occurrence": "visit"}
    rows = [
        act(date(2010, 5, 1), "iran", "divergence", **fault),
        act(date(2010, 5, 1), "syria", "agreement", occurrence="visit", summary="Both signed a pact."),
    ]
    told = account.of_pair(answers(rows))
    assert [a.kind for a in told.acts] == ["jointly"]
    assert [s.text for p in told.phases for s in p.dated] == ["1 May 2010, Syria: signed a pact"]
    assert account.of_place(answers(rows), "iran").acts[0].kind == "apart"


def test_once_is_said_of_the_only_act_together() -> None:
    """An act that may not lead a heading is still an act: "once" would deny it."""
    state = {"title": "A report", "url": "", "place": "", "published": "2010", "kind": "state-media"}
    press = state | {"kind": "press"}
    rows = [act(date(2019, 5, 1), "venezuela", "summit", summary="Both met.", citations=[press])]
    assert place(rows).heading[0].text == "Together once, on 1 May 2019: they met."
    weak = act(date(2018, 5, 1), "venezuela", "summit", citations=[state])
    assert place([weak, *rows]).heading[0].text == "Together on 1 May 2019: they met."


def test_the_record_names_every_class_and_a_page_of_single_facts_no_zeros() -> None:
    parted = act(date(2012, 5, 1), "venezuela", "divergence", polarity="friction")
    rows = [parted, *(act(date(2010, 5, k), "venezuela", "joint-vote") for k in (1, 2))]
    assert place(rows).witnesses[0].text == "2 side by side, 2010; 1 apart"
    told = sections.standfirst(place([parted]).acts, TO, covered=False)[0].text
    assert told.startswith("Nothing together among the single facts held")


def test_a_machine_read_act_counts_for_nothing() -> None:
    rows = [act(date(y, 5, 1), "venezuela", "summit", coder=c) for y, c in ((2010, None), (2012, "rules/1"))]
    assert [a.first.year for a in place(rows).acts] == [2010]


def test_machine_read_acts_change_no_sentence() -> None:
    """Neither heading nor phase, first, latest, deed count or share: an unreviewed act is another witness."""
    read = [
        act(
            date(y, 3, 1),
            "venezuela",
            form,
            coder="rules/1",
            confidence=0.99,
            deed=True,
            toward_third="with",
            actors=who,
        )
        for y, form, who in (
            (1999, "joint-exercise", ["CHN", "RUS"]),
            (2016, "material-aid", ["RUS"]),
            (2020, "summit", ["CHN", "RUS"]),
        )
    ]
    without, with_ = (
        [s.text for s in place(rows).sentences() if s.kind != "news"] for rows in (story(), [*story(), *read])
    )
    assert without == with_


def test_what_a_machine_was_not_sure_enough_of_is_no_lead() -> None:
    for polarity, form in (("cooperation", "summit"), ("friction", "divergence")):
        least = coder_error.leads()[polarity].least
        stated = (None, least - 0.01, least, 0.99)
        rows = [
            act(date(2010 + n, 5, 1), "venezuela", form, coder="rules/1", polarity=polarity, confidence=c)
            for n, c in enumerate(stated)
        ]
        told = witnesses.of_news(answers(rows), "venezuela")
        assert told.records == tuple(r["record_id"] for r in rows[2:])
        right = coder_error.right_leads()
        assert [n.value for n in told.numbers] == [2, right.value]


def test_what_may_not_lead_makes_neither_heading_nor_label() -> None:
    copied = [{"title": "A copy", "url": None, "published": None, "place": None, "kind": "re-publisher"}]
    press = [{"title": "A paper", "url": None, "published": None, "place": None, "kind": "press"}]
    first = act(date(2015, 5, 1), "venezuela", "joint-veto", toward_third="against", citations=copied)
    later = [
        act(date(y, 5, 1), "venezuela", "summit", toward_third="against", citations=press)
        for y in (2017, 2019)
    ]
    told = place([first, *later])
    assert told.heading[0].text.startswith("Together against the United States since 2017")
    assert all(not p.examples or all(a.may_lead for a in p.examples) for p in told.phases)


def test_what_one_does_with_others_is_no_act_of_a_pair_that_no_record_is_about() -> None:
    rows = [act(date(2010, 5, 1), "venezuela", "summit", actors=["FRA", "RUS"])]
    assert [a.kind for a in place(rows).acts] == ["alone"], "the source covers both"
    of = Answers(Inquiry.of("FRA", "DEU", lake=Path("nowhere")), only=(RECORD,))
    assert not of.covered
    acts = account.of_place(of, "iran").acts
    assert all(not a.with_others or a.kind not in ("alone", "apart") for a in acts)
    assert acts
    for a in acts:  # records about six powers stand whole or by their form, never as the act of two others
        whole = a.short.lower() == a.summary.rstrip(".").lower()
        assert whole or (a.short.startswith(a.in_form) and re.search(r"China|\d other states", a.short))


def test_of_a_pair_that_no_source_is_about_no_zero_is_said_and_no_other_relation_told(
    embedded: Answers,
) -> None:
    """India and Russia stand in records about China and Russia: only what both did is theirs."""
    of = Answers(embedded.inquiry.of_members("IND", "RUS"), only=(RECORD,))
    for told in (account.of_pair(of), *(account.of_place(of, h.id) for h in hotspots.watched())):
        assert all({"IND", "RUS"} <= {*a.by, *a.targets} for a in told.acts), told.name
        text = " ".join(s.text for s in told.sentences())
        assert not re.search(r"none (?:apart|by one alone)|None apart|nothing found|clean record|Only ", text)
        assert not any(s.conditions for s in told.states)


def test_a_sample_of_other_relations_makes_no_phase_and_no_share(embedded: Answers) -> None:
    """What China alone did toward the United States is known from records about China and Russia."""
    of = Answers(embedded.inquiry.of_members("CHN", "USA"), only=(RECORD, VOTES))
    told = account.of_place(of, "north-korea")
    assert any(a.kind == "alone" for a in told.acts)
    assert all(a.together for p in told.phases for s in p.dated for a in told.acts if a.id in s.records)
    assert not any("alone" in s.text.lower() for s in (*told.heading, *(p.sentence for p in told.phases)))
    assert not any("most often over" in s.text for s in account.of_pair(of).heading)


def test_a_veto_cast_with_a_third_member_is_not_cast_alone(embedded: Answers) -> None:
    of = Answers(embedded.inquiry.of_members("CHN", "USA"), only=(RECORD, VOTES))
    china, _ = account.of_place(of, "syria").states
    assert china.vetoes[0].text == (
        "drafts vetoed: none alone, 10 with another state, none with the United States (2011 to 2023)"
    )
    one_, other = account.of_place(Answers(embedded.inquiry, only=(RECORD, VOTES)), "syria").states
    assert (one_.vetoes[0].text, other.vetoes[0].text[:23]) == (
        "drafts vetoed: none alone, 10 with Russia (2011 to 2023)",
        "drafts vetoed: 8 alone,",
    )


@pytest.mark.parametrize(
    ("summary", "short"),
    [
        (
            "The seven sponsored draft S/1 (The situation in Namibia).",
            "the seven sponsored draft S/1 (The situation in Namibia)",
        ),
        (
            "All vetoed draft S/1 (The situation in Namibia).",
            "sponsored a draft with 5 other states: The situation in Namibia",
        ),
        (
            "All vetoed draft S/2 (The situation in Panama (concerning the election)).",
            "sponsored a draft with 5 other states: The situation in Panama (concerning the election)",
        ),
        ("A/C.3/1/L.1: Rights of the child", "sponsored a draft with 5 other states: Rights of the child"),
        (
            f"A/C.3/1/L.1: Rights of {'the ' * 20}child, and more",
            f"sponsored a draft with 5 other states: Rights of {'the ' * 20}child",
        ),
        ("The seven powers met.", "the seven powers met"),
        (f"The seven powers met on {'the ' * 25}coast.", "sponsored a draft with 5 other states"),
    ],
)
def test_an_act_with_many_others_names_its_document_and_counts_the_others(summary: str, short: str) -> None:
    actors = ["CHN", "RUS", "FRA", "DEU", "ITA", "ESP", "GBR"]
    row = act(date(2010, 5, 1), "venezuela", "co-sponsorship", actors=actors, summary=summary)
    of = answers([row])
    acts = classed(of.records["venezuela"], of.inquiry.acts.to_pylist(), "USA", covered=False)
    assert [a.short for a in acts] == [short]


@pytest.mark.parametrize(
    ("states_", "selective", "covers"),
    [
        (None, False, True),
        (None, True, False),
        (frozenset({"CHN", "RUS"}), True, True),
        (frozenset({"CHN"}), False, False),
    ],
)
def test_a_choice_of_records_of_any_state_is_about_no_pair(
    states_: frozenset[str] | None, selective: bool, covers: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    of = answers([]).inquiry
    coverage = [Coverage("lists", "acts", date(2000, 1, 1), TO, states_, selective=selective)]
    monkeypatch.setattr(type(of.view), "coverage", lambda _: coverage)
    assert of.covers("acts") == covers


# Since when


def test_since_is_the_first_act_after_the_last_with_the_third_power() -> None:
    days = half_yearly(2000, 2009)
    acts = [one(d, "jointly", "with" if d.year < 2005 else "against") for d in days]
    assert present_run(phases(acts))[0].first == date(2005, 3, 15)


def test_of_many_exceptions_the_number_is_told_and_the_last() -> None:
    """No list of three dates stands for all of them."""
    against = [one(date(y, m, 1), "jointly", "against") for y in range(2014, 2021) for m in (3, 9)]
    exceptions = [one(date(y, 6, 1), "jointly", "with") for y in (2015, 2017, 2018, 2019)]
    acts = tuple(sorted([*against, *exceptions], key=lambda a: a.first))
    run = Phase("against", ("consultation",), acts, present=True)
    said = sections.third_power(acts, [run], "USA")[-1]
    assert said.text == (
        "Exceptions since 2014, with it: 4, the last on 1 Jun 2017, 1 Jun 2018 and 1 Jun 2019."
    )
    assert len(said.records) == 4


def test_one_exception_does_not_end_a_run() -> None:
    stances = ["with"] * 4 + ["against"] * 4 + ["with"] + ["against"] * 4
    acts = [one(d, "jointly", s) for d, s in zip(half_yearly(2000, 2006), stances, strict=False)]
    assert present_run(phases(acts)) == acts[4:]


def test_a_phase_ends_where_a_whole_window_passes_without_an_act() -> None:
    acts = [one(date(y, 1, 1), "jointly", "against") for y in (1993, 1995, 1999, 2008, 2013)]
    assert [p.acts[0].first.year for p in phases(acts)] == [1993, 2008]
    told = sections.heading(acts, phases(acts), ("CHN", "RUS"), "USA", TO, covered=True, own=True)
    assert told[0].text.startswith("Together against the United States 1993 to 1999 and 2008 to 2013: ")


@pytest.mark.parametrize(("month", "first_years"), [(1, [2008]), (7, [2008, 2014])])
def test_a_gap_is_six_whole_years(month: int, first_years: list[int]) -> None:
    days = [date(2008, 1, 1), date(2008, 7, 1), date(2014, month, 1), date(2015, 1, 1)]
    acts = [one(d, "jointly", "against") for d in days]
    assert [p.first.year for p in phases(acts)] == first_years


def test_of_more_phases_than_a_page_tells_the_oldest_are_one() -> None:
    acts = [one(date(1980 + 7 * k, 1, 1), "jointly", "against") for k in range(6)]
    assert [p.first.year for p in phases(acts)] == [1980, 2001, 2008, 2015]


@pytest.mark.parametrize(("year", "since"), [(2013, 2010), (2014, 2014)])
def test_a_year_between_two_phases_of_one_stance_makes_two_runs(year: int, since: int) -> None:
    before, later = (
        [one(date(y, 6, 1), "jointly", "against") for y in ys] for ys in ((2010, 2012), (year, 2016))
    )
    parts = [Phase("against", (), tuple(acts), acts is later) for acts in (before, later)]
    assert present_run(parts)[0].first.year == since
    assert run_before(parts) == (before if since == year else [])


def test_what_one_did_alone_long_before_is_no_phase_of_its_own() -> None:
    acts = [one(date(1993, 1, 1), "alone", by=("CHN",)), *(one(date(2008, m, 1), "jointly") for m in (1, 9))]
    assert len(phases(acts)) == 1


def test_phases_of_one_stance_without_a_pause_are_one_run() -> None:
    """Two years of rare talks, then two of many drills: two phases, one "since when"."""
    rare = [one(date(y, 1, 15), "jointly", "against", form="summit") for y in (2012, 2013, 2014, 2015)]
    often = [one(date(2016 + k // 12, k % 12 + 1, 1), "jointly", "against") for k in range(36)]
    parts = phases([*rare, *often])
    assert [p.first.year for p in parts] == [2012, 2016]
    assert present_run(parts)[0].first.year == 2012
    assert run_before(parts) == []


def test_what_lasts_through_a_phase_of_acts_alone_goes_on() -> None:
    together_ = [one(d, "jointly", "against") for d in half_yearly(2010, 2013)]
    later = [one(d, "apart", by=("CHN",)) for d in half_yearly(2014, 2018)]
    last = one(date(2018, 5, 1), "jointly", "against")
    parts = phases([*together_, *later, last])
    assert [p.stance for p in parts] == ["against", "apart"]
    assert present_run(parts) == [*together_, last]


@pytest.mark.parametrize(
    ("before", "text"),
    [
        (["with"] * 4, "With the United States until Sep 2015, together against it since 2016: "),
        (
            ["against", "with"] * 4,
            "For and against the United States until Sep 2017, together against it since 2018: ",
        ),
        (
            ["neither"] * 8,
            "Together since 2014, against the United States since 2018: ",
        ),
    ],
)
def test_the_heading_says_which_way_they_leant_before(before: list[str], text: str) -> None:
    stances = [*before, *["against"] * 6]
    acts = [one(d, "jointly", s, "summit") for d, s in zip(half_yearly(2014, 2020), stances, strict=False)]
    told = sections.heading(acts, phases(acts), ("CHN", "RUS"), "USA", TO, covered=True, own=True)
    assert told[0].text.startswith(text)


def test_after_a_pause_the_heading_says_that_it_was_mostly_so_before() -> None:
    stances = [*["against", "with", "against", "against"] * 2, *["against"] * 8]
    days = [*half_yearly(2004, 2007), *half_yearly(2015, 2018)]
    acts = [one(d, "jointly", s, "summit") for d, s in zip(days, stances, strict=False)]
    told = sections.heading(acts, phases(acts), ("CHN", "RUS"), "USA", TO, covered=True, own=True)
    assert told[0].text.startswith(
        "Together against the United States since 2015, mostly so from 2004 to 2007: "
    )


def test_what_they_did_long_ago_is_no_habit_of_today() -> None:
    rows = [act(date(y, 5, 1), "venezuela", "joint-veto", toward_third="against") for y in (2008, 2010)]
    told = place(rows)
    assert (
        told.heading[0].text
        == "Together against the United States 2008 to 2010: they vetoed drafts together."
    )
    assert told.phases[-1].title == "2008–2010"
    (row,) = [r for r in account.of_pair(answers(rows)).rows if r.hotspot == "venezuela"]
    assert row.since is None


def test_an_act_of_the_third_power_too_is_with_it_unless_the_record_says_against() -> None:
    rows = [
        act(date(2018, 5, 1), "venezuela", "summit", toward_third=stance, actors=["CHN", "RUS", "USA"])
        for stance in ("unknown", "against")
    ]
    stances = [place([r]).acts[0].stance for r in rows]
    assert stances == ["with", "against"]


def test_a_phase_with_acts_of_both_stances_is_mostly_that_of_most() -> None:
    stances = ["against", "against", "against", "with", "against"]
    mixed = [one(d, "jointly", s) for d, s in zip(half_yearly(2000, 2003), stances, strict=False)]
    (part,) = phases(mixed)
    assert sections.phase_name(part, "USA") == "Together, mostly against the United States"
    (part,) = phases([a for a in mixed if a.stance == "against"])
    assert sections.phase_name(part, "USA") == "Together against the United States"


def test_a_body_that_all_they_do_shares_is_named_once() -> None:
    council = "the Security Council"
    days = half_yearly(2018, 2020)
    acts = [one(d, "jointly", form="joint-veto", body=council) for d in days]
    acts += [one(d, "side by side", form="joint-vote", body=council) for d in days]
    told = phrases.in_time(acts, TO, lasts=True)
    assert len(told) == 2
    assert [t.count(council) for t in told] == [0, 1]
    apart = [
        *acts[:6],
        *(one(d, "side by side", form="joint-vote", body="the General Assembly") for d in days),
    ]
    assert all(" in the " in t for t in phrases.in_time(apart, TO, lasts=True))


def test_of_acts_long_past_no_page_says_that_nothing_is_known(embedded: Answers) -> None:
    of = Answers(embedded.inquiry.of_members("GBR", "USA"), only=(RECORD,))
    told = account.of_pair(of)
    assert [s.text for s in told.heading] == [
        "What they do together was not searched for in full: what follows is single facts, "
        "many from records about others."
    ]
    africa = account.of_place(of, "africa")
    text = " ".join(s.text for s in africa.sentences())
    assert not re.search(r"\bsince\b|last joint act|[Ff]irst |pause|\d–( |$)", text), text
    assert not any(p.title.endswith("–") for p in africa.phases)
    assert all(r.since is None for r in told.rows)


def test_a_run_counts_every_act_since_the_year_it_names() -> None:
    """The first act against may not lead, the second, of the same year, may."""
    acts = [
        one(date(2005, 5, 1), "jointly", "with", form="summit"),
        one(date(2014, 3, 1), "jointly", "against", may_lead=False),
        one(date(2014, 9, 1), "jointly", "against", form="agreement"),
        one(date(2015, 9, 1), "jointly", "against", form="agreement"),
    ]
    told = [s.text for s in sections.third_power(acts, phases(acts), "USA")]
    assert told[0] == "Of 4 acts together, 3 are against the United States and 1 with it."
    assert told[1].startswith("Since 2014, all 3 are against the United States;")
    (head, *_) = sections.heading(
        acts, phases(acts), ("CHN", "RUS"), "USA", date(2016, 1, 1), covered=True, own=False
    )
    assert head.text.startswith(
        "With the United States once, on 1 May 2005, together against it since 2014: "
    )


def test_what_others_did_to_one_of_them_is_no_act_of_an_account(embedded: Answers) -> None:
    summary = "Italian courts froze the shares that Beijing had bought."
    rows = [
        act(date(2010, 5, 1), "venezuela", "finance-tie", actors=["CHN"], record_id="toy:1", summary=summary),
        act(date(2011, 5, 1), "venezuela", "summit", record_id="toy:2", summary="Both met."),
    ]
    of = answers(rows)
    told = account.of_place(of, "venezuela")
    assert [a.kind for a in told.acts] == ["jointly"]
    assert [a.summary for a in account.by_others(of)["venezuela"]] == [summary]
    assert not any("froze" in s.text for s in told.sentences())
    assert all(not a.by_others for r in account.of_pair(embedded).rows for a in r.acts)


def test_a_place_is_named_in_a_sentence_as_one_says_it() -> None:
    said = {h: hotspots.get(h).in_sentence for h in ("regional-orgs", "south-china-sea", "arctic", "syria")}
    assert list(said.values()) == ["regional organisations", "the South China Sea", "the Arctic", "Syria"]


# Phases


def known_phases(rng: random.Random) -> tuple[list[ClassedAct], list[int]]:
    """Three phases of five years each with a tenth of noise, and the years they begin."""
    kinds = [
        ("jointly", "with", "joint-vote"),
        ("alone", "neither", "material-aid"),
        ("jointly", "against", "summit"),
    ]
    acts = []
    for k, start in enumerate((2000, 2005, 2010)):
        for day in half_yearly(start, start + 4):
            kind, stance, form = kinds[k] if rng.random() > 0.1 else rng.choice(kinds)
            acts += [one(day, kind, stance, form), one(day.replace(day=20), kind, stance, form)]
    return acts, [2000, 2005, 2010]


def test_phases_of_made_up_records_are_those_they_were_made_of() -> None:
    """Every true cut within a year of its day; in a third of the records noise makes a fourth phase."""
    exact, complete = 0, 0
    for seed in range(50):
        acts, years = known_phases(random.Random(seed))
        cut = phases(acts)
        exact += [p.stance for p in cut] == ["with", "alone", "against"]
        complete += all(any(abs(p.first.year - y) <= 1 for p in cut) for y in years)
    assert complete >= 47
    assert exact >= 33


def test_one_way_of_acting_is_not_cut_into_many_phases() -> None:
    acts = [one(d, "jointly", "against") for d in half_yearly(2000, 2004)]
    assert len(phases(acts)) == 1
    assert len(phases([one(d, "jointly", "against") for d in half_yearly(2000, 2015)])) == 2, (
        "two from a dozen on"
    )


def test_neighbours_of_one_stance_and_one_set_of_forms_are_one_phase() -> None:
    days = half_yearly(2000, 2015)
    acts = [one(d, "jointly", "with", "summit") for d in days[:8]]
    acts += [one(d, "jointly", "against") for d in days[8:]]
    acts += [one(d.replace(day=k), "jointly", "against") for d in days[22:] for k in (2, 20)]
    cut = phases(acts)
    assert [p.stance for p in cut] == ["with", "against"]
    assert cut[-1].present
    assert sum(len(p.acts) for p in cut) == len(acts)


def test_only_the_present_phase_may_be_shorter_than_two_years() -> None:
    acts = [one(d, "jointly", "with", "summit") for d in half_yearly(2000, 2009)]
    acts += [one(date(2010, 1, k), "apart", "against", "divergence") for k in (2, 9, 16, 23)]
    cut = phases(acts)
    assert [p.stance for p in cut] == ["with", "apart"]
    assert cut[-1].present
    later = [one(d, "jointly", "with", "summit") for d in half_yearly(2010, 2019)[1:]]
    spans = [
        (b.first - a.first).days for a, b in zip(phases(acts + later), phases(acts + later)[1:], strict=False)
    ]
    assert all(s > 500 for s in spans)


# Numbers and sentences


def test_a_sentence_needs_support_and_a_long_one_is_told_all_the_same() -> None:
    with pytest.raises(QuestionError, match="Nothing supports"):
        Statement("heading", "They meet.")
    assert Statement("heading", "word " * (WORDS + 1), records=("r:1",)).text


STORY = [
    *(("joint-vote", "with", y, ["CHN", "RUS"]) for y in (2001, 2002, 2003, 2004, 2005)),
    *(("summit", "against", y, ["CHN", "RUS"]) for y in (2010, 2011, 2012, 2013, 2014, 2018)),
    *(("material-aid", "none", y, ["RUS"]) for y in (2011, 2015)),
]
NAMES = {"CHN": "DEU", "RUS": "FRA", "USA": "GBR"}


def story(years: int = 0, hotspot: str = "venezuela", **names: str) -> list[dict[str, Any]]:
    of = lambda code: names.get(code, code)  # noqa: E731
    return [
        act(
            date(y + years, 6, 1),
            hotspot,
            form,
            toward_third=stance,
            actors=[*map(of, who)],
            third=of("USA"),
            summary=f"{' and '.join(states.display(of(code)) for code in who)} met on aid to the south.",
        )
        for form, stance, y, who in STORY
    ]


def test_a_hand_made_record_gives_its_account() -> None:
    told = place(story())
    assert [s.text for s in told.heading] == [
        "With the United States until Jun 2005, together against it since 2010: they meet at the top."
    ]
    assert told.standfirst[0].text == (
        "11 acts together, 2001 to 2018 (6 jointly, 5 side by side), 2 by one alone, none apart; "
        "a dossier, not a census."
    )
    assert [(p.title, p.stance) for p in told.phases] == [("2001–2005", "with"), ("2010–", "against")]
    assert [s.text for s in told.third_power] == [
        "Of 11 acts together, 6 are against the United States and 5 with it.",
        "Since 2010, all 6 are against the United States; "
        "the last with it before that dates from 1 Jun 2005.",
    ]
    assert [s.text for s in told.apart] == ["None apart (13 occurrences searched)."]
    assert told.states[1].alone[0].text == (
        "other matters, 2: met on aid to the south (1 Jun 2011); met on aid to the south (1 Jun 2015)"
    )


def test_renamed_and_moved_records_give_the_same_account_renamed_and_moved() -> None:
    """No rule knows a state, a place or a year."""
    first = place(story(), last=date(2020, 12, 31))
    moved = place(
        story(7, "syria", **NAMES), "syria", members=("DEU", "FRA"), third="GBR", last=date(2027, 12, 31)
    )

    def renamed(text: str) -> str:
        for old, new in NAMES.items():
            text = text.replace(states.display(old), states.display(new))
        return re.sub(r"\b(19|20)\d\d\b", lambda m: str(int(m[0]) + 7), undated(text))

    def undated(text: str) -> str:
        """Without days ago: seven years have not always as many days."""
        return re.sub(r" \(\d+ days ago\)", "", text)

    # What the toy source covers begins in 1990 whatever the years of its acts.
    dated = [s for s in first.sentences() if s.kind != "not on record"]
    assert [renamed(s.text) for s in dated] == [
        undated(s.text) for s in moved.sentences() if s.kind != "not on record"
    ]
    assert [p.stance for p in first.phases] == [p.stance for p in moved.phases]


MADE_UP = [f for f in forms.all_forms() if f != "divergence"]


@pytest.mark.parametrize("seed", range(50))
def test_a_made_up_record_gives_a_true_account(seed: int) -> None:
    """Every count of the account is that of the rows it was made of."""
    rng = random.Random(seed)
    members = tuple(sorted(rng.sample(["BRA", "CHL", "FJI", "KEN", "NOR", "PER"], 2)))
    rows = []
    for k in range(rng.randint(1, 60)):
        who = rng.choice([list(members), list(members), [members[0]], [members[1]]])
        apart = len(who) == 2 and rng.random() < 0.2
        day = date(rng.randint(1991, 2020), rng.randint(1, 12), rng.randint(1, 28))
        stance = rng.choice(["with", "against", "none"])
        form = "divergence" if apart else rng.choice(MADE_UP)
        key = {"occurrence": f"o{k}", "record_id": f"toy:{k}", "toward_third": stance, "actors": who}
        rows.append(act(day, "africa", form, polarity="friction" if apart else "cooperation", **key))
    told = place(rows, "africa", members=members)
    numbers = {n.name: n.value for s in told.standfirst for n in s.numbers}
    both = [
        r
        for r in rows
        if len(r["actors"]) == 2 and r["polarity"] == "cooperation" and r["forms"] != ["hedging"]
    ]
    assert numbers["jointly"] + numbers["side by side"] == len(both)
    assert numbers["alone"] == sum(len(r["actors"]) == 1 for r in rows)
    assert numbers["apart"] == sum(r["polarity"] == "friction" for r in rows)
    stances = Counter(r["toward_third"] for r in both)
    for s in told.third_power[:1]:
        assert {n.name: n.value for n in s.numbers} == {
            "against": stances["against"],
            "with": stances["with"],
            "neither": stances["none"],
        }
    assert sum(len(p.acts) for p in phases(told.acts)) == len(told.acts) == len(rows)
    days = {str(r["date_from"].year) for r in rows}
    for s in told.sentences():
        assert not faults(s), (s, faults(s))
        if s.kind in ("phase", "heading", "third", "apart"):
            assert set(re.findall(r"\b(?:19|20)\d\d\b", s.text)) <= days | {"2014"}, s.text


# The lint, over every sentence of the embedded records

PLURAL = re.compile(
    r"(?<![\d.])1 (?!of\b|is\b)\w+s\b|(?<![\d.])(?:[02-9]|\d\d+) (?:act|time|occurrence|place|roll call)\b"
)
ID = re.compile(r"\b[a-z]+:[a-z0-9]|\b[a-z]+_[a-z]+\b|\{|\}")


def faults(s: Statement) -> list[str]:
    """What no sentence of an account may have."""
    out = [w for w in wording.wording().jargon if re.search(rf"\b{re.escape(w)}\b", s.text.lower())]
    out += [m[0] for m in PLURAL.finditer(s.text) if s.kind != "condition"]
    out += [m[0] for m in ID.finditer(s.text)]
    out += ["long"] if any(len(part.split()) > WORDS for part in s.text.split(". ")) else []
    out += ["double"] if "  " in s.text or ".." in s.text else []
    return out


def test_the_lint_would_find_a_fault() -> None:
    for text in ("1 acts together", "3 act together", "the placebo pairs", "of chronicle:x-1", "a {name}"):
        assert faults(Statement("heading", text, computation="x")), text


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    lake = tmp_path_factory.mktemp("none") / "lake"
    return Answers(Inquiry.of("CHN", "RUS", lake=lake), only=(RECORD,))


def _pairs(of: Answers) -> list[tuple[str, str]]:
    """Pairs that act together in ten of the embedded acts at least."""
    acts = of.inquiry.view.recorded_acts().to_pylist()
    known = states.all_states()
    pairs = Counter(p for a in acts for p in combinations(sorted({*a["actors"]} & set(known)), 2))
    return sorted(p for p, n in pairs.items() if n >= 10)


def test_every_sentence_of_every_pair_and_place_passes_the_lint_and_few_cannot_be_told(
    embedded: Answers,
) -> None:
    pairs = _pairs(embedded)
    assert len(pairs) > 5
    for pair in pairs:
        of = Answers(embedded.inquiry.of_members(*pair), only=(RECORD, VOTES))
        accounts: list[account.PlaceAccount | account.PairAccount] = [account.of_pair(of)]
        accounts += [account.of_place(of, h.id) for h in hotspots.watched()]
        for told in accounts:
            folded = {x.statement for x in told.stepping_up.series}
            shown = [s.text.lower() for s in told.sentences() if s not in folded]
            assert sum(text.count("cannot be told") for text in shown) <= 3, (pair, shown)
            for s in told.sentences():
                assert not faults(s), (pair, s.text, faults(s))
            assert told.heading


def test_the_json_has_its_schema(embedded: Answers) -> None:
    for told in (account.of_pair(embedded), account.of_place(embedded, "iran"), place([])):
        jsonschema.validate(account.as_json(told), SCHEMA)


def test_the_heading_counts_what_the_rows_show(embedded: Answers) -> None:
    told = account.of_pair(embedded)
    places = [r for r in told.rows if not r.own]
    joint = [r for r in places if any(a.kind == "jointly" and a.last >= told.present_from for a in r.acts)]
    assert told.heading[0].numbers[0].value == len(joint)
    assert max(r.joint for r in places) == next(r.joint for r in places if r.name in told.heading[0].text)
    newest = [r.newest for r in places if r.newest]
    assert newest == sorted(newest, reverse=True)
    assert all(len(" ".join(r.clauses).split()) <= ROW_WORDS for r in told.rows)


def test_every_record_of_a_sentence_exists(embedded: Answers) -> None:
    tables = (embedded.inquiry.acts, embedded.inquiry.news)
    known = {i for table in tables for i in table["record_id"].to_pylist()}
    for h in hotspots.watched():
        for s in account.of_place(embedded, h.id).sentences():
            assert set(s.records) <= known, s.text


def test_forms_looked_for_in_vain_are_those_of_both_together_and_the_longest_source_is_named() -> None:
    told = sections.missing([], f"the {'very ' * 18}long list, 1991 to 2020", covered=True)
    assert len(told.text.split()) <= WORDS
    assert told.text.startswith("Together no ")
    assert place([act(date(2010, 5, 1), "venezuela", "summit")]).not_on_record.text.endswith(
        "found in toy, 1990 to 2020."
    )


# The data files


def test_a_wrong_rule_or_phrase_is_refused_with_its_name() -> None:
    good = package_yaml(rules.FILE)
    for key, value in (("words", ["no-form"]), ("gap_years", 0), ("mostly", "half")):
        with pytest.raises(VocabularyError, match=key):
            rules.read({**good, key: value})
    with pytest.raises(VocabularyError, match="gap_years"):
        rules.read({k: v for k, v in good.items() if k != "gap_years"})
    words = package_yaml(wording.FILE)
    with pytest.raises(VocabularyError, match="joint-veto"):
        wording.read({**words, "forms": {k: v for k, v in words["forms"].items() if k != "joint-veto"}})


def test_no_rule_or_phrase_names_a_state_a_place_or_a_year() -> None:
    text = package_text(rules.FILE) + package_text(wording.FILE)
    named = [s.name for s in states.all_states().values()] + [h.name for h in hotspots.watched() if not h.own]
    assert not [n for n in named if re.search(rf"\b{re.escape(n)}\b", text)]
    assert not re.search(r"\b(19|20)\d\d\b", text)


def test_the_account_is_the_same_to_the_byte(embedded: Answers, tmp_path: Path) -> None:
    again = Answers(Inquiry.of("CHN", "RUS", lake=tmp_path / "lake"), only=(RECORD,))
    one_, two = (json.dumps(account.as_json(account.of_place(a, "syria"))) for a in (embedded, again))
    assert one_ == two


def test_a_form_of_ones_own_may_begin_with_a_hyphened_word() -> None:
    data = package_yaml(wording.FILE)
    own = {"summit": {"do": "e-mail each other", "did": "e-mailed each other"}}
    data = {**data, "forms": data["forms"] | own}
    with pytest.raises(VocabularyError, match="e-mail is missing"):
        wording.read(data)
    assert wording.read({**data, "past": data["past"] | {"e-mail": "e-mailed"}}).past["e-mail"] == "e-mailed"
