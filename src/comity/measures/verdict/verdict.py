"""The verdict for a group at a hotspot: two witnesses side by side, never averaged.

*The record*: what they did together, by rung.  *The statistics*: whether they move together beyond
chance, beyond everyone's news, beyond their group and beyond placebo pairs.  Neither hides the other:
"together on record, in timing not shown" is a common and honest state.
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
    """What the event streams say together, for whatever has their findings in ``timing``."""

    __slots__ = ()
    timing: tuple[Finding, ...]

    @property
    def statistics(self) -> str:
        """The statistics' word: that of the stream that saw most, unless another is shown to differ.

        Two words may differ without a difference between what they are read from (Gelman and Stern 2006,
        The American Statistician 60:328), so the ties themselves are compared, never the words.
        """
        if not self.known_timing:
            return NOT_COVERED
        return DISAGREE if self._differ() else str(self.known_timing[0].value)

    @property
    def timing_said(self) -> str:
        """The statistics' word as every face says it: with its bound, or with its group by name."""
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
        """The streams that can tell, the one with the narrowest interval first."""
        known = [t for t in self.timing if t.known]
        return tuple(sorted(known, key=lambda t: _tie(t)[1]))

    @property
    def bound(self) -> float | None:
        """Largest share of the less active one's days that could be joint; ``None`` where not covered."""
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
    """Return the tie that a stream shows and its standard error; no error where the figure is not held."""
    d = timing.detail
    return (d.joint_z * d.joint_tie, d.joint_tie) if isinstance(d, CoActionDetail) else (0.0, float("inf"))


@dataclass(frozen=True, slots=True)
class TimingWitness(_OfTiming):
    """One witness alone, one finding an event stream."""

    timing: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Verdict(Shown, _OfTiming):
    """All that can be said about a group at a hotspot.

    ``covered`` tells whether any record of acts held covers all of the group (what it does not show may
    still have happened: such records are a choice).  ``timing`` has one finding an event stream, ``votes``
    and ``vetoes`` those of the hotspot's roll calls.  ``why_not`` says why the statistics cannot tell.
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
        """The record's rung; where it has none, ``parallel`` if a stream shows acts of every member.

        ``unknown`` where no record of acts covers the group and no stream shows all of it acting.
        """
        if self.record.rung != "none":
            return self.record.rung
        if any(isinstance(t.detail, SightDetail) and min(t.detail.acts) > 0 for t in self.timing):
            return "parallel"
        return "none" if self.covered else UNKNOWN


@dataclass(frozen=True, slots=True)
class Picture(Shown):
    """Everything that can be told of a group at a hotspot in a window, every part with its records.

    ``verdict`` has the two witnesses.  The other parts are findings by question, in the order of
    :data:`PARTS`; a part that cannot be told says why.
    """

    verdict: Verdict
    words_deeds: tuple[Finding, ...]
    leads: tuple[Finding, ...]
    third: tuple[Finding, ...]
    against: tuple[Finding, ...]
    power: tuple[Finding, ...]

    def parts(self) -> Iterator[tuple[str, str, tuple[Finding, ...]]]:
        """Name, question and findings of each part, in order."""
        for name, question in PARTS.items():
            yield name, question, getattr(self, name)

    def part(self, name: str) -> Several[Finding]:
        """Return findings of one part of :data:`PARTS`.

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
    "words_deeds": "Words or deeds?",
    "leads": "Who leads?",
    "third": "With or against the third power?",
    "against": "What speaks against it?",
    "power": "What could not have been seen?",
}
"""Parts of a picture beside the two witnesses -> the question each answers."""


def heading(group: Group, verdicts: Sequence[Verdict], timing: str) -> str:
    """Return the finding of a watch in one sentence; ``timing`` says what all places together show."""
    n = len(verdicts)
    if all(v.rung == UNKNOWN and v.statistics == NOT_COVERED for v in verdicts):
        return f"{group.name}: cannot tell, nothing held could have shown them"
    together = sum(v.rung in ("joint", "standing") for v in verdicts)
    return f"{group.name}: together on record in {together} of {n} hotspots; {timing}"
