"""The verdict for a group at a hotspot: two witnesses side by side, never averaged.

*The record*: what they did together, by rung.  *The statistics*: whether they move together beyond
chance, beyond everyone's news, beyond their group and beyond placebo pairs.  Neither hides the other:
"together on record, in timing no more than shared circumstance" is a common and honest state.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from comity.measures.coaction import CANNOT_TELL, TOGETHER, CoAction
from comity.measures.record import Record
from comity.records.finding import Finding
from comity.vocabulary.group import Group

UNKNOWN = "unknown"
"""The rung where nothing held could have shown the group."""


@dataclass(frozen=True, slots=True)
class Timing:
    """The two states' acts toward a hotspot in one event stream, and whether they move together.

    ``states`` in the order of ``answer.pair``; ``bins`` of width ``bin`` were seen in full between
    ``first`` and ``last``; ``companions`` are the states that carry their group's common movement;
    ``verdict`` is the word after correcting for every hotspot looked at.
    """

    stream: str
    states: tuple[str, str]
    first: date
    last: date
    bin: str
    bins: int
    answer: CoAction
    companions: tuple[str, ...]
    verdict: str
    why_not: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """All that can be said about a group at a hotspot.

    ``seen`` tells whether any record of acts held covers all of the group (what it does not show may
    still have happened: such records are a choice); ``why_not`` why the statistics cannot tell, where
    they cannot.
    """

    group: Group
    hotspot: str
    name: str
    record: Record
    seen: bool
    trend: Finding
    timing: tuple[Timing, ...]
    votes: tuple[Finding, ...]
    vetoes: tuple[Finding, ...]
    why_not: str = ""
    against: tuple[str, ...] = field(default=())  # occurrences that speak against, newest first

    @property
    def rung(self) -> str:
        """The record's rung; where it has none, ``parallel`` if a stream shows acts of every member.

        ``unknown`` where no record of acts covers the group and no stream shows all of it acting.
        """
        if self.record.rung != "none":
            return self.record.rung
        if any(min(t.answer.acts) > 0 for t in self.timing):
            return "parallel"
        return "none" if self.seen else UNKNOWN

    @property
    def statistics(self) -> str:
        """The statistics' word: that of the streams if they agree, else ``streams disagree``."""
        words = {t.verdict for t in self.timing if t.verdict != CANNOT_TELL}
        if not words:
            return CANNOT_TELL
        return words.pop() if len(words) == 1 else "streams disagree"


def heading(group: Group, verdicts: Sequence[Verdict]) -> str:
    """The finding of a watch in one sentence that counts each witness apart."""
    n = len(verdicts)
    if all(v.rung == UNKNOWN and v.statistics == CANNOT_TELL for v in verdicts):
        return f"{group.name}: cannot tell, nothing held could have shown them"
    together = sum(v.rung in ("joint", "standing") for v in verdicts)
    beyond = sum(v.statistics == TOGETHER for v in verdicts)
    mute = sum(v.statistics == CANNOT_TELL for v in verdicts)
    return (
        f"{group.name}: together on record in {together} of {n} hotspots; "
        f"beyond chance in {beyond}; cannot tell in {mute}"
    )
