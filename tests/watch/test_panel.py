"""Trade and arms by year, from made-up flows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import count
from typing import Any

import numpy as np
import toy

from comity.watch.inquiry import Inquiry
from comity.watch.questions import panel

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
