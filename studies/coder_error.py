"""Do counts read from text hold with the coder's error in worlds whose truth is known?

A world has a precision, a recall and so many acts to be found; the labelled set and the corpus are drawn with
both.  False readings come with the right ones (negative binomial) or by themselves (Poisson).
"""

from __future__ import annotations

import numpy as np

from comity.measures.record import coder_error, share_trend
from comity.measures.record.coder_error import Known, Share, corrected, shrunk, strength
from comity.measures.validity import BarRow
from studies import bars

WORLDS = (
    (0.9, 0.7, 200, 120),
    (0.6, 0.5, 80, 120),
    (0.8, 0.9, 15, 120),
    (0.6, 0.5, 400, 30),
    (0.3, 0.3, 80, 120),
)
"""Precision, recall, acts there, acts labelled."""
FORMS = 16
WHAT = "coverage of the 90% interval"


def _read(
    rng: np.random.Generator, precision: float, recall: float, there: int, *, alone: bool
) -> tuple[int, int]:
    """Right ones and all found of so many acts that are there."""
    right = int(rng.binomial(there, recall))
    if alone:
        return right, right + int(rng.poisson(there * recall * (1 - precision) / precision))
    return right, right + (int(rng.negative_binomial(right, precision)) if right else 0)


def counts(reps: int = 2000, seed: int = 1) -> list[BarRow]:
    """How often the interval of a corrected count holds the count that was there, in each world."""
    rows = []
    for alone in (False, True):
        for precision, recall, there, labelled in WORLDS:
            rng = np.random.default_rng((seed, there, labelled, alone))
            inside = done = 0
            for _ in range(reps):
                right, said = _read(rng, precision, recall, labelled, alone=alone)
                _, read = _read(rng, precision, recall, there, alone=alone)
                if right:
                    estimate = corrected(read, Known(Share(right, said), Share(right, labelled)))
                    inside += estimate.low <= there <= estimate.high
                    done += 1
            world = f"P {precision:g}, R {recall:g}, {there} there, {labelled} labelled"
            world += ", false ones by themselves" if alone else ""
            rows.append(bars.at_least(coder_error.METHOD, world, WHAT, inside / done, 0.9, done))
    return rows


def by_form(reps: int = 300, seed: int = 1) -> list[BarRow]:
    """The same over forms that differ in precision and recall, with few labelled acts each."""
    inside = 0
    for rep in range(reps):
        rng = np.random.default_rng((seed, rep))
        truths = zip(rng.beta(8, 2, FORMS), rng.beta(5, 4, FORMS), rng.integers(2, 25, FORMS), strict=True)
        worlds = [(float(p), float(r), *_read(rng, p, r, n, alone=False), int(n)) for p, r, n in truths]
        own = [Known(Share(right, said), Share(right, n)) for _, _, right, said, n in worlds]
        overall = sum(own[1:], own[0])
        worth = strength([k.precision for k in own]), strength([k.recall for k in own])
        for (p, r, *_), k in zip(worlds, own, strict=True):
            _, read = _read(rng, p, r, 50, alone=False)
            estimate = corrected(read, shrunk(k, overall, worth))
            inside += estimate.low <= 50 <= estimate.high
    n = reps * FORMS
    return [bars.at_least(coder_error.METHOD, "16 forms, 2 to 24 labelled each", WHAT, inside / n, 0.9, n)]


def volumes(reps: int = 1000, seed: int = 1) -> list[BarRow]:
    """Does a corpus that grows or begins between the windows raise the word "more of the record"?

    The chronicle has a tenth of its acts at the hotspot, the corpus four tenths; neither share moves.
    """
    rows, coder = [], Known(Share(115, 144), Share(115, 254))
    for world, before, after in (
        ("a corpus that grows fivefold", 30, 150),
        ("a corpus that begins in the later window", 0, 150),
    ):
        rng, alarms = np.random.default_rng((seed, before)), 0
        for _ in range(reps):
            facts = rng.poisson([[20, 10], [180, 90]])
            read = rng.poisson([[0.4 * before, 0.4 * after], [0.6 * before, 0.6 * after]])
            (a, b), (c, d) = (facts + read).tolist()
            (e, f), (g, h) = read.tolist()
            trend = share_trend.share_of_record((a, b), (c, d), coded=((e, f), (g, h)), coder=coder)
            alarms += trend.value == share_trend.MORE
        name = share_trend.METHOD
        rows.append(bars.at_most(name, world, "false alarms", alarms / reps, 0.06, reps))
    return rows
