"""Roll calls of the Human Rights Council and the earlier Commission, from the script of a web page.

The script sets one object. ``res`` lists the votes. ``votes`` has two lists for each state: positions in
``res`` (``r``), and one character per position for the choice (``v``): Y, N, A, ``.`` absent, ``-`` not
given.

The rows counted are the entries: each vote of ``res``, each position of a state, and each entry of the three
lists that repeat or sum the rest. Rows are numbered in that order.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pyarrow as pa

from comity.errors import SourceError
from comity.records.schemas import BALLOT, ROLL_CALL, Reject, record_id
from comity.sources.base import Batch, Register, Sample, SourceFile
from comity.sources.votes import human_rights as hr

ID = "hrc_votes"

START = "window.DATA = "
CHOICES = {"Y": "yes", "N": "no", "A": "abstain", ".": "absent"}
_NOT_TOLD = "-"
_AGAIN = {"resAll": "listed without a roll call", "countries": "summary", "subjects": "summary"}


def _recognise(sample: Sample) -> bool:
    """Return whether a script sets the object of this page and begins with its number of resolutions."""
    return sample.head.startswith(f'{START}{{"meta":{{"nResolutions"'.encode())


def _read(file: SourceFile) -> Iterator[Batch]:
    data = _data(file)
    read = _MinutesRows(ID, file.file_id)
    calls = read.calls(data["res"])
    calls.set_aside |= dict.fromkeys(_AGAIN.values(), 0)
    for part, rule in _AGAIN.items():
        n = len(data.get(part, ()))
        calls.set_aside[rule] += n
        calls.row_count += n
    yield calls
    yield read.ballots(data["votes"], len(data["res"]))


def _data(file: SourceFile) -> dict[str, Any]:
    with file.open() as stream:
        raw = stream.read()
    try:
        text = raw.decode("utf-8")
        data = json.loads(text.removeprefix(START).rstrip().removesuffix(";"))
    except (UnicodeDecodeError, json.JSONDecodeError) as e:
        raise SourceError(f"{file.place} is damaged ({e}); get the script again.") from None
    whole = isinstance(data, dict) and all(isinstance(data.get(p, []), list) for p in ("res", *_AGAIN))
    if not whole or "res" not in data or not isinstance(data.get("votes"), dict):
        raise SourceError(f"{file.place} has no list `res` and no object `votes`; get the script again.")
    return data  # type: ignore[no-any-return]


@dataclass(slots=True)
class _MinutesRows:
    """The roll calls of the page read so far: number, body and day, by position in its list ``res``."""

    source: str
    file_id: str
    known: dict[int, tuple[str, str, date]] = field(default_factory=dict)

    def calls(self, listed: list[Any]) -> Batch:
        out = Batch({}, len(listed), 0)
        rows: list[dict[str, Any]] = []
        times = Counter(_number(r) for r in listed)
        for i, r in enumerate(listed):
            call = self._call(i, r)
            if isinstance(call, Reject):
                out.rejects.append(call)
            elif times[r["id"]] > 1:
                # Ballots refer to positions in the list, so a vote with two positions is an error.
                out.rejects.append(Reject(i + 1, "twice", "another entry has this number", str(r)))
            else:
                rows.append(call)
                self.known[i] = (r["id"], r["body"], call["date"])
        out.accepted = len(rows)
        out.tables["roll_calls"] = pa.Table.from_pylist(rows, schema=ROLL_CALL)
        out.coverage = hr.cover_roll_calls(self.source, (r["date"] for r in rows))
        return out

    def _call(self, i: int, r: Any) -> dict[str, Any] | Reject:
        number = _number(r)
        if number is None or r.get("body") not in hr.BODIES:
            what = "number" if number is None else "body"
            return Reject(i + 1, what, f"the entry has no {what} that is known", str(r))
        try:
            day = date.fromisoformat(str(r.get("date")))
        except ValueError:
            return Reject(i + 1, "date", "the entry has no day", str(r))
        text = {k: str(r.get(k) or "").strip() for k in ("sym", "title", "urlR", "urlD")}
        return hr.roll_call(self.source, number, r["body"], day, text["title"]) | {
            "file_id": self.file_id,
            "row_no": i + 1,
            "symbol": text["sym"] or None,
            "yes": _count(r.get("y")),
            "no": _count(r.get("n")),
            "abstain": _count(r.get("a")),
            "url": text["urlR"] or text["urlD"] or None,
        }

    def ballots(self, votes: dict[str, Any], row_no: int) -> Batch:
        out = Batch({}, 0, 0)
        rows: list[dict[str, Any]] = []
        for code, cast in votes.items():
            places, how = (cast.get("r"), cast.get("v")) if isinstance(cast, dict) else (None, None)
            if not isinstance(places, list) or not isinstance(how, str) or len(places) != len(how):
                row_no += 1
                said = "its places and its votes are not as many, or are missing"
                out.rejects.append(Reject(row_no, "width", said, f"{code}: {str(cast)[:100]}"))
                continue
            placed = {(p, h) for p, h in zip(places, how, strict=True) if isinstance(p, int)}
            ways, first = Counter(p for p, _ in placed), set[int]()
            for place, choice in zip(places, how, strict=True):
                row_no += 1
                raw = f"{code}, {place}, {choice}"
                if isinstance(place, int) and ways[place] > 1:
                    detail = "another entry tells this state's vote differently"
                    out.rejects.append(Reject(row_no, "twice", detail, raw))
                elif place in first:
                    _aside(out, "repeat")
                elif choice == _NOT_TOLD:
                    _aside(out, "vote not told")
                elif isinstance(ballot := self._ballot(code, place, choice), Reject):
                    out.rejects.append(Reject(row_no, ballot.reason, ballot.detail, raw))
                else:
                    rows.append(ballot | {"row_no": row_no})
                    first.add(place)
        out.accepted = len(rows)
        out.row_count = out.accepted + sum(out.set_aside.values()) + len(out.rejects)
        out.tables["ballots"] = pa.Table.from_pylist(rows, schema=BALLOT)
        out.coverage = hr.cover_ballots(self.source, ((b["body"], b["date"], b["state"]) for b in rows))
        return out

    def _ballot(self, code: str, place: Any, choice: str) -> dict[str, Any] | Reject:
        call = self.known.get(place) if isinstance(place, int) else None
        if call is None:
            return Reject(0, "unknown-roll-call", "the place is none of a vote that could be read")
        number, body, day = call
        state = hr.resolve_seat(code, day)
        if state is None:
            return Reject(0, "unknown-state", f"{code} is no state of {day}")
        if choice not in CHOICES:
            return Reject(0, "choice", "the vote is none of Y, N, A, . and -")
        return {
            "record_id": record_id(self.source, f"{number}:{state}"),
            "source": self.source,
            "file_id": self.file_id,
            "known_on": day,
            "roll_call_id": f"{body}:{number}",
            "body": body,
            "date": day,
            "state": state,
            "state_raw": code,
            "choice": CHOICES[choice],
            "veto": False,
        }


def _aside(out: Batch, rule: str) -> None:
    out.set_aside[rule] = out.set_aside.get(rule, 0) + 1


def _number(entry: Any) -> str | None:
    number = entry.get("id") if isinstance(entry, dict) else None
    return number if isinstance(number, str) and number.isascii() and number.isdigit() else None


def _count(value: Any) -> int | None:
    return value if isinstance(value, int) and 0 <= value < 1000 else None


SOURCES = (Register(ID, _recognise, _read),)
