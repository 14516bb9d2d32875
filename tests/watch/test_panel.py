"""Words against deeds, from made-up panels whose truth is known."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import count
from typing import Any

import numpy as np
import pytest
import toy

from comity.measures.roles import words_deeds
from comity.records.details import GapDetail
from comity.records.kinds import Kind
from comity.watch.inquiry import Inquiry
from comity.watch.questions import panel
from comity.watch.questions.panel import SIGNED, VOTES, Panel

YEARS = tuple(range(1992, 2022))


def made(words: float, deeds: float, seed: int = 1) -> Panel:
    """Forty pairs of one kind; the first is ``words`` and ``deeds`` standard deviations off the others."""
    rng = np.random.default_rng(seed)
    lift = rng.normal(0, 1, (41, 2))
    lift[0] = words, deeds
    year = rng.normal(0, 0.05, (41, len(YEARS)))
    values = {
        VOTES: np.clip(0.5 + 0.1 * lift[:, :1] + 0.05 * year, 0.01, 0.99),
        SIGNED: rng.poisson(np.exp(0.3 * lift[:, :1]), year.shape).astype(float),
        "trade both ways": np.exp(8 + 0.4 * lift[:, 1:] + year),
        "arms both ways": np.exp(4 + 0.4 * lift[:, 1:] + year),
    }
    values["arms both ways"][:, :8] = np.nan  # told from the ninth year on
    pairs = tuple((f"A{k:02}", f"B{k:02}") for k in range(41))
    return Panel(pairs, YEARS, values, ("toy:1", "toy:2"))


def test_who_says_more_than_it_does_stands_out_and_who_does_both_does_not() -> None:
    much = panel._gap(made(2.5, 0.0))
    both = panel._gap(made(2.5, 2.5))
    less = panel._gap(made(0.0, 2.5))
    for f in (much, both, less):
        assert isinstance(f.value, float)
        assert f.interval is not None
        assert f.interval.low <= f.value <= f.interval.high
        assert f.placebo is not None
    assert much.interval is not None
    assert much.interval.low > 0
    assert much.placebo is not None
    assert much.placebo.share <= 0.1
    assert both.interval is not None
    assert both.interval.low < 0.5
    assert float(less.value or 0.0) < -1.0


def test_without_deeds_there_is_no_gap() -> None:
    told = made(1.0, 0.0)
    only = Panel(told.pairs, told.years, {VOTES: told.values[VOTES], SIGNED: told.values[SIGNED]}, ())
    assert panel._gap(only).value is None


def test_one_indicator_a_side_is_the_plain_gap() -> None:
    told, likes = made(1.0, 0.5), np.arange(1, 41)
    words, deeds = told.values[VOTES], told.values["trade both ways"]
    plain = words_deeds.gap(words, deeds, 0, likes)
    twice = words_deeds.combined_gap([words, words], [deeds, deeds], 0, likes)
    assert twice.value == pytest.approx(plain.value)


STATES = ("CHN", "RUS", "DEU", "FRA", "GBR", "IND")


def flow(
    key: str, sender: str, receiver: str | None, year: int, value: float | None, **other: Any
) -> dict[str, Any]:
    day = other.pop("day", date(year, 12, 31))
    named = {"record_id": f"toy:{key}", "sender": sender, "receiver": receiver, "value": value}
    return {"measure": "imports", "unit": "million USD", **named, "date_from": day, "date_to": day, **other}


def held(more: Iterable[dict[str, Any]] = (), **question: Any) -> Inquiry:
    """Trade of six states with each other in 2019 and 2020, agreements, and twelve votes in 2020."""
    number = count()
    flows = [
        flow(f"{next(number):03}", a, b, year, 100.0)
        for year in (2019, 2020)
        for a in STATES
        for b in STATES
        if a != b
    ]
    agreed = [
        ("agreement", ("RUS", "CHN"), date(2020, 1, 1)),
        ("agreement", ("CHN", "RUS"), date(2020, 12, 31)),
        ("agreement", ("CHN", "RUS"), date(2018, 12, 31)),
        ("agreement", ("DEU", "FRA"), date(2019, 5, 1)),
        ("agreement", ("CHN", "RUS", "IND"), date(2019, 5, 1)),
        ("alliance", ("CHN", "RUS"), date(2019, 5, 1)),
    ]
    ties = []
    for k, (kind, who, day) in enumerate(agreed):
        tie = {"record_id": f"toy:t{k}", "kind": kind, "members": list(who), "date_from": day}
        ties.append({**tie, "precision": "day", "clauses": []})
    calls, ballots = [], []
    for k in range(21):
        year = 2020 if k < 12 else 2019
        fixed = {"roll_call_id": f"UNGA:{k}", "body": "UNGA", "date": date(year, 3, 1)}
        calls.append({**fixed, "record_id": f"toy:v{k}", "precision": "day", "issues": [], "session": 74})
        for s in ("CHN", "RUS", "FRA"):
            choice = "absent" if s == "FRA" and k < 3 else "no" if s == "RUS" and k < 3 else "yes"
            own = {"record_id": f"toy:v{k}/{s}", "state": s, "choice": choice, "veto": False}
            ballots.append({**fixed, **own})
    tables = {"flows": [*flows, *more], "ties": ties, "roll_calls": calls, "ballots": ballots}
    return toy.inquiry(tables, **question)


def test_a_panel_reads_trade_agreements_and_votes_by_year() -> None:
    made = panel.panel(held(since=date(2018, 6, 1)))
    assert made is not None
    assert made.pairs[0] == ("CHN", "RUS")
    assert set(made.pairs[1:]) == {(a, b) for a in STATES[2:] for b in STATES[2:] if a < b}
    assert made.years == (2018, 2019, 2020)
    assert list(made.values) == [SIGNED, "trade both ways", VOTES]
    trade = made.values["trade both ways"]
    assert trade[0].tolist() == [0, 200, 200]
    assert trade[made.pairs.index(("DEU", "FRA"))].tolist() == [0, 200, 200]
    assert made.values[SIGNED][0].tolist() == [1, 0, 2]
    assert made.values[SIGNED][made.pairs.index(("DEU", "FRA"))].tolist() == [0, 1, 0]
    votes = made.values[VOTES][0]
    assert np.isnan(votes[:2]).all(), "nine shared votes are too few"
    assert votes[2] == 0.75
    assert set(made.records) == {"toy:000", "toy:005", "toy:030", "toy:035", "toy:t0", "toy:t1", "toy:t2"}


def test_the_years_are_those_of_the_window_and_from_1992_on() -> None:
    whole = panel.panel(held())
    assert whole is not None
    assert (whole.years[0], whole.years[-1], len(whole.years)) == (1992, 2020, 29)
    to_2019 = panel.panel(held(until=date(2019, 12, 31)))
    assert to_2019 is not None
    assert to_2019.years[-1] == 2019


def test_only_flows_told_by_one_source_in_sight_are_added_up() -> None:
    more = [
        flow("b1", "CHN", "RUS", 2020, 7.0, source="b"),
        flow("c1", "CHN", "RUS", 2020, None),
        flow("c2", "CHN", "RUS", 1989, 9.0),
        flow("c3", "CHN", "RUS", 2020, 5.0, measure="arms-tiv"),
        flow("c4", "CHN", "RUS", 2020, 1.0, day=date(2020, 1, 1)),
    ]
    asked = held(more)
    pairs, years = (("CHN", "RUS"), ("DEU", "FRA")), range(1989, 2021)
    trade, ids = panel.flow(asked.view, pairs, years, "imports")
    assert np.isnan(trade[:, 0]).all(), "1989 is out of sight"
    assert trade[:, -2:].tolist() == [[200, 201], [200, 200]]
    assert ids == ["toy:000", "toy:005", "toy:030", "toy:035", "toy:c4"]
    none, without = panel.flow(asked.view, pairs, years, "loans")
    assert np.isnan(none).all()
    assert (none.shape, without) == ((2, 32), [])


def test_size_is_all_imports_of_the_newest_five_years() -> None:
    flows = [
        flow("1", "CHN", "RUS", 2020, 3.0),
        flow("2", "FRA", "RUS", 2016, 4.0),
        flow("3", "FRA", "RUS", 2015, 99.0),
        flow("4", "RUS", "CHN", 2020, 0.0),
        flow("5", "RUS", None, 2020, 5.0),
        flow("6", "CHN", "RUS", 2020, 50.0, measure="exports"),
        flow("7", "RUS", "FRA", 2019, None),
        flow("8", "RUS", "FRA", 2018, 2.0),
        flow("9", "RUS", "IND", 2018, 1.0),
    ]
    assert panel.size(toy.view({"flows": flows})) == {"RUS": 7, "FRA": 2, "IND": 1}
    assert panel.size(toy.view({"flows": []})) == {}


def test_without_trade_of_both_no_panel_is_made_and_it_says_so() -> None:
    assert panel.panel(toy.inquiry({"acts": []})) is None
    assert panel.panel(held().of_members("CHN", "IRN", "RUS")) is None
    assert panel.panel(held().of_members("CHN", "IRN")) is None
    untold = panel.findings(toy.inquiry({"acts": []}))
    assert [(f.kind, f.why_not) for f in untold] == [(Kind.PANEL_GAP, panel.UNTOLD)]
    assert panel.findings(held().of_members("CHN", "IRN", "RUS")) == []
    assert [f.kind for f in panel.findings(held())] == [Kind.PANEL_GAP]


def test_a_gap_names_its_indicators_and_records() -> None:
    gap = panel._gap(made(1.0, 0.0))
    assert gap.read(GapDetail).indicators == (SIGNED, "arms both ways", "trade both ways", VOTES)
    assert (gap.records, gap.records_total) == (("toy:1", "toy:2"), 2)
    assert gap.read(GapDetail).placebo_pairs == 40
