"""POLECAT events: weekly files of 40 tab-separated columns, and extracts of ten columns.

Events have the types of the PLOVER scheme. An extract is tab-separated or an R data frame. The weekly files
were not available, so their reader follows the published list of columns. Some files are said to have an
extra column Headline or tabs at the ends of lines, and to be in ISO-8859-1. So columns are found by name,
blank extra fields are removed, and a line that is not UTF-8 is read as ISO-8859-1.

**Several actors**: actors and recipients are lists ("China; Russia"), with names and countries in the same
order. States on one side of an event act together. They become rows of ``participants``, and rows of
``events`` from each of them toward everyone who is only on the other side.

**Known on**: a record counts as known on the publication date of the report.
"""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import BinaryIO, cast

import pyarrow as pa
import pyarrow.compute as pc

from comity.errors import VocabularyError
from comity.records.coverage import Coverage, merge
from comity.records.schemas import EVENT, PARTICIPANT, Reject, record_id
from comity.sources.base import Batch, Register, Sample, Source, SourceFile
from comity.sources.kit import cameo, delimited
from comity.sources.kit.bounded_pieces import Record, scale_number
from comity.sources.kit.events import iso_day
from comity.sources.kit.peek import frame_start
from comity.sources.kit.rdata_file import read_frame_rows
from comity.sources.kit.rows import RowError, Rows, only_counted
from comity.vocabulary import states
from comity.vocabulary.load import package_yaml
from comity.vocabulary.states import code_on

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
#: Bytes of a file held in memory while its lines are corrected.
SPOOL = 32 << 20

#: Required columns, which are also those of the extracts that others publish.
NEEDED = (*COLUMNS[:5], "Contexts", "Actor Name", "Actor Country", "Recipient Name", "Recipient Country")

_FIRST = COLUMNS[:4]
_RENAMED = {"Intensity": "Event Intensity"}
_PUBLISHED = {new: old for old, new in _RENAMED.items()}
_STORIES = ("ID", "Intensity", "EventType", "Date", "coop")
_EVENT_ID = re.compile(r"\d{8}-\d{4}-[0-9a-f]{12}_[A-Z]+(_\w+)?")
_STORY_ID = re.compile(r"\d{8}-\d{4}")
_SPEAKS = ("any-name", "capital", "leader", "foreign-minister", "ministry")
_NOTE = "files by week of publication, or an extract of them"
_MISSING = frozenset(("", "none", "na", "nan", "null"))
_TYPES = "sources/events/plover.yaml"
_TABLES = ("events", "participants")
#: Rows of one day from which a published file counts as complete for that day, as for ICEWS.
FULL_DAY = 500


ID = "polecat"


def _recognise(sample: Sample) -> bool:
    """Return whether the header line has POLECAT's columns, or an R data frame begins with its ids."""
    return _header(sample) is not None or _frame_of(sample) is not None


def _read(file: SourceFile) -> Iterator[Batch]:
    """Read a file in pieces; its coverage is a sample, because a week's reports also describe other weeks.

    A published weekly file covers each day with at least :data:`FULL_DAY` rows in full; the last batch has
    this coverage.
    """
    with file.open() as stream:
        sample = Sample(file.name, stream.read(1 << 16))
    if _frame_of(sample) == "stories":
        yield from only_counted(read_frame_rows(file, _STORIES), "means of a story's events")
        return
    met: set[str] = set()
    days: Counter[date] = Counter()
    for rows in _pieces(file, sample):
        batch = _batch(file, rows, met)
        days.update(batch.tables["events"]["event_date"].to_pylist())
        span = pc.min_max(batch.tables["events"]["event_date"]).as_py()
        if span["min"]:
            batch.coverage = [
                Coverage(ID, t, span["min"], span["max"], selective=True, note=_NOTE) for t in batch.tables
            ]
        yield batch
    if set(COLUMNS) <= set(_header(sample) or ()):
        full = [d for d, n in days.items() if n >= FULL_DAY]
        yield Batch({}, 0, 0, coverage=merge(Coverage(ID, t, d, d) for d in full for t in _TABLES))


def _header(sample: Sample) -> tuple[str, ...] | None:
    names = next(iter(sample.lines(1)), "").rstrip("\t").split("\t")
    if tuple(n.strip() for n in names[:4]) != _FIRST:
        return None  # a fast test that most other files fail
    columns = tuple(_RENAMED.get(n.strip(), n.strip()) for n in names)
    return columns if set(NEEDED) <= set(columns) and len(set(columns)) == len(columns) else None


def _frame_of(sample: Sample) -> str | None:
    """Return ``events`` or ``stories`` according to the first column of an R data frame, else ``None``."""
    start = frame_start(sample.head)
    forms = {(len(NEEDED), 16): ("events", _EVENT_ID), (len(_STORIES), 16): ("stories", _STORY_ID)}
    name, form = forms.get((start.columns, start.kind) if start else (0, 0), ("", _EVENT_ID))
    right = start is not None and start.values and all(form.fullmatch(str(v)) for v in start.values)
    return name if name and right else None


def _pieces(file: SourceFile, sample: Sample) -> Iterator[Rows]:
    """Yield the rows of a file in pieces, with the column names of :data:`COLUMNS`."""
    header = _header(sample)
    if header is None:
        frame = read_frame_rows(file, tuple(_PUBLISHED.get(c, c) for c in NEEDED))
        yield replace(
            frame, rows=[(n, {_RENAMED.get(c, c): _text(v) for c, v in r.items()}) for n, r in frame.rows]
        )
        return
    straight = replace(file, open=lambda: _straight(file, len(header)))
    for piece in delimited.lines(straight, header, header=True):
        numbered = list(zip(piece.row_no.tolist(), piece.table.to_pylist(), strict=True))
        yield Rows(numbered, piece.row_count, dict(piece.set_aside), list(piece.rejects))


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _batch(file: SourceFile, rows: Rows, met: set[str]) -> Batch:
    """Return events and participants of some rows; a row whose Event ID is in ``met`` is a repeat."""
    out = Batch({}, rows.row_count, 0, rows.set_aside, rows.rejects)
    events, participants = list[Record](), list[Record]()
    for row_no, row in rows.rows:
        cell = {c: _blank(row.get(c, "")) for c in COLUMNS}
        try:
            event = _event(cell)
            sides = {side: _side(cell, side, event["event_date"]) for side in ("Actor", "Recipient")}
        except RowError as e:
            out.rejects.append(Reject(row_no, e.reason, str(e), "\t".join(row.values())))
            continue
        key = event["record_id"]
        if key in met:
            out.set_aside["repeat"] = out.set_aside.get("repeat", 0) + 1
            continue
        met.add(key)
        out.accepted += 1
        common = {"source": ID, "file_id": file.file_id, "row_no": row_no, "known_on": event["known_on"]}
        events += [event | common | e for e in _direct_rows(key, sides["Actor"], sides["Recipient"])]
        if len(sides["Actor"]) > 1 or len(sides["Recipient"]) > 1:
            participants += [common | p for p in _participants(key, event["event_date"], sides)]
    out.tables = {
        "events": pa.Table.from_pylist(events, schema=EVENT),
        "participants": pa.Table.from_pylist(participants, schema=PARTICIPANT),
    }
    return out


def _blank(cell: str) -> str:
    return "" if cell.strip().lower() in _MISSING else cell.strip()


def _straight(file: SourceFile, width: int) -> BinaryIO:
    """Return the file as UTF-8 without blank extra fields, in a temporary file if it is large."""
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
    """Return the class of each event type (verbal or material, cooperation or conflict), as a number."""
    data = package_yaml(_TYPES)
    if not isinstance(data, dict) or not all(v in (1, 2, 3, 4) for v in data.values()):
        raise VocabularyError(_TYPES, "the file", "must map event types to a quad class of 1 to 4")
    return data


def _event(cell: dict[str, str]) -> Record:
    """Return the values that all rows of an event share; ``record_id`` is the publisher's id."""
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
    place = _state(cell["Country"], day)
    return {
        "record_id": key,
        "known_on": max(published, day),
        "event_date": day,
        "precision": "day",
        "code_system": "plover",
        "code": f"{kind}-{mode}" if mode else kind,
        "quad": quads()[kind],
        "goldstein_x10": scale_number(cell["Event Intensity"], 10, "intensity"),
        "story": key.split("_")[0] if "_" in key else None,
        "geo_state": place,
        "geo_precision": 3 if cell["City"] else 2 if cell["Province"] else 1 if place else 0,
        "lat_x10000": scale_number(cell["Latitude"], 10_000, "latitude"),
        "lon_x10000": scale_number(cell["Longitude"], 10_000, "longitude"),
        "publisher": cell["Source"] or None,
    }


@dataclass(frozen=True, slots=True)
class Participant:
    """One entry of an event's list of actors or recipients; blanks are ``None``."""

    state: str | None
    state_raw: str | None
    name: str | None
    role: str | None
    organ: bool | None


#: One participant for each state of a side; the key is ``None`` if the side has no state.
Sides = dict[str | None, Participant]


def _side(cell: dict[str, str], side: str, day: date) -> list[Participant]:
    """Return the participants of one side from the parallel lists of names and countries."""
    countries, names = (_list(cell[f"{side} {what}"]) for what in ("Country", "Name"))
    names = names or _list(cell[f"{side} Name Raw"])
    names = names * max(len(countries), 1) if len(names) == 1 else names
    if countries and names and len(countries) != len(names):
        raise RowError("list", f"{side} Name has {len(names)} entries and {side} Country {len(countries)}")
    n = max(len(countries), len(names))
    numbers = [c.removesuffix(".0") for c in _list(cell[f"{side} COW"])]
    countries, numbers = countries or [""] * n, numbers if len(numbers) == n else [""] * n
    names, role = names or [""] * n, cell[f"Primary {side} Sector"] or None
    out = []
    for country, number, name in zip(countries, numbers, names, strict=True):
        state = _state(country, day) or (code_on(number, "cow", day) if number.isdigit() else None)
        organ = None if not name else state is not None and _organ(role, name, state, day)
        out.append(Participant(state, country or None, name or None, role, organ))
    return out


def _list(cell: str) -> list[str]:
    """Split a list separated by ``;`` or ``|``; an entry ``None`` becomes ``""``."""
    return [_blank(c) for c in re.split(r"[;|]", cell)] if cell else []


def _organ(role: str | None, name: str, state: str, day: date) -> bool:
    """Return whether an actor is an organ of its state, by its sector or else by its name."""
    if role:
        return cameo.is_organ(role[:3])
    return any(states.resolve(name, system, day) == state for system in _SPEAKS)


def _state(country: str, day: date) -> str | None:
    return code_on(country.upper(), "iso3", day) or code_on(country, "any-name", day)


def _direct_rows(key: str, actors: list[Participant], recipients: list[Participant]) -> Iterator[Record]:
    """Yield the rows of an event: one per acting state and target state.

    If states are on both sides, they act with each other. Two such states give a row in each direction. Three
    or more give rows without a target, so that the members of a meeting never look like opponents. An entry
    without a state is used only if its side has no state.
    """
    doers, others = _merge_by_state(actors), _merge_by_state(recipients)
    first = True
    for state, actor in doers.items():
        for whom, target in _list_targets(state, doers, others).items():
            yield {
                "record_id": record_id(ID, key if first else f"{key}:{state}:{whom}"),
                "actor": state,
                "actor_raw": actor.name,
                "actor_role": actor.role,
                "actor_is_state": actor.organ,
                "target": whom,
                "target_raw": target.name,
                "target_role": target.role,
                "target_is_state": target.organ,
            }
            first = False


def _list_targets(state: str | None, doers: Sides, others: Sides) -> Sides:
    """Return the targets of one acting state: those who are only on the other side, if there are any."""
    if only := {s: p for s, p in others.items() if s not in doers}:
        return only
    if len(doers) > 2 and len(others) > 1 and state in others:
        return {None: _NOBODY}
    return {s: p for s, p in others.items() if s != state} or (others if len(doers) == 1 else {None: _NOBODY})


def _merge_by_state(side: list[Participant]) -> Sides:
    """Return one participant per state, organs preferred; if the side has no state, return its first one."""
    out: Sides = {}
    for p in sorted(side, key=lambda p: not p.organ):
        if p.state:
            out.setdefault(p.state, p)
    order = {p.state: i for i, p in reversed(list(enumerate(side)))}
    return dict(sorted(out.items(), key=lambda kv: order[kv[0]])) or {None: side[0] if side else _NOBODY}


def _participants(key: str, day: date, sides: dict[str, list[Participant]]) -> Iterator[Record]:
    for side, listed in sides.items():
        for i, p in enumerate(listed):
            yield {
                "record_id": record_id(ID, f"{key}:{side.lower()}:{i}"),
                "event_id": record_id(ID, key),
                "date": day,
                "side": side.lower(),
                "state": p.state,
                "state_raw": p.state_raw,
                "name": p.name,
                "role": p.role,
            }


_NOBODY = Participant(None, None, None, None, None)

SOURCES: tuple[Source, ...] = (Register(ID, _recognise, _read),)
