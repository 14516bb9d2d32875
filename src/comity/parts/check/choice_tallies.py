"""How often states of the Council abstained, voted for or against, and how often it adopted a text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from comity.language.mentions import mentions
from comity.parts.check.choices import ALL, YES, ClaimedBallot, vote_cues
from comity.parts.check.comparison.differences import in_words
from comity.parts.check.council_votes import (
    DONE,
    NEVER,
    PAIR,
    Voted,
    adopted,
    chose,
    of_how_many,
    on_matter,
    span_in_words,
    understood,
    with_matter,
)
from comity.parts.check.counted_claims import CountedClaim, counted_claim, counting_words
from comity.parts.check.quantities import Quantity
from comity.parts.check.reading import SentenceReading
from comity.parts.check.roll_calls import COUNCIL, RollCalls
from comity.parts.check.topic import Topic
from comity.parts.check.vote_tally import AGREES, COUNTED, OPEN, OPPOSED, VoteTally, all_of, decided
from comity.parts.check.votes_before import VotesBefore


def of_council(reading: SentenceReading, calls: RollCalls, _: VotesBefore) -> VoteTally | None:
    """How many resolutions the Council adopted, or adopted with every vote."""
    counted = counted_claim(reading)
    about = frozenset(w for w in counted.matter.words if not _WITHOUT_DISSENT.match(w))
    every = any(b.whose == ALL for b in reading.ballots)
    if counted.number is None or about or reading.states - {COUNCIL} or not reading.periods:
        return None
    voted = adopted(calls, counted.spans)
    tallied = [c for c, cast in voted if not every or {choice for choice, _ in cast.values()} == {YES}]
    how = (
        f"{len(tallied)} of {len(voted)} resolutions with every vote"
        if every
        else f"{len(tallied)} resolutions"
    )
    words = f"Counted by roll call: the Security Council adopted {how}"
    return decided(counted.number, tallied, words, calls.cover_of_council(counted.spans, frozenset()))


_WITHOUT_DISSENT = re.compile(r"dissent|voic|oppo")


def of_choice(reading: SentenceReading, calls: RollCalls, before: VotesBefore) -> VoteTally | None:
    """How often a state abstained, voted for or against among the adopted resolutions."""
    own = [b for b in reading.ballots if b.agents and b.choice in DONE]
    counted = counted_claim(reading, frozenset(a for b in own for a in b.agents))
    naming = bool(counted.named or reading.symbols)
    if not own or not understood(counted, reading, calls) or (counted.number is None and not counted.every):
        return None
    first, rest = (own[:1], own[1:]) if naming else (own, [])
    if len(own) == PAIR and counted.number and counting_words()["that_another"].search(reading.low):
        return _both(own, counted, counted.number, calls)
    numbers = _numbers_of(reading, counted, first)
    if len({b.choice for b in first}) > 1 and None in numbers:
        return None
    if counting_words()["each_own"].search(reading.low):
        first, numbers = _each_own(first, numbers)
    tallies = [_one_choice(b, n, counted, reading, calls) for b, n in zip(first, numbers, strict=True)]
    if any(t is None for t in tallies):
        return None
    return _and_on_it(_all_about(all_of([t for t in tallies if t]), reading), rest, calls)


def _both(
    own: Sequence[ClaimedBallot], counted: CountedClaim, number: Quantity, calls: RollCalls
) -> VoteTally | None:
    """How often one made a choice where another made its own: "against five that the other supported"."""
    one, other = (replace(b, alone=False) for b in own)
    members = one.agents | other.agents
    voted = [(c, cast) for c, cast in adopted(calls, counted.spans) if members <= set(cast)]
    if not voted or counted.matter.size:
        return None
    did = [c for c, cast in voted if chose(one, cast) and chose(other, cast)]
    others = f"{in_words(other.agents)} {DONE[other.choice]}".removesuffix(" on")
    who = f"{in_words(one.agents)} {DONE[one.choice]} {len(did)} that {others}"
    words = f"{COUNTED}{who}, of {len(voted)} adopted resolutions ({span_in_words(voted)})"
    return decided(number, did, words, calls.cover_of_council(counted.spans, members))


def _each_own(
    own: Sequence[ClaimedBallot], numbers: Sequence[Quantity | None]
) -> tuple[list[ClaimedBallot], list[Quantity | None]]:
    """Choices of several, each for itself: not all of them need have sat there at one time."""
    each = [
        (replace(b, agents=frozenset({s})), n)
        for b, n in zip(own, numbers, strict=True)
        for s in sorted(b.agents)
    ]
    return [b for b, _ in each], [n for _, n in each]


def _numbers_of(
    reading: SentenceReading, counted: CountedClaim, own: Sequence[ClaimedBallot]
) -> list[Quantity | None]:
    """How often each choice is said to have been made: the number after its words, else the one before."""
    if len(own) == 1:
        return [counted.number]
    cues, out, left = [c for c in vote_cues(reading.low) if c.choice in DONE], list[Quantity | None](), 0
    if len(cues) != len(own):
        return [None] * len(own)
    free = list(counted.numbers)
    for n, cue in enumerate(cues):
        until = cues[n + 1].start if n + 1 < len(cues) else len(reading.low)
        after = [q for q in free if cue.end <= q.start < until]
        own_before = [q for q in free if left <= q.start < cue.end]
        said = (
            next(iter([*own_before[-1:], *after]), None)
            if own[n].denied
            else next(iter([*after, *own_before[-1:]]), None)
        )
        if said is not None:
            free.remove(said)
        out.append(said)
        left = cue.end
    return out


def _one_choice(
    b: ClaimedBallot,
    number: Quantity | None,
    counted: CountedClaim,
    reading: SentenceReading,
    calls: RollCalls,
) -> VoteTally | None:
    """How often some states made one choice, or whether they made it every time."""
    voted = [(c, cast) for c, cast in adopted(calls, counted.spans) if b.agents <= set(cast)]
    if not voted or (number is None and not counted.every):
        return None
    who = f"{in_words(b.agents)} {DONE[b.choice]}"
    words = f"Counted by roll call: {who} {{n}} of {len(voted)} adopted resolutions ({span_in_words(voted)})"
    covered = calls.cover_of_council(counted.spans, b.agents)
    if number is None:
        return _every(b, counted, voted, words, calls)
    never = number.value == 0
    did = [c for c, cast in voted if chose(b, cast, any_of=never)]
    plain = replace(counted, matter=Topic()) if counting_words()["all_about"].search(reading.low) else counted
    out = with_matter(plain, reading, number, did, words, covered)
    return of_how_many(out, counted.total, [c for c, _ in voted])


def _every(
    b: ClaimedBallot, counted: CountedClaim, voted: Sequence[Voted], words: str, calls: RollCalls
) -> VoteTally | None:
    """Whether they made a choice every time: on all texts, or on all that name the states of the matter.

    What else a text is about its heading does not say, and some do not name the state: those under one
    heading with a text that records tell to be about it may be, too.  If they chose so on all that may be
    meant it is so of those that are; a text on which they chose otherwise leaves it open.
    """
    matter = Topic(states=counted.matter.states)
    about = [(c, cast) for c, cast in voted if on_matter(c, matter)]
    if not about or (counted.matter.words and not matter.states):
        return None
    headings = {c.subject.split(".")[0] for c, _ in about if not matter.states & c.named}
    of_states = [
        (c, cast) for c, cast in voted if on_matter(c, matter) or c.subject.split(".")[0] in headings
    ]
    did = [c for c, cast in of_states if chose(b, cast)]
    missing = [c for c, _ in of_states if c not in set(did)]
    if matter.states:
        who = f"{in_words(b.agents)} {DONE[b.choice]}"
        on = f"adopted resolutions that may be on {in_words(matter.states)} ({span_in_words(of_states)})"
        words = f"Counted by roll call: {who} {{n}} of {len(of_states)} {on}"
    out = decided(NEVER, missing, words.format(n=len(did)), calls.cover_of_council(counted.spans, b.agents))
    if matter.states and out.verdict == OPPOSED:
        out = replace(out, verdict=OPEN)
    return replace(out, calls=tuple(missing or did), meant=tuple(did))


def _all_about(out: VoteTally, reading: SentenceReading) -> VoteTally:
    """A count that agrees, with which states all of those counted last are said to be about."""
    m = counting_words()["all_about"].search(reading.low)
    if m is None or out.verdict != AGREES:
        return out
    about = {s for n in mentions(reading.text[m.end() - 1 :].split(",")[0]) for s in n.states}
    verdict = out.verdict if all(about <= c.states for c in out.calls) else OPEN
    return replace(out, verdict=verdict)


def _and_on_it(out: VoteTally, rest: Iterable[ClaimedBallot], calls: RollCalls) -> VoteTally:
    """A count that agrees, with what is said of others on the one vote that is named."""
    for b in rest:
        for c in out.meant[:1]:
            cast = calls.council[c.row["roll_call_id"]]
            if otherwise := {s for s in b.agents if s in cast and cast[s][0] != b.choice}:
                reason = f"{out.reason[:-1]}; {in_words(otherwise)} did not vote so on {c.symbol}."
                return replace(out, verdict=OPPOSED if out.verdict == AGREES else out.verdict, reason=reason)
    return out
