"""Failed drafts of the Security Council with every member's vote, from a workbook by E. Tong.

Each row lists the members in favour, abstaining and against, each list as text of a Python list. Its totals
have the order For, Abstain, Against (the United Nations write For-Against-Abstain). A row gives the meeting
and the year but not the day; ``unsc_meetings.csv`` has the days.
"""

from __future__ import annotations

import ast
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import pyarrow as pa

from comity.errors import SourceError, UnsafeArchiveError
from comity.records.coverage import Coverage
from comity.records.schemas import BALLOT, ROLL_CALL, Reject, record_id
from comity.sources.base import Batch, Register, Sample, SourceFile
from comity.sources.council.vetoes import BODY
from comity.sources.kit import workbook
from comity.vocabulary import states
from comity.vocabulary.load import package_csv
from comity.vocabulary.states import permanent_seats, un_state

ID = "unsc_failed_drafts"

#: First columns as published. Five further columns repeat or sum these.
COLUMNS = (
    "Meeting Number",
    "Voting On",
    "Year",
    "Submitted By",
    "In Favor",
    "Abstain",
    "Against",
    "Note",
    "For,Abstain,Against",
    "Members",
)

_CHOICES = {"In Favor": "yes", "Abstain": "abstain", "Against": "no"}
_ZIP = b"PK\x03\x04"
_SYMBOL = re.compile(r"S/\d+(?:/\d+)*(?:/(?:Rev|Add|Corr)\.\d+)*")
_CALLS = "a sample of drafts that failed, not all of them"
_BALLOTS = "members of the Council in the votes of the sample; it tells nothing of other votes"


def _recognise(sample: Sample) -> bool:
    if not sample.head.startswith(_ZIP):
        return False
    try:
        return _has_heading(workbook.cells(io.BytesIO(sample.head), sample.name, 0))
    except UnsafeArchiveError:
        raise  # report a harmful workbook even if it belongs to another source
    except SourceError:
        return False


def _read(file: SourceFile) -> Iterator[Batch]:
    with file.open() as stream:
        sheet = workbook.cells(stream, file.place, 0)
    if not _has_heading(sheet):
        raise SourceError(f"{file.place} lacks the headings {', '.join(COLUMNS)}.")
    read = [_vote(i, cells) for i, cells in enumerate(sheet[1:], start=2)]
    out = Batch({}, len(sheet), 0, {"header": 1}, [r for r in read if isinstance(r, Reject)])
    ways: dict[str, set[str]] = {}
    for v in (r for r in read if isinstance(r, _FailedVote)):
        ways.setdefault(v.key, set()).add(repr(v.content))
    calls, ballots = dict[str, dict[str, Any]](), list[dict[str, Any]]()
    for v in (r for r in read if isinstance(r, _FailedVote)):
        if len(ways[v.key]) > 1:
            out.rejects.append(Reject(v.row_no, "twice", f"another row tells {v.key} differently", v.raw))
        elif v.key in calls:
            out.set_aside["repeat"] = out.set_aside.get("repeat", 0) + 1
        else:
            common = {"source": ID, "file_id": file.file_id, "row_no": v.row_no} | v.common
            calls[v.key] = common | v.roll_call(ID)
            ballots += [common | b for b in v.ballots(ID)]
    out.accepted = len(calls)
    out.tables = {
        "roll_calls": pa.Table.from_pylist(list(calls.values()), schema=ROLL_CALL),
        "ballots": pa.Table.from_pylist(ballots, schema=BALLOT),
    }
    if ballots:
        first, last = min(b["date"] for b in ballots), max(b["date"] for b in ballots)
        who = frozenset(b["state"] for b in ballots)
        out.coverage = [
            Coverage(ID, "roll_calls", first, last, selective=True, note=_CALLS),
            Coverage(ID, "ballots", first, last, who, selective=True, note=_BALLOTS),
        ]
    yield out


def _has_heading(sheet: list[list[Any]]) -> bool:
    return bool(sheet) and tuple(sheet[0][: len(COLUMNS)]) == COLUMNS


@cache
def _days() -> dict[int, date]:
    rows = package_csv("sources/council/unsc_meetings.csv", ("meeting", "date"))
    return {int(r["meeting"]): date.fromisoformat(r["date"]) for _, r in rows}


@dataclass(frozen=True, slots=True)
class _FailedVote:
    """The vote on one draft, with every member's choice."""

    row_no: int
    day: date
    on: str
    symbol: str | None
    key: str
    cast: tuple[tuple[str, str, str], ...]  # choice, code, name
    raw: str

    @property
    def content(self) -> tuple[Any, ...]:
        """The values of the row without its position, to find rows that repeat."""
        return self.day, sorted(self.cast)

    @property
    def common(self) -> dict[str, Any]:
        return {"known_on": self.day, "roll_call_id": f"{BODY}:{self.key}", "body": BODY, "date": self.day}

    @property
    def enough(self) -> bool:
        """Whether enough members voted in favour (Charter, Article 27: 7 of 11; since 1966, 9 of 15)."""
        return self.count("yes") >= (7 if self.day.year < 1966 else 9)

    def count(self, choice: str) -> int:
        return sum(c == choice for c, _, _ in self.cast)

    def vetoes(self, choice: str, code: str) -> bool:
        """Return whether a member's ballot vetoed the draft, which needs enough votes in favour."""
        seat = permanent_seats().get(code)
        return self.enough and choice == "no" and seat is not None and seat[0] <= self.day <= seat[1]

    def roll_call(self, source: str) -> dict[str, Any]:
        return {
            "record_id": record_id(source, self.key),
            "precision": "day",
            "symbol": self.symbol,
            "title": None,
            "issues": [],
            "adopted": False,
            "kind": "paragraph" if "paragraph" in self.on.lower() else "draft",
            "vetoed": any(self.vetoes(choice, code) for choice, code, _ in self.cast),
            **{k: self.count(k) for k in ("yes", "no", "abstain")},
        }

    def ballots(self, source: str) -> Iterator[dict[str, Any]]:
        for choice, code, name in self.cast:
            yield {
                "record_id": record_id(source, f"{self.key}:{code}"),
                "state": code,
                "state_raw": name,
                "choice": choice,
                "veto": self.vetoes(choice, code),
            }


def _vote(row_no: int, cells: list[Any]) -> _FailedVote | Reject:
    row = dict(zip(COLUMNS, cells, strict=False))
    raw = " | ".join(map(str, cells[: len(COLUMNS)]))
    day = _days().get(int(row["Meeting Number"])) if isinstance(row["Meeting Number"], float) else None
    if day is None or row["Year"] != day.year:
        said = f"the day of meeting {row['Meeting Number']} of {row['Year']} is not in unsc_meetings.csv"
        return Reject(row_no, "date", said, raw)
    lists = {c: _names(row[c]) for c in (*_CHOICES, "Members")}
    totals = _numbers(row["For,Abstain,Against"])
    if totals != tuple(len(lists[c] or ()) for c in _CHOICES) or None in lists.values():
        return Reject(
            row_no, "totals", f"the lists of names are not {totals} long, For, Abstain, Against", raw
        )
    cast = [(choice, _state(name, day), name) for c, choice in _CHOICES.items() for name in lists[c] or ()]
    unknown = [name for _, code, name in cast if code is None]
    codes = [code for _, code, _ in cast if code is not None]
    if unknown:
        return Reject(row_no, "unknown-state", f"{', '.join(unknown)}: no state of {day}", raw)
    if len(set(codes)) != len(codes) or len(codes) != len(lists["Members"] or ()):
        return Reject(row_no, "totals", "a member is named twice or not at all", raw)
    on = " ".join(str(row["Voting On"]).split())
    match = _SYMBOL.search(on)
    part = states.fold(on[match.end() :]).replace(" ", "-") if match else states.fold(on).replace(" ", "-")
    symbol = match[0] if match else None
    key = ":".join(p for p in (symbol or str(day), part) if p)
    sure = tuple((choice, code, name) for choice, code, name in cast if code is not None)
    return _FailedVote(row_no, day, on, symbol, key, sure, raw)


def _state(name: str, on: date) -> str | None:
    """Return the state that a member's name in the file, which may be a later name, meant on that day."""
    plain = name.replace("' ", "'")  # "Cote d' Ivoire"
    code = un_state(plain, on) or states.resolve(plain, "any-name")
    return states.resolve(code, "iso3", on)


def _names(text: Any) -> list[str] | None:
    value = _literal(text)
    return value if isinstance(value, list) and all(isinstance(v, str) for v in value) else None


def _numbers(text: Any) -> tuple[int, ...] | None:
    value = _literal(text)
    return value if isinstance(value, tuple) and all(isinstance(v, int) for v in value) else None


def _literal(text: Any) -> Any:
    try:
        return ast.literal_eval(str(text))
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None


SOURCES = (Register(ID, _recognise, _read),)
