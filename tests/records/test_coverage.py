"""What could have been seen: outside it the answer is unknown."""

from __future__ import annotations

import json
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from comity.records.coverage import Coverage, merge


def cover(first: int, last: int, **more: object) -> Coverage:
    base = date(2019, 1, 1)
    return Coverage("s", "events", base + timedelta(first), base + timedelta(last), **more)  # type: ignore[arg-type]


def test_a_state_left_out_is_unknown_although_all_are_covered() -> None:
    c = cover(0, 10, leaves_out=frozenset({"RUS"}))
    assert c.sees("CHN", date(2019, 1, 5))
    assert not c.sees("RUS", date(2019, 1, 5))
    assert not c.sees("CHN", date(2019, 1, 12))


def test_coverage_goes_to_json_and_back() -> None:
    c = cover(0, 3, states=frozenset({"CHN", "RUS"}), selective=True, note="a choice")
    assert Coverage.from_json(json.loads(json.dumps(c.as_json()))) == c


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 9)), min_size=1))
def test_merging_neither_invents_nor_loses_a_day(stretches: list[tuple[int, int]]) -> None:
    before = {d for first, n in stretches for d in range(first, first + n + 1)}
    merged = merge(cover(first, first + n) for first, n in stretches)
    base = date(2019, 1, 1)
    after = [d for c in merged for d in range((c.first - base).days, (c.last - base).days + 1)]
    assert sorted(before) == sorted(after)
    assert merged == merge(reversed(merged))


def test_different_sight_is_not_merged() -> None:
    assert len(merge([cover(0, 3), cover(2, 5, states=frozenset({"CHN"}))])) == 2
