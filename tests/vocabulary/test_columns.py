"""Whole columns resolve as each value would alone."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.errors import QuestionError
from comity.vocabulary import states
from comity.vocabulary.columns import resolve_column

SYSTEMS = ("iso3", "cow", "un", "any-name", "cameo", "leader")
POOL = {
    s: sorted(
        {n.value for n in states.all_names() if n.system in (s, "un")} | {"365", "nobody", "YUG", "SUN"}
    )
    for s in SYSTEMS
} | {"iso3": [*sorted(states.all_states()), "ROM", "nobody"]}
days = st.dates(date(1900, 1, 1), date(2026, 12, 31))


@settings(max_examples=60, deadline=None)
@given(st.data(), st.sampled_from(SYSTEMS))
def test_a_column_resolves_as_its_values_do(data, system: str) -> None:  # type: ignore[no-untyped-def]
    one = st.tuples(st.none() | st.sampled_from(POOL[system]), st.none() | days)
    rows = data.draw(st.lists(one, max_size=20))
    values = pa.array([v for v, _ in rows], pa.string())
    on = pa.array([d for _, d in rows], pa.date32())
    wanted = [states.resolve(v, system, d) for v, d in rows]
    assert resolve_column(values, system, on).to_pylist() == wanted
    assert resolve_column(values, system).to_pylist() == [states.resolve(v, system) for v, _ in rows]


@pytest.mark.parametrize("turn", [date(1991, 12, 25), date(1991, 12, 26)])
def test_the_day_of_change_falls_on_the_right_side(turn: date) -> None:
    got = resolve_column(pa.array(["365"]), "cow", pa.array([turn]))
    assert got.to_pylist() == ["SUN" if turn.day == 25 else "RUS"]


def test_numbers_chunks_and_dictionaries() -> None:
    for values in (
        pa.array([365, 710, None], pa.int64()),
        pa.array([365.0, 710.0, None], pa.float64()),
        pa.array(["365", "710", None]).dictionary_encode(),
        pa.chunked_array([["365"], ["710", None]], pa.string()),
    ):
        assert resolve_column(values, "cow").to_pylist() == ["RUS", "CHN", None]
    assert resolve_column(pa.array([], pa.string()), "cow").to_pylist() == []
    assert resolve_column(pa.nulls(2, pa.string()), "cow").to_pylist() == [None, None]


def test_namibia_is_not_null() -> None:
    assert resolve_column(pa.array(["NA", ""]), "iso2").to_pylist() == ["NAM", None]


def test_columns_of_two_lengths_are_refused() -> None:
    with pytest.raises(QuestionError, match="need as many dates"):
        resolve_column(pa.array(["2", "2"]), "cow", pa.array([date(2000, 1, 1)]))
