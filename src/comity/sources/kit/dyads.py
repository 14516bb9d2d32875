"""Counts of events between two states in a year, as others added them up: columns to FLOW."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from comity.records.schemas import FLOW
from comity.sources.base import SourceFile
from comity.sources.kit.events import by_pair
from comity.vocabulary import states

CLASSES = ("verbal cooperation", "material cooperation", "verbal conflict", "material conflict")
"""What is counted, in the order of the quad classes 1 to 4."""


def midyear(year: int) -> date:
    """The day by which a code of that year is read (``RUS`` in 1980 is the Soviet Union)."""
    return date(year, 7, 1)


def state(raw: pa.Array, year: pa.Array, system: str) -> pa.Array:
    """State of each code or name in its year."""

    def one(value: str | None, y: int) -> str | None:
        return states.resolve(states.resolve(value, system, midyear(y)), "iso3", midyear(y))

    return by_pair(raw, year, one)


def flows(file: SourceFile, source: str, measure: str, columns: dict[str, pa.Array]) -> pa.Table:
    """FLOW rows of counts per year.

    Parameters
    ----------
    columns : ``row_no``, ``year``, ``a``, ``b`` (as published), ``sender``, ``receiver`` (codes),
        ``what`` and ``value``; the first four and ``what`` make the record's id
    """
    n, year = len(columns["year"]), columns["year"].cast(pa.string())
    key = pc.binary_join_element_wise(source, year, columns["a"], columns["b"], columns["what"], ":")
    values: dict[str, Any] = {
        "record_id": key,
        "source": source,
        "file_id": file.file_id,
        "row_no": columns["row_no"],
        "known_on": pc.strptime(pc.binary_join_element_wise(year, "12-31", "-"), "%Y-%m-%d", "s"),
        "date_from": pc.strptime(pc.binary_join_element_wise(year, "01-01", "-"), "%Y-%m-%d", "s"),
        "date_to": pc.strptime(pc.binary_join_element_wise(year, "12-31", "-"), "%Y-%m-%d", "s"),
        "sender": columns["sender"],
        "receiver": columns["receiver"],
        "sender_raw": columns["a"],
        "receiver_raw": columns["b"],
        "measure": measure,
        "value": columns["value"],
        "unit": "events",
        "what": columns["what"],
    }
    out = []
    for f in FLOW:
        value = values.get(f.name)
        array = value if isinstance(value, pa.Array) else pa.repeat(pa.scalar(value, f.type), n)
        out.append(array.cast(f.type))
    return pa.Table.from_arrays(out, schema=FLOW)


def four(column: pa.Array) -> pa.Array:
    """Each row four times, once for each class."""
    return column.take(pa.array(np.repeat(np.arange(len(column)), len(CLASSES))))
