"""What is put together of answers, on tables written by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import toy

from comity.records.finding import Finding, Interval
from comity.records.kinds import Kind, Subject
from comity.vocabulary.group import Group
from comity.watch.answer_cache import AnswerCache
from comity.watch.answers import RECORD, Answers
from comity.watch.composed import citations, picture, provenance, verdicts
from comity.watch.inquiry import Inquiry

DAY = date(2019, 5, 6)
JULY = date(2019, 7, 1)
ACTS = [
    toy.act(DAY, "syria", "joint-exercise", deed=True, toward_third="against"),
    toy.act(JULY, "syria", "consultation", deed=False, date_to=date(2019, 7, 2), precision="span"),
    toy.act(JULY, "syria", "divergence", polarity="friction"),
    toy.act(JULY, "iran", "joint-exercise"),
    toy.act(JULY, "bilateral", "summit"),
]
EVENTS = [toy.event(DAY, s, "SYR") for s in ("CHN", "RUS")]


def votes(key: str, record: str, by: tuple[str, ...], body: str = "UNSC") -> dict[str, list[dict[str, Any]]]:
    fixed = {"roll_call_id": f"{body}:{key}", "body": body, "date": DAY}
    call = {
        **fixed,
        "record_id": record,
        "precision": "day",
        "title": "Syria",
        "issues": [],
        "vetoed": bool(by),
    }
    cast = [
        {
            **fixed,
            "record_id": f"{record}/{s}",
            "state": s,
            "choice": "no" if s in by else "yes",
            "veto": s in by,
        }
        for s in ("CHN", "RUS", "USA")
    ]
    return {"roll_calls": [call], "ballots": cast}


def answers(**question: Any) -> Answers:
    voted, other = votes("1", "toy:v1", ("CHN", "RUS")), votes("2", "toy:v2", ())
    view = {"about": ["CHN"], "speaker": "A scholar", "affiliation": "", "speaks_for": [], "citations": []}
    view |= {"hotspots": ["syria"], "date_from": DAY, "date_to": DAY, "precision": "day", "summary": "why"}
    tables = {
        "acts": ACTS,
        "events": EVENTS,
        "attributions": [{**view, "record_id": "toy:view"}],
        **{name: voted[name] + other[name] for name in voted},
    }
    return Answers(toy.inquiry(tables, **question))


def test_why_shows_each_record_once_newest_first() -> None:
    lines = provenance.why(answers(), "syria")
    assert [(x.date, x.kind) for x in lines] == [
        (JULY, "word"),
        (JULY, "word"),
        (DAY, "deed"),
        (DAY, "word"),
        (DAY, "ballot"),
        (DAY, "event"),
        (DAY, "event"),
        (DAY, "view"),
    ]
    assert [x.occurrence for x in lines if x.kind == "ballot"] == ["UNSC:2"], "the veto is an act already"
    joint = next(x for x in lines if "joint-veto" in x.forms)
    assert joint.record_id == "toy:v1"
    assert all(x.where[-1].startswith("toy, row ") for x in lines)
    assert {x.record_id for x in provenance.why(answers(), "iran")} == {f"toy:{JULY}-iran-joint-exercise"}


def test_why_keeps_to_its_days_and_sources() -> None:
    asked = answers()
    assert {x.date for x in provenance.why(asked, "syria", JULY, JULY)} == {JULY}
    assert {x.date for x in provenance.why(asked, "syria", last=DAY)} == {DAY}
    assert provenance.why(asked, "syria", date(2019, 7, 2)) == []
    assert provenance.why(answers(sources=frozenset({"other"})), "syria") == []
    narrowed = answers(since=JULY)
    assert {x.date for x in provenance.why(narrowed, "syria", DAY)} == {JULY}
    alone = Answers(asked.inquiry, only=(RECORD,))
    assert {x.kind for x in provenance.why(alone, "syria")} == {"deed", "word"}


def test_why_of_a_pair_that_no_record_is_about_leaves_out_what_one_did_with_others() -> None:
    own, shared = toy.act(JULY, "iran", "hedging", actors=["CHN"]), toy.act(DAY, "iran", "summit")

    def shown(states: frozenset[str] | None) -> set[str]:
        view = toy.view({"acts": [own, shared]}, states=states)
        of_pair = Answers(Inquiry(Group.of("CHN", "PAK"), view, AnswerCache()))
        return {x.record_id for x in provenance.why(of_pair, "iran")}

    assert shown(frozenset({"CHN", "RUS"})) == {own["record_id"]}
    assert shown(None) == {own["record_id"], shared["record_id"]}, "a source of all states is about them too"


def test_a_row_says_what_the_record_says() -> None:
    v = verdicts.find_verdict(answers(third="USA"), "syria")
    row = verdicts.row(v)
    assert (row["group"], row["hotspot"], row["record"]) == ("CHN-RUS", "syria", "joint")
    assert (row["together"], row["apart"], row["deeds"]) == (3, 1, 1)
    assert (row["words"], row["against_third"], row["with_third"]) == (2, 1, 0)
    assert (row["first"], row["last"]) == (DAY, date(2019, 7, 2))
    assert row["stream"] == "toy"
    assert row["stream_acts"] == [1, 1]
    assert row["tie"] is None
    unseen = verdicts.row(replace(v, covered=False, timing=()))
    names = ("together", "joint", "apart", "deeds", "words", "against_third", "with_third", "stream")
    assert [unseen[k] for k in names] == [None] * len(names)
    empty = verdicts.row(verdicts.find_verdict(answers(), "arctic"))
    assert (empty["together"], empty["first"], empty["last"], empty["main_form"]) == (0, None, None, None)


def finding(kind: Kind, value: Any, **columns: Any) -> Finding:
    return Finding(kind, Subject(states=("CHN", "RUS")), value, "", "a null", 10, "m/1", **columns)


def test_a_row_says_what_votes_and_streams_say() -> None:
    kappa = finding(Kind.AGREEMENT_KAPPA, 0.5, interval=Interval(0.25, 0.75, 0.9))
    untold = replace(kappa, value=None, interval=None, why_not="too few")
    raw = replace(finding(Kind.AGREEMENT_RAW, 0.8, interval=Interval(0.7, 0.9, 0.9)), n=33)
    v = replace(verdicts.find_verdict(answers(), "syria"), votes=(untold, raw, kappa))
    row = verdicts.row(v)
    assert (row["votes_n"], row["votes_alike"], row["votes_kappa"]) == (33, 0.8, 0.5)
    assert (row["votes_kappa_low"], row["votes_kappa_high"], row["votes_placebo_share"]) == (0.25, 0.75, None)
    assert verdicts.index((), "kappa") is None
    assert verdicts.index((raw,), "kappa") is None
    none = verdicts.row(replace(v, votes=()))
    assert [none[k] for k in ("votes_n", "votes_alike", "votes_kappa", "votes_kappa_low")] == [None] * 4


def test_a_picture_puts_every_part_with_its_question() -> None:
    asked = answers(third="USA")
    of = picture.picture(asked, "syria")
    assert len(picture.picture(answers(), "syria").third) < len(of.third)
    assert "bilateral" not in picture.compared_with(asked.records, "syria")
    assert "bilateral" in picture.compared_with(asked.records, "bilateral")
    assert {"syria", "iran"} <= set(picture.compared_with(asked.records, "syria"))


def test_only_sources_of_records_read_are_cited() -> None:
    assert citations.sources_read(answers().inquiry) == ["toy"]
    assert citations.sources_read(toy.inquiry({"flows": []})) == []
