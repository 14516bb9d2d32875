"""Memberships in intergovernmental organizations (IGOs) from Correlates of War, version 3.0.

The source reads the table by state and year (one column per organization), from the R package igoR or as the
publisher's text. The values are 1 full, 2 associate, 3 observer, 0 no membership, -1 no such state or
organization then, and -9 missing. The last three give no tie and are never summed. Consecutive years with one
value give one tie. The table by organization and year holds the same data and is set aside.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from comity.errors import SourceError
from comity.records.coverage import Coverage
from comity.records.schemas import TIE, Reject, record_id
from comity.sources.base import Batch, Sample, SourceFile
from comity.sources.kit import numbers, rdata_file
from comity.sources.kit.dyad_years import find_repeats, find_runs
from comity.sources.kit.layout import load_layout, make_source, read_beginning
from comity.sources.kit.parties import cow_state
from comity.sources.kit.rows import Row
from comity.types import IntArray
from comity.vocabulary import bodies

_ID = "igo_cow"
_ROLES = {1: "full", 2: "associate", 3: "observer"}
_FIRST = ("ccode", "year", "state")
_MANY = 8  # a table with fewer columns is another table of states and years
Cells = npt.NDArray[np.float64]
_NOTE = "a missing cell (-9) ends a spell without saying that the membership ended"


def _recognise(sample: Sample) -> bool:
    return load_layout(_ID).find_table(sample) is not None or _organizations(sample) != ()


def _organizations(sample: Sample) -> tuple[str, ...]:
    """Return the organizations in the heading of the table by state and year; () for other files."""
    names = numbers.heading(sample)
    right = names[:3] == _FIRST and len(set(names)) == len(names) and len(names) > _MANY
    return names[3:] if right else ()


def _read(file: SourceFile) -> Iterator[Batch]:
    if names := _organizations(read_beginning(file)):
        yield from _text(file, names)
        return
    frames = rdata_file.read_frames(file)
    members, mirror = load_layout(_ID).tables
    if mirror.name in frames:
        n = frames[mirror.name].num_rows
        yield Batch({}, n, 0, {mirror.reference: n} if n else {})
        return
    frame = frames.get(members.name)
    if frame is None or tuple(frame.column_names[:3]) != _FIRST:
        raise SourceError(f"{file.place} holds neither of igoR's two tables of memberships.")
    columns = [frame[c].cast(pa.float64()).to_numpy() for c in ("ccode", "year", *frame.column_names[3:])]
    row_no = np.arange(1, frame.num_rows + 1)
    yield _memberships(file, frame.column_names[3:], np.column_stack(columns), row_no)


def _text(file: SourceFile, names: tuple[str, ...]) -> Iterator[Batch]:
    """Read the publisher's text; rows that contradict each other on a state and year are all rejected."""
    wanted = ("ccode", "year", *names)
    given = numbers.read_columns(file, _FIRST + names, wanted)
    cells = np.column_stack([given.columns[c] for c in wanted])
    _, line = np.unique(cells[:, :2], axis=0, return_inverse=True)
    again, twice = find_repeats(line.ravel(), cells)
    detail = "another row tells this state and year differently"
    given.account.rejects += [
        Reject(int(given.row_no[i]), "twice", detail, f"{cells[i, 0]}, {cells[i, 1]}")
        for i in np.flatnonzero(twice).tolist()
    ]
    if again.any():
        given.account.set_aside["repeat"] = int(again.sum())
    valid = ~again & ~twice
    given.account.row_count -= int(valid.sum())
    yield given.account
    yield _memberships(file, list(names), cells[valid], given.row_no[valid])


def _memberships(file: SourceFile, names: list[str], cells: Cells, row_no: IntArray) -> Batch:
    """Return the periods of membership in a table with state number, year and organizations as columns."""
    state, year = np.where((np.abs(cells) < 1e6) & (cells == np.floor(cells)), cells, -1)[:, :2].T.astype(int)
    codes = [
        cow_state(n, y) if n > 0 and 1800 <= y <= 2100 else None
        for n, y in zip(state.tolist(), year.tolist(), strict=True)
    ]
    good = np.array([c is not None for c in codes], bool)
    line, body = np.nonzero(np.isin(cells[:, 2:], tuple(_ROLES)) & good[:, None])
    role = cells[line, body + 2].astype(np.int64)
    order = {c: i for i, c in enumerate(dict.fromkeys(codes))}
    bearer = np.array([order[c] for c in codes], np.int64)
    last = int(year[good].max(initial=0))

    def spell(a: int, b: int) -> Row:
        first, name = line[a], names[body[a]]
        return {
            "record_id": record_id(_ID, f"{name.lower()}:{state[first]}:{year[first]}"),
            "source": _ID,
            "file_id": file.file_id,
            "row_no": int(row_no[first]),
            "known_on": date(year[first], 12, 31),
            "kind": "membership",
            "members": [codes[first]],
            "body": bodies.resolve(name) or name.lower(),
            "role": _ROLES[int(role[a])],
            "date_from": date(year[first], 1, 1),
            "date_to": None if year[line[b]] == last else date(year[line[b]], 12, 31),
            "precision": "year",
            "name": name.upper(),
            "clauses": [],
        }

    spells = [spell(a, b) for a, b in find_runs([state[line], bearer[line], body, role], year[line])]
    some = np.zeros(len(codes), bool)
    some[line] = True
    none = int((good & ~some).sum())
    detail = "the number is that of no state in this year"
    rejects = [
        Reject(int(row_no[i]), "unknown-state", detail, f"{state[i]}, {year[i]}")
        for i in np.flatnonzero(~good)
    ]
    sight = []
    if spells:
        span = date(int(year[good].min()), 1, 1), date(last, 12, 31)
        sight = [Coverage(_ID, "ties", *span, frozenset(c for c in codes if c), note=_NOTE)]
    return Batch(
        {"ties": pa.Table.from_pylist(spells, schema=TIE)},
        len(codes),
        int(some.sum()),
        {"no membership": none} if none else {},
        rejects,
        sight,
    )


SOURCES = (make_source(_ID, reader=_read, recognises=_recognise),)
