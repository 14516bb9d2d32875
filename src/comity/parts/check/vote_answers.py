"""Marking of sentences about votes in the United Nations by the roll calls on record."""

from __future__ import annotations

from collections.abc import Sequence

from comity.parts.check import marking, votes
from comity.parts.check.comparisons import ComparedPart
from comity.parts.check.evidence import name_code, say_days
from comity.parts.check.quantities import ABOUT, AT_LEAST, AT_MOST, Quantity
from comity.parts.check.readings import NONE, SentenceReading
from comity.watch.inquiry import Inquiry

#: Least share of what is named, by rarity, that a roll call must be about; nearly as much as the best has.
_COVER, _NEARLY, _SURELY = 0.34, 0.9, 0.7
#: A stretch of more days names no vote.
_LONGEST = 800


def mark_votes(s: SentenceReading, given: marking.ClaimMark, inquiry: Inquiry) -> marking.ClaimMark | None:
    """Mark a sentence about votes by the roll calls; ``None`` if the mark ``given`` before should stay."""
    query = votes.read_query(s) if s.kind != NONE or s.days else None
    if query is None:
        return None
    read = inquiry.cache.table
    calls = read((inquiry.fingerprint, "check", "votes"), lambda: votes.RollCalls(inquiry.view))
    if query.count is None:
        mark, reason, behind = _find_votes(query, calls)
    else:
        mark, reason, behind = _count_votes(query, query.count, calls)
    if not mark or (mark != marking.ON_RECORD and given.mark == marking.ON_RECORD):
        return None
    part = ComparedPart("vote", mark == marking.ON_RECORD, "as the text says", reason)
    shown = [
        marking.ShownRecord(c.as_record(calls.cast(c), query.states), 1.0, (part,))
        for c in behind[: marking.RECORDS]
    ]
    shown += [r for r in given.records if r.chance >= marking.SURE]
    return marking.ClaimMark(mark, f"{reason}.", tuple(shown[: marking.RECORDS]))


VoteAnswer = tuple[str, str, Sequence[votes.RollCall]]
"""A mark, or "" where the roll calls do not answer, its reason and the votes behind it."""
_UNANSWERED: VoteAnswer = ("", "", ())


def _find_votes(q: votes.VoteQuery, calls: votes.RollCalls) -> VoteAnswer:
    """Return mark, reason and roll calls for a sentence that says how states voted on one text."""
    likely, named = _find_calls(q, calls)
    if not likely or any(b.denied for b in q.ballots):
        return _UNANSWERED
    in_time = [c for c in likely if not q.days or c.is_within(q.days[0])]
    tried = [(c, [_holds(b, c, calls.cast(c)) for b in q.ballots]) for c in in_time]
    fit = [c for c, holds in tried if all(holds)]
    shown = (fit or likely)[:1]
    when = say_days(shown[0].day, shown[0].last)
    reason = f"{shown[0].title}, {when}: {votes.say_votes(calls.cast(shown[0]), q.states)}"
    if fit:
        return marking.ON_RECORD, reason, shown
    unsure = any(False not in holds for _, holds in tried)
    if unsure or not any(q.states & calls.cast(c).keys() for c in likely):
        return _UNANSWERED
    plain = all(b.choice not in (votes.ALIKE, votes.APART) for b in q.ballots)
    return (marking.CONTRADICTED if plain and named and len(likely) == 1 else marking.DIFFERS), reason, shown


def _find_calls(q: votes.VoteQuery, calls: votes.RollCalls) -> tuple[list[votes.RollCall], bool]:
    """Return the roll calls nearest to the topic of a query, and whether symbol or day identify one."""
    if q.symbols:
        named = [calls.calls[n] for x in sorted(q.symbols) for n in calls.by_number.get(x, ())]
        return named, not q.days or any(c.is_within(q.days[0]) for c in named)
    if not q.days or (q.days[0][1] - q.days[0][0]).days > _LONGEST:
        return [], False
    covers, scores = calls.overlap(q.words), calls.match(q.words)
    weight = calls.weigh_known(q.words)
    may_be = [n for n in calls.within(q.days[0]) if _fits(calls.calls[n], q)]
    alone = len(may_be) == 1 and q.days[0][0] == q.days[0][1]
    best = max((covers[n] for n in may_be), default=-1.0)
    if best < _COVER * weight or not (best or alone):
        return [], False
    near = [n for n in may_be if covers[n] >= _NEARLY * best]
    nearest = [calls.calls[n] for n in sorted(near, key=lambda n: -scores[n])[:6]]
    return nearest, bool(alone and best >= _SURELY * weight)


def _fits(c: votes.RollCall, q: votes.VoteQuery) -> bool:
    if q.body and c.body != q.body:
        return False
    vetoed = any(b.choice == votes.VETO and not b.denied for b in q.ballots)
    return not (vetoed and c.kind == "resolution") and c.kind not in _PARTS


_PARTS = ("paragraph", "amendment")


def _holds(b: votes.Ballot, c: votes.RollCall, cast: votes.Cast) -> bool | None:
    """Return whether states voted in a roll call as ``b`` says; ``None`` if only its vetoes are known."""
    only_vetoes = c.body == votes.COUNCIL and c.kind == "draft" and b.choice != votes.VETO
    chose = {
        x for x, (choice, veto) in cast.items() if (veto if b.choice == votes.VETO else choice == b.choice)
    }
    if not b.states <= cast.keys():
        return None if only_vetoes else b.choice == votes.MISSED and not b.states & cast.keys()
    if b.choice in (votes.ALIKE, votes.APART):
        choices = {cast[x][0] for x in b.states}
        return len(b.states) > 1 and (len(choices) == 1) == (b.choice == votes.ALIKE)
    return chose == b.states if b.alone else chose >= b.states


def _count_votes(q: votes.VoteQuery, stated: Quantity, calls: votes.RollCalls) -> VoteAnswer:
    """Return mark, reason and roll calls for "voted so n times", if a count of the roll calls confirms it."""
    body = q.body or votes.COUNCIL
    cast, vetoes = calls.votes(body, q.states), all(b.choice == votes.VETO for b in q.ballots)
    weight, covers = calls.weigh_known(q.words), calls.overlap(q.words)
    in_time = sorted({n for days in q.days or (votes.EVER,) for n in calls.within(days)})
    inside = [
        c
        for c in (calls.calls[n] for n in in_time if covers[n] >= weight / 2)
        if c.body == body
        and c.kind not in _PARTS
        and (body != votes.COUNCIL or (c.kind == "draft") == vetoes)
        and (vetoes or all(cast.get(c.key, {}).get(x, (votes.MISSED,))[0] != votes.MISSED for x in q.states))
    ]
    counted = [c for c in inside if all(_holds(b, c, cast.get(c.key, {})) for b in q.ballots)]
    if (weight and not inside) or not _fits_number(stated, len(counted)):
        return _UNANSWERED
    who = " and ".join(name_code(c) for c in sorted(q.ballots[0].states))
    of = "drafts" if vetoes else f"of {len(inside)} roll calls in which all of them voted"
    reason = f"Counted again by roll call: {who} {votes.CHOICES[q.ballots[0].choice]}: {len(counted)} {of}"
    return marking.ON_RECORD, reason, (counted or inside)[::-1][: marking.RECORDS]


def _fits_number(stated: Quantity, n: int) -> bool:
    if stated.bound == AT_LEAST:
        return n >= stated.value and n <= 3 * stated.value + 3
    if stated.bound == AT_MOST:
        return n <= stated.value
    off = max(1.0, 0.1 * stated.value) if stated.bound == ABOUT else 0.0
    return abs(n - stated.value) <= off
