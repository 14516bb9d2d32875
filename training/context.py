"""Draws up the heads by which chances are weighed again in the light of the text (:mod:`whole`).

They are learned from chances as new texts will give them: each article is weighed by heads that were drawn up
without it (stacked generalization, Wolpert 1992).
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from comity.text.classifier import context_rescoring
from comity.text.classifier.act_classifier import TOLD, first, likely
from comity.text.classifier.weights import (
    AGAIN,
    COOPERATION,
    FORM_AGAIN,
    FRICTION,
    HOTSPOT_AGAIN,
    TELLS,
    Weights,
)
from comity.types import Pair
from training.regression import measured
from training.sentences import Seen, Text

FOLDS = 4
"""In how many parts the articles are divided."""

HEARD = 0.6
"""How far the rest of the text is heard.

All that was fitted (1) is best, by little, on articles that no rule was written with.  Where the rules of the
lexicon find nearly all alone (the seven given excerpts, which they were written with), that much tells pairs
that are not there; hearing three fifths keeps most of the gain on the former at half the loss on the latter.
"""

Heads = dict[str, dict[str, float]]
Fit = Callable[[Sequence[Text]], Heads]
"""Draws up from texts the heads that weigh a sentence alone."""


def again(texts: Sequence[Text], alone: Fit) -> Heads:
    """The heads that weigh again."""
    held = list(_held_out(texts, alone))
    tells, pairs = _Rows(), {COOPERATION: _Rows(), FRICTION: _Rows()}
    for text, _, firsts in held:
        for seen, marks, of_pairs in zip(
            text.sentences,
            context_rescoring.tells_marks(firsts),
            context_rescoring.pairs_marks(firsts),
            strict=True,
        ):
            if seen.tells is not None:
                tells.add(marks, hit=seen.tells)
            for p, told in _open(seen, of_pairs):
                for polarity, rows in pairs.items():
                    rows.add(of_pairs[p], hit=polarity in told)
    out = {AGAIN + TELLS: tells.fitted()} | {AGAIN + p: rows.fitted() for p, rows in pairs.items()}
    forms, spots = _Rows(), _Rows()
    for text, weights, firsts in held:
        _names(text, Weights({**weights.heads, **out}), firsts, forms, spots)
    out |= {FORM_AGAIN: forms.fitted(), HOTSPOT_AGAIN: spots.fitted()}
    return {head: _heard(weights, context_rescoring.ALONE[head]) for head, weights in out.items()}


def _heard(weights: dict[str, float], alone: str) -> dict[str, float]:
    """The weights drawn back toward those that hear nothing but the sentence alone."""
    out = {f: round(HEARD * w, 3) for f, w in weights.items()}
    return out | {alone: round(HEARD * weights[alone] + 1.0 - HEARD, 3)}


@dataclass(slots=True)
class _Rows:
    marks: list[context_rescoring.Marks] = field(default_factory=list)
    hits: list[bool] = field(default_factory=list)

    def add(self, marks: context_rescoring.Marks, *, hit: bool) -> None:
        self.marks.append(marks)
        self.hits.append(hit)

    def fitted(self) -> dict[str, float]:
        return measured(self.marks, self.hits)


def _held_out(
    texts: Sequence[Text], alone: Fit
) -> Iterator[tuple[Text, Weights, list[context_rescoring.First]]]:
    """Each text with weights drawn up without its article, and its sentences as these weigh them alone."""
    for fold in range(FOLDS):
        here = [t for t in texts if _fold(t) == fold]
        if here:
            weights = Weights(alone([t for t in texts if _fold(t) != fold]))
            for t in here:
                yield t, weights, [first(s.here, weights) for s in t.sentences]


def _fold(text: Text) -> int:
    return zlib.crc32(text.article.encode()) % FOLDS


def _open(seen: Seen, pairs: Iterable[Pair]) -> Iterator[tuple[Pair, frozenset[str]]]:
    """The pairs of a sentence that tells an act of which the labels say whether it is told of them."""
    for p in pairs if seen.firm else ():
        if (told := seen.told(p)) is not None:
            yield p, told


def _names(
    text: Text,
    weights: Weights,
    firsts: Sequence[context_rescoring.First],
    forms: _Rows,
    spots: _Rows,
) -> None:
    """Rows of the forms and hotspots of labelled claims, beside those of what is told around them."""
    told_forms, told_spots, claims, places = [], [], [], []
    for n, (seen, chances) in enumerate(
        zip(text.sentences, context_rescoring.again(firsts, weights), strict=True)
    ):
        for p, (chance, polarity) in likely(chances).items():
            if chance >= TOLD:
                odds = weights.forms(seen.forms_by({p}, polarity))
                told_forms.append(context_rescoring.Named(n, {p: chance}, odds))
                told_spots.append(context_rescoring.Named(n, {p: chance}, weights.hotspots(seen.about[p])))
        for c in seen.firm:
            pairs = dict.fromkeys(sorted(c.pairs), 1.0)
            claims.append((context_rescoring.Named(n, pairs, weights.forms(seen.forms_of(c))), c.forms))
            for p in sorted(c.pairs & set(seen.about))[:1]:
                places.append(
                    (context_rescoring.Named(n, pairs, weights.hotspots(seen.about[p])), c.hotspots)
                )
    for rows, asked, told in ((forms, claims, told_forms), (spots, places, told_spots)):
        for marks, (_, names) in zip(
            context_rescoring.names_marks([a for a, _ in asked], told), asked, strict=True
        ):
            for name, of_name in marks.items():
                rows.add(of_name, hit=name in names)
