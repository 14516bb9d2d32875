"""Trade that each state reports with each other state, from UN Comtrade's free preview, as JSON.

A row is one reporter, partner, year, flow and group of goods. A response of :data:`MOST` rows is incomplete;
values that are missing from such a response are unknown, not zero.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace

from comity.errors import SourceError
from comity.sources.base import Batch, Sample, SourceFile
from comity.sources.kit.layout import load_layout, make_source
from comity.sources.kit.rows import Aside, Row, RowError, Rows

MOST = 500  # the preview's limit of rows
MOST_BYTES = 64 << 20

_LAYOUT = load_layout("trade_comtrade")
_KEYS = (b'"reporterCode"', b'"flowCode"', b'"primaryValue"', b'"partnerISO"')


def _recognise(sample: Sample) -> bool:
    return re.match(rb"\s*\{", sample.head) is not None and all(k in sample.head for k in _KEYS)


def _read(file: SourceFile) -> Iterator[Batch]:
    with file.open() as stream:
        data = stream.read(MOST_BYTES + 1)
    try:
        answer = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise SourceError(f"{file.place} is no JSON of UN Comtrade: get it again.") from None
    given = answer.get("data") if isinstance(answer, dict) else None
    if not isinstance(given, list) or len(data) > MOST_BYTES:
        raise SourceError(f"{file.place} is no answer of UN Comtrade with data: get it again.")
    numbered = [(n, r if isinstance(r, dict) else {"row": r}) for n, r in enumerate(given, start=1)]
    batch = _LAYOUT.read_rows(file, Rows(numbered, len(given)), _flow)
    if len(given) >= MOST:
        batch.coverage = [
            replace(c, selective=True, note=f"{c.note}; the answer was cut") for c in batch.coverage
        ]
    yield batch


def _flow(row: Row) -> list[Row] | Aside:
    if not {"reporterISO", "partnerISO", "flowCode", "period", "primaryValue"} <= row.keys():
        raise RowError("row", "it lacks reporter, partner, flow, period or value")
    return _LAYOUT.read_row(row)


SOURCES = (make_source("trade_comtrade", reader=_read, recognises=_recognise),)
