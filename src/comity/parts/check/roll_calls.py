"""Every roll call of a view with its votes, found by number, by day and by what it is about."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from comity.lake.query.sql import select
from comity.lake.query.view import View
from comity.language.mentions import mentions
from comity.lazy import lazy
from comity.parts.check.evidence import EvidenceRecord, name_code
from comity.parts.check.word_index import WordIndex
from comity.parts.check.wording import numbers_of, tokens_of
from comity.records.schemas import DOCUMENT_TITLE
from comity.vocabulary import bodies

COUNCIL, ASSEMBLY, ABSENT = "UNSC", "UNGA", "absent"
_TITLE = 300
_SPEECH = re.compile(r"^The (?:Acting )?President.*?entitled _?")
_REFERENCE = re.compile(r" ?: resolution\b|: A/\d|<d\d>|(?<!\b[A-Z])\. ")
_CAPITALS = re.compile(r"\b[A-Z]{5,}\b")
_COLUMNS = (
    *("record_id", "roll_call_id", "body", "date", "precision", "symbol", "title", "issues", "kind"),
    *("known_on", "url"),
)

Cast = Mapping[str, tuple[str, bool]]
"""Choice and whether it was a veto, by state."""


@dataclass(frozen=True, eq=False)
class RollCall:
    """One roll call with all that any source says of it."""

    key: str
    record_id: str
    body: str
    day: date
    precision: str
    kind: str
    symbol: str
    subject: str
    known_on: date
    url: str
    tokens: tuple[str, ...] = field(repr=False)

    @property
    def numbers(self) -> set[str]:
        """Its symbol and, of a resolution of the Council, the number alone."""
        return numbers_of(self.symbol)

    @property
    def last(self) -> date:
        """The last day on which it may have been taken, which some sources know to the month only."""
        return self.day.replace(day=28) if self.precision == "month" else self.day

    @lazy
    def states(self) -> frozenset[str]:
        """Return the states that its subject names."""
        return _states_in(self.subject)

    def as_record(self, cast: Cast, shown: Collection[str] = ()) -> EvidenceRecord:
        """Return it as a record that can be shown, with the votes of some states."""
        said = [f"{name_code(s)} {'veto' if cast[s][1] else cast[s][0]}" for s in sorted(shown) if s in cast]
        where = bodies.all_bodies()[self.body].name if self.body in bodies.all_bodies() else self.body
        votes = f" ({', '.join(said)})" if said else ""
        return EvidenceRecord(
            record_id=self.record_id, kind="roll call", first=self.day, last=self.last,
            precision=self.precision, actors=frozenset(shown), states=self.states | frozenset(shown),
            forms=frozenset(), places=frozenset(), fact=None,
            summary=f"{where}, {self.symbol}: {self.subject[:160].rstrip('. ')}{votes}.",
            grade="official-record", known_on=self.known_on,
            where=(self.url,) if self.url else (), numbers=(), leaders=(), low="", tokens=(),
            words=frozenset(),
        )  # fmt: skip


@cache
def _states_in(subject: str) -> frozenset[str]:
    small = _CAPITALS.sub(lambda m: m[0].title(), subject)
    return frozenset(s for m in mentions(small) for s in m.states)


class RollCalls(WordIndex):
    """Every roll call of a view, oldest first."""

    def __init__(self, view: View) -> None:
        self.view = view
        rows: dict[str, list[dict[str, Any]]] = {}
        for r in view.run(select("roll_calls", _COLUMNS, "ORDER BY record_id")).to_pylist():
            rows.setdefault(r["roll_call_id"], []).append(r)
        cited = _cited_by_records(view)
        calls = [_merge(of_one, cited) for of_one in rows.values()]
        self.calls = tuple(sorted(calls, key=lambda c: (c.day, c.key)))
        super().__init__([c.tokens for c in self.calls])
        self._choices: dict[tuple[str, str], dict[str, str]] = {}

    @lazy
    def by_number(self) -> dict[str, list[int]]:
        """Places of the roll calls by the numbers of their texts."""
        out: dict[str, list[int]] = {}
        for n, call in enumerate(self.calls):
            for number in sorted(call.numbers):
                out.setdefault(number, []).append(n)
        return out

    @lazy
    def council(self) -> dict[str, dict[str, tuple[str, bool]]]:
        """Every vote in the Council, by roll call and state."""
        return self._read("body = $body", body=COUNCIL)

    def cast(self, call: RollCall) -> Cast:
        """Return how each state voted."""
        if call.body == COUNCIL:
            return self.council.get(call.key, {})
        return self._read("roll_call_id = $key", key=call.key).get(call.key, {})

    def choices(self, body: str, state: str) -> Mapping[str, str]:
        """Return what a state chose in each roll call of a body in which it took part, by its id."""
        key = (body, state)
        if key not in self._choices:
            if body == COUNCIL:
                choices = {k: cast[state][0] for k, cast in self.council.items() if state in cast}
            else:
                rest = "WHERE body = $body AND state = $state ORDER BY record_id"
                sql = select("ballots", ("roll_call_id", "choice"), rest)
                rows = self.view.run(sql, body=body, state=state).to_pylist()
                choices = {r["roll_call_id"]: r["choice"] for r in rows}
            self._choices[key] = {k: c for k, c in choices.items() if c != ABSENT}
        return self._choices[key]

    def within(self, spans: Sequence[tuple[date, date]]) -> Iterator[int]:
        """Return the places of the roll calls taken in some stretches of days."""
        for n, call in enumerate(self.calls):
            if any(a <= call.last and call.day <= b for a, b in spans):
                yield n

    def _read(self, where: str, **values: object) -> dict[str, dict[str, tuple[str, bool]]]:
        out: dict[str, dict[str, tuple[str, bool]]] = {}
        sql = select(
            "ballots", ("roll_call_id", "state", "choice", "veto"), f"WHERE {where} ORDER BY record_id"
        )
        for b in self.view.run(sql, **values).to_pylist():
            of_call = out.setdefault(b["roll_call_id"], {})
            of_call[b["state"]] = (b["choice"], b["veto"] or of_call.get(b["state"], ("", False))[1])
        return out


def _cited_by_records(view: View) -> dict[tuple[str, date], str]:
    """Return what records of votes in the Council say of the text that they cite."""
    out: dict[tuple[str, date], str] = {}
    for a in view.table("acts").select(["coder", "date_from", "targets", "summary", "citations"]).to_pylist():
        if a["coder"] is None:
            for c in a["citations"]:
                if (c["title"] or "").startswith(DOCUMENT_TITLE):
                    key = (c["title"].removeprefix(DOCUMENT_TITLE).strip(), a["date_from"])
                    out[key] = f"{out.get(key, '')} {a['summary']}"
    return out


def _merge(rows: list[dict[str, Any]], cited: Mapping[tuple[str, date], str]) -> RollCall:
    """Merge the rows of several sources, or of several files of one source, into one roll call."""
    first = rows[0]
    symbol = next((r["symbol"] for r in rows if r["symbol"]), first["roll_call_id"])
    titles = [_title(r["title"]) for r in rows if r["title"]]
    issues = [i.title() if i.isupper() else i for r in rows for i in r["issues"] or () if len(i) > 2]
    subject = ". ".join(dict.fromkeys([*titles, *issues]))
    said = cited.get((symbol.split("(")[0], first["date"]), "")
    return RollCall(
        first["roll_call_id"], first["record_id"], first["body"], first["date"], first["precision"],
        first["kind"] or "", symbol, subject, first["known_on"], first["url"] or "",
        tuple(tokens_of(f"{subject} {said}")),
    )  # fmt: skip


def _title(raw: str) -> str:
    title = _SPEECH.sub("", " ".join(raw.replace("?Ã†", "'").split()))
    return _REFERENCE.split(title)[0][:_TITLE]
