"""Every measure: the question it answers, its version, and the names its rows of validity stand under.

A floor above declares its own in the same form (a tuple ``MEASURES`` of :class:`Measure`, beside a tuple
``CHECKS``); the faces put the tuples together.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from comity.measures import timing
from comity.measures.bars import BarRow
from comity.measures.change import onset, stepping_up
from comity.measures.coaction import statistic
from comity.measures.record import (
    closeness_index,
    coder_error,
    interdependence,
    military_alignment,
    record,
    share_trend,
)
from comity.measures.roles import deference, division, hedging, third_power, words_deeds
from comity.measures.votes import dynamic_ideal_points, excess, roll_call_agreement, veto_rates


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure.

    ``method`` is its METHOD, name and version; ``answers`` its question in plain words; ``rows`` the names
    under which its rows of validity stand besides ``method`` itself; ``exact`` is true where the answer is
    a count or a rule, so that there is nothing to be wrong by chance.
    """

    method: str
    answers: str
    rows: tuple[str, ...] = ()
    exact: bool = False

    def own(self, rows: Iterable[BarRow]) -> list[BarRow]:
        """Its rows of validity; those of another version are not its own."""
        return [r for r in rows if r.measure == self.method or r.measure in self.rows]


MEASURES: tuple[Measure, ...] = (
    Measure(
        statistic.METHOD,
        "Do they act together beyond everyone's news, and beyond their group?",
        ("joint", "beyond_group", "apart"),
    ),
    Measure(timing.METHOD, "Who follows whom?", ("lead_z", "event_synchronisation")),
    Measure(dynamic_ideal_points.METHOD, "Where does a state stand in its votes?"),
    Measure(excess.METHOD, "Do they vote alike more than their positions say?"),
    Measure(roll_call_agreement.METHOD, "How alike do they vote?"),
    Measure(veto_rates.METHOD, "How often do they veto together?", exact=True),
    Measure(words_deeds.METHOD_SHARE, "How much of their cooperation is deeds?"),
    Measure(words_deeds.METHOD_GAP, "Do words run ahead of deeds?"),
    Measure(division.METHOD, "Do they do different things?"),
    Measure(division.METHOD_COMPLEMENT, "Does one do what the other leaves, in the same episodes?"),
    Measure(deference.METHOD, "Does one keep silent for the other?"),
    Measure(hedging.METHOD, "Does one act both ways in an episode?"),
    Measure(hedging.METHOD_FORUMS, "Does its stance change with the forum?"),
    Measure(third_power.METHOD, "With, without or against a third power?"),
    Measure(stepping_up.METHOD, "Has it stepped up?"),
    Measure(stepping_up.METHOD_WINDOWS, "Are there more occurrences than before?"),
    Measure(onset.METHOD, "Since when?"),
    Measure(closeness_index.METHOD, "How aligned are they on the whole?"),
    Measure(military_alignment.METHOD, "How far up the ladder of military alignment?", exact=True),
    Measure(record.METHOD, "What have they done together, on record?", exact=True),
    Measure(share_trend.METHOD, "Does a hotspot take a larger part of the record lately?"),
    Measure(coder_error.METHOD, "What does a count read from text say with the coder's error?"),
    Measure(interdependence.METHOD, "What is the relation built on?", exact=True),
)
