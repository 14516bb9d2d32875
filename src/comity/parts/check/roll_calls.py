"""Every roll call of a view with its votes, found by number, by day and by what it is about."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from comity.lake.query.sql import select
from comity.lake.query.view import View
from comity.lazy import lazy
from comity.parts.check.evidence import EvidenceRecord, name_code, say_days
from comity.parts.check.periods import Days
from comity.parts.check.word_index import WordIndex
from comity.parts.check.wording import numbers_of, tokens_of
from comity.records.schemas import DOCUMENT_TITLE
from comity.vocabulary import bodies

COUNCIL, ASSEMBLY = "UNSC", "UNGA"
YES, NO, ABSTAIN, VETO, MISSED = "yes", "no", "abstain", "veto", "absent"
ALIKE, APART = "alike", "apart"
#: How each choice is told.
CHOICES = {
    VETO: "vetoed", MISSED: "did not vote", ABSTAIN: "abstained", YES: "voted for", NO: "voted against",
    ALIKE: "voted alike", APART: "voted differently",
}  # fmt: skip
_TITLE = 300
_SPEECH = re.compile(r"^The (?:Acting )?President.*?entitled _?")
_REFERENCE = re.compile(r" ?: resolution\b|: A/\d|<d\d>|(?<!\b[A-Z])\. ")
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
    def last(self) -> date:
        """The last day on which it may have been taken, which some sources know to the month only."""
        return self.day.replace(day=28) if self.precision == "month" else self.day

    def is_within(self, days: Days) -> bool:
        """Whether it may have been taken in a stretch of days."""
        return days[0] <= self.last and self.day <= days[1]

    @property
    def title(self) -> str:
        """The body and the symbol."""
        known = bodies.all_bodies()
        return f"{known[self.body].name if self.body in known else self.body}, {self.symbol}"

    @property
    def when(self) -> str:
        """The day in words, or the month."""
        return say_days(self.day, self.last)

    def as_record(self, cast: Cast, shown: Collection[str] = ()) -> EvidenceRecord:
        """Return it as a record that can be shown, with the votes of some states."""
        return EvidenceRecord(
            self.record_id, "roll call", self.day, self.last, self.precision,
            actors=frozenset(shown), states=frozenset(shown),
            summary=f"{self.title}: {self.subject[:160].rstrip('. ')} ({say_votes(cast, shown)}).",
            grade="official-record", known_on=self.known_on, where=(self.url,) if self.url else (),
        )  # fmt: skip


def say_votes(cast: Cast, states: Collection[str]) -> str:
    """Say how some states voted."""
    votes = [
        f"{name_code(x)} {CHOICES[VETO if cast[x][1] else cast[x][0]]}" for x in sorted(states) if x in cast
    ]
    return ", ".join(votes) or "their votes are not on record"


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
        self._votes: dict[tuple[str, frozenset[str]], dict[str, Cast]] = {}

    @lazy
    def by_number(self) -> dict[str, list[int]]:
        """Places of the roll calls by the numbers of their texts."""
        out: dict[str, list[int]] = {}
        for n, call in enumerate(self.calls):
            for number in sorted(numbers_of(call.symbol)):
                out.setdefault(number, []).append(n)
        return out

    def cast(self, call: RollCall) -> Cast:
        """Return how each state voted."""
        if call.body == COUNCIL:
            return self.votes(COUNCIL, ()).get(call.key, {})
        return self._read("roll_call_id = $key", key=call.key).get(call.key, {})

    def votes(self, body: str, states: Collection[str]) -> dict[str, Cast]:
        """Return the votes by roll call: of all members of the Council, of these states elsewhere."""
        asked = (body, frozenset() if body == COUNCIL else frozenset(states))
        if asked not in self._votes:
            where = "body = $body" if body == COUNCIL else "body = $body AND state IN $states"
            given = {} if body == COUNCIL else {"states": sorted(states)}
            self._votes[asked] = self._read(where, body=body, **given)
        return self._votes[asked]

    def within(self, days: Days) -> Iterator[int]:
        """Return the places of the roll calls taken in a stretch of days."""
        return (n for n, c in enumerate(self.calls) if c.is_within(days))

    def _read(self, where: str, **values: object) -> dict[str, Cast]:
        out: dict[str, dict[str, tuple[str, bool]]] = {}
        columns = ("roll_call_id", "state", "choice", "veto")
        sql = select("ballots", columns, f"WHERE {where} ORDER BY record_id")
        for b in self.view.run(sql, **values).to_pylist():
            cast = out.setdefault(b["roll_call_id"], {})
            cast[b["state"]] = (b["choice"], b["veto"] or cast.get(b["state"], ("", False))[1])
        return {**out}


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
