"""Cells brought up to date are those counted anew, whatever came in, in whatever order."""

from __future__ import annotations

import tempfile
from datetime import date, timedelta
from pathlib import Path

import lake_toy as toy
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.lake.query import event_counts as counting
from comity.lake.query.incremental_counts import bring_up_to_date as counted
from comity.lake.store import Lake
from comity.vocabulary.hotspots import Hotspot, all_hotspots

SPOTS = [h for h in all_hotspots().values() if h.states][:3]
TARGETS = sorted({s for h in SPOTS for s in h.states})[:3]

rows = st.tuples(
    st.integers(0, 12),  # few keys, so that records are told again
    st.integers(0, 70),
    st.sampled_from(["RUS", "CHN"]),
    st.sampled_from([*TARGETS, "ZZZ"]),
    st.sampled_from(["", "m"]),
)
files = st.lists(
    st.tuples(st.sampled_from(["a", "b", "c"]), st.lists(rows, min_size=1, max_size=6)), max_size=5
)


def line(row: tuple[int, int, str, str, str]) -> str:
    key, day, actor, target, flags = row
    when = date(2019, 1, 1) + timedelta(day)
    when = when.replace(day=1) if flags else when
    return toy.line(key, day=when.isoformat(), actor=actor, target=target, flags=flags)


@settings(max_examples=12, deadline=None)
@given(files=files, bin=st.sampled_from(["day", "week", "month"]))
def test_brought_up_to_date_is_counted_anew(
    files: list[tuple[str, list[tuple[int, int, str, str, str]]]],
    bin: str,  # noqa: A002
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        lake = Lake.open(Path(folder, "lake"))
        for n, (name, told) in enumerate([("first", [(0, 3, "RUS", TARGETS[0], "")]), *files]):
            path = toy.write(Path(folder, str(n), f"{name}.txt"), map(line, told))
            lake.add([path], toy.recognise)
            view = lake.view()
            now = counted(view, SPOTS, bin, None, lake.root / "cells" / "all.parquet")
            assert now.cells.equals(counting.cells(view, SPOTS, bin).combine_chunks())
            again = counted(view, SPOTS, bin, None, lake.root / "cells" / "all.parquet")
            assert again.touched == frozenset()
            assert again.cells.equals(now.cells)


def test_only_touched_weeks_are_counted(tmp_path: Path) -> None:
    lake, spots = Lake.open(tmp_path / "lake"), SPOTS
    where = lake.root / "cells" / "toy-week.parquet"

    def add(name: str, *told: str) -> frozenset[date] | None:
        lake.add([toy.write(tmp_path / "in" / name, told)], toy.recognise)
        return counted(lake.view(), spots, "week", "toy", where).touched

    def act(key: str, day: str, known: str = "") -> str:
        return toy.line(key, day=day, known=known, actor="RUS", target=TARGETS[0])

    assert add("a.txt", act("1", "2019-02-04"), act("2", "2019-03-04")) is None
    assert add("b.txt", act("3", "2019-02-10")) == {date(2019, 2, 4)}
    # Told again on another day: the week in which it no longer stands is counted too.
    moved = add("c.txt", act("2", "2019-03-20", known="2019-04-01"))
    assert moved == {date(2019, 3, 4), date(2019, 3, 18)}
    starts = counted(lake.view(), spots, "week", "toy", where).cells["bin_start"].to_pylist()
    assert set(starts) == {date(2019, 2, 4), date(2019, 3, 18)}


def test_another_vocabulary_counts_all_anew(tmp_path: Path) -> None:
    lake = Lake.open(tmp_path / "lake")
    lake.add([toy.write(tmp_path / "in" / "a.txt", [toy.line("1", target=TARGETS[0])])], toy.recognise)
    where = lake.root / "cells" / "toy.parquet"
    assert counted(lake.view(), SPOTS, "week", "toy", where).touched is None
    fewer: list[Hotspot] = SPOTS[:1]
    assert counted(lake.view(), fewer, "week", "toy", where).touched is None
    where.write_bytes(b"damaged")
    assert counted(lake.view(), fewer, "week", "toy", where).touched is None
