"""The validity of the measures: a list of all measures, and the results of the last full study of validity.

The study is in ``studies/`` of the repository, outside the package, and writes ``data/validity.json``.
``comity method`` and the Method page of the desk show that file, including results that miss their target.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources

from comity import plugins
from comity.errors import VocabularyError
from comity.measures import timing
from comity.measures.change import pooled_change, window_change
from comity.measures.coaction import shared_stories, statistic
from comity.measures.record import (
    coder_error,
    interdependence,
    military_alignment,
    record,
)
from comity.measures.votes import dynamic_ideal_points, excess, roll_call_agreement, veto_rates

FILE = "measures/data/validity.json"
WORLDS, DATA, PUBLISHED = "worlds", "data", "published"
PARTS = {
    WORLDS: "Simulated worlds whose truth is known",
    DATA: "The real records held: placebo hotspots, shuffled dates, pairs named beforehand",
    PUBLISHED: "Values that others published",
}
"""Part of the study -> its heading."""


@dataclass(frozen=True, slots=True)
class BarRow:
    """One measured property of one measure, with the target that it should meet (the bar).

    Parameters
    ----------
    measure : method of the measure, or one of the names in :attr:`Measure.rows`
    world : the simulated world, the stream of real records or the publication on which it was measured
    statistic : what was measured
    value : the measured value; ``None`` if nothing could be measured, for the reason in ``why_not``
    bar : the target in words ("in [0.02, 0.09]")
    holds : whether ``value`` meets the target; ``None`` without a value
    n : number of repetitions (or units) behind ``value``
    published : the value that others published
    part : part of the study, a key of :data:`PARTS`
    check : name of the check of the study that measured it
    """

    measure: str
    world: str
    statistic: str
    value: float | None
    bar: str
    holds: bool | None
    n: int
    published: float | None = None
    why_not: str = ""
    part: str = ""
    check: str = ""

    @property
    def difference(self) -> float | None:
        """Measured minus published value; ``None`` if either is missing."""
        if self.value is None or self.published is None:
            return None
        return self.value - self.published


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure (statistic) of comity: the question it answers and where its validity is listed.

    Parameters
    ----------
    method : its METHOD, name and version
    answers : its question in plain words
    rows : other names under which its validity results are listed, besides ``method``
    exact : whether the answer is a count or a rule, which chance cannot make wrong
    """

    method: str
    answers: str
    rows: tuple[str, ...] = ()
    exact: bool = False

    def own(self, rows: Iterable[BarRow]) -> list[BarRow]:
        """Return the validity results of this version of the measure."""
        return [r for r in rows if r.measure == self.method or r.measure in self.rows]


MEASURES: tuple[Measure, ...] = (
    Measure(
        statistic.METHOD,
        "Do they act together beyond everyone's news, and beyond their group?",
        ("joint", "beyond_group", "apart"),
    ),
    Measure(
        shared_stories.METHOD,
        "Do stories name them acting together more than their exposure explains?",
        ("shared-stories",),
    ),
    Measure(timing.METHOD, "Who follows whom?", ("lead_z", "event_synchronisation")),
    Measure(dynamic_ideal_points.METHOD, "Where does a state stand in its votes?"),
    Measure(excess.METHOD, "Do they vote alike more than their positions say?"),
    Measure(roll_call_agreement.METHOD, "How alike do they vote?"),
    Measure(veto_rates.METHOD, "How often do they veto together?", exact=True),
    Measure(window_change.METHOD_COUNTS, "Are there more occurrences than before?"),
    Measure(window_change.METHOD, "Is a series counted in full up, level or down?"),
    Measure(pooled_change.METHOD, "Is it more than before over all that is counted in full?"),
    Measure(military_alignment.METHOD, "How far up the ladder of military alignment?", exact=True),
    Measure(record.METHOD, "What have they done together, on record?", exact=True),
    Measure(coder_error.METHOD, "How many of the acts read from text are right?", exact=True),
    Measure(interdependence.METHOD, "What is the relation built on?", exact=True),
)


def list_measures() -> tuple[Measure, ...]:
    """List all measures: those of this package, and those of the optional parts of comity."""
    return (*MEASURES, *(m for added in plugins.find_all("questions", "methods-") for m in added))


@cache
def last_study() -> tuple[BarRow, ...]:
    """Return the results of the last full study of validity, as shipped with the package.

    Raises
    ------
    VocabularyError
        If the file is not a list of results.
    """
    text = resources.files("comity").joinpath(FILE).read_text("utf-8")
    try:
        return tuple(BarRow(**row) for row in json.loads(text))
    except (ValueError, TypeError) as e:
        raise VocabularyError(FILE, "the file", f"is not a list of rows ({e})") from None
