"""The verdict for a group at a hotspot: two witnesses side by side, never averaged.

*The record*: what they did together, by rung.  *The statistics*: whether they move together beyond
chance, beyond everyone's news, beyond their group and beyond placebo pairs.  Neither hides the other:
"together on record, in timing no more than shared circumstance" is a common and honest state.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from comity.errors import UnknownNameError
from comity.measures.coaction.statistic import CANNOT_TELL, TOGETHER
from comity.measures.record.record import Record
from comity.records.details import SightDetail
from comity.records.finding import Finding
from comity.records.shown import Several, Shown
from comity.vocabulary.group import Group

UNKNOWN = "unknown"
"""The rung where nothing held could have shown the group."""
DISAGREE = "streams disagree"
"""The word of the statistics where event streams say different things."""


@dataclass(frozen=True, slots=True)
class Verdict(Shown):
    """All that can be said about a group at a hotspot.

    ``seen`` tells whether any record of acts held covers all of the group (what it does not show may
    still have happened: such records are a choice).  ``timing`` has one finding an event stream, ``votes``
    and ``vetoes`` those of the hotspot's roll calls.  ``why_not`` says why the statistics cannot tell.
    """

    group: Group
    hotspot: str
    name: str
    record: Record
    seen: bool
    trend: Finding
    timing: tuple[Finding, ...]
    votes: tuple[Finding, ...]
    vetoes: tuple[Finding, ...]
    why_not: str = ""

    @property
    def rung(self) -> str:
        """The record's rung; where it has none, ``parallel`` if a stream shows acts of every member.

        ``unknown`` where no record of acts covers the group and no stream shows all of it acting.
        """
        if self.record.rung != "none":
            return self.record.rung
        if any(isinstance(t.detail, SightDetail) and min(t.detail.acts) > 0 for t in self.timing):
            return "parallel"
        return "none" if self.seen else UNKNOWN

    @property
    def statistics(self) -> str:
        """The statistics' word: that of the streams if they agree, else :data:`DISAGREE`."""
        words = {str(t.value) for t in self.timing if t.known}
        if not words:
            return CANNOT_TELL
        return words.pop() if len(words) == 1 else DISAGREE


@dataclass(frozen=True, slots=True)
class Picture(Shown):
    """Everything that can be told of a group at a hotspot in a window, every part with its records.

    ``verdict`` has the two witnesses.  The other parts are findings by question, in the order of
    :data:`PARTS`; a part that cannot be told says why.
    """

    verdict: Verdict
    trend: tuple[Finding, ...]
    since: tuple[Finding, ...]
    forms: tuple[Finding, ...]
    words_deeds: tuple[Finding, ...]
    leads: tuple[Finding, ...]
    division: tuple[Finding, ...]
    silence: tuple[Finding, ...]
    hedging: tuple[Finding, ...]
    third: tuple[Finding, ...]
    against: tuple[Finding, ...]
    power: tuple[Finding, ...]
    change: tuple[Finding, ...]

    def parts(self) -> Iterator[tuple[str, str, tuple[Finding, ...]]]:
        """Name, question and findings of each part, in order."""
        for name, question in PARTS.items():
            yield name, question, getattr(self, name)

    def part(self, name: str) -> Several[Finding]:
        """Findings of one part of :data:`PARTS`.

        Raises
        ------
        UnknownNameError
            When no part has this name.
        """
        if name not in PARTS:
            raise UnknownNameError("part of a picture", name, PARTS)
        return Several(getattr(self, name))

    def findings(self) -> list[Finding]:
        """Every finding: both witnesses, then the parts."""
        v = self.verdict
        witnesses = [*v.record.findings(), *v.timing, *v.votes, *v.vetoes]
        return [*witnesses, *(f for _, _, part in self.parts() for f in part)]


PARTS = {
    "trend": "Stepping up?",
    "since": "Since when?",
    "forms": "In what form?",
    "words_deeds": "Words or deeds?",
    "leads": "Who leads?",
    "division": "Who does what?",
    "silence": "Who keeps silent?",
    "hedging": "Does either hedge?",
    "third": "With or against the third power?",
    "against": "What speaks against it?",
    "power": "What could not have been seen?",
    "change": "What would change it?",
}
"""Parts of a picture beside the two witnesses -> the question each answers."""


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
