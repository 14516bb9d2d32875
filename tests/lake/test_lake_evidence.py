"""The way back from a cell to its records, on tables written by hand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from comity.lake.query import evidence
from comity.lake.query.evidence import EvidenceLine
from comity.lake.query.review_log import ReviewLog
from comity.lake.query.view import Evidence
from comity.records.reviews.decisions import Decision
from comity.vocabulary.group import Group
from watch import toy

PAIR = ("CHN", "RUS")
GROUP = Group.of(*PAIR)
DAY, FIRST, LAST = date(2020, 1, 1), date(2020, 1, 1), date(2020, 6, 30)
LINE = EvidenceLine(
    DAY,
    "day",
    "something",
    ("RUS",),
    (),
    "word",
    "friction",
    "unknown",
    "chronicle",
    (),
    (),
    "o",
    "chronicle:o",
    "",
)


def test_friction_of_one_with_somebody_else_sets_nobody_apart() -> None:
    assert not LINE.sets_apart(PAIR)
    assert not replace(LINE, named=("IRN",)).sets_apart(PAIR)
    assert not replace(LINE, who=("RUS", "IRN")).sets_apart(PAIR)


def test_friction_within_the_pair_sets_it_apart() -> None:
    assert replace(LINE, named=("CHN",)).sets_apart(PAIR)
    assert replace(LINE, who=("CHN", "RUS")).sets_apart(PAIR)
    assert not replace(LINE, who=("CHN", "RUS"), polarity="cooperation").sets_apart(PAIR)


def cited(kind: str | None = "press", **other: str | None) -> dict[str, str | None]:
    return {"title": "A paper", "url": "", "place": "", "published": "", "kind": kind} | other


def keys(lines: Iterable[EvidenceLine]) -> list[str]:
    return [x.record_id.removeprefix("toy:") for x in lines]


def test_an_act_is_a_deed_a_word_or_a_condition_and_says_who_and_where() -> None:
    sources = [
        cited("state-media", url="https://b.example", place="p. 1", published="2020-01"),
        cited("party-statement", place="p. 7"),
        cited("state-media"),
        cited(None, url="https://c.example"),
    ]
    acts = [
        toy.act(DAY, "syria", "a", deed=True, partners=["RUS", "IRN"], targets=["USA"], citations=sources),
        toy.act(DAY, "syria", "b", deed=False, citations=[cited("press"), cited("state-media")]),
        toy.act(DAY, "syria", "c", deed=True, kind="standing"),
        toy.act(DAY, "sudan", "d"),
    ]
    table = toy.view({"acts": acts}).table("acts")
    deed, word, condition = evidence.list_acts(table, "syria")
    assert [x.kind for x in (deed, word, condition)] == ["deed", "word", "condition"]
    assert (deed.who, deed.named, deed.forms) == (("CHN", "RUS", "IRN"), ("USA",), ("a",))
    assert deed.where == (
        "A paper (2020-01): https://b.example",
        "A paper: p. 7",
        "A paper: https://c.example",
    )
    assert deed.source_kinds == ("party-statement", "state-media")
    assert deed.note == "rests only on parties, their media or re-publishers"
    assert (word.note, word.where, word.grade) == ("", (), "press")
    assert keys(evidence.list_acts(table, "africa")) == ["2020-01-01-sudan-d"], "a part belongs to its whole"
    assert not evidence.list_acts(table, "sudan")


def attribution(key: str, about: list[str], **columns: Any) -> dict[str, Any]:
    named = {"record_id": f"toy:{key}", "speaker": "A scholar", "affiliation": "", "speaks_for": []}
    given = {"summary": "why", "precision": "day", "hotspots": ["syria"], "citations": []}
    return {**named, **given, "about": about, "date_from": DAY, "date_to": DAY, **columns}


VIEWS = [
    attribution("all", ["CHN", "RUS", "IRN"]),
    attribution("one", ["CHN"]),
    attribution("one-and-place-third-body", ["RUS", "SYR", "USA", "UNSC"]),
    attribution("one-and-a-stranger", ["CHN", "IRN"]),
    attribution("nobody-of-the-pair", ["SYR"]),
    attribution("speaks", ["SYR"], speaks_for=["RUS"]),
    attribution("elsewhere", ["CHN"], hotspots=["ukraine"]),
    attribution("first", ["CHN"], date_from=FIRST),
    attribution("last", ["CHN"], date_from=LAST),
    attribution("before", ["CHN"], date_from=date(2019, 12, 31)),
    attribution("after", ["CHN"], date_from=date(2020, 7, 1)),
]


def test_a_view_belongs_to_whom_it_concerns_and_to_nobody_else() -> None:
    lines = evidence.list_views(toy.view({"attributions": VIEWS}), GROUP, "syria", FIRST, LAST, "USA")
    assert keys(lines) == ["all", "first", "last", "one", "one-and-place-third-body", "speaks"]


def test_a_view_says_whose_it_is() -> None:
    citations = [cited("state-media", url="https://b.example")]
    rows = [
        attribution("a", ["CHN"], affiliation="An institute", citations=citations),
        attribution("b", ["CHN"], speaks_for=["RUS"], citations=[*citations, cited("press")]),
    ]
    a, b = evidence.list_views(toy.view({"attributions": rows}), GROUP, "syria", FIRST, LAST, "USA")
    assert (a.said_by, b.said_by) == ("A scholar (An institute)", "A scholar")
    assert (a.kind, a.polarity, a.who, a.named, b.who) == ("view", "", (), ("CHN",), ("RUS",))
    assert a.where == ("A paper: https://b.example",)
    assert (a.note, b.note) == ("rests only on parties, their media or re-publishers", "")


def call(key: str, record: str = "", **columns: Any) -> dict[str, Any]:
    given = {"body": "UNGA", "precision": "day", "title": "The  situation in Syria", "issues": []}
    named = {"record_id": f"toy:{record or key}", "roll_call_id": key, "symbol": f"A/{key}", "url": None}
    return {**given, **named, "date": DAY, **columns}


def ballots(key: str, day: date = DAY, **choices: str) -> list[dict[str, Any]]:
    fixed = {"roll_call_id": key, "body": "UNGA", "date": day, "veto": False}
    return [{**fixed, "record_id": f"toy:{key}/{s}", "state": s, "choice": c} for s, c in choices.items()]


def votes(calls: list[dict[str, Any]], *cast: list[dict[str, Any]]) -> list[EvidenceLine]:
    view = toy.view({"roll_calls": calls, "ballots": [b for some in cast for b in some]})
    return evidence.list_votes(view, GROUP, "syria", FIRST, LAST)


@pytest.mark.parametrize(
    ("chn", "rus", "how", "forms", "polarity"),
    [
        ("yes", "yes", "all voted yes", ("joint-vote",), "cooperation"),
        ("no", "no", "all voted no", ("joint-vote",), "cooperation"),
        ("abstain", "abstain", "all abstained", ("joint-vote",), "cooperation"),
        ("absent", "absent", "all were absent", ("joint-vote",), "cooperation"),
        ("yes", "no", "China voted yes, Russia voted no", ("divergence",), "friction"),
        ("abstain", "no", "China abstained, Russia voted no", (), ""),
        ("yes", "absent", "China voted yes, Russia was absent", (), ""),
    ],
)
def test_a_roll_call_says_how_the_group_voted(
    chn: str, rus: str, how: str, forms: tuple[str, ...], polarity: str
) -> None:
    (line,) = votes([call("1")], ballots("1", CHN=chn, RUS=rus, USA="no"))
    assert line.what == f"UNGA A/1: {how}. The situation in Syria"
    assert (line.forms, line.polarity, line.kind, line.who) == (forms, polarity, "ballot", PAIR)
    assert (line.where, line.occurrence, line.source_kinds) == ((), "1", ("official-record",))


def test_only_roll_calls_on_the_place_in_the_window_with_every_member_are_lines() -> None:
    days = {"first": FIRST, "last": LAST, "before": date(2019, 12, 31), "after": date(2020, 7, 1)}
    calls = [call(key, date=day) for key, day in days.items()]
    calls += [call("half"), call("other", title="The situation in Ukraine"), call("bare", symbol=None)]
    cast = [ballots(c["roll_call_id"], c["date"], CHN="yes", RUS="yes") for c in calls if c["symbol"]]
    cast[4].pop()
    lines = votes(calls, *cast, ballots("bare", CHN="yes", RUS="yes"))
    assert keys(lines) == ["bare", "first", "last"]
    assert lines[0].what == "UNGA bare: all voted yes. The situation in Syria"
    assert not votes([call("other", title="Ukraine")], ballots("other", CHN="yes", RUS="yes"))


def test_a_roll_call_of_several_sources_is_one_line_of_the_smallest_id() -> None:
    calls = [call("1", record=r, url=f"https://{r}.example") for r in ("b", "a", "c")]
    (line,) = votes([*calls], ballots("1", CHN="yes", RUS="yes"))
    assert (line.record_id, line.where) == ("toy:a", ("https://a.example",))


def event(key: str, actor: str = "CHN", target: str | None = "SYR", **columns: Any) -> dict[str, Any]:
    given = {**toy.EVENT, "event_date": DAY, "actor": actor, "target": target}
    return {**given, "record_id": f"toy:{key}", **columns}


EVENTS = [
    event("first", event_date=FIRST),
    event("last", event_date=LAST),
    event("before", event_date=date(2019, 12, 31)),
    event("after", event_date=date(2020, 7, 1)),
    event("stranger", actor="USA"),
    event("inside", target="IRN", geo_state="SYR"),
    event("neither", target="IRN", geo_state="IRN"),
    event("own", target="RUS"),
    event("own-mirrored", actor="RUS", target="CHN", mirror_of="toy:own"),
    event("alone", target="CHN"),
]


@pytest.mark.parametrize(
    ("place", "lines"),
    [("syria", ["first", "inside", "last"]), ("bilateral", ["own"]), ("arctic", [])],
)
def test_events_of_a_place_are_toward_it_or_within_it(place: str, lines: list[str]) -> None:
    assert keys(evidence.list_events(toy.view({"events": EVENTS}), GROUP, place, FIRST, LAST)) == lines


@pytest.mark.parametrize(
    ("quad", "words", "polarity"),
    [
        (1, "verbal cooperation", "cooperation"),
        (2, "material cooperation", "cooperation"),
        (3, "verbal conflict", "friction"),
        (4, "material conflict", "friction"),
    ],
)
def test_an_event_says_who_did_what_to_whom(quad: int, words: str, polarity: str) -> None:
    names = {"actor_raw": "BEIJING", "target_raw": "DAMASCUS", "url": "https://e.example"}
    rows = [
        event("a", quad=quad, code="173", **names, amended="x-1"),
        event("b", target=None, quad=quad, geo_state="SYR"),
    ]
    a, b = evidence.list_events(toy.view({"events": rows}), GROUP, "syria", FIRST, LAST)
    assert a.what == f"BEIJING → DAMASCUS: {words} (CAMEO 173)"
    assert (a.who, a.named, a.kind, a.polarity) == (("CHN",), ("SYR",), "event", polarity)
    assert (a.where, a.note) == (("https://e.example",), "actor amended by rule x-1")
    assert b.what == f"somebody → nobody named: {words} (CAMEO 042)"
    assert (b.named, b.where, b.note) == ((), (), "")


FLOW = {"date_from": DAY, "date_to": DAY, "sender": "RUS", "measure": "arms-tiv", "unit": "million TIV"}
TIE = {"date_from": DAY, "precision": "day", "clauses": [], "members": ["CHN", "RUS"]}


def test_records_of_every_table_are_lines_by_their_ids_newest_first() -> None:
    later, many = date(2021, 1, 1), [f"{k:03}" for k in range(20)]
    view = toy.view(
        {
            "acts": [toy.act(DAY, "syria", "a"), toy.act(DAY, "syria", "b")],
            "attributions": [attribution("view", ["CHN"])],
            "events": [event("event")],
            "roll_calls": [call("1", symbol=None, title=None)],
            "ballots": ballots("1", CHN="abstain", RUS="no"),
            "flows": [
                {**FLOW, "record_id": "toy:f1", "receiver": "CHN", "value": 1234.5, "what": "aircraft"},
                {**FLOW, "record_id": "toy:f2", "receiver": None, "value": None},
            ],
            "ties": [
                {**TIE, "record_id": "toy:t1", "kind": "agreement", "name": "A treaty", "symbol": "I-1"},
                {**TIE, "record_id": "toy:t2", "kind": "membership", "body": "SCO", "members": many},
                {**TIE, "record_id": "toy:t3", "kind": "agreement", "date_from": later},
            ],
        }
    )
    ids = ["2020-01-01-syria-a", "view", "event", "1", "1/CHN", "f1", "f2", "t1", "t2", "t3", "f1"]
    lines = evidence.list_records(view, [*(f"toy:{i}" for i in ids), "elsewhere:f1"])
    assert [(i, x.kind, x.what) for i, x in zip(keys(lines), lines, strict=True)] == [
        ("t3", "condition", "agreement:"),
        ("2020-01-01-syria-a", "word", "an act"),
        ("f1", "condition", "arms-tiv: 1,234.5 million TIV. aircraft"),
        ("f2", "condition", "arms-tiv: missing million TIV."),
        ("t1", "condition", "agreement: A treaty I-1"),
        ("t2", "condition", "membership: SCO"),
        ("1", "ballot", "UNGA 1."),
        ("1/CHN", "ballot", "China abstained on 1"),
        ("event", "event", "somebody → nobody named: verbal cooperation (CAMEO 042)"),
        ("view", "view", "why"),
    ]
    of = {i: x.who for i, x in zip(keys(lines), lines, strict=True)}
    assert (of["f1"], of["f2"], of["1"], of["1/CHN"]) == (("RUS", "CHN"), ("RUS",), (), ("CHN",))
    assert of["t2"] == tuple(many[:12]), "of a large body the first twelve"
    assert lines[2].where == ("toy, row 1",)
    assert {x.precision for x in lines} == {"day"}
    assert not evidence.list_records(view, [])


def test_lines_of_a_day_stand_acts_first_and_by_their_ids() -> None:
    kinds = ("rejected", "view", "event", "ballot", "condition", "word", "deed")
    lines = [replace(LINE, kind=k, record_id=f"{n}") for n, k in enumerate(kinds)]
    older = replace(LINE, kind="deed", date=date(2019, 12, 31))
    newer = replace(LINE, kind="rejected", date=date(2020, 1, 2))
    shown = evidence.newest_first([older, *lines, newer])
    order = ["rejected", "word", "deed", "condition", "ballot", "event", "view", "rejected", "deed"]
    assert [x.kind for x in shown] == order


def test_a_place_is_shown_unless_the_package_ships_it() -> None:
    of = Evidence("toy:a", "acts", "toy", "0" * 16, "a.csv", "/data/a.csv", 7)
    assert evidence._place(of) == ("/data/a.csv, row 7",)
    assert evidence._place(replace(of, place="comity/chronicle")) == ()
    assert evidence._place(None) == ()
    assert LINE.as_row()["grade"] == ""
    assert replace(LINE, source_kinds=("state-media", "press")).as_row()["grade"] == "press"


def test_what_people_rejected_is_shown_and_counts_nowhere() -> None:
    coded = {"coder": "rules/1", "document_id": "d1", "span_start": 0, "span_end": 9}
    acts = [
        toy.act(FIRST, "syria", "summit", record_id="toy:d1/1", **coded),
        toy.act(LAST, "syria", "summit", record_id="toy:d1/2", actors=["CHN"], targets=["RUS"], **coded),
        toy.act(date(2020, 7, 1), "syria", "summit", record_id="toy:d1/3", **coded),
        toy.act(date(2019, 12, 31), "syria", "summit", record_id="toy:d1/4", **coded),
        toy.act(DAY, "syria", "summit", record_id="toy:d1/5", actors=["CHN", "IRN"], **coded),
        toy.act(DAY, "ukraine", "summit", record_id="toy:d1/6", **coded),
        toy.act(DAY, "syria", "summit", record_id="toy:d1/7", **coded),
        toy.act(DAY, "syria", "agreement", record_id="toy:d1/8", **coded),
    ]
    choices = ["reject"] * 6 + ["accept"]
    rows = toy.view({"acts": acts}).coded_acts()
    log = ReviewLog(
        tuple(Decision(a["record_id"], "A", c, LAST, a) for a, c in zip(rows, choices, strict=False))
    )
    view = toy.view({"acts": acts}, log=log)
    lines = evidence.list_rejected(view, GROUP, "syria", FIRST, LAST)
    assert [(x.record_id, x.kind, x.occurrence) for x in lines] == [
        ("toy:d1/1", "rejected", "toy:d1/1"),
        ("toy:d1/2", "rejected", "toy:d1/2"),
    ]
    shown = evidence.add_rows(view, [*lines, *evidence.list_acts(view.table("acts"), "syria")])
    assert {x.record_id: bool(x.note) for x in shown} == {
        "toy:d1/1": True,
        "toy:d1/2": True,
        "toy:d1/7": True,
        "toy:d1/8": False,
    }
