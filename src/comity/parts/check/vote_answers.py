"""Answers of the roll calls to a question of votes: a mark with the votes behind it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from comity.lazy import lazy
from comity.parts.check.comparisons import ComparedPart
from comity.parts.check.evidence import name_code
from comity.parts.check.marking import (
    CONTRADICTED,
    DIFFERS,
    ON_RECORD,
    RECORDS,
    SURE,
    ClaimMark,
    ShownRecord,
)
from comity.parts.check.quantities import ABOUT, AT_LEAST, AT_MOST, Quantity
from comity.parts.check.readings import NONE, SentenceReading
from comity.parts.check.roll_calls import COUNCIL, RollCall, RollCalls, say_votes
from comity.parts.check.vote_query import (
    ABSTAIN,
    ALIKE,
    APART,
    EVER,
    MISSED,
    NO,
    VETO,
    YES,
    Ballot,
    VoteQuery,
    read_query,
)
from comity.parts.check.wording import find
from comity.watch.inquiry import Inquiry

#: Least share of what is named, by rarity, that a roll call must be about; nearly as much as the best has.
_COVER, _NEARLY, _SURELY = 0.34, 0.9, 0.7
#: A stretch of more days names no vote.
_LONGEST = 800


class VoteMarks:
    """Marks by the roll calls, which are read when the first sentence asks them."""

    def __init__(self, inquiry: Inquiry) -> None:
        self.inquiry = inquiry
        self.before: Sequence[RollCall] = ()

    @lazy
    def calls(self) -> RollCalls:
        """Every roll call."""
        view = self.inquiry.view
        return self.inquiry.cache.table((self.inquiry.fingerprint, "check", "votes"), lambda: RollCalls(view))

    def mark(self, s: SentenceReading, given: ClaimMark) -> ClaimMark | None:
        """Mark a sentence by its votes; ``None`` where they add nothing to the mark given."""
        query = read_query(s) if s.kind != NONE or s.days else None
        if query is None:
            return None
        ask = _count_votes if query.count is not None else _find_votes
        mark, reason, behind = ask(s, query, self.calls, self.before)
        self.before = behind or self.before
        if not mark or (mark != ON_RECORD and given.mark == ON_RECORD):
            return None
        part = ComparedPart("vote", mark == ON_RECORD, "as the text says", reason)
        shown = [
            ShownRecord(c.as_record(self.calls.cast(c), query.states), 1.0, (part,)) for c in behind[:RECORDS]
        ]
        shown += [r for r in given.records if r.chance >= SURE]
        return ClaimMark(mark, f"{reason}.", tuple(shown[:RECORDS]))


VoteAnswer = tuple[str, str, Sequence[RollCall]]
"""A mark, or "" where the roll calls leave it open, its reason and the votes behind it."""
_UNANSWERED: VoteAnswer = ("", "", ())


def _find_votes(
    _s: SentenceReading, q: VoteQuery, calls: RollCalls, before: Sequence[RollCall]
) -> VoteAnswer:
    """Answer who chose what in one vote; the sentence before told of the votes ``before``."""
    likely, named = _find_calls(q, calls, before)
    if not likely or any(b.denied for b in q.ballots):
        return _UNANSWERED
    in_time = [c for c in likely if not q.days or _is_within(c, q)]
    tried = [(c, [_holds(b, c, calls) for b in q.ballots]) for c in in_time]
    fit = [c for c, holds in tried if all(holds)]
    unsure = any(False not in holds for _, holds in tried)
    by_name = any(not b.states for b in q.ballots)
    took_part = by_name or any(q.states & calls.cast(c).keys() for c in likely)
    shown = (fit or likely)[:1]
    reason = f"{shown[0].title}, {shown[0].when}: {say_votes(calls.cast(shown[0]), q.states)}"
    if fit:
        return ON_RECORD, reason, shown
    if unsure or not took_part:
        return "", reason, shown
    plain = all(b.number is None and b.choice not in (ALIKE, APART) for b in q.ballots)
    return (CONTRADICTED if plain and named and len(likely) == 1 else DIFFERS), reason, shown


def _is_within(c: RollCall, q: VoteQuery) -> bool:
    return q.days[0][0] <= c.last and c.day <= q.days[0][1]


def _find_calls(q: VoteQuery, calls: RollCalls, before: Sequence[RollCall]) -> tuple[list[RollCall], bool]:
    """Find the roll calls most about the matter, and whether a number or a day names it."""
    if q.symbols:
        named = [calls.calls[n] for x in sorted(q.symbols) for n in calls.by_number.get(x, ())]
        return named, not q.days or any(_is_within(c, q) for c in named)
    if q.refers and before and not (q.days and q.words):
        return list(before), False
    if not q.days or (q.days[0][1] - q.days[0][0]).days > _LONGEST:
        return [], False
    covers, scores = calls.overlap(q.words), calls.match(q.words)
    weight = sum(calls.rarity(w) for w in q.words if calls.has(w))
    may_be = [n for n in calls.within(q.days[0]) if _fits(calls.calls[n], q)]
    alone = len(may_be) == 1 and q.days[0][0] == q.days[0][1]
    best = max((covers[n] for n in may_be), default=-1.0)
    if best < _COVER * weight or not (best or alone):
        return [], False
    near = [n for n in may_be if covers[n] >= _NEARLY * best]
    found = [calls.calls[n] for n in sorted(near, key=lambda n: -scores[n])[:6]]
    return found, bool(alone and best >= _SURELY * weight)


def _fits(c: RollCall, q: VoteQuery) -> bool:
    if q.body and c.body != q.body:
        return False
    if q.adopted and c.body == COUNCIL and c.kind == "draft":
        return False
    vetoed = any(b.choice == VETO and not b.denied for b in q.ballots)
    return not (vetoed and c.kind == "resolution") and c.kind not in _PARTS


_PARTS = ("paragraph", "amendment")


def _holds(b: Ballot, c: RollCall, calls: RollCalls) -> bool | None:
    """Whether a ballot was cast so in a roll call; ``None`` where only its vetoes are on record."""
    cast = calls.cast(c)
    only_vetoes = c.body == COUNCIL and c.kind == "draft" and b.choice != VETO
    chose = {x for x, (choice, veto) in cast.items() if (veto if b.choice == VETO else choice == b.choice)}
    if only_vetoes and (b.number is not None or not b.states <= cast.keys()):
        return None
    if b.number is not None and len(chose) != b.number:
        return False
    if not b.states <= cast.keys():
        return b.choice == MISSED and not b.states & cast.keys()
    if b.choice in (ALIKE, APART):
        choices = {cast[x][0] for x in b.states}
        return len(b.states) > 1 and (len(choices) == 1) == (b.choice == ALIKE)
    return chose == b.states if b.alone and b.states else chose >= b.states


_COUNTED = {
    VETO: "vetoed",
    ABSTAIN: "abstained on",
    NO: "voted against",
    YES: "voted for",
    APART: "voted differently on",
    ALIKE: "voted alike on",
}


def _count_votes(
    s: SentenceReading, q: VoteQuery, calls: RollCalls, _before: Sequence[RollCall]
) -> VoteAnswer:
    """Answer how often states chose so, alike or apart, counted again by roll call."""
    ballots = [b for b in q.ballots if b.states]
    choice = ballots[0].choice if ballots else ""
    if choice not in _COUNTED or q.refers or find("of_these", s.low):
        return _UNANSWERED
    assert q.count is not None
    voters = frozenset[str]().union(*(b.states for b in ballots if b.choice == choice))
    others = [b for b in ballots if b.choice not in (choice, VETO)]
    everyone = voters.union(*(b.states for b in others))
    inside = _list_calls(q, calls, everyone, vetoes=choice == VETO and not others)
    if inside is None:
        return _UNANSWERED
    counted = [
        c
        for c in inside
        if _is_counted(choice, voters, c, calls, s)
        and all(_is_counted(b.choice, b.states, c, calls, s) for b in others)
    ]
    who = " and ".join(name_code(c) for c in sorted(voters))
    what = "drafts" if choice == VETO else f"of {len(inside)} roll calls in which all of them voted"
    span = f", {inside[0].day.year} to {inside[-1].day.year}" if inside else ""
    reason = f"Counted again by roll call: {who} {_COUNTED[choice]} {len(counted)} {what}{span}"
    mark = ON_RECORD if _fits_number(q.count, len(counted)) else DIFFERS
    return mark, reason, (counted or inside)[::-1][:RECORDS]


def _list_calls(
    q: VoteQuery, calls: RollCalls, voters: Collection[str], *, vetoes: bool
) -> list[RollCall] | None:
    """List the roll calls of the body, the time and the matter in which all took part."""
    body = q.body or COUNCIL
    tables = [calls.choices(body, x) for x in sorted(voters)]
    weight = sum(calls.rarity(w) for w in q.words if calls.has(w))
    covers = calls.overlap(q.words)
    out = []
    for n in sorted({n for days in q.days or (EVER,) for n in calls.within(days)}):
        c = calls.calls[n]
        kind = c.body == body and c.kind not in _PARTS and (body != COUNCIL or (c.kind == "draft") == vetoes)
        took_part = vetoes or all(c.key in t for t in tables)
        if kind and took_part and covers[n] >= weight / 2:
            out.append(c)
    return out if out or not weight else None


def _is_counted(
    choice: str, voters: Collection[str], c: RollCall, calls: RollCalls, s: SentenceReading
) -> bool:
    if choice == VETO:
        by = calls.vetoes.get(c.key, set())
        if len(voters) > 1 or find("jointly", s.low):
            return by.issuperset(voters) and len(by) > 1
        return by.issuperset(voters) and (not find("sole", s.low) or len(by) == 1)
    votes = {calls.choices(c.body, x)[c.key] for x in voters}
    return (len(votes) == 1) == (choice == ALIKE) if choice in (ALIKE, APART) else votes == {choice}


def _fits_number(stated: Quantity, n: int) -> bool:
    if stated.bound == AT_LEAST:
        return n >= stated.value and n <= 3 * stated.value + 3
    if stated.bound == AT_MOST:
        return n <= stated.value
    off = max(1.0, 0.1 * stated.value) if stated.bound == ABOUT else 0.0
    return abs(n - stated.value) <= off
