"""Second score of each sentence of a text, which uses the scores of all other sentences.

An article that reports cooperation of two states on every page probably means it in a doubtful sentence too.
So every sentence is first scored alone. Then its scores are combined with those of its neighbours and of the
rest of the text (stacked learning on linked cases: Wolpert 1992; Kou and Cohen 2007). The weights are in
``data/weights.csv`` under ``again``. Nothing is carried over from one text to the next.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from comity.parts.reader.classifier.weights import (
    AGAIN,
    COOPERATION,
    FORM_AGAIN,
    FRICTION,
    TELLS,
    Weights,
    chance,
    odds_of,
)
from comity.types import Pair

Measures = dict[str, float]
"""Feature -> what it measures."""

ALONE = {
    AGAIN + TELLS: "alone",
    AGAIN + COOPERATION: "together",
    AGAIN + FRICTION: "apart",
    FORM_AGAIN: "alone",
}
"""Head -> the feature that holds the log-odds of the sentence alone."""


@dataclass(frozen=True, slots=True)
class SentenceOdds:
    """First scores of a sentence, read alone, as log-odds.

    ``tells`` is for "the sentence reports an act". ``pairs`` gives each possible pair two values: for
    cooperation and for friction.
    """

    tells: float
    pairs: Mapping[Pair, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class SentenceChances:
    """Second scores of a sentence, given the rest of the text, as chances; see :class:`SentenceOdds`."""

    tells: float
    pairs: Mapping[Pair, tuple[float, float]]


def rescore(text: Sequence[SentenceOdds], weights: Weights) -> list[SentenceChances]:
    """Return for all sentences of a text, in order, the scores that use the rest of the text."""
    out = []
    for tells, pairs in zip(tells_marks(text), pairs_marks(text), strict=True):
        both = {
            p: tuple(chance(weights.measured(AGAIN + h, marks)) for h in (COOPERATION, FRICTION))
            for p, marks in pairs.items()
        }
        tells_act = chance(weights.measured(AGAIN + TELLS, tells))
        out.append(
            SentenceChances(tells_act, {p: (together, apart) for p, (together, apart) in both.items()})
        )
    return out


_NONE = -1.0
"""Log-odds that stand for a sentence before the first and after the last."""

_NO_PAIR = -5.0
_USUAL, _WORTH = 0.4, 4
"""The share of sentences that tell an act in any text, and how many sentences it weighs as much as."""


def tells_marks(text: Sequence[SentenceOdds]) -> list[Measures]:
    """Return for each sentence the measures that decide whether the sentence reports an act."""
    odds = [s.tells for s in text]
    total = sum(chance(z) for z in odds)
    padded = [_NONE, _NONE, *odds, _NONE, _NONE]
    out = []
    for n, s in enumerate(text):
        rest = (total - chance(s.tells) + _USUAL * _WORTH) / (len(text) - 1 + _WORTH)
        before2, before, _, after, after2 = padded[n : n + 5]
        best = max((max(both) for both in s.pairs.values()), default=_NO_PAIR)
        out.append(
            {
                "alone": s.tells,
                "best pair": best,
                "before": before,
                "two before": before2,
                "after": after,
                "two after": after2,
                "text": odds_of(rest),
            }
        )
    return out


@dataclass(slots=True)
class _Sum:
    """Sums of the chances of cooperation and of friction, over some sentences and pairs of states."""

    together: float = 0.0
    apart: float = 0.0

    def plus(self, other: _Sum, sign: int = 1) -> _Sum:
        return _Sum(self.together + sign * other.together, self.apart + sign * other.apart)

    def leaning(self, doubt: float) -> float:
        return math.log((max(self.apart, 0.0) + doubt) / (max(self.together, 0.0) + doubt))


def pairs_marks(text: Sequence[SentenceOdds]) -> list[dict[Pair, Measures]]:
    """Return for each sentence and pair of states the measures that decide whether it reports their act."""
    sums = [
        {p: _Sum(chance(s.tells) * chance(c), chance(s.tells) * chance(f)) for p, (c, f) in s.pairs.items()}
        for s in text
    ]
    of_pair: dict[Pair, _Sum] = {}
    everyone = _Sum()
    for sentence in sums:
        for p, amount in sentence.items():
            of_pair[p] = of_pair.get(p, _Sum()).plus(amount)
            everyone = everyone.plus(amount)
    out = []
    for n, s in enumerate(text):
        before, after = [sums[k] for k in (n - 1, n - 2) if k >= 0], sums[n + 1 : n + 3]
        likely = {p: max(chance(c), chance(f)) for p, (c, f) in s.pairs.items()}
        marks = {}
        for p, (together, apart) in s.pairs.items():
            elsewhere, others = of_pair[p].plus(sums[n][p], -1), everyone.plus(of_pair[p], -1)
            back, on = _around(before, p), _around(after, p)
            marks[p] = {
                "together": together,
                "apart": apart,
                "leaning elsewhere": elsewhere.leaning(_DOUBT),
                "told elsewhere": math.log(elsewhere.together + elsewhere.apart + _LITTLE),
                "leaning of others": others.leaning(2 * _DOUBT),
                "leaning before": back.apart - back.together,
                "leaning after": on.apart - on.together,
                "told before": back.apart + back.together,
                "told after": on.apart + on.together,
                "best other": max((v for q, v in likely.items() if q != p), default=0.0),
                "best other of theirs": max(
                    (v for q, v in likely.items() if q != p and not set(p).isdisjoint(q)), default=0.0
                ),
                "possible": math.log(len(s.pairs)),
            }
        out.append(marks)
    return out


_DOUBT, _LITTLE = 0.5, 0.2


def _around(sentences: Iterable[Mapping[Pair, _Sum]], pair: Pair) -> _Sum:
    out = _Sum()
    for sums in sentences:
        out = out.plus(sums.get(pair, _Sum()))
    return out


@dataclass(frozen=True, slots=True)
class NamedAct:
    """An act in sentence number ``at``, with the log-odds of each form or hotspot that it may have.

    ``pairs`` are the pairs of states that the act concerns, each with its chance.
    """

    at: int
    pairs: Mapping[Pair, float]
    odds: Mapping[str, float]


@dataclass(slots=True)
class _Mean:
    """Mean chance of each form or hotspot over several acts, weighted by the chance of each act."""

    weight: float = 0.0
    sums: dict[str, float] = field(default_factory=dict)

    def add(self, weight: float, chances: Mapping[str, float]) -> None:
        self.weight += weight
        for name, share in chances.items():
            self.sums[name] = self.sums.get(name, 0.0) + weight * share

    def less(self, other: _Mean) -> _Mean:
        """Return the mean over the acts that are not counted in ``other``."""
        rest = {name: max(total - other.sums.get(name, 0.0), 0.0) for name, total in self.sums.items()}
        return _Mean(max(self.weight - other.weight, 0.0), rest)

    def of(self, name: str, prior: float, worth: float) -> float:
        """Return the mean chance of a form or hotspot, shrunk to ``prior`` as if by ``worth`` more acts."""
        return (self.sums.get(name, 0.0) + worth * prior) / (self.weight + worth)


@dataclass(frozen=True, slots=True)
class _Around:
    """Mean chances of forms or hotspots over a text's acts: all, by sentence, by pair of states, by both."""

    all: _Mean
    by_sentence: dict[int, _Mean]
    pair: dict[Pair, _Mean]
    pair_here: dict[tuple[Pair, int], _Mean]

    @classmethod
    def of(cls, acts: Iterable[NamedAct]) -> _Around:
        out = cls(_Mean(), {}, {}, {})
        for act in acts:
            chances = {name: chance(z) for name, z in act.odds.items()}
            for p, weight in act.pairs.items():
                for mean in (
                    out.all,
                    out.by_sentence.setdefault(act.at, _Mean()),
                    out.pair.setdefault(p, _Mean()),
                    out.pair_here.setdefault((p, act.at), _Mean()),
                ):
                    mean.add(weight, chances)
        return out

    def rest(self, at: int) -> _Mean:
        """Return the mean over the acts in all sentences except number ``at``."""
        return self.all.less(self.by_sentence.get(at, _NOTHING))

    def theirs(self, act: NamedAct) -> _Mean:
        """Return the mean over acts of the same pairs of states in other sentences."""
        out = _Mean()
        for p in act.pairs:
            there = self.pair.get(p, _NOTHING).less(self.pair_here.get((p, act.at), _NOTHING))
            out.weight += there.weight
            for name, total in there.sums.items():
                out.sums[name] = out.sums.get(name, 0.0) + total
        return out


_NOTHING = _Mean()


def names_marks(acts: Iterable[NamedAct], context: Iterable[NamedAct]) -> list[dict[str, Measures]]:
    """Return for each act the measures of each form or hotspot it may have, which decide whether it fits."""
    around = _Around.of(context)
    out = []
    for act in acts:
        rest, theirs = around.rest(act.at), around.theirs(act)
        before, after = (around.by_sentence.get(n, _NOTHING) for n in (act.at - 1, act.at + 1))
        second, best = sorted([_NO_PAIR, _NO_PAIR, *act.odds.values()])[-2:]
        marks = {}
        for name, z in act.odds.items():
            usual = rest.of(name, _RARE, 1.0)
            marks[name] = {
                "alone": z,
                "text": _soft(usual),
                "pair elsewhere": _soft(theirs.of(name, usual, 1.0)),
                "before": _soft(before.of(name, usual, _FAINT)),
                "after": _soft(after.of(name, usual, _FAINT)),
                "best other": second if z == best else best,
                f"is {name}": 1.0,
            }
        out.append(marks)
    return out


_RARE, _FAINT = 0.05, 0.3


def _soft(share: float) -> float:
    """Return the log-odds of a share; a share of 0 or 1 is moved slightly inward."""
    return odds_of((share + _EDGE) / (1.0 + 2 * _EDGE))


_EDGE = 0.005


def rescored_names(acts: Sequence[NamedAct], head: str, weights: Weights) -> list[dict[str, float]]:
    """Return for each act of a text the chance, given the other acts, of each form or hotspot it may have."""
    return [
        {name: chance(weights.measured(head, marks)) for name, marks in of_act.items()}
        for of_act in names_marks(acts, acts)
    ]
