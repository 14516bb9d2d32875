"""Roll calls in the United Nations, and what a sentence says about them: who voted how, on what, and when."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any

from comity.lake.query.sql import select
from comity.lake.query.view import View
from comity.lazy import lazy
from comity.parts.check.evidence import EvidenceRecord, name_code
from comity.parts.check.periods import SINCE, UNTIL, Days
from comity.parts.check.quantities import Quantity
from comity.parts.check.readings import SentenceReading
from comity.parts.check.wording import WordIndex, find, numbers_of, patterns, tokens_of, words_of
from comity.records.schemas import DOCUMENT_TITLE
from comity.vocabulary import bodies, states

COUNCIL, ASSEMBLY = "UNSC", "UNGA"
YES, NO, ABSTAIN, VETO, MISSED = "yes", "no", "abstain", "veto", "absent"
ALIKE, APART = "alike", "apart"
#: How each choice is told.
CHOICES = {
    VETO: "vetoed", MISSED: "did not vote", ABSTAIN: "abstained", YES: "voted for", NO: "voted against",
    ALIKE: "voted alike", APART: "voted differently",
}  # fmt: skip
#: What stands before the name of a text in the speech that put it to the vote, and what ends the name.
_SPEECH = re.compile(r"^The (?:Acting )?President.*?entitled _?")
_TITLE = re.compile(r" ?: resolution\b|: A/\d|<d\d>|(?<!\b[A-Z])\. ")
_COLUMNS = (
    "record_id", "roll_call_id", "body", "date", "precision", "symbol", "title", "issues", "kind", "known_on",
    "url",
)  # fmt: skip

Cast = Mapping[str, tuple[str, bool]]
"""Choice and whether it was a veto, by state."""


@dataclass(frozen=True, eq=False)
class RollCall:
    """One roll call, merged from all sources that have it."""

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
        """The last possible day of the roll call; some sources give only the month."""
        return self.day.replace(day=28) if self.precision == "month" else self.day

    def is_within(self, days: Days) -> bool:
        """Return whether the roll call may have been taken in the period ``days``."""
        return days[0] <= self.last and self.day <= days[1]

    @property
    def title(self) -> str:
        """The name of the body that voted and the symbol of the text."""
        known = bodies.all_bodies()
        return f"{known[self.body].name if self.body in known else self.body}, {self.symbol}"

    def as_record(self, cast: Cast, shown: Collection[str] = ()) -> EvidenceRecord:
        """Return the roll call as a record to show for a sentence, with the votes of the states ``shown``."""
        return EvidenceRecord(
            self.record_id, "roll call", self.day, self.last, self.precision,
            actors=frozenset(shown), states=frozenset(shown),
            summary=f"{self.title}: {self.subject[:160].rstrip('. ')} ({say_votes(cast, shown)}).",
            grade="official-record", known_on=self.known_on, where=(self.url,) if self.url else (),
        )  # fmt: skip


def say_votes(cast: Cast, shown: Collection[str]) -> str:
    """Return in words how the states ``shown`` voted."""
    votes = [
        f"{name_code(x)} {CHOICES[VETO if cast[x][1] else cast[x][0]]}" for x in sorted(shown) if x in cast
    ]
    return ", ".join(votes) or "their votes are not on record"


class RollCalls(WordIndex):
    """All roll calls of a view (the records known on a day), oldest first, with an index of words."""

    def __init__(self, view: View) -> None:
        self.view = view
        rows: dict[str, list[dict[str, Any]]] = {}
        for r in view.run(select("roll_calls", _COLUMNS, "ORDER BY record_id")).to_pylist():
            rows.setdefault(r["roll_call_id"], []).append(r)
        cited = _cited_by_records(view)
        calls = [_merge(of_one, cited) for of_one in rows.values()]
        self.calls = tuple(sorted(calls, key=lambda c: (c.day, c.key)))
        super().__init__([c.tokens for c in self.calls])
        self._votes: dict[tuple[object, ...], dict[str, Cast]] = {}

    @lazy
    def by_number(self) -> dict[str, list[int]]:
        """Map the number or symbol of the text voted on to the indices of its roll calls."""
        out: dict[str, list[int]] = {}
        for n, call in enumerate(self.calls):
            for number in sorted(numbers_of(call.symbol)):
                out.setdefault(number, []).append(n)
        return out

    def cast(self, call: RollCall) -> Cast:
        """Return the vote of each state in a roll call, by state."""
        if call.body == COUNCIL:
            return self.votes(COUNCIL, ()).get(call.key, {})
        return self._read("roll_call_id = $key", key=call.key).get(call.key, {})

    def votes(self, body: str, voters: Collection[str]) -> dict[str, Cast]:
        """Return the votes by roll call: in the Council of all members, in other bodies of ``voters``."""
        if body == COUNCIL:
            return self._read("body = $body", body=body)
        return self._read("body = $body AND state IN $voters", body=body, voters=tuple(sorted(voters)))

    def within(self, days: Days) -> Iterator[int]:
        """Return the indices of the roll calls that may have been taken in the period ``days``."""
        return (n for n, c in enumerate(self.calls) if c.is_within(days))

    def _read(self, where: str, **values: object) -> dict[str, Cast]:
        key = (where, *values.values())
        if key not in self._votes:
            out: dict[str, dict[str, tuple[str, bool]]] = {}
            columns = ("roll_call_id", "state", "choice", "veto")
            sql = select("ballots", columns, f"WHERE {where} ORDER BY record_id")
            for b in self.view.run(sql, **values).to_pylist():
                cast = out.setdefault(b["roll_call_id"], {})
                cast[b["state"]] = (b["choice"], b["veto"] or cast.get(b["state"], ("", False))[1])
            self._votes[key] = {**out}
        return self._votes[key]


def _cited_by_records(view: View) -> dict[tuple[str, date], str]:
    """Map a document and a day to the summaries of the acts of that day that cite the document."""
    out: dict[tuple[str, date], str] = {}
    for a in view.table("acts").select(["coder", "date_from", "targets", "summary", "citations"]).to_pylist():
        if a["coder"] is None:
            for c in a["citations"]:
                if (c["title"] or "").startswith(DOCUMENT_TITLE):
                    key = (c["title"].removeprefix(DOCUMENT_TITLE).strip(), a["date_from"])
                    out[key] = f"{out.get(key, '')} {a['summary']}"
    return out


def _merge(rows: list[dict[str, Any]], cited: Mapping[tuple[str, date], str]) -> RollCall:
    first = rows[0]
    symbol = next((r["symbol"] for r in rows if r["symbol"]), first["roll_call_id"])
    titles = [_TITLE.split(_SPEECH.sub("", " ".join(r["title"].split())))[0] for r in rows if r["title"]]
    issues = [i.title() if i.isupper() else i for r in rows for i in r["issues"] or () if len(i) > 2]
    subject = ". ".join(dict.fromkeys([*titles, *issues]))
    said = cited.get((symbol.split("(")[0], first["date"]), "")
    return RollCall(
        first["roll_call_id"], first["record_id"], first["body"], first["date"], first["precision"],
        first["kind"] or "", symbol, subject, first["known_on"], first["url"] or "",
        tuple(tokens_of(f"{subject} {said}")),
    )  # fmt: skip


EVER: Days = (date(1946, 1, 1), date(2100, 1, 1))


@dataclass(frozen=True, slots=True)
class Ballot:
    """A choice that a sentence says states made; ``alone``: only they did so, ``denied``: they did not."""

    choice: str
    states: frozenset[str]
    alone: bool = False
    denied: bool = False


@dataclass(frozen=True, slots=True)
class VoteQuery:
    """What a sentence says about votes, to look it up in the roll calls.

    ``ballots`` are who chose what, ``count`` how often, ``words`` the topic of the vote, ``days`` the
    periods.
    """

    ballots: tuple[Ballot, ...]
    body: str
    symbols: frozenset[str]
    days: tuple[Days, ...]
    words: frozenset[str]
    count: Quantity | None

    @property
    def states(self) -> frozenset[str]:
        """All states whose votes the sentence reports."""
        return frozenset[str]().union(*(b.states for b in self.ballots))


def read_query(s: SentenceReading) -> VoteQuery | None:
    """Return what a sentence says about votes; ``None`` if the roll calls cannot answer it."""
    ballots, count = tuple(read_ballots(s)), _count(s)
    if not ballots or find("other_bodies", s.text.lower()) or any(q.share for q in s.numbers):
        return None
    if not (s.voting or s.symbols or find("together_or_apart", s.low)):
        return None
    body = ASSEMBLY if find("assembly", s.low) else COUNCIL if find("council", s.low) else ""
    if not body and any(b.choice == VETO for b in ballots):
        body = COUNCIL
    days = tuple(
        (EVER[0] if p.relation == UNTIL else p.first, EVER[1] if p.relation == SINCE else p.last)
        for p in s.periods
    )
    return VoteQuery(ballots, body, s.symbols, days, _topic(s, ballots), count)


_TOPIC_BEFORE = re.compile(
    r"\b(?:on|over|about|of|concerning|regarding|in|to|for|near|towards?|without|than|since|unlike)"
    r" (?:the |an? )?(?:[a-z-]+ (?:of|in|against|for|between) (?:the )?)*$"
)


def _cues(low: str) -> list[tuple[int, int, str]]:
    every = sorted(
        ((m.start(), -m.end(), c) for c in CHOICES for m in patterns()[c].finditer(low)), key=lambda t: t[:2]
    )
    out = list[tuple[int, int, str]]()
    for start, end, choice in every:
        if not out or start >= out[-1][1]:
            out.append((start, -end, choice))
    return out


def read_ballots(s: SentenceReading) -> list[Ballot]:
    """Return each vote that a sentence reports, in order."""
    low, out, since = s.low, list[Ballot](), 0
    cues = _cues(low)
    for (start, end, choice), (until, *_) in pairwise([*cues, (len(low), 0, "")]):
        who = _find_voters(s, since, start)
        inside = frozenset(c for at, codes in s.each if start <= at < end for c in codes)
        if choice in (ALIKE, APART) or not who:
            who |= inside
        alone = bool(find("sole", low, max(since, start - 60), min(until, end + 24)))
        denied = bool(find("denied_before", low[max(since, start - 40) : start]))
        if who:
            out.append(Ballot(choice, who, alone, denied))
        since = end
    return out


def _find_voters(s: SentenceReading, since: int, until: int) -> frozenset[str]:
    """Return the states named between two positions that may have voted, not those in the topic."""
    near, about = list[tuple[int, tuple[str, ...]]](), -1
    for at, codes in s.each:
        if since <= at < until:
            listed = about >= 0 and _LISTED.fullmatch(s.low[about:at])
            if listed or _TOPIC_BEFORE.search(s.low, max(0, at - 60), at):
                about = _end(s.low, at)
            else:
                near.append((at, codes))
    who, next_at = set[str](), until
    for at, codes in reversed(near):
        if who and not (s.low[at] == "@" and _JOINED.fullmatch(s.low[_end(s.low, at) : next_at])):
            break
        who |= states.all_states().keys() & set(codes)
        next_at = at
    return frozenset(who)


_JOINED = re.compile(
    r",? (?:and |nor |or )?(?:joined |joining |(?:along |together )?with |alongside |beside |like "
    r"|as well as |as did )?"
    r"(?:both |the |by )?|, (?:the )?"
)
_LISTED = re.compile(r"(?:, | and )(?:the )?")


def _end(low: str, at: int) -> int:
    while at < len(low) and low[at] == "@":
        at += 1
    return at


def _count(s: SentenceReading) -> Quantity | None:
    """Return how often states voted so, by the sentence: a number, or 0 for "never" and "none"."""
    for q in s.numbers:
        total = find("of_the", s.low[max(0, q.start - 16) : q.start])
        counts = not q.share and not q.ordinal and find("counted", s.low[q.end : q.end + 44])
        if counts and not total:
            return q
    for word, value in (("once", 1), ("twice", 2), ("thrice", 3)):
        if re.search(rf"\b{word}\b(?! again| more)", s.low):
            return Quantity(value)
    if find("none_counted", s.low) and not find("until_now", s.low):
        return Quantity(0)
    return None


def _topic(s: SentenceReading, ballots: Collection[Ballot]) -> frozenset[str]:
    """Return the words for the topic of the vote: all but voters, days, numbers and words for voting."""
    voters = frozenset[str]().union(*(b.states for b in ballots))
    spans = [(p.start, p.end) for p in s.periods] + [(q.start, q.end) for q in s.numbers]
    spans += [(at, _end(s.low, at)) for at, codes in s.each if voters.issuperset(codes)]
    aside = {t for start, end in spans for t in tokens_of(s.text[start:end])}
    aside |= {t for c in voters for t in tokens_of(name_code(c))} | {w[:6] for w in words_of("empty")}
    words = set(tokens_of(s.text)) - aside - words_of("of_votes") - words_of("light")
    about = {t for c in s.mentioned - voters for t in tokens_of(name_code(c))}
    return frozenset(w for w in words | about if not w.isdigit())
