"""First and last day of stretches, those without rows among them."""

from __future__ import annotations

from datetime import date

import pyarrow as pa

from comity.records.schemas import spans


def test_each_stretch_has_its_own_days() -> None:
    days = [date(2019, 2, d) for d in (5, 3, 9, 1, 7, 7)]
    column = pa.chunked_array([days[:2], days[2:]], pa.date32())
    assert spans(column, [0, 3, 0, 0, 2, 1, 0]) == [
        None,
        (days[1], days[2]),
        None,
        None,
        (days[3], days[4]),
        (days[5], days[5]),
        None,
    ]


def test_no_rows_have_no_days() -> None:
    none = pa.chunked_array([], pa.date32())
    assert spans(none, []) == []
    assert spans(none, [0, 0]) == [None, None]
