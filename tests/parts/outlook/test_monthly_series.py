"""Counts by month: what was known by the end of the next month counts, and what nobody saw is unknown."""

from __future__ import annotations

from datetime import date

import numpy as np
import outlook_toy as toy
import pytest

from comity.parts.outlook.forecast import series
from comity.parts.outlook.forecast.series import MonthlySeries

FIRST, LAST = date(2018, 1, 1), date(2019, 12, 31)


def counted(*facts: dict, first: date = FIRST, last: date = LAST) -> MonthlySeries:
    (one, *_) = series.count_joint_acts(toy.ground(list(facts), first, last))
    return one


def test_a_month_counts_what_was_known_by_the_end_of_the_next() -> None:
    in_time = toy.fact(date(2018, 3, 5), known=date(2018, 4, 30), key="in time")
    late = toy.fact(date(2018, 3, 6), known=date(2018, 5, 1), key="late")
    s = counted(in_time, late)
    assert s.counts[2] == 1
    assert s.counts.sum() == 1
    assert s.month(2) == date(2018, 3, 1)


@pytest.mark.parametrize(
    ("last", "months", "lag"),
    [
        (date(2019, 12, 31), 23, 1),  # December waits for January to end
        (date(2019, 12, 30), 22, 2),
        (date(2020, 1, 1), 23, 2),
    ],
)
def test_the_newest_month_waits_until_the_next_has_ended(last: date, months: int, lag: int) -> None:
    s = counted(last=last)
    assert len(s.counts) == s.known == months
    assert s.lag == lag


def test_a_month_that_was_seen_in_part_is_unknown() -> None:
    s = counted(toy.fact(date(2018, 1, 20)), first=date(2018, 1, 2))
    assert np.isnan(s.counts[0])
    assert s.known == len(s.counts) - 1


def test_an_act_over_two_months_is_of_neither() -> None:
    s = counted({**toy.fact(date(2018, 3, 31)), "date": "2018-03-31/2018-04-02"})
    assert s.counts.sum() == 0


def test_records_are_those_of_the_last_two_years() -> None:
    days = [date(2017, 1, 5), date(2018, 1, 5), date(2019, 6, 5)]
    s = counted(*(toy.fact(d) for d in days), first=date(2016, 1, 1))
    assert s.counts.sum() == 3
    assert len(s.records) == 2, "the 24 months to November 2019 begin in December 2017"


def test_a_form_is_counted_by_itself_from_twelve_on() -> None:
    drills = [toy.fact(date(2018, 1 + k % 12, 2 + k), "joint-exercise") for k in range(series.FEWEST)]
    names = [s.name for s in series.count_joint_acts(toy.ground(drills, FIRST, LAST))]
    fewer = [s.name for s in series.count_joint_acts(toy.ground(drills[1:], FIRST, LAST))]
    assert len(names) == 2
    assert len(fewer) == 1


def test_a_hotspot_counts_its_own_acts_alone() -> None:
    facts = [toy.fact(date(2018, 3, 5), hotspot="iran"), toy.fact(date(2018, 4, 5), hotspot="syria")]
    inputs = toy.ground(facts, FIRST, LAST)
    (iran,) = series.count_joint_acts(inputs, "iran")
    assert iran.counts.sum() == iran.counts[2] == 1
    assert iran.name.endswith("on Iran")
    assert series.count_joint_acts(inputs)[0].counts.sum() == 2


def test_without_a_record_that_names_both_there_is_no_series() -> None:
    inputs = toy.ground([], FIRST, LAST)
    assert series.count_joint_acts(inputs.as_of(date(2017, 12, 31))) == []


def test_cells_of_others_are_the_volume_and_months_out_of_sight_unknown() -> None:
    months = [date(2020, m, 1) for m in (1, 2, 3)]
    rows = [({"bin_start": months[0], "n": 4}, True), ({"bin_start": months[0], "n": 6}, False)]
    rows += [({"bin_start": months[2], "n": 5}, True), ({"bin_start": months[1], "n": 9}, True)]
    s = series._list_covered_months("x", "icews", months, {months[0], months[2]}, rows)
    np.testing.assert_array_equal(s.counts, [4, np.nan, 5])
    np.testing.assert_array_equal(s.volume, [7, np.nan, 1])
