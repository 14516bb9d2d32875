"""What a sentence of prose says, apart from who: what it speaks of and how, as features to be weighed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from comity.text.base.lexicon import RuleMatch
from comity.text.base.patterns import sign
from comity.text.base.senses import senses_in
from comity.text.syntax.discourse_state import DiscourseState
from comity.text.syntax.sentence_layout import SentenceLayout


@dataclass(frozen=True, slots=True)
class SentenceFeatures:
    """What a sentence says, apart from who: features that are the same for each of its candidates."""

    features: frozenset[str]
    senses: frozenset[str]
    forms: frozenset[str]


def features_of(view: SentenceLayout, hits: Collection[RuleMatch], focus: DiscourseState) -> SentenceFeatures:
    """Features of a sentence."""
    senses = frozenset(s.name for s in senses_in(view.masked))
    forms = frozenset(h.rule.form or "general" for h in hits)
    words = len(view.toks)
    named = {s for m in view.named for s in m.states}
    out = {f"sense {s}" for s in senses} | {f"hit {f}" for f in forms}
    out |= {f"names {min(len(named), 3)}", f"dense {int(focus.dense * _STEPS)}"}
    marks = {
        "question": view.masked.rstrip(' "').endswith("?"),
        "heading": not sign("sentence").search(view.masked),
        "short": words < _SHORT,
        "long": words > _LONG,
        "after an act": focus.acted,
        "itself": sign("itself").search(view.masked) is not None,
        "points back": sign("points_back").search(view.masked) is not None,
        "elsewhere": sign("elsewhere").search(view.masked) is not None,
        "opinion": sign("opinion").search(view.masked) is not None,
        "recommends": sign("recommendation").search(view.masked) is not None,
        "no hit": not forms,
        "no sense": not senses,
        "text of a pair": len(focus.theirs()) > 1,
        "text of one": bool(focus.about),
    }
    return SentenceFeatures(frozenset(out | {k for k, v in marks.items() if v}), senses, forms)


_SHORT, _LONG, _STEPS = 8, 35, 5
