"""The windows of the trend, by hand: the last two years of the data against the eight before."""

from __future__ import annotations

from datetime import date

import pytest

from comity.measures.record.occurrence import Occurrence
from comity.measures.record.record import Record
from comity.measures.record.share_trend import MORE
from comity.vocabulary.group import Group
from comity.watch.questions import trend

PAIR = Group.of("FRA", "DEU")
DATA_TO = date(2026, 6, 15)
BEFORE, AFTER = date(2016, 7, 1), date(2024, 7, 1)
"""June 2026 is the 24th month from July 2024 on, and the eight years before that begin in July 2016."""


def act(day: date, *, together: bool = True) -> Occurrence:
    return Occurrence(
        f"o{day}",
        PAIR.codes,
        day,
        day,
        "day",
        together,
        not together,
        "joint",
        (),
        None,
        "none",
        ("x",),
        (f"r{day}",),
        1,
        (),
        "",
    )


def record(place: str, *acts: Occurrence) -> Record:
    return Record(PAIR, place, acts)


EDGES = [
    (date(2016, 6, 30), (0, 0)),
    (BEFORE, (1, 0)),
    (date(2024, 6, 30), (1, 0)),
    (AFTER, (0, 1)),
    (DATA_TO, (0, 1)),
]


@pytest.mark.parametrize("last", [date(2026, 6, 1), DATA_TO, date(2026, 6, 30)])
def test_the_windows_are_whole_months(last: date) -> None:
    assert trend.windows(last) == (BEFORE, AFTER)
    assert trend.windows(date(2026, 7, 1)) == (date(2016, 8, 1), date(2024, 8, 1))


@pytest.mark.parametrize(("day", "counts"), EDGES)
def test_a_day_on_the_edge_is_in_the_window_that_it_opens(day: date, counts: tuple[int, int]) -> None:
    records = {"a": record("a", act(day)), "b": record("b")}
    assert trend.split("a", records, DATA_TO) == (counts, (0, 0))
    assert trend.split("b", records, DATA_TO) == ((0, 0), counts)


def test_elsewhere_is_every_other_place() -> None:
    early, late = act(BEFORE), act(AFTER)
    records = {
        "a": record("a", early, late, act(DATA_TO, together=False)),
        "b": record("b", early, early, late),
        "c": record("c", late),
    }
    assert trend.split("a", records, DATA_TO) == ((1, 1), (2, 2))


def test_the_trend_names_the_records_of_both_windows_and_no_older_ones() -> None:
    days = [date(2016, 6, 30), BEFORE, *(date(2025, m, 1) for m in range(1, 10))]
    elsewhere = [act(date(2017 + k % 9, 3, 1 + k % 28)) for k in range(200)]
    records = {"a": record("a", *map(act, days)), "b": record("b", *elsewhere)}
    f = trend.trend("a", records, DATA_TO)
    assert f.value == MORE
    assert (f.detail.here_before, f.detail.here_after) == (1, 9)
    assert set(f.records) == {f"r{d}" for d in days[1:]}
    since = trend.since("a", records, DATA_TO)
    assert set(since.records) == set(f.records)
    assert since.n == 10 + 200, "both windows, and every place"
    assert since.value == "2025-04-01", "after the last one elsewhere"
