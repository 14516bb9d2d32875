"""Roll calls as records of a check: how each state voted on the text that a claim names or dates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

import ibis

from comity.checking.candidates import CandidateRecord, plain, terms_of
from comity.checking.claims import TextClaim
from comity.checking.periods import AT
from comity.checking.quantities import EXACT, Quantity
from comity.checking.reading import Proposition, SentenceReading, numbers_of, read_sentence
from comity.checking.rules import stem, word_lists
from comity.lake.query.view import View, table_expr
from comity.text.entities.mentions import mentions
from comity.text.syntax.discourse_state import DiscourseState
from comity.vocabulary import bodies, states

BALLOTS = frozenset({"veto", "abstain", "vote-for", "vote-against", "vote"})
_CHOICES = {"yes": "vote-for", "no": "vote-against", "abstain": "abstain"}
_WORDS = {"yes": "voted yes", "no": "voted no", "abstain": "abstained", "absent": "was absent"}
_COUNCIL = "UNSC"
_BODY_WORDS = {
    re.compile(r"\bassembly\b"): "UNGA",
    re.compile(r"\bsecurity council\b|\bveto\w*"): _COUNCIL,
}
_NOT_ADOPTED = re.compile(r"\b(?:veto\w*|drafts?|failed|fell|defeated|rejected|amendments?|rival)\b")
"""Words of texts that were not adopted, which no vote on a resolution of the Council is about."""
_SPEECH = re.compile(r"^The (?:Acting )?President.*?entitled _?")
_REFERENCE = re.compile(r" ?: resolution\b|: A/\d|<d\d>|\. ")
_TITLE = 300
"""How much of a title is read at most: some hold the whole speech by which a text was put to the vote."""
_COLUMNS = (
    "record_id",
    "roll_call_id",
    "body",
    "date",
    "precision",
    "symbol",
    "title",
    "issues",
    "kind",
    "known_on",
    "url",
)
Cast = Mapping[str, tuple[str, bool]]
"""Choice and whether it was a veto, by state."""


@dataclass(frozen=True)
class RollCall:
    """One roll call with all that any source says of it; ``subject`` are its titles and issues."""

    row: Mapping[str, Any]
    symbol: str
    subject: str

    @property
    def terms(self) -> frozenset[str]:
        """The stems of its subject and of all that stand for them."""
        return _terms(self.subject)

    @property
    def states(self) -> frozenset[str]:
        """The states that the subject names."""
        return _states(self.subject)


@cache
def _terms(subject: str) -> frozenset[str]:
    return terms_of(plain(subject).split())


@cache
def _states(subject: str) -> frozenset[str]:
    return frozenset(s for m in mentions(subject) for s in m.states)


class RollCalls:
    """Every roll call of a view, found by day and by the number of its text."""

    def __init__(self, view: View) -> None:
        self.view = view
        t = table_expr("roll_calls")
        rows: dict[str, list[dict[str, Any]]] = {}
        for r in view.run(t.order_by("record_id").select(*_COLUMNS)).to_pylist():
            rows.setdefault(r["roll_call_id"], []).append(r)
        self.by_number: dict[str, list[RollCall]] = {}
        self.by_day: dict[date, list[RollCall]] = {}
        for of_one in rows.values():
            call = _merged(of_one)
            self.by_day.setdefault(call.row["date"], []).append(call)
            for number in numbers_of(call.symbol):
                self.by_number.setdefault(number, []).append(call)

        ballots = table_expr("ballots")
        self.council = self._read(ballots.filter(ballots.body == _COUNCIL))

    def of_claim(self, claim: TextClaim) -> list[CandidateRecord]:
        """The roll calls that a claim about votes may mean, as candidates; none for any other claim."""
        reading = claim.reading
        if not reading.kinds & BALLOTS or not reading.states:
            return []
        calls = self._meant(reading)
        cast = self._cast(calls, reading)
        return [_candidate(c, cast[key], reading) for key, c in calls.items() if key in cast]

    def _meant(self, reading: SentenceReading) -> dict[str, RollCall]:
        """Those of a number that is named; else those of a day or month that are most about what is named."""
        if reading.symbols:
            calls = [c for s in sorted(reading.symbols) for c in self.by_number.get(s, ())]
        else:
            fine = [p for p in reading.periods if p.relation == AT and (p.last - p.first).days <= 31]
            days = [d for d in sorted(self.by_day) if any(p.first <= d <= p.last for p in fine)]
            near = [(_shared(c, reading), c) for d in days for c in self.by_day[d] if _may_be(c, reading)]
            most = max((n for n, _ in near), default=0)
            calls = [c for n, c in near if n == most > 0]
        return {c.row["roll_call_id"]: c for c in calls}

    def _cast(self, calls: Mapping[str, RollCall], reading: SentenceReading) -> dict[str, Cast]:
        """How each state voted: in the Assembly those that are named, unless one is said to be alone."""
        out = {key: self.council[key] for key in calls if key in self.council}
        if elsewhere := [k for k, c in calls.items() if c.row["body"] != _COUNCIL]:
            t = table_expr("ballots")
            wanted = t.filter(t.roll_call_id.isin(elsewhere))
            if not any(p.alone for p in reading.propositions):
                wanted = wanted.filter(wanted.state.isin(sorted(reading.agents or reading.states)))
            out |= self._read(wanted)
        return out

    def _read(self, ballots: ibis.Table) -> dict[str, Cast]:
        """Choice and veto of each state by roll call; a veto that one source alone has counts."""
        out: dict[str, dict[str, tuple[str, bool]]] = {}
        rows = self.view.run(ballots.order_by("record_id").select("roll_call_id", "state", "choice", "veto"))
        for b in rows.to_pylist():
            of_call = out.setdefault(b["roll_call_id"], {})
            of_call[b["state"]] = (b["choice"], b["veto"] or of_call.get(b["state"], ("", False))[1])
        return dict(out)


def _shared(call: RollCall, claim: SentenceReading) -> int:
    """How many words and states of what a claim is about a roll call's subject has; a state counts double."""
    named = {stem(w) for name in claim.names for w in name.split()}
    about = (claim.words | named) - word_lists().voting
    return len(about & call.terms) + 2 * len((claim.states - claim.agents) & call.states)


def _may_be(call: RollCall, claim: SentenceReading) -> bool:
    """Whether a roll call was taken in the body that a claim names, on a text of the kind it names."""
    named = {body for words, body in _BODY_WORDS.items() if words.search(claim.low)}
    body, kind = call.row["body"], call.row["kind"]
    adopted = body == _COUNCIL and kind == "resolution"
    return (len(named) != 1 or body in named) and not (adopted and _NOT_ADOPTED.search(claim.low))


def _merged(rows: list[dict[str, Any]]) -> RollCall:
    """One roll call from the rows of several sources, or of several files of one source."""
    first = rows[0]
    symbol = next((r["symbol"] for r in rows if r["symbol"]), first["roll_call_id"])
    titles = [_title(r["title"]) for r in rows if r["title"]]
    issues = [i.title() if i.isupper() else i for r in rows for i in r["issues"] or () if len(i) > 2]
    subject = ". ".join(dict.fromkeys([*titles, *issues]))
    return RollCall(first, symbol, subject)


def _title(raw: str) -> str:
    """The title of a text without what a source puts around it: the speech before, the reference behind."""
    title = " ".join(raw.replace("?Ã†", "'").split())
    title = _SPEECH.sub("", title)
    return _REFERENCE.split(title)[0][:_TITLE]


def _candidate(call: RollCall, cast: Cast, claim: SentenceReading) -> CandidateRecord:
    r = call.row
    reading = read_sentence(call.subject, DiscourseState(prose=True), on=r["date"], anchor=r["date"])
    cited = bool(claim.symbols & frozenset(numbers_of(call.symbol)))
    named = call.states | reading.states
    unsaid = claim.states if cited and not named & frozenset(states.all_states()) else frozenset()
    votes = tuple(_propositions(cast))
    tallies = [sum(c == choice for c, _ in cast.values()) for choice in _CHOICES]
    counted = [Quantity(n, EXACT, False, "count", 0, 0) for n in tallies] if r["body"] == _COUNCIL else []
    shown = {s: v for s, v in cast.items() if s in (claim.agents or claim.states)} or cast
    how = ", ".join(
        f"{states.display(s)} {'vetoed' if v else _WORDS[c]}" for s, (c, v) in sorted(shown.items())
    )
    words = frozenset(plain(call.subject).split()) | (_ALONE if any(p.alone for p in votes) else frozenset())
    return CandidateRecord(
        record_id=r["record_id"],
        occurrence=r["roll_call_id"],
        kind="event",
        first=r["date"],
        last=r["date"],
        precision=r["precision"],
        actors=frozenset(cast),
        states=frozenset(cast) | named | unsaid | {r["body"]},
        forms=frozenset(),
        places=(),
        polarity="",
        reading=replace(reading, propositions=votes, numbers=(*reading.numbers, *counted)),
        text=plain(call.subject),
        tokens=words,
        terms=terms_of(words),
        symbols=frozenset(numbers_of(call.symbol)),
        grade="official-record",
        known_on=r["known_on"],
        what=f"{bodies.all_bodies()[r['body']].name}, {call.symbol}: {how}. {call.subject}".strip(),
        where=(r["url"],) if r["url"] else (),
        roll_call=True,
    )


_ALONE = frozenset({"alone", "only", "sole"})
"""Words that a roll call bears out in which one state voted as no other did."""


def _propositions(cast: Cast) -> Iterable[Proposition]:
    """How they voted as acts: one for each choice, and one for those who vetoed."""
    by_kind: dict[str, set[str]] = {}
    for state, (choice, veto) in cast.items():
        for kind in (_CHOICES.get(choice), "vote" if choice in _CHOICES else None, "veto" if veto else None):
            if kind:
                by_kind.setdefault(kind, set()).add(state)
    nobody = frozenset[str]()
    for kind, agents in by_kind.items():
        alone = len(agents) == 1 < len(cast)
        yield Proposition(kind, frozenset(agents), nobody, alone, False, nobody, 0)
