"""What a sentence about votes leaves to the sentences before: which vote, on what, who cast the same."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from comity.parts.check.candidates import CandidateRecord
from comity.parts.check.choices import OTHERS, ClaimedBallot
from comity.parts.check.claims import TextClaim
from comity.parts.check.periods import AT
from comity.parts.check.reading import SentenceReading
from comity.parts.check.roll_call import RollCall
from comity.parts.check.roll_calls import RollCalls
from comity.parts.check.topic import Topic
from comity.parts.check.vote_tally import VoteTally


@dataclass(frozen=True, slots=True)
class VotesBefore:
    """What the sentences before said of votes: the roll calls meant last, their matter and who voted how.

    ``at`` is the number of the sentence that said it; ``among`` are all of which the roll calls are a part,
    ``pair`` those whose votes were compared.
    """

    calls: tuple[RollCall, ...] = ()
    topic: Topic = field(default_factory=Topic)
    ballots: tuple[ClaimedBallot, ...] = ()
    at: int = -99
    among: tuple[RollCall, ...] = ()
    pair: frozenset[str] = frozenset()

    @property
    def day(self) -> date | None:
        """The day of the vote told of last."""
        return max((c.row["date"] for c in self.calls), default=None)


_FADES = 4
"""After how many sentences nobody means a vote told before by "it"."""


def near(claim: TextClaim, before: VotesBefore) -> VotesBefore:
    """What was told of votes, as far as a sentence may still mean it."""
    return before if claim.number - before.at <= _FADES else VotesBefore()


def referred_day(claim: TextClaim, before: VotesBefore) -> date | None:
    """The day of the vote told of before that a sentence is about, of several the first."""
    meant = referred(claim.reading, near(claim, before)) if claim.reading.voting else ()
    return min((c.row["date"] for c in meant), default=None)


def votes_told(
    claim: TextClaim,
    shown: Sequence[CandidateRecord],
    calls: RollCalls,
    before: VotesBefore,
    again: VoteTally | None = None,
) -> VotesBefore:
    """What a sentence leaves to refer to: the votes it counted, else those its mark shows."""
    reading = claim.reading
    if again and (counted := again.meant or again.calls):
        return VotesBefore(counted, Topic(), reading.ballots, claim.number, again.among, again.pair)
    if not reading.voting and calls.by_number.keys().isdisjoint(reading.symbols):
        return before
    if referred(reading, before) == before.calls != ():
        return replace(before, ballots=(*before.ballots, *reading.ballots), at=claim.number)
    own = [c for s in sorted(reading.symbols) for c in calls.by_number.get(s, ())]
    if not own and shown:
        own = calls.of_record(shown[0])
    topic = Topic.of(reading)
    topic = topic if topic.size else before.topic
    if not own:
        return VotesBefore((), topic, reading.ballots, claim.number) if topic.size else before
    if len(own) == 1 and own == list(before.calls):
        return replace(before, ballots=(*before.ballots, *reading.ballots), at=claim.number)
    return VotesBefore(tuple(own), topic, reading.ballots, claim.number)


EACH = re.compile(
    r"\b(?:both|each|every|all (?:\w+ )?)(?: (?:of )?(?:these|those|the)(?: \w+)?)? ?"
    r"(?:times?|occasions?|cases?|instances?)\b"
    r"|\b(?:each|both|all) of (?:the|these|those) (?:two|three|four|five|six|seven|eight|nine|ten)\b"
)
"""Of every vote told of before."""


def referred(reading: SentenceReading, before: VotesBefore) -> tuple[RollCall, ...]:
    """The roll calls told of before, where a sentence names neither text nor matter nor another day."""
    if reading.symbols or Topic.of(reading).size or not before.calls:
        return ()
    days = [p for p in reading.periods if p.relation == AT]
    same = all(p.first <= c.row["date"] <= p.last for p in days for c in before.calls)
    return before.calls if same and (len(before.calls) == 1 or EACH.search(reading.low)) else ()


def about(reading: SentenceReading, before: VotesBefore) -> Topic:
    """What a sentence says was voted on, or the sentence before where it only says "it"."""
    own = Topic.of(reading)
    return own if own.size or reading.symbols else before.topic


def in_full(reading: SentenceReading, before: VotesBefore) -> SentenceReading:
    """A sentence with what only the sentences before say: whom "nobody else" leaves out, who "it" is."""
    return replace(reading, ballots=tuple(_completed(b, reading, before) for b in reading.ballots))


_BESIDE_IT = re.compile(r"\b(?:with|alongside|beside) (?:it|them)\b")


def _completed(ballot: ClaimedBallot, reading: SentenceReading, before: VotesBefore) -> ClaimedBallot:
    """A choice with those whom the sentences before name for it, or for another."""
    same = [b for b in before.ballots if b.choice == ballot.choice and not b.denied]
    alike = frozenset[str]().union(*(b.agents for b in same))
    if ballot.whose != OTHERS:
        beside = alike if ballot.agents and _BESIDE_IT.search(reading.low) else frozenset[str]()
        return replace(ballot, agents=ballot.agents | beside)
    left_out = alike
    if not ballot.denied:
        left_out = frozenset[str]().union(
            *(b.agents for b in (*before.ballots, *reading.ballots) if b.choice != ballot.choice)
        )
    else:
        left_out |= frozenset(a for b in reading.ballots if b.choice == ballot.choice for a in b.agents)
    return replace(ballot, agents=left_out)


def in_context(claim: TextClaim, before: VotesBefore) -> TextClaim:
    """A claim in which "did so" and "stood alone" are the choices that the sentences before name.

    Each state's own choice before is meant, else the last that was told; where none was, none is claimed.
    """
    carried = [b for b in claim.reading.ballots if b.carried]
    if not carried:
        return claim
    earlier = [b for b in near(claim, before).ballots if b.agents and not b.denied]
    spoken = [
        replace(b, choice=_choice_of(s, earlier), agents=frozenset({s}))
        for b in carried
        if earlier
        for s in sorted(b.agents)
    ]
    own = claim.reading.spoken_out
    return replace(claim, reading=replace(own, ballots=(*own.ballots, *spoken)))


def _choice_of(state: str, earlier: Sequence[ClaimedBallot]) -> str:
    return next((b.choice for b in reversed(earlier) if state in b.agents), earlier[-1].choice)
