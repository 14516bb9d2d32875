"""GDELT 1.0 added up by pair of actor codes, event code and day or year.

*Reduced* (2013): 17 tab-separated columns with a header, a row for each day, pair, code and set of places.
*By year*: eight columns without header parted by the byte 0x01, as Hive exports a table.

The state is that of the first three letters of an actor code; a code that begins like no state (``MOSGOV``,
``BUS``) has none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from comity.errors import SourceError
from comity.records.identity import content_key
from comity.sources.base import Batch, Sample, Source, SourceFile
from comity.sources.kit import cameo, flows
from comity.sources.kit.flows import Period, count, flow
from comity.sources.kit.register import Register
from comity.sources.kit.rows import Row, RowError, gather

REDUCED = (
    "Date",
    "Source",
    "Target",
    "CAMEOCode",
    "NumEvents",
    "NumArts",
    "QuadClass",
    "Goldstein",
    "SourceGeoType",
    "SourceGeoLat",
    "SourceGeoLong",
    "TargetGeoType",
    "TargetGeoLat",
    "TargetGeoLong",
    "ActionGeoType",
    "ActionGeoLat",
    "ActionGeoLong",
)
BY_YEAR = ("Date", "Source", "Target", "CAMEOCode", "Base", "Root", "Goldstein", "NumEvents")
_HIVE = "\x01"
_HIVE_LINE = re.compile(
    r"\d{4}\x01[A-Z]*\x01[A-Z]*\x01\d{2,4}\x01\d{2,4}\x01\d\d\x01-?\d+(\.\d+)?\x01\d+", re.ASCII
)


def _known(sample: Sample) -> bool:
    """By the header of the reduced file, or by lines of eight fields parted by 0x01."""
    return _columns(sample) is not None


def _read(file: SourceFile) -> Iterator[Batch]:
    """Read a file whole; those known are extracts of up to 5,000 rows.

    Raises
    ------
    SourceError
        When the file has neither layout.
    """
    with file.open() as stream:
        columns = _columns(Sample(file.name, stream.read(1 << 16)))
    if columns is None:
        raise SourceError(f"{file.place} has neither layout of GDELT by pair of actor codes.")
    reduced = columns == REDUCED
    rows = flows.of_lines(file, columns, delimiter="\t" if reduced else _HIVE, header=reduced)
    batch = gather("flows", "gdelt_actor_pairs", file, rows, _records)
    for sight in flows.seen_from_to(batch, "gdelt_actor_pairs", "an extract"):
        # Which extract it is cannot be told from the file: what is absent may have been left out.
        sight.coverage = [flows.as_sample(c) for c in sight.coverage]
        yield sight


def _columns(sample: Sample) -> tuple[str, ...] | None:
    lines = sample.lines(5)
    if lines and tuple(lines[0].split("\t")) == REDUCED:
        return REDUCED
    return BY_YEAR if sum(bool(_HIVE_LINE.fullmatch(x)) for x in lines) * 2 > len(lines) else None


def _records(row: Row) -> list[Row]:
    cell = flows.text_of(row)
    if cameo.quad(cell["CAMEOCode"]) is None:
        raise RowError("code", f"{cell['CAMEOCode']!r} is not a CAMEO code")
    daily = len(cell["Date"]) == 8
    period: Period = flows.day(cell["Date"]) if daily else flows.year(cell["Date"])
    places = [v for c, v in cell.items() if c.endswith(("Type", "Lat", "Long"))]
    counted = {"events": count(cell["NumEvents"])}
    if "NumArts" in cell:
        counted["articles"] = count(cell["NumArts"])
    key = content_key(cell["Date"], cell["Source"], cell["Target"], cell["CAMEOCode"], *places)
    middle = period[0] + (period[1] - period[0]) // 2
    out = []
    for measure, value in counted.items():
        record = flow(
            (key, measure),
            period,
            (cell["Source"], cell["Target"]),
            "cameo",
            (measure, measure),
            value,
            cell["CAMEOCode"],
        )
        for side in ("sender", "receiver"):
            record[side] = flows.code_on((record[f"{side}_raw"] or "")[:3], "cameo", middle)
        out.append(record)
    return out


SOURCES: tuple[Source, ...] = (Register("gdelt_actor_pairs", _known, _read),)
