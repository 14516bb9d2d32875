"""SIPRI's arms trade register as exported from its database: one row per deal and delivery year.

Notes and the day of the export precede the header; a response from the database server wraps the file in
JSON. Volumes are in trend-indicator values (TIV), which measure military capability, not money (Holtom,
Bromley and Simmel, SIPRI 2012). An asterisk marks a recipient or supplier that is not a state.
"""

from __future__ import annotations

import csv
import io
import json
import re
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

from comity.errors import SourceError
from comity.records.schemas import Reject
from comity.sources.base import Batch, Sample, SourceFile
from comity.sources.kit.layout import Span, load_layout, make_source
from comity.sources.kit.rows import Rows

_LAYOUT = load_layout("sipri_transfers")
COLUMNS = _LAYOUT.tables[0].columns
_MADE = re.compile(r"Data generated: (\d{1,2} \w{3} \d{4})")
_YEARS = re.compile(r"year range '(\d{4})' to '(\d{4})'")
_IN_BASE64 = b"VHJhbnNmZXJzIG9m"  # "Transfers of", the first words of the register


def _recognise(sample: Sample) -> bool:
    if sample.head[:1] == b"{":
        return _IN_BASE64 in sample.head[:4096]
    lines = sample.lines(20)
    return lines[:1] != [] and lines[0].startswith("Transfers of major") and ",".join(COLUMNS) in lines


def _read(file: SourceFile) -> Iterator[Batch]:
    rows, made, since = _split(file)
    layout = replace(_LAYOUT, known_on=made, begins=Span(year="Delivery year", first=1950, last=made.year))
    batch = layout.read_rows(file, rows, layout.read_row)
    batch.coverage = [replace(c, first=min(c.first, since)) for c in batch.coverage]
    yield batch


def _split(file: SourceFile) -> tuple[Rows, date, date]:
    """Return the rows below the header, the day of the export and the first day that the export covers."""
    with file.open() as stream:
        data = stream.read()
    try:
        if data[:1] == b"{":
            texts = [v for v in json.loads(data).values() if isinstance(v, str)]
            data = next(b64decode(t) for t in texts if _IN_BASE64.decode() in t[:64])
        rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))
        top = next(i for i, r in enumerate(rows) if tuple(r) == COLUMNS)
        notes = "\n".join(",".join(r) for r in rows[:top])
        made = datetime.strptime(_MADE.findall(notes)[0], "%d %b %Y").date()
        since = date(int(_YEARS.findall(notes)[0][0]), 1, 1)
    except (UnicodeDecodeError, csv.Error, StopIteration, IndexError, ValueError):
        raise SourceError(
            f"{file.place} is no export of the SIPRI trade register with its notes and header: export it "
            "again as CSV."
        ) from None
    out = Rows([], len(rows), {"header": top + 1})
    for i, r in enumerate(rows[top + 1 :], start=top + 2):
        if len(r) == len(COLUMNS):
            out.rows.append((i, dict(zip(COLUMNS, r, strict=True))))
        elif r:
            detail = f"the row has {len(r)} columns, not {len(COLUMNS)}"
            out.rejects.append(Reject(i, "width", detail, ",".join(r)))
        else:
            out.set_aside["blank line"] = out.set_aside.get("blank line", 0) + 1
    return out, made, since


SOURCES = (make_source("sipri_transfers", reader=_read, recognises=_recognise),)
