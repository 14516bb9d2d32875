"""What a sentence asks of the roll calls: who chose what, on what, when, how often, compared with whom."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from comity.parts.check.evidence import name_code
from comity.parts.check.periods import SINCE, UNTIL, Days
from comity.parts.check.quantities import EXACT, Quantity
from comity.parts.check.readings import SentenceReading
from comity.parts.check.roll_calls import ASSEMBLY, COUNCIL
from comity.parts.check.wording import find, patterns, tokens_of, words_of
from comity.vocabulary import states

YES, NO, ABSTAIN, VETO, MISSED = "yes", "no", "abstain", "veto", "absent"
ALIKE, APART, SAME = "alike", "apart", "same"
CHOICES = (VETO, MISSED, ABSTAIN, YES, NO, ALIKE, APART, SAME)
EVER: Days = (date(1946, 1, 1), date(2100, 1, 1))


@dataclass(frozen=True, slots=True)
class Ballot:
    """A choice and those said to have made it; ``whose`` is "all" or "others" where no state is named."""

    choice: str
    states: frozenset[str]
    at: int
    alone: bool = False
    denied: bool = False
    number: int | None = None
    whose: str = ""
    carried: bool = False

    @property
    def is_plain(self) -> bool:
        """Whether it says who made which choice, by name and without more."""
        named = bool(self.states) and not self.carried and self.choice not in (ALIKE, APART)
        return named and not self.denied and self.number is None


@dataclass(frozen=True, slots=True)
class VoteQuery:
    """A question to the roll calls.

    ``ballots`` say who chose what; ``count`` how often, of ``total`` where that is said; ``shares`` in what
    share of votes; ``words`` and ``about`` what was voted on; ``spans`` when, with the place in the sentence.
    """

    ballots: tuple[Ballot, ...]
    body: str
    symbols: frozenset[str]
    spans: tuple[tuple[int, Days], ...]
    words: frozenset[str]
    about: frozenset[str]
    count: Quantity | None
    total: int | None
    shares: tuple[Quantity, ...]
    adopted: bool
    refers: bool

    @property
    def days(self) -> tuple[Days, ...]:
        """The stretches of days asked about."""
        return tuple(days for _, days in self.spans)


def read_query(s: SentenceReading, before: VoteQuery | None = None) -> VoteQuery | None:
    """Read what a sentence asks of the roll calls; ``None`` where it asks nothing that they answer.

    Parameters
    ----------
    before : what the sentence before asked, for "did the same" and "that text"
    """
    if find("other_bodies", s.text.lower()):
        return None
    ballots = _carry_choice(read_ballots(s), before)
    count = _count(s)
    shares = tuple(q for q in s.numbers if q.kind == "share")
    if not (ballots or count) or not (s.voting or s.symbols or find("together_or_apart", s.low)):
        return None
    voters = frozenset[str]().union(*(b.states for b in ballots))
    spans = tuple((p.start, _span(p.first, p.last, p.relation)) for p in s.periods)
    body = ASSEMBLY if find("assembly", s.low) else COUNCIL if find("council", s.low) else ""
    if not body and any(b.choice == VETO for b in ballots):
        body = COUNCIL
    refers = bool(before and find("that_text", s.low))
    return VoteQuery(
        ballots, body, s.symbols, spans, _topic(s, voters), s.mentioned - voters - _owners(s),
        count, _total(s, count), shares, bool(find("adopted", s.low)), refers,
    )  # fmt: skip


def _span(first: date, last: date, relation: str) -> Days:
    return (EVER[0] if relation == UNTIL else first, EVER[1] if relation == SINCE else last)


def _carry_choice(ballots: Sequence[Ballot], before: VoteQuery | None) -> tuple[Ballot, ...]:
    """Return the ballots with "did the same" as what was done before it."""
    out = list[Ballot]()
    for b in ballots:
        last = out[-1] if out else before.ballots[-1] if before and before.ballots else None
        if b.choice == SAME:
            if last is None or last.choice == SAME:
                continue
            out.append(replace(b, choice=last.choice))
        else:
            out.append(b)
    return tuple(out)


_BREAK = re.compile(r"[;:]|\bwhile\b|\bbut\b|\bwhereas\b|\bthough\b|, (?:and|which|who|when) ")
_TOPIC_BEFORE = re.compile(
    r"\b(?:on|over|about|of|concerning|regarding|in|to|for|near|towards?|without|than|since|unlike)"
    r" (?:the |an? )?(?:[a-z-]+ (?:of|in|against|for|between) (?:the )?)*$"
)
_AFTER = re.compile(
    r"(?:[^@.;,]{0,24}\b(?:by|with|alongside|beside|from|was|were|like)|\W*:"
    r"|,? (?:as|and so) (?:did|had)|,? (?:along|together) with|"
    r"\s*,? as|, (?:too|as well),? as) (?:both |the |only |that of |those of )*$"
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
    low, out = s.low, list[Ballot]()
    cues = [c for c in _cues(low) if not low[: c[0]].endswith("used to ")]
    for n, (start, end, choice) in enumerate(cues):
        since = cues[n - 1][1] if n else 0
        until = cues[n + 1][0] if n + 1 < len(cues) else len(low)
        cut = [m.end() for m in _BREAK.finditer(low, since, start)]
        near = _voters(s, cut[-1] if cut else since, start) or _voters(s, since, start)
        passive = choice == VETO and find("was_done", low[since:start])
        who = frozenset[str]() if passive else near
        who |= frozenset(
            c for at, codes in s.each if end <= at < until and _AFTER.fullmatch(low[end:at]) for c in codes
        )
        inside = frozenset(c for at, codes in s.each if start <= at < end for c in codes)
        if choice in (ALIKE, APART) or (inside and not who):
            who |= inside
        zone = low[max(since, start - 60) : min(until, end + 24)]
        alone = bool(find("sole", zone))
        denied = bool(find("denied_before", low[max(since, start - 40) : start])) or low[
            start:end
        ].startswith(("declined to", "refused to"))
        carried = False
        number, whose = _how_many(s, since, start, end), _whose(low[since:end])
        if not who and not whose and number is None and out and out[-1].states:
            who, carried = out[-1].states, True
        if who or whose or number is not None:
            whose = whose if not who else ""
            out.append(Ballot(choice, who, start, alone, denied, number, whose, carried))
    return out


def _voters(s: SentenceReading, since: int, until: int) -> frozenset[str]:
    """Return the states named before a choice who may have made it: no place, matter or owner of a text."""
    known, out, about = states.all_states(), list[tuple[int, tuple[str, ...]]](), -1
    if m := _WITH_LIST.search(s.low, since, until):
        return frozenset(c for at, codes in s.each if m.start() < at < until for c in codes if c in known)
    last: tuple[str, ...] = ()
    for at, codes in s.each:
        if not since <= at < until:
            continue
        listed = about >= 0 and _LISTED.fullmatch(s.low[about:at])
        if listed or _TOPIC_BEFORE.search(s.low, max(0, at - 60), at) or _OWNED.match(s.low, _end(s.low, at)):
            about = _end(s.low, at)
            last = codes if listed else ()
        else:
            out.append((at, codes))
    if not out:
        return frozenset(c for c in last if c in known)
    who, next_at = set[str](), until
    for at, codes in reversed(out):
        if who and not _JOINED.fullmatch(s.low[_end(s.low, at) : next_at]) and s.low[at] == "@":
            break
        if who and s.low[at] != "@":
            break
        who |= {c for c in codes if c in known}
        next_at = at
    return frozenset(who)


_JOINED = re.compile(
    r",? (?:and |nor |or )?(?:joined |joining |(?:along |together )?with |alongside |beside |like "
    r"|as well as |as did )?"
    r"(?:both |the |by )?|, (?:the )?"
)
_ADJACENT = 28
_LISTED = re.compile(r"(?:, | and )(?:the )?")
_WITH_LIST = re.compile(r"\bwith (?:both )?(?:the )?@[@ ,and]*$")


def _end(low: str, at: int) -> int:
    while at < len(low) and low[at] == "@":
        at += 1
    return at


def _whose(zone: str) -> str:
    if find("unanimous", zone):
        return "all"
    return "others" if find("the_others", zone) else ""


def _how_many(s: SentenceReading, since: int, start: int, end: int) -> int | None:
    """Return how many states are said to have made a choice, by a number right before its words."""
    for q in s.numbers:
        if (
            since <= q.start < end
            and start - q.end < _ADJACENT
            and "," not in s.low[q.end : start]
            and q.kind == "count"
            and q.bound == EXACT
            and find("members_counted", s.low[q.end : q.end + 20])
        ):
            return int(q.value)
    return None


def _count(s: SentenceReading) -> Quantity | None:
    """Return the number that says how often, with "never" and "none" as zero."""
    for q in s.numbers:
        total = find("of_the", s.low[max(0, q.start - 16) : q.start])
        counts = q.kind == "count" and not q.ordinal and find("counted", s.low[q.end : q.end + 44])
        if counts and not total:
            return q
    for word, value in (("once", 1), ("twice", 2), ("thrice", 3)):
        if m := re.search(rf"\b{word}\b(?! again| more)", s.low):
            return Quantity(value, EXACT, False, "count", *m.span())
    if (m := find("none_counted", s.low)) and not find("until_now", s.low):
        return Quantity(0, EXACT, False, "count", *m.span())
    return None


def _total(s: SentenceReading, count: Quantity | None) -> int | None:
    for q in s.numbers:
        if (
            count
            and q.start != count.start
            and q.kind == "count"
            and find("of_the", s.low[max(0, q.start - 16) : q.start])
        ):
            return int(q.value)
    return None


_OWNED = re.compile(
    r"(?:.s)?(?:-(?:backed|drafted|sponsored|led|proposed))? (?:own |rival |new )?"
    r"(?:plan|draft|text|proposal|amendment)s?\b"
)


def _owners(s: SentenceReading) -> frozenset[str]:
    """Return the states whose text is voted on, which is not about them."""
    return frozenset(c for at, codes in s.each for c in codes if _OWNED.match(s.low, _end(s.low, at)))


def _topic(s: SentenceReading, voters: frozenset[str]) -> frozenset[str]:
    """Return the words of what was voted on, without voters, days, numbers and words of voting."""
    chars = list(s.text)
    for p in s.periods:
        chars[p.start : p.end] = " " * (p.end - p.start)
    for q in s.numbers:
        chars[q.start : q.end] = " " * (q.end - q.start)
    for at, codes in s.each:
        if set(codes) <= voters:
            end = _end(s.low, at)
            chars[at:end] = " " * (end - at)
    names = {t for c in voters for t in tokens_of(name_code(c))}
    words = set(tokens_of("".join(chars))) - words_of("of_votes") - words_of("light") - names
    return frozenset(w for w in words if not w.isdigit()) - _empty()


def _empty() -> frozenset[str]:
    return frozenset(w[:6] for w in words_of("empty"))
