"""What is said of the votes that the sentences before counted: how many of them, which, when the last was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from comity.language.mentions import mentions
from comity.parts.check.comparison.differences import in_words
from comity.parts.check.council_votes import DONE, PAIR, chose
from comity.parts.check.counted_claims import counting_words, rounded, times_said
from comity.parts.check.periods import AT, Period
from comity.parts.check.quantities import EXACT, Quantity, small_number
from comity.parts.check.reading import SentenceReading
from comity.parts.check.roll_call import RollCall
from comity.parts.check.roll_calls import RollCalls
from comity.parts.check.topic import Topic, has_word
from comity.parts.check.vote_tally import AGREES, COUNTED, OPEN, OPPOSED, WHOLE, VoteTally, decided
from comity.parts.check.votes_before import VotesBefore
from comity.vocabulary import states


def of_these(reading: SentenceReading, calls: RollCalls, before: VotesBefore) -> VoteTally | None:
    """What is said of the votes counted before, counted again; ``None`` where nothing is."""
    if counting_words()["exceptions"].search(reading.low):
        return _exceptions(reading, before)
    earlier = sorted(before.calls, key=lambda c: c.row["date"])
    if len(earlier) < PAIR:
        return None
    said = (read(reading, earlier, before.among, calls) for read in _READERS)
    return next((t for t in said if t), None)


def _share(
    reading: SentenceReading, earlier: Sequence[RollCall], _: Sequence[RollCall], calls: RollCalls
) -> VoteTally | None:
    """How many of them somebody's choice was: "on two of these", "in sixteen of the eighteen"."""
    number = _how_many(reading, len(earlier))
    own = [b for b in reading.ballots if b.agents and b.choice in DONE]
    if number is None or len(own) != 1 or reading.periods:
        return None
    did = [c for c in earlier if chose(own[0], calls.council.get(c.row["roll_call_id"], {}))]
    who, how = in_words(own[0].agents), DONE[own[0].choice]
    out = decided(number, did, f"{COUNTED}{who} {how} {len(did)} of these {len(earlier)}", WHOLE)
    return replace(out, among=tuple(earlier))


def _another(reading: SentenceReading) -> Quantity | None:
    """How many more than before: "on another eighty or so"."""
    words = counting_words()
    counts = times_said(reading) or ()
    said = [q for q in (*counts, *reading.numbers) if words["another"].search(reading.low, 0, q.start)]
    return next((rounded(q, reading) for q in said if q.kind == "count"), None)


def _further(
    reading: SentenceReading, _: Sequence[RollCall], among: Sequence[RollCall], calls: RollCalls
) -> VoteTally | None:
    """How often a choice was made on the votes among which was counted before."""
    number = _another(reading)
    own = [b for b in reading.ballots if b.agents and b.choice in DONE]
    if number is None or len(own) != 1 or not among or reading.periods:
        return None
    did = [c for c in among if chose(own[0], calls.council.get(c.row["roll_call_id"], {}))]
    reason = f"{COUNTED}{in_words(own[0].agents)} {DONE[own[0].choice]} {len(did)} of the same {len(among)}"
    return replace(decided(number, did, reason, WHOLE), among=tuple(among))


_PLACES = {"first": 0, "former": 0, "second": 1, "latter": 1, "third": 2, "fourth": 3, "last": -1}


def _nth(
    reading: SentenceReading, earlier: Sequence[RollCall], _: Sequence[RollCall], calls: RollCalls
) -> VoteTally | None:
    """Who voted how on one of the votes counted before, named by its place, and what it was about."""
    m = counting_words()["nth"].search(reading.low)
    own = [b for b in reading.ballots if b.agents and b.choice in DONE]
    if m is None or not own or reading.periods:
        return None
    place = _PLACES[m["nth"]]
    if place >= len(earlier) or (m["nth"] in ("former", "latter") and len(earlier) != PAIR):
        return None
    call = earlier[place]
    cast = calls.council.get(call.row["roll_call_id"], {})
    wrong = {s for b in own for s in b.agents if s in cast and (cast[s][0] == b.choice) == b.denied}
    about = Topic.of(reading)
    words = frozenset(w for w in about.words if not counting_words()["of_counting"].fullmatch(w))
    codes = about.states - frozenset(a for b in own for a in b.agents)
    apart = not codes <= call.states or (not codes and any(not has_word(w, call.terms) for w in words))
    day = call.row["date"]
    reason = f"It is {call.symbol} of {day.day} {day:%B %Y} ({call.subject[:80]})"
    if wrong:
        return VoteTally(OPPOSED, f"{reason}; {in_words(wrong)} did not vote so.", (call,), tuple(earlier))
    return VoteTally(OPEN if apart else AGREES, f"{reason}.", (call,), tuple(earlier))


def _when(
    reading: SentenceReading, earlier: Sequence[RollCall], _: Sequence[RollCall], __: RollCalls
) -> VoteTally | None:
    """Whether the first or the last of them was when it is said to have been."""
    days = [p for p in reading.periods if p.relation == AT]
    for key, call, which in (("newest", earlier[-1], "last"), ("oldest", earlier[0], "first")):
        if counting_words()[key].search(reading.low) and days:
            day = call.row["date"]
            so = any(p.first <= day <= p.last for p in days)
            reason = f"Of the votes counted before the {which} was on {day.day} {day:%B %Y}."
            return VoteTally(AGREES if so else OPPOSED, reason, (call,))
    return None


def _how_many(reading: SentenceReading, of: int) -> Quantity | None:
    """How many of them, where a sentence says so: "two of these", "sixteen of the eighteen"."""
    words, low = counting_words(), reading.low
    counts = [q for q in reading.numbers if q.kind == "count" and not q.ordinal]
    for n, q in enumerate(counts):
        following = counts[n + 1] if n + 1 < len(counts) else None
        if words["of_these"].match(low, q.end + 1):
            return q
        if following and following.value == of and words["of_the"].fullmatch(low, q.end, following.start):
            return q
    if (m := words["of_the_small"].search(low)) and small_number(m["of"]) == of:
        return Quantity(small_number(m["n"]), EXACT, False, "count", *m.span())
    if m := words["one_or_two"].search(low):
        return Quantity(1.0 if m[1] == "one" else 2.0, EXACT, False, "count", *m.span(1))
    return None


def _one_of_them(
    reading: SentenceReading, earlier: Sequence[RollCall], _: Sequence[RollCall], calls: RollCalls
) -> VoteTally | None:
    """Whether a text that is named is one of those counted before, and who voted how on it."""
    if not counting_words()["one_of_them"].search(reading.low):
        return None
    about = Topic.of(reading)
    days = [p for p in reading.periods if p.relation == AT]
    if reading.symbols:
        meant = [c for c in earlier if c.numbers & reading.symbols]
        elsewhere = any(calls.by_number.get(s) for s in reading.symbols)
    else:
        codes = about.states - frozenset(a for b in reading.ballots for a in b.agents)
        named = [c for c in earlier if codes and codes <= c.states]
        meant = named if codes else [c for c in earlier if days]
        elsewhere = False
    of_time = [c for c in meant if all(p.first <= c.row["date"] <= p.last for p in days)]
    if not of_time and meant:
        day = meant[0].row["date"]
        reason = f"{meant[0].symbol}, one of the votes counted before, is of {day.day} {day:%B %Y}."
        return VoteTally(OPEN, reason, tuple(meant))
    if not of_time:
        reason = "The text that is named is not one of the votes counted before."
        return VoteTally(OPPOSED, reason, ()) if elsewhere else None
    call = of_time[0]
    cast = calls.council.get(call.row["roll_call_id"], {})
    others = [b for b in reading.ballots if b.agents and b.choice in DONE and b.choice != "yes"]
    wrong = {s for b in others for s in b.agents if s in cast and (cast[s][0] == b.choice) == b.denied}
    day = call.row["date"]
    reason = f"{call.symbol} of {day.day} {day:%B %Y} is one of the votes counted before"
    if wrong:
        return VoteTally(OPPOSED, f"{reason}, but {in_words(wrong)} did not vote so.", (call,))
    return VoteTally(AGREES, f"{reason}.", (call,), tuple(earlier))


def _exceptions(reading: SentenceReading, before: VotesBefore) -> VoteTally | None:
    """Whether the votes that a count before left over are those that are named."""
    rest = sorted((c for c in before.among if c not in set(before.calls)), key=lambda c: c.row["date"])
    days = [p for p in reading.periods if p.relation == AT]
    if not rest or not days:
        return None
    listed = _listed(reading, days)
    fit = [c for c in rest if any(_is_it(c, p, codes) for p, codes in listed)]
    left = ", ".join(f"{c.symbol} of {c.row['date']:%B %Y}" for c in rest[:4])
    reason = f"The votes that are left are {len(rest)}: {left}."
    so = len(fit) == len(rest) == len(listed)
    return VoteTally(AGREES if so else OPPOSED, reason, tuple(rest))


def _is_it(call: RollCall, time: Period, codes: frozenset[str]) -> bool:
    return time.first <= call.row["date"] <= time.last and codes <= call.states


def _listed(reading: SentenceReading, days: Sequence[Period]) -> list[tuple[Period, frozenset[str]]]:
    """Each time that a sentence lists, with the states named right before it."""
    out, at = list[tuple[Period, frozenset[str]]](), 0
    for p in days:
        codes = {s for m in mentions(reading.text[at : p.start]) for s in m.states}
        out.append((p, frozenset(codes) & frozenset(states.all_states())))
        at = p.end
    return out


_READERS = (_when, _one_of_them, _nth, _further, _share)
"""What may be said of votes counted before, in the order in which it is asked."""
