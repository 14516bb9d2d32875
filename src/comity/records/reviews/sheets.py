"""Review sheets: coded acts with their sentences, exported for people to decide on and read back.

A sheet is CSV (UTF-8 with a byte order mark, for spreadsheets), JSON lines, or plain text for paper.  The
coded columns must stay unchanged; people fill in ``decision`` (accept, reject or correct), ``reviewer``,
``note`` and, for corrections, the ``new_`` columns (``none`` empties a list).  Each row is read
independently: a damaged row becomes a :class:`~comity.records.schemas.Reject` with its reason and does not
affect other rows.  Cells that a spreadsheet would run as a formula are escaped, and unescaped when read.
"""

from __future__ import annotations

import csv
import io
import json
import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from comity.errors import QuestionError, SourceError, UnknownNameError
from comity.records.reviews.decisions import CHOICES, CORRECT, DAYS, FIELDS, LISTS, WORDS
from comity.records.schemas import Reject, content_key
from comity.vocabulary import forms, hotspots, states
from comity.vocabulary.load import words

NEW = tuple(f"new_{k}" for k in FIELDS)
COLUMNS = (
    "row",
    "evidence",
    *FIELDS,
    "decision",
    *NEW,
    "reviewer",
    "note",
    "confidence",
    "rules",
    "coder",
    "document_id",
    "record_id",
    "chance",
    "check",
)
_CHECKED = ("record_id", "chance", *LISTS, *WORDS)
_NEEDED = frozenset({*_CHECKED, "check", "decision"})
_FORMULA = frozenset("=+-@'")
_AROUND = 240
#: The most lines of one note.
_MOST_LINES = 50


@dataclass(frozen=True, slots=True)
class SheetItem:
    """One act to review: the machine's row of ``ACT``, its sentence, and its probability of being drawn."""

    record_id: str
    act: Mapping[str, Any]
    evidence: str
    chance: float

    @classmethod
    def of(cls, act: Mapping[str, Any], texts: Mapping[tuple[str, str], str], chance: float) -> SheetItem:
        """Make an item from an act, with its sentence marked; ``texts`` is keyed by source and document."""
        text = texts.get((act["source"], act["document_id"]), "")
        a, b = act["span_start"], act["span_end"]
        shown = _mark_passage(text, a, b) if text else f"«{act['summary']}»"
        return cls(act["record_id"], act, shown, chance)

    def row(self, n: int) -> dict[str, Any]:
        """Return the item as row ``n`` of a sheet."""
        a = self.act
        out: dict[str, Any] = dict.fromkeys(COLUMNS, "")
        out |= {k: list(a[k]) for k in (*LISTS, "rules")} | {k: a[k] for k in WORDS}
        out |= {k: a[k].isoformat() for k in DAYS}
        out |= {"row": n, "evidence": self.evidence, "record_id": self.record_id, "coder": a["coder"]}
        out |= {"document_id": a["document_id"], "confidence": round(a["confidence"], 2)}
        out["chance"] = f"{self.chance:.6g}"
        return out | {"check": _check(out)}


def _mark_passage(text: str, a: int, b: int) -> str:
    """Return the passage between « and », with the text around it."""
    before, after = text[max(a - _AROUND, 0) : a], text[b : b + _AROUND]
    lead, trail = "… " * (a > _AROUND), " …" * (b + _AROUND < len(text))
    return " ".join(f"{lead}{before}«{text[a:b]}»{after}{trail}".split())


def _check(row: Mapping[str, Any]) -> str:
    parts = [";".join(_split(row[k])) if k in LISTS else str(row[k]).strip() for k in _CHECKED]
    return content_key(*parts)[:8]


def _split(value: Any) -> list[str]:
    parts = re.split(r"[;,+]", value) if isinstance(value, str) else [str(v) for v in value or ()]
    return [x.strip() for x in parts if x.strip()]


def as_csv(items: Iterable[SheetItem]) -> bytes:
    """Return the sheet as CSV for a spreadsheet."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for n, item in enumerate(items, 1):
        writer.writerow([disarm(_cell(v)) for v in item.row(n).values()])
    return ("\ufeff" + out.getvalue()).encode()


def as_jsonl(items: Iterable[SheetItem]) -> bytes:
    """Return the sheet as JSON lines: one object per line, the same columns, lists as lists."""
    rows = (item.row(n) for n, item in enumerate(items, 1))
    return "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows).encode()


def as_paper(items: Iterable[SheetItem], width: int = 80) -> bytes:
    """Return the sheet for paper, with boxes to tick; ``row`` is the row of the sheet with the same seed."""
    out = []
    for n, item in enumerate(items, 1):
        r = item.row(n)
        fill = textwrap.wrap(r["evidence"], width - 5) or [""]
        out += [f"{n:>3}. {fill[0]}", *(f"     {x}" for x in fill[1:])]
        cells = [f"{k.replace('_', ' ')}: {_cell(r[k]) or '–'}" for k in FIELDS]
        lines = textwrap.wrap("  ·  ".join(cells), width - 5, break_on_hyphens=False)
        out += [f"     {x}" for x in lines]
        out += ["     [ ] accept   [ ] reject   [ ] correct: " + "_" * (width - 44), ""]
    out.append(f"Reviewer: {'_' * 30}   Date: {'_' * 16}")
    return ("\n".join(out) + "\n").encode()


def _cell(value: Any) -> str:
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value)


def disarm(text: str) -> str:
    """Return a cell that no spreadsheet runs as a formula; :func:`rearm` undoes this."""
    return "'" + text if text.lstrip()[:1] in _FORMULA and text.strip() else text


def rearm(text: str) -> str:
    """Return the cell as it was before :func:`disarm`."""
    return text[1:] if text[:1] == "'" and text[1:].lstrip()[:1] in _FORMULA and text[1:].strip() else text


@dataclass(frozen=True, slots=True)
class SheetEntry:
    """One row of a returned review sheet with a decision, checked against the vocabulary."""

    row_no: int
    record_id: str
    reviewer: str
    choice: str
    changes: dict[str, Any]
    note: str
    chance: float

    def refuse(self, reason: str, detail: str) -> Reject:
        """Return the row as a reject."""
        return Reject(self.row_no, reason, detail, self.record_id)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A returned sheet: the decided rows, the number of undecided rows, and the unreadable rows."""

    entries: list[SheetEntry]
    open: int
    rejects: list[Reject]


@dataclass(frozen=True, slots=True)
class Returned:
    """The result of importing a sheet: rows recorded, of them new, rejects, and rows by choice."""

    taken: int
    new: int
    rejects: list[Reject]
    choices: dict[str, int] = field(default_factory=dict)


def read_sheet(data: bytes, *, jsonl: bool, reviewer: str = "") -> Sheet:
    """Read a returned sheet, row by row.

    Parameters
    ----------
    data : the bytes of the file
    jsonl : whether it is JSON lines (else CSV, with commas, semicolons or tabs)
    reviewer : reviewer of rows that name none

    Raises
    ------
    SourceError
        When the file is not a review sheet: a required column is missing.
    """
    text = data.decode("utf-8", "surrogateescape").removeprefix("\ufeff")
    entries, rejects, left = list[SheetEntry](), list[Reject](), 0
    for n, row in _json_rows(text) if jsonl else _csv_rows(text):
        if isinstance(row, Reject):
            rejects.append(row)
            continue
        try:
            entry = _entry(n, row, reviewer)
        except (QuestionError, UnknownNameError) as e:
            rejects.append(Reject(n, "row", str(e), _clean(row.get("record_id"))))
            continue
        left += entry is None
        entries += [entry] if entry is not None else []
    return Sheet(entries, left, rejects)


def _clean(raw: Any) -> str:
    """Return a damaged row as printable text."""
    return str(raw or "").encode("utf-8", "backslashreplace").decode()


Rows = Iterator[tuple[int, "dict[str, Any] | Reject"]]


def _json_rows(text: str) -> Rows:
    for n, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            row = None
        if isinstance(row, dict) and row.keys() >= _NEEDED:
            yield n, row
        else:
            yield n, Reject(n, "row", "This line is no row of a review sheet.", _clean(line))


def _csv_rows(text: str) -> Rows:
    lines = re.split(r"\r\n|\n|\r", text)
    mark = max(",;\t", key=lines[0].count)
    header = [c.strip() for c in _parse_line(lines[0], mark)]
    if missing := sorted(_NEEDED - set(header)):
        raise SourceError(f"This is no review sheet: it has no column {missing[0]!r}. Export one with --out.")
    k = 1
    while k < len(lines):
        used = 1
        if lines[k].strip(f" {mark}"):
            used, cells = _gather_cells(lines, k, mark, len(header))
            row = dict(zip(header, map(rearm, cells), strict=True)) if cells else None
            bad = Reject(
                k + 1, "row", "This line has lost or won a cell: fill the row in anew.", _clean(lines[k])
            )
            yield k + 1, row or bad
        k += used


def _gather_cells(lines: Sequence[str], k: int, mark: str, width: int) -> tuple[int, list[str]]:
    """Return how many lines a row takes, and its cells; a note may have several lines but no complete row."""
    joined = lines[k]
    for used in range(1, _MOST_LINES):
        if len(cells := _parse_line(joined, mark)) == width:
            return used, cells
        nearest = k + used
        if nearest >= len(lines) or len(_parse_line(lines[nearest], mark)) == width:
            break
        joined += "\n" + lines[nearest]
    return 1, []


def _parse_line(line: str, mark: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=mark, strict=True), [])
    except csv.Error:
        return []


def _entry(n: int, row: Mapping[str, Any], reviewer: str) -> SheetEntry | None:
    """Return the decision in a row; ``None`` if nobody decided."""
    filled = {
        k: row.get(k) for k in ("decision", *NEW, "reviewer", "note") if row.get(k) not in (None, "", [])
    }
    read = [*filled.values(), *(row[k] for k in (*_CHECKED, "check"))]
    if any("\ud800" <= c <= "\udfff" for v in read for c in str(v)):
        raise QuestionError("A cell is not UTF-8: save the sheet as CSV UTF-8.")
    changed = {k.removeprefix("new_"): v for k, v in filled.items() if k in NEW and str(v).strip()}
    said = str(filled.get("decision", "")).strip().lower()
    if not said:
        if changed:
            raise QuestionError("The row has corrections and no decision: write correct.")
        return None
    choice = next((c for c in CHOICES if said in (c, c[0])), None)
    if choice is None:
        raise QuestionError(f"A decision is accept, reject or correct, not {said!r}.")
    if row["check"] != _check(row):
        raise QuestionError("The coded part was changed: leave it, and write what is otherwise as new_….")
    who = str(filled.get("reviewer", "")).strip() or reviewer.strip()
    if not who:
        raise QuestionError("Nobody signed the row: fill in reviewer, or name one with --reviewer.")
    if (choice == CORRECT) != bool(changed):
        raise QuestionError("Only a row to correct has new_… columns filled in, and it has one at least.")
    changes = {k: check_field(k, v) for k, v in changed.items()}
    return SheetEntry(
        n, str(row["record_id"]), who, choice, changes, str(filled.get("note", "")), _chance(row["chance"])
    )


def _chance(cell: Any) -> float:
    try:
        value = float(cell)
    except (TypeError, ValueError):
        value = 0.0
    if not 0 < value <= 1:
        raise QuestionError(f"The chance {cell!r} is not a number from 0 to 1: leave that column as it is.")
    return value


def check_field(name: str, value: Any) -> Any:
    """Check a corrected field and return a list of ids, a word, or a day (ISO 8601).

    Raises
    ------
    QuestionError, UnknownNameError
        When the field cannot be corrected, or the value is not in the vocabulary.
    """
    if name in LISTS:
        names = [] if str(value).strip().lower() in ("none", "[]") else _split(value)
        known = {"hotspots": lambda x: hotspots.get(x).id, "forms": lambda x: forms.get(x).id}
        if name == "actors" and not names:
            raise QuestionError("An act has an actor: reject it, if there is none.")
        return list(dict.fromkeys(known.get(name, lambda x: states.get(x).code)(x) for x in names))
    text = str(value).strip()
    if name in DAYS:
        try:
            return date.fromisoformat(text).isoformat()
        except ValueError:
            raise QuestionError(f"{text!r} is no day: write it as 2019-02-28.") from None
    lists = {"polarity": "polarities", "toward_third": "stances", "modality": "modalities"}
    if name not in lists:
        raise QuestionError(f"{name} cannot be corrected: only {', '.join(FIELDS)} can.")
    if text.lower() not in words(lists[name]):
        raise UnknownNameError(name.replace("_", " "), text, words(lists[name]))
    return text.lower()
