"""Check on real pairs: do pairs that clearly act together rank above pairs with nothing in common?

There are two lists of pairs for different months, with a reason for each pair. Both were written before
anything was computed from them. The measure was improved with ``data/controls.yaml``, and not with
``data/controls_2021_2022.yaml``. The p values of a pair at all testable hotspots and other busy targets are
combined by Stouffer's rule (:mod:`comity.measures.coaction.pooling`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources

import numpy as np
import scipy

from comity.errors import VocabularyError
from comity.lake.query.view import View
from comity.measures.coaction.pairwise import pair_table
from comity.measures.coaction.pooling import FEWEST_HOTSPOTS
from comity.measures.stats.multiplicity import q_values
from comity.measures.validity import BarRow
from comity.types import Z90
from comity.vocabulary import hotspots, states
from comity.vocabulary.load import fields, read_yaml
from studies import bars
from studies.real_streams import NONE_HELD
from studies.streams import Stream, Toward, streams, usable

LISTS = {
    "data/controls.yaml": (date(2018, 1, 1), date(2019, 12, 31)),
    "data/controls_2021_2022.yaml": (date(2021, 1, 1), date(2022, 12, 31)),
}
"""File of a list -> the first and last day that it is for."""
MEASURES = ("joint", "beyond_group")
TARGETS = 22
"""Targets pooled: the hotspots, and of the states in none of them those acted toward most."""
AUC = {"joint": 0.85, "beyond_group": 0.78}
LEVEL = 0.05
Q_LEVEL = 0.05
FEWEST = 5
"""Pairs of either kind that must be testable before they are ranked."""


@dataclass(frozen=True, slots=True)
class Control:
    """A listed pair, "AAA-BBB" in alphabetical order, with the reason and a document that supports it."""

    pair: str
    why: str
    day: str = ""
    source: str = ""

    @property
    def codes(self) -> tuple[str, str]:
        """The two states."""
        a, b = self.pair.split("-")
        return a, b


@cache
def named(file: str) -> dict[str, tuple[Control, ...]]:
    """Return the pairs of one of :data:`LISTS`, by kind: ``positive`` and ``negative``.

    Raises
    ------
    VocabularyError
        When the file is invalid.
    """
    data = read_yaml(resources.files("studies").joinpath(file).read_text("utf-8"), file)
    if not isinstance(data, dict) or set(data) != {"positive", "negative"}:
        raise VocabularyError(file, "the file", "needs a list positive and a list negative")
    out = {kind: tuple(Control(**fields(e, Control, file)) for e in data[kind]) for kind in data}
    for c in (c for kind in out.values() for c in kind):
        codes = c.pair.split("-")
        if len(codes) != 2 or codes != sorted(codes) or not set(codes) <= set(states.all_states()):
            raise VocabularyError(file, c.pair, "is not two codes of states in the order of the alphabet")
    return out


def controls(view: View, _reps: int) -> list[BarRow]:
    """Measure how well each measure separates positive from negative pairs, and the negatives it calls."""
    rows = [
        row
        for stream in streams(view)
        for file, window in LISTS.items()
        for row in _rows(stream.between(*window), file)
    ]
    return rows or [bars.unmeasured(m, "pairs named beforehand", "AUC", NONE_HELD) for m in MEASURES]


def pooled_z(tables: Sequence[Toward], *, group: bool, least: int = 1) -> dict[tuple[str, str], float]:
    """Return the combined z of every pair that can be tested toward at least ``least`` targets."""
    by_pair: dict[tuple[str, str], list[float]] = {}
    for t in tables:
        table = pair_table(t.counts, t.axis)
        pairs = np.column_stack(np.triu_indices(len(t.states), 1))
        pairs = pairs[table.usable(pairs)]
        if len(pairs):
            for (i, j), z in zip(pairs.tolist(), table.calibrated(pairs, group=group), strict=True):
                by_pair.setdefault((t.states[i], t.states[j]), []).append(float(z))
    return {pair: sum(z) / len(z) ** 0.5 for pair, z in by_pair.items() if len(z) >= least}


def targets(stream: Stream) -> list[Toward]:
    """Return the counts toward the hotspots, then toward the busiest other states, :data:`TARGETS` in all."""
    spots = stream.hotspots()
    taken = {s for h in hotspots.watched() for s in h.states}
    others = [s for s in stream.volume().index if s not in taken]
    wanted = max(0, TARGETS - len(spots))
    return spots + usable(stream.toward([s], s) for s in others[:wanted])


def _rows(stream: Stream, file: str) -> list[BarRow]:
    if not stream.bins:
        return []
    tables = targets(stream)
    years = f"{stream.bins[0].year} to {stream.bins[-1].year}"
    world = f"{stream.source} {years}, pairs named beforehand"
    rows = []
    for measure in MEASURES:
        z = pooled_z(tables, group=measure == "beyond_group")
        high, low = ([z[c.codes] for c in named(file)[k] if c.codes in z] for k in ("positive", "negative"))
        n = len(high) + len(low)
        if min(len(high), len(low)) < FEWEST:
            why = f"only {len(high)} positive and {len(low)} negative pairs can be tested"
            rows.append(bars.unmeasured(measure, world, "AUC", why))
            continue
        value = auc(high, low)
        ends = (min(max(value + d * auc_error(value, len(high), len(low)), 0.0), 1.0) for d in (-Z90, Z90))
        rows.append(bars.at_least(measure, world, "AUC", value, AUC[measure], n))
        for end, at in zip(("lower", "upper"), ends, strict=True):
            rows.append(bars.at_least(measure, world, f"AUC, {end} end of 90%", at, 0.5, n))
        called = float(np.mean(np.array(high) > scipy.stats.norm.isf(LEVEL)))
        rows.append(bars.at_least(measure, world, "positive pairs called at 5%", called, LEVEL, len(high)))
        pairs = list(z)
        q = q_values(scipy.stats.norm.sf([z[p] for p in pairs]))
        negative = {c.codes for c in named(file)["negative"]}
        flagged = sum(q[k] <= Q_LEVEL for k, p in enumerate(pairs) if p in negative)
        statistic = f"negative pairs at q {Q_LEVEL}"
        rows.append(bars.at_most(measure, world, statistic, float(flagged), 0, len(low)))
    return rows


def reliability(view: View, _reps: int) -> list[BarRow]:
    """Measure the rank correlation of the pairs' combined z between the halves of a stream's days."""
    rows = []
    for stream in streams(view):
        middle = stream.bins[len(stream.bins) // 2]
        halves = stream.between(stream.bins[0], middle), stream.between(middle, stream.bins[-1])
        for measure in MEASURES:
            one, two = (
                pooled_z(half.hotspots(), group=measure == "beyond_group", least=FEWEST_HOTSPOTS)
                for half in halves
            )
            both = sorted(one.keys() & two.keys())
            world = f"{stream.source}, first and second half"
            if len(both) < FEWEST:
                why = f"only {len(both)} pairs can be pooled in both halves"
                rows.append(bars.unmeasured(measure, world, "split-half rank correlation", why))
                continue
            r = float(scipy.stats.spearmanr([one[p] for p in both], [two[p] for p in both]).statistic)
            rows.append(bars.at_least(measure, world, "split-half rank correlation", r, 0.0, len(both)))
    return rows or [
        bars.unmeasured(m, "two halves", "split-half rank correlation", NONE_HELD) for m in MEASURES
    ]


def auc(high: Sequence[float], low: Sequence[float]) -> float:
    """Return the share of (positive, negative) couples in which the positive is higher; ties count half."""
    above = np.subtract.outer(np.asarray(high), np.asarray(low))
    return float(((above > 0) + 0.5 * (above == 0)).mean())


def auc_error(value: float, high: int, low: int) -> float:
    """Return the standard error of an AUC from numbers of positives and negatives (Hanley, McNeil 1982)."""
    one, two = value / (2 - value), 2 * value**2 / (1 + value)
    variance = value * (1 - value) + (high - 1) * (one - value**2) + (low - 1) * (two - value**2)
    return float((max(variance, 0.0) / (high * low)) ** 0.5)
