"""In how many of the roll calls in which both voted two states voted alike.

The definition is that of raw agreement (:mod:`comity.measures.votes.roll_call_agreement`): of the roll calls
in which both voted yes, no or abstained, the share in which both chose the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from comity.parts.check.comparison.differences import in_words
from comity.parts.check.periods import Days
from comity.parts.check.roll_call import RollCall
from comity.parts.check.roll_calls import ASSEMBLY, COUNCIL, RollCalls
from comity.parts.check.rules import weights
from comity.parts.check.vote_cover import Cover
from comity.parts.check.vote_tally import OPEN, VoteTally
from comity.vocabulary import bodies

Pair = tuple[str, str]
FEWEST = 15
"""Roll calls in which both must have voted before a share is told, as in the measures."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """Two states in a time: the roll calls in which both voted, those of them in which both voted alike.

    ``cover`` is how much of the time is on record.
    """

    pair: Pair
    alike: tuple[RollCall, ...]
    both: tuple[RollCall, ...]
    cover: Cover

    @property
    def share(self) -> float:
        """Of those in which both voted, 0 to 1."""
        return len(self.alike) / len(self.both)

    @property
    def in_words(self) -> str:
        """The count, of how many, from when to when."""
        first, last = self.both[0].row["date"], self.both[-1].row["date"]
        span = f"in {first.year}" if first.year == last.year else f"{first.year} to {last.day} {last:%B %Y}"
        alike, both, who = len(self.alike), len(self.both), in_words(frozenset(self.pair))
        counted = f"{alike} of {both} roll calls ({self.share:.0%})"
        return f"{who} voted alike in {counted}, {span}{self.cover.in_words}"

    def if_covered(self, verdict: str) -> str:
        """A verdict, open where too little of the time is on record."""
        return verdict if self.cover.share >= weights().share_covered else OPEN


def agreement(calls: RollCalls, body: str, pair: Pair, span: Days) -> Agreement:
    """How often two states voted alike in a time, in the Assembly or on the Council's adopted resolutions."""
    one, other = calls.choices(body, pair[0]), calls.choices(body, pair[1])
    both = [
        c
        for c in calls.calls
        if span[0] <= c.row["date"] <= span[1]
        and c.row["body"] == body
        and (body != COUNCIL or c.row["kind"] == "resolution")
        and (key := c.row["roll_call_id"]) in one
        and key in other
    ]
    alike = [c for c in both if one[c.row["roll_call_id"]] == other[c.row["roll_call_id"]]]
    members = frozenset(pair)
    cover = calls.cover_of_assembly([span]) if body == ASSEMBLY else calls.cover_of_council([span], members)
    return Agreement(pair, tuple(alike), tuple(both), cover)


def by_decade(calls: RollCalls, body: str, pair: Pair, span: Days) -> list[Agreement]:
    """The same for each decade of a time in which both voted often enough."""
    last = min(span[1].year, calls.calls[-1].row["date"].year)
    decades = [(date(y, 1, 1), date(y + 9, 12, 31)) for y in range(span[0].year // 10 * 10, last + 1, 10)]
    each = [agreement(calls, body, pair, (max(span[0], a), min(span[1], b))) for a, b in decades]
    return [a for a in each if len(a.both) >= FEWEST and a.cover.share >= weights().share_covered]


def tally_of(verdict: str, body: str, counted: Sequence[Agreement]) -> VoteTally:
    """A verdict with its counts in one sentence, and the votes counted."""
    said = "; ".join(dict.fromkeys(a.in_words for a in counted))
    where = bodies.all_bodies()[body].name
    reason = f"Counted by roll call of the {where} (raw agreement: the same yes, no or abstention): {said}."
    shown = tuple(sorted((c for a in counted for c in a.alike or a.both), key=lambda c: c.row["date"]))
    return VoteTally(verdict, reason, shown, pair=frozenset(counted[0].pair))
