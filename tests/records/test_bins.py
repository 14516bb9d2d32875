"""The calendar of counts."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.errors import QuestionError
from comity.records import bins

DAYS = st.dates(date(1900, 1, 1), date(2099, 12, 31))
WIDTHS = st.sampled_from(bins.BINS)


@pytest.mark.parametrize(
    ("width", "first"),
    [
        ("day", date(2019, 2, 28)),
        ("week", date(2019, 2, 25)),  # a Monday
        ("month", date(2019, 2, 1)),
        ("quarter", date(2019, 1, 1)),
        ("year", date(2019, 1, 1)),
    ],
)
def test_a_day_lies_in_the_bin_that_the_calendar_says(width: str, first: date) -> None:
    assert bins.start(date(2019, 2, 28), width) == first


@given(DAYS, WIDTHS)
def test_every_day_lies_in_exactly_one_bin(day: date, width: str) -> None:
    first = bins.start(day, width)
    assert first <= day < bins.following(first, width)
    assert bins.start(first, width) == first


@given(DAYS, st.integers(0, 2000), WIDTHS)
def test_starts_cover_a_span_without_gap_or_overlap(first: date, length: int, width: str) -> None:
    last = first + timedelta(days=length)
    edges = bins.starts(first, last, width)
    assert edges[0] <= first
    assert edges[-1] > last
    assert all(bins.following(a, width) == b for a, b in pairwise(edges))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2019", date(2019, 1, 1), date(2019, 12, 31)),
        ("2020-02", date(2020, 2, 1), date(2020, 2, 29)),
        ("2019-q4", date(2019, 10, 1), date(2019, 12, 31)),
        ("2019-02-28", date(2019, 2, 28), date(2019, 2, 28)),
    ],
)
def test_a_window_is_read_as_written(text: str, first: date, last: date) -> None:
    assert bins.window(text) == (first, last)


@pytest.mark.parametrize("text", ["", "feb", "2019-13", "2019-02-30", "2019-Qx", "9" * 400])
def test_what_is_no_time_is_refused_with_a_way_out(text: str) -> None:
    with pytest.raises(QuestionError, match="write 2019"):
        bins.window(text)
