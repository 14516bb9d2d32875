"""Features of a sentence of a long text that do not depend on the states: subject matter and wording."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from comity.language.discourse_state import DiscourseState
from comity.language.sentence_layout import SentenceLayout
from comity.parts.reader.lexicon import RuleMatch
from comity.parts.reader.patterns import has_sign
from comity.parts.reader.senses import senses_in


@dataclass(frozen=True, slots=True)
class SentenceFeatures:
    """Features of a sentence that are the same for each pair of states in it."""

    features: frozenset[str]
    senses: frozenset[str]
    forms: frozenset[str]


def features_of(view: SentenceLayout, hits: Collection[RuleMatch], focus: DiscourseState) -> SentenceFeatures:
    """Return the features of a sentence that do not depend on the states."""
    senses = frozenset(s.name for s in senses_in(view.masked))
    forms = frozenset(h.rule.form or "general" for h in hits)
    words = len(view.toks)
    named = {s for m in view.named for s in m.states}
    out = {f"sense {s}" for s in senses} | {f"hit {f}" for f in forms}
    out |= {f"names {min(len(named), 3)}", f"dense {int(focus.dense * _STEPS)}"}
    marks = {
        "question": view.masked.rstrip(' "').endswith("?"),
        "heading": not has_sign("sentence", view.masked),
        "short": words < _SHORT,
        "long": words > _LONG,
        "after an act": focus.acted,
        "itself": has_sign("itself", view.masked),
        "points back": has_sign("points_back", view.masked),
        "elsewhere": has_sign("elsewhere", view.masked),
        "opinion": has_sign("opinion", view.masked),
        "recommends": has_sign("recommendation", view.masked),
        "no hit": not forms,
        "no sense": not senses,
        "text of a pair": len(focus.theirs()) > 1,
        "text of one": bool(focus.about),
    }
    return SentenceFeatures(frozenset(out | {k for k, v in marks.items() if v}), senses, forms)


_SHORT, _LONG, _STEPS = 8, 35, 5
