"""Conversion of lists of vetoes into roll calls and ballots, for every source of such lists."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

import pyarrow as pa

from comity.records.coverage import Coverage
from comity.records.schemas import BALLOT, ROLL_CALL, Reject, content_key, record_id
from comity.vocabulary import states
from comity.vocabulary.states import permanent_seats, un_state

BODY = "UNSC"

#: Number of Council members since 1966.
MEMBERS = 15

_SYMBOL = re.compile(r"S/(?:\d[\w.]*|RES/\d+)(?:/[\w.]+)*")
_PRELIMINARY = "preliminary question"

#: Pairs of vetoes on one day that the official list (A/58/47, annex III) describes in the same words.
TWINS = frozenset({(date(1946, 6, 26), "the spanish question")})


@dataclass(frozen=True, slots=True)
class Veto:
    """One row of a veto list: day, draft, agenda and topic as published, and the vetoing members."""

    row_no: int
    day: date
    draft: str
    agenda: str
    members: tuple[str, ...]
    url: str | None = None
    raw: str = field(default="", compare=False)
    topic: str = field(default="", compare=False)

    @property
    def key(self) -> str:
        """The id of the vote, equal in every list: the first draft symbol.

        A vote on whether the matter is procedural is a separate vote. If no draft had a symbol, the key
        consists of the day and the agenda item.
        """
        match = _SYMBOL.search(self.draft)
        if match is None:
            return f"{self.day}:{content_key(states.fold(self.agenda))[:8]}"
        return match[0] + (":preliminary" if _PRELIMINARY in self.agenda.lower() else "")

    @property
    def content(self) -> Veto:
        """The values of the row without its position, to find rows that repeat."""
        return Veto(0, self.day, self.draft, self.agenda, self.members)


@cache
def _names() -> tuple[str, ...]:
    """Return the names of all states that ever had a permanent seat, case-folded, longest first."""
    seats = permanent_seats()
    names = {
        name
        for system in ("any-name", "un")
        for name, meant in states.table(system).items()
        if any(n.state in seats for n in meant)
    }
    return tuple(sorted(names, key=lambda name: (-len(name), name)))


def _member(name: str, on: date) -> str | None:
    """Return the code of the permanent member with this name on a day; ``None`` for other names."""
    code = un_state(name, on)
    first, last = permanent_seats().get(code or "", (date.max, date.min))
    return code if first <= on <= last else None


def members(text: str, on: date) -> list[str] | None:
    """Return the permanent members in a text such as ``ChinaRussian Federation`` or ``UK USA``.

    Names may lack separators, so the longest known name is removed from the front repeatedly. Return ``None``
    if any remaining text names no permanent member of that day.
    """
    rest, out = states.fold(text), []
    while rest := rest.lstrip(" ,;/&").removeprefix("and "):
        hit = next(((n, c) for n in _names() if rest.startswith(n) and (c := _member(n, on))), None)
        if hit is None:
            return None
        out.append(hit[1])
        rest = rest[len(hit[0]) :]
    return out


@dataclass(slots=True)
class VetoTables:
    """The tables made from the vetoes of one file, and counts of rows that gave no record."""

    tables: dict[str, pa.Table]
    accepted: int
    repeats: int
    rejects: list[Reject]


def veto_tables(vetoes: Iterable[Veto], source: str, file_id: str) -> VetoTables:
    """Build roll calls of vetoed drafts, with ballots of the vetoing members only."""
    calls: list[dict[str, Any]] = []
    ballots: list[dict[str, Any]] = []
    rejects: list[Reject] = []
    vetoes = list(vetoes)
    versions: dict[str, set[Veto]] = {}
    for v in vetoes:
        versions.setdefault(v.key, set()).add(v.content)
    times: Counter[Veto] = Counter()
    repeats = 0
    for v in vetoes:
        times[v.content] += 1
        twin = (v.day, states.fold(v.agenda)) in TWINS and times[v.content] == 2
        key = v.key + (":second" if twin else "")
        codes = members(" ".join(v.members), v.day)
        if len(versions[v.key]) > 1:
            rejects.append(Reject(v.row_no, "twice", f"another row tells {key} differently", v.raw))
        elif times[v.content] > 1 and not twin:
            repeats += 1
        elif not codes:
            detail = f"{' '.join(v.members)!r} does not name permanent members of {v.day}"
            rejects.append(Reject(v.row_no, "unknown-state", detail, v.raw))
        else:
            common = {
                "source": source,
                "file_id": file_id,
                "row_no": v.row_no,
                "known_on": v.day,
                "roll_call_id": f"{BODY}:{key}",
                "body": BODY,
                "date": v.day,
            }
            calls.append(common | _roll_call(v, source, key))
            ballots.extend(common | _ballot(source, key, c) for c in dict.fromkeys(codes))
    tables = {
        "roll_calls": pa.Table.from_pylist(calls, schema=ROLL_CALL),
        "ballots": pa.Table.from_pylist(ballots, schema=BALLOT),
    }
    return VetoTables(tables, len(calls), repeats, rejects)


def _roll_call(v: Veto, source: str, key: str) -> dict[str, Any]:
    return {
        "record_id": record_id(source, key),
        "precision": "day",
        "symbol": v.draft,
        "title": v.agenda,
        "kind": "draft",
        "issues": [v.topic] if v.topic else [],
        "adopted": False,
        "vetoed": True,
        "url": v.url,
    }


def _ballot(source: str, key: str, state: str) -> dict[str, Any]:
    return {
        "record_id": record_id(source, f"{key}:{state}"),
        "state": state,
        "choice": "no",
        "veto": True,
    }


def coverage(vetoes: VetoTables, source: str) -> list[Coverage]:
    """Return the coverage of a veto list: vetoed drafts only, and of their ballots only the vetoes."""
    days = vetoes.tables["roll_calls"]["date"].to_pylist()
    if not days:
        return []
    first, last = min(days), max(days)
    calls = "only drafts that were vetoed are listed; adopted and failed drafts are not"
    votes = "only vetoes are listed: how anybody else voted, permanent member or not, is unknown"
    seats = frozenset(permanent_seats())
    return [
        Coverage(source, "roll_calls", first, last, selective=True, note=calls),
        Coverage(source, "ballots", first, last, seats, selective=True, note=votes),
    ]
