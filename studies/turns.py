"""Are dated turns of pairs found?  A list registered before it was scored, and the rule it is scored by.

``data/dated_turns.csv`` names turns of pairs, each with its year, its direction (``closer`` or ``apart``) and its
source; it was collected for this study, and committed before anything was computed with it.

The rule, fixed with the list.  The distance between two states' published positions in the General Assembly in
the :data:`~comity.measures.change.window_change.YEARS` years from a year on is set against that in as many years
before it (at least :data:`LEAST` of each).  The ratio is ranked among the 300 pairs that lay about as far apart
before.  A turn is found in a year where the pair is among the outermost :data:`EDGE` of them at either end, and
where no year within :data:`APART` of it lies further out.  A listed turn is found where one of its direction lies
within a year of it.  Precision is the share of all turns found in the listed pairs that lie within a year of a
listed one of their direction: a lower bound, since no list has every turn.  Beside it stands what as many turns
would hit by chance, from the same pairs' turns moved by every other number of years.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from itertools import combinations

import numpy as np

from comity.lake.query.view import View
from comity.measures.change.window_change import YEARS
from comity.measures.stats import matching
from comity.types import FloatArray, IntArray, Pair
from comity.vocabulary import states as vocabulary
from comity.watch.inquiry import Inquiry
from comity.watch.questions import complete_series

LEAST = 3
"""Years with both positions that each window needs."""
EDGE = 0.05
APART = 3
NEAR = 1
"""Years between a turn on the list and one found that is taken for it."""
CLOSER, FURTHER = "closer", "apart"


@dataclass(frozen=True, slots=True)
class Turn:
    """A turn of a pair: on the list (with its source) or found."""

    pair: Pair
    year: int
    direction: str
    what: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """Listed turns found, missed, and of pairs or years without positions; all turns found; chance."""

    found: tuple[Turn, ...]
    missed: tuple[Turn, ...]
    untold: tuple[Turn, ...]
    detected: tuple[Turn, ...]
    on_the_list: int
    by_chance: float


def listed() -> list[Turn]:
    """The list as registered."""
    text = resources.files("studies").joinpath("data/dated_turns.csv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines())
    return [Turn((r["a"], r["b"]), int(r["year"]), r["direction"], r["what"], r["source"]) for r in rows]


def positions(view: View) -> tuple[tuple[str, ...], IntArray, FloatArray]:
    """States, years and positions (states, years) of the release that goes furthest."""
    known = complete_series.ideal_points(Inquiry.of_view(view, vocabulary_group()))
    if known is None:
        raise LookupError("no published positions are held")
    return known
