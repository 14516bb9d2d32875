"""What a sentence asks of the roll calls: who chose what, on what, when, how often, compared with whom."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from comity.parts.check.evidence import name_code
from comity.parts.check.periods import SINCE, UNTIL, Days
from comity.parts.check.quantities import Quantity
from comity.parts.check.readings import SentenceReading
from comity.parts.check.roll_calls import ALIKE, APART, ASSEMBLY, CHOICES, COUNCIL, VETO
from comity.parts.check.wording import find, patterns, tokens_of, words_of
from comity.vocabulary import states

EVER: Days = (date(1946, 1, 1), date(2100, 1, 1))


@dataclass(frozen=True, slots=True)
class Ballot:
    """A choice and those said to have made it."""

    choice: str
    states: frozenset[str]
    alone: bool = False
    denied: bool = False


@dataclass(frozen=True, slots=True)
class VoteQuery:
    """A question to the roll calls.

    ``ballots`` say who chose what, ``count`` how often, ``words`` what was voted on, ``days`` when.
    """

    ballots: tuple[Ballot, ...]
    body: str
    symbols: frozenset[str]
    days: tuple[Days, ...]
    words: frozenset[str]
    count: Quantity | None
    adopted: bool

    @property
    def states(self) -> frozenset[str]:
        """Every state whose choice it is about."""
        return frozenset[str]().union(*(b.states for b in self.ballots))


def read_query(s: SentenceReading) -> VoteQuery | None:
    """Read what a sentence asks of the roll calls; ``None`` where it asks nothing that they answer."""
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
    return VoteQuery(
        ballots, body, s.symbols, days, _topic(s, ballots), count, bool(find("adopted", s.low)),
    )  # fmt: skip


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
    """Read each choice that a sentence says somebody made, in order."""
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
    """Find the states named before a choice that may have made it: no place and no matter of a text."""
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
    """Return the number that says how often, with "never" and "none" as zero."""
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
    """Return the words of what was voted on: no voters, days, numbers, words of voting."""
    voters = frozenset[str]().union(*(b.states for b in ballots))
    spans = [(p.start, p.end) for p in (*s.periods, *s.numbers)]
    spans += [(at, _end(s.low, at)) for at, codes in s.each if voters.issuperset(codes)]
    aside = {t for start, end in spans for t in tokens_of(s.text[start:end])}
    aside |= {t for c in voters for t in tokens_of(name_code(c))} | {w[:6] for w in words_of("empty")}
    words = set(tokens_of(s.text)) - aside - words_of("of_votes") - words_of("light")
    about = {t for c in s.mentioned - voters for t in tokens_of(name_code(c))}
    return frozenset(w for w in words | about if not w.isdigit())
