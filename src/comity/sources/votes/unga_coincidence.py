"""Voting coincidence with the United States, by the State Department's yearly report: a CSV a year.

The report counts how often a state voted the same, the opposite, or differed in part.  The tables of
2013 to 2017 count only votes the Department calls important and name no codes of states; later ones
count all contested votes.  The year stands in the file's name alone; columns change order and name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from comity.errors import SourceError
from comity.records.rejects import Reject
from comity.sources.base import Batch, Sample, SourceFile
from comity.sources.kit import references as ref
from comity.sources.kit.register import Register
from comity.sources.kit.rows import of_quoted
from comity.sources.votes.unga import by_name
from comity.vocabulary import states

ID = "unga_coincidence"

BASE = "USA"
"""The state whose department reports, and with which coincidence is counted."""

_CALLED = {"OPPOSE": "OPPOSITE", "ABSTAIN": "PARTIAL"}
_COUNTS = ("SAME", "OPPOSITE", "PARTIAL", "ABSENT")
_NEEDS = frozenset({"COUNTRY", "COINCIDENCE", *_COUNTS})
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_NOTE = "every member but the base state; up to 2017 only votes that the base state calls important"


def _known(sample: Sample) -> bool:
    """Whether the header has the table's columns under any of their names."""
    return _header(sample) is not None


def _read(file: SourceFile) -> Iterator[Batch]:
    """Read the table (some two hundred rows) as one batch.

    Raises
    ------
    SourceError
        When the columns are others or the name does not tell one year.
    """
    with file.open() as stream:
        header = _header(Sample(file.name, stream.read(4096)))
    years = _YEAR.findall(file.name)
    if header is None:
        raise SourceError(f"{file.place} lacks the columns {', '.join(sorted(_NEEDS))}.")
    if len(years) != 1:
        raise SourceError(f"{file.place} does not tell its year: write it into the name once, as 2019.")
    rows = of_quoted(file, header)
    yield ref.ValueTable.of(ID, file, rows, lambda n, row: _value_row(n, row, int(years[0]))).batch(_NOTE)


def _header(sample: Sample) -> tuple[str, ...] | None:
    lines = sample.lines(1)
    names = tuple(_CALLED.get(n.strip(), n.strip()) for n in lines[0].split(",")) if lines else ()
    right = set(names) - {"ISO"} == _NEEDS and len(set(names)) == len(names)
    return names if right else None


def _value_row(row_no: int, row: dict[str, str], year: int) -> ref.ValueRow | Reject:
    raw = ",".join(row.values())
    day = date(year, 12, 31)
    state = states.resolve(row.get("ISO", "").strip(), "iso3", day) or by_name(row["COUNTRY"].strip(), day)
    if state is None:
        return Reject(row_no, "unknown-state", f"{row['COUNTRY']!r} is no state of {year}", raw)
    share, counts = ref.number(row["COINCIDENCE"]), [ref.number(row[c]) for c in _COUNTS]
    if any(c is None or c < 0 or c % 1 for c in counts):
        return Reject(row_no, "number", "the counts are not whole numbers", raw)
    if share is not None and not 0 <= share <= 1:
        return Reject(row_no, "number", f"{share} is no share", raw)
    which = "all contested votes" if "ISO" in row else "important votes"
    values = [ref.Value(f"{year}:{state}", "coincidence", share, "share", which, BASE, BASE)]
    values += [
        ref.Value(f"{year}:{state}:{c.lower()}", f"coincidence-{c.lower()}", n, "votes", which, BASE, BASE)
        for c, n in zip(_COUNTS, counts, strict=True)
    ]
    # The report on a year is due by the end of March of the next (22 U.S.C. 2414a).
    return ref.ValueRow(
        row_no, state, row["COUNTRY"].strip(), ref.year(year), date(year + 1, 3, 31), tuple(values), raw
    )


SOURCES = (Register(ID, _known, _read),)
