"""How often the measures of timing raise false alarms on real records.

The study uses three cases in which almost only chance and common circumstances are at work:

*All pairs* toward real hotspots. Few of thousands of pairs act together on purpose. So the share of pairs
called "together" must be near the false-alarm rate, and not far below it.

*Placebo hotspots*. For every real hotspot, states outside all hotspots are drawn at random until acts toward
them are about as many (75% to 125%). This set of states means nothing, so no two states can act together
toward it. They only share the news.

*Shuffled dates*. The bins of every state are put in random order, so only the number of its acts is left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

import numpy as np
import scipy

from comity.lake.query.view import View
from comity.measures import timing
from comity.measures.coaction.pairwise import pair_table
from comity.measures.stats.multiplicity import q_values
from comity.measures.validity import BarRow
from comity.types import FloatArray
from comity.vocabulary import hotspots
from studies import bars
from studies.streams import Stream, Toward, streams, usable

NONE_HELD = "no event stream held that saw its days whole"
CALLED = (0.03, 0.08)
LEAD_CALLED = 0.09
SHUFFLED = {0.05: 0.06, 0.01: 0.015}
SURVIVORS, ROUNDS = 3, 22
Q_LEVEL = 0.1
FEWEST_PAIRS = 100
"""A share of fewer pairs than this says too little about a rate of one in twenty."""
_NEAR = (0.75, 1.25)
_TRIES = 200


def p_values(tables: Iterable[Toward]) -> dict[str, FloatArray]:
    """Return the p values of all usable pairs: one-sided for co-action, two-sided for ``lead``."""
    out: dict[str, list[FloatArray]] = {"joint": [], "beyond_group": [], "lead_z": []}
    for t in tables:
        table = pair_table(t.counts, t.axis)
        pairs = np.column_stack(np.triu_indices(len(t.counts), 1))
        pairs = pairs[table.usable(pairs)]
        if len(pairs):
            out["joint"].append(scipy.stats.norm.sf(table.calibrated(pairs, group=False)))
            out["beyond_group"].append(scipy.stats.norm.sf(table.calibrated(pairs, group=True)))
            out["lead_z"].append(2 * scipy.stats.norm.sf(np.abs(timing.lead_z(t.counts, pairs, t.axis))))
    return {name: np.concatenate(p) if p else np.empty(0) for name, p in out.items()}


def all_pairs(view: View, _reps: int) -> list[BarRow]:
    """Measure the share of all pairs called at 5% toward the real hotspots, for each stream."""
    return _each(view, "all pairs", lambda s: _called(s, "all pairs", s.hotspots()))


def placebo_hotspots(view: View, reps: int) -> list[BarRow]:
    """Measure the share of all pairs called at 5% toward placebo hotspots, ``reps`` for every real one."""

    def ask(stream: Stream) -> list[BarRow]:
        rng = np.random.default_rng(1)
        made = [t for _ in range(reps) for t in placebos(stream, rng)]
        return _called(stream, "placebo hotspots", made)

    return _each(view, "placebo hotspots", ask)


def placebos(stream: Stream, rng: np.random.Generator) -> list[Toward]:
    """Return the counts toward one random set of states per real hotspot, with about as many acts."""
    volume = stream.volume()
    taken = {s for h in hotspots.watched() for s in h.states}
    free = volume[~volume.index.isin(taken)]
    codes, acts = free.index.to_numpy(str), free.to_numpy()
    out = []
    for real in stream.hotspots():
        low, high = (share * real.counts.sum() for share in _NEAR)
        for _ in range(_TRIES):
            order = rng.permutation(len(codes))
            eligible = order[acts[order] <= high]
            total = np.cumsum(acts[eligible])
            size = int(np.searchsorted(total, low)) + 1
            if size <= len(eligible) and total[size - 1] <= high:
                out.append(stream.toward(codes[eligible[:size]].tolist(), f"placebo of {real.target}"))
                break
    return usable(out)


def shuffled_dates(view: View, reps: int) -> list[BarRow]:
    """Measure false alarms at 5% and 1% with shuffled dates, and rounds in which a pair stays significant."""

    def ask(stream: Stream) -> list[BarRow]:
        return _shuffled(stream, stream.hotspots(), reps)

    return _each(view, "shuffled dates", ask)


def _shuffled(stream: Stream, tables: Sequence[Toward], reps: int) -> list[BarRow]:
    rng = np.random.default_rng(1)
    rounds = []
    for _ in range(reps):
        rounds.append(p_values(replace(t, counts=rng.permuted(t.counts, axis=1)) for t in tables))
    world = f"{stream.source}, shuffled dates"
    rows = []
    for name in ("joint", "beyond_group", "lead_z"):
        p = np.concatenate([r[name] for r in rounds])
        for level, bar in SHUFFLED.items():
            share = float((p <= level).mean())
            statistic = f"false alarms at {level:.0%}"
            if name != "lead_z":
                rows.append(bars.at_most(name, world, statistic, share, bar, len(p)))
            elif level == max(SHUFFLED):
                rows.append(bars.at_most(name, world, statistic, share, LEAD_CALLED, len(p)))
        if name != "lead_z":
            survived = sum(bool(q_values(r[name]).min() <= Q_LEVEL) for r in rounds)
            most = max(1, round(SURVIVORS * reps / ROUNDS))
            statistic = f"rounds with a survivor at q {Q_LEVEL}"
            rows.append(bars.at_most(name, world, statistic, survived, most, reps))
    return rows


def _called(stream: Stream, what: str, tables: Sequence[Toward]) -> list[BarRow]:
    world = f"{stream.source}, {what}"
    rows = []
    for name, p in p_values(tables).items():
        statistic = "share called at 5%"
        if len(p) < FEWEST_PAIRS:
            rows.append(bars.unmeasured(name, world, statistic, f"only {len(p)} pairs can be tested"))
        elif name == "lead_z":
            rows.append(bars.at_most(name, world, statistic, float((p <= 0.05).mean()), LEAD_CALLED, len(p)))
        else:
            rows.append(bars.within(name, world, statistic, float((p <= 0.05).mean()), CALLED, len(p)))
    return rows


def _each(view: View, what: str, ask: Callable[[Stream], list[BarRow]]) -> list[BarRow]:
    rows = [row for stream in streams(view) for row in ask(stream)]
    return rows or [bars.unmeasured("joint", what, "share called at 5%", NONE_HELD)]
