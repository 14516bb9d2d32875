"""Pairs named beforehand: do those bound to act together stand above those with nothing in common?

The pairs and the reason for each are ``data/controls.yaml``, written before anything was computed from
them.  Each is pooled over the hotspots and the busiest other targets at which both can be tested, by
Stouffer's rule as in :mod:`comity.measures.coaction.pooling`, from one target on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
import scipy

from comity.errors import VocabularyError
from comity.lake.query.view import View
from comity.measures.coaction.pairwise import pair_table
from comity.measures.stats.multiplicity import q_values
from comity.measures.validity import BarRow
from comity.vocabulary import hotspots, states
from comity.vocabulary.load import fields, read_yaml
from studies import bars
from studies.real_streams import NONE_HELD
from studies.streams import Stream, Toward, streams, usable

FILE = "data/controls.yaml"
MEASURES = ("joint", "beyond_group")
TARGETS = 22
"""Targets pooled: the hotspots, and of the states in none of them those acted toward most."""
AUC = {"joint": 0.85, "beyond_group": 0.75}
Q_LEVEL = 0.05
FEWEST = 5
"""Pairs of either kind that must be testable before they are ranked."""


@dataclass(frozen=True, slots=True)
class Control:
    """A pair, "AAA-BBB" in the order of the alphabet, and why it was named."""

    pair: str
    why: str

    @property
    def codes(self) -> tuple[str, str]:
        """The two states."""
        a, b = self.pair.split("-")
        return a, b


@cache
def named() -> dict[str, tuple[Control, ...]]:
    """Controls by kind, ``positive`` and ``negative``.

    Raises
    ------
    VocabularyError
        When the file is not what it should be.
    """
    data = read_yaml(resources.files("studies").joinpath(FILE).read_text("utf-8"), FILE)
    if not isinstance(data, dict) or set(data) != {"positive", "negative"}:
        raise VocabularyError(FILE, "the file", "needs a list positive and a list negative")
    out = {kind: tuple(Control(**fields(e, Control, FILE)) for e in data[kind]) for kind in data}
    for c in (c for kind in out.values() for c in kind):
        codes = c.pair.split("-")
        if len(codes) != 2 or codes != sorted(codes) or not set(codes) <= set(states.all_states()):
            raise VocabularyError(FILE, c.pair, "is not two codes of states in the order of the alphabet")
    return out


def controls(view: View, _reps: int) -> list[BarRow]:
    """How well each measure separates positive from negative pairs, and negative pairs flagged."""
    rows = [row for stream in streams(view) for row in _rows(stream)]
    return rows or [bars.unmeasured(m, "pairs named beforehand", "AUC", NONE_HELD) for m in MEASURES]


def pooled_z(tables: Sequence[Toward], *, group: bool) -> dict[tuple[str, str], float]:
    """Pooled z of every pair that can be tested toward at least one of the targets."""
    by_pair: dict[tuple[str, str], list[float]] = {}
    for t in tables:
        table = pair_table(t.counts)
        pairs = np.column_stack(np.triu_indices(len(t.states), 1))
        pairs = pairs[table.usable(pairs)]
        if len(pairs):
            for (i, j), z in zip(pairs.tolist(), table.calibrated(pairs, group=group), strict=True):
                by_pair.setdefault((t.states[i], t.states[j]), []).append(float(z))
    return {pair: sum(z) / len(z) ** 0.5 for pair, z in by_pair.items()}


def targets(stream: Stream) -> list[Toward]:
    """The hotspots, and the busiest states in none of them, :data:`TARGETS` in all."""
    spots = stream.hotspots()
    taken = {s for h in hotspots.watched() for s in h.states}
    others = [s for s in stream.volume().index if s not in taken]
    wanted = max(0, TARGETS - len(spots))
    return spots + usable(stream.toward([s], s) for s in others[:wanted])


def _rows(stream: Stream) -> list[BarRow]:
    tables = targets(stream)
    world = f"{stream.source}, pairs named beforehand"
    rows = []
    for measure in MEASURES:
        z = pooled_z(tables, group=measure == "beyond_group")
        high, low = ([z[c.codes] for c in named()[k] if c.codes in z] for k in ("positive", "negative"))
        if min(len(high), len(low)) < FEWEST:
            why = f"only {len(high)} positive and {len(low)} negative pairs can be tested"
            rows.append(bars.unmeasured(measure, world, "AUC", why))
            continue
        rows.append(bars.at_least(measure, world, "AUC", auc(high, low), AUC[measure], len(high) + len(low)))
        if measure == "beyond_group":
            pairs = list(z)
            q = q_values(scipy.stats.norm.sf([z[p] for p in pairs]))
            negative = {c.codes for c in named()["negative"]}
            flagged = sum(q[k] <= Q_LEVEL for k, p in enumerate(pairs) if p in negative)
            statistic = f"negative pairs at q {Q_LEVEL}"
            rows.append(bars.at_most(measure, world, statistic, float(flagged), 0, len(low)))
    return rows


def auc(high: Sequence[float], low: Sequence[float]) -> float:
    """Share of (positive, negative) couples in which the positive is above, ties half."""
    above = np.subtract.outer(np.asarray(high), np.asarray(low))
    return float(((above > 0) + 0.5 * (above == 0)).mean())
