"""Roll calls as records of a check: how each state voted on the text that a claim names or dates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from comity.check.candidates import CandidateRecord, plain, terms_of
from comity.check.claims import TextClaim
from comity.check.periods import AT
from comity.check.reading import Proposition, numbers_of, read_sentence
from comity.lake.query.view import View, table_expr
from comity.text.syntax.discourse_state import DiscourseState
from comity.vocabulary import bodies, states

BALLOTS = frozenset({"veto", "abstain", "vote-for", "vote-against", "vote"})
_CHOICES = {"yes": "vote-for", "no": "vote-against", "abstain": "abstain"}
_WORDS = {"yes": "voted yes", "no": "voted no", "abstain": "abstained", "absent": "was absent"}
_MOST = 400
"""Roll calls looked at for one claim: those of a busy month of the General Assembly."""
_COLUMNS = (
    "record_id",
    "roll_call_id",
    "body",
    "date",
    "precision",
    "symbol",
    "title",
    "source",
    "known_on",
    "url",
)


class RollCalls:
    """Every roll call of a view, found by day and by the number of its text."""

    def __init__(self, view: View) -> None:
        self.view = view
        t = table_expr("roll_calls")
        rows = view.run(t.order_by("record_id").select(*_COLUMNS)).to_pylist()
        self.by_number: dict[str, list[dict[str, Any]]] = {}
        self.by_day: dict[date, list[dict[str, Any]]] = {}
        for r in rows:
            self.by_day.setdefault(r["date"], []).append(r)
            for number in numbers_of(r["symbol"] or ""):
                self.by_number.setdefault(number, []).append(r)

    def of_claim(self, claim: TextClaim) -> list[CandidateRecord]:
        """The roll calls that a claim about votes may mean, as candidates; none for any other claim."""
        reading = claim.reading
        if not reading.kinds & BALLOTS or not reading.states:
            return []
        rows = {r["roll_call_id"]: r for s in sorted(reading.symbols) for r in self.by_number.get(s, ())}
        if not reading.symbols:
            fine = [p for p in reading.periods if p.relation == AT and (p.last - p.first).days <= 31]
            for day in sorted(self.by_day):
                if any(p.first <= day <= p.last for p in fine):
                    rows |= {r["roll_call_id"]: r for r in self.by_day[day]}
        if not rows or len(rows) > _MOST:
            return []
        cast = self._cast(rows, reading.agents or reading.states)
        return [_candidate(r, cast.get(key, {})) for key, r in rows.items() if cast.get(key)]

    def _cast(self, calls: Iterable[str], of: Iterable[str]) -> dict[str, dict[str, tuple[str, bool]]]:
        """Choice and veto of these states by roll call."""
        t = table_expr("ballots")
        wanted = t.filter(t.roll_call_id.isin(list(calls)), t.state.isin(sorted(of)))
        out: dict[str, dict[str, tuple[str, bool]]] = {}
        rows = self.view.run(wanted.order_by("record_id").select("roll_call_id", "state", "choice", "veto"))
        for b in rows.to_pylist():
            out.setdefault(b["roll_call_id"], {})[b["state"]] = (b["choice"], b["veto"])
        return out


def _candidate(r: Mapping[str, Any], cast: Mapping[str, tuple[str, bool]]) -> CandidateRecord:
    title = " ".join((r["title"] or "").split())
    body = bodies.all_bodies()[r["body"]].name
    reading = read_sentence(title, DiscourseState(prose=True), on=r["date"], anchor=r["date"])
    votes = tuple(_propositions(cast))
    how = ", ".join(
        f"{states.display(s)} {'vetoed' if v else _WORDS[c]}" for s, (c, v) in sorted(cast.items())
    )
    symbol = r["symbol"] or r["roll_call_id"]
    text = plain(f"{body} {symbol} {title} " + " ".join(states.display(s) for s in cast))
    words = frozenset(text.split())
    return CandidateRecord(
        record_id=r["record_id"],
        occurrence=r["roll_call_id"],
        kind="event",
        first=r["date"],
        last=r["date"],
        precision=r["precision"],
        actors=frozenset(cast),
        states=frozenset(cast) | reading.states | {r["body"]},
        forms=frozenset(),
        places=(),
        polarity="",
        reading=replace(reading, propositions=votes),
        text=text,
        tokens=words,
        terms=terms_of(words),
        symbols=frozenset(numbers_of(symbol)),
        grade="official-record",
        known_on=r["known_on"],
        what=f"{body}, {symbol}: {how}. {title}".strip(),
        where=(r["url"],) if r["url"] else (),
    )


def _propositions(cast: Mapping[str, tuple[str, bool]]) -> list[Proposition]:
    """How they voted as acts: one for each choice, and one for those who vetoed."""
    by_kind: dict[str, set[str]] = {}
    for state, (choice, veto) in cast.items():
        for kind in (_CHOICES.get(choice), "vote" if choice in _CHOICES else None, "veto" if veto else None):
            if kind:
                by_kind.setdefault(kind, set()).add(state)
    nobody = frozenset[str]()
    return [Proposition(k, frozenset(a), nobody, False, False, nobody, 0) for k, a in by_kind.items()]
