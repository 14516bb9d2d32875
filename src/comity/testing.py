"""A check that a source keeps its contract, for sources by anyone.

>>> from comity.testing import check_source          # doctest: +SKIP
>>> check_source(MySource(), [("small.csv", b"...")])  # doctest: +SKIP

Use small files of the published layout: each is read about thirty times, whole and damaged.  A broken rule
raises an :class:`AssertionError` with a sentence; an exception that a source must not raise (anything but
:class:`~comity.errors.SourceError`) passes through unchanged.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

import pyarrow as pa
import pyarrow.compute as pc

from comity.errors import SourceError
from comity.lake.reading import find_faults
from comity.records.coverage import Coverage
from comity.records.schemas import TABLES, Reject, file_id, fits, plain
from comity.sources.base import Batch, Sample, Source, SourceFile
from comity.vocabulary import states

#: The number of bytes at the start of a file from which a source may recognise it.
HEAD = 1 << 16

_NOISE = (
    b"",
    b"\x00" * 512,
    b"hello, world\n",
    b"<html><body>Not found</body></html>",
    b"a,b,c\n1,2,3\n",
    b"\x1f\x8b\x08\x00 no gzip",
    b"RDX3\nX\n\x00\x00",
    b"PK\x03\x04 no zip",
    b"{}\n",
    b"\xff\xfe\xfd" * 99,
)
_CUTS = (0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 0.97)
_FLIPS = 12
_STRIDE = 2654435761  # Knuth's multiplier: spreads the places of damage over a file without randomness


@dataclass(slots=True)
class Reading:
    """Everything that a source read from one file."""

    row_count: int = 0
    accepted: int = 0
    set_aside: dict[str, int] = field(default_factory=dict)
    rejects: list[Reject] = field(default_factory=list)
    coverage: list[Coverage] = field(default_factory=list)
    tables: dict[str, pa.Table] = field(default_factory=dict)

    def ids(self) -> dict[str, set[str]]:
        """Return the record ids by table."""
        return {n: set(t["record_id"].to_pylist()) for n, t in self.tables.items() if t.num_rows}


def check_source(source: Source, files: Sequence[tuple[str, bytes]]) -> None:
    """Check that a source keeps its contract on small files (name, bytes) of its layout.

    It checks that the card has what a reader must know; that the source recognises its files and no others;
    that every row is accounted for; that tables have their schemas, and ids and states are right; that the
    coverage includes every ballot; that reading twice, in another order or with every row doubled gives the
    same ids; and that damaged bytes end in a ``SourceError`` or in rejects, with every row still accounted
    for.

    Raises
    ------
    AssertionError
        When a check fails.
    """
    _check_card(source)
    for data in _NOISE:
        _hold(not source.recognises(Sample("noise", data)), f"{data[:20]!r} is recognised, and is noise")
    accepted = 0
    for name, data in files:
        _hold(source.recognises(Sample(name, data[:HEAD])), f"{name} is not recognised")
        first, second = check_bytes(source, name, data), check_bytes(source, name, data)
        if first is None or second is None:
            raise AssertionError(f"{name} is of the source's own layout and refused")
        faults = find_faults(first.tables["acts"]) if "acts" in first.tables else {}
        _hold(not faults, f"{name}, {next(iter(faults.values()), '')}")
        _hold(first.tables == second.tables, f"{name} read twice gives two results")
        accepted += first.accepted
        _check_order(source, name, data, first)
        for damaged in _damage(data):
            reading = check_bytes(source, name, damaged)
            if reading is not None and _by_line(data, first):
                lines = _lines(damaged)
                _hold(
                    reading.row_count == lines,
                    f"{name} damaged has {lines} lines, {reading.row_count} accounted for",
                )
    _hold(accepted > 0, "no file gave a single record")


def check_bytes(source: Source, name: str, data: bytes) -> Reading | None:
    """Read any bytes with a source and check the result; return ``None`` if the source rejects the file.

    Raises
    ------
    AssertionError
        If the result breaks the contract.
    """
    file = SourceFile(name, name, file_id(sha256(data).hexdigest()), lambda: io.BytesIO(data))
    out = Reading()
    parts: dict[str, list[pa.Table]] = {}
    try:
        for batch in source.read(file):
            _hold(batch.balances, f"{name}: {batch.row_count} rows seen, and not all accounted for")
            _add(out, batch)
            for table, records in batch.tables.items():
                _hold(table in source.card.tables, f"{name} gives {table}, which the card does not name")
                _hold(fits(records, TABLES[table]), f"{name}: {table} has not its schema")
                parts.setdefault(table, []).append(plain(records))
    except SourceError as e:
        said = str(e)
        _hold(" " in said and said.endswith("."), f"{name} is refused without a sentence: {said!r}")
        return None
    out.tables = {n: pa.concat_tables(t).combine_chunks() for n, t in parts.items()}
    for table, records in out.tables.items():
        _check_records(source, file, table, records)
        _check_sight(source, table, records, out.coverage)
    return out


def _hold(true: bool, otherwise: str) -> None:
    if not true:
        raise AssertionError(otherwise)


def _add(out: Reading, batch: Batch) -> None:
    out.row_count += batch.row_count
    out.accepted += batch.accepted
    for rule, n in batch.set_aside.items():
        out.set_aside[rule] = out.set_aside.get(rule, 0) + n
    out.rejects += batch.rejects
    out.coverage += batch.coverage


def _check_card(source: Source) -> None:
    card = source.card
    for key in ("title", "shows", "span", "states", "licence", "citation", "bibtex", "get", "tried_on"):
        _hold(bool(str(getattr(card, key)).strip()), f"the card says nothing about: {key}")
    _hold(bool(card.biases), "the card names no bias, and every source has one")
    _hold(set(card.tables) <= set(TABLES), "the card names a table that nobody knows")


def _check_records(source: Source, file: SourceFile, table: str, records: pa.Table) -> None:
    for column in records.schema:
        if not column.nullable:
            blank = records[column.name].null_count
            _hold(blank == 0, f"{file.name}: {table}.{column.name} is blank in {blank} records")
    start = f"{source.card.id}:"
    right = pc.all(pc.starts_with(records["record_id"], start)).as_py() in (True, None)
    _hold(right, f"{file.name}: an id in {table} does not begin with {start}")
    for column, value in (("source", source.card.id), ("file_id", file.file_id)):
        there = set(records[column].unique().to_pylist())
        _hold(there <= {value}, f"{file.name}: {table}.{column} is {there}, not {value}")
    _hold((pc.min(records["row_no"]).as_py() or 1) >= 1, f"{file.name}: {table}.row_no begins below 1")
    if table == "ballots":
        unknown = set(records["state"].unique().to_pylist()) - set(states.all_states())
        _hold(not unknown, f"{file.name}: {sorted(unknown)} are no states of the vocabulary")


_DAY = {"ballots": "date", "roll_calls": "date", "events": "event_date", "acts": "date_from"}


def _check_sight(source: Source, table: str, records: pa.Table, coverage: list[Coverage]) -> None:
    for c in coverage:
        _hold(c.source == source.card.id, f"coverage speaks for {c.source}, not {source.card.id}")
        _hold(c.table in source.card.tables, f"coverage sees {c.table}, which the card does not name")
        _hold(c.first <= c.last, f"coverage of {c.table} ends before it begins")
    sight = [c for c in coverage if c.table == table]
    _hold(bool(sight) or not records.num_rows, f"{table} has records and no coverage")
    if table == "ballots":
        cast = pa.table({k: records[k] for k in ("state", "date")}).group_by(["state", "date"]).aggregate([])
        for state, day in zip(cast["state"].to_pylist(), cast["date"].to_pylist(), strict=True):
            _hold(any(c.sees(state, day) for c in sight), f"coverage does not see {state} on {day}")
    elif table in _DAY and records.num_rows and table != "acts":
        day = records[_DAY[table]]
        first, last = pc.min(day).as_py(), pc.max(day).as_py()
        inside = any(c.first <= first for c in sight) and any(last <= c.last for c in sight)
        _hold(inside, f"coverage of {table} does not reach from {first} to {last}")


def _lines(data: bytes) -> int:
    return data.count(b"\n") + (not data.endswith(b"\n") and bool(data))


def _by_line(data: bytes, reading: Reading) -> bool:
    """Return whether the layout is text with one row per line, so that lines can be counted and moved."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return "\0" not in text and reading.row_count == _lines(data)


def _check_order(source: Source, name: str, data: bytes, first: Reading) -> None:
    if not _by_line(data, first):
        return
    rows = [r + b"\n" for r in data.removesuffix(b"\n").split(b"\n")]
    top = first.set_aside.get("header", 0)
    for what, body in (("in reverse order", rows[top:][::-1]), ("doubled", rows[top:] * 2)):
        again = check_bytes(source, name, b"".join(rows[:top] + body))
        same = again is not None and again.ids() == first.ids()
        _hold(same, f"{name} with its rows {what} gives other records")


def _damage(data: bytes) -> Iterator[bytes]:
    for share in _CUTS:
        yield data[: int(share * len(data))]
    yield data[:-1]
    changes: tuple[Callable[[int], int], ...] = (lambda b: b ^ 0xFF, lambda _: 0xFF, lambda b: b ^ 1)
    for k in range(_FLIPS):
        at = k * _STRIDE % max(len(data), 1)
        hurt = bytearray(data)
        # Changing a line end would change the number of rows, which the cuts already test.
        if hurt and hurt[at] not in b"\r\n" and changes[k % 3](hurt[at]) not in b"\r\n":
            hurt[at] = changes[k % 3](hurt[at])
            yield bytes(hurt)
