"""The choices that somebody may have made in a vote, and the words for each (``data/ballots.yaml``)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from comity.vocabulary.load import package_yaml

YES, NO, ABSTAIN, VETO, ABSENT = "yes", "no", "abstain", "veto", "absent"
ALIKE, APART = "alike", "apart"
"""Of several: all made one choice, or not all the same, whichever it was."""
SAME = "same"
"""Whatever was said of them, or of somebody else, just before."""
CHOICES = (VETO, ABSENT, ABSTAIN, YES, NO, ALIKE, APART, SAME)
ALL, OTHERS, PERMANENT = "all", "others", "permanent"


@dataclass(frozen=True, slots=True)
class ClaimedBallot:
    """A choice and those who made it.

    ``alone``: nobody else did; ``denied``: they did not; ``number``: how many did, ``None`` where the
    sentence does not say; ``whose``: ``all`` who voted, all ``others`` than those named, all ``permanent``
    members, "" for ``agents``; ``carried``: the choice is named only by the sentences before.
    """

    choice: str
    agents: frozenset[str]
    alone: bool = False
    denied: bool = False
    number: int | None = None
    whose: str = ""
    carried: bool = False

    @property
    def decidable(self) -> bool:
        """Whether a roll call can bear it out: it says who chose so, or how many."""
        return bool(self.agents or self.whose) or self.number is not None


@dataclass(frozen=True, slots=True)
class VoteCue:
    """Where a sentence says a choice: offsets of its words."""

    choice: str
    start: int
    end: int


@cache
def ballot_words() -> dict[str, re.Pattern[str]]:
    """The patterns of ``data/ballots.yaml``."""
    return {
        key: re.compile("|".join([value] if isinstance(value, str) else value))
        for key, value in package_yaml("parts/check/data/ballots.yaml").items()
    }


def of_votes(low: str) -> bool:
    """Whether a sentence, in lower case, is about a vote or what is voted on."""
    return ballot_words()["voting"].search(low) is not None


def vote_cues(low: str) -> list[VoteCue]:
    """Where choices are said, in order, the longest where several begin in one another."""
    patterns = ballot_words()
    every = [VoteCue(c, m.start(), m.end()) for c in CHOICES for m in patterns[c].finditer(low)]
    out: list[VoteCue] = []
    for cue in sorted(every, key=lambda c: (c.start, -c.end)):
        if not out or cue.start >= out[-1].end:
            out.append(cue)
    return out
