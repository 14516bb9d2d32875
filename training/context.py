"""Fit regressions that rescore an act by the other sentences of its text (:mod:`context_rescoring`).

Their input is the probabilities of the first regressions, which see one sentence at a time. For each article,
these probabilities come from regressions fitted without that article, as for a new text (stacked
generalization, Wolpert 1992).
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from comity.parts.reader.classifier import context_rescoring
from comity.parts.reader.classifier.act_classifier import PAIR_LEAST, likely, odds_alone
from comity.parts.reader.classifier.weights import (
    AGAIN,
    COOPERATION,
    FORM_AGAIN,
    FRICTION,
    TELLS,
    Weights,
)
from comity.types import Pair
from training.regression import measured
from training.sentences import LabelledSentence, LabelledText

FOLDS = 4
"""In how many parts the articles are divided."""

CONTEXT_SHARE = 0.6
"""How far the rest of the text counts.

All that was fitted (1) is best, by little, on articles that no rule was written with.  Where the rules of the
lexicon find nearly all alone (the seven given excerpts, which they were written with), that much tells pairs
that are not there; hearing three fifths keeps most of the gain on the former at half the loss on the latter.
"""

HeadWeights = dict[str, dict[str, float]]
Fit = Callable[[Sequence[LabelledText]], HeadWeights]
"""Draws up from texts the heads that weigh a sentence alone."""


def again(texts: Sequence[LabelledText], alone: Fit) -> HeadWeights:
    """Return the weights that rescore a sentence; ``alone`` fits the weights of the first regressions."""
    out_of_fold = list(_held_out(texts, alone))
    tells, pairs = _MeasuredRows(), {COOPERATION: _MeasuredRows(), FRICTION: _MeasuredRows()}
    for text, _, firsts in out_of_fold:
        for sentence, marks, of_pairs in zip(
            text.sentences,
            context_rescoring.tells_marks(firsts),
            context_rescoring.pairs_marks(firsts),
            strict=True,
        ):
            if sentence.tells is not None:
                tells.add(marks, hit=sentence.tells)
            for p, polarities in _open(sentence, of_pairs):
                for polarity, rows in pairs.items():
                    rows.add(of_pairs[p], hit=polarity in polarities)
    out = {AGAIN + TELLS: tells.fitted()} | {AGAIN + p: rows.fitted() for p, rows in pairs.items()}
    forms = _MeasuredRows()
    for text, weights, firsts in out_of_fold:
        _names(text, Weights({**weights.heads, **out}), firsts, forms)
    out[FORM_AGAIN] = forms.fitted()
    return {head: _drawn_back(weights, context_rescoring.ALONE[head]) for head, weights in out.items()}


def _drawn_back(weights: dict[str, float], alone: str) -> dict[str, float]:
    """Return the weights moved part of the way back to using only the sentence's first score."""
    out = {f: round(CONTEXT_SHARE * w, 3) for f, w in weights.items()}
    return out | {alone: round(CONTEXT_SHARE * weights[alone] + 1.0 - CONTEXT_SHARE, 3)}


@dataclass(slots=True)
class _MeasuredRows:
    marks: list[context_rescoring.Measures] = field(default_factory=list)
    hits: list[bool] = field(default_factory=list)

    def add(self, marks: context_rescoring.Measures, *, hit: bool) -> None:
        self.marks.append(marks)
        self.hits.append(hit)

    def fitted(self) -> dict[str, float]:
        return measured(self.marks, self.hits)


def _held_out(
    texts: Sequence[LabelledText], alone: Fit
) -> Iterator[tuple[LabelledText, Weights, list[context_rescoring.SentenceOdds]]]:
    """Yield each text, the weights fitted without its article, and its sentences' scores with them."""
    for fold in range(FOLDS):
        left_out = [t for t in texts if _fold(t) == fold]
        if left_out:
            weights = Weights(alone([t for t in texts if _fold(t) != fold]))
            for t in left_out:
                yield t, weights, [odds_alone(s.evidence, weights) for s in t.sentences]


def _fold(text: LabelledText) -> int:
    return zlib.crc32(text.article.encode()) % FOLDS


def _open(sentence: LabelledSentence, pairs: Iterable[Pair]) -> Iterator[tuple[Pair, frozenset[str]]]:
    """Yield each pair of a sentence for which the labels are certain, with the labelled polarities."""
    for p in pairs if sentence.firm else ():
        if (polarities := sentence.polarities(p)) is not None:
            yield p, polarities


def _names(
    text: LabelledText,
    weights: Weights,
    firsts: Sequence[context_rescoring.SentenceOdds],
    rows: _MeasuredRows,
) -> None:
    """Add to ``rows`` the forms of labelled claims, with measures of the acts read around each claim."""
    around, claims = [], []
    for n, (sentence, chances) in enumerate(
        zip(text.sentences, context_rescoring.rescore(firsts, weights), strict=True)
    ):
        for p, (chance, polarity) in likely(chances).items():
            if chance >= PAIR_LEAST:
                odds = weights.forms(sentence.forms_by({p}, polarity))
                around.append(context_rescoring.NamedAct(n, {p: chance}, odds))
        for c in sentence.firm:
            pairs = dict.fromkeys(sorted(c.pairs), 1.0)
            odds = weights.forms(sentence.forms_of(c))
            claims.append((context_rescoring.NamedAct(n, pairs, odds), c.forms))
    for marks, (_, names) in zip(
        context_rescoring.names_marks([a for a, _ in claims], around), claims, strict=True
    ):
        for name, of_name in marks.items():
            rows.add(of_name, hit=name in names)
