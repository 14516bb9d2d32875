"""What differs between a claim and a record: which part, and in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from comity.parts.check.candidates import CandidateRecord
from comity.parts.check.choices import NO, YES
from comity.vocabulary import bodies, states

PARTY, ACT, DATE, PLACE, NUMBER, STRENGTH = "party", "form", "date", "place", "number", "strength"


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs between a claim and a record: which part, and in words.

    ``yields`` names a difference that may be one of grammar alone, so that it does not count where claim and
    record share much that is rare (``data/weights.yaml``, ``yields``); "" where it always counts.  ``lacks``
    are what of the claim the record has not, where that can be said: states, names, numbers, words.
    """

    part: str
    words: str
    yields: str = ""
    lacks: tuple[str, ...] = ()

    def shared_with(self, other: Difference) -> bool:
        """Whether what another record lacks may be what this one does, so that neither makes it good."""
        known = self.lacks and other.lacks
        return self.part == other.part and not (known and set(self.lacks).isdisjoint(other.lacks))


def day_in_words(c: CandidateRecord) -> str:
    """The record's date in words."""
    if c.precision == "day":
        return f"{c.first.day} {c.first:%B %Y}"
    if c.precision == "month":
        return f"{c.first:%B %Y}"
    if c.precision == "year":
        return str(c.first.year)
    return f"{c.first.day} {c.first:%B} to {c.last.day} {c.last:%B %Y}"


def called(code: str) -> str:
    """A state or a body by name, as it stands inside a sentence."""
    body = bodies.all_bodies().get(code)
    if body is None:
        return states.in_sentence(code)
    return f"the {body.name}" if " " in body.name else body.name


def in_words(codes: Iterable[str]) -> str:
    """States by name, for a sentence."""
    names = [called(s) for s in sorted(codes)]
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names) or "nobody named"


CAST = {
    YES: "voted for it",
    NO: "voted against it",
    "absent": "did not vote",
    "alike": "voted alike",
    "apart": "voted differently",
    "veto": "vetoed it",
    "abstain": "abstained",
    "vote-for": "voted for it",
    "vote-against": "voted against it",
    "back": "backed it",
    "oppose": "opposed it",
}
