"""Conflict events of ACLED: quoted CSV exports with a header, separated by comma or semicolon.

This reader follows the published list of columns and has **not yet been tried on real files**. The order of
the actors does not say who began. A record counts as known on the day of ``timestamp``, when the row last
changed, or on the event's day if ``timestamp`` is blank.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import cache

from comity.errors import SourceError, VocabularyError
from comity.sources.base import Batch, Register, Sample, Source, SourceFile
from comity.sources.kit import bounded_pieces, delimited
from comity.sources.kit.bounded_pieces import Record, parse_whole, scale_number
from comity.sources.kit.events import iso_day
from comity.sources.kit.rows import Aside, RowError
from comity.vocabulary.load import package_yaml
from comity.vocabulary.states import code_on

NEEDED = frozenset(
    (
        "event_id_cnty",
        "event_date",
        "time_precision",
        "event_type",
        "sub_event_type",
        "actor1",
        "inter1",
        "actor2",
        "inter2",
        "country",
        "latitude",
        "longitude",
        "geo_precision",
        "source",
    )
)
_NAMES = "janfebmaraprmayjunjulaugsepoctnovdec"
_MONTHS = {_NAMES[3 * i : 3 * i + 3]: i + 1 for i in range(12)}
_SPOKEN = re.compile(r"(\d{1,2})[ -]([A-Za-z]{3})[a-z]*[ -](\d{4})", re.ASCII)
_FORCES = re.compile(r"^(?P<kind>Military|Police) Forces of (?P<name>.+?) \(\d{4}")
_GOVERNMENT = re.compile(r"^Government of (?P<name>.+?) \(\d{4}")
_PRECISION = {"1": "day", "2": "span", "3": "month"}
_TYPES = "sources/events/acled_types.yaml"


def _recognise(sample: Sample) -> bool:
    """Return whether the header line has the names of ACLED's columns, in any order."""
    return _header(sample) is not None


def _read(file: SourceFile) -> Iterator[Batch]:
    """Read a file in pieces; its coverage is a sample, because someone chose the countries and years."""
    with file.open() as stream:
        heading = _header(Sample(file.name, stream.read(1 << 14)))
    if heading is None:
        raise SourceError(f"{file.place} has not the columns of ACLED in its first line.")
    columns, delimiter = heading
    pieces = delimited.split_quoted(file, columns, delimiter)
    for batch in bounded_pieces.read_pieces("acled", "events", file, pieces, _event):
        yield bounded_pieces.add_sample_coverage(
            batch, "acled", "event_date", "an export of countries and years chosen by someone"
        )


def _header(sample: Sample) -> tuple[tuple[str, ...], str] | None:
    first = next(iter(sample.lines(1)), "")
    for delimiter in (",", ";"):
        columns = tuple(n.strip().strip('"').lower() for n in first.split(delimiter))
        if set(columns) >= NEEDED and len(set(columns)) == len(columns):
            return columns, delimiter
    return None


@cache
def quads() -> dict[str, int]:
    """Return the class of each sub-event type (verbal or material, cooperation or conflict); 0 for no act."""
    data = package_yaml(_TYPES)
    if not isinstance(data, dict) or not all(v in (0, 1, 2, 3, 4) for v in data.values()):
        raise VocabularyError(_TYPES, "the file", "must map sub-event types to a quad class, or 0")
    return data


def _event(row: dict[str, str]) -> Record | Aside:
    key, day = row["event_id_cnty"].strip(), _day(row["event_date"])
    if not re.fullmatch(r"[A-Z]{3}\d+", key, re.ASCII):
        raise RowError("id", f"{key!r} in event_id_cnty is no country and number")
    if day is None:
        raise RowError("date", f"{row['event_date']!r} in event_date is not a day")
    quad = quads().get(row["sub_event_type"].strip())
    if quad is None:
        raise RowError("code", f"{row['sub_event_type']!r} is no sub-event type of ACLED")
    precision = _PRECISION.get(row["time_precision"].strip())
    if precision is None:
        raise RowError("number", f"{row['time_precision']!r} is no time precision from 1 to 3")
    if quad == 0:
        return Aside("development, no act")
    return {
        "record_id": key,
        "known_on": max(_read_change_day(row.get("timestamp", "")) or day, day),
        "event_date": day,
        "precision": precision,
        "code_system": "acled",
        "code": row["sub_event_type"].strip(),
        "quad": quad,
        "geo_state": code_on(row["country"].strip(), "any-name", day),
        "geo_precision": 3 if row["geo_precision"].strip() == "1" else 2,
        "lat_x10000": scale_number(row["latitude"], 10_000, "latitude"),
        "lon_x10000": scale_number(row["longitude"], 10_000, "longitude"),
        "publisher": row["source"].strip() or None,
        **_side(row["actor1"].strip(), row["inter1"].strip(), "actor", day),
        **_side(row["actor2"].strip(), row["inter2"].strip(), "target", day),
    }


def _day(text: str) -> date | None:
    spoken = _SPOKEN.fullmatch(text.strip())
    if spoken is None:
        return iso_day(text)
    try:
        return date(int(spoken.group(3)), _MONTHS.get(spoken.group(2).lower(), 0), int(spoken.group(1)))
    except ValueError:
        return None


def _read_change_day(text: str) -> date | None:
    """Return the day of a time in seconds since 1970 or in ISO form; ``None`` for a blank."""
    if not text.strip():
        return None
    if not text.strip().isdigit():
        if (changed := iso_day(text[:10])) is None:
            raise RowError("date", f"{text!r} in timestamp is not a time")
        return changed
    seconds = parse_whole(text, "time")
    return datetime.fromtimestamp(seconds or 0, UTC).date()


def _side(name: str, inter: str, ours: str, day: date) -> Record:
    """Return one side's columns of an event: state, name, role, and whether the actor is a state organ."""
    forces, government = _FORCES.match(name), _GOVERNMENT.match(name)
    coded_role = forces or government
    state = code_on(coded_role.group("name"), "any-name", day) if coded_role else None
    role = (
        {"Military": "MIL", "Police": "COP"}[forces.group("kind")]
        if forces
        else "GOV"
        if government
        else None
    )
    organ = (
        None
        if not name
        else state is not None and role != "COP" and inter.lower() in ("", "1", "state forces")
    )
    return {ours: state, f"{ours}_raw": name or None, f"{ours}_role": role, f"{ours}_is_state": organ}


SOURCES: tuple[Source, ...] = (Register("acled", _recognise, _read),)
