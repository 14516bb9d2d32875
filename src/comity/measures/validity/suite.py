"""The checks, part by part, and the rows kept from the last full run."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from functools import cache
from importlib import resources

from comity.errors import VocabularyError
from comity.lake.query.view import View
from comity.measures.bars import BarRow
from comity.measures.validity import (
    coaction,
    controls,
    index,
    published,
    read,
    real,
    roles,
    stance,
    trend,
    votes,
)

FILE = "measures/data/validity.json"
WORLDS, DATA, PUBLISHED = "worlds", "data", "published"
PARTS = {
    WORLDS: "Simulated worlds whose truth is known",
    DATA: "The real records held: placebo hotspots, shuffled dates, pairs named beforehand",
    PUBLISHED: "Values that others published",
}
"""Part -> its heading."""

Run = Callable[[View, int], list[BarRow]]


@dataclass(frozen=True, slots=True)
class Check:
    """One check: its name, its part, and its repetitions in the short and in the full form."""

    name: str
    part: str
    asked: Run
    quick: int
    full: int

    def rows(self, view: View, *, full: bool) -> list[BarRow]:
        """Run it: on the records of ``view`` where it asks for any."""
        return [replace(r, part=self.part) for r in self.asked(view, self.full if full else self.quick)]


def simulated(simulate: Callable[[int], list[BarRow]]) -> Run:
    """A check that asks for no records."""
    return lambda _view, reps: simulate(reps)


def _worlds(name: str, simulate: Callable[[int], list[BarRow]], quick: int, full: int) -> Check:
    return Check(name, WORLDS, simulated(simulate), quick, full)


CHECKS: tuple[Check, ...] = (
    _worlds("co-action: false alarms", coaction.false_alarms, 2, 40),
    _worlds("co-action: power", coaction.power, 2, 40),
    _worlds("timing: who follows", coaction.lead, 2, 40),
    _worlds("stepping up", trend.trend, 10, 200),
    _worlds("onset", trend.dates, 10, 200),
    _worlds("two windows", trend.two_windows, 500, 2000),
    _worlds("division of labour", roles.mixes, 40, 400),
    _worlds("silence", roles.silence, 500, 2000),
    _worlds("silence in streams", roles.silence_in_streams, 20, 200),
    _worlds("hedging", roles.hedges, 50, 400),
    _worlds("words and deeds", stance.deeds, 40, 300),
    _worlds("gap of words and deeds", stance.gaps, 30, 200),
    _worlds("stance toward a third power", stance.stances, 30, 200),
    _worlds("index of alignment", index.alignment, 4, 60),
    _worlds("index, weak signal", index.weak_signal, 4, 60),
    _worlds("counts read from text", read.counts, 100, 2000),
    _worlds("counts read from text, by form", read.by_form, 10, 300),
    _worlds("a corpus that grows", read.volumes, 50, 1000),
    Check("all pairs toward real hotspots", DATA, real.all_pairs, 1, 1),
    Check("placebo hotspots", DATA, real.placebo_hotspots, 1, 3),
    Check("shuffled dates", DATA, real.shuffled_dates, 2, 22),
    Check("pairs named beforehand", DATA, controls.controls, 1, 1),
    Check("excess agreement of all pairs", DATA, votes.excess_places, 1, 3),
    Check("ideal points", PUBLISHED, votes.published_points, 1, 4),
    Check("coincidence with a base state", PUBLISHED, votes.published_coincidence, 1, 1),
    Check("published figures", PUBLISHED, published.figures, 1, 1),
)


@cache
def kept() -> tuple[BarRow, ...]:
    """Rows of the last full run, as shipped.

    Raises
    ------
    VocabularyError
        When the file is not what it should be.
    """
    text = resources.files("comity").joinpath(FILE).read_text("utf-8")
    try:
        return tuple(BarRow(**row) for row in json.loads(text))
    except (ValueError, TypeError) as e:
        raise VocabularyError(FILE, "the file", f"is not a list of rows ({e})") from None


def as_text(rows: list[BarRow]) -> str:
    """Rows as JSON, for the file."""
    return json.dumps([_plain(r) for r in rows], ensure_ascii=False, indent=1) + "\n"


def _plain(row: BarRow) -> dict[str, object]:
    """NumPy's numbers as Python's own; what a row does not need is left out."""
    numbers = {
        "value": None if row.value is None else float(row.value),
        "holds": None if row.holds is None else bool(row.holds),
        "n": int(row.n),
    }
    needed = {k: v for k, v in asdict(row).items() if v not in (None, "")}
    return needed | numbers
