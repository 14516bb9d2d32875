"""Ideal points of General Assembly members (Bailey, Strezhnev and Voeten 2017), from CSV files.

An ideal point is a state's position on a line, estimated from its votes. A row is one state and session, for
all votes or for one issue; the issue is a suffix of the column names. The column of the first quantile is
spelled ``QO%`` with a letter O, and the files are Latin-1. A session is dated to the year in which it opened.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from comity.errors import SourceError
from comity.records.schemas import Reject
from comity.sources.base import Batch, Register, Sample, SourceFile
from comity.sources.kit import references as ref
from comity.sources.kit.rows import read_quoted
from comity.sources.votes.unga import resolve_cow

ID = "unga_ideal_points"

#: Suffix of the columns -> topic of the votes.
ISSUES = {
    "": "all votes",
    "HumanRights": "human rights",
    "Important": "important votes",
    "MiddleEast": "Middle East",
    "NoNukes": "all but nuclear votes",
    "Nuclear": "nuclear",
}

_SUFFIXED = ("NVotes", "IdealPoint", "QO%", "Q5%", "Q10%", "Q50%", "Q90%", "Q95%", "Q100%")
_QUANTILES = {"Q5%": "q05", "Q50%": "q50", "Q95%": "q95"}
_FIRST_YEAR = 1945
_PUBLISHED = date(2020, 4, 30)
_NOTE = "members that voted in the session; a state without enough votes has no row"


def _recognise(sample: Sample) -> bool:
    return _issue(sample) is not None


def _read(file: SourceFile) -> Iterator[Batch]:
    with file.open() as stream:
        data = stream.read()
    issue = _issue(Sample(file.name, data[:4096]))
    if issue is None:
        raise SourceError(f"{file.place} does not begin with the header of the ideal points.")
    utf8 = replace(file, open=lambda: io.BytesIO(data.decode("latin-1").encode("utf-8")))
    columns = ("row", "ccode", "session", *_SUFFIXED, "iso3c", "name")
    rows = read_quoted(utf8, columns)
    yield ref.ValueTable.read(ID, file, rows, lambda n, row: _value_row(n, row, issue)).batch(_NOTE)


def _issue(sample: Sample) -> str | None:
    """Return the issue, a suffix of the column names, or ``None`` for another header."""
    lines = sample.lines(1)
    header = next(csv.reader(lines[:1]), []) if lines else []
    return next((s for s in ISSUES if header[1:] == _names(s)), None)


def _names(suffix: str) -> list[str]:
    return ["ccode", "session", *(f"{c}{suffix}" for c in _SUFFIXED), "iso3c", "Countryname"]


def _value_row(row_no: int, row: dict[str, str], issue: str) -> ref.ValueRow | Reject:
    raw = ",".join(row.values())
    code, session = row["ccode"], row["session"]
    if not (session.isascii() and session.isdigit() and 0 < int(session[:4]) < 200 and len(session) < 4):
        return Reject(row_no, "number", f"{session!r} is no session", raw)
    year = _FIRST_YEAR + int(session)
    state = resolve_cow(code, date(year, 12, 1)) if code.isascii() and code.isdigit() else None
    if state is None:
        return Reject(row_no, "unknown-state", f"{code!r} is the number of no state of {year}", raw)
    point = ref.number(row["IdealPoint"])
    if point is None:
        return Reject(row_no, "number", "the row has no ideal point", raw)
    key = f"{issue or 'All'}:{session}:{code}"
    values = [ref.Value(key, "ideal-point", point, "scale", ISSUES[issue])]
    values += [
        ref.Value(f"{key}:{q}", f"ideal-point-{q}", ref.number(row[c]), "scale", ISSUES[issue])
        for c, q in _QUANTILES.items()
    ]
    return ref.ValueRow(row_no, state, row["name"], ref.year(year), _PUBLISHED, tuple(values), raw)


SOURCES = (Register(ID, _recognise, _read),)
