"""Answers of the roll calls to a question of votes: agreed, otherwise or open, with the votes behind them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from comity.parts.check.evidence import name_code
from comity.parts.check.periods import Days
from comity.parts.check.quantities import ABOUT, AT_LEAST, AT_MOST, EXACT, Quantity
from comity.parts.check.readings import SentenceReading
from comity.parts.check.roll_calls import ASSEMBLY, COUNCIL, Cast, RollCall, RollCalls
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
)
from comity.parts.check.wording import find, tokens_of
from comity.vocabulary import bodies

AGREES, OTHERWISE, OPEN = "agrees", "otherwise", "open"
#: Least share of what is named, by rarity, that a roll call must be about; nearly as much as the best has.
_COVER, _NEARLY, _SURELY = 0.34, 0.9, 0.7
#: By how much a share may be off: a percentage, a fraction or tenths, and one with "about".
_PERCENT, _FRACTION, _ROUND = 0.012, 0.05, 0.06
_FEWEST = 15


@dataclass(frozen=True, slots=True)
class VoteAnswer:
    """What the roll calls say; ``exact`` where the vote was named by number or day and nothing else fits."""

    verdict: str
    reason: str
    calls: tuple[RollCall, ...]
    exact: bool = False


def answer(
    s: SentenceReading, q: VoteQuery, calls: RollCalls, before: Sequence[RollCall]
) -> VoteAnswer | None:
    """Answer a question of votes; ``None`` where the roll calls do not answer it.

    Parameters
    ----------
    before : the votes that the sentence before told of, for "that text" and "of these"
    """
    if q.shares:
        return _answer_shares(s, q, calls)
    if q.count is not None:
        return _answer_count(s, q, calls)
    return _answer_ballots(s, q, calls, before)


def _answer_ballots(
    s: SentenceReading, q: VoteQuery, calls: RollCalls, before: Sequence[RollCall]
) -> VoteAnswer | None:
    """Answer who chose what in one vote, or in one a time where several times are named."""
    ballots = [b for b in q.ballots if b.states or b.whose or b.number is not None]
    if not ballots:
        return None
    by_time = _group_by_time(ballots, q)
    answering_calls = list[RollCall]()
    verdicts, exact = list[str](), False
    for days, of_time in by_time:
        likely, named = _find_calls(q, days, calls, before)
        if not likely:
            return None
        in_time = [c for c in likely if days is None or (days[0] <= c.last and c.day <= days[1])]
        tried = [(c, [_holds(b, c, calls, of_time) for b in of_time]) for c in in_time]
        fit = [c for c, holds in tried if all(holds)]
        unsure = [c for c, holds in tried if False not in holds]
        answering_calls += (fit or likely)[:1]
        took_part = any(b.states & calls.cast(c).keys() for c in likely for b in of_time) or any(
            b.whose or b.number is not None for b in of_time
        )
        verdicts.append(AGREES if fit else OPEN if unsure or not took_part else OTHERWISE)
        plain = all(b.is_plain for b in of_time)
        exact = exact or (not fit and plain and named and len(likely) == 1)
    verdict = OPEN if OPEN in verdicts else OTHERWISE if OTHERWISE in verdicts else AGREES
    states = frozenset[str]().union(*(b.states for b in ballots))
    reason = "; ".join(say_votes(c, calls, states) for c in dict.fromkeys(answering_calls))
    return VoteAnswer(verdict, f"{reason}.", tuple(dict.fromkeys(answering_calls)), exact)


def _group_by_time(ballots: Sequence[Ballot], q: VoteQuery) -> list[tuple[Days | None, list[Ballot]]]:
    """Group ballots by the time that stands nearest to each."""
    if not q.spans:
        return [(None, list(ballots))]
    out: dict[Days, list[Ballot]] = {}
    for b in ballots:
        _, days = min(q.spans, key=lambda t: abs(t[0] - b.at))
        out.setdefault(days, []).append(b)
    for _, days in q.spans:
        if days not in out and len(q.spans) > 1 and ballots:
            out[days] = [ballots[-1]]
    return list(out.items())


def _find_calls(
    q: VoteQuery, days: Days | None, calls: RollCalls, before: Sequence[RollCall]
) -> tuple[list[RollCall], bool]:
    """Find the roll calls most about the matter, and whether a number or a day names it."""
    if q.symbols:
        named = [calls.calls[n] for x in sorted(q.symbols) for n in calls.by_number.get(x, ())]
        return named, days is None or any(days[0] <= c.last and c.day <= days[1] for c in named)
    if q.refers and before and not (days and q.words):
        return list(before), False
    if days is None or (days[1] - days[0]).days > 800:
        return [], False
    words = set(q.words) | {w for c in q.about for w in _name_words(c)}
    scores = calls.match(words)
    known = [w for w in words if calls.has(w)]
    weight = sum(calls.rarity(w) for w in known)
    may_be = [n for n in calls.within([days]) if _fits(calls.calls[n], q)]
    covers = {n: sum(calls.rarity(w) for w in known if w in calls.calls[n].tokens) for n in may_be}
    on_day = days[0] == days[1]
    if not weight or not may_be:
        return ([calls.calls[n] for n in may_be], on_day) if on_day and len(may_be) == 1 else ([], False)
    best = max(may_be, key=lambda n: (covers[n], scores[n]))
    if covers[best] < _COVER * weight:
        return [], False
    near = [n for n in may_be if covers[n] >= _NEARLY * covers[best]]
    near.sort(key=lambda n: -scores[n])
    return [calls.calls[n] for n in near[:6]], on_day and len(may_be) == 1 and covers[
        best
    ] >= _SURELY * weight


def _name_words(code: str) -> list[str]:
    return tokens_of(name_code(code))


def _fits(c: RollCall, q: VoteQuery) -> bool:
    if q.body and c.body != q.body:
        return False
    if q.adopted and c.body == COUNCIL and c.kind == "draft":
        return False
    vetoed = any(b.choice == VETO and not b.denied for b in q.ballots)
    return not (vetoed and c.kind == "resolution") and c.kind not in ("paragraph", "amendment")


def _holds(b: Ballot, c: RollCall, calls: RollCalls, others: Sequence[Ballot] = ()) -> bool | None:
    """Whether a ballot was cast so in a roll call; ``None`` where only its vetoes are on record."""
    cast = calls.cast(c)
    if b.whose:
        rest = {x: v for x, v in cast.items() if b.whose == "all" or not any(x in o.states for o in others)}
        chose = [_chose(v, b.choice) for v in rest.values()]
        return bool(chose) and all(chose)
    if b.number is not None and c.kind == "draft" and c.body == COUNCIL and b.choice != VETO:
        return None
    if b.number is not None and sum(_chose(v, b.choice) for v in cast.values()) != b.number:
        return False
    if not b.states:
        return True
    if not b.states <= cast.keys():
        only_vetoes = c.kind == "draft" and c.body == COUNCIL and b.choice != VETO
        return None if only_vetoes else b.choice == MISSED and not b.states & cast.keys()
    return _chosen_by(b, cast)


def _chosen_by(b: Ballot, cast: Cast) -> bool:
    """Whether the states of a ballot chose so, alone where that is said."""
    choices = [cast[x] for x in b.states]
    if b.choice in (ALIKE, APART):
        one = len({v[0] for v in choices}) == 1
        return len(choices) > 1 and (one == (b.choice == ALIKE)) != b.denied
    if b.denied:
        return not any(_chose(v, b.choice) for v in choices)
    others = any(_chose(v, b.choice) for x, v in cast.items() if x not in b.states)
    return all(_chose(v, b.choice) for v in choices) and not (b.alone and others)


def _chose(vote: tuple[str, bool], choice: str) -> bool:
    return vote[1] if choice == VETO else vote[0] == choice


def say_votes(c: RollCall, calls: RollCalls, states: Collection[str]) -> str:
    """Say how some states voted in a roll call."""
    cast = calls.cast(c)
    said = {YES: "for", NO: "against", ABSTAIN: "abstained", MISSED: "did not vote"}
    votes = [
        f"{name_code(x)} {'vetoed it' if cast[x][1] else said.get(cast[x][0], cast[x][0])}"
        for x in sorted(states)
        if x in cast
    ]
    body = bodies.all_bodies()[c.body].name if c.body in bodies.all_bodies() else c.body
    day = f"{c.day.day} {c.day:%B %Y}" if c.precision == "day" else f"{c.day:%B %Y}"
    return f"{body}, {c.symbol}, {day}: {', '.join(votes) or 'their votes are not on record'}"


def _answer_count(s: SentenceReading, q: VoteQuery, calls: RollCalls) -> VoteAnswer | None:
    """Answer how often states chose so, alike or apart, counted again by roll call."""
    assert q.count is not None
    ballots = [b for b in q.ballots if b.states and not b.whose]
    if not ballots or q.refers or find("of_these", s.low):
        return None
    first = ballots[0]
    voters = frozenset().union(*(b.states for b in ballots if b.choice == first.choice))
    body = q.body or COUNCIL
    inside = _inside(q, calls, body, voters, vetoes=first.choice == VETO)
    if inside is None:
        return None
    others = [b for b in ballots if first.choice not in (b.choice, VETO)]
    if others:
        everyone = voters.union(*(b.states for b in others))
        inside = _inside(q, calls, body, everyone, vetoes=False) or []
    counted = [
        c
        for c in inside
        if _counts(first.choice, voters, c, calls, s)
        and all(_counts(b.choice, b.states, c, calls, s) for b in others)
    ]
    n, stated = len(counted), q.count
    so = _fits_number(stated, n) and (
        q.total is None or q.total == len(inside) or abs(q.total - len(inside)) < 1
    )
    said = {
        VETO: "vetoed",
        ABSTAIN: "abstained on",
        NO: "voted against",
        YES: "voted for",
        APART: "voted differently on",
        ALIKE: "voted alike on",
    }
    if first.choice not in said:
        return None
    who = _and(voters)
    what = "drafts" if first.choice == VETO else f"of {len(inside)} roll calls in which all of them voted"
    span = f", {inside[0].day.year} to {inside[-1].day.year}" if inside else ""
    reason = f"Counted again by roll call: {who} {said[first.choice]} {n} {what}{span}."
    return VoteAnswer(AGREES if so else OTHERWISE, reason, tuple(counted[::-1] or inside[::-1])[:3])


def _and(codes: Iterable[str]) -> str:
    return " and ".join(name_code(c) for c in sorted(codes))


def _inside(
    q: VoteQuery, calls: RollCalls, body: str, voters: Collection[str], *, vetoes: bool
) -> list[RollCall] | None:
    """Return the roll calls of the body, the time and the matter in which all took part."""
    days = q.days or (EVER,)
    tables = [calls.choices(body, x) for x in sorted(voters)]
    words = [w for w in q.words if calls.has(w)]
    matter = set(words) | {w for c in q.about for w in _name_words(c)}
    weight = sum(calls.rarity(w) for w in matter)
    out = []
    for n in calls.within(days):
        c = calls.calls[n]
        if c.body != body or (c.kind in ("paragraph", "amendment")):
            continue
        if body == COUNCIL and (c.kind == "resolution") == vetoes:
            continue
        if not vetoes and not all(c.key in t for t in tables):
            continue
        if matter and sum(calls.rarity(w) for w in matter if w in c.tokens) < 0.5 * weight:
            continue
        out.append(c)
    return out if out or not matter else None


def _counts(choice: str, voters: Collection[str], c: RollCall, calls: RollCalls, s: SentenceReading) -> bool:
    if choice == VETO:
        cast = calls.cast(c)
        by = {x for x, v in cast.items() if v[1]}
        if len(voters) > 1 or find("jointly", s.low):
            return set(voters) <= by and (len(voters) > 1 or len(by) > 1)
        return set(voters) <= by and (not find("sole", s.low) or by == set(voters))
    votes = [calls.choices(c.body, x)[c.key] for x in sorted(voters)]
    if choice in (ALIKE, APART):
        return (len(set(votes)) == 1) == (choice == ALIKE)
    return all(v == choice for v in votes)


def _fits_number(stated: Quantity, n: int) -> bool:
    if stated.bound == AT_LEAST:
        return n >= stated.value and n <= 3 * stated.value + 3
    if stated.bound == AT_MOST:
        return n <= stated.value
    off = max(1.0, 0.1 * stated.value) if stated.bound == ABOUT else 0.0
    return abs(n - stated.value) <= off


def _answer_shares(s: SentenceReading, q: VoteQuery, calls: RollCalls) -> VoteAnswer | None:
    """Answer in what share of votes two states chose alike, or apart."""
    how = next((b.choice for b in q.ballots if b.choice in (ALIKE, APART)), "")
    voters = sorted(frozenset().union(*(b.states for b in q.ballots)) or s.states)
    if not how or len(voters) != 2 or q.about:
        return None
    body = q.body or ASSEMBLY
    spans = q.days or (EVER,)
    stated = list(q.shares)
    if len(stated) not in (1, len(spans)):
        return None
    verdicts, said, shown = list[bool](), list[str](), list[RollCall]()
    for n, days in enumerate(spans):
        share = stated[n] if len(stated) > 1 else stated[0]
        one, other = (calls.choices(body, x) for x in voters)
        both = [
            calls.calls[i]
            for i in calls.within([days])
            if calls.calls[i].body == body and (body != COUNCIL or calls.calls[i].kind == "resolution")
        ]
        both = [c for c in both if c.key in one and c.key in other]
        if len(both) < _FEWEST:
            return None
        level = sum(one[c.key] == other[c.key] for c in both) / len(both)
        said.append(f"{level:.0%} of {len(both)} roll calls, {both[0].day.year} to {both[-1].day.year}")
        shown += both[-1:]
        verdicts.append(_fits_share(s, share, 1 - level if how == APART else level))
    reason = f"Counted again by roll call: {_and(voters)} voted alike in {'; '.join(said)}."
    return VoteAnswer(AGREES if all(verdicts) else OTHERWISE, reason, tuple(shown))


def _fits_share(s: SentenceReading, stated: Quantity, level: float) -> bool:
    value = stated.value / 100
    grain = _PERCENT if s.text[stated.start : stated.start + 1].isdigit() else _FRACTION
    if stated.bound == AT_LEAST:
        return level >= value - _PERCENT
    if stated.bound == AT_MOST:
        return level <= value + _PERCENT
    return abs(level - value) <= (max(grain, _ROUND) if stated.bound != EXACT else grain)
