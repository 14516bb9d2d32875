"""General Assembly roll calls of the un-project (after Voeten): a table relative to one base state.

A line is one roll call and a column one state (Correlates of War number). The column of the base state holds
its vote (1 yes, 2 abstain, 3 no, 8 absent, 9 not a member). Other columns hold agreement with the base state:
2 the same, -1 one of the two abstained, -2 opposite, blank absent or not a member. The vote of the base state
and the agreement give the other state's vote, with one exception. If the base state abstained and the other
did not, the other voted yes or no, and the table does not say which.

The rows counted are the header, each line, and each vote cell that is not blank.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from comity.errors import SourceError
from comity.records.coverage import Coverage
from comity.records.schemas import ROLL_CALL, Reject
from comity.sources.base import Batch, Register, Sample, SourceFile
from comity.sources.kit.delimited import split_quoted
from comity.sources.votes import unga

ID = "unga_unproject"

#: Columns before those of the states.
COLUMNS = (
    "rcid",
    "year",
    "session",
    *unga.CALL_COLUMNS,
    "ident",
    "resid",
)

_OWN = {"1": 0, "2": 1, "3": 2, "8": 3, "9": unga.NOT_A_MEMBER}
_AGREEMENT = {"2": 0, "-1": 1, "-2": 2}
_SECOND = np.array(
    [
        [0, 1, 2],  # base yes:     same yes,     abstained, opposite no
        [1, unga.UNDECIDABLE, -1],  # base abstain: same abstain, yes or no, opposite cannot be
        [2, 1, 0],  # base no:      same no,      abstained, opposite yes
    ]
)


def _recognise(sample: Sample) -> bool:
    return _states(sample) is not None


def _read(file: SourceFile) -> Iterator[Batch]:
    with file.open() as stream:
        numbers = _states(Sample(file.name, stream.read(1 << 16)))
    if numbers is None:
        raise SourceError(f"{file.place} does not begin with the header of the un-project's table.")
    pieces = list(split_quoted(file, COLUMNS + numbers))
    table = pa.concat_tables([p.table for p in pieces])
    row_no = np.concatenate([p.row_no for p in pieces]) if pieces else np.zeros(0, np.int64)
    first = Batch({}, sum(p.row_count for p in pieces), 0)
    for p in pieces:
        first.rejects += p.rejects
        for rule, n in p.set_aside.items():
            first.set_aside[rule] = first.set_aside.get(rule, 0) + n
    rcid, day = _lines(table, row_no, first, ID, file.file_id)
    yield first
    cast = _cast(table, numbers, row_no, rcid, day)
    yield from unga.batches(cast, ID, file.file_id, _SIGHT)


_SIGHT = (
    "blank is absent or not a member; where the base state was absent nothing is told of others, "
    "and where it abstained only the others' abstentions are"
)
_RECORDED = "recorded votes only: what was adopted without a vote is not here"


def _states(sample: Sample) -> tuple[str, ...] | None:
    """Return the numbers of the state columns in a header, or ``None`` for another layout."""
    lines = sample.lines(1)
    try:
        header = next(csv.reader(io.StringIO(lines[0]), strict=True), []) if lines else []
    except csv.Error:
        return None
    numbers = tuple(header[len(COLUMNS) :])
    right = tuple(header[: len(COLUMNS)]) == COLUMNS and len(set(numbers)) == len(numbers) > 1
    return numbers if right and all(n.isascii() and n.isdigit() for n in numbers) else None


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _lines(
    table: pa.Table, row_no: npt.NDArray[np.int64], out: Batch, source: str, file_id: str
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.datetime64]]:
    """Add the roll calls to ``out``; return number and day of each line (-1 and NaT for a rejected line)."""
    rows, facts = [], dict[int, dict[str, str]]()
    rcids = np.full(len(row_no), -1, np.int64)
    days = np.full(len(row_no), np.datetime64("NaT", "D"), "datetime64[D]")
    for i, r in enumerate(table.select(COLUMNS).to_pylist()):
        rcid, no = _number(r["rcid"]), int(row_no[i])
        raw = ",".join(r.values())
        try:
            day = date.fromisoformat(r["date"])
        except ValueError:
            day = None
        if rcid is None or day is None:
            what = "number" if rcid is None else "date"
            out.rejects.append(Reject(no, what, f"the roll call has no {what}", raw))
            continue
        rcids[i], days[i] = rcid, np.datetime64(day)
        if facts.setdefault(rcid, r) is r:
            rows.append(_roll_call(source, rcid, day, r) | {"file_id": file_id, "row_no": no})
        elif facts[rcid] == r:
            out.set_aside["repeat"] = out.set_aside.get("repeat", 0) + 1
        else:
            out.rejects.append(Reject(no, "twice", "another line tells this roll call differently", raw))
    out.accepted = len(rows)
    out.tables["roll_calls"] = pa.Table.from_pylist(rows, schema=ROLL_CALL)
    if rows:
        first, last = min(r["date"] for r in rows), max(r["date"] for r in rows)
        out.coverage = [Coverage(source, "roll_calls", first, last, note=_RECORDED)]
    return rcids, days


def _roll_call(source: str, rcid: int, day: date, r: dict[str, str]) -> dict[str, Any]:
    important = _number(r["importantvote"])
    symbol, short, full = ("" if r[k].strip() == "NA" else r[k].strip() for k in ("unres", "short", "descr"))
    return unga.roll_call(source, rcid, day) | {
        "session": _number(r["session"]),
        "symbol": symbol or None,
        "title": unga.title(short, full),
        "kind": unga.kind(_number(r["amend"]), _number(r["para"]), symbol or None),
        "issues": [i for i in sorted(unga.ISSUES) if r[i] == "1"],
        "important": None if important is None else important == 1,
        **{k: _number(r[k]) for k in ("yes", "no", "abstain")},
    }


def _cast(
    table: pa.Table,
    numbers: tuple[str, ...],
    row_no: npt.NDArray[np.int64],
    rcid: npt.NDArray[np.int64],
    day: npt.NDArray[np.datetime64],
) -> unga.CastVotes:
    """Return every vote cell that is not blank as one entry, with the vote computed from the agreement."""
    text = np.array([table[n].to_pylist() for n in numbers], "U4").reshape(len(numbers), -1)
    base = _base(text)
    own = _code_choice(text[base], _OWN)
    cast = np.isin(own, (0, 1, 2))
    agreement = _code_choice(text, _AGREEMENT)
    known = cast[None, :] & (agreement >= 0)
    choice = np.where(known, _SECOND[np.where(cast, own, 0)[None, :], agreement], -1)
    choice[base] = own
    state, line = np.nonzero(np.char.strip(text) != "")
    return unga.CastVotes(
        row_no[line], rcid[line], day[line], state, list(numbers), choice[state, line], unga.resolve_cow
    )


def _code_choice(text: npt.NDArray[np.str_], codes: dict[str, int]) -> npt.NDArray[np.int64]:
    out = np.full(text.shape, -1, np.int64)
    for value, code in codes.items():
        out[text == value] = code
    return out


def _base(text: npt.NDArray[np.str_]) -> int:
    """Return the index of the base state's column, the only one with votes instead of agreement."""
    own = np.isin(text, ("1", "3", "8", "9")).any(axis=1)
    others = np.isin(text, ("-1", "-2")).any(axis=1)
    candidates = np.flatnonzero(own & ~others)
    if len(candidates) != 1:
        raise SourceError("The table must have one column of votes, that of its base state; it has not.")
    return int(candidates[0])


SOURCES = (Register(ID, _recognise, _read),)
