"""The verdict on a group at a hotspot, from two sources of evidence side by side, never averaged.

*The record* says what the states did together, and its level (the rung). *The statistics* say whether they
act together more than chance, the news of all states, their group and placebo pairs explain. One does not
hide the other: "together on record, in timing not shown" is common.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from comity.errors import UnknownNameError
from comity.measures.record.record import Record
from comity.records.details import NOT_COVERED, CoActionDetail, SightDetail
from comity.records.finding import Finding
from comity.records.shown import Several, Shown
from comity.vocabulary.group import Group
from comity.vocabulary.load import words
from comity.vocabulary.states import display

UNKNOWN = "unknown"
"""The rung where nothing held could have shown the group."""
DISAGREE = "streams differ"
"""The word of the statistics where two event streams are shown to say different things."""
_DIFFERENT = 1.96  # standard deviations between two estimates that differ at two-sided 5%


class _OfTiming:
    """What all event streams (sources of dated events) say together; for a class with a field ``timing``."""

    __slots__ = ()
    timing: tuple[Finding, ...]

    @property
    def statistics(self) -> str:
        """The verdict from timing in a word: that of the most precise event stream, unless streams differ.

        Two streams can have different words although their estimates do not differ significantly (Gelman and
        Stern 2006, The American Statistician 60:328). So the estimates are compared, not the words.
        """
        if not self.known_timing:
            return NOT_COVERED
        return DISAGREE if self._differ() else str(self.known_timing[0].value)

    @property
    def timing_said(self) -> str:
        """The verdict from timing in the words of every page, with its bound or the names of the group."""
        detail = self.known_timing[0].detail if self.known_timing else None
        group = detail.group if isinstance(detail, CoActionDetail) else ()
        said = words("timing")[self.statistics].format(
            bound="a share that is not held" if self.bound is None else f"{self.bound:.0%}",
            group=", ".join(display(s) for s in group),
        )
        withheld = detail.withheld if isinstance(detail, CoActionDetail) else ""
        return f"{said}; together is withheld: {withheld}" if withheld else said

    @property
    def known_timing(self) -> tuple[Finding, ...]:
        """The findings of streams that have an answer, the one with the narrowest interval first."""
        known = [t for t in self.timing if t.known]
        return tuple(sorted(known, key=lambda t: _tie(t)[1]))

    @property
    def bound(self) -> float | None:
        """The largest possible share of joint days of the less active state; ``None`` without coverage."""
        if not self.known_timing:
            return None
        detail = self.known_timing[0].detail
        return detail.tie_high if isinstance(detail, CoActionDetail) else None

    def _differ(self) -> bool:
        ties = [_tie(t) for t in self.known_timing]
        return any(
            abs(one - other) > _DIFFERENT * (error**2 + other_error**2) ** 0.5
            for (one, error), (other, other_error) in combinations(ties, 2)
        )


def _tie(timing: Finding) -> tuple[float, float]:
    """Return the share of days that one stream shows as joint, and its standard error (maybe infinite)."""
    d = timing.detail
    return (d.joint_z * d.joint_tie, d.joint_tie) if isinstance(d, CoActionDetail) else (0.0, float("inf"))


@dataclass(frozen=True, slots=True)
class TimingWitness(_OfTiming):
    """The evidence from acts on the same days alone, a finding per event stream (source of dated events)."""

    timing: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Verdict(Shown, _OfTiming):
    """All the evidence whether a group of states acts together at a hotspot (place watched).

    ``covered`` says whether any source of acts covers the whole group; even then, what is not recorded may
    have happened, because such sources are selective. ``timing`` has one finding per event stream; ``votes``
    and ``vetoes`` are those on the hotspot. ``why_not`` is the reason if the statistics have no answer.
    """

    group: Group
    hotspot: str
    name: str
    record: Record
    covered: bool
    timing: tuple[Finding, ...]
    votes: tuple[Finding, ...]
    vetoes: tuple[Finding, ...]
    why_not: str = ""

    @property
    def rung(self) -> str:
        """The level of cooperation on record; if none, ``parallel`` if a stream shows acts of every member.

        It is ``unknown`` if no source of acts covers the group and no stream shows all members acting.
        """
        if self.record.rung != "none":
            return self.record.rung
        if any(isinstance(t.detail, SightDetail) and min(t.detail.acts) > 0 for t in self.timing):
            return "parallel"
        return "none" if self.covered else UNKNOWN


@dataclass(frozen=True, slots=True)
class Picture(Shown):
    """All findings on a group of states at a hotspot (place) in a window of time, each with its records.

    ``verdict`` has the record and the statistics. The other fields are findings by question, in the order of
    :data:`PARTS`; one without an answer gives the reason.
    """

    verdict: Verdict
    words_deeds: tuple[Finding, ...]
    leads: tuple[Finding, ...]
    third: tuple[Finding, ...]
    against: tuple[Finding, ...]
    power: tuple[Finding, ...]

    def parts(self) -> Iterator[tuple[str, str, tuple[Finding, ...]]]:
        """Yield name, question and findings of each part, in order."""
        for name, question in PARTS.items():
            yield name, question, getattr(self, name)

    def part(self, name: str) -> Several[Finding]:
        """Return the findings of one part of :data:`PARTS`.

        Raises
        ------
        UnknownNameError
            If no part has this name.
        """
        if name not in PARTS:
            raise UnknownNameError("part of a picture", name, PARTS)
        return Several(getattr(self, name))

    def findings(self) -> list[Finding]:
        """Return every finding: record, timing, votes and vetoes, then the parts."""
        v = self.verdict
        witnesses = [*v.record.findings(), *v.timing, *v.votes, *v.vetoes]
        return [*witnesses, *(f for _, _, part in self.parts() for f in part)]


PARTS = {
    "words_deeds": "Words or deeds?",
    "leads": "Who leads?",
    "third": "With or against the third power?",
    "against": "What speaks against it?",
    "power": "What could not have been seen?",
}
"""Parts of a picture beside the two witnesses -> the question each answers."""


def heading(group: Group, verdicts: Sequence[Verdict], timing: str) -> str:
    """Return in one sentence where a group acts together; ``timing`` is the clause on all places together."""
    n = len(verdicts)
    if all(v.rung == UNKNOWN and v.statistics == NOT_COVERED for v in verdicts):
        return f"{group.name}: cannot tell, nothing held could have shown them"
    together = sum(v.rung in ("joint", "standing") for v in verdicts)
    return f"{group.name}: together on record in {together} of {n} hotspots; {timing}"
