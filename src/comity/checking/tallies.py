"""How often states voted so, alike or apart over a span: counted again by roll call."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from comity.checking.choices import ABSTAIN, ALL, NO, VETO, YES, ClaimedBallot
from comity.checking.claims import TextClaim
from comity.checking.comparison.differences import in_words
from comity.checking.counted_claims import CountedClaim, Span, counted_claim, counting_words, inside
from comity.checking.periods import AT, SINCE
from comity.checking.quantities import ABOUT, AT_LEAST, AT_MOST, EXACT, Quantity
from comity.checking.reading import SentenceReading
from comity.checking.roll_call import Cast, RollCall
from comity.checking.roll_calls import COUNCIL, RollCalls
from comity.checking.rules import weights
from comity.checking.topic import Topic
from comity.checking.votes_before import EACH, VotesBefore
from comity.vocabulary import states
from comity.vocabulary.seats import permanent_seats

AGREES, OPPOSED, OPEN = "agrees", "opposed", "open"


@dataclass(frozen=True, slots=True)
class VoteTally:
    """What counting gives for a claim of how often.

    ``verdict`` is ``agrees``, ``opposed`` or ``open`` (the record does not cover all that is counted);
    ``reason`` says the count in one sentence; ``calls`` are the roll calls counted, oldest first; ``meant``
    those that the next sentence means by "these".
    """

    verdict: str
    reason: str
    calls: tuple[RollCall, ...]
    meant: tuple[RollCall, ...] = ()


def tally(claim: TextClaim, calls: RollCalls, before: VotesBefore) -> VoteTally | None:
    """The votes that a claim counts, counted again; ``None`` where it counts none, or none that can be.

    Only the Security Council's roll calls are held in full: its adopted resolutions by member, and every
    veto.  What a resolution is about its roll call says only by a heading.

    Parameters
    ----------
    before : the votes that the sentences before told of, for "of these" and for the how-manieth it was
    """
    reading = claim.reading
    if several := _of_these(reading, calls, before):
        return several
    if len(before.calls) >= _PAIR and EACH.search(reading.low):
        return None
    words = counting_words()
    named = counted_claim(reading).named or "the only" in reading.low
    if words["elsewhere"].search(reading.low) or (words["refers"].search(reading.low) and not named):
        return None
    count = next((count for key, count in _COUNTS.items() if words[key].search(reading.low)), _of_choice)
    out = count(reading, calls, before)
    each_its_own = len(counted_claim(reading).spans) > 1 and len(_numbers_of_times(reading)) > 1
    return replace(out, verdict=OPEN) if out and out.verdict == OPPOSED and each_its_own else out


def _numbers_of_times(reading: SentenceReading) -> list[tuple[int, int]]:
    """Where a sentence says how often: "once in the first term, and seven times in the second"."""
    words = counting_words()
    numbers = [(q.start, q.end) for q in reading.numbers if words["counted"].match(reading.low, q.end)]
    return numbers + [m.span() for m in words["once"].finditer(reading.low)]


def _of_these(reading: SentenceReading, calls: RollCalls, before: VotesBefore) -> VoteTally | None:
    """What is said of the votes counted in the sentence before: how many of them, or when the last was."""
    words, earlier = counting_words(), sorted(before.calls, key=lambda c: c.row["date"])
    if len(earlier) < _PAIR or not words["of_these"].search(reading.low):
        return None
    days = [p for p in reading.periods if p.relation == AT]
    for key, call in (("newest", earlier[-1]), ("oldest", earlier[0])):
        if words[key].search(reading.low) and days:
            day = call.row["date"]
            so = any(p.first <= day <= p.last for p in days)
            which = "last" if key == "newest" else "first"
            reason = f"Of the votes counted before the {which} was on {day.day} {day:%B %Y}."
            return VoteTally(AGREES if so else OPPOSED, reason, (call,))
    own = [b for b in reading.ballots if b.agents and b.choice in _DONE]
    number = next((q for q in reading.numbers if words["of_these"].match(reading.low, q.end + 1)), None)
    if number is None and (m := words["one_or_two"].search(reading.low)):
        number = Quantity(1.0 if m[1] == "one" else 2.0, EXACT, False, "count", *m.span(1))
    if number is None or len(own) != 1 or reading.periods:
        return None
    did = [c for c in earlier if _chose(own[0], calls.council.get(c.row["roll_call_id"], {}))]
    who, how = in_words(own[0].agents), _DONE[own[0].choice]
    reason = f"Counted by roll call: {who} {how} {len(did)} of these {len(earlier)}"
    return _decided(number, did, reason, covered=True)


def _of_pair(reading: SentenceReading, calls: RollCalls, _: VotesBefore) -> VoteTally | None:
    """How often two states or more, each of which voted, did not vote alike on adopted resolutions."""
    apart_claimed = counting_words()["apart"].search(reading.low) is not None
    voters = frozenset(s for s in reading.states if s in states.all_states())
    acting = [b.agents for b in reading.ballots if len(b.agents) >= _PAIR]
    voters = next(iter(acting), voters)
    counted = counted_claim(reading, voters)
    if len(voters) < _PAIR or not _understood(counted, reading, calls):
        return None
    if counted.number is None and not (counted.every and not apart_claimed):
        return None
    both = [(c, cast) for c, cast in _adopted(calls, counted.spans) if voters <= set(cast)]
    if not both:
        return None
    apart = [c for c, cast in both if len({cast[s][0] for s in voters}) > 1]
    alike = not apart_claimed and counted.number is not None
    tallied = [c for c, _ in both if c not in set(apart)] if alike else apart
    value = counted.number or _NEVER
    years = f"{both[0][0].row['date'].year} to {both[-1][0].row['date'].year}"
    how = "alike" if alike else "differently"
    words = (
        f"Counted by roll call: {in_words(voters)} voted {how} on {{n}} of the"
        f" {len(both)} adopted resolutions on which they voted ({years})"
    )
    return _with_matter(counted, reading, value, tallied, words, calls.covers_council(counted.spans, voters))


_NEVER = Quantity(0.0, EXACT, False, "count", 0, 0)
_PAIR = 2


def _understood(counted: CountedClaim, reading: SentenceReading, calls: RollCalls) -> bool:
    """Whether a sentence counts votes of a year or more where it also names a matter or a text.

    In a shorter time it rather tells of the one vote; and the matter must be what headings are made of.
    """
    if not (counted.matter.size or reading.symbols or counted.named):
        return True
    long = all((last - first).days > _MOST_OF_A_YEAR for first, last in counted.spans)
    known = all(calls.knows(w) for w in counted.matter.words)
    return long and known and bool(reading.periods)


_MOST_OF_A_YEAR = 300


def _with_matter(
    counted: CountedClaim,
    reading: SentenceReading,
    number: Quantity,
    tallied: Sequence[RollCall],
    words: str,
    covered: bool,
) -> VoteTally:
    """What a count says of a number where the sentence also names the matter, or single votes.

    Single votes that are named must be among those counted; else a matter restricts what is counted, and as
    headings are rough, a count by words of a heading opposes nothing.
    """
    matter = counted.matter
    on_matter = [c for c in tallied if _on_matter(c, matter)]
    single = [c for c in on_matter if not counted.named or inside(c.row["date"], counted.named)]
    if reading.symbols:
        single = [c for c in single if c.numbers & reading.symbols]
    naming = bool(counted.named or reading.symbols)
    of_all = tallied if naming or counted.part else on_matter
    out = _decided(number, of_all, words.format(n=len(of_all)), covered)
    if counted.part is not None:
        part = _decided(
            counted.part, on_matter, f"{out.reason[:-1]}, of these {len(on_matter)} on that matter", True
        )
        return (
            replace(part, verdict=OPEN if part.verdict == OPPOSED else part.verdict)
            if out.verdict == AGREES
            else out
        )
    if naming and out.verdict == AGREES:
        if not single:
            return replace(
                out,
                verdict=OPPOSED if reading.symbols else OPEN,
                reason=f"{out.reason[:-1]}; the one named is not among them.",
            )
        return replace(out, meant=tuple(single))
    if matter.words and not naming and out.verdict == OPPOSED:
        return replace(out, verdict=OPEN)
    return out


def _adopted(calls: RollCalls, spans: Sequence[Span]) -> list[tuple[RollCall, Cast]]:
    """The adopted resolutions of the Council in some spans, with who voted how."""
    return [
        (c, calls.council[c.row["roll_call_id"]])
        for c in calls.calls
        if c.row["body"] == COUNCIL
        and c.row["kind"] == "resolution"
        and inside(c.row["date"], spans)
        and c.row["roll_call_id"] in calls.council
    ]


def _of_council(reading: SentenceReading, calls: RollCalls, _: VotesBefore) -> VoteTally | None:
    """How many resolutions the Council adopted, or adopted with every vote."""
    counted = counted_claim(reading)
    about = frozenset(w for w in counted.matter.words if not _WITHOUT_DISSENT.match(w))
    every = any(b.whose == ALL for b in reading.ballots)
    if counted.number is None or about or reading.states - {COUNCIL} or not reading.periods:
        return None
    adopted = _adopted(calls, counted.spans)
    tallied = [c for c, cast in adopted if not every or {choice for choice, _ in cast.values()} == {YES}]
    how = (
        f"{len(tallied)} of {len(adopted)} resolutions with every vote"
        if every
        else f"{len(tallied)} resolutions"
    )
    words = f"Counted by roll call: the Security Council adopted {how}"
    return _decided(counted.number, tallied, words, calls.covers_council(counted.spans, frozenset()))


_WITHOUT_DISSENT = re.compile(r"dissent|voic|oppo")
_DONE = {ABSTAIN: "abstained on", YES: "voted for", NO: "voted against"}


def _chose(ballot: ClaimedBallot, cast: Cast, *, any_of: bool = False) -> bool:
    """Whether all who are named (``any_of``: one of them) chose so, and nobody else where they were alone."""
    did = {s for s, (choice, _) in cast.items() if choice == ballot.choice}
    if ballot.alone and did != set(ballot.agents):
        return False
    return bool(ballot.agents & did) if any_of else ballot.agents <= did


def _of_choice(reading: SentenceReading, calls: RollCalls, _: VotesBefore) -> VoteTally | None:
    """How often a state abstained, voted for or against among the adopted resolutions."""
    own = [b for b in reading.ballots if b.agents and b.choice in _DONE]
    counted = counted_claim(reading, frozenset(a for b in own for a in b.agents))
    naming = bool(counted.named or reading.symbols)
    if (
        not own
        or not _understood(counted, reading, calls)
        or (len({b.choice for b in own}) > 1 and not naming)
    ):
        return None
    if counted.number is None and not counted.every:
        return None
    tallies = []
    first, rest = (own[:1], own[1:]) if naming else (own, [])
    for n, b in enumerate(first):
        if (
            out := _one_choice(b, _number_of(reading, counted, n, len(first)), counted, reading, calls)
        ) is None:
            return None
        tallies.append(out)
    worst = min(tallies, key=lambda t: (OPPOSED, OPEN, AGREES).index(t.verdict))
    return _and_on_it(worst, rest, calls)


def _one_choice(
    b: ClaimedBallot,
    number: Quantity | None,
    counted: CountedClaim,
    reading: SentenceReading,
    calls: RollCalls,
) -> VoteTally | None:
    """How often some states made one choice, or whether they made it every time."""
    adopted = [(c, cast) for c, cast in _adopted(calls, counted.spans) if b.agents <= set(cast)]
    if not adopted or (number is None and not counted.every):
        return None
    covered = calls.covers_council(counted.spans, b.agents)
    never = number is not None and number.value == 0
    did = [c for c, cast in adopted if _chose(b, cast, any_of=never)]
    who = f"{in_words(b.agents)} {_DONE[b.choice]}"
    words = f"Counted by roll call: {who} {{n}} of {len(adopted)} adopted resolutions"
    if number is not None:
        return _with_matter(counted, reading, number, did, words, covered)
    if counted.matter.size:
        return None
    missing = [c for c, _ in adopted if c not in set(did)]
    out = _decided(_NEVER, missing, words.format(n=len(did)), covered)
    return replace(out, calls=tuple(missing or did), meant=tuple(did))


def _and_on_it(out: VoteTally, rest: Iterable[ClaimedBallot], calls: RollCalls) -> VoteTally:
    """A count that agrees, with what is said of others on the one vote that is named."""
    for b in rest:
        for c in out.meant[:1]:
            cast = calls.council[c.row["roll_call_id"]]
            if otherwise := {s for s in b.agents if s in cast and cast[s][0] != b.choice}:
                reason = f"{out.reason[:-1]}; {in_words(otherwise)} did not vote so on {c.symbol}."
                return replace(out, verdict=OPPOSED if out.verdict == AGREES else out.verdict, reason=reason)
    return out


def _number_of(reading: SentenceReading, counted: CountedClaim, n: int, of: int) -> Quantity | None:
    """The number that goes with one of several claims of a sentence, in order."""
    if of == 1:
        return counted.number
    counts = [q for q in reading.numbers if q.kind == "count" and not q.ordinal]
    return counts[n] if len(counts) == of else None


def _of_vetoes(reading: SentenceReading, calls: RollCalls, before: VotesBefore) -> VoteTally | None:
    """How many drafts a state, or several together, vetoed, on a matter if one is named."""
    own = [b for b in reading.ballots if b.choice == VETO]
    agents, alone = frozenset(a for b in own for a in b.agents), any(b.alone for b in own)
    counted = counted_claim(reading)
    number, spans, matter = counted.number, counted.spans, counted.matter
    place, on = next((q for q in reading.numbers if q.ordinal), None), before.day
    if number is None and place and on and any(p.relation == SINCE for p in reading.periods):
        number, spans = replace(place, ordinal=False), tuple((a, min(b, on)) for a, b in spans)
    if not agents or number is None or len(matter.words) > _FEW_WORDS:
        return None
    if not agents <= set(permanent_seats()) or _OF_VOTES.match(reading.low, number.end):
        return None
    neither = number.value == 0 and not re.search(r"\b(?:together|jointly|both)\b", reading.low)
    tallied = []
    for c in calls.calls:
        if c.row["body"] != COUNCIL or not inside(c.row["date"], spans):
            continue
        did = {s for s, (_, veto) in calls.council.get(c.row["roll_call_id"], {}).items() if veto}
        who = did == agents if alone else bool(agents & did) if neither else agents <= did
        if who and _on_matter(c, matter):
            tallied.append(c)
    on_what = f" on {in_words(matter.states)}" if matter.states else ""
    drafts = f"draft{'s' * (len(tallied) != 1)}"
    by_itself = " alone" if alone else ""
    words = f"Counted by roll call: {in_words(agents)}{by_itself} vetoed {len(tallied)} {drafts}{on_what}"
    sure = bool(tallied) or not (matter.words or (matter.states and number.value))
    out = _decided(number, tallied, words, calls.covers_vetoes(spans) and sure)
    if counted.part is not None and out.verdict == OPPOSED:
        return replace(out, verdict=OPEN)  # of the drafts that one vetoed, how many another did, too
    if matter.states and number.bound == EXACT and number.value < len(tallied) <= _ROUGHLY * number.value:
        return replace(out, verdict=OPEN)  # a heading names the states of a whole region
    return out


_OF_VOTES = re.compile(r"\s*(?:[a-z-]+ ){0,2}?votes?\b")
_FEW_WORDS = 2
_ROUGHLY = 1.5
"""How many times as many drafts as are on a matter may be under the headings that name its states."""


def _on_matter(call: RollCall, about: Topic) -> bool:
    """Whether a roll call is about the states, or else the words, that are named."""
    return about.states <= call.states and (bool(about.states) or about.words <= call.terms)


def _compared(reading: SentenceReading, calls: RollCalls, _: VotesBefore) -> VoteTally | None:
    """Which of two states abstained more often, while both sat in the Council."""
    m = counting_words()["more"].search(reading.low)
    named = [s for s in reading.order if s in states.all_states()]
    counted = counted_claim(reading, frozenset(named))
    if m is None or len(named) != _PAIR or counted.matter.size:
        return None
    both = [(c, cast) for c, cast in _adopted(calls, counted.spans) if set(named) <= set(cast)]
    first, second = ([c for c, cast in both if cast[s][0] == ABSTAIN] for s in named)
    if not both:
        return None
    so = len(first) > len(second) if m["which"] == "more" else len(first) < len(second)
    one, other = (states.in_sentence(s) for s in named)
    reason = (
        f"Counted by roll call: {one} abstained on {len(first)} and {other} on {len(second)} of the"
        f" {len(both)} adopted resolutions on which both voted."
    )
    covered = calls.covers_council(counted.spans, frozenset(named))
    verdict = OPEN if not covered else AGREES if so else OPPOSED
    return VoteTally(verdict, reason, tuple(first or second))


def _decided(claimed: Quantity, counted: Sequence[RollCall], words: str, covered: bool) -> VoteTally:
    """What a count says of the number claimed."""
    n, q = len(counted), claimed
    holds: Callable[[], bool] = {
        EXACT: lambda: n == q.value,
        AT_LEAST: lambda: n >= q.value,
        AT_MOST: lambda: n <= q.value,
        ABOUT: lambda: abs(n - q.value) <= weights().about * max(n, q.value),
    }[q.bound]
    exceeded = n > q.value and q.bound in (EXACT, AT_MOST)
    if not covered:
        open_words = f"{words}; the record does not cover all of that time."
        enough = q.bound == AT_LEAST and holds()
        verdict = AGREES if enough else OPPOSED if exceeded and q.value >= 0 else OPEN
        return VoteTally(verdict, open_words, tuple(counted))
    return VoteTally(AGREES if holds() else OPPOSED, f"{words}.", tuple(counted))


_COUNTS: dict[str, Callable[[SentenceReading, RollCalls, VotesBefore], VoteTally | None]] = {
    "apart": _of_pair,
    "alike": _of_pair,
    "more": _compared,
    "of_vetoes": _of_vetoes,
    "by_council": _of_council,
}
"""What is counted, by the pattern that says so; the choices of single states where none does."""
