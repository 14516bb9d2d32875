"""GDELT's Global Knowledge Graph: what a report is about and whose places it names.

Three layouts, raw (tab-separated, without header) or with a header: GKG 2.1 (27 columns, a report a row),
GKG 1.0 (11 columns, a set of reports that name the same things) and the counts of 1.0 (15 columns, a
number that reports tell: killed, arrested ...).  Themes are GDELT's own words.

States come from the first two letters of a place's ADM1 code, which are FIPS: in files of the first days
of 2.1 the country code of every place in a row is that of the last one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from comity.errors import SourceError
from comity.records.identity import content_key
from comity.sources.base import Batch, Sample, Source, SourceFile
from comity.sources.kit import bounded_pieces, delimited, flows
from comity.sources.kit.bounded_pieces import Record, scaled, whole
from comity.sources.kit.events import compact_day
from comity.sources.kit.register import Register
from comity.sources.kit.rows import RowError

GKG2 = (
    "GKGRECORDID",
    "DATE",
    "SourceCollectionIdentifier",
    "SourceCommonName",
    "DocumentIdentifier",
    "Counts",
    "V2Counts",
    "Themes",
    "V2Themes",
    "Locations",
    "V2Locations",
    "Persons",
    "V2Persons",
    "Organizations",
    "V2Organizations",
    "V2Tone",
    "Dates",
    "GCAM",
    "SharingImage",
    "RelatedImages",
    "SocialImageEmbeds",
    "SocialVideoEmbeds",
    "Quotations",
    "AllNames",
    "Amounts",
    "TranslationInfo",
    "Extras",
)
GKG1 = (
    "DATE",
    "NUMARTS",
    "COUNTS",
    "THEMES",
    "LOCATIONS",
    "PERSONS",
    "ORGANIZATIONS",
    "TONE",
    "CAMEOEVENTIDS",
    "SOURCES",
    "SOURCEURLS",
)
COUNTS = (
    "DATE",
    "NUMARTS",
    "COUNTTYPE",
    "NUMBER",
    "OBJECTTYPE",
    "GEO_TYPE",
    "GEO_FULLNAME",
    "GEO_COUNTRYCODE",
    "GEO_ADM1CODE",
    "GEO_LAT",
    "GEO_LONG",
    "GEO_FEATUREID",
    "CAMEOEVENTIDS",
    "SOURCES",
    "SOURCEURLS",
)
_START = {
    GKG2: re.compile(r"\d{14}-T?\d+\t\d{14}\t\d?\t", re.ASCII),
    GKG1: re.compile(r"\d{8}\t\d+\t", re.ASCII),
    COUNTS: re.compile(r"\d{8}\t\d+\t[A-Z][^\t]*\t\d+\t", re.ASCII),
}
_PLACE_PARTS = 7
_NOTE = "part of the stream: what it lacks may stand in other files of the same days"


@dataclass(frozen=True, slots=True)
class GkgLayout:
    """Columns of a file, how they are parted, and whether their names stand in its first line."""

    columns: tuple[str, ...]
    delimiter: str
    header: bool


def _known(sample: Sample) -> bool:
    """By a known header, or by lines of 27, 11 or 15 columns that begin as theirs do."""
    return _layout(sample) is not None


def _read(file: SourceFile) -> Iterator[Batch]:
    """Read a file in pieces; themes, or flows for a file of counts.

    Raises
    ------
    SourceError
        When the file has none of the layouts, or a quoted copy cannot be split into rows.
    """
    with file.open() as stream:
        layout = _layout(Sample(file.name, stream.read(1 << 16)))
    if layout is None:
        raise SourceError(f"{file.place} has not the layout of GDELT's knowledge graph.")
    if layout.delimiter == ",":
        pieces = delimited.quoted(file, layout.columns)
    else:
        pieces = delimited.lines(file, layout.columns, header=layout.header)
    read = {GKG2: _report, GKG1: _reports, COUNTS: _count}[layout.columns]
    table, day = ("flows", "date_from") if layout.columns == COUNTS else ("themes", "date")
    for batch in bounded_pieces.each("gdelt_gkg", table, file, pieces, read):
        yield bounded_pieces.sampled(batch, "gdelt_gkg", day, _NOTE)


def _layout(sample: Sample) -> GkgLayout | None:
    lines = sample.lines()
    tabs = [x.count("\t") for x in lines]
    for columns, start in _START.items():
        for delimiter in ("\t", ","):
            if lines and lines[0] == delimiter.join(columns):
                return GkgLayout(columns, delimiter, header=True)
        if any(n == len(columns) - 1 and start.match(x) for x, n in zip(lines, tabs, strict=True)):
            return GkgLayout(columns, "\t", header=False)
    return None


def _report(row: dict[str, str]) -> Record:
    """A report of GKG 2.1."""
    key, day = row["GKGRECORDID"], _time(row["DATE"], 14)
    if not re.fullmatch(r"\d{14}-T?\d+", key, re.ASCII):
        raise RowError("id", f"{key!r} is no number of a report")
    return {
        "record_id": key,
        "known_on": day,
        "document_id": key,
        "date": day,
        "outlet": row["SourceCommonName"].strip().lower() or None,
        "url": _url(row["DocumentIdentifier"]),
        "documents": 1,
        "themes": _themes(row["Themes"]),
        "states": _states(row["Locations"], day),
        "tone_x1000": scaled(row["V2Tone"].split(",")[0], 1000, "tone"),
    }


def _reports(row: dict[str, str]) -> Record:
    """A set of reports of GKG 1.0, under the address of the first."""
    key, day = content_key(*row.values()), _time(row["DATE"], 8)
    return {
        "record_id": key,
        "known_on": day,
        "document_id": key,
        "date": day,
        "outlet": row["SOURCES"].split(";")[0].strip().lower() or None,
        "url": _url(row["SOURCEURLS"].split("<UDIV>")[0]),
        "documents": whole(row["NUMARTS"], "number of reports"),
        "themes": _themes(row["THEMES"]),
        "states": _states(row["LOCATIONS"], day),
        "tone_x1000": scaled(row["TONE"].split(",")[0], 1000, "tone"),
    }


def _count(row: dict[str, str]) -> Record:
    """A number that reports tell."""
    day = _time(row["DATE"], 8)
    what = ": ".join(x for x in (row["COUNTTYPE"], row["OBJECTTYPE"]) if x)
    place = (row["GEO_ADM1CODE"] or row["GEO_COUNTRYCODE"])[:2]
    return flows.flow(
        (content_key(*row.values()),),
        (day, day),
        ("", place),
        "fips",
        ("number told in reports", "as told"),
        flows.count(row["NUMBER"]),
        what,
    )


def _time(text: str, digits: int) -> date:
    day = compact_day(text[:8]) if len(text) == digits and text.isascii() and text.isdigit() else None
    if day is None:
        raise RowError("date", f"{text!r} in DATE is no day of {digits} digits")
    return day


def _url(text: str) -> str | None:
    return text.strip() if text.strip().startswith(("http://", "https://")) else None


def _themes(text: str) -> list[str]:
    return list(dict.fromkeys(t for t in text.split(";") if t))


def _states(text: str, day: date) -> list[str]:
    """States whose places are named, sorted."""
    codes = set()
    for place in filter(None, text.split(";")):
        parts = place.split("#")
        if len(parts) != _PLACE_PARTS:
            raise RowError("place", f"{place[:80]!r} has {len(parts)} parts, not {_PLACE_PARTS}")
        codes.add(flows.code_on((parts[3] or parts[2])[:2], "fips", day))
    return sorted(s for s in codes if s)


SOURCES: tuple[Source, ...] = (Register("gdelt_gkg", _known, _read),)
