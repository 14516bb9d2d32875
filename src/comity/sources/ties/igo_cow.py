"""Correlates of War IGO memberships 3.0, folded into spells of membership.

Read from the state-year table (one column an organization), as igoR ships it or as the publisher's text.
1 is full, 2 associate, 3 observer; 0 none, -1 a state or organization that did not exist, -9 missing: none
of these is a membership, and none is ever added up.  The organization-year table tells the same from the
other side and is set aside.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from comity.errors import SourceError
from comity.records.coverage import Coverage
from comity.records.identity import record_id
from comity.records.rejects import Reject
from comity.records.schemas import TIE
from comity.sources.base import Batch, Sample, SourceFile
from comity.sources.kit import numbers, rdata_file
from comity.sources.kit.dyad_years import runs
from comity.sources.kit.parties import cow_state
from comity.sources.kit.register import Register, saved_as
from comity.vocabulary import bodies

ID = "igo_cow"
ROLES = {1: "full", 2: "associate", 3: "observer"}
"""Value of a cell -> role of the member."""

_FIRST = ("ccode", "year", "state")
_MANY = 8  # fewer columns than these are some other table of states and years

_MIRROR = "reference: the organization's year, told by the state-year table"
_NOTE = "a missing cell (-9) ends a spell without saying that the membership ended"


def _known(sample: Sample) -> bool:
    """Whether it is one of igoR's frames, or text whose heading goes on with organizations."""
    return saved_as("state_year_format3", "igo_year_format3")(sample) or _organizations(sample) != ()


def _organizations(sample: Sample) -> tuple[str, ...]:
    """The organizations of a heading, none if it is not the state-year table's."""
    names = numbers.heading(sample)
    right = names[:3] == _FIRST and len(set(names)) == len(names) and len(names) > _MANY
    return names[3:] if right else ()


def _read(file: SourceFile) -> Iterator[Batch]:
    with file.open() as stream:
        bodies_named = _organizations(Sample(file.name, stream.read(1 << 16)))
    return _text(file, bodies_named) if bodies_named else _frames(file)


def _text(file: SourceFile, names: tuple[str, ...]) -> Iterator[Batch]:
    """The publisher's comma-separated table; rows of one state and year that differ are neither taken."""
    cells_read = numbers.of(file, _FIRST + names, ("ccode", "year", *names))
    cells = np.column_stack([cells_read.columns[c] for c in ("ccode", "year", *names)])
    _, first, back = np.unique(cells[:, :2], axis=0, return_index=True, return_inverse=True)
    back = back.ravel()
    same = ((cells == cells[first][back]) | (np.isnan(cells) & np.isnan(cells[first][back]))).all(axis=1)
    differs = np.zeros(len(first), bool)
    np.logical_or.at(differs, back, ~same)
    twice = np.flatnonzero(differs[back])
    again = (np.arange(len(cells)) != first[back]) & ~differs[back]
    for i in twice.tolist():
        detail = "another row tells this state and year differently"
        cells_read.account.rejects.append(
            Reject(int(cells_read.row_no[i]), "twice", detail, f"{cells[i, 0]}, {cells[i, 1]}")
        )
    if again.any():
        cells_read.account.set_aside["repeat"] = int(again.sum())
    keep = np.flatnonzero(~again & ~differs[back])
    cells_read.account.row_count -= len(keep)
    yield cells_read.account
    frame = {c: cells_read.columns[c][keep] for c in ("ccode", "year")}
    frame |= {"state": np.zeros(len(keep))} | {c: cells_read.columns[c][keep] for c in names}
    yield _memberships(file, pa.table(frame), cells_read.row_no[keep])


def _frames(file: SourceFile) -> Iterator[Batch]:
    frames = rdata_file.read_frames(file)
    if "igo_year_format3" in frames:
        n = frames["igo_year_format3"].num_rows
        yield Batch({}, n, 0, {_MIRROR: n} if n else {})
    elif "state_year_format3" in frames:
        frame = frames["state_year_format3"]
        yield _memberships(file, frame, np.arange(1, frame.num_rows + 1))
    else:
        raise SourceError(f"{file.place} holds neither of igoR's two tables of memberships.")


def _memberships(file: SourceFile, frame: pa.Table, row_no: npt.NDArray[np.int64]) -> Batch:
    if tuple(frame.column_names[:3]) != _FIRST:
        raise SourceError(f"{file.place} does not begin with the columns ccode, year, state.")
    numbers, years = ([_whole(v) for v in frame[c].to_pylist()] for c in ("ccode", "year"))
    codes = [
        cow_state(n, y) if n > 0 and 1800 <= y <= 2100 else None for n, y in zip(numbers, years, strict=True)
    ]
    good = np.array([c is not None for c in codes], bool)
    year = np.array(years, np.int64)
    names = frame.column_names[3:]
    cells = (
        np.column_stack(
            [frame[c].combine_chunks().cast(pa.float64()).to_numpy(zero_copy_only=False) for c in names]
        )
        if names
        else np.zeros((len(codes), 0))
    )
    line, body = np.nonzero(np.isin(cells, tuple(ROLES)) & good[:, None])
    role = cells[line, body].astype(np.int64)
    order = {c: i for i, c in enumerate(dict.fromkeys(codes))}
    state = np.array([order[c] for c in codes], np.int64)
    spells = runs([np.array(numbers, np.int64)[line], state[line], body, role], year[line])
    last = int(year[good].max()) if good.any() else 0
    rows = [
        _spell(file, names[body[a]], ROLES[int(role[a])], f"{numbers[line[a]]}:{years[line[a]]}")
        | {
            "row_no": int(row_no[line[a]]),
            "members": [codes[line[a]]],
            "known_on": date(years[line[a]], 12, 31),
            "date_from": date(years[line[a]], 1, 1),
            "date_to": None if years[line[b]] == last else date(years[line[b]], 12, 31),
        }
        for a, b in spells
    ]
    some = np.zeros(len(codes), bool)
    some[line] = True
    none = int((good & ~some).sum())
    rejects = [_nobody(int(row_no[i]), numbers[i], years[i]) for i in np.flatnonzero(~good).tolist()]
    states_covered = frozenset(c for c in codes if c)
    since = date(int(year[good].min(initial=last)), 1, 1) if last else date.min
    sight = [Coverage(ID, "ties", since, date(last or 1, 12, 31), states_covered, note=_NOTE)]
    return Batch(
        {"ties": pa.Table.from_pylist(rows, schema=TIE)},
        len(codes),
        int(some.sum()),
        {"no membership": none} if none else {},
        rejects,
        sight if rows else [],
    )


def _spell(file: SourceFile, name: str, role: str, since: str) -> dict[str, Any]:
    """What a spell of membership is but for its member and dates; ``since`` tells it apart."""
    return {
        "record_id": record_id(ID, f"{name.lower()}:{since}"),
        "source": ID,
        "file_id": file.file_id,
        "kind": "membership",
        "body": bodies.resolve(name) or name.lower(),
        "role": role,
        "precision": "year",
        "name": name.upper(),
        "clauses": [],
    }


def _nobody(row_no: int, number: int, year: int) -> Reject:
    return Reject(row_no, "unknown-state", "the number is that of no state in this year", f"{number}, {year}")


def _whole(value: float | None) -> int:
    """Whole number of a cell, -1 where there is none."""
    return int(value) if value is not None and abs(value) < 1e6 and value == int(value) else -1


SOURCES = (Register(ID, _known, _read),)
