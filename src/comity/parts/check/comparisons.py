"""Comparison of a sentence with a record, part by part: date, number, states, deed, vote."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from comity.parts.check.evidence import MEMBERSHIP, EvidenceRecord, has_name, name_code, say_days
from comity.parts.check.periods import AT, SINCE, UNTIL
from comity.parts.check.quantities import ABOUT, AT_LEAST, AT_MOST, Quantity
from comity.parts.check.readings import SentenceReading
from comity.parts.check.votes import ABSTAIN, MISSED, NO, VETO, YES, read_ballots
from comity.parts.check.wording import find, patterns, tokens_of

DATE, NUMBER, PARTY, NAME, LEADER = "date", "number", "party", "name", "leader"
DEED, VOTE = "deed", "vote"
PARTS = (DATE, NUMBER, PARTY, NAME, LEADER, DEED, VOTE)
_NEAR = 0.12
#: Up to here an ordinal counts something else than the number: a third veto is not three vetoes.
_SMALL = 20


@dataclass(frozen=True, slots=True)
class ComparedPart:
    """One part of a sentence (such as its date) beside the same part of a record, and whether they agree."""

    part: str
    agrees: bool
    text: str
    record: str

    @property
    def in_words(self) -> str:
        """The part in words: what the text says and, if the record says otherwise, what that says."""
        if self.agrees:
            return f"{self.part}: {self.text}"
        return f"{self.part}: the record says {self.record}, the text {self.text}"


def compare(s: SentenceReading, r: EvidenceRecord) -> tuple[ComparedPart, ...]:
    """Compare a sentence with a record, part by part; parts that the sentence does not name are left out."""
    return tuple(p for of_part in _COMPARISONS for p in of_part(s, r))


def _dates(s: SentenceReading, r: EvidenceRecord) -> Iterator[ComparedPart]:
    named = [(p, AT if r.kind == MEMBERSHIP else p.relation) for p in s.periods if p.first.year > 1700]
    meets = any(
        (relation == UNTIL or p.first <= r.last) and (relation == SINCE or r.first <= p.last)
        for p, relation in named
    )
    at = [p for p, relation in named if relation == AT]
    if meets or at:
        said = at or [p for p, _ in named]
        text = " and ".join(say_days(p.first, p.last) for p in said[:2])
        yield ComparedPart(DATE, meets, text, r.when)


def _numbers(s: SentenceReading, r: EvidenceRecord) -> Iterator[ComparedPart]:
    missing = [q for q in s.numbers if not any(agree(q, other) for other in r.numbers)]
    for q in s.numbers:
        if q not in missing:
            yield ComparedPart(NUMBER, True, _show(s, q), "")
    times = {q: m[1].lower() for q in missing if (m := _TIME.match(s.text, q.end))}
    missing = [q for q in missing if times.get(q, "") in r.low]
    if missing:
        others = ", ".join(dict.fromkeys(f"{q.value:g}" for q in r.numbers if not q.ordinal))
        missed = ", ".join(_show(s, q) for q in missing)
        yield ComparedPart(NUMBER, False, missed, others or "no such number")


#: A length of time, which differs only from one that the record has.
_TIME = re.compile(r"[\s-](minute|hour|day|week|month|year)", re.IGNORECASE)


def _show(s: SentenceReading, q: Quantity) -> str:
    return " ".join(s.text[q.start : q.end + 14].split()[:3]).rstrip(".,;")


def agree(claim: Quantity, record: Quantity) -> bool:
    """Return whether a number in a record confirms a number in a sentence."""
    if claim.ordinal != record.ordinal and (claim.value != record.value or claim.value <= _SMALL):
        return False
    if claim.bound == AT_LEAST and record.bound in (ABOUT, AT_MOST) and record.value <= claim.value:
        return False
    if claim.value in (record.value, round(record.value)):
        return True
    if claim.bound == AT_LEAST:
        return claim.value <= record.value <= claim.value * (1 + 3 * _NEAR)
    if claim.bound == AT_MOST:
        return record.value <= claim.value
    near = abs(claim.value - record.value) <= _NEAR * max(claim.value, record.value)
    return near and ABOUT in (claim.bound, record.bound)


def _parties(s: SentenceReading, r: EvidenceRecord) -> Iterator[ComparedPart]:
    missing = s.mentioned - r.states
    shared = s.states & r.states
    if shared:
        yield ComparedPart(PARTY, True, _codes(shared), "")
    if missing:
        yield ComparedPart(PARTY, False, _codes(missing), _codes(r.actors or r.states))


def _codes(codes: Collection[str]) -> str:
    names = [name_code(c) for c in sorted(codes)]
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names) or "nobody"


def _names(s: SentenceReading, r: EvidenceRecord) -> Iterator[ComparedPart]:
    leaders = {part for name, _ in s.leaders for part in name.split()}
    rest = [n for n in sorted(s.names) if not leaders.intersection(n.split())]
    missing = [n for n in rest if not has_name(r, n)]
    if missing:
        yield ComparedPart(NAME, False, ", ".join(n.title() for n in missing), "no such name")
    elif rest:
        yield ComparedPart(NAME, True, ", ".join(n.title() for n in rest), "")


def _leaders(s: SentenceReading, r: EvidenceRecord) -> Iterator[ComparedPart]:
    for name, of in s.leaders:
        if any(t in r.tokens for t in tokens_of(name)):
            continue
        others = [other for other, theirs in r.leaders if theirs & of]
        if others:
            yield ComparedPart(LEADER, False, name.title(), others[0].title())
            return


def _deeds(s: SentenceReading, r: EvidenceRecord) -> Iterator[ComparedPart]:
    low, record = s.low, r.summary.lower()
    clauses = [c for c in (r.fact["did"] if r.fact else ()) if s.states.intersection(c["who"])]
    done = " ".join(f"{c['verb']} {c['object']}" for c in clauses) or record
    verbs = " ".join(c["verb"] for c in clauses) or record
    for which, opposite in (("for", "against"), ("against", "for")):
        side, other_side = find(which, low), find(opposite, verbs) or find(opposite, record)
        contrast = find(opposite, low) or find("prevented", low) or find(which, verbs)
        if side and other_side and not contrast:
            yield ComparedPart(DEED, False, side[0], other_side[0])
            return
    undoing = [m[0] for m in patterns()["undoing"].finditer(low)]
    there = sum(1 for _ in patterns()["undoing"].finditer(r.low))
    fresh = [w for w in undoing if w[:6] not in r.tokens]
    denied = find("denied", done) if clauses and not undoing else None
    if denied or (len(undoing) > there and fresh):
        text, of_record = ("that it was so", denied[0]) if denied else (fresh[0], "no such thing")
        yield ComparedPart(DEED, False, text, of_record)


def _votes(s: SentenceReading, r: EvidenceRecord) -> Iterator[ComparedPart]:
    cast: dict[str, set[str]] = {}
    for role in r.fact["roles"] if r.fact and s.voting else ():
        if role["role"] in _CAST:
            cast.setdefault(role["state"], set()).add(role["role"])
    for b in read_ballots(s):
        for state in sorted(b.states & cast.keys()) if b.choice in _CAST else ():
            same = b.choice in cast[state] or (b.choice == NO and VETO in cast[state])
            if same == b.denied:
                yield ComparedPart(
                    VOTE, False, f"{name_code(state)} {b.choice}", f"{name_code(state)} {min(cast[state])}"
                )
                return
        if b.choice == VETO and b.states - cast.keys() and cast and not b.denied:
            yield ComparedPart(VOTE, False, f"{_codes(b.states - cast.keys())} veto", "no such vote")
            return


_CAST = (YES, NO, VETO, ABSTAIN, MISSED)
_COMPARISONS = (_dates, _numbers, _parties, _names, _leaders, _deeds, _votes)
