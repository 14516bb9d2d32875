"""Selection of the acts that a sentence of news reports, by logistic weights.

Most wordings in news match no rule. So every pair of states in a sentence is scored, whether a rule matches
or not. The features are the roles of the states and the words around them (:mod:`pair_marks`), words for
events (:mod:`event_frames`), and matching rules. One score is for cooperation and one for friction; the
higher counts if it is high enough. Both are calibrated, so they are also the confidence shown. Which states
are named has no weight. :mod:`training.news` fits the weights (``data/news.csv``) to labelled news about all
pairs.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache, lru_cache

from comity.language.mentions import Mention
from comity.language.sentence_layout import SentenceLayout
from comity.parts.reader.classifier.act_classifier import RuleReadSentence, sides, states_a_fact
from comity.parts.reader.classifier.event_frames import EventFrame, frames_of, list_frame_features
from comity.parts.reader.classifier.pair_marks import (
    NamedPair,
    is_common,
    list_hit_features,
    list_rule_features,
    list_word_features,
    marks,
    named_pairs,
    places,
    plain,
    word_features,
)
from comity.parts.reader.classifier.pairs import pairs_of
from comity.parts.reader.classifier.weights import COOPERATION, FRICTION, chance, read_heads
from comity.parts.reader.lexicon import LexiconRule, RuleMatch
from comity.parts.reader.patterns import forms_that
from comity.parts.reader.rules.merge import MergedAct, RuleReading
from comity.parts.reader.rules.modality import WEAK, modality
from comity.parts.reader.rules.roles import Roles
from comity.types import Pair

LEAST, LEAST_ALONE = 0.35, 0.5
"""An act of a pair is told from this chance on, and from the second where no rule reads it."""

CUE = "cue"
"""The head of words that make it worth weighing a sentence from which no rule reads anything."""

FORM = "form "
"""Before the form in the name of a head."""

WEIGHED = "weighed.pair"
"""The rule id of what is told by weights alone."""

_POLARITIES = (COOPERATION, FRICTION)
Odds = tuple[float, float]
"""Log-odds that two states act together, and that they differ."""


@cache
def gate_weights() -> dict[str, dict[str, float]]:
    """Return the weight of each feature, for each head (yes-or-no question about a sentence)."""
    return read_heads("news.csv")


@cache
def _both() -> dict[str, Odds]:
    together, apart = (gate_weights()[h] for h in _POLARITIES)
    return {f: (together.get(f, 0.0), apart.get(f, 0.0)) for f in together.keys() | apart.keys()}


def _intercepts() -> Odds:
    return _both()["intercept"]


@cache
def weighed_frames() -> frozenset[str]:
    """Return the names of the event frames (words for an event with the states around) that have a weight."""
    parts = (f.split(" ") for f in _both() if f.startswith(("e ", "h ")))
    return frozenset(" ".join(p[:3] if p[2:3] == ["not"] else p[:2]) for p in parts)


@lru_cache(maxsize=1 << 16)
def _weigh_word(place: str, word: str) -> Odds:
    """Return what a word at a place, such as between the two states, adds to the score of each polarity."""
    return _sum(f"{place} {f}" for f in list_word_features(word))


def _sum(features: Iterable[str]) -> Odds:
    table, together, apart = _both(), 0.0, 0.0
    for f in features:
        if (w := table.get(f)) is not None:
            together += w[0]
            apart += w[1]
    return together, apart


def worth_weighing(masked: str, named: Collection[Mention]) -> bool:
    """Return whether the words of a sentence suggest an act, although no rule found one."""
    if len({s for m in named for s in m.states}) < _TWO:
        return False
    return sum(map(_cue, set(_WORD.findall(masked)))) + _cue("") >= 0.0


_TWO = 2
_WORD = re.compile(r"[^\W\d_]+")


@lru_cache(maxsize=1 << 15)
def _cue(word: str) -> float:
    """Return how much a word hints at an act (its weight); "" stands for the intercept."""
    weights = gate_weights()[CUE]
    if not word:
        return weights["intercept"]
    return math.fsum(weights.get(f, 0.0) for f in list_word_features(word)) if is_common(word) else 0.0


def cue_features(masked: str) -> frozenset[str]:
    """Return the features that show whether the words of a sentence suggest an act."""
    return frozenset(
        f for word in set(_WORD.findall(masked)) if is_common(word) for f in list_word_features(word)
    )


def pair_features(s: RuleReadSentence) -> Iterator[tuple[Pair, Counter[str]]]:
    """Yield each pair of states that a sentence names or a rule found, with its features and their counts."""
    frames = frames_of(s.view, s.hits)
    for pair, n in _candidates(s).items():
        out = Counter(_marks(s, pair, n, frames))
        if n is not None:
            out.update(word_features(s.view, n))
        yield pair, out


def _candidates(s: RuleReadSentence) -> dict[Pair, NamedPair | None]:
    named: dict[Pair, NamedPair | None] = {n.pair: n for n in named_pairs(s.view)}
    for m in s.merged:
        for pair in sorted(pairs_of(m)) if m.modality not in WEAK else ():
            named.setdefault(pair, None)
    return named


def _marks(
    s: RuleReadSentence, pair: Pair, n: NamedPair | None, frames: Collection[EventFrame]
) -> Iterator[str]:
    """Yield the features of a pair of states, without those of the words around the two."""
    yield from list_rule_features(pair, s.merged)
    if n is None:
        yield "unnamed"
    else:
        yield from marks(s.view, n)
        yield from list_hit_features(s.view, n, s.hits)
    yield from list_frame_features(frames, pair)


def odds(s: RuleReadSentence) -> dict[Pair, Odds]:
    """Return for each pair of states in a sentence the log-odds of cooperation and of friction."""
    frames = frames_of(s.view, s.hits, weighed_frames())
    out = {}
    for pair, n in _candidates(s).items():
        together, apart = (
            a + b for a, b in zip(_intercepts(), _sum(_marks(s, pair, n, frames)), strict=True)
        )
        for place, lo, hi in places(s.view, n) if n is not None else ():
            for t in s.view.toks[lo:hi]:
                more = _weigh_word(place, plain(t))
                together += more[0]
                apart += more[1]
        out[pair] = together, apart
    return out


def gate_acts(s: RuleReadSentence) -> list[MergedAct]:
    """Return the acts in a sentence of news whose pairs of states are likely enough, by a rule or not."""
    likely = dict[str, dict[Pair, float]]()
    read = [m for m in s.merged if m.modality not in WEAK]
    if not read and not worth_weighing(s.view.masked, s.view.named):
        return s.merged
    ruled = {(p, m.polarity) for m in read for p in pairs_of(m)}
    settled = _rule_out(s.merged)
    votes = {p for m in read if m.drafts[0].hit.rule.id.startswith(_VOTES) for p in pairs_of(m)}
    alone = 1.0 if votes or not states_a_fact(s.view) else LEAST_ALONE
    for pair, both in odds(s).items():
        share, polarity = max(zip(map(chance, both), _POLARITIES, strict=True))
        if pair in votes:
            share, polarity = max(chance(both[0]), LEAST), COOPERATION
        if share >= (LEAST if (pair, polarity) in ruled else 1.0 if (pair, polarity) in settled else alone):
            likely.setdefault(polarity, {})[pair] = share
    out = [m for m in s.merged if m.modality in WEAK]
    for polarity, shares in likely.items():
        left = dict(shares)
        for m in s.merged:
            if m.polarity != polarity or m.modality in WEAK:
                continue
            if pairs := {p: shares[p] for p in sorted(pairs_of(m)) if p in shares}:
                parties = {state for p in pairs for state in p}
                actors, partners = (tuple(x for x in side if x in parties) for side in (m.actors, m.partners))
                out.append(replace(m, actors=actors, partners=partners, pairs=pairs))
                for p in pairs:
                    left.pop(p, None)
        acts = (_alone(s, *two, polarity, left) for two in sides(set(left), s.view, polarity))
        out += [m for m in acts if m.modality not in WEAK]
    for m in out:
        if m.polarity == COOPERATION and m.modality not in WEAK and set(m.forms) <= _unsaid():
            m.forms = choose_forms(form_features(s, m)) or _list_hit_forms(s) or m.forms
    return out


def _list_hit_forms(s: RuleReadSentence) -> list[str]:
    """Return the kinds of trade and aid whose wording occurs, although no rule assigned them to states."""
    return list(dict.fromkeys(h.rule.form for h in s.hits if h.rule.form in forms_that("goods")))


def _rule_out(merged: Iterable[MergedAct]) -> set[tuple[Pair, str]]:
    """Return pairs of states, each with cooperation or friction, of which scores alone must not make an act.

    - Two states whose act the sentence only denies, supposes or demands.
    - Friction between a state and the target against which it cooperates: the cooperation already says so.
    """
    out = set()
    for m in merged:
        if m.modality in WEAK:
            out |= {(p, m.polarity) for p in pairs_of(m)}
        elif m.polarity == COOPERATION:
            out |= {((min(a, t), max(a, t)), FRICTION) for a in m.parties for t in m.targets}
    return out


@cache
def _unsaid() -> frozenset[str]:
    """Return the vague forms (kinds of act), which leave open how states act."""
    return forms_that("soft") | {""}


_VOTES = ("vote.", "deference.abstains-beside")
"""Of states that vote together rules know who is on which side; a vote against a draft is no quarrel."""


def _alone(
    s: RuleReadSentence,
    one: tuple[str, ...],
    other: tuple[str, ...],
    polarity: str,
    shares: Mapping[Pair, float],
) -> MergedAct:
    """Build an act that no rule found; the word with the highest weight counts as the word that names it."""
    actors, partners = (one, other) if polarity == FRICTION or len(other) > 1 else ((*one, *other), ())
    m = MergedAct(actors, partners, (), polarity, [], [] if polarity == COOPERATION else ["divergence"])
    m.pairs = {p: shares[p] for p in sorted(pairs_of(m)) if p in shares}
    start, end = _heaviest(s.view, next(n for n in named_pairs(s.view) if n.pair in m.pairs), polarity)
    hit = RuleMatch(LexiconRule(WEIGHED, "", (), "", "relation", (), polarity=polarity), start, end)
    mood = modality(s.view, start, end, hit.rule)
    m.drafts.append(RuleReading(hit, Roles(actors, partners, ()), mood, words=s.view.masked[start:end]))
    return m


def _heaviest(view: SentenceLayout, n: NamedPair, polarity: str) -> tuple[int, int]:
    """Return start and end of the word that most suggests the polarity, or of the whole sentence."""
    at, spots = _POLARITIES.index(polarity), []
    for place, lo, hi in places(view, n):
        spots += [(_weigh_word(place, plain(t))[at], -t.start, t.end) for t in view.toks[lo:hi]]
    _, start, end = max(spots, default=(0.0, -view.start, view.end))
    return -start - view.start, end - view.start


def form_features(s: RuleReadSentence, m: MergedAct) -> frozenset[str]:
    """Return features for choosing an act's forms (kinds): those rules found, and words near its states."""
    clauses = {s.view.clause(p.lo) for p in s.view.phrases if not m.parties.isdisjoint(p.states)}
    spans = [(s.view.parts[c].lo, s.view.parts[c].hi) for c in clauses]
    spoken = {plain(t) for lo, hi in spans for t in s.view.toks[lo:hi]}
    return frozenset(
        [f"own {f}" for f in m.forms] + [f"w {f}" for word in spoken for f in list_word_features(word)]
    )


def choose_forms(features: frozenset[str]) -> list[str]:
    """Return the forms (kinds of act) that are likely enough, likeliest first."""
    bearing, intercepts = _forms()
    odds_of = dict(intercepts)
    for f in sorted(features & bearing.keys()):
        for form, weight in bearing[f]:
            odds_of[form] += weight
    own = {f.removeprefix("own ") for f in features if f.startswith("own ")} - odds_of.keys()
    weighed = {form: chance(z) for form, z in odds_of.items()} | dict.fromkeys(own - {""}, 1.0)
    enough = [form for form, share in weighed.items() if share >= FORM_LEAST]
    return sorted(enough, key=lambda form: (-weighed[form], form))[:_MOST_FORMS]


FORM_LEAST, _MOST_FORMS = 0.35, 3


@cache
def _forms() -> tuple[dict[str, list[tuple[str, float]]], dict[str, float]]:
    """Return for each feature its weight for each form (kind of act), and for each form its intercept."""
    heads = {h.removeprefix(FORM): w for h, w in gate_weights().items() if h.startswith(FORM)}
    bearing: dict[str, list[tuple[str, float]]] = {}
    for form, weights in heads.items():
        for feature, weight in weights.items():
            if feature != "intercept":
                bearing.setdefault(feature, []).append((form, weight))
    return bearing, {form: weights["intercept"] for form, weights in heads.items()}
