"""POLECAT weekly event files: 40 tab-separated columns with a header, in the PLOVER scheme.

Made from the published list of columns and **not yet tried on real files**.  Some files are said to have
an extra column Headline or tabs at the ends of lines, and to be ISO-8859-1: columns are told by their
names, blank surplus fields are cut off, and a line that is not UTF-8 is read as ISO-8859-1.

**Known on**: the publication date of the report.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from typing import BinaryIO, cast

from comity.errors import SourceError, VocabularyError
from comity.sources.base import Batch, Sample, Source, SourceFile
from comity.sources.kit import bounded_pieces, cameo, delimited, flows
from comity.sources.kit.bounded_pieces import Record, scaled
from comity.sources.kit.events import iso_day
from comity.sources.kit.register import Register
from comity.sources.kit.rows import RowError
from comity.vocabulary import states
from comity.vocabulary.load import package_yaml

COLUMNS = (
    "Event ID",
    "Event Date",
    "Event Type",
    "Event Mode",
    "Event Intensity",
    "Quad Code",
    "Contexts",
    "Actor Name",
    "Actor Country",
    "Actor COW",
    "Primary Actor Sector",
    "Actor Sectors",
    "Actor Title",
    "Actor Name Raw",
    "Wikipedia Actor ID",
    "Recipient Name",
    "Recipient Country",
    "Recipient COW",
    "Primary Recipient Sector",
    "Recipient Sectors",
    "Recipient Title",
    "Recipient Name Raw",
    "Wikipedia Recipient ID",
    "Placename",
    "City",
    "District",
    "Province",
    "Country",
    "Latitude",
    "Longitude",
    "GeoNames ID",
    "Raw Placename",
    "Feature Type",
    "Source",
    "Publication Date",
    "Story People",
    "Story Organizations",
    "Story Locations",
    "Language",
    "Version",
)
SPOOL = 32 << 20
"""Bytes of a file held in memory while its lines are set straight."""

_FIRST = COLUMNS[:4]
_RENAMED = {"Intensity": "Event Intensity"}
_MISSING = frozenset(("", "none", "na", "nan", "null"))
_TYPES = "sources/events/plover.yaml"


def _known(sample: Sample) -> bool:
    """By the names in the header line, whatever stands between and behind them."""
    return _header(sample) is not None


def _read(file: SourceFile) -> Iterator[Batch]:
    """Read a file in pieces; its coverage is a sample, because a week's reports tell of other weeks.

    Raises
    ------
    SourceError
        When the header lacks a column.
    """
    with file.open() as stream:
        header = _header(Sample(file.name, stream.readline()))
    if header is None:
        raise SourceError(f"{file.place} has not the 40 columns of POLECAT in its first line.")
    straight = replace(file, open=lambda: _straight(file, len(header)))
    pieces = delimited.lines(straight, header, header=True)
    for batch in bounded_pieces.each("polecat", "events", file, pieces, _event):
        yield bounded_pieces.sampled(batch, "polecat", "event_date", "files by week of publication")


def _header(sample: Sample) -> tuple[str, ...] | None:
    names = next(iter(sample.lines(1)), "").rstrip("\t").split("\t")
    if tuple(n.strip() for n in names[:4]) != _FIRST:
        return None  # most files of others are told by this
    columns = tuple(_RENAMED.get(n.strip(), n.strip()) for n in names)
    whole = set(COLUMNS) <= set(columns) and len(set(columns)) == len(columns)
    return columns if whole else None


def _straight(file: SourceFile, width: int) -> BinaryIO:
    """The file as UTF-8 without blank fields beyond its columns; a large one lies on disk meanwhile."""
    out = cast("BinaryIO", tempfile.SpooledTemporaryFile(max_size=SPOOL))  # noqa: SIM115 - its reader closes it
    with file.open() as stream:
        for line in stream:
            end = b"\n" if line.endswith(b"\n") else b""
            fields = line.rstrip(b"\r\n").split(b"\t")
            if not any(f.strip() for f in fields[width:]):
                fields = fields[:width]
            out.write(_utf8(b"\t".join(fields)) + end)
    out.seek(0)
    return out


def _utf8(line: bytes) -> bytes:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("latin-1").encode("utf-8")
    return line


@cache
def quads() -> dict[str, int]:
    """Quad class of each PLOVER event type."""
    data = package_yaml(_TYPES)
    if not isinstance(data, dict) or not all(v in (1, 2, 3, 4) for v in data.values()):
        raise VocabularyError(_TYPES, "the file", "must map event types to a quad class of 1 to 4")
    return data


def _event(row: dict[str, str]) -> Record:
    cell = {c: "" if row[c].strip().lower() in _MISSING else row[c].strip() for c in COLUMNS}
    key, day = cell["Event ID"], iso_day(cell["Event Date"])
    if not key:
        raise RowError("id", "the row has no Event ID")
    if day is None:
        raise RowError("date", f"{cell['Event Date']!r} in Event Date is not a day")
    kind = cell["Event Type"].upper()
    if kind not in quads():
        raise RowError("code", f"{cell['Event Type']!r} is no PLOVER event type")
    published = iso_day(cell["Publication Date"][:10]) if cell["Publication Date"] else day
    if published is None:
        raise RowError("date", f"{cell['Publication Date']!r} in Publication Date is not a day")
    mode = cell["Event Mode"].lower()
    place = _state(cell["Country"], "", day)
    return {
        "record_id": key,
        "known_on": max(published, day),
        "event_date": day,
        "precision": "day",
        "code_system": "plover",
        "code": f"{kind}-{mode}" if mode else kind,
        "quad": quads()[kind],
        "goldstein_x10": scaled(cell["Event Intensity"], 10, "intensity"),
        "story": key.split("_")[0] if "_" in key else None,
        "geo_state": place,
        "geo_precision": 3 if cell["City"] else 2 if cell["Province"] else 1 if place else 0,
        "lat_x10000": scaled(cell["Latitude"], 10_000, "latitude"),
        "lon_x10000": scaled(cell["Longitude"], 10_000, "longitude"),
        "publisher": cell["Source"] or None,
        **_side(cell, "Actor", "actor", day),
        **_side(cell, "Recipient", "target", day),
    }


def _side(cell: dict[str, str], side: str, ours: str, day: date) -> Record:
    """State, name, role and standing of one side."""
    state = _state(cell[f"{side} Country"], cell[f"{side} COW"], day)
    role = cell[f"Primary {side} Sector"] or None
    name = cell[f"{side} Name"] or cell[f"{side} Name Raw"]
    organ = None if not name else state is not None and _organ(role, name, state, day)
    return {ours: state, f"{ours}_raw": name or None, f"{ours}_role": role, f"{ours}_is_state": organ}


def _organ(role: str | None, name: str, state: str, day: date) -> bool:
    """Whether an actor acts as its state: by its sector, or as the bare state where it has none."""
    if role:
        return cameo.is_organ(role[:3])
    return states.resolve(name, "any-name", day) == state


def _state(country: str, cow: str, day: date) -> str | None:
    """The one state that is named; none where several are."""
    names = {n.strip() for n in re.split(r"[;|]", country) if n.strip().lower() not in _MISSING}
    codes = {flows.code_on(n.upper(), "iso3", day) or flows.code_on(n, "any-name", day) for n in names}
    if not names and cow.removesuffix(".0").isdigit():
        codes = {flows.code_on(cow.removesuffix(".0"), "cow", day)}
    return codes.pop() if len(codes) == 1 else None


SOURCES: tuple[Source, ...] = (Register("polecat", _known, _read),)
