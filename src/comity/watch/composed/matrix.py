"""The statistics' word of every hotspot and time bin: the colour of a cell.

A bin of a quarter or a month is little to go by, so most cells of most pairs stay within chance.  Of
several streams the one that saw most of a bin speaks, and a bin counts as together where it passes
at a false-discovery rate of 5% over all bins looked at (Benjamini and Hochberg 1995, JRSS B 57:289).
"""

from __future__ import annotations

from datetime import date

import numpy as np
import scipy

from comity.measures.coaction.statistic import NOT_SHOWN, Q_LEVEL, TOGETHER
from comity.measures.stats.multiplicity import q_values
from comity.vocabulary import hotspots
from comity.watch.answers import Answers
from comity.watch.questions.series import Point

LEAST = 0.5
"""Part of a bin that a stream must have seen to speak of it."""


def words_by_bin(answers: Answers, width: str) -> dict[str, dict[date, str]]:
    """Word of each hotspot and first day of a bin; a bin left out cannot be told.

    Parameters
    ----------
    answers : of a pair
    width : ``year``, ``quarter`` or ``month``
    """
    scores = [
        (h.id, first, z) for h in hotspots.watched() for first, z in _of_hotspot(answers, h.id, width).items()
    ]
    q = q_values(np.array([2 * scipy.stats.norm.sf(abs(z)) for *_, z in scores]))
    out: dict[str, dict[date, str]] = {}
    for (spot, first, z), share in zip(scores, q, strict=True):
        out.setdefault(spot, {})[first] = TOGETHER if share <= Q_LEVEL and z > 0 else NOT_SHOWN
    return out


def _of_hotspot(answers: Answers, hotspot: str, width: str) -> dict[date, float]:
    """The z of each bin in the stream that saw most of it."""
    best: dict[date, tuple[float, float]] = {}
    for s in answers.series(hotspot, width):
        for p in s.points if s.what == "joint bins" else ():
            speaks = p.expected is not None and p.covered >= LEAST
            if speaks and p.covered > best.get(p.start, (0.0, 0.0))[0]:
                best[p.start] = (p.covered, _z(p))
    return {first: z for first, (_, z) in best.items()}


def _z(p: Point) -> float:
    """How far observed lies from expected, in standard deviations of the expected (from its 90% band)."""
    spread = ((p.high or 0.0) - (p.expected or 0.0)) / float(scipy.stats.norm.ppf(0.95))
    return ((p.observed or 0) - (p.expected or 0.0)) / spread if spread > 0 else 0.0
