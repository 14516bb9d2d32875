"""General Assembly roll calls as E. Voeten published them: two files of 2016, or a later text.

``UNVotesPublished`` (``.RData``) has one row per state and roll call with the full codes: 1 yes, 2 abstain, 3
no, 8 absent, 9 not a member. The descriptions (``.xls``) have one row per roll call. The files are read
separately and joined by number, so a roll call has a record from each. Later releases are one text with both
(:mod:`comity.sources.votes.voeten_text`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from comity.errors import SourceError
from comity.records.coverage import Coverage
from comity.records.schemas import ROLL_CALL, Reject
from comity.sources.base import Batch, Register, Sample, SourceFile
from comity.sources.kit import workbook
from comity.sources.kit.numbers import heading
from comity.sources.kit.rdata_file import first_object, read_frames
from comity.sources.kit.rows import american
from comity.sources.votes import unga, voeten_text

ID = "unga_voeten"

#: Columns of the data frame of ballots as published.
COLUMNS = (
    "rcid",
    "session",
    "vote",
    "ccode",
    "member",
    "importantvote",
    "date",
    "unres",
    "me",
    "nu",
    "di",
    "hr",
    "co",
    "ec",
    "year",
)

#: Columns of the sheet of descriptions as published.
DESCRIPTIONS = (
    "session",
    "rcid",
    *unga.CALL_COLUMNS,
)

_XLS = bytes.fromhex("d0cf11e0a1b11ae1")
_CODES = {1: 0, 2: 1, 3: 2, 8: 3, 9: unga.NOT_A_MEMBER}
_RECORDED = "recorded votes only: what was adopted without a vote is not here"


def _recognise(sample: Sample) -> bool:
    """Return whether a file has Voeten's headings or, for R data, his name of the object and file.

    The column names of an R data frame are at its end, so the file name must contain "unvotes"; reading
    checks the columns.
    """
    if set(voeten_text.COLUMNS) <= set(heading(sample)):
        return True
    if sample.head.startswith(_XLS):
        return all(h.encode() in sample.head for h in ("rcid", "abstain", "importantvote", "unres"))
    return first_object(sample.head) == "x" and "unvotes" in sample.name.lower()


def _read(file: SourceFile) -> Iterator[Batch]:
    """Read ballots with their roll calls, or the descriptions."""
    with file.open() as stream:
        head = stream.read(1 << 16)
    names = heading(Sample(file.name, head))
    if set(voeten_text.COLUMNS) <= set(names):
        yield from voeten_text.read(file, names, ID, _CODES, _describe_call, _CODED)
        return
    if head.startswith(_XLS):
        yield _descriptions(file, ID)
        return
    frame = next(iter(read_frames(file).values()))
    if not set(COLUMNS) <= set(frame.column_names):
        raise SourceError(f"{file.place} lacks the columns {', '.join(COLUMNS)}.")
    columns = {n: _plain(frame[n].combine_chunks()) for n in COLUMNS}
    cast = _cast(columns)
    rows, sight = _roll_calls(cast, columns, ID, file.file_id)
    for k, batch in enumerate(unga.batches(cast, ID, file.file_id, _CODED)):
        if k == 0:
            batch.tables["roll_calls"] = pa.Table.from_pylist(rows, schema=ROLL_CALL)
            batch.coverage = [*batch.coverage, *sight]
        yield batch


def _describe_call(rcid: int, day: date, facts: dict[str, Any]) -> dict[str, Any]:
    """Return the record of a roll call in the text, whose rows also describe the roll call."""
    return _facts(ID, rcid, day, facts) | _totals(facts)


_CODED = "absent and not a member are told apart; the latter give no ballot"


def _plain(column: pa.Array) -> tuple[np.ndarray[Any, np.dtype[np.int64]], list[Any]]:
    """Return a column as codes (-1: blank) and the list of its distinct values."""
    if not pa.types.is_dictionary(column.type):
        column = column.dictionary_encode()
    codes = column.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    return codes, column.dictionary.to_pylist()


def _number(value: Any) -> int | None:
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return int(number) if number == number // 1 and abs(number) < 2**31 else None


def _numbers(column: tuple[Any, list[Any]], known: dict[int, int] | None = None) -> Any:
    """Return the whole numbers of a column, or their values in ``known`` if given; -1 for other cells."""
    codes, values = column
    whole = [_number(v) for v in values]
    numbers = [-1 if w is None or w < 0 else known.get(w, -1) if known else w for w in whole]
    return np.array([*numbers, -1], np.int64)[codes]


def _cast(columns: dict[str, tuple[Any, list[Any]]]) -> unga.CastVotes:
    rcid, ccode = _numbers(columns["rcid"]), _numbers(columns["ccode"])
    numbers, place = np.unique(ccode, return_inverse=True)
    return unga.CastVotes(
        row_no=np.arange(1, len(rcid) + 1),
        rcid=rcid,
        day=unga.ordinals(rcid),
        place=np.where(ccode >= 0, place, -1),
        names=[str(n) for n in numbers.tolist()],
        choice=_numbers(columns["vote"], _CODES),
        resolve=unga.resolve_cow,
    )


def _roll_calls(
    cast: unga.CastVotes, columns: dict[str, tuple[Any, list[Any]]], source: str, file_id: str
) -> tuple[list[dict[str, Any]], list[Coverage]]:
    """Return one roll call per number, with the facts of its first row."""
    known = np.flatnonzero((cast.rcid >= 0) & ~np.isnat(cast.day))
    _, first = np.unique(cast.rcid[known], return_index=True)
    rows = []
    for i in known[first].tolist():
        facts = {n: v[c[i]] if c[i] >= 0 else None for n, (c, v) in columns.items()}
        rows.append(
            _facts(source, int(cast.rcid[i]), cast.day[i].astype(date), facts)
            | {"file_id": file_id, "row_no": i + 1}
        )
    days = [r["date"] for r in rows]
    sight = [Coverage(source, "roll_calls", min(days), max(days), note=_RECORDED)] if days else []
    return rows, sight


def _facts(source: str, rcid: int, day: date, facts: dict[str, Any], part: str = "") -> dict[str, Any]:
    important = _number(facts["importantvote"])
    return unga.roll_call(source, rcid, day, part) | {
        "session": _number(facts["session"]),
        "symbol": str(facts["unres"] or "").strip() or None,
        "issues": [i for i in sorted(unga.ISSUES) if _number(facts[i]) == 1],
        "important": None if important is None else important == 1,
    }


def _descriptions(file: SourceFile, source: str) -> Batch:
    with file.open() as stream:
        sheet = workbook.cells(stream, file.place, 0)
    if not sheet or tuple(sheet[0][: len(DESCRIPTIONS)]) != DESCRIPTIONS:
        raise SourceError(f"{file.place} lacks the headings {', '.join(DESCRIPTIONS)}.")
    rows, rejects, entries, aside = [], list[Reject](), dict[int, list[Any]](), {"header": 1}
    for row_no, cells in enumerate(sheet[1:], start=2):
        facts = dict(zip(DESCRIPTIONS, cells, strict=False))
        rcid, day = _number(facts["rcid"]), _day(facts["date"])
        raw = ", ".join(map(str, cells))
        if rcid is None or day is None:
            what = "number" if rcid is None else "date"
            rejects.append(Reject(row_no, what, f"the roll call has no {what}", raw))
        elif entries.setdefault(rcid, cells) is cells:
            rows.append(
                _facts(source, rcid, day, facts, ":description")
                | _totals(facts)
                | {"file_id": file.file_id, "row_no": row_no}
            )
        elif entries[rcid] == cells:
            aside["repeat"] = aside.get("repeat", 0) + 1
        else:
            rejects.append(Reject(row_no, "twice", "another row tells this roll call differently", raw))
    days = [r["date"] for r in rows]
    sight = [Coverage(source, "roll_calls", min(days), max(days), note=_RECORDED)] if days else []
    table = pa.Table.from_pylist(rows, schema=ROLL_CALL)
    return Batch({"roll_calls": table}, len(sheet), len(rows), aside, rejects, sight)


def _totals(facts: dict[str, Any]) -> dict[str, Any]:
    symbol = str(facts["unres"] or "").strip() or None
    return {
        "title": unga.title(str(facts["short"] or ""), str(facts["descr"] or "")),
        "kind": unga.kind(_number(facts["amend"]), _number(facts["para"]), symbol),
        **{k: _number(facts[k]) for k in ("yes", "no", "abstain")},
    }


def _day(value: Any) -> date | None:
    """Return the day of a date cell, or of text like ``12/6/1946``."""
    if isinstance(value, date):
        return date(value.year, value.month, value.day)
    try:
        return american(str(value))
    except ValueError:
        return None


SOURCES = (Register(ID, _recognise, _read),)
