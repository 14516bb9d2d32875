"""Series counted in full, flows, ties and steps, each held against the same worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import toy

from comity.lake.query.view import View
from comity.lake.storage import chain
from comity.measures.change import window_change
from comity.measures.stats.clustered import Tally
from comity.measures.votes.ballots import BallotMatrix
from comity.measures.votes.council_dissent import CouncilTexts
from comity.sources.curated.complete_lists import complete_lists
from comity.vocabulary.group import Group
from comity.watch.answer_cache import AnswerCache
from comity.watch.inquiry import PAIRS_ONLY, Inquiry
from comity.watch.questions import complete_series, interdependence, panel, pooled_change
from comity.watch.questions import votes as council_question
from comity.watch.questions.complete_series import CompleteSeries

TO = date(2020, 12, 31)
"""The windows are 2008 to 2013 and 2014 to 2020."""
YEARS = np.arange(2008, 2021)
CHINA_RUSSIA = ("CHN", "RUS")
OTHERS = ("ARG", "BEL", "BRA", "CAN", "DEU", "EGY", "FRA", "GBR", "IND", "JPN", "KEN", "MEX", "USA")


def of_pair(tables: dict[str, list[dict[str, Any]]], **question: Any) -> dict[str, CompleteSeries]:
    made = complete_series.of_pair(toy.inquiry(tables, **({"last": TO} | question)))
    return {s.id if s.id != complete_series.COUNCIL_OWN else f"{s.id} {s.what}": s for s in made}


# The Council


def council(texts: list[tuple[date, tuple[str, ...], str]]) -> dict[str, list[dict[str, Any]]]:
    """Adopted texts: day, who abstained, title."""
    calls, ballots = [], []
    for k, (day, out, title) in enumerate(texts):
        fixed = {"roll_call_id": f"UNSC:S/RES/{k:03}", "body": "UNSC", "date": day}
        more = {"record_id": f"toy:{k:03}", "precision": "day", "issues": [], "adopted": True, "title": title}
        calls.append({**fixed, **more})
        for s in ("CHN", "RUS", *OTHERS):
            own = {"record_id": f"toy:{k:03}/{s}", "state": s, "veto": False}
            ballots.append({**fixed, **own, "choice": "abstain" if s in out else "yes"})
    return {"roll_calls": calls, "ballots": ballots}


def texts() -> list[tuple[date, tuple[str, ...], str]]:
    """Each year eight: both on the first (two since 2014), China alone on one, Russia alone on two."""
    out = []
    for year in range(2008, 2021):
        for k in range(8):
            both = k < (2 if year >= 2014 else 1)
            who = ("CHN", "RUS") if both else {5: ("CHN",), 6: ("RUS",), 7: ("RUS", "IND", "BRA")}.get(k, ())
            out.append((date(year, 1, 1 + k), who, "The situation in Syria" if k == 0 else f"On {year}-{k}"))
    return out


def test_dissent_in_the_council_is_counted_in_both_windows() -> None:
    made = of_pair(council(texts()))
    both = made["council-both"]
    assert (both.first, both.last, both.measure) == (date(2008, 1, 1), date(2020, 1, 8), "share")
    assert both.by_year == tuple((y, 2.0 if y >= 2014 else 1.0, 8.0) for y in range(2008, 2021))
    late = [f"toy:{8 * (y - 2008) + k:03}" for y in range(2014, 2021) for k in (0, 1)]
    assert both.records == tuple(late[::-1])
    change = both.change
    assert change is not None
    assert (change.before, change.after, change.n) == (6 / 48, 14 / 56, 104)
    assert change.placebo is not None
    # 56 texts of the present window; of 104 other pairs only India and Brazil dissent together, in 7
    assert (change.placebo.rank, change.placebo.of) == (1, 105)
    joined = made["council-joined"].change
    assert joined is not None
    assert (joined.before, joined.after, joined.n) == (6 / 24, 14 / 35, 24 + 35)
    moved = {i: s.since is not None for i, s in made.items()}
    assert moved == {i: s.change is not None and s.change.word in ("up", "down") for i, s in made.items()}
    own = {s: made[f"council-own {s}"] for s in ("CHN", "RUS")}
    assert [own[s].by_year[0] for s in ("CHN", "RUS")] == [(2008, 2.0, 8.0), (2008, 3.0, 8.0)]
    assert [own[s].by_year[-1] for s in ("CHN", "RUS")] == [(2020, 3.0, 8.0), (2020, 4.0, 8.0)]


def test_dissent_at_a_place_is_of_the_texts_on_it() -> None:
    asked = toy.inquiry(council(texts()), last=TO)
    made = {s.id: s for s in complete_series.of_place(asked, "syria")}
    assert set(made) == {"council-both", "council-joined", "council-own"}
    both = made["council-both"]
    assert both.by_year == tuple((y, 1.0, 1.0) for y in range(2008, 2021))
    assert both.first == date(2008, 1, 1), "what the source covers, wherever the texts lie"
    assert both.change is not None
    assert (both.change.n, both.change.placebo) == (13, None)
    assert complete_series.of_place(asked, "venezuela") == []
    assert complete_series.of_place(asked.of_members("CHN", "IRN", "RUS"), "syria") == []


def test_dissent_is_asked_of_pairs_on_all_matters_or_on_a_place() -> None:
    asked = toy.inquiry(council(texts()), last=TO)
    everywhere, there = council_question.dissent(asked), council_question.dissent(asked, "syria")
    assert [f.n for f in (everywhere[0], there[0])] == [104, 13]
    assert {(f.subject.states, f.subject.place) for f in there} == {
        (states, "syria") for states in (CHINA_RUSSIA, CHINA_RUSSIA[::-1])
    }
    assert {f.subject.place for f in everywhere} == {""}
    (three,) = council_question.dissent(asked.of_members("CHN", "IND", "RUS"), "syria")
    assert (three.subject.states, three.subject.place) == (("CHN", "IND", "RUS"), "syria")
    assert three.why_not == PAIRS_ONLY


def test_a_pair_with_few_texts_lately_has_no_place_among_members() -> None:
    for texts_of_2020, known in ((7, False), (8, True)):
        many = {2019: 8, 2020: texts_of_2020} | dict.fromkeys(range(2014, 2019), 5)
        few = [t for t in texts() if t[0].day <= many.get(t[0].year, 8) - (t[0].year == 2018)]
        made = of_pair(council(few))["council-both"].change
        assert made is not None
        assert (made.placebo is not None) is known


def test_a_window_without_a_case_has_no_word() -> None:
    for late in (True, False):
        quiet = [(day, who if (day.year >= 2014) is late else (), title) for day, who, title in texts()]
        made = of_pair(council(quiet))
        assert made["council-joined"].why_not == complete_series.NONE_TO_COUNT
        assert made["council-both"].change is not None


def test_the_place_of_a_pair_is_among_the_other_pairs_of_members() -> None:
    """Forty texts of 2014: the pair withholds in two, others in three, in two and in one."""
    choices = np.full((6, 40), 2, np.int8)
    choices[:2, :2], choices[2:4, 5:7], choices[4:, 9:12], choices[3:5, 20] = 1, 1, 1, 1
    days = np.datetime64("2014-01-01") + np.arange(40)
    ids = tuple(f"r{k:02}" for k in range(40))
    states = ("CHN", "RUS", "USA", "GBR", "FRA", "IND")
    sessions, issues = np.full(40, -1, np.int32), (frozenset[str](),) * 40
    matrix = BallotMatrix(states, ids, ids, ("UNSC",) * 40, days, sessions, issues, choices)
    of_all = CouncilTexts(matrix, np.arange(40))
    rank = complete_series._place_among_members(of_all, of_all.of_pair("CHN", "RUS"), TO)
    assert rank is not None
    assert (rank.rank, rank.of) == (3, 15)
    early = of_all.select(np.arange(40) > 0)
    assert complete_series._place_among_members(early, early.of_pair("CHN", "RUS"), TO) is None


# Vetoes


def vetoed(drafts: list[tuple[date, tuple[str, ...], str]]) -> dict[str, list[dict[str, Any]]]:
    calls, ballots = [], []
    for k, (day, by, title) in enumerate(drafts):
        fixed = {"roll_call_id": f"UNSC:{k:02}", "body": "UNSC", "date": day, "source": "unsc_vetoes_dhl"}
        more = {"record_id": f"v:{k:02}", "precision": "day", "issues": [], "title": title, "vetoed": True}
        calls.append({**fixed, **more})
        for s in ("CHN", "FRA", "GBR", "RUS", "USA"):
            own = {"record_id": f"v:{k:02}/{s}", "state": s, "veto": s in by}
            ballots.append({**fixed, **own, "choice": "no" if s in by else "yes"})
    return {"roll_calls": calls, "ballots": ballots}


DRAFTS = [
    (date(2007, 1, 12), ("CHN", "RUS"), "Myanmar"),
    (date(2008, 7, 11), ("CHN", "RUS"), "Zimbabwe"),
    (date(2009, 6, 15), ("RUS",), "Georgia"),
    (date(2011, 2, 18), ("USA",), "Middle East"),
    (date(2011, 10, 4), ("CHN", "RUS"), "The situation in Syria"),
    (date(2012, 2, 4), ("CHN", "RUS"), "The situation in Syria"),
    (date(2014, 3, 15), ("RUS",), "Ukraine"),
    (date(2014, 5, 22), ("CHN", "RUS"), "The situation in Syria"),
    (date(2016, 12, 5), ("CHN", "RUS"), "The situation in Syria"),
    (date(2017, 2, 28), ("CHN", "RUS"), "The situation in Syria"),
    (date(2019, 2, 28), ("CHN", "RUS"), "Venezuela"),
    (date(2020, 12, 1), ("CHN",), "Nowhere"),
]


def veto_series(
    drafts: list[tuple[date, tuple[str, ...], str]], acts: list[dict[str, Any]] | None = None
) -> tuple[Inquiry, dict[str, CompleteSeries]]:
    tables = vetoed(drafts)
    parts = [toy.embedded(tables, date(1946, 1, 1), TO, source="unsc_vetoes_dhl")]
    if acts is not None:
        parts.append(toy.embedded({"acts": acts}, date(1946, 1, 1), TO + timedelta(366), source="toy"))
    view = View(chain.read(Path("nowhere")), parts)
    asked = Inquiry(Group.of("CHN", "RUS"), view, AnswerCache())
    return asked, {s.id: s for s in complete_series.of_pair(asked)}


def test_joint_vetoes_by_year_and_the_share_that_both_gave() -> None:
    asked, made = veto_series(DRAFTS)
    both, joined = made["vetoes"], made["vetoes-joined"]
    assert (both.first, both.last) == (date(1991, 12, 26), TO), "since both held their seats"
    counts = {y: k for y, k, _ in both.by_year if k}
    assert counts == {2007: 1, 2008: 1, 2011: 1, 2012: 1, 2014: 1, 2016: 1, 2017: 1, 2019: 1}
    assert both.by_year[0][0] == 1991
    assert both.by_year[-1] == (2020, 0.0, 1.0)
    assert both.records == joined.records == ("v:07", "v:08", "v:09", "v:10")
    before, present = np.array([1, 0, 0, 1, 1, 0]), np.array([1, 0, 1, 1, 0, 1, 0])
    assert both.change == window_change.compare_counts(before, 6.0, present, 7.0)
    # crises: Zimbabwe, Georgia, and two on Syria; then Ukraine, three on Syria, Venezuela, and China alone
    earlier = Tally.of(np.array([1.0, 0, 1, 1]), np.array([0, 1, 2, 2]))
    later = Tally.of(np.array([0.0, 1, 1, 1, 1, 0]), np.array([0, 1, 1, 1, 2, 3]))
    assert joined.change == window_change.compare_shares(earlier, later)
    place = {s.id: s for s in complete_series.of_place(asked, "syria")}
    assert set(place) == {"vetoes"}
    assert {y: k for y, k, _ in place["vetoes"].by_year if k} == {2011: 1, 2012: 1, 2014: 1, 2016: 1, 2017: 1}
    assert complete_series.of_place(asked, "iran") == []


def test_a_veto_before_both_windows_makes_no_series_of_a_place() -> None:
    old = [(date(2007, 12, 31), ("CHN", "RUS"), "The situation in Syria"), *DRAFTS[:4], DRAFTS[10]]
    asked, _ = veto_series(old)
    assert complete_series.of_place(asked, "syria") == []
    first = [(date(2008, 1, 1), ("CHN", "RUS"), "The situation in Syria"), *old]
    asked, _ = veto_series(first)
    assert [s.id for s in complete_series.of_place(asked, "syria")] == ["vetoes"]


def test_the_first_day_of_a_window_is_in_it() -> None:
    edges = [date(2007, 12, 31), date(2008, 1, 1), date(2013, 12, 31), date(2014, 1, 1), date(2019, 7, 1)]
    asked, made = veto_series([(d, ("CHN", "RUS"), f"On {d}") for d in edges])
    both, joined = made["vetoes"], made["vetoes-joined"]
    assert both.records == joined.records == ("v:03", "v:04")
    assert joined.change is not None
    assert joined.change.n == 4, "2007 is before both"
    early = replace(asked, until=date(2019, 6, 30))
    assert {s.last for s in complete_series.of_pair(early)} == {date(2019, 6, 30)}


def test_vetoes_after_the_tables_end_come_from_the_complete_list() -> None:
    of = complete_lists()["vetoes"]
    ids = of.record_ids
    acts = [
        toy.act(date(2019, 2, 28), "venezuela", "joint-veto", record_id=ids[0]),
        toy.act(TO, "syria", "joint-veto", record_id=ids[1]),
        toy.act(date(2021, 3, 1), "syria", "joint-veto", record_id=ids[2]),
        toy.act(date(2021, 4, 1), "syria", "divergence", record_id=ids[3]),
        toy.act(date(2021, 5, 1), "syria", "joint-veto", record_id=ids[4], actors=["RUS", "USA"]),
        toy.act(date(2021, 6, 1), "syria", "joint-veto", record_id="toy:no-list"),
    ]
    _, made = veto_series(DRAFTS, acts)
    both = made["vetoes"]
    assert both.last == min(of.until, TO + timedelta(366))
    assert {(2020, 0.0, 1.0), (2021, 1.0, 1.0)} <= set(both.by_year), "the last day of the tables is theirs"
    assert both.records[-1] == ids[2]
    assert made["vetoes-joined"].change is not None
    assert made["vetoes-joined"].change.n == 5 + 5, "windows of 2009 to 2014 and 2015 to 2021"


def test_without_tables_of_vetoes_the_complete_list_stands_alone() -> None:
    """Ballots of another source tell vetoes as well, but not that they tell all."""
    ids = complete_lists()["vetoes"].record_ids
    years = {ids[1]: 2020, ids[2]: 2012, ids[3]: 2008, ids[4]: 2015}
    acts = [toy.act(date(y, 3, 1), "syria", "joint-veto", record_id=i) for i, y in years.items()]
    tables = {**vetoed(DRAFTS), "acts": acts}
    for rows in tables.values():
        for r in rows:
            r["source"] = "toy"
    made = of_pair(tables)["vetoes"]
    assert {y: k for y, k, _ in made.by_year if k} == dict.fromkeys(years.values(), 1)
    assert (made.last, made.records) == (TO, (ids[4], ids[1])), "by their days"


# Positions


def positions(skip: tuple[tuple[str, int], ...] = (), source: str = "toy") -> list[dict[str, Any]]:
    rng = np.random.default_rng(4)
    rows = []
    for k in range(12):
        state = ("CHN", "RUS", *OTHERS)[k]
        for year in range(2006, 2021):
            if (state, year) not in skip:
                rows.append(
                    {
                        "record_id": f"{source}:{state}{year}",
                        "sender": state,
                        "value": float(rng.normal() * 0.2 + k / 3),
                        "measure": "ideal-point",
                        "unit": "scale",
                        "date_from": date(year, 1, 1),
                        "date_to": date(year, 12, 31),
                        "source": source,
                    }
                )
    return rows


def test_the_distance_of_positions_stands_beside_pairs_as_far_apart() -> None:
    rows = positions(skip=(("KEN", 2010), ("ARG", 2015)))
    made = of_pair({"flows": rows})["positions"]
    value = {(r["sender"], r["date_from"].year): r["value"] for r in rows}

    def apart(a: str, b: str) -> list[float]:
        return [abs(value[a, y] - value[b, y]) for y in range(2008, 2021)]

    states = sorted({r["sender"] for r in rows} - {"KEN", "ARG"})
    pairs = [("CHN", "RUS"), *(p for p in combinations(states, 2) if p != ("CHN", "RUS"))]
    amounts = np.array([apart(*p) for p in pairs])
    change = window_change.compare_amounts(amounts[:, :6], amounts[:, 6:], 0, "pairs as far apart before")
    assert made.change == change, "a state without a position in one year is in no pair"
    assert (made.first, made.last, made.measure) == (date(2006, 1, 1), TO, "amount")
    assert made.by_year[2:] == tuple((y, d, 1.0) for y, d in zip(range(2008, 2021), amounts[0], strict=True))
    missing = of_pair({"flows": positions(skip=(("CHN", 2012),))})["positions"]
    assert missing.why_not == "a year without a position in one of the two periods"
    for year, known in ((2007, True), (2008, False), (2020, False)):
        early = of_pair({"flows": positions(skip=(("CHN", year),))})["positions"]
        assert (early.change is not None) is known, "2007 is in neither window"
        assert [y for y, _, _ in early.by_year] == [y for y in range(2006, 2021) if y != year]


def test_a_pair_whose_positions_alone_are_known_has_a_word_and_no_place() -> None:
    rows = positions(skip=tuple((s, 2010) for s in OTHERS))
    change = of_pair({"flows": rows})["positions"].change
    assert change is not None
    assert (change.ratio is not None, change.placebo) == (True, None)


def test_positions_are_of_the_release_that_goes_furthest() -> None:
    old = [{**r, "value": 9.0} for r in positions(source="zzz")]
    old = [r for r in old if r["date_from"].year < 2020]
    asked = toy.inquiry({"flows": [*old, *positions()]})
    states, years, points = complete_series.ideal_points(asked)
    assert (years[0], years[-1], len(states)) == (2006, 2020, 12)
    assert (points < 9).all()
    narrowed = toy.inquiry({"flows": [*old, *positions()]}, sources=frozenset({"zzz"}))
    assert complete_series.ideal_points(narrowed)[1][-1] == 2019
    for last_day, year in ((date(2019, 12, 30), 2018), (date(2019, 12, 31), 2019)):
        until = toy.inquiry({"flows": positions()}, until=last_day)
        assert complete_series.ideal_points(until)[1][-1] == year
    assert complete_series.ideal_points(toy.inquiry({"flows": []})) is None
    assert "positions" not in of_pair({"flows": positions()}, members=("CHN", "NPL"))


# Sponsors


def test_drafts_sponsored_are_counted_beside_those_to_be_expected() -> None:
    drafts = []
    for k in range(65):
        year = 2008 + k // 5
        by = (
            ["CHN", "RUS"]
            if k % 5 == 0 or (year >= 2014 and k % 5 == 1)
            else ["CHN", "IND"]
            if k % 5 == 2
            else ["RUS"]
        )
        drafts.append(
            toy.act(
                date(year, 3, 1 + k % 5),
                "bilateral",
                actors=by,
                source="undl_sponsors",
                record_id=f"u:{k:02}",
                occurrence=f"o{k}",
            )
        )
    revised = {**drafts[60], "record_id": "u:99", "actors": ["RUS"]}
    elsewhere = toy.act(date(2007, 1, 1), "bilateral", record_id="u:00")
    made = of_pair({"acts": [revised, *drafts, elsewhere]})["co-sponsorship"]
    chosen = [revised if k == 60 else d for k, d in enumerate(drafts)]
    n = [sum(s in d["actors"] for d in chosen) for s in ("CHN", "RUS")]
    assert made.expected == n[0] * n[1] / 65
    assert made.by_year == tuple((y, 1.0 + (y >= 2014) - (y == 2020), 1.0) for y in range(2008, 2021))
    assert made.records == tuple(d["record_id"] for d in chosen if set(d["actors"]) >= {"CHN", "RUS"})
    assert (made.first, made.last) == (date(2008, 3, 1), date(2020, 3, 5))
    assert made.change is not None
    assert (made.change.before, made.change.after) == pytest.approx(
        (6 / (5 + 306 / 366), 13 / (6 + 65 / 366)), abs=1e-9
    )


# Lists and the windows they cover


@pytest.mark.parametrize(
    ("first", "last", "why"),
    [
        (date(2011, 1, 1), TO, ""),
        (date(2011, 1, 2), TO, "held from 2011 only"),
        (date(1990, 1, 1), date(2016, 12, 31), ""),
        (date(1990, 1, 1), date(2016, 12, 30), "held to 2016 only"),
        (date(2014, 5, 1), TO, "held from 2014 only"),
        (date(1990, 1, 1), date(2010, 1, 1), "held to 2010 only"),
    ],
)
def test_half_of_each_window_must_be_covered(first: date, last: date, why: str) -> None:
    series = CompleteSeries("x", "", "count", first, last)
    assert complete_series._uncovered(series, TO) == why


def test_a_day_is_a_number_of_years() -> None:
    assert complete_series._years(date(2020, 1, 1)) == 2020
    assert complete_series._years(date(2019, 12, 31)) == 2019 + 364 / 365
    assert complete_series._years(date(2020, 12, 31)) == 2020 + 365 / 366


def test_editions_of_a_list_are_counted_by_year() -> None:
    of = complete_lists()["joint-sea"]
    rows = [
        toy.act(date(2012 + k // 2, 5, 1 + k % 2), "bilateral", "joint-exercise", record_id=i)
        for k, i in enumerate(of.record_ids[:8])
    ]
    later = date(2023, 6, 30)
    made = of_pair({"acts": rows}, last=later)["joint-sea"]
    assert (made.first, made.last, made.what) == (of.since, min(later, of.until), of.what)
    assert {y: n for y, n, _ in made.by_year if n} == dict.fromkeys(range(2012, 2012 + len(rows) // 2), 2.0)
    assert (made.by_year[0][0], made.by_year[-1][0]) == (of.since.year, 2023)
    assert made.records == tuple(r["record_id"] for r in rows if r["date_from"] >= date(2017, 1, 1))
    edge = toy.act(date(2017, 1, 1), "bilateral", "joint-exercise", record_id=of.record_ids[8])
    before = toy.act(date(2016, 12, 31), "bilateral", "joint-exercise", record_id=of.record_ids[9])
    every = of_pair({"acts": [edge, before]}, last=later)
    assert set(every) == {"joint-sea"}
    assert every["joint-sea"].records == (edge["record_id"],)


# Flows

TRADERS = ("CHN", "RUS", "BRA", "CAN", "DEU", "FRA", "GBR", "IND", "JPN")


def imports(source: str = "toy", skip: tuple[tuple[str, int], ...] = ()) -> list[dict[str, Any]]:
    rng = np.random.default_rng(6)
    return [
        {
            "record_id": f"{source}:{a}{b}{year}",
            "source": source,
            "sender": a,
            "receiver": b,
            "value": float(np.round(np.exp(rng.normal() + k / 2) * 100)),
            "measure": "imports",
            "unit": "million $",
            "date_from": date(year, 1, 1),
            "date_to": date(year, 12, 31),
        }
        for year in range(2006, 2021)
        for k, a in enumerate(TRADERS)
        for b in TRADERS
        if a != b and (a, year) not in skip and (b, year) not in skip
    ]


def both_ways(rows: list[dict[str, Any]], a: str, b: str, year: int) -> float:
    return sum(
        r["value"] for r in rows if {r["sender"], r["receiver"]} == {a, b} and r["date_from"].year == year
    )


def test_trade_both_ways_stands_beside_pairs_of_like_trade() -> None:
    rows = imports()
    (made,) = complete_series._flows(toy.inquiry({"flows": rows}, last=TO), CHINA_RUSSIA)
    others = [p for p in combinations(sorted(TRADERS), 2) if not {"CHN", "RUS"} & set(p)]
    amounts = np.array([[both_ways(rows, *p, y) for y in YEARS] for p in [("CHN", "RUS"), *others]])
    assert made.change == window_change.compare_amounts(
        amounts[:, :6], amounts[:, 6:], 0, "pairs of like trade"
    )
    assert (made.id, made.first) == ("trade", date(1992, 1, 1)), "covered without a record it is none"
    assert made.by_year[-13:] == tuple((int(y), v, 1.0) for y, v in zip(YEARS, amounts[0], strict=True))
    ids = sorted(r["record_id"] for r in rows if {r["sender"], r["receiver"]} == {"CHN", "RUS"})
    assert list(made.records) == ids


def test_trade_is_of_whole_years() -> None:
    rows = [r for r in imports() if r["date_from"].year > 2017]
    for until, year in ((date(2020, 6, 30), 2019), (date(2020, 12, 30), 2019), (TO, 2020)):
        asked = toy.inquiry({"flows": rows}, last=TO, until=until)
        (whole,) = complete_series._flows(asked, CHINA_RUSSIA)
        assert whole.by_year[-1][0] == year
    assert list(complete_series._flows(asked, ("CHN", "NPL"))) == []
    late = toy.inquiry({"flows": rows}, first=date(2012, 1, 1), last=TO)
    (short,) = complete_series._flows(late, CHINA_RUSSIA)
    assert (short.change, short.why_not) == (None, "held from 2012 only")


def test_arms_that_are_told_of_the_pair_alone_have_no_like_pairs() -> None:
    arms = [
        {**r, "measure": "arms-tiv", "source": "arms", "record_id": f"arms:{r['record_id']}"}
        for r in imports()
        if {r["sender"], r["receiver"]} == {"CHN", "RUS"}
    ]
    parts = [
        toy.embedded({"flows": imports()}, toy.FIRST, TO),
        toy.embedded({"flows": arms}, toy.FIRST, TO, frozenset({"CHN", "RUS"}), source="arms"),
    ]
    asked = Inquiry(Group.of("CHN", "RUS"), View(chain.read(Path("nowhere")), parts), AnswerCache())
    made = {s.id: s for s in complete_series._flows(asked, CHINA_RUSSIA)}
    assert set(made) == {"arms", "trade"}
    assert made["arms"].by_year == made["trade"].by_year
    assert made["arms"].change is not None
    assert made["arms"].change.placebo is None


def test_how_much_a_state_trades_is_of_the_newest_five_years() -> None:
    rows = imports()
    told = panel.size(toy.view({"flows": rows}))
    by_hand = {
        s: sum(
            int(sum(r["value"] for r in rows if r["receiver"] == s and r["date_from"].year == y))
            for y in range(2016, 2021)
        )
        for s in TRADERS
    }
    assert told == by_hand
    nothing = [{**r, "receiver": "NPL", "value": 0.0, "record_id": f"{r['record_id']}n"} for r in rows[:9]]
    unknown = [{**r, "receiver": None, "record_id": f"{r['record_id']}u"} for r in rows[:9]]
    assert panel.size(toy.view({"flows": [*rows, *nothing, *unknown]})) == by_hand
    assert panel.size(toy.view({"flows": []})) == {}


def test_a_flow_is_of_the_source_with_most_records_both_years_included() -> None:
    rows = imports()
    other = [{**r, "record_id": f"z{r['record_id']}", "source": "zzz", "value": 1.0} for r in rows[:50]]
    pairs, years = [("CHN", "RUS"), ("DEU", "FRA"), ("NPL", "PAK")], (2010, 2011, 2012)
    view = toy.view({"flows": [*rows, *other]})
    values, ids = panel.flow(view, pairs, years, "imports")
    assert values[:2].tolist() == [[both_ways(rows, *p, y) for y in years] for p in pairs[:2]]
    assert values[2].tolist() == [0, 0, 0], "covered, and nothing told"
    assert ids == [f"toy:{p}{y}" for p in ("CHNRUS", "RUSCHN") for y in years]
    none, without = panel.flow(view, pairs, years, "loans")
    assert (np.isnan(none).all(), none.shape, without) == (True, (3, 3), [])


# Ties and flows


def test_lines_of_a_relation_are_of_the_two_and_in_the_years_asked() -> None:
    tie = {"kind": "alliance", "precision": "day", "clauses": []}
    seats = {"CHN": "toy:3", "RUS": "toy:4"}
    ties = [
        *(
            {
                **tie,
                "kind": "membership",
                "record_id": i,
                "members": [s],
                "body": "B",
                "date_from": date(2001, 1, 1),
            }
            for s, i in seats.items()
        ),
        {**tie, "record_id": "toy:1", "members": ["CHN", "RUS"], "date_from": date(2001, 7, 16)},
        {**tie, "record_id": "toy:2", "members": ["CHN", "PRK"], "date_from": date(2001, 7, 16)},
    ]
    summit = toy.act(date(2002, 5, 1), "bilateral", "summit")
    alone = toy.act(date(2002, 6, 1), "bilateral", "summit", actors=["CHN"])
    view = toy.view({"ties": ties, "acts": [summit, alone], "flows": imports()})
    made = interdependence.lines(view, Group.of("CHN", "RUS"), range(2000, 2011))
    of = {(x.what, x.sender, x.receiver): x for x in made}
    (treaty,) = [x for x in made if x.records == ("toy:1",)]
    assert interdependence.theme(treaty) == "bodies"
    assert [x.records for x in made if x.what == "bodies both belong to"] == [("toy:3", "toy:4")], (
        "a seat of each"
    )
    assert of["summit", "", ""].records == (summit["record_id"],)
    trade = of["imports", "CHN", "RUS"]
    assert trade.by_year[2006] == next(r["value"] for r in imports() if r["record_id"] == "toy:CHNRUS2006")
    assert interdependence.theme(trade) == "trade"
    assert interdependence.theme(replace(trade, what="loans")) == "finance"
    assert interdependence.write_in_words("imports") == "goods imported"


# Steps in a stream


# All series in one answer

BY_YEAR = ((1991, 4.0, 9.0), (1992, 5.0, 8.0), (2019, 6.0, 7.0), (2020, 2.0, 3.0))


def of(id_: str, measure: str, last: date = TO, **columns: Any) -> CompleteSeries:
    return CompleteSeries(id_, "", measure, date(1992, 5, 1), last, **({"by_year": BY_YEAR} | columns))


def patrols(n: int) -> list[dict[str, Any]]:
    """Acts of a list, one more of them an exercise than a patrol, which is an exercise, too."""
    ids = complete_lists()["naval-patrols"].record_ids[:n]
    kinds = [["joint-patrol"] if k % 2 else ["joint-patrol", "summit"] for k in range(n)]
    days = [date(2021, 10, 17) + timedelta(k) for k in range(n)]
    return [toy.act(d, "bilateral", forms=f, record_id=i) for d, f, i in zip(days, kinds, ids, strict=True)]


def test_the_model_takes_a_series_from_1992_on_by_what_it_covers_of_each_year() -> None:
    asked = toy.inquiry({"acts": patrols(4)}, last=TO)
    texts = pooled_change._counted(asked, of("council-both", "share"))
    assert (texts.form, texts.place, texts.toward, texts.whole) == ("council-both", "", 1, True)
    assert (texts.years.tolist(), texts.amounts.tolist()) == ([1992, 2019, 2020], [5, 6, 2])
    assert texts.exposure.tolist() == [8, 7, 3], "texts are counted by their own number"
    midyear = date(2020, 7, 1)
    vetoes = pooled_change._counted(asked, of("vetoes", "count", midyear), "there")
    assert vetoes.exposure.tolist() == [8, 7, 183 / 365.25]
    assert (vetoes.form, vetoes.place) == ("vetoes", "there")
    apart = pooled_change._counted(asked, of("positions", "amount", midyear))
    assert (apart.toward, apart.whole, apart.exposure.tolist()) == (-1, False, [8, 7, 3])
    listed = pooled_change._counted(asked, of("naval-patrols", "count", midyear))
    assert listed.exposure.tolist() == [0, 7, 183 / 365.25], "a list begins with its first act"
    assert listed.form == "joint-exercise", "of what most of its acts are a part"


@pytest.mark.parametrize(
    ("id_", "years", "enters"),
    [
        *((i, 2, True) for i in ("council-both", "vetoes", "positions", "co-sponsorship", "arms", "trade")),
        ("naval-patrols", 2, True),
        ("council-joined", 2, False),
        ("vetoes-joined", 2, False),
        ("council-own", 2, False),
        ("council-both", 1, False),
    ],
)
def test_each_act_enters_the_model_once(id_: str, years: int, enters: bool) -> None:
    assert pooled_change._enters(of(id_, "count", by_year=BY_YEAR[-years:])) is enters


def test_an_answer_over_all_needs_two_forms_that_cover_both_windows() -> None:
    asked = toy.inquiry({"acts": patrols(4)}, last=TO)
    told = window_change.Change("up", 0.1, 0.4, 100)
    lists = [of(i, "count", change=told) for i in ("naval-patrols", "naval-patrols")]
    assert pooled_change.forms_of(asked, lists) == ("joint-exercise",), "two lists of one form"
    arms, trade = of("arms", "amount", change=told), of("trade", "amount")
    assert pooled_change.forms_of(asked, [*lists, arms]) == ("joint-exercise", "arms")
    assert pooled_change.forms_of(asked, [arms, trade]) == ("arms",), "trade covers one window only"
    assert pooled_change.pool_pair(asked, [arms, trade]) is None
    assert pooled_change.pool_place(asked, [arms, trade], [arms]) is None
    assert pooled_change.forms_of(asked, [arms, of("vetoes-joined", "share", change=told)]) == ("arms",)


def test_what_happened_in_a_place_is_taken_out_of_the_whole() -> None:
    asked = toy.inquiry({"acts": []}, last=TO)
    part = ((2019, 1.0, 4.0), (2020, 2.0, 2.0))
    for id_, exposure in (("council-both", [8, 3, 1]), ("vetoes", [8, 7, 3])):
        whole = pooled_change._counted(asked, of(id_, "share"))
        there = pooled_change._counted(asked, of(id_, "share", by_year=part), "there")
        rest = pooled_change._subtract_place(whole, there)
        assert rest.amounts.tolist() == [5, 5, 0]
        assert rest.exposure.tolist() == exposure, "texts are on one place; a year passes everywhere"
        assert (rest.place, rest.form, whole.amounts.tolist()) == ("elsewhere", id_, [5, 6, 2])


def test_pairs_of_members_that_dissent_together_are_placebos_those_with_most_texts_first() -> None:
    """India and Brazil, which misses a text a year, in one a year; Kenya and Mexico in three, old and new."""
    more = [(date(y, 5, 1), ("KEN", "MEX"), "") for y in (1991, 1992, 2020)]
    tables = council([*texts(), *more])
    for b in tables["ballots"]:
        if b["state"] == "BRA" and b["date"].day == 3:
            b["state"] = "NOR"
    asked = toy.inquiry(tables, last=TO)
    (first, kenya), (second, india) = pooled_change._dissent(asked)
    assert (first, second) == (("KEN", "MEX"), ("BRA", "IND"))
    assert (india.form, india.place, india.toward, india.whole) == ("council-both", "", 1, True)
    at = {int(y): (k, n) for y, k, n in zip(india.years, india.amounts, india.exposure, strict=True)}
    assert (at[2008], at[2020], min(at), max(at)) == ((1, 7), (1, 8), 1992, 2020)
    assert kenya.amounts.sum() == 2, "1991 is before all that is compared"
    without = [p for p, _ in pooled_change._dissent(asked.of_members("IND", "KEN"))]
    assert without == [("CHN", "RUS"), ("BRA", "RUS")], "neither of the pair asked about"
    assert list(pooled_change._dissent(toy.inquiry({"acts": []}))) == []


def test_the_answer_over_all_and_in_a_place() -> None:
    """Vetoes of both go from one to four a year, texts without either's yes from one to two."""
    drafts = [
        (date(y, 3, 1 + k), ("CHN", "RUS"), "The situation in Syria" if k == 0 else "Nowhere")
        for y in range(2008, 2021)
        for k in range(4 if y >= 2014 else 1)
    ]
    tables = vetoed(drafts)
    for name, rows in council(texts()).items():
        tables[name] += [{**r, "source": "unsc_vetoes_dhl"} for r in rows]
    view = View(
        chain.read(Path("nowhere")), [toy.embedded(tables, date(1946, 1, 1), TO, source="unsc_vetoes_dhl")]
    )
    asked = Inquiry(Group.of("CHN", "RUS"), view, AnswerCache())
    series = complete_series.of_pair(asked)
    answer = pooled_change.pool_pair(asked, series)
    assert answer is not None
    assert (set(answer.forms), answer.word) == ({"council-both", "vetoes"}, "up")
    there = complete_series.of_place(asked, "syria")
    placed = pooled_change.pool_place(asked, series, there)
    assert placed is not None
    assert placed.ratio < answer.ratio, "there both are as many as before"
    assert pooled_change.pool_place(asked, series, []) is None
    turned = [replace(s, by_year=tuple((4028 - y, k, n) for y, k, n in s.by_year[::-1])) for s in series]
    less = pooled_change.pool_pair(replace(asked, cache=AnswerCache()), turned)
    assert less is not None
    assert less.word == "down", "the years turned round"


def test_a_share_that_is_not_counted_by_year_has_no_date() -> None:
    """How often one joined the other's vetoes may be up, and only the whole of a window is known."""
    change = window_change.Change("up", 0.1, 0.9, 20, 9.0, 3.0, 20.0)
    joined = CompleteSeries(
        complete_series.VETOES_JOINED, "", "share", date(2004, 1, 1), date(2026, 1, 1), change=change
    )
    assert complete_series._dated(joined, TO) == joined
