"""Each question once, the record alone while the statistics are computed, and what is put together of it."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
import toy

import comity
from comity import plugins
from comity.errors import QuestionError
from comity.watch import Watch
from comity.watch.answers import RECORD, Answers, find_question
from comity.watch.composed import peers
from comity.watch.composed.peers import ANYWHERE, Mark
from comity.watch.composed.verdicts import PENDING
from comity.watch.questions import interdependence

DAY = date(2019, 5, 6)
EVENTS = [toy.event(DAY, s, "SYR") for s in ("CHN", "RUS", "DEU", "FRA")]
ACTS = [
    toy.act(DAY, "syria", "joint-exercise"),
    toy.act(date(2019, 7, 1), "syria", "joint-exercise"),
    toy.act(date(2019, 7, 1), "iran", "joint-exercise"),
    toy.act(DAY, "iran", "joint-exercise", actors=["DEU", "FRA"], record_id="toy:df", occurrence="df"),
]


def watch(members: tuple[str, ...] = ("CHN", "RUS")) -> Watch:
    return Watch.of(Answers(toy.inquiry({"acts": ACTS, "events": EVENTS}, members, third="USA")))


def test_the_record_alone_is_told_while_the_rest_is_computed() -> None:
    whole = watch()
    part = whole.only(RECORD)
    v = part.verdict("syria")
    assert (v.timing, v.votes, v.vetoes, v.why_not) == ((), (), (), PENDING)
    assert part.heading() == (
        "China and Russia: together on record in 2 of 16 hotspots; whether beyond chance is being computed"
    )
    assert {x.record_id for x in part.why("syria")} == {r["record_id"] for r in ACTS[:2]}
    assert len(part.why("syria", date(2019, 6, 1))) == 1
    assert not whole.answers.verdicts_ready
    assert not whole.inquiry.cache.ready(whole.inquiry.key("table", "counts")), "no stream was counted"
    full = whole.verdict("syria")
    assert whole.answers.verdicts_ready
    assert (full.record, full.covered) == (v.record, v.covered)
    assert full.timing
    assert "being computed" not in whole.heading()
    assert len(whole.why("syria")) == 4, "two acts and two rows of the stream"
    assert part.verdict("syria").why_not == PENDING, "the one does not become the other"


def test_what_takes_long_is_not_computed_unasked() -> None:
    asked = watch()
    assert asked.compare.acts([("DEU", "FRA")], compute=False) is None
    computed = asked.compare.acts([("DEU", "FRA")])
    assert computed is not None
    assert asked.compare.acts([("DEU", "FRA")], compute=False) is computed


def test_joint_acts_of_pairs_stand_beside_each_other() -> None:
    strips = watch().compare.acts([("DEU", "FRA"), ("GBR", "USA")])
    assert strips is not None
    assert strips["syria"] == [Mark("CHN-RUS", 2.0, n=2), Mark("DEU-FRA", 0.0), Mark("GBR-USA", 0.0)]
    assert strips["iran"] == [Mark("CHN-RUS", 1.0, n=1), Mark("DEU-FRA", 1.0, n=1), Mark("GBR-USA", 0.0)]
    assert [m.n for m in strips[ANYWHERE]] == [3, 1, 0]
    assert [peers.rank(strips["iran"], p) for p in ("CHN-RUS", "DEU-FRA", "GBR-USA", "X")] == [1, 1, 3, None]


def test_a_pair_that_no_record_covers_is_left_out() -> None:
    empty = Watch.of(Answers(toy.inquiry({"events": EVENTS})))
    strips = empty.compare.acts([("DEU", "FRA")])
    assert strips is not None
    assert set(map(len, strips.values())) == {0}


def test_named_pairs_win_over_placebo_pairs_and_the_pair_itself_is_none() -> None:
    asked = watch()
    assert asked.compare.peers([("CHN", "RUS"), ("DEU", "FRA")]) == [("DEU", "FRA")]
    assert asked.compare.peers() == [], "no votes are held to choose placebo pairs from"


def test_the_stream_that_saw_most_bins_speaks_for_a_place() -> None:
    f = watch().timing.coaction("syria")[0]
    assert peers._choose_fullest([f]) is None, "one that cannot tell does not speak"


def test_a_group_of_three_is_asked_no_question_of_pairs() -> None:
    three = watch(("CHN", "IRN", "RUS"))
    assert three.verdict("syria").why_not == "timing is asked of pairs only: watch each pair"
    assert [f.value for f in (*three.votes.agreement(), *three.roles.at("syria"))] == [None, None]
    with pytest.raises(QuestionError, match="watch two states"):
        three.outlook.deterioration()


def test_flows_and_ties_of_a_pair_are_lines_by_year() -> None:
    flow = {"sender": "RUS", "receiver": "CHN", "measure": "loans", "unit": "US$ million"}
    rows = [
        {
            **flow,
            "record_id": f"toy:{y}{k}",
            "date_from": date(y, 1, 1),
            "date_to": date(y, 12, 31),
            "value": v,
        }
        for y, k, v in ((2018, "a", 1.0), (2018, "b", 2.0), (2020, "a", 4.0))
    ]
    inquiry = toy.inquiry({"flows": rows})
    lines = interdependence.lines(inquiry.view, inquiry.group, range(2017, 2022))
    (line,) = [x for x in lines if x.records]
    assert (line.source, line.sender, line.receiver) == ("toy", "RUS", "CHN")
    assert line.by_year == {2017: 0.0, 2018: 3.0, 2019: 0.0, 2020: 4.0, 2021: None}
    assert interdependence.theme(line) == "finance"


@pytest.mark.parametrize(
    ("what", "theme"),
    [
        ("oil", "energy"),
        ("arms-tiv", "arms"),
        ("summit", "visits"),
        ("agreement", "bodies"),
        ("x", "finance"),
    ],
)
def test_every_line_has_a_theme(what: str, theme: str) -> None:
    line = interdependence.Line("toy", what, "", "", "", {}, ())
    assert interdependence.theme(line) == theme
    assert theme in interdependence.THEMES


def test_years_are_asked_in_order_and_of_a_pair() -> None:
    one = toy.inquiry({"acts": []})
    assert interdependence.span(one.view, one.group) == range(1990, 2021)
    assert interdependence.span(one.view, one.group, date(2000, 3, 1), date(2001, 1, 1)) == range(2000, 2002)
    for since, until in ((date(2002, 1, 1), date(2001, 1, 1)), (date(1815, 1, 1), None)):
        with pytest.raises(QuestionError, match="from 1816 on"):
            interdependence.span(one.view, one.group, since, until)
    three = toy.inquiry({"acts": []}, ("CHN", "IRN", "RUS"))
    with pytest.raises(QuestionError, match="one pair"):
        interdependence.span(three.view, three.group)


def test_every_question_asked_by_name_is_there() -> None:
    asked = re.compile(r'(?:\bask|find_question|_compose)\(\s*"([\w.]+)"')
    folder = Path(comity.__file__).parent
    names = {n for p in folder.rglob("*.py") for n in asked.findall(p.read_text("utf-8")) if "." in n}
    composed = {p.stem for p in (folder / "watch" / "composed").glob("*.py")}
    assert len(names) > 20
    for name in sorted(names):
        if name.partition(".")[0] in composed:
            plugins.import_object(f"comity.watch.composed.{name.replace('.', ':')}")
        else:
            find_question(name)
