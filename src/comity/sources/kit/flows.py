"""What the sources of added-up events share: periods, FLOW records, lines without quoting as rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import pyarrow as pa

from comity.records import bins
from comity.records.coverage import Coverage
from comity.records.schemas import FLOW
from comity.sources.base import Batch, SourceFile
from comity.sources.kit import delimited
from comity.sources.kit.rows import Row, RowError, Rows
from comity.vocabulary import states

Period = tuple[date, date]
"""First and last day."""


def of_lines(
    file: SourceFile, columns: tuple[str, ...], *, delimiter: str = ",", header: bool = False
) -> Rows:
    """Rows of a file without quoting; see :func:`comity.sources.kit.delimited.lines`."""
    out = Rows([], 0)
    for piece in delimited.lines(file, columns, delimiter=delimiter, header=header):
        out.row_count += piece.row_count
        out.rejects += piece.rejects
        for rule, n in piece.set_aside.items():
            out.set_aside[rule] = out.set_aside.get(rule, 0) + n
        out.rows += zip(piece.row_no.tolist(), piece.table.to_pylist(), strict=True)
    return out


def day(text: str) -> Period:
    """The day ``20170131``; :class:`~comity.sources.kit.rows.RowError` if it is none."""
    return _period(text, r"(\d{4})(\d\d)(\d\d)", "day")


def month(text: str) -> Period:
    """The month ``201701``."""
    return _period(text, r"(\d{4})(\d\d)", "month")


def year(text: str) -> Period:
    """The year ``2017``."""
    return _period(text, r"(\d{4})", "year")


def _period(text: str, form: str, width: str) -> Period:
    match = re.fullmatch(form, text.strip(), re.ASCII)
    try:
        numbers = [int(g) for g in match.groups()] if match else []
        first = date(*(*numbers, 1, 1)[:3]) if 1900 <= (numbers or [0])[0] <= 2100 else None
    except ValueError:
        first = None
    if first is None:
        raise RowError("date", f"{text!r} is no {width}")
    return first, bins.following(first, width) - timedelta(days=1)


def number(text: str) -> float:
    """A finite number, perhaps with commas in it; a ``RowError`` if it is none."""
    try:
        value = float(text.replace(",", ""))
    except ValueError:
        value = float("nan")
    if not abs(value) < 1e15:
        raise RowError("number", f"{text!r} is not a number")
    return value


def count(text: str) -> float:
    """A number that is not below 0."""
    value = number(text)
    if value < 0:
        raise RowError("number", f"{text!r} is no count")
    return value


def flow(
    key: Iterable[object],
    period: Period,
    pair: tuple[str, str],
    system: str,
    measure: tuple[str, str],
    value: float,
    what: str,
) -> Row:
    """A FLOW record without provenance, known when its period was over.

    Parameters
    ----------
    key : parts of its id
    pair : sender and receiver as published; ``""`` for none
    system : code system of the pair; a code that is no state in the middle of the period stays raw
    measure : its name and its unit
    """
    first, last = period
    middle = first + (last - first) // 2
    sender, receiver = (code_on(raw, system, middle) for raw in pair)
    return {
        "record_id": ":".join(map(str, key)),
        "known_on": last,
        "date_from": first,
        "date_to": last,
        "sender": sender,
        "receiver": receiver,
        "sender_raw": pair[0] or None,
        "receiver_raw": pair[1] or None,
        "measure": measure[0],
        "value": value,
        "unit": measure[1],
        "what": what,
    }


@lru_cache(maxsize=1 << 16)
def code_on(raw: str, system: str, on: date) -> str | None:
    """The state that a code means, as the one that bore the seat on that day."""
    return states.resolve(states.resolve(raw, system, on), "iso3", on)


def seen_from_to(
    batch: Batch, source: str, note: str, *, states_seen: frozenset[str] | None = None
) -> Iterator[Batch]:
    """The batch with the days from its first to its last flow as its coverage."""
    flows = batch.tables["flows"]
    if flows.num_rows:
        first, last = _span(flows)
        batch.coverage = [Coverage(source, "flows", first, last, states=states_seen, note=note)]
    yield batch


def _span(flows: pa.Table) -> Period:
    return min(flows["date_from"].to_pylist()), max(flows["date_to"].to_pylist())


def text_of(row: dict[str, Any]) -> dict[str, str]:
    """The cells of a row without the blanks around them."""
    return {k.strip(): str(v).strip() for k, v in row.items()}


def as_sample(c: Coverage) -> Coverage:
    """The same sight of a part that somebody chose: a record in it is evidence, the absence of one is not."""
    return replace(c, selective=True)


def table(n: int, values: dict[str, Any]) -> pa.Table:
    """FLOW rows from columns, each an array or one value for all rows; columns that are absent are null."""
    out = []
    for f in FLOW:
        value = values.get(f.name)
        array = value if isinstance(value, pa.Array) else pa.repeat(pa.scalar(value, f.type), n)
        out.append(array.cast(f.type))
    return pa.Table.from_arrays(out, schema=FLOW)
