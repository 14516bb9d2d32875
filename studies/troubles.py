"""How often pairs are called "together" because of faults in the records, in simulated worlds.

Each world is a daily table of counts. It has a fault or circumstance that two states share although they do
not coordinate:

==============  ======================================================================================
coder error     a twentieth of each state's acts is also assigned to the other, in the same story
co-mention      at random, a tenth of all acts are in a story that names another state too
outages         eight times the source fails for three to ten days, which look like days without acts
source dark     the same at nine places, for the only source on a quarter of the states: :func:`dark`
weekends        a fifth of the states rest on Friday and Saturday, the others on Saturday and Sunday
absent ally     three states follow a fourth that the records do not show, in a seventh of their acts
strong ally     the same in near a quarter of their acts
growing source  one more source grows twelvefold, and reports on a fifth of the states
lagged          two states answer a third one's acts on the same day or the next
==============  ======================================================================================

All are built from a world of shocks (:mod:`studies.worlds`) of :data:`DAYS` days.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from comity.measures.coaction import statistic
from comity.measures.coaction.pairwise import TEST_ACTS, pair_table
from comity.measures.coaction.pooling import FEWEST_HOTSPOTS
from comity.measures.coaction.residuals import find_dark_bins
from comity.measures.coaction.shared_stories import StoryActs, shared_stories
from comity.measures.coaction.statistic import Score
from comity.measures.coaction.time_axis import time_axis
from comity.measures.validity import BarRow
from comity.records import details
from comity.types import IntArray
from studies import bars
from studies.worlds import KINDS, fading_shocks, plant, world

Trouble = Literal[
    "plain",
    "coder error",
    "co-mention",
    "outages",
    "weekends",
    "absent ally",
    "strong ally",
    "growing source",
    "lagged",
]
TROUBLES: tuple[Trouble, ...] = get_args(Trouble)

DAYS = 304
PLACES = 9
"""Places that a word is corrected for, all of them in the same trouble."""

MOST = 0.08
"""Share of pairs in trouble that may be called "together"."""

NOTICED, FALSELY = 0.8, 0.05
"""Share of pairs with coder error whose shared stories must be noticed, and most of clean pairs whose are."""

_ERROR = 0.05
_STORY = 0.1
_PAIRS = 6


@dataclass(frozen=True, slots=True)
class Troubled:
    """A world with a fault: counts (states, bins), the pairs it concerns, and acts by story if known."""

    counts: IntArray
    pairs: IntArray
    stories: StoryActs | None = None


def troubled(kind: Trouble, rng: np.random.Generator) -> Troubled:
    """Draw a world with one kind of fault, and the pairs that it concerns."""
    counts = world("shock", rng, bins=DAYS).counts
    busy = rng.permutation(np.flatnonzero(counts.sum(axis=1) >= 3 * TEST_ACTS))
    pairs = busy[: 2 * _PAIRS].reshape(-1, 2)
    faults: dict[Trouble, Callable[[], Troubled]] = {
        "plain": lambda: Troubled(counts, pairs),
        "coder error": lambda: _booked_twice(counts, pairs, rng),
        "co-mention": lambda: _named_together(counts, pairs, rng),
        "outages": lambda: Troubled(_failing(counts, rng), pairs),
        "weekends": lambda: _resting(counts, busy, rng),
        "absent ally": lambda: _led(counts, busy, rng, 0.15),
        "strong ally": lambda: _led(counts, busy, rng, 0.3),
        "growing source": lambda: _growing(counts, busy, rng),
        "lagged": lambda: _answering(counts, pairs, int(busy[-1]), rng),
    }
    return faults[kind]()


def _booked_twice(counts: IntArray, pairs: IntArray, rng: np.random.Generator) -> Troubled:
    out, acts = counts.copy(), _own_stories(counts)
    story = len(acts.story)
    more = []
    for i, j in pairs.tolist():
        for one, other in ((i, j), (j, i)):
            wrong = rng.binomial(counts[one], _ERROR)
            out[other] += wrong
            for day in np.flatnonzero(wrong):
                own = np.flatnonzero((acts.state == one) & (acts.bin == day))[: wrong[day]]
                more += [(int(acts.story[k]), other, int(day)) for k in own]
    return Troubled(out, pairs, acts.with_acts(more, story))


def _named_together(counts: IntArray, pairs: IntArray, rng: np.random.Generator) -> Troubled:
    """Put a tenth of all acts into the story of another act of the same day, by any state."""
    acts = _own_stories(counts)
    story = acts.story.copy()
    for day in range(counts.shape[1]):
        of_day = np.flatnonzero(acts.bin == day)
        moved = of_day[rng.random(len(of_day)) < _STORY]
        if len(moved):
            story[moved] = acts.story[rng.choice(of_day, len(moved))]
    return Troubled(counts, pairs, StoryActs(story, acts.state, acts.bin))


def _own_stories(counts: IntArray) -> StoryActs:
    state, day = np.nonzero(counts)
    times = counts[state, day]
    return StoryActs(np.arange(times.sum()), np.repeat(state, times), np.repeat(day, times))


def _failing(counts: IntArray, rng: np.random.Generator) -> IntArray:
    out = counts.copy()
    for first in rng.integers(0, DAYS - 10, 8).tolist():
        out[:, first : first + int(rng.integers(3, 11))] = 0
    return out


def _resting(counts: IntArray, busy: IntArray, rng: np.random.Generator) -> Troubled:
    day = np.arange(DAYS) % 7
    some = busy[: len(busy) // 5]
    works = np.where((day == 5) | (day == 6), 0.4, 1.0)[None, :].repeat(len(counts), axis=0)
    works[some] = np.where((day == 4) | (day == 5), 0.4, 1.0)
    return Troubled(rng.binomial(counts, works), _among(some))


def _led(counts: IntArray, busy: IntArray, rng: np.random.Generator, more: float) -> Troubled:
    followers = busy[:3]
    leader = np.minimum(fading_shocks(rng, DAYS), 6.0)
    extra = more * leader / leader.mean() * counts[followers].mean(axis=1, keepdims=True)
    out = counts.copy()
    out[followers] += rng.poisson(extra)
    return Troubled(out, _among(followers))


def _growing(counts: IntArray, busy: IntArray, rng: np.random.Generator) -> Troubled:
    covered = busy[: len(busy) // 5]
    more = np.linspace(1.0, 12.0, DAYS) * 0.15
    out = counts.copy()
    out[covered] += rng.poisson(more * counts[covered].mean(axis=1, keepdims=True))
    return Troubled(out, _among(covered))


def _answering(counts: IntArray, pairs: IntArray, third: int, rng: np.random.Generator) -> Troubled:
    out = counts.copy()
    for i, j in pairs.tolist():
        for s in (i, j):
            lag = rng.integers(0, 2, DAYS)
            answered = rng.binomial(counts[third], 0.15)
            days = np.minimum(np.arange(DAYS) + lag, DAYS - 1)
            np.add.at(out[s], days, answered)
    return Troubled(out, pairs)


def _among(states: IntArray) -> IntArray:
    return states[np.column_stack(np.triu_indices(len(states), 1))][:_PAIRS]


def words(reps: int, seed: int = 3711) -> list[BarRow]:
    """Measure the share of uncoordinated pairs called "together", and false alarms at 5% before correction.

    For coder errors the verdict is tested as in the product: without the stories that name both states or, if
    stories are unknown, against what such errors would produce.
    """
    rows = []
    for kind in TROUBLES:
        worlds = list(_worlds(kind, reps * (2 if kind.endswith("ally") else 1), seed))
        triples = [(t, pair, s) for t in worlds for pair, s in zip(*_scores(t), strict=True)]
        n, scores = len(triples), [s for _, _, s in triples]
        called = [w for k in range(0, n, PLACES) for w in statistic.words(scores[k : k + PLACES])]
        at_first = [w == details.TOGETHER for w in called]
        if kind == "coder error":
            doubted = [
                w for k in range(0, n, PLACES) for w in statistic.words(scores[k : k + PLACES], stories=False)
            ]
            share = sum(w == details.TOGETHER for w in doubted) / n
            rows.append(_share(kind, 'called "together", stories unknown', share, n))
            stays = [
                yes and not _is_withheld(t, pair, scores[k // PLACES * PLACES :][:PLACES], k % PLACES)
                for k, (yes, (t, pair, _)) in enumerate(zip(at_first, triples, strict=True))
            ]
            rows.append(_share(kind, 'called "together", stories known', sum(stays) / n, n))
            continue
        rows.append(_share(kind, 'called "together"', sum(at_first) / n, n))
        for measure, z in (
            ("joint", [s.joint for s in scores]),
            ("beyond_group", [s.beyond for s in scores]),
        ):
            share = float((np.array(z) > 1.645).mean())
            rows.append(bars.at_most(measure, kind, "false alarms at 5%", share, MOST, n))
    return rows


def _share(world_: str, what: str, share: float, n: int) -> BarRow:
    return bars.at_most("joint", world_, what, share, MOST, n)


def _is_withheld(made: Troubled, pair: IntArray, scores: list[Score], at: int) -> bool:
    """Return whether the verdict "together" is lost without the stories that name both states."""
    assert made.stories is not None
    if not shared_stories(made.stories, pair[None])[0].shown:
        return False
    acts, less = made.stories, made.counts.copy()
    both = np.intersect1d(*(acts.story[acts.state == s] for s in pair))
    for s in pair:
        gone = (acts.state == s) & np.isin(acts.story, both)
        np.add.at(less[s], acts.bin[gone], -1)
    again = _scores(Troubled(less, pair[None]))[1]
    return not again or statistic.words([*scores[:at], *again, *scores[at + 1 :]])[at] != details.TOGETHER


def withheld_falsely(reps: int, seed: int = 3713) -> list[BarRow]:
    """Measure how often a true "together" is lost because a tenth of all acts share stories."""
    called = withheld = 0
    for rep in range(reps):
        rng = np.random.default_rng((seed, rep))
        counts = world("shock", rng, bins=DAYS).counts
        busy = np.flatnonzero(counts.sum(axis=1) >= 3 * TEST_ACTS)
        busy = busy[np.argsort(counts[busy].sum(axis=1), kind="stable")]
        pairs = rng.permutation(busy[: len(busy) // 2 * 2].reshape(-1, 2))[:4]
        for i, j in pairs.tolist():
            counts = plant(counts, (i, j), 0.6, rng)
        made = _named_together(counts, pairs, rng)
        for pair, score in zip(*_scores(made), strict=True):
            if statistic.words([score]) == [details.TOGETHER]:
                called += 1
                withheld += _is_withheld(made, pair, [score], 0)
    what = 'a true "together" withheld'
    return [bars.at_most("shared-stories", "co-mention", what, withheld / called, FALSELY, called)]


def dark(reps: int, seed: int = 3714) -> list[BarRow]:
    """Measure false alarms if a source fails for days at nine places; these days are noticed and left out.

    The tested pairs are among the states that this source covers. Other worlds show how often a failure is
    noticed that did not happen.
    """
    noticed_, called, over_all = list[bool](), list[bool](), list[float]()
    for rep in range(reps):
        rng = np.random.default_rng((seed, rep))
        tables = [world("shock", rng, bins=DAYS).counts for _ in range(PLACES)]
        covered_states = rng.permutation(len(tables[0]))[: len(tables[0]) // 4]
        out = np.zeros(DAYS, dtype=bool)
        for first in rng.integers(0, DAYS - 10, 8).tolist():
            out[first : first + int(rng.integers(3, 11))] = True
        for table in tables:
            table[np.ix_(covered_states, out)] = 0
        dark_bins = find_dark_bins(np.sum(tables, axis=0), time_axis(DAYS))
        noticed_.append(bool(dark_bins.any()))
        axis = time_axis(np.flatnonzero(~dark_bins))
        fits = [pair_table(t[:, ~dark_bins], axis) for t in tables]
        for pair in rng.permutation(covered_states)[: 2 * _PAIRS].reshape(-1, 2):
            row = pair[None]
            scores = [statistic.scores(f, row)[0] if f.usable(row).all() else None for f in fits]
            called += [
                w == details.TOGETHER for w, s in zip(statistic.words(scores), scores, strict=True) if s
            ]
            z = [s.joint for s in scores if s]
            over_all += [sum(z) / len(z) ** 0.5] if len(z) >= FEWEST_HOTSPOTS else []
    name, clean = "one source dark", list[bool]()
    for kind in KINDS:
        for rep in range(reps):
            rng = np.random.default_rng((seed, KINDS.index(kind), rep))
            total = np.sum([world(kind, rng, bins=DAYS).counts for _ in range(PLACES)], axis=0)
            clean.append(bool(find_dark_bins(total, time_axis(DAYS)).any()))
    falsely = float(np.mean(clean))
    return [
        bars.at_least("joint", name, "noticed", float(np.mean(noticed_)), NOTICED, reps),
        bars.at_most("joint", "no source dark, all kinds", "noticed", falsely, FALSELY, len(clean)),
        _share(name, 'called "together"', float(np.mean(called)), len(called)),
        _share(name, "nine places together at 5%", float((np.array(over_all) > 1.645).mean()), len(over_all)),
    ]


def noticed(reps: int, seed: int = 3712) -> list[BarRow]:
    """Measure how often stories that name both states are noticed, with coder errors and without."""
    rows = []
    kinds: dict[Trouble, float] = {"coder error": NOTICED, "co-mention": FALSELY}
    for kind, bar in kinds.items():
        shown = []
        for made in _worlds(kind, reps, seed):
            assert made.stories is not None
            shown += [s.shown for s in shared_stories(made.stories, made.pairs)]
        claim = bars.at_least if kind == "coder error" else bars.at_most
        share = float(np.mean(shown))
        rows.append(claim("shared-stories", kind, "stories that name both noticed", share, bar, len(shown)))
    return rows


def _worlds(kind: Trouble, reps: int, seed: int) -> Iterator[Troubled]:
    for rep in range(reps):
        yield troubled(kind, np.random.default_rng((seed, TROUBLES.index(kind), rep)))


def _scores(made: Troubled) -> tuple[IntArray, list[Score]]:
    table = pair_table(made.counts)
    pairs = made.pairs[table.usable(made.pairs)]
    return pairs, statistic.scores(table, pairs) if len(pairs) else []
