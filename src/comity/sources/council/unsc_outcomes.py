"""Security Council meetings and outcomes by year, from web pages of the UN's Dag Hammarskjöld Library.

A line is a meeting, or one topic of a meeting, and ends with the outcome: a resolution or a draft with its
totals, For-Against-Abstain. The pages do not say which member voted how, so the source gives roll calls and
no ballots. Days lack a year and a page's heading may show a wrong year, so the year comes from the file name.

Lines have 4, 5 or 7 cells, depending on the year. Where a meeting has several topics, the symbol and the day
are given only in its first line. Where a row tag is missing, one row holds several lines of 5 cells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa

from comity.errors import SourceError
from comity.records.coverage import Coverage
from comity.records.schemas import ROLL_CALL, Reject, record_id
from comity.sources.base import Batch, Register, Sample, SourceFile
from comity.sources.council.dhl_html import TableRow, rows
from comity.sources.council.vetoes import BODY, Veto

ID = "unsc_outcomes"

_YEAR = re.compile(r"scact(\d{4})_")
_MEETING = re.compile(r"S/(?:PV|Agenda)", re.IGNORECASE)
_DAY = re.compile(r"(?:\d{1,2}\s*[-/+]\s*)?(\d{1,2}) ([A-Z][a-z]{2})[a-z]*\.?")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_BEGINS = re.compile(r"(?<![A-Z])(?=S/(?:RES/|PV\.|\d))")
_SYMBOL = re.compile(r"S/(?:RES/\s?\d+|PV\.\d+|\d+(?:/\d+)*)(?:/(?:Rev|Add|Corr)\.\d+)*")
_TOTALS = re.compile(r"(?<!\d)(\d{1,2})-(\d{1,2})-(\d{1,2})(?!\d)")
_GOES_ON = re.compile(r"(?:\band|&|,|\bin)\s*$")
_WIDTHS = (4, 5, 7)
_TWO_TOPICS = 2
_NOTE = "recorded and other votes on resolutions and drafts, with totals alone: who voted how is not told"


@dataclass(frozen=True, slots=True)
class _OutcomeLine:
    """One meeting, or one topic of a meeting."""

    row_no: int
    day: str
    topic: str
    outcome: str
    url: str | None


@dataclass(frozen=True, slots=True)
class Vote:
    """One vote in an outcome: the draft or resolution, and the totals (yes, no, abstain) if given."""

    symbol: str
    adopted: bool
    vetoed: bool
    totals: tuple[int, int, int] | None
    words: str


def _recognise(sample: Sample) -> bool:
    if b"<" not in sample.head:
        return False
    head = b" ".join(sample.head.lower().split())
    return b"meetings conducted by the security council in" in head


def _read(file: SourceFile) -> Iterator[Batch]:
    match = _YEAR.search(file.name)
    if match is None:
        raise SourceError(f"{file.place} does not tell its year: name it like scact1993_table_en.html.")
    out = Batch({}, 0, 0)
    calls: dict[str, dict[str, Any]] = {}
    days: list[date] = []
    for line in _lines(rows(file, until="table"), out):
        day = _day(line.day, int(match[1]))
        votes = list_votes(line.outcome)
        if day is None:
            raw = f"{line.day} | {line.topic} | {line.outcome}"
            out.rejects.append(Reject(line.row_no, "date", f"{line.day!r} is no day and month", raw))
            continue
        days.append(day)
        calls_read = [_call(ID, file.file_id, line, day, v) for v in votes]
        if fresh := _fresh(calls_read, calls):
            calls |= {c["record_id"]: c for c in fresh}
            out.accepted += 1
        else:
            _aside(out, "repeat" if votes else "no vote")
    out.row_count = out.accepted + sum(out.set_aside.values()) + len(out.rejects)
    out.tables["roll_calls"] = pa.Table.from_pylist(list(calls.values()), schema=ROLL_CALL)
    if days:
        out.coverage = [Coverage(ID, "roll_calls", min(days), max(days), note=_NOTE)]
    yield out


def _aside(out: Batch, rule: str) -> None:
    out.set_aside[rule] = out.set_aside.get(rule, 0) + 1


def _lines(page: list[TableRow], out: Batch) -> Iterator[_OutcomeLine]:
    """Yield the lines of a page; count rows that are no such line in ``out``."""
    day, row_no, wide = "", 0, 4
    for row in page:
        cells = [row.text(i) for i in range(len(row.cells))]
        runs_on = len(cells) > 5 and len(cells) % 5 == 0
        for part in [cells[i : i + 5] for i in range(0, len(cells), 5)] if runs_on else [cells]:
            row_no += 1
            if not any(part):
                _aside(out, "blank row")
            elif row.header and not _MEETING.match(part[0]):
                wide = len(part) if len(part) in _WIDTHS else wide
                _aside(out, "header")
            elif len(part) == 1:
                _aside(out, "note")
            elif len(part) != _TWO_TOPICS and len(part) < wide:
                said = f"the row has {len(part)} cells, not {wide} or {_TWO_TOPICS}"
                out.rejects.append(Reject(row_no, "width", said, " | ".join(part)))
            else:
                day = (part[1] if len(part) > _TWO_TOPICS else "") or day
                topic, last = (0, 1) if len(part) == _TWO_TOPICS else (2 if wide == 4 else 3, wide - 1)
                yield _OutcomeLine(
                    row_no, day, part[topic], " ".join(part[last:]), None if runs_on else row.url
                )


def _day(text: str, year: int) -> date | None:
    """Return the day in text such as ``31 December`` or ``15 Sep.``; the last of ``14-15 October``."""
    match = _DAY.fullmatch(text.strip())
    if match is None or match[2] not in _MONTHS:
        return None
    try:
        return date(year, _MONTHS.index(match[2]) + 1, int(match[1]))
    except ValueError:
        return None


def list_votes(outcome: str) -> list[Vote]:
    """Return the votes in the text of an outcome, in order; omit documents issued without a vote."""
    out, before = list[Vote](), ""
    for part in _BEGINS.split(outcome):
        match = _SYMBOL.match(part)
        if match is None:
            continue
        symbol, words = match[0].replace(" ", ""), part[match.end() :]
        totals = _TOTALS.search(words)
        vetoed, failed = "vetoed by" in words, "not adopted" in words
        resolution = symbol.startswith("S/RES/")
        if before and not resolution:  # "S/1 and S/2 vetoed by": the first symbol names the draft
            symbol = before
        before = ""
        if resolution or vetoed or failed:
            counts = (int(totals[1]), int(totals[2]), int(totals[3])) if totals else None
            out.append(Vote(symbol, resolution and not vetoed and not failed, vetoed, counts, words))
        elif _GOES_ON.search(words):
            before = symbol
    return out


def _call(source: str, file_id: str, line: _OutcomeLine, day: date, v: Vote) -> dict[str, Any]:
    about = re.search(r"\(([^)]*)\)", v.words)  # whose application, or that it was a preliminary question
    agenda = f"{line.topic} {about[1]}" if about else line.topic
    key = Veto(line.row_no, day, v.symbol, agenda, ()).key
    yes, no, abstain = v.totals or (None, None, None)
    return {
        "record_id": record_id(source, key),
        "source": source,
        "file_id": file_id,
        "row_no": line.row_no,
        "known_on": day,
        "roll_call_id": f"{BODY}:{key}",
        "body": BODY,
        "date": day,
        "precision": "day",
        "symbol": v.symbol,
        "title": line.topic or None,
        "kind": "resolution" if v.symbol.startswith("S/RES/") else "draft",
        "issues": [],
        "adopted": v.adopted,
        "vetoed": v.vetoed,
        "yes": yes,
        "no": no,
        "abstain": abstain,
        "url": line.url,
    }


def _fresh(records: list[dict[str, Any]], calls: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the votes not yet in ``calls``; number further votes on one draft, such as on a paragraph."""
    out: list[dict[str, Any]] = []
    for first in records:
        known = calls | {c["record_id"]: c for c in out}
        n, call = 1, first
        while call["record_id"] in known and not _same(call, known[call["record_id"]]):
            n += 1
            call = first | {k: f"{first[k]}:{n}" for k in ("record_id", "roll_call_id")}
        if call["record_id"] not in known:
            out.append(call)
    return out


def _same(a: dict[str, Any], b: dict[str, Any]) -> bool:
    return all(a[k] == b[k] for k in ("date", "adopted", "vetoed", "yes", "no", "abstain"))


SOURCES = (Register(ID, _recognise, _read),)
