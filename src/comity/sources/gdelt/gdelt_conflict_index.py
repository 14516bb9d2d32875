"""GDELT's conflict intensity by place and month or year (after Qi and others 2021), without header.

A month's file has six columns: place, events, conflict events (quad classes 3 and 4), mentions of
conflict events, mentions of all events, sum of the absolute Goldstein scores of conflict events.  A
year's has two, place and index: mean absolute score of conflict events times their share of mentions.
Years in ``wrong_index_years.yaml`` were added up wrongly by their author and are set aside.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from comity.errors import SourceError, VocabularyError
from comity.sources.base import Batch, Sample, Source, SourceFile
from comity.sources.kit import flows
from comity.sources.kit.register import Register
from comity.sources.kit.rows import Aside, Row, gather
from comity.vocabulary.load import package_yaml

MEASURES = (
    ("events in all", "events"),
    ("conflict events in all", "events"),
    ("mentions of conflict events", "mentions"),
    ("mentions of all events", "mentions"),
    ("sum of absolute Goldstein of conflict events", "Goldstein"),
)
INDEX = (("conflict index", "index"),)
_DATA = "sources/gdelt/wrong_index_years.yaml"
_NAME = re.compile(r"^(\d{4}(?:\d\d)?)result\.csv$")
_LINE = re.compile(r"[A-Z0-9]{2}(,\d+){4},[\d.]+|[A-Z0-9]{2},[\d.]+", re.ASCII)


def _known(sample: Sample) -> bool:
    """By lines of a place and one or five numbers, in a file named by its month or year."""
    lines = [x for x in sample.lines(10) if x]
    fit = sum(bool(_LINE.fullmatch(x)) for x in lines) * 2 > len(lines)
    return bool(lines) and fit and bool(_NAME.match(sample.name))


def _read(file: SourceFile) -> Iterator[Batch]:
    """Read a file of some 250 places.

    Raises
    ------
    SourceError
        When its name does not tell its month or year.
    """
    match = _NAME.match(file.name)
    if match is None:
        raise SourceError(
            f"{file.place} does not say in its name which month or year it is of: give it under the name "
            "it was published by (201401result.csv, 1990result.csv)."
        )
    time = match.group(1)
    measures = MEASURES if len(time) == 6 else INDEX

    def read(row: Row) -> list[Row] | Aside:
        period = flows.month(time) if len(time) == 6 else flows.year(time)
        values = [flows.count(row[m]) for m, _ in measures]
        if time in wrong_years():
            return Aside("year added up wrongly")
        return [
            flows.flow((time, row["place"], m), period, ("", row["place"]), "fips", (m, unit), v, "by place")
            for (m, unit), v in zip(measures, values, strict=True)
        ]

    rows = flows.of_lines(file, ("place", *(m for m, _ in measures)))
    batch = gather("flows", "gdelt_conflict_index", file, rows, read)
    yield from flows.seen_from_to(batch, "gdelt_conflict_index", "")


@cache
def wrong_years() -> frozenset[str]:
    """Years whose index is not what it claims to be."""
    data = package_yaml(_DATA)
    years = data.get("wrong_years") if isinstance(data, dict) else None
    if not isinstance(years, dict) or not all(isinstance(y, str) for y in years):
        raise VocabularyError(_DATA, "wrong_years", "must be a mapping of quoted years to reasons")
    return frozenset(years)


SOURCES: tuple[Source, ...] = (Register("gdelt_conflict_index", _known, _read),)
