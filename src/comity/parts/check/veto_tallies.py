"""How many drafts permanent members of the Council vetoed, alone or together, on a matter."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from comity.parts.check.choices import VETO, ClaimedBallot
from comity.parts.check.comparison.differences import in_words
from comity.parts.check.council_votes import NEVER, on_matter
from comity.parts.check.counted_claims import CountedClaim, counted_claim, counting_words, inside
from comity.parts.check.periods import SINCE, Days
from comity.parts.check.quantities import EXACT, Quantity
from comity.parts.check.reading import SentenceReading
from comity.parts.check.roll_call import RollCall
from comity.parts.check.roll_calls import COUNCIL, RollCalls
from comity.parts.check.vote_tally import AGREES, COUNTED, OPEN, OPPOSED, VoteTally, all_of, decided
from comity.parts.check.votes_before import VotesBefore
from comity.vocabulary.states import permanent_seats

_FEW_WORDS = 2
_TWO = 2
_ROUGHLY = 1.5
"""How many times as many drafts as are on a matter may be under the headings that name its states."""


@dataclass(frozen=True, slots=True)
class _ClaimedVetoes:
    """So many drafts that some vetoed: ``alone`` of all members, or any of them where ``any_of``."""

    agents: frozenset[str]
    number: Quantity
    alone: bool = False
    any_of: bool = False


def of_vetoes(reading: SentenceReading, calls: RollCalls, before: VotesBefore) -> VoteTally | None:
    """How many drafts a state, or several together, vetoed, on a matter if one is named."""
    counted = counted_claim(reading, frozenset(permanent_seats()))
    spans = counted.spans
    place, on = next((q for q in reading.numbers if q.ordinal), None), before.day
    if counted.number is None and place and on and any(p.relation == SINCE for p in reading.periods):
        number, spans = replace(place, ordinal=False), tuple((a, min(b, on)) for a, b in spans)
        counted = replace(counted, number=number, numbers=(number,))
    claimed = _claimed(reading, counted, before.pair)
    if not claimed or len(counted.matter.words) > _FEW_WORDS:
        return None
    return _with_day(all_of([_tally(v, spans, counted, calls) for v in claimed]), counted)


def _claimed(reading: SentenceReading, counted: CountedClaim, pair: frozenset[str]) -> list[_ClaimedVetoes]:
    """What a sentence says of how many drafts whom vetoed; ``pair`` are those whom "their" means."""
    own = [b for b in reading.ballots if b.choice == VETO]
    meant = frozenset(a for b in own for a in b.agents)
    words, low, seats = counting_words(), reading.low, frozenset(permanent_seats())
    if not meant and words["of_both"].search(low):
        meant = (reading.states & seats) or pair
    number = counted.number
    if not meant or not meant <= seats or number is None or _OF_VOTES.match(low, number.end):
        return []
    alone = any(b.alone for b in own) or (len(own) == 1 and words["by_itself"].search(low) is not None)
    if counted.total is not None or counted.part is not None:
        return _of_a_total(reading, counted)
    if len(own) == _TWO == len(counted.numbers) and own[0].agents != own[1].agents:
        return _one_and_the_other(own, counted.numbers, joined=words["joined"].search(low) is not None)
    any_of = number.value == 0 and not words["jointly"].search(low)
    out = [_ClaimedVetoes(meant, number, alone, any_of)]
    if none := words["and_none"].search(low):
        silent = _last_named_before(reading, none.start(1))
        out = [_ClaimedVetoes(meant - silent, number, alone, any_of), _ClaimedVetoes(silent, NEVER)]
    return [v for v in out if v.agents]


def _of_a_total(reading: SentenceReading, counted: CountedClaim) -> list[_ClaimedVetoes]:
    """Those of one, and of these those of both: "of five that the one vetoed, the other vetoed two"."""
    own = [b.agents for b in reading.ballots if b.choice == VETO and b.agents]
    total = counted.total or counted.number
    part = counted.number if counted.total else counted.part
    if len(own) != 2 or total is None or part is None:
        return []
    return [_ClaimedVetoes(own[0], total), _ClaimedVetoes(own[0] | own[1], part)]


def _one_and_the_other(
    own: Sequence[ClaimedBallot], numbers: Sequence[Quantity], *, joined: bool
) -> list[_ClaimedVetoes]:
    """How many each of two vetoed, or of those of the first how many the second ``joined``."""
    both = own[0].agents | own[1].agents
    return [
        _ClaimedVetoes(own[0].agents, numbers[0]),
        _ClaimedVetoes(both if joined else own[1].agents, numbers[1]),
    ]


def _last_named_before(reading: SentenceReading, at: int) -> frozenset[str]:
    """The state whose name stands last before a place in a sentence."""
    known = [s for s in reading.order if s in permanent_seats()]
    blocks = len(re.findall(r"@[@ ]*@|@", reading.low[:at]))
    return frozenset(known[-1:]) if blocks else frozenset()


_OF_VOTES = re.compile(r"\s*(?:[a-z-]+ ){0,2}?votes?\b")


def _tally(v: _ClaimedVetoes, spans: Sequence[Days], counted: CountedClaim, calls: RollCalls) -> VoteTally:
    """What the lists of vetoes say of one count."""
    matter = counted.matter
    tallied = [
        c
        for c in calls.calls
        if c.row["body"] == COUNCIL
        and inside(c.row["date"], spans)
        and _did(v, c, calls)
        and on_matter(c, matter)
    ]
    on_what = f" on {in_words(matter.states)}" if matter.states else ""
    drafts = f"draft{'s' * (len(tallied) != 1)}"
    by_itself = " alone" if v.alone else " together" if len(v.agents) > 1 and not v.any_of else ""
    who = in_words(v.agents).replace(" and ", " or ") if v.any_of else in_words(v.agents)
    cover = calls.cover_of_vetoes(spans)
    until = f", to {cover.last.day} {cover.last:%B %Y}" if any(b > cover.last for _, b in spans) else ""
    words = f"{COUNTED}{who}{by_itself} vetoed {len(tallied)} {drafts}{on_what}{until}"
    out = decided(v.number, tallied, words, cover)
    if not tallied and (matter.words or (matter.states and v.number.value)):
        return replace(out, verdict=OPEN)
    if matter.words and out.verdict == OPPOSED:
        return replace(out, verdict=OPEN)
    q = v.number
    if matter.states and q.bound == EXACT and q.value < len(tallied) <= _ROUGHLY * q.value:
        return replace(out, verdict=OPEN)  # a heading names the states of a whole region
    return out


def _did(v: _ClaimedVetoes, call: RollCall, calls: RollCalls) -> bool:
    cast = calls.council.get(call.row["roll_call_id"], {})
    did = {s for s, (_, veto) in cast.items() if veto}
    return did == v.agents if v.alone else bool(v.agents & did) if v.any_of else v.agents <= did


def _with_day(out: VoteTally, counted: CountedClaim) -> VoteTally:
    """A count that agrees, with the time of the one that is named: "only one, that of February"."""
    if not counted.named or out.verdict != AGREES:
        return out
    single = tuple(c for c in out.calls if inside(c.row["date"], counted.named))
    if single:
        return replace(out, meant=single)
    return replace(out, verdict=OPEN, reason=f"{out.reason[:-1]}; none of them is of the time named.")
