"""What a claim about votes says was voted on, and how a heading says the same."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from comity.language.mentions import mentions
from comity.parts.check.candidates import plain
from comity.parts.check.choices import vote_cues
from comity.parts.check.reading import SentenceReading
from comity.parts.check.rules import stem, word_lists
from comity.vocabulary import states
from comity.vocabulary.states import permanent_seats


@dataclass(frozen=True, slots=True)
class Topic:
    """What a claim says that was voted on: stems and states."""

    words: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    states: frozenset[str] = frozenset()

    @property
    def size(self) -> int:
        """How many words and states it has."""
        return len(self.words) + len(self.states)

    @classmethod
    def of(cls, claim: SentenceReading) -> Topic:
        """The words of a claim about votes without those of any vote, and the states that do not vote."""
        named = {stem(w.rstrip("'’")) for name in claim.names for w in re.split(r"[ -]", name)}
        voters = frozenset(a for b in claim.ballots for a in b.agents)
        of_choices = {stem(w) for c in vote_cues(claim.low) for w in claim.low[c.start : c.end].split()}
        words = (claim.words | named) - word_lists().voting - of_choices
        about = (claim.named - voters) & frozenset(states.all_states())
        return cls(frozenset(words), frozenset(named), about - owners(claim.text))


_OWNED = re.compile(
    r"(?:.s)?(?:-(?:backed|drafted|sponsored|led|proposed|written|authored|brokered|inspired))?"
    r"(?: (?:[A-Z]\w+|own|rival|peace|truce|new|first|second|last))*"
    r" (?:plan|draft|text|proposal|counter-draft|amendment|initiative)s?\b"
)


@lru_cache(maxsize=1 << 12)
def owners(text: str) -> frozenset[str]:
    """The states whose text is voted on: "the American plan for Gaza", "Brazil's draft"."""
    owned = ((m, _OWNED.match(text, m.end)) for m in mentions(text))
    return frozenset(
        s for m, of in owned if of for s in m.states if not of[0].endswith("s") or s in permanent_seats()
    )


def has_word(word: str, terms: frozenset[str]) -> bool:
    """Whether a subject has a word, one that stands for it, or one of the same root."""
    return word in terms or any(same_root(word, t) for t in terms)


def same_root(word: str, other: str) -> bool:
    """Whether two stems are of one root, as far as one begins with the other."""
    shorter = min(len(word), len(other))
    return word == other or (shorter >= _ROOT and word[:shorter] == other[:shorter])


_ROOT = 5
"""From how many letters on the beginning of a longer word counts as the same word: assure, assurance."""


@cache
def heading_words(subject: str) -> frozenset[str]:
    """The stems of what a subject is about first."""
    empty = word_lists().empty
    words = plain(subject[:_HEADING]).split()
    return frozenset(stem(w) for w in words if w not in empty and len(w) > 2) - word_lists().voting


_HEADING = 110


@cache
def names_of(codes: frozenset[str]) -> frozenset[str]:
    """The stems of the names of some states."""
    return frozenset(stem(w) for s in codes for w in plain(states.display(s)).split())
