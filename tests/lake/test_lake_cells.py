"""Cells: held against a count written out by hand in plain Python, over events drawn at random."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import lake_toy as toy
import numpy as np
import pyarrow as pa
import pytest

from comity.errors import QuestionError
from comity.lake.query import event_counts
from comity.lake.query.view import BINS, View, covered_bins
from comity.lake.store import Lake
from comity.records import bins
from comity.records.coverage import Coverage
from comity.vocabulary.hotspots import Coordinates, Hotspot

Events = list[dict[str, Any]]


def hotspot(name: str, states: tuple[str, ...] = (), geo: tuple[str, ...] = ()) -> Hotspot:
    none: tuple[str, ...] = ()
    return Hotspot(
        id=name,
        name=name,
        short=name,
        about="",
        part_of="",
        own=False,
        states=states,
        geo=geo,
        bodies=none,
        place=Coordinates("", 0, 0),
        vote_terms=none,
        vote_issues=none,
        text_terms=none,
        core_interest_of=none,
    )


SPOTS = [
    hotspot("east", ("TTT", "UUU")),
    hotspot("west", ("VVV",), geo=("VVV", "TTT")),
    hotspot("ground", geo=("UUU",)),
    hotspot("own"),
]


def drawn(seed: int, n: int = 1500) -> list[str]:
    """Rows with many repeats, blank codes, mirrors, persons, coarse dates."""
    dice = random.Random(seed)
    first = date(2018, 12, 20)
    codes = {"010": 1, "060": 2, "110": 3, "190": 4}
    rows = []
    for k in range(n):
        code = dice.choice(list(codes))
        rows.append(
            toy.line(
                k,
                day=first + timedelta(days=dice.randrange(40)),
                actor=dice.choice(["AAA", "BBB", "TTT", ""]),
                target=dice.choice(["TTT", "UUU", "VVV", "AAA", ""]),
                code=code,
                quad=codes[code],
                geo=dice.choice(["TTT", "UUU", "VVV", ""]),
                flags="".join(f for f in "nmrt" if dice.random() < 0.2),
            )
        )
    return rows


def monday(day: date) -> date:
    return day - timedelta(days=day.isoweekday() - 1)


STARTS = {
    "day": lambda d: d,
    "week": monday,
    "month": lambda d: d.replace(day=1),
    "quarter": lambda d: date(d.year, {1: 1, 2: 1, 3: 1, 12: 10}[d.month], 1),
    "year": lambda d: date(d.year, 1, 1),
}


def by_hand(events: Events, bin: str, states_only: bool) -> dict[tuple[Any, ...], int]:  # noqa: A002
    """The counting rule, the slow way: a set of acts for every cell."""
    acts = defaultdict(set)
    for e in events:
        if not e["actor"] or (states_only and not e["actor_is_state"]):
            continue
        if e["precision"] == "month" and bin in ("day", "week"):
            continue
        for h in SPOTS:
            if e["target"] in h.states or e["geo_state"] in h.geo:
                cell = (e["actor"], h.id, STARTS[bin](e["event_date"]), e["quad"])
                acts[cell].add((e["target"], e["code"], e["event_date"]))
    return {cell: len(found) for cell, found in acts.items()}


def dyads_by_hand(events: Events, bin: str) -> dict[tuple[Any, ...], int]:  # noqa: A002
    acts = defaultdict(set)
    for e in events:
        states = e["actor"] and e["target"] and e["actor_is_state"] and e["target_is_state"]
        if not states or e["actor"] == e["target"] or e["mirror_of"] or e["precision"] != "day":
            continue
        pair = sorted((e["actor"], e["target"]))
        acts[*pair, STARTS[bin](e["event_date"]), e["quad"]].add((e["actor"], e["code"], e["event_date"]))
    return {cell: len(found) for cell, found in acts.items()}


def as_dict(table: pa.Table) -> dict[tuple[Any, ...], int]:
    return {tuple(list(r.values())[:-1]): r["n"] for r in table.to_pylist()}


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> View:
    folder = tmp_path_factory.mktemp("cells")
    lake = Lake.open(folder / "lake")
    for seed in (1, 2):
        lake.add([toy.write(folder / f"{seed}.txt", drawn(seed))], toy.recognise)
    return lake.view()


@pytest.fixture(scope="module")
def events(view: View) -> Events:
    found: Events = view.table("events").to_pylist()
    return found


@pytest.mark.parametrize("bin", list(BINS))
@pytest.mark.parametrize("states_only", [True, False])
def test_cells_are_what_a_hand_counts(view: View, events: Events, bin: str, states_only: bool) -> None:  # noqa: A002
    got = event_counts.cells(view, SPOTS, bin, state_actors_only=states_only)
    assert got.schema.equals(event_counts.CELL)
    assert as_dict(got) == by_hand(events, bin, states_only)
    keys = [tuple(r.values())[:-1] for r in got.to_pylist()]
    assert keys == sorted(keys)


@pytest.mark.parametrize("bin", ["day", "week"])
def test_dyads_are_what_a_hand_counts(view: View, events: Events, bin: str) -> None:  # noqa: A002
    got = event_counts.dyads(view, bin)
    assert got.schema.equals(event_counts.DYAD)
    assert as_dict(got) == dyads_by_hand(events, bin)


def test_a_source_may_be_asked_alone(view: View) -> None:
    whole = event_counts.cells(view, SPOTS, "week")
    assert event_counts.cells(view, SPOTS, "week", source="toy").equals(whole)
    assert event_counts.cells(view, SPOTS, "week", source="other").equals(event_counts.CELL.empty_table())


def test_a_hotspot_without_ground_has_no_cells_and_a_wrong_bin_is_told(view: View) -> None:
    assert event_counts.cells(view, [hotspot("own")], "week").num_rows == 0
    for ask in (
        lambda: event_counts.cells(view, SPOTS, "hour"),
        lambda: covered_bins([], ["AAA"], "hour"),
    ):
        with pytest.raises(QuestionError, match="day, week, month, quarter, year, not 'hour'"):
            ask()


def test_one_act_told_often_counts_once(tmp_path: Path) -> None:
    lake = Lake.open(tmp_path / "lake")
    told = [toy.line(k, actor="AAA", target="TTT", geo="VVV") for k in range(20)]
    lake.add([toy.write(tmp_path / "a.txt", [*told, toy.line(99, code="020")])], toy.recognise)
    got = event_counts.cells(lake.view(), SPOTS, "day").to_pylist()
    assert [(c["hotspot"], c["n"]) for c in got] == [("east", 2), ("west", 1)]


def test_cells_are_what_shorter_sql_counts(view: View, events: Events) -> None:
    got = event_counts.count_cells(view, [("TTT", "east")], [("UUU", "ground")], "week")
    with duckdb.connect() as con:
        con.register("raw", pa.Table.from_pylist(events, schema=view.table("events").schema))
        by_sql = con.execute("""
            WITH acts AS (
              SELECT DISTINCT actor, target, code, quad, event_date, h FROM (
                SELECT *, 'east' AS h FROM raw WHERE target = 'TTT'
                UNION ALL SELECT *, 'ground' AS h FROM raw WHERE geo_state = 'UUU')
              WHERE actor_is_state AND actor IS NOT NULL AND "precision" = 'day')
            SELECT actor, h, date_trunc('week', event_date)::DATE, quad, count(*) AS n
            FROM acts GROUP BY ALL ORDER BY ALL""").fetchall()
    assert [tuple(r.values()) for r in got.to_pylist()] == by_sql


@pytest.mark.parametrize("bin", list(BINS))
def test_bins_follow_each_other(bin: str) -> None:  # noqa: A002
    day = date(2019, 11, 20)
    start = bins.start(day, bin)
    seen = [start]
    for k in range(400):
        today = day + timedelta(days=k)
        if bins.start(today, bin) != seen[-1]:
            seen.append(bins.start(today, bin))
    again = [start]
    while len(again) < len(seen):
        again.append(bins.following(again[-1], bin))
    assert again == seen


def sight(first: str, last: str, **said: Any) -> Coverage:
    days = {"first": date.fromisoformat(first), "last": date.fromisoformat(last)}
    return Coverage(**{"source": "toy", "table": "events"} | days | said)


def test_bins_not_seen_in_full_are_absent() -> None:
    spans = [("2019-01-01", "2019-01-20"), ("2019-01-21", "2019-02-05"), ("2019-03-01", "2019-03-31")]
    stretches = [sight(*s) for s in spans]
    covered = covered_bins(stretches, ["AAA"], "month")
    assert covered == [date(2019, 1, 1), date(2019, 3, 1)]  # February was seen for five days
    weeks = covered_bins(stretches, ["AAA"], "week")
    first_weeks = [date(2019, 1, d) for d in (7, 14, 21)]  # the week of 28 January ends seen, 4 Feb not
    assert weeks[:5] == [*first_weeks, date(2019, 1, 28), date(2019, 3, 4)]
    assert weeks[-1] == date(2019, 3, 25)


def test_a_state_out_of_sight_empties_the_answer() -> None:
    year = ("2019-01-01", "2019-12-31")
    leaves_out = [sight(*year, leaves_out=frozenset({"USA"}))]
    assert len(covered_bins(leaves_out, ["AAA"], "month")) == 12
    assert covered_bins(leaves_out, ["AAA", "USA"], "month") == []
    only = [frozenset({"AAA"}), frozenset({"BBB"})]
    half = [sight(*year, states=only[0]), sight("2019-01-01", "2019-06-30", states=only[1])]
    assert len(covered_bins(half, ["AAA", "BBB"], "month")) == 6
    assert covered_bins([sight(*year, selective=True)], ["AAA"], "year") == []
    assert covered_bins([sight(*year, table="acts")], ["AAA"], "year") == []
    assert covered_bins([sight(*year)], ["AAA"], "year", source="other") == []
    limited = [sight(*year, hotspots=frozenset({"east"}))]
    assert covered_bins(limited, ["AAA"], "year") == []
    assert covered_bins(limited, ["AAA"], "year", hotspot="east") == [date(2019, 1, 1)]


def test_the_matrix_holds_counts_of_the_bins_asked_only(view: View) -> None:
    table = event_counts.cells(view, SPOTS, "week")
    weeks = covered_bins(view.coverage(), ["AAA", "BBB"], "week")
    assert date(2018, 12, 17) not in weeks  # seen from Thursday
    matrix = event_counts.counts_matrix(table, "east", ["BBB", "AAA", "ZZZ"], weeks, quads=(1, 3))
    assert matrix.shape == (3, len(weeks))
    want = np.zeros_like(matrix)
    for c in table.to_pylist():
        asked = c["hotspot"] == "east" and c["quad"] in (1, 3) and c["bin_start"] in weeks
        if asked and c["state"] in ("AAA", "BBB"):
            want[["BBB", "AAA"].index(c["state"]), weeks.index(c["bin_start"])] += c["n"]
    assert np.array_equal(matrix, want)
    assert matrix[0].sum() > 0 == matrix[2].sum()


@pytest.mark.parametrize("only", ["east", "ground"])
def test_hotspots_with_states_only_or_places_only_count_an_act_once(
    view: View, events: Events, only: str
) -> None:
    spots = [s for s in SPOTS if s.id == only]
    by_states_or_place = event_counts.cells(view, spots, "week")
    wanted = {cell: n for cell, n in by_hand(events, "week", True).items() if cell[1] == only}
    assert sum(wanted.values()) < view.table("events").num_rows
    assert as_dict(by_states_or_place) == wanted
