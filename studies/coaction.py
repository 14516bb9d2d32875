"""False alarms and power of co-action and timing in worlds whose truth is known.

Co-action means that two states act in the same bin (day or week) more often than chance explains. The study
measures false alarms in the nine worlds of :mod:`studies.worlds`, and power if coordination is added to a
pair. It also counts how often a state is wrongly tied to another state's partner. :func:`full` is the study,
:func:`quick` a short form to run after every change of the code.

In worlds with groups, half of the tested pairs are within one group. Coordination is added to pairs of
similar activity. Each of their states has at least ``BUSY`` acts and is active in at most the share
``TOO_BUSY`` of bins.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import scipy
from numpy.typing import NDArray

from comity.measures import timing
from comity.measures.coaction import statistic
from comity.measures.coaction.pairwise import TEST_ACTS, pair_table
from comity.measures.coaction.power import weakest_share
from comity.measures.coaction.statistic import Score
from comity.measures.validity import BarRow
from comity.records import details
from comity.types import FloatArray
from studies import bars, second_worlds
from studies.worlds import KINDS, Kind, World, occasions, plant, world

Pairs = NDArray[np.intp]

PAIRS = 60
PLANTED = 4
BUSY = 150
TOO_BUSY = 0.8
LEVEL = 0.05
WITH_GROUPS = ("bloc", "opposed")

FALSE_ALARMS = 0.06
FALSE_ALARMS_BLOC = 0.08
MIXED_UP = 0.10
POWER: dict[Kind, tuple[float, float]] = dict.fromkeys(("shock", "bursty", "bloc"), (0.65, 0.92))
SHARES = (0.4, 0.7)
DAYS = 304
PLACES = 9
FALSE_WORDS = 0.05
WORD_POWER = 0.75
STATED = 0.4
TIES = (0.2, 0.4)
LEAD_FALSE_ALARMS = 0.09
LEAD_POWER = (0.35, 0.75)
LEAD_SIGN = (0.88, 0.97)


def false_alarms(reps: int, seed: int = 3701, kinds: tuple[Kind, ...] = KINDS) -> list[BarRow]:
    """Measure the share of uncoordinated pairs called at 5% (one-sided), and the same in the far tails."""
    rows = []
    for kind in kinds:
        joint, beyond = (np.concatenate(z) for z in zip(*_null_z(kind, reps, seed), strict=True))
        n = len(joint)
        bar = FALSE_ALARMS_BLOC if kind == "bloc" else FALSE_ALARMS
        share = float((beyond > scipy.stats.norm.isf(LEVEL)).mean())
        rows.append(_alarms("beyond_group", kind, share, bar, n))
        share = float((beyond > scipy.stats.norm.isf(0.01)).mean())
        rows.append(bars.at_most("beyond_group", kind, "false alarms at 1%", share, bar / 2.5, n))
        if kind not in WITH_GROUPS:  # joint is not there to leave groups out
            share = float((joint > scipy.stats.norm.isf(LEVEL)).mean())
            rows.append(_alarms("joint", kind, share, bar, n))
            share = float((joint < scipy.stats.norm.ppf(LEVEL)).mean())
            rows.append(_alarms("apart", kind, share, bar, n))
    return rows


def second_simulator(reps: int, seed: int = 3702) -> list[BarRow]:
    """Measure false alarms in the worlds of :mod:`studies.second_worlds`.

    In worlds with blocs, half of the tested pairs are within one bloc. A row of its own is for these alone.
    """
    rows = []
    for kind in (*second_worlds.NULLS, "bloc"):
        beyond, fellows = list[NDArray[np.bool_]](), list[NDArray[np.bool_]]()
        for rep in range(reps):
            rng = np.random.default_rng((seed, len(kind), ord(kind[1]), rep))
            counts, group = second_worlds.world(kind, rng)
            pairs = second_worlds.pairs_asked(counts, rng, n=1225)
            same = (group[pairs[:, 0]] == group[pairs[:, 1]]) & (group[pairs[:, 0]] >= 0)
            if kind == "bloc":
                pairs = np.vstack([pairs[same][: PAIRS // 2], pairs[~same][: PAIRS // 2]])
            fellows.append(np.arange(PAIRS) < PAIRS // 2)
            beyond.append(statistic.beyond_group(counts, pairs[:PAIRS]) <= LEVEL)
        called, of_one = np.concatenate(beyond), np.concatenate(fellows)
        name, bar = f"second simulator, {kind}", FALSE_ALARMS_BLOC if kind == "bloc" else FALSE_ALARMS
        rows.append(_alarms("beyond_group", name, float(called.mean()), bar, len(called)))
        if kind == "bloc":
            share = float(called[of_one].mean())
            rows.append(_alarms("beyond_group", f"{name}, pairs of one bloc", share, bar, int(of_one.sum())))
    return rows


def _alarms(measure: str, world: str, share: float, bar: float, n: int) -> BarRow:
    return bars.at_most(measure, world, "false alarms at 5%", share, bar, n)


def power(reps: int, seed: int = 3703) -> list[BarRow]:
    """Measure the share of coordinating pairs that are found at 5%, and of wrong partners that are called."""
    rows = []
    for kind, lows in POWER.items():
        mixed: list[FloatArray] = []
        for share, low in zip(SHARES, lows, strict=True):
            p_values_of: dict[str, list[FloatArray]] = {"joint": [], "beyond_group": []}
            for counts, pairs in _planted(kind, reps, seed, share):
                table = pair_table(counts)
                strangers = np.column_stack([pairs[:, 0], np.roll(pairs[:, 1], 1)])
                p_values_of["joint"].append(scipy.stats.norm.sf(table.calibrated(pairs, group=False)))
                p_values_of["beyond_group"].append(scipy.stats.norm.sf(table.calibrated(pairs, group=True)))
                mixed.append(scipy.stats.norm.sf(table.calibrated(strangers, group=True)))
            for measure, p_values in p_values_of.items():
                p = np.concatenate(p_values)
                what = f"power at share {share}"
                rows.append(bars.at_least(measure, kind, what, _called(p), low, len(p)))
        p = np.concatenate(mixed)
        rows.append(bars.at_most("beyond_group", kind, "mixed-up partners", _called(p), MIXED_UP, len(p)))
    return rows


def false_words(reps: int, seed: int = 3704) -> list[BarRow]:
    """Measure the share of uncoordinated pairs called "together", with correction for nine places."""
    rows = []
    for kind in KINDS:
        scores = [s for made, pairs in _nulls(kind, reps, seed) for s in _scores(made.counts, pairs)]
        n = len(scores)
        said = [w for k in range(0, n, PLACES) for w in statistic.words(scores[k : k + PLACES])]
        share = sum(w == details.TOGETHER for w in said) / n
        rows.append(bars.at_most("joint", kind, 'called "together"', share, FALSE_WORDS, n))
    return rows


def power_of_the_word(reps: int, seed: int = 3705) -> list[BarRow]:
    """Measure how often a pair is called "together" at just the strength for which the product claims power.

    Each pair coordinates at one of nine places. At the others its values come from uncoordinated pairs.
    """
    rows = []
    for kind in ("uneven", "shock", "bursty"):
        shares, said = list[float](), list[str]()
        for rep in range(reps):
            rng = np.random.default_rng((seed, KINDS.index(kind), rep))
            counts = world(kind, rng, bins=DAYS).counts
            pairs, others = _busy_pairs(counts, rng)
            elsewhere = _scores(counts, others)
            for pair, score in zip(pairs, _scores(counts, pairs), strict=True):
                share = weakest_share(score, PLACES)
                shares.append(1.0 if share is None else share)
                if share is not None:
                    planted = plant(counts, (int(pair[0]), int(pair[1])), share, rng)
                    planted_score = _scores(planted, pair[None])
                    said.append(statistic.words([*planted_score, *elsewhere[: PLACES - 1]])[0])
        share = sum(w == details.TOGETHER for w in said) / max(len(said), 1)
        statistic_ = 'called "together" at the share stated'
        rows.append(bars.at_least("joint", kind, statistic_, share, WORD_POWER, len(said)))
        median = float(np.median(shares))
        rows.append(bars.at_most("joint", kind, "median share stated", median, STATED, len(shares)))
    return rows


def ties(reps: int, seed: int = 3706) -> list[BarRow]:
    """Compare the estimated strength of a tie with the true share, for two ways of adding coordination.

    Acts of one state are *moved* to days on which the other acts, or the pair gets common *occasions* and
    acts separately otherwise.
    """
    rows = []
    for name in ("moved", "occasions"):
        for share in TIES:
            estimates, truths = [], list[float]()
            for rep in range(reps):
                rng = np.random.default_rng((seed, rep, round(100 * share)))
                counts = world("shock", rng).counts
                pairs, _ = _busy_pairs(counts, rng)
                for i, j in pairs.tolist():
                    truth = share
                    if name == "moved":
                        counts = plant(counts, (i, j), share, rng)
                    else:
                        counts, truth = occasions(counts, (i, j), share, rng)
                    truths.append(truth)
                estimates += [s.tie for s in _scores(counts, pairs)]
            mean, planted = float(np.mean([value for value, _, _ in estimates])), float(np.mean(truths))
            inside = float(np.mean([high >= t for (_, _, high), t in zip(estimates, truths, strict=True)]))
            world_ = f"shock, {share:.0%} {name}"
            near = (round(planted - 0.1, 2), round(planted + 0.1, 2))
            rows.append(bars.within("joint", world_, "mean tie stated", mean, near, len(estimates)))
            rows.append(bars.at_least("joint", world_, "upper bound covers", inside, 0.9, len(estimates)))
    return rows


def daily_actors(reps: int, seed: int = 3708) -> list[BarRow]:
    """Measure how often a pair with an almost daily actor gets a verdict from days, which it should not."""
    said = list[str]()
    for rep in range(reps):
        rng = np.random.default_rng((seed, rep))
        counts = world("shock", rng, bins=DAYS).counts
        first = int(counts.sum(axis=1).argmax())
        counts[first] += rng.poisson(4.0, DAYS)
        others = np.flatnonzero(counts.sum(axis=1) >= TEST_ACTS)
        pairs = np.array([(first, k) for k in rng.permutation(others[others != first])[:PLANTED]])
        said += [statistic.words([s])[0] for s in _scores(counts, pairs)]
    share = float(np.mean([w in (details.TOGETHER, details.LITTLE_OR_NOTHING) for w in said]))
    what = 'called "together" or "little or nothing"'
    return [bars.at_most("joint", "one of the two acts nearly daily", what, share, LEVEL, len(said))]


def lead(reps: int, seed: int = 3707) -> list[BarRow]:
    """Measure false alarms, power and direction of both measures of who follows whom, at a lag of one bin."""
    opinions: dict[str, Callable[[NDArray[np.int64], Pairs], FloatArray]] = {
        "lead_z": timing.lead_z,
        "event_synchronisation": timing.event_synchronisation,
    }
    rows = []
    for name, z_of in opinions.items():
        for kind in POWER:
            z = np.concatenate([z_of(w.counts, p) for w, p in _nulls(kind, reps, seed)])
            share = _called(2 * scipy.stats.norm.sf(abs(z)))
            rows.append(
                bars.at_most(name, kind, "false alarms, two-sided 5%", share, LEAD_FALSE_ALARMS, len(z))
            )
            for share, low, sure in zip(SHARES, LEAD_POWER, LEAD_SIGN, strict=True):
                planted = _planted(kind, reps, seed, share, lag=1)
                z = np.concatenate([z_of(counts, pairs) for counts, pairs in planted])
                called = abs(z) > scipy.stats.norm.isf(LEVEL / 2)
                hit, right = float((called & (z > 0)).mean()), float((z > 0)[called].mean())
                rows += [
                    bars.at_least(name, kind, f"power at share {share}", hit, low, len(z)),
                    bars.at_least(name, kind, f"sign right at share {share}", right, sure, called.sum()),
                ]
    return rows


def quick() -> list[BarRow]:
    """Return the rows of the short form: few repetitions and five of the worlds."""
    worlds: tuple[Kind, ...] = ("uneven", "growth", "shock", "roundup", "bloc")
    return false_alarms(8, kinds=worlds) + power(5) + lead(8)


def full(reps: int = 40) -> list[BarRow]:
    """Return the rows of the study: all nine worlds, ``reps`` repetitions of ``PAIRS`` pairs each."""
    return false_alarms(reps) + power(reps) + lead(reps)


def _called(p: FloatArray) -> float:
    return float((p <= LEVEL).mean())


def _null_z(kind: Kind, reps: int, seed: int) -> Iterator[tuple[FloatArray, FloatArray]]:
    for made, pairs in _nulls(kind, reps, seed):
        table = pair_table(made.counts)
        yield table.calibrated(pairs, group=False), table.calibrated(pairs, group=True)


def _scores(counts: NDArray[np.int64], pairs: Pairs) -> list[Score]:
    table = pair_table(counts)
    return statistic.scores(table, pairs[table.usable(pairs)])


def _busy_pairs(counts: NDArray[np.int64], rng: np.random.Generator) -> tuple[Pairs, Pairs]:
    """Return disjoint pairs of similar activity, and one random pair for each other place."""
    fit = np.flatnonzero((counts.sum(axis=1) >= BUSY * DAYS / 520) & ((counts > 0).mean(axis=1) <= TOO_BUSY))
    fit = fit[np.argsort(counts[fit].sum(axis=1), kind="stable")]
    pairs = fit[: len(fit) // 2 * 2].reshape(-1, 2)
    strangers = fit[np.column_stack(np.triu_indices(len(fit), 2))]
    return rng.permutation(pairs)[:PLANTED], rng.permutation(strangers)[: PLACES - 1]


def _nulls(kind: Kind, reps: int, seed: int) -> Iterator[tuple[World, Pairs]]:
    """Yield worlds without coordination, each with the pairs to test."""
    for rep in range(reps):
        rng = np.random.default_rng((seed, KINDS.index(kind), rep))
        made = world(kind, rng)
        enough = np.flatnonzero(made.counts.sum(axis=1) >= TEST_ACTS)
        pairs = enough[np.column_stack(np.triu_indices(len(enough), 1))]
        pairs = rng.permuted(pairs[rng.permutation(len(pairs))], axis=1)
        if kind in WITH_GROUPS:
            group = made.group[pairs]
            fellows = (group[:, 0] == group[:, 1]) & (group[:, 0] >= 0)
            half = PAIRS // 2
            pairs = np.vstack([pairs[fellows][:half], pairs[~fellows][:half]])
        yield made, pairs[:PAIRS]


def _planted(
    kind: Kind, reps: int, seed: int, share: float, lag: int = 0
) -> Iterator[tuple[NDArray[np.int64], Pairs]]:
    """Yield the counts of worlds in which pairs coordinate, each with these pairs."""
    for rep in range(reps):
        rng = np.random.default_rng((seed, KINDS.index(kind), rep, round(100 * share)))
        counts = world(kind, rng).counts
        fit = (counts.sum(axis=1) >= BUSY) & ((counts > 0).mean(axis=1) <= TOO_BUSY)
        states = np.flatnonzero(fit)
        states = states[np.argsort(counts[states].sum(axis=1), kind="stable")]
        pairs = states[: len(states) // 2 * 2].reshape(-1, 2)  # neighbours in activity
        pairs = rng.permuted(pairs[rng.permutation(len(pairs))[:PLANTED]], axis=1)
        for i, j in pairs:
            counts = plant(counts, (int(i), int(j)), share, rng, lag=lag)
        yield counts, pairs
