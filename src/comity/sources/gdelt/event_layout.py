"""Common parts of the GDELT 1.0 and 2.0 event files: columns, altered layouts, conversion to events."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache, partial
from itertools import islice
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from comity.errors import SourceError, VocabularyError
from comity.records.coverage import Coverage
from comity.records.schemas import RAW_LIMIT, WORDS, Reject
from comity.sources.base import Batch, Sample, SourceFile
from comity.sources.kit import cameo, delimited
from comity.sources.kit.events import (
    Check,
    Once,
    account,
    blank_as_null,
    clear_mark,
    compact_day,
    encode_column,
    host,
    iso_day,
    map_pairs,
    map_values,
    state,
    trim_column,
)
from comity.vocabulary.load import fields, package_yaml

#: First day of GDELT 2.0. Count 1.0 before this day and 2.0 from this day on; never sum the streams.
SECOND_STREAM = date(2015, 2, 19)

_ACTOR = (
    "Code",
    "Name",
    "CountryCode",
    "KnownGroupCode",
    "EthnicCode",
    "Religion1Code",
    "Religion2Code",
    "Type1Code",
    "Type2Code",
    "Type3Code",
)
_ACTION = (
    "IsRootEvent",
    "EventCode",
    "EventBaseCode",
    "EventRootCode",
    "QuadClass",
    "GoldsteinScale",
    "NumMentions",
    "NumSources",
    "NumArticles",
    "AvgTone",
)
_PLACE = ("Type", "FullName", "CountryCode", "ADM1Code", "ADM2Code", "Lat", "Long", "FeatureID")


def _columns(place: tuple[str, ...]) -> tuple[str, ...]:
    return (
        "GLOBALEVENTID",
        "SQLDATE",
        "MonthYear",
        "Year",
        "FractionDate",
        *(f"Actor{i}{c}" for i in (1, 2) for c in _ACTOR),
        *_ACTION,
        *(f"{who}Geo_{c}" for who in ("Actor1", "Actor2", "Action") for c in place),
        "DATEADDED",
        "SOURCEURL",
    )


#: Columns of each stream: 61 in 2.0, 58 in 1.0 (57 without SOURCEURL before April 2013).
COLUMNS = {"gdelt2": _columns(_PLACE), "gdelt1": _columns(tuple(c for c in _PLACE if c != "ADM2Code"))}

WIDTHS = {"gdelt2": (61,), "gdelt1": (58, 57)}
_ADDED_DIGITS = {"gdelt2": 14, "gdelt1": 8}
_NUMBERS = ("GoldsteinScale", "AvgTone", "NumMentions", "NumArticles", "ActionGeo_Lat", "ActionGeo_Long")
_TEXTS = (
    "GLOBALEVENTID",
    "SQLDATE",
    "DATEADDED",
    "EventCode",
    "SOURCEURL",
    "ActionGeo_CountryCode",
    "ActionGeo_Type",
    *(
        f"Actor{i}{c}"
        for i in (1, 2)
        for c in ("Code", "CountryCode", "Type1Code", "EthnicCode", "KnownGroupCode", "Religion1Code")
    ),
)
#: Columns of a raw file that are needed for a record, with their types.
TYPES = dict.fromkeys(_TEXTS, pa.string()) | dict.fromkeys(_NUMBERS, pa.float64())
_LAYOUTS = "sources/gdelt/event_layouts.yaml"


@dataclass(frozen=True, slots=True)
class EventLayout:
    """The order of the columns in a file; ``form`` is ``raw``, ``plain``, ``quoted`` or ``json``."""

    id: str
    stream: str
    form: str
    delimiter: str
    before: int
    after: int
    missing: str
    note: str
    header: str

    @property
    def altered(self) -> bool:
        """Whether someone changed the file after GDELT published it."""
        return self.form != "raw"

    @property
    def columns(self) -> tuple[str, ...]:
        """Column names by position; columns that are not read have names such as ``before:0``."""
        before = tuple(f"before:{i}" for i in range(self.before))
        after = tuple(f"after:{i}" for i in range(self.after))
        return (*before, *COLUMNS[self.stream], *after)


@cache
def _mark_altered() -> tuple[EventLayout, ...]:
    data = package_yaml(_LAYOUTS)
    allowed = {"stream": tuple(COLUMNS), "form": ("plain", "quoted")}
    out = tuple(
        EventLayout(**fields(v, EventLayout, f"{_LAYOUTS}: {k}", fixed={"id": k}, allowed=allowed))
        for k, v in data.items()
    )
    for layout in out:
        if len(layout.header.split()) != len(layout.columns):
            raise VocabularyError(_LAYOUTS, f"{layout.id}: header", f"needs {len(layout.columns)} names")
    return out


@cache
def raw(stream: str) -> EventLayout:
    """Return the layout in which GDELT publishes ``stream``, one of its two versions."""
    return EventLayout("raw", stream, "raw", "\t", 0, 0, "", "", "")


def layout(sample: Sample) -> EventLayout | None:
    """Return the event layout of a file by its first lines, ``None`` if it is not a GDELT event file."""
    return _layout(tuple(sample.lines()))


@lru_cache(maxsize=64)
def _layout(lines: tuple[str, ...]) -> EventLayout | None:
    """Return the layout of these lines; cached, because a file is recognised first and read later."""
    if not lines:
        return None
    for known in _mark_altered():
        names = [n.strip('"') or "-" for n in lines[0].split(known.delimiter)]
        if names == known.header.split():
            return known
    for stream, widths in WIDTHS.items():
        if any(_is_row(line.split("\t"), stream, widths) for line in lines):
            return raw(stream)
        if _is_object(lines[0], stream):
            return EventLayout("json", stream, "json", "", 0, 0, "", "one object a line", "")
    return None


def _is_row(row: list[str], stream: str, widths: tuple[int, ...]) -> bool:
    if len(row) not in widths:
        return False
    added = row[COLUMNS[stream].index("DATEADDED")]
    lengths = ((row[0], len(row[0])), (row[1], 8), (added, _ADDED_DIGITS[stream]))
    return all(text.isdigit() and len(text) == n for text, n in lengths)


def _is_object(line: str, stream: str) -> bool:
    try:
        row = json.loads(line)
    except ValueError:
        return False
    return isinstance(row, dict) and tuple(row) == COLUMNS[stream]


def read(file: SourceFile, stream: str) -> Iterator[Batch]:
    """Read an event file of ``stream`` in pieces.

    Raises
    ------
    SourceError
        When the file has another layout, or DATEADDED is damaged and the file name has no time.
    """
    with file.open() as start:
        layout_found = layout(Sample(file.name, start.read(1 << 16)))
    if layout_found is None or layout_found.stream != stream:
        raise SourceError(f"{file.place} has not the layout of {stream} events.")
    once = Once()
    for piece in _pieces(file, layout_found):
        if layout_found.missing:
            piece.table = clear_mark(piece.table, layout_found.missing)
        yield from _batches(file, piece, layout_found, once)


def _pieces(file: SourceFile, how: EventLayout) -> Iterator[delimited.Piece]:
    if how.form == "json":
        return _objects(file, how.columns)
    if how.form == "quoted":
        return delimited.split_quoted(file, how.columns, how.delimiter)
    widths = WIDTHS[how.stream] if how.form == "raw" else None
    return delimited.lines(
        file,
        how.columns,
        widths=widths,
        delimiter=how.delimiter,
        header=how.form == "plain",
        types=TYPES if how.form == "raw" else None,
    )


def _objects(file: SourceFile, columns: tuple[str, ...]) -> Iterator[delimited.Piece]:
    """Read JSON lines with one object each, whose values are all text or null."""
    with file.open() as stream:
        lines = enumerate(stream, start=1)
        while some := list(islice(lines, delimited.ROWS)):
            rows, numbers, wrong = [], [], []
            for i, line in some:
                row = _object(line, columns)
                if row is None:
                    text = line.decode("utf-8", "replace").strip()[:RAW_LIMIT]
                    wrong.append(Reject(i, "object", "the line is no JSON object of the event columns", text))
                else:
                    rows.append(row)
                    numbers.append(i)
            by_column = list(zip(*rows, strict=True)) or [()] * len(columns)
            table = {c: pa.array(v, pa.string()) for c, v in zip(columns, by_column, strict=True)}
            yield delimited.Piece(pa.table(table), np.array(numbers, np.int64), len(some), wrong)


def _object(line: bytes, columns: tuple[str, ...]) -> list[str] | None:
    try:
        row = json.loads(line)
    except ValueError:
        return None
    if not isinstance(row, dict) or set(row) != set(columns):
        return None
    return ["" if row[c] is None else str(row[c]) for c in columns]


def _batches(file: SourceFile, piece: delimited.Piece, how: EventLayout, once: Once) -> Iterator[Batch]:
    """Yield the batch of a piece; to report an unreadable row, read the piece again as text."""
    check = Check(piece)
    ids, columns = read_columns(check, how, file.name)
    columns["file_id"] = file.file_id
    if piece.again is not None and check.bad.any():
        for text in piece.again():
            yield from _batches(file, text, how, once)
        return
    yield account(check, columns, once.repeats(ids, ~check.bad))


def read_columns(check: Check, how: EventLayout, name: str) -> tuple[npt.NDArray[np.int64], dict[str, Any]]:
    """Return the publisher's event numbers, and the columns of events except ``file_id``.

    ``name`` is the name of the file, which may hold the time that replaces a damaged DATEADDED.
    """
    ids = check.key("GLOBALEVENTID")
    days = check.day("SQLDATE", iso_day if how.id == "renamed-tabs" else compact_day)
    added = _read_added_day(check, how, name)
    code = _code(check, how)
    dated = days.dictionary_encode(null_encoding="encode")  # shared by the three state columns
    one, two = _side(check, "1", dated), _side(check, "2", dated)
    url = trim_column(check.text("SOURCEURL"))
    columns: dict[str, Any] = {
        "record_id": pc.binary_join_element_wise(how.stream, check.text("GLOBALEVENTID"), ":"),
        "source": how.stream,
        "row_no": pa.array(check.piece.row_no),
        "known_on": pc.max_element_wise(added, days),
        "event_date": days,
        "precision": "day",
        "code_system": "cameo",
        "code": code,
        "quad": map_values(code, cameo.quad, pa.int8()),
        "goldstein_x10": check.number("GoldsteinScale", 10),
        "tone_x1000": check.number("AvgTone", 1000),
        "mentions": check.number("NumMentions"),
        "articles": check.number("NumArticles"),
        "geo_state": state(check.text("ActionGeo_CountryCode"), dated, "fips", WORDS),
        "geo_precision": map_values(check.text("ActionGeo_Type"), _geo_precision, pa.int8()),
        "lat_x10000": check.number("ActionGeo_Lat", 10_000),
        "lon_x10000": check.number("ActionGeo_Long", 10_000),
        "publisher": host(url),
        "url": blank_as_null(url),
    }
    columns |= {f"actor{k}": v for k, v in one.items()} | {f"target{k}": v for k, v in two.items()}
    return ids, columns


def _code(check: Check, how: EventLayout) -> pa.Array:
    """Return the codes of acts; in altered layouts, restore lost leading zeros from the root code."""
    code = check.text("EventCode")
    if how.altered:
        code = map_pairs(code, check.text("EventRootCode"), cameo.restore_zero, WORDS)
    else:
        code = map_values(code, lambda c: c if cameo.quad(c) else None, WORDS)
    check.refuse(pc.is_null(code), "code", "{} in EventCode is not a CAMEO code of its root", "EventCode")
    return code


def _read_added_day(check: Check, how: EventLayout, name: str) -> pa.Array:
    """Return the day on which GDELT added each event.

    A spreadsheet rounds the time to ``2.02E+13``; then the time in the file name replaces it.
    """
    text = check.text("DATEADDED")
    if how.altered and len(text) and pc.any(pc.match_substring(text, "E+")).as_py():
        digits = name[:14]
        if not digits.isdigit() or compact_day(digits[:8]) is None:
            raise SourceError(
                f"{name}: a spreadsheet rounded DATEADDED ({text[0].as_py()}), so it is not known "
                "when its events were known; give the file as GDELT published it, or under its own name."
            )
        text = map_values(text, lambda t: digits if "E+" in t else t, pa.string())
    n = _ADDED_DIGITS[how.stream]
    day = map_values(text, lambda t: compact_day(t[:8]) if len(t) == n and t.isdigit() else None, pa.date32())
    check.refuse(pc.is_null(day), "date", "{} in DATEADDED is not a time", "DATEADDED")
    return day


_PLACES = {"": 0, "0": 0, "1": 1, "2": 2, "3": 3, "4": 3, "5": 2}


def _geo_precision(kind: str) -> int | None:
    """Return how precise a place is, from the number of its GDELT place type.

    GDELT's types are 1 country, 2 US state, 3 US city, 4 city elsewhere, 5 first-level region elsewhere.
    """
    return _PLACES.get(kind)


def _side(check: Check, i: str, days: pa.Array) -> dict[str, pa.Array]:
    """Return the columns of one actor: state, code, role, and whether the actor is a state organ.

    Only the country code gives the state: an actor with a blank country code has no state, even if the
    actor code begins with the code of a state.
    """
    country, raw = check.text(f"Actor{i}CountryCode"), encode_column(check.text(f"Actor{i}Code"))
    role = encode_column(check.text(f"Actor{i}Type1Code"))
    for column, name in (("KnownGroupCode", "GRP"), ("EthnicCode", "ETH"), ("Religion1Code", "REL")):
        published = check.text(f"Actor{i}{column}")
        if pc.max(pc.binary_length(published)).as_py():  # often blank in all rows: skip the lookup
            role = map_pairs(role, published, partial(_role, name), WORDS)
    code = state(country, days, "cameo", WORDS)
    organ = map_values(role, lambda r: not r or cameo.is_organ(r), pa.bool_())
    none = map_values(raw, lambda r: not r, pa.bool_())
    return {
        "": code,
        "_raw": blank_as_null(raw),
        "_role": blank_as_null(role),
        "_is_state": pc.if_else(none, pa.scalar(None, pa.bool_()), pc.and_(organ, pc.is_valid(code))),
    }


def _role(name: str, role: str, published: str) -> str:
    return role or (name if published else "")


def cover_sample(stream: str, events: pa.Table) -> list[Coverage]:
    """Return the coverage of a sample of events, in which missing records prove nothing."""
    span = pc.min_max(events["event_date"]).as_py()
    return [cover_part(stream, span["min"], span["max"])] if events.num_rows else []


def cover_part(stream: str, first: date, last: date) -> Coverage:
    """Return the coverage of all events of a stream from ``first`` to ``last``."""
    note = "part of the stream: what it lacks may stand in other files of the same days"
    return Coverage(stream, "events", first, last, selective=True, note=note)
