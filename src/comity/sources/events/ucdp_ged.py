"""Deaths in armed conflicts by event: UCDP's georeferenced events (GED), as R data or UCDP's text.

Each event has three estimates of deaths. The deaths measure how much fighting there was at a hotspot, since a
war may explain the reactions of many states. They are not acts of one state toward another.

A record counts as known from the middle of the next year, when UCDP releases the events of a year.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import pyarrow as pa

from comity.errors import SourceError
from comity.records.coverage import Coverage
from comity.sources.base import Batch, Register, Sample, Source, SourceFile
from comity.sources.kit import numbers
from comity.sources.kit.delimited import split_quoted
from comity.sources.kit.rdata_file import read_frames
from comity.sources.kit.rows import Row, RowError, Rows, amount, attach_coverage, codes, gather
from comity.vocabulary.states import code_on

COLUMNS = (
    "id",
    "type_of_violence",
    "conflict_name",
    "dyad_name",
    "country",
    "date_start",
    "date_end",
    "low",
    "best",
    "high",
)
ID = "ucdp_ged"
ESTIMATES = ("low", "best", "high")
VIOLENCE = {1: "state-based", 2: "non-state", 3: "one-sided"}
_NAME = re.compile(r"(?:^|[_-])ged", re.IGNORECASE)


def _recognise(sample: Sample) -> bool:
    """Return whether the file has GED's heading or, for a packed R file, GED in its name."""
    if set(COLUMNS) <= set(numbers.heading(sample)):
        return True
    packed = sample.head.startswith((b"BZh", b"\x1f\x8b", b"\xfd7zXZ\x00", b"RDX2\n", b"RDX3\n"))
    return packed and bool(_NAME.search(sample.name))


def _read(file: SourceFile) -> Iterator[Batch]:
    """Read a text in pieces, and an R frame in one batch."""
    with file.open() as stream:
        names = numbers.heading(Sample(file.name, stream.read(1 << 16)))
    if set(COLUMNS) <= set(names):
        yield from _text(file, names)
        return
    frames = read_frames(file).values()
    frame = next((t for t in frames if set(COLUMNS) <= set(t.column_names)), None)
    if frame is None or not all(pa.types.is_date(frame[c].type) for c in ("date_start", "date_end")):
        raise SourceError(f"{file.place} has no data frame with the columns of UCDP GED.")
    rows = list(enumerate(frame.select(COLUMNS).to_pylist(), start=1))
    batch = gather("flows", ID, file, Rows(rows, len(rows)), _records)
    yield from attach_coverage(batch, _sight(batch))


def _text(file: SourceFile, names: tuple[str, ...]) -> Iterator[Batch]:
    """Yield the batches of a text; if an event number repeats in a later piece, the first row counts."""
    met = set[str]()
    for piece in split_quoted(file, names):
        rows = list(zip(piece.row_no.tolist(), piece.table.select(COLUMNS).to_pylist(), strict=True))
        fresh = [(n, r) for n, r in rows if r["id"] not in met]
        met |= {r["id"] for _, r in fresh}
        aside = dict(piece.set_aside) | ({"repeat": len(rows) - len(fresh)} if len(fresh) < len(rows) else {})
        batch = gather(
            "flows", ID, file, Rows(fresh, piece.row_count, aside, piece.rejects), _convert_text_rows
        )
        yield from attach_coverage(batch, _sight(batch))


def _convert_text_rows(row: Row) -> list[Row]:
    """Convert the cells of a text row to the types of a frame and return its records."""
    out: Row = dict(row)
    for c in ("id", "type_of_violence", *ESTIMATES):
        out[c] = amount(row[c], c)
    for c in ("date_start", "date_end"):
        try:
            out[c] = date.fromisoformat(row[c].strip()[:10])
        except ValueError:
            raise RowError("date", f"{row[c]!r} is no day") from None
    return _records(out)


def _sight(batch: Batch) -> list[Coverage]:
    flows = batch.tables["flows"]
    if not flows.num_rows:
        return []
    states = codes(batch, "flows", "receiver")
    first, last = min(flows["date_from"].to_pylist()), max(flows["date_to"].to_pylist())
    return [Coverage(ID, "flows", first, last, states=states, note="deaths in fighting at the place")]


def _records(row: Row) -> list[Row]:
    number, kind = row["id"], VIOLENCE.get(row["type_of_violence"])
    if not isinstance(number, int | float) or number != number // 1 or not 0 < number < 2**53:
        raise RowError("id", f"{number!r} is no number of an event")
    if kind is None:
        raise RowError("code", f"{row['type_of_violence']!r} is no type of violence from 1 to 3")
    first, last = row["date_start"], row["date_end"]
    if first is None or last is None or not date(1989, 1, 1) <= first <= last < date(2100, 1, 1):
        raise RowError("date", f"{first} to {last} is no span of days from 1989 on")
    deaths = [row[e] for e in ESTIMATES]
    if any(d is None or not 0 <= d < 1e9 for d in deaths):
        raise RowError("number", f"{deaths} are no numbers of deaths")
    place = str(row["country"] or "")
    dyad, conflict = row["dyad_name"] or None, str(row["conflict_name"] or "")
    about = {
        "known_on": date(last.year + 1, 7, 1),
        "date_from": first,
        "date_to": last,
        "receiver": code_on(place, "any-name", first + (last - first) // 2),
        "receiver_raw": place or None,
        "unit": "deaths",
        "what": conflict,
        "deal": dyad,
        "status": kind,
    }
    return [
        about | {"record_id": f"{int(number)}:{e}", "measure": f"deaths ({e} estimate)", "value": float(n)}
        for e, n in zip(ESTIMATES, deaths, strict=True)
    ]


SOURCES: tuple[Source, ...] = (Register(ID, _recognise, _read),)
