"""The account: classes, headings, rows, phases and sentences, on hand-made and on embedded records."""

from __future__ import annotations

import csv
import json
import random
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from toy import act, inquiry

from comity.errors import QuestionError, VocabularyError
from comity.measures.record import coder_error
from comity.records.coverage import Coverage
from comity.records.facts import (
    CLASSES,
    JOINT,
    OPPOSED,
    OWN_ALONE,
    SAME_ALONE,
    SAME_SIDE,
    STEPS_BACK,
    classify_by_form,
)
from comity.vocabulary import forms, hotspots, states
from comity.vocabulary.load import package_text, package_yaml
from comity.watch.account import sections, sure, wording
from comity.watch.account.acts import ClassedAct, count_classes
from comity.watch.account.heading import head_pair, head_place
from comity.watch.account.pair import PairAccount, _note, describe_pair, list_once, to_plain_json
from comity.watch.account.phases import phases
from comity.watch.account.place import PlaceAccount, acts_by_place, describe_place, list_by_others
from comity.watch.account.rows import OWN, PART, QUIET, TOGETHER, make_row, sort_rows
from comity.watch.account.schema import describe
from comity.watch.account.statements import WORDS, Statement
from comity.watch.answers import RECORD, VOTES, Answers
from comity.watch.inquiry import Inquiry

HERE = Path(__file__).resolve().parent
TO = date(2020, 12, 31)
PAIR = ("CHN", "RUS")
#: Pairs whose account is a golden file.
GOLDEN = sorted(p.stem for p in (HERE.parent / "golden" / "embedded").glob("*.txt"))


def answers(rows: list[dict[str, Any]], **question: Any) -> Answers:
    return Answers(inquiry({"acts": rows}, **({"third": "USA", "last": TO} | question)), only=(RECORD,))


def place(rows: list[dict[str, Any]], hotspot: str = "venezuela", **question: Any) -> PlaceAccount:
    return describe_place(answers(rows, **question), hotspot)


def one(
    day: date, act_class: str, stance: str = "neither", form: str = "consultation", **columns: Any
) -> ClassedAct:
    """A classed act on a day; what one does alone or withholds is China's."""
    alone = act_class in (SAME_ALONE, OWN_ALONE)
    values: dict[str, Any] = {
        "id": f"{day}{form}",
        "act_class": act_class,
        "by": ("CHN",) if alone else PAIR,
        "subject": ("CHN",) if alone or act_class == STEPS_BACK else PAIR,
        "withholding": ("CHN",) if act_class == STEPS_BACK else (),
        "first": day,
        "last": day,
        "precision": "day",
        "forms": (form,),
        "strength": wording.rules().strengths.get(form, 1),
        "deed": False,
        "stance": stance,
        "domain": "diplomatic",
        "body": "",
        "with_others": (),
        "targets": (),
        "summary": "An act.",
        "short": "met",
        "label": "",
        "records": (f"r:{day}",),
        "grade": "press",
        "may_lead": True,
    }
    return ClassedAct(**values | columns)


def half_yearly(first: int, last: int) -> list[date]:
    return [date(y, m, 15) for y in range(first, last + 1) for m in (3, 9)]


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    lake = tmp_path_factory.mktemp("none") / "lake"
    return Answers(Inquiry.of(*PAIR, lake=lake), only=(RECORD,))


# Classes


def read_classes() -> list[dict[str, str]]:
    lines = (HERE / "classes.tsv").read_text("utf-8").splitlines()
    return list(csv.DictReader((x for x in lines if not x.startswith("#")), delimiter="\t"))


#: Rows of the lot whose fields a second reader corrected: class of the first reading, and now.
CORRECTED = {
    ("fin-cips-2015", "bilateral"): (SAME_ALONE, OWN_ALONE),
    ("scs-lavrov-april-2016", "south-china-sea"): (SAME_ALONE, SAME_SIDE),  # China praised what Russia said
}


@pytest.mark.parametrize("act_class", CLASSES)
def test_facts_drawn_by_lot_have_the_class_that_a_reader_gave_them(act_class: str, embedded: Answers) -> None:
    rows = [r for r in read_classes() if r["class"] == act_class]
    assert len(rows) == {OPPOSED: 27, OWN_ALONE: 13}.get(act_class, 30)
    derived = {(a.id, h): a.act_class for h, acts in acts_by_place(embedded).items() for a in acts}
    wrong = {(r["id"], r["place"]): c for r in rows if (c := derived.get((r["id"], r["place"]))) != act_class}
    assert wrong == {k: now for k, (then, now) in CORRECTED.items() if then == act_class}


@pytest.mark.parametrize(
    ("columns", "act_class", "deed"),
    [
        ({"form": "joint-vote"}, SAME_SIDE, False),
        ({"form": "joint-veto", "deed": True}, JOINT, False),  # a vote is a word, whatever the record says
        ({"form": "joint-exercise", "deed": True}, JOINT, True),
        ({"form": "material-aid", "actors": ["RUS"], "deed": True}, OWN_ALONE, True),
        ({"form": "boycott", "actors": ["RUS"], "toward_third": "against"}, SAME_ALONE, False),
        ({"form": "divergence", "polarity": "friction"}, OPPOSED, False),
        (
            {"form": "hedging", "polarity": "friction", "actors": ["CHN"], "targets": ["RUS"]},
            STEPS_BACK,
            False,
        ),
    ],
)
def test_without_fields_the_class_follows_from_the_form(
    columns: dict[str, Any], act_class: str, deed: bool
) -> None:
    acts = place([act(date(2010, 5, 1), "venezuela", **columns)]).acts
    assert [(a.act_class, a.deed) for a in acts] == [(act_class, deed)]


def test_a_condition_is_no_act_and_opens_who_does_what() -> None:
    row = act(date(2010, 5, 1), "venezuela", "finance-tie", kind="standing", actors=["CHN"])
    told = place([row | {"summary": "China lent ten billion dollars."}])
    assert not told.acts
    assert [[s.text for s in of.conditions] for of in told.states] == [
        ["China lent ten billion dollars (1 May 2010)"],
        [],
    ]


def test_what_was_denied_was_not_done() -> None:
    rows = [
        act(date(y, 5, 1), "venezuela", "boycott", modality=m)
        for y, m in ((2010, "denied"), (2012, "planned"))
    ]
    of = answers(rows)
    assert [a.first.year for a in describe_place(of, "venezuela").acts] == [2012]
    assert [o.first.year for o in of.records["venezuela"].together] == [2012]


def test_a_machine_read_act_changes_no_sentence_but_its_own() -> None:
    read = [
        act(date(y, 3, 1), "venezuela", form, coder="rules/1", confidence=0.99, actors=who)
        for y, form, who in ((1999, "joint-exercise", [*PAIR]), (2016, "material-aid", ["RUS"]))
    ]
    without, with_ = (
        [s.text for s in place(rows).sentences() if s.kind != sure.NEWS]
        for rows in (story(), [*story(), *read])
    )
    assert without == with_


def test_what_a_machine_was_not_sure_enough_of_is_no_lead() -> None:
    for polarity, form in (("cooperation", "summit"), ("friction", "divergence")):
        least = coder_error.leads()[polarity].least
        stated = (None, least - 0.01, least, 0.99)
        rows = [
            act(date(2010 + n, 5, 1), "venezuela", form, coder="rules/1", polarity=polarity, confidence=c)
            | {"summary": "Moscow and Beijing met."}
            for n, c in enumerate(stated)
        ]
        (said,) = sure.tell_machine(answers(rows), "venezuela")
        assert said.records == tuple(r["record_id"] for r in rows[2:])
        assert [n.value for n in said.numbers] == [2, coder_error.right_leads().value]


def test_an_act_of_a_third_state_upon_both_is_no_lead_of_theirs() -> None:
    values = {"coder": "rules/1", "confidence": 0.99, "summary": "Xi called on Russia to act."}
    rows = [
        act(date(2010, 5, 1), "venezuela", "summit", actors=["IND"], partners=[*PAIR], **values),
        act(date(2011, 5, 1), "venezuela", "divergence", polarity="friction", actors=["CHN"], targets=["RUS"])
        | values,
    ]
    rows.append({**rows[1], "record_id": "one left out", "occurrence": "other", "summary": "Xi spoke."})
    assert [a["date_from"].year for a in sure.find_leads(answers(rows))] == [2011]


def test_of_several_places_of_an_act_the_one_of_its_first_class_counts() -> None:
    """A pact signed where one also found fault with the other: joint, and not where they differed."""
    fault = {"polarity": "friction", "actors": ["CHN"], "targets": ["RUS"], "occurrence": "visit"}
    rows = [
        act(date(2010, 5, 1), "iran", "divergence", **fault),
        act(date(2010, 5, 1), "syria", "agreement", occurrence="visit", summary="Both signed a pact."),
    ]
    told = describe_pair(answers(rows))
    assert [a.act_class for a in told.acts] == [JOINT]
    assert [(a.act_class, r.hotspot) for a, r in list_once(told.rows)] == [(JOINT, "syria")]
    assert describe_place(answers(rows), "iran").acts[0].act_class == OPPOSED


def test_an_act_of_the_third_power_too_is_with_it_unless_the_record_says_against() -> None:
    rows = [
        act(date(2018, 5, 1), "venezuela", "summit", toward_third=stance, actors=["CHN", "RUS", "USA"])
        for stance in ("unknown", "against")
    ]
    assert [place([r]).acts[0].stance for r in rows] == ["with", "against"]


def test_what_others_did_to_them_is_no_act_of_an_account(embedded: Answers) -> None:
    others = list_by_others(embedded)
    every = {a.id for acts in others.values() for a in acts}
    told = describe_pair(embedded)
    assert every.isdisjoint(a.id for r in told.rows for a in r.acts)
    assert {a.act_class for r in told.rows for a in r.acts} == set(CLASSES)


# Headings


def heading(*acts: ClassedAct, covered: bool = True) -> list[str]:
    ordered = sorted(acts, key=lambda a: a.first)
    return [s.text for s in head_place(ordered, PAIR, TO, covered=covered)]


DRILL = {"form": "joint-exercise", "short": "drilled at sea"}


def test_the_strongest_joint_act_leads_with_its_newest_date() -> None:
    met = [one(d, JOINT, form="summit", short="met") for d in half_yearly(2018, 2020)]
    drills = [one(date(y, 5, 1), JOINT, **DRILL) for y in (2016, 2019)]
    assert heading(*met, *drills)[0].startswith("China and Russia drilled at sea (1 May 2019)")
    old = one(date(2001, 5, 1), JOINT, form="joint-veto", short="vetoed a text")
    assert heading(*met, *drills, old)[0].startswith("China and Russia drilled"), "the present window counts"


def test_a_joint_act_comes_before_a_stronger_one_of_each_by_itself() -> None:
    arms = one(date(2019, 5, 1), SAME_SIDE, form="arms-transfer", short="sold the same weapons")
    said = one(date(2018, 5, 1), JOINT, form="joint-initiative", short="called for talks")
    assert heading(arms, said)[0].startswith("China and Russia called for talks (1 May 2018)")


def test_a_second_form_is_joined_where_there_is_room() -> None:
    drill = one(date(2019, 5, 1), JOINT, **DRILL)
    veto = one(date(2018, 5, 1), JOINT, form="joint-veto", short="vetoed a text")
    assert heading(drill, veto) == [
        "China and Russia vetoed a text (1 May 2018) and drilled at sea (1 May 2019)."
    ]
    long = one(date(2019, 5, 1), JOINT, form="joint-exercise", short="drilled " + "very " * 18 + "far out")
    assert heading(long, veto) == ["China and Russia vetoed a text (1 May 2018)."]


def test_who_goes_further_alone_is_said_second() -> None:
    met = one(date(2018, 5, 1), JOINT, form="summit", short="met")
    arms = one(date(2019, 5, 1), OWN_ALONE, form="arms-transfer", short="sold missiles to Iran")
    talk = one(date(2020, 5, 1), OWN_ALONE, form="summit", short="met Iran's leader")
    assert heading(met, arms, talk) == [
        "China and Russia met (1 May 2018).",
        "China sold missiles to Iran (1 May 2019).",
    ]
    helped = one(date(2019, 5, 1), SAME_ALONE, form="finance-tie", short="lent Russia money")
    assert heading(met, helped)[1] == "China lent Russia money (1 May 2019)."
    assert len(heading(met, talk)) == 1, "a visit alone is no going further"


def test_parting_comes_last_with_but_and_first_where_they_part_more_often() -> None:
    met = one(date(2018, 5, 1), JOINT, form="summit", short="met")
    back = one(date(2019, 5, 1), STEPS_BACK, form="hedging", short="abstained on Russia's draft")
    assert heading(met, back)[-1] == "But China abstained on Russia's draft (1 May 2019)."
    more = one(date(2020, 5, 1), STEPS_BACK, form="hedging", short="held back payments")
    assert heading(met, back, more)[0].startswith("China ")
    assert not any(s.startswith("But ") for s in heading(met, back, more))


def test_fewer_than_three_facts_of_an_unsearched_pair_have_no_heading() -> None:
    facts = [one(d, JOINT) for d in half_yearly(2019, 2019)]
    assert heading(*facts, covered=False)[0].startswith(
        "Two acts on record, the newer: China and Russia met ("
    )
    assert heading(facts[0], covered=False)[0].startswith("One act on record: China and Russia met (")
    assert heading(covered=False) == ["No reviewed act of the two found."]
    assert heading(*facts)[0].startswith("China and Russia met")
    third = one(date(2020, 1, 1), JOINT)
    assert heading(*facts, third, covered=False)[0].startswith("China and Russia met")


def test_a_source_that_may_not_lead_leads_no_heading_of_better_ones() -> None:
    long = one(date(2019, 6, 1), JOINT, form="joint-veto", short="vetoed " + "very " * 40 + "long texts")
    assert heading(long) == ["1 act on record."], "a sentence that is too long is no heading"
    copied = one(date(2019, 5, 1), JOINT, **DRILL, may_lead=False)
    met = one(date(2018, 5, 1), JOINT, form="summit", short="met")
    assert heading(copied, met)[0].startswith("China and Russia met (1 May 2018)")


# Rows


def test_a_place_stands_in_the_first_group_that_fits() -> None:
    since, newest = date(2014, 1, 1), TO

    def group(*acts: ClassedAct, own: bool = False) -> str:
        return make_row("syria", "Syria", acts, since, newest, own=own).group

    joint, back = one(date(2020, 5, 1), JOINT), one(date(2019, 5, 1), STEPS_BACK)
    same = one(date(2020, 5, 1), SAME_SIDE)
    assert group(joint) == group(joint, back) == TOGETHER
    assert group(joint, back, back) == PART
    assert group(same) == group(one(date(2019, 12, 1), JOINT)) == QUIET
    assert group(one(date(2020, 1, 2), JOINT)) == TOGETHER
    assert group(joint, back, back, own=True) == OWN
    old = one(date(2010, 5, 1), STEPS_BACK)
    assert group(old, old, one(date(2015, 5, 1), SAME_SIDE)) == QUIET, "the present window counts"
    assert group(back) == QUIET, "one act does not set them apart"


def test_an_act_of_before_the_search_is_not_called_the_newest() -> None:
    old, since = one(date(1989, 1, 1), JOINT), date(2014, 1, 1)
    rows = [make_row("syria", "Syria", [old], since, TO, own=False, covered=c) for c in (True, False)]
    assert [r.newest for r in rows] == [old, None]


def test_a_pair_nobody_searched_is_headed_by_its_newest_break() -> None:
    since, met = (
        date(2014, 1, 1),
        [one(date(2018 + k, 5, 1), JOINT, form="summit", short="met") for k in (0, 1)],
    )
    for year, first in ((2020, "China and Russia quarrelled (1 Jun 2020)."), (2017, "China and Russia met")):
        rift = one(date(year, 6, 1), OPPOSED, form="divergence", short="quarrelled")
        row = make_row("syria", "Syria", sorted([*met, rift], key=lambda a: a.first), since, TO, own=False)
        assert head_pair([row], PAIR, "USA", since, covered=False)[0].text.startswith(first)


def test_a_row_counts_each_class_of_the_present_window_and_its_newest_joint_act() -> None:
    acts = [one(date(2015, k + 1, 1), c, "against", form="summit") for k, c in enumerate(CLASSES)]
    acts += [one(date(2010, 1, 1), JOINT)]
    row = make_row("syria", "Syria", sorted(acts, key=lambda a: a.first), date(2014, 1, 1), TO, own=False)
    assert (row.joint, row.same_side, row.steps_back, row.opposed, row.alone) == (1, 1, 1, 1, 2)
    assert (row.together, row.total, row.against) == (2, 6, 2)
    assert row.newest is not None
    assert row.newest.first == date(2015, 1, 1)


def test_rows_are_sorted_by_group_and_then_by_acts_of_late(embedded: Answers) -> None:
    rows = describe_pair(embedded).rows
    assert list(rows) == sort_rows(rows)
    keys = [((TOGETHER, PART, QUIET, OWN).index(r.group), -r.total) for r in rows]
    assert keys == sorted(keys)
    assert len(rows) == len(hotspots.watched())


def test_the_heading_of_a_pair_counts_what_its_rows_show(embedded: Answers) -> None:
    told = describe_pair(embedded)
    places = [r for r in told.rows if not r.own]
    number = told.heading[0].numbers[0]
    assert (number.value, number.n) == (sum(r.joint > 0 for r in places), len(places))
    parting = [hotspots.get(r.hotspot).in_sentence for r in places if r.group == PART]
    assert parting, "they part somewhere"
    assert all(p in told.heading[1].text for p in parting)
    assert head_pair(told.rows, PAIR, "USA", told.present_from, covered=True) == list(told.heading)


# Phases


def known_phases(rng: random.Random) -> tuple[list[ClassedAct], list[int]]:
    """Three phases of five years each with a tenth of noise, and the years they begin."""
    kinds = [
        (JOINT, "with", "joint-vote"),
        (OWN_ALONE, "neither", "material-aid"),
        (JOINT, "against", "summit"),
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


def test_one_way_of_acting_is_one_phase() -> None:
    for years in ((2000, 2004), (2000, 2015)):
        acts = [one(d, JOINT, "against") for d in half_yearly(*years)]
        cut = phases(acts)
        assert sum(len(p.acts) for p in cut) == len(acts)
        assert len(cut) == 1 + (len(acts) >= wording.rules().cut_from)


def test_a_phase_ends_where_a_whole_window_passes_without_an_act() -> None:
    acts = [one(date(y, 1, 1), JOINT, "against") for y in (1993, 1995, 1999, 2008, 2013)]
    assert [p.first.year for p in phases(acts)] == [1993, 2008]
    alone = [one(date(1993, 1, 1), OWN_ALONE), *(one(date(2008, m, 1), JOINT) for m in (1, 9))]
    assert len(phases(alone)) == 1, "what one did alone long before is no phase of its own"


@pytest.mark.parametrize(("month", "first_years"), [(1, [2008]), (7, [2008, 2014])])
def test_a_gap_is_six_whole_years(month: int, first_years: list[int]) -> None:
    days = [date(2008, 1, 1), date(2008, 7, 1), date(2014, month, 1), date(2015, 1, 1)]
    acts = [one(d, JOINT, "against") for d in days]
    assert [p.first.year for p in phases(acts)] == first_years


def test_of_more_phases_than_a_page_tells_the_oldest_are_one() -> None:
    acts = [one(date(1980 + 7 * k, 1, 1), JOINT, "against") for k in range(6)]
    assert [p.first.year for p in phases(acts)] == [1980, 2001, 2008, 2015]


def test_only_the_present_phase_may_be_shorter_than_two_years() -> None:
    acts = [one(d, JOINT, "with", "summit") for d in half_yearly(2000, 2009)]
    acts += [one(date(2010, 1, k), OPPOSED, "against", "divergence") for k in (2, 9, 16, 23)]
    cut = phases(acts)
    assert [p.stance for p in cut] == ["with", "parting"]
    assert cut[-1].present
    later = [one(d, JOINT, "with", "summit") for d in half_yearly(2010, 2019)[1:]]
    firsts = [p.first for p in phases(acts + later)]
    assert all((b - a).days > 500 for a, b in pairwise(firsts))


@pytest.mark.parametrize(
    ("made", "text"),
    [
        ([(JOINT, "against")], "China and Russia met."),
        ([(JOINT, "against")] * 2, "Both acts were joint, above all talks, all against the United States."),
        (
            [(JOINT, "against")] + [(STEPS_BACK, "neither")] * 2,
            "In 2 of 3 acts China stepped back; in one they acted jointly, against the United States.",
        ),
        (
            [(JOINT, "against")] * 4,
            "All 4 acts were joint, above all talks, all against the United States.",
        ),
        (
            [(SAME_SIDE, "with")] * 4,
            "In all 4 acts the states acted alike, all on the side of the United States.",
        ),
        (
            [(JOINT, "neither")] * 5 + [(SAME_SIDE, "against")] * 4,
            "5 of 9 acts were joint, above all talks; in 4 they acted alike, all against the United States.",
        ),
        ([(OWN_ALONE, "neither")] * 4, "In all 4 acts only China acted."),
        ([(STEPS_BACK, "neither")] * 4, "In all 4 acts China stepped back."),
        (
            [(JOINT, "neither")] * 4 + [(SAME_SIDE, "neither")] * 2 + [(OPPOSED, "neither")],
            "4 of 7 acts were joint, above all talks; in 2 they acted alike; in one they opposed each other.",
        ),
    ],
)
def test_a_phase_counts_its_acts_by_kind_the_commonest_first(made: list[tuple[str, str]], text: str) -> None:
    acts = [one(date(2018, k + 1, 1), c, stance) for k, (c, stance) in enumerate(made)]
    (part,) = phases(acts)
    assert sections.describe_phase(part, "USA", TO, ("CHN", "RUS")).sentence.text == text


# Numbers and sentences


def test_a_sentence_needs_support() -> None:
    with pytest.raises(QuestionError, match="Nothing supports"):
        Statement("heading", "They meet.")


STORY = [
    *(("joint-vote", "with", y, ["CHN", "RUS"]) for y in (2001, 2002, 2003, 2004, 2005)),
    *(("summit", "against", y, ["CHN", "RUS"]) for y in (2010, 2011, 2012, 2013, 2014, 2018)),
    *(("material-aid", "none", y, ["RUS"]) for y in (2011, 2015)),
]
PRESS = [{"title": "A paper", "url": None, "published": None, "place": None, "kind": "press"}]
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
            citations=PRESS,
        )
        for form, stance, y, who in STORY
    ]


def test_a_hand_made_record_gives_its_account() -> None:
    told = place(story())
    assert [s.text for s in told.heading] == [
        "Until 2010 China and Russia mostly acted with the United States here, since then mostly against it.",
        "China and Russia met on aid to the south (1 Jun 2018).",
        "Russia met on aid to the south (1 Jun 2015).",
    ]
    assert count_classes(told.acts) == {
        JOINT: 6, OPPOSED: 0, STEPS_BACK: 0, SAME_SIDE: 5, SAME_ALONE: 0, OWN_ALONE: 2,
    }  # fmt: skip
    assert [(p.title, p.stance) for p in told.phases] == [("2001–2005", "with"), ("2010–", "against")]
    assert told.third_power[0].text == (
        "Of the 11 acts in which both acted together or alike, 6 stood against the United States and 5 stood "
        "on its side."
    )
    assert not told.parting
    assert [s.text for s in told.states[1].alone] == [
        "1 Jun 2015  Russia met on aid to the south",
        "1 Jun 2011  Russia met on aid to the south",
    ]


def test_renamed_and_moved_records_give_the_same_account_renamed_and_moved() -> None:
    """No rule knows a state, a place or a year."""
    first = place(story(), last=date(2020, 12, 31))
    moved = place(
        story(7, "syria", **NAMES), "syria", members=("DEU", "FRA"), third="GBR", last=date(2027, 12, 31)
    )

    def renamed(text: str) -> str:
        for old, new in NAMES.items():
            text = text.replace(states.display(old), states.display(new))
        return re.sub(r"\b(19|20)\d\d\b", lambda m: str(int(m[0]) + 7), text)

    # What the toy source covers begins in 1990 whatever the years of its acts.
    one_, two = ([s.text for s in of.sentences() if s.kind != "not found"] for of in (first, moved))
    assert [renamed(t) for t in one_] == two
    assert [p.stance for p in first.phases] == [p.stance for p in moved.phases]


@pytest.mark.parametrize("seed", range(50))
def test_a_made_up_record_gives_a_true_account(seed: int) -> None:
    """Every count of the account is that of the rows it was made of."""
    rng = random.Random(seed)
    members = tuple(sorted(rng.sample(["BRA", "CHL", "FJI", "KEN", "NOR", "PER"], 2)))
    rows, expected = [], Counter[str]()
    for k in range(rng.randint(1, 60)):
        who = rng.choice([list(members), list(members), [members[0]], [members[1]]])
        friction = len(who) == 2 and rng.random() < 0.2
        day = date(rng.randint(1991, 2020), rng.randint(1, 12), rng.randint(1, 28))
        stance = rng.choice(["with", "against", "none"])
        form = "divergence" if friction else rng.choice([f for f in forms.all_forms() if f != "divergence"])
        key = {"occurrence": f"o{k}", "record_id": f"toy:{k}", "toward_third": stance, "actors": who}
        rows.append(act(day, "africa", form, polarity="friction" if friction else "cooperation", **key))
        together = len(who) == 2 and not friction
        expected[
            classify_by_form([form], together=together, friction=friction, against_third=stance == "against")
        ] += 1
    of = answers(rows, members=members)
    told, row = describe_place(of, "africa"), next(r for r in describe_pair(of).rows if r.hotspot == "africa")
    assert count_classes(told.acts) == {c: expected[c] for c in CLASSES}
    record = of.records["africa"]
    assert len(record.joint) == expected[JOINT]
    assert len(record.together) == expected[JOINT] + expected[SAME_SIDE]
    assert len(record.friction) == expected[STEPS_BACK] + expected[OPPOSED]
    assert row.total == sum(a.last >= told.present_from for a in told.acts)
    assert sum(len(p.acts) for p in phases(told.acts)) == len(told.acts) == len(rows)
    days = {str(r["date_from"].year) for r in rows}
    for s in told.sentences():
        assert not faults(s), (s, faults(s))
        if s.kind in ("phase", "heading", "third power", "alone", *CLASSES):
            assert set(re.findall(r"\b(?:19|20)\d\d\b", s.text)) <= days, s.text


# The lint, over every sentence of the embedded records

PLURAL = re.compile(
    r"(?<![\d.+])1 (?!of\b|is\b|steps\b)\w+s\b"
    r"|(?<![\d.])(?:[02-9]|\d\d+) (?:act|time|occurrence|place|roll call)\b"
)
ID = re.compile(r"\b[a-z]+:[a-z0-9]|\b[a-z]+_[a-z]+\b|\{|\}")
#: Exact phrases that leave every template.
DROPPED = (
    *("a dossier, not a census", "like pairs", "beyond habit", "withheld their yes", "side by side"),
    *("All as one series", "from: so since", "bars hold", "the less active one", "annot be told"),
)
#: Kinds of sentences that the record, not a template, words.
QUOTED = ("condition", "lead against", "lead together", "third power")


def faults(s: Statement) -> list[str]:
    """What no sentence of an account may have."""
    lower = s.text[:1].lower() + s.text[1:]  # a name such as Nord Stream is none
    out = [w for w in wording.wording().jargon if re.search(rf"\b{re.escape(w)}\b", lower)]
    out += [m[0] for m in PLURAL.finditer(s.text) if s.kind != "condition"]
    out += [m[0] for m in ID.finditer(s.text)]
    out += [p for p in DROPPED if p in s.text]
    longest = max(len(x.split()) for x in re.split(r"(?<=[.?!]) ", s.text))
    out += ["long"] if s.kind not in QUOTED and longest > WORDS else []
    out += ["double"] if "  " in s.text.partition("  ")[2] or ".." in s.text else []
    return out


def test_the_lint_would_find_a_fault() -> None:
    for text in (
        *("1 acts together", "3 act together", "the placebo pairs", "of chronicle:x-1", "a {name}"),
        *("Both voted side by side", "word " * (WORDS + 1)),
    ):
        assert faults(Statement("heading", text, computation="x")), text


def accounts(of: Answers) -> Iterator[PairAccount | PlaceAccount]:
    yield describe_pair(of)
    yield from (describe_place(of, h.id) for h in hotspots.watched())


def list_pairs(of: Answers) -> list[tuple[str, ...]]:
    """Return the golden pairs, and those that act together in ten of the embedded acts at least."""
    acts = of.inquiry.view.recorded_acts().to_pylist()
    known = states.all_states()
    pairs = Counter(p for a in acts for p in combinations(sorted({*a["actors"]} & set(known)), 2))
    golden = [tuple(p.split("-")) for p in GOLDEN]
    return [*golden, *(p for p in sorted(p for p, n in pairs.items() if n >= 10) if p not in golden)]


@pytest.mark.parametrize(
    "part", [slice(2), pytest.param(slice(2, None), marks=pytest.mark.slow)], ids=["two", "the-others"]
)
def test_every_sentence_of_every_pair_and_place_passes_the_lint_and_the_schema(
    embedded: Answers, part: slice
) -> None:
    pairs = list_pairs(embedded)
    assert len(GOLDEN) == 12
    assert len(pairs) > 15
    validator = jsonschema.Draft202012Validator(describe())
    wrong = []
    for pair in pairs[part]:
        of = Answers(embedded.inquiry.of_members(*pair), only=(RECORD, VOTES))
        for told in accounts(of):
            assert told.heading
            wrong += [(pair, s.kind, s.text, f) for s in told.sentences() if (f := faults(s))]
            if "-".join(pair) in GOLDEN:
                validator.validate(json.loads(json.dumps(to_plain_json(told))))
    assert not wrong, "\n".join(map(str, wrong))


def test_a_template_says_nothing_that_plain_english_drops() -> None:
    """Nor does a word list, or what the pages and commands print."""
    root = Path(wording.__file__).parents[2]
    files = [p for p in root.rglob("*") if "templates" in p.parts and p.is_file()]
    files += [
        root / "watch/account/data/phrases.yaml",
        *root.glob("parts/desk/**/*.py"),
        *root.glob("faces/cli/*.py"),
    ]
    assert len(files) > 80
    printed = {p: re.sub(r'"{3}.*?"{3}|#.*', "", p.read_text("utf-8"), flags=re.DOTALL) for p in files}
    assert not [(p.name, d) for p, text in printed.items() for d in DROPPED if d in text]


def test_every_record_of_a_sentence_exists(embedded: Answers) -> None:
    tables = (embedded.inquiry.acts, embedded.inquiry.leads)
    known = {i for table in tables for i in table["record_id"].to_pylist()}
    for told in accounts(embedded):
        for s in told.sentences():
            assert set(s.records) <= known, s.text


def test_forms_looked_for_in_vain_are_those_of_both_together() -> None:
    told = sections.name_missing([], "the long list, 1991 to 2020", covered=True)
    assert "Not found: joint veto, " in told.text
    assert (
        "joint veto" not in sections.name_missing([one(TO, JOINT, form="joint-veto")], "x", covered=True).text
    )
    assert (
        "joint veto" in sections.name_missing([one(TO, OWN_ALONE, form="joint-veto")], "x", covered=True).text
    )
    assert place([act(date(2010, 5, 1), "venezuela", "summit")]).not_found[0].text.startswith("Not found: ")


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


def test_a_pair_says_how_far_it_was_searched() -> None:
    for states_, says in ((("FRA", "DEU"), "from 2014 on"), (("BOL", "FJI"), "Nobody has searched")):
        (note,) = _note([], states_, covered=False)
        assert says in note.text


# The data files


def test_a_wrong_rule_or_phrase_is_refused_with_its_name() -> None:
    good = package_yaml(wording.RULES_FILE)
    for key, value in (("words", ["no-form"]), ("gap_years", 0), ("mostly", "half")):
        with pytest.raises(VocabularyError, match=key):
            wording.read_rules({**good, key: value})
    with pytest.raises(VocabularyError, match="gap_years"):
        wording.read_rules({k: v for k, v in good.items() if k != "gap_years"})
    words = package_yaml(wording.FILE)
    with pytest.raises(VocabularyError, match="joint-veto"):
        wording.read({**words, "forms": {k: v for k, v in words["forms"].items() if k != "joint-veto"}})


def test_no_rule_or_phrase_names_a_state_a_place_or_a_year() -> None:
    text = package_text(wording.RULES_FILE) + package_text(wording.FILE)
    named = [s.name for s in states.all_states().values()] + [h.name for h in hotspots.watched() if not h.own]
    assert not [n for n in named if re.search(rf"\b{re.escape(n)}\b", text)]
    assert not re.search(r"\b(19|20)\d\d\b", text)


def test_the_account_is_the_same_to_the_byte(embedded: Answers, tmp_path: Path) -> None:
    again = Answers(Inquiry.of(*PAIR, lake=tmp_path / "lake"), only=(RECORD,))
    one_, two = (json.dumps(to_plain_json(describe_place(a, "syria"))) for a in (embedded, again))
    assert one_ == two
