"""What the questions about a pair and about a place read, held against the same worked out by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
import toy

from comity.errors import QuestionError
from comity.measures import timing
from comity.vocabulary import hotspots
from comity.vocabulary.group import Group
from comity.watch.inquiry import Inquiry
from comity.watch.questions import drafts, interdependence, panel, roles
from comity.watch.questions import vote_comparisons as vote_question
from comity.watch.questions.tallies import PairStream

SYRIA = hotspots.get("syria")
FIRST = date(2015, 1, 5)
WORD, GIFT, THREAT, FIGHT = ("042", 1), ("070", 2), ("130", 3), ("190", 4)


def stream(events: list[dict[str, Any]], third: str = "") -> PairStream:
    asked = toy.inquiry({"events": events}, first=FIRST, last=FIRST + timedelta(7 * 100 - 1))
    return PairStream.of(asked.streams, ("CHN", "RUS"), "toy", date.min, date.max, third)


# At a place

SIX = ("CHN", "RUS", "DEU", "FRA", "GBR", "IND")


def acts_at_syria() -> Iterator[tuple[int, str, tuple[str, int]]]:
    """Day, actor and kind: China gives on every fourth day on which both act, others by their number."""
    for day in range(600):
        if day % 3 == 0:
            yield day, "CHN", GIFT if day % 4 == 0 else WORD
        if day % 6 == 0:
            yield day, "RUS", FIGHT if day % 5 == 0 else THREAT
        for k, s in enumerate(SIX[2:], 4):
            if day % k == 0:
                yield day, s, GIFT if day % (2 * k) == 0 else WORD


@pytest.fixture(scope="module")
def place() -> roles.AtHotspot:
    events = [
        toy.event(FIRST + timedelta(day), actor, "SYR", code=code, quad=quad)
        for day, actor, (code, quad) in acts_at_syria()
    ]
    return roles.AtHotspot(stream(events), SYRIA)


def test_who_follows_is_named_or_nobody(place: roles.AtHotspot) -> None:
    t, f = place.toward, place.follow()
    by_hand = timing.who_follows(t.counts, place.own)[0]
    assert (f.detail.lead_z, f.detail.p, f.n) == (by_hand.z, by_hand.p, len(t.bins))
    assert (f.interval.low + f.interval.high) / 2 == pytest.approx(by_hand.z)
    assert f.detail.follower == (None if by_hand.follower is None else t.states[by_hand.follower])
    assert (f.value == "neither is shown to follow") is (f.detail.follower is None)
    assert f.placebo is not None
    assert f.placebo.of == 7


@pytest.mark.parametrize(("leads", "follows", "told"), [("CHN", "RUS", "Russia"), ("RUS", "CHN", "China")])
def test_the_later_of_two_follows(leads: str, follows: str, told: str) -> None:
    rng = np.random.default_rng(2)
    days = np.flatnonzero(rng.random(690) < 0.15)
    events = [toy.event(FIRST + timedelta(int(d)), leads, "SYR") for d in days]
    events += [toy.event(FIRST + timedelta(int(d) + 1), follows, "SYR") for d in days if d % 3]
    for first, second in (("DEU", "FRA"), ("IND", "GBR")):
        led = np.flatnonzero(rng.random(690) < 0.15).tolist()
        events += [toy.event(FIRST + timedelta(d), first, "SYR") for d in led]
        events += [toy.event(FIRST + timedelta(d + 1), second, "SYR") for d in led]
    for s in ("JPN", "BRA"):
        events += [
            toy.event(FIRST + timedelta(int(d)), s, "SYR") for d in np.flatnonzero(rng.random(690) < 0.15)
        ]
    f = roles.AtHotspot(stream(events), SYRIA).follow()
    assert (f.value, f.detail.follower) == (f"{told} follows", follows)
    assert f.placebo is not None
    assert (f.placebo.rank, f.placebo.of) == (3, 16), "whichever of the two comes first by name"


@pytest.fixture(scope="module")
def asked() -> Inquiry:
    """Acts of a year at Syria and between the two, in one stream."""
    events = [
        toy.event(FIRST + timedelta(day), actor, "SYR", code=code, quad=quad)
        for day, actor, (code, quad) in acts_at_syria()
        if day < 120
    ]
    events += [toy.event(FIRST + timedelta(day), "CHN", "RUS") for day in range(0, 120, 3)]
    return toy.inquiry({"events": events}, first=FIRST, last=FIRST + timedelta(118), third="USA")


# The panel


def votes(*choices: tuple[int, str, str]) -> Inquiry:
    """Roll calls of a year with China's and Russia's choice."""
    calls, ballots = [], []
    for k, (year, one, other) in enumerate(choices):
        fixed = {"roll_call_id": f"UNGA:{k:02}", "body": "UNGA", "date": date(year, 3, 1)}
        calls.append({**fixed, "record_id": f"toy:v{k}", "precision": "day", "issues": [], "session": 74})
        for s, choice in (("CHN", one), ("RUS", other)):
            own = {"record_id": f"toy:v{k}/{s}", "state": s, "choice": choice, "veto": False}
            ballots.append({**fixed, **own})
    return toy.inquiry({"roll_calls": calls, "ballots": ballots})


def test_questions_on_votes_are_asked_of_pairs_with_votes() -> None:
    asked = votes(*[(2019, "yes", "no")] * 12)
    for ask in (vote_question.excess, vote_question.by_issue, vote_question.by_session):
        assert ask(asked) or ask is vote_question.by_session, "if only by why it cannot be told"
        assert ask(asked.of_members("CHN", "IRN", "RUS")) == ask(toy.inquiry({"acts": []})) == []


def test_a_source_that_saw_one_table_saw_no_other() -> None:
    view = toy.view(
        {"ties": [], "flows": []}, date(2018, 1, 1), date(2019, 12, 31), frozenset({"CHN", "RUS"})
    )
    pairs = [("CHN", "RUS"), ("CHN", "DEU")]
    seen = panel._sight(view, pairs, (2017, 2018, 2019), "toy", "ties")
    assert np.isnan(seen).tolist() == [[True, False, False], [True] * 3]
    assert np.isnan(panel._sight(view, pairs, (2018,), "toy", "acts")).all()
    assert np.isnan(panel._sight(view, pairs, (2018,), "other", "ties")).all()


# The base


def test_the_years_of_the_base_are_those_covered_or_asked_for() -> None:
    pair = Group.of("CHN", "RUS")
    view = toy.view({"ties": [], "events": []}, date(1990, 1, 1), date(2003, 6, 30))
    assert interdependence.span(view, pair) == range(1990, 2004)
    assert interdependence.span(view, pair, date(1816, 1, 1), date(2100, 1, 1)) == range(1816, 2101)
    events = toy.view({"events": []}, date(1990, 1, 1), date(2003, 6, 30))
    assert interdependence.span(events, pair) == range(1990, 1991)
    endless = toy.view({"ties": []}, date(1990, 1, 1), date(2101, 1, 1))
    assert interdependence.span(endless, pair) == range(1990, 1991), "no year is after 2100"
    assert interdependence.span(toy.view({"ties": []}, last=date(2100, 1, 1)), pair) == range(1990, 2101)
    for since, until in (
        (date(1815, 1, 1), None),
        (date(2001, 1, 1), date(2000, 1, 1)),
        (None, date(2101, 1, 1)),
    ):
        with pytest.raises(QuestionError, match="one pair"):
            interdependence.span(view, pair, since, until)
    with pytest.raises(QuestionError):
        interdependence.span(view, Group.of("CHN", "IRN", "RUS"))


def test_a_line_has_a_theme_and_words() -> None:
    assert interdependence.write_in_words("arms-tiv") == "arms delivered"
    assert interdependence.write_in_words("joint-exercise") == "joint exercise"


# The Council


def test_a_veto_is_of_both_only_in_years_in_which_both_sat() -> None:
    calls, ballots = [], []
    for key, year, choices in (("a", 2011, {"IND": "yes", "RUS": "yes"}), ("b", 2012, {"RUS": "no"})):
        for k in range(2):  # of both years a text and a veto of Russia
            fixed = {"roll_call_id": f"UNSC:{key}{k}", "body": "UNSC", "date": date(year, 1 + k, 1)}
            more = {"title": "On it", "issues": [], "symbol": f"S/{key}{k}", "precision": "day"}
            calls.append({**fixed, **more, "record_id": f"toy:{key}{k}", "vetoed": k == 1, "adopted": k == 0})
            of = {"RUS": "no"} if k else choices
            ballots += [
                {**fixed, "record_id": f"toy:{key}{k}/{s}", "state": s, "choice": c, "veto": k == 1}
                for s, c in of.items()
            ]
    asked = toy.inquiry({"roll_calls": calls, "ballots": ballots, "acts": []}).of_members("IND", "RUS")
    council = drafts.council(asked)
    assert council is not None
    assert [(d.symbol, d.alone) for d in council.drafts] == [("S/a1", "RUS")]


def test_texts_of_the_council_by_who_withheld_a_yes() -> None:
    calls, ballots = [], []
    texts = [
        ("a", 2000, True, ("yes", "yes"), ()),
        ("b", 2000, True, ("yes", "abstain"), ()),
        ("c", 2001, True, ("abstain", "no"), ()),
        ("d", 2002, False, ("no", "no"), ("CHN", "RUS")),
        ("e", 2002, False, ("yes", "no"), ("RUS",)),
        ("f", 2003, False, ("yes", "yes"), ("USA",)),
        ("g", 1999, False, ("yes", "no"), ("RUS",)),
    ]
    for key, year, adopted, choices, by in texts:
        fixed = {"roll_call_id": f"UNSC:{key}", "body": "UNSC", "date": date(year, 1, 1)}
        more = {
            "title": "Syria, Venezuela, Iran, Ukraine and Afghanistan" if key == "d" else f"On {key}",
            "issues": [],
            "vetoed": bool(by),
            "adopted": adopted,
            "symbol": f"S/{key}",
        }
        calls.append({**fixed, **more, "record_id": f"toy:{key}", "precision": "day"})
        three = zip(("CHN", "RUS", "USA"), (*choices, "no" if "USA" in by else "yes"), strict=True)
        for s, choice in list(three)[: 2 if key in "ab" else 3]:
            own = {"record_id": f"toy:{key}/{s}", "state": s, "choice": choice, "veto": s in by}
            ballots.append({**fixed, **own})
    calls.append({**calls[1], "record_id": "zzz:b", "symbol": "again"})
    calls[2]["title"] = None
    veto = toy.act(date(2004, 5, 1), "syria", "joint-veto", summary="A draft")
    veto["citations"] = [{"title": "News"}, {"title": "UN document A/1"}, {"title": "UN document S/9"}]
    veto["hotspots"] = ["ukraine", "syria", "afghanistan", "iran", "venezuela", "sudan"]
    again = toy.act(date(2002, 1, 1), "syria", "joint-veto")
    early = toy.act(date(1999, 5, 1), "syria", "joint-veto")
    other = toy.act(date(2004, 6, 1), "syria", "summit")
    lone = toy.act(date(2004, 7, 1), "syria", "joint-veto", actors=["CHN"])
    tables = {"roll_calls": calls, "ballots": ballots, "acts": [veto, again, early, other, lone]}
    council = drafts.council(toy.inquiry(tables, last=date(2005, 12, 31)))
    assert council is not None
    told = [(d.symbol, d.date.year, d.alone, d.vetoed, d.record) for d in council.drafts]
    assert told == [
        ("S/b", 2000, "RUS", False, "toy:b"),
        ("S/c", 2001, "", False, "toy:c"),
        ("S/d", 2002, "", True, "toy:d"),
        ("S/e", 2002, "RUS", True, "toy:e"),
        ("S/9", 2004, "", True, veto["record_id"]),
    ]
    assert council.agreed == {2000: 1, 2001: 0, 2002: 0, 2003: 0, 2004: 0, 2005: 0}
    assert (council.adopted_to, council.vetoes_to) == (date(2001, 1, 1), date(2003, 1, 1))
    assert [d.title for d in council.drafts[:2]] == ["On b", ""]
    wholes = {hotspots.whole(h) for h in veto["hotspots"]}
    assert council.drafts[-1].places == tuple(sorted(wholes))
    assert (council.drafts[2].places, len(wholes)) == (tuple(sorted(wholes - {"africa"})), 6)
    assert drafts.council(toy.inquiry(tables).of_members("CHN", "IRN")) is None
    assert drafts.council(toy.inquiry(tables).of_members("CHN", "RUS", "USA")) is None
