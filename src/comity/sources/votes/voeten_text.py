"""Voeten's General Assembly votes as one text, one row per state and vote (releases since 2022).

Each row also describes its vote: day, symbol, totals, descriptions and tags. A vote on a whole resolution may
be later than those of ``unga_numbers.csv``. Then its symbol identifies it, as in the file of the UN Digital
Library, so that the sources share one key for a vote.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from comity.records.coverage import Coverage
from comity.records.schemas import ROLL_CALL
from comity.sources.base import Batch, SourceFile
from comity.sources.kit.delimited import Piece, split_quoted
from comity.sources.votes import unga, unga_numbers

#: Required columns, in any order; the first column has no name.
COLUMNS = (
    "rcid",
    "ccode",
    "vote",
    "session",
    *unga.CALL_COLUMNS,
)

_OWN = ("rcid", "ccode", "vote")
_FACTS = ("date", "unres", "amend", "para")
_WORDS = tuple(c for c in COLUMNS if c not in (*_OWN, *_FACTS))
_NA = frozenset({"", "NA"})

#: Builds the roll call's record, without file and row, from its number, its day and its facts.
Describe = Callable[[int, date, dict[str, Any]], dict[str, Any]]


@dataclass(slots=True)
class _VoetenRows:
    """All rows of a file in compact form: votes, states and choices as numbers."""

    codes: dict[int, int]
    ids: dict[int, int] = field(default_factory=dict)
    facts: list[tuple[str, ...]] = field(default_factory=list)
    words: list[tuple[str, ...]] = field(default_factory=list)
    disputed: set[int] = field(default_factory=set)
    places: dict[str, int] = field(default_factory=dict)
    rows: list[np.ndarray[Any, np.dtype[np.int64]]] = field(default_factory=list)

    def take(self, piece: Piece) -> None:
        columns = {c: piece.table[c].to_pylist() for c in COLUMNS}
        facts, words = (zip(*(columns[c] for c in of), strict=True) for of in (_FACTS, _WORDS))
        calls = [
            self._call(*facts_and_words)
            for facts_and_words in zip(columns["rcid"], facts, words, strict=True)
        ]
        places = [self.places.setdefault(_whole(c), len(self.places)) for c in columns["ccode"]]
        choices = [self.codes.get(int(_whole(v) or -1), -1) for v in columns["vote"]]
        self.rows.append(np.array([piece.row_no.tolist(), calls, places, choices], np.int64))

    def _call(self, rcid: str, facts: tuple[str, ...], words: tuple[str, ...]) -> int:
        """Return the index of a vote, or -1 if it has no number."""
        number = _whole(rcid)
        if not number:
            return -1
        call = self.ids.setdefault(int(number), len(self.ids))
        if call == len(self.facts):
            self.facts.append(facts)
            self.words.append(words)
        elif self.facts[call] != facts:
            self.disputed.add(call)
        self.words[call] = min(self.words[call], words)
        return call

    def days(self) -> list[date | None]:
        """Return the day of each vote: the known day of its number, or else the day in its rows."""
        known = unga.dates()
        return [known.get(n) or _day(f[0]) for n, f in zip(self.ids, self.facts, strict=True)]

    def list_shared(self) -> list[str]:
        """Return the key of each vote that sources share: its number or, for a new resolution, its symbol."""
        taken: set[str] = set()
        out = []
        for number, (_, symbol, amend, para) in sorted(zip(self.ids, self.facts, strict=True)):
            whole = "1" not in (_whole(amend), _whole(para)) and number not in unga.dates()
            key = unga_numbers.key(symbol) if whole else ""
            out.append((number, key if key and key not in taken else str(number)))
            taken.add(key)
        keys = dict(out)
        return [keys[n] for n in self.ids]


def read(
    file: SourceFile,
    names: tuple[str, ...],
    source: str,
    codes: dict[int, int],
    describe: Describe,
    sight: str,
) -> Iterator[Batch]:
    """Yield ballots and roll calls of a text whose heading is ``names``.

    ``codes`` maps the file's choices to codes, ``describe`` returns the record of a roll call, and ``sight``
    is the note of the coverage.
    """
    collected = _VoetenRows(codes)
    for piece in split_quoted(file, tuple(n or "row" for n in names)):
        collected.take(piece)
        yield Batch({}, piece.row_count - piece.table.num_rows, 0, piece.set_aside, piece.rejects)
    numbers, days, shared = list(collected.ids), collected.days(), collected.list_shared()
    row_no, call, place, choice = np.concatenate([np.zeros((4, 0), np.int64), *collected.rows], axis=1)
    when = np.array([*(np.datetime64(d, "D") for d in days), np.datetime64("NaT", "D")])
    calls = unga.Calls(unga.BODY, [str(n) for n in numbers], shared, exact=False)
    names_of, disputed = list(collected.places), frozenset(collected.disputed)
    cast = unga.CastVotes(
        row_no, call, when[call], place, names_of, choice, unga.resolve_cow, calls, disputed
    )
    left = {f"{unga.BODY}:{key}": i for i, key in enumerate(shared)}
    for batch in unga.batches(cast, source, file.file_id, sight):
        first = batch.tables["ballots"].group_by("roll_call_id").aggregate([("row_no", "min")])
        rows = []
        for key, row in zip(first["roll_call_id"].to_pylist(), first["row_no_min"].to_pylist(), strict=True):
            i = left.pop(key, -1)
            day = days[i] if i >= 0 else None
            if day is not None:
                facts = dict(zip((*_FACTS, *_WORDS), (*collected.facts[i], *collected.words[i]), strict=True))
                blank = {k: None if v.strip() in _NA else v for k, v in facts.items()}
                where = {"roll_call_id": key, "file_id": file.file_id, "row_no": row}
                rows.append(describe(numbers[i], day, blank) | where)
        batch.tables["roll_calls"] = pa.Table.from_pylist(rows, schema=ROLL_CALL)
        batch.coverage += [
            Coverage(c.source, "roll_calls", c.first, c.last, note=c.note) for c in batch.coverage
        ]
        yield batch


def _whole(cell: str) -> str:
    text = cell.strip().removesuffix(".0")
    return text if text.isascii() and text.isdigit() and len(text) < 9 else ""


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip()[:10])
    except ValueError:
        return None
