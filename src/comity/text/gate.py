"""Whether a sentence of prose tells an act, of which two states, of which polarity and form: logistic scores.

The rules propose, the scores dispose.  Whether a sentence tells an act is weighed by what it speaks of
(:mod:`senses`) and what the lexicon read in it; then which of the possible pairs (:mod:`pairs`) it tells of.
The weights stand in ``data/gate.yaml``, drawn up by :mod:`comity.text.weigh`.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache

from comity.errors import VocabularyError
from comity.text.focus import Focus
from comity.text.lexicon import Hit
from comity.text.scene import Scene
from comity.text.senses import found as senses_of
from comity.text.signs import sign
from comity.text.words import data_text
from comity.vocabulary.load import read_yaml

_FILE = "text/data/gate.yaml"
TELLS, PAIR, FRICTION = "tells", "pair", "friction"
"""The heads beside one for each form: the sentence tells an act; of this pair; the act is friction."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a sentence says, apart from who: features that are the same for each of its candidates."""

    features: frozenset[str]
    senses: frozenset[str]
    forms: frozenset[str]


def said(view: Scene, hits: Collection[Hit], focus: Focus, *, acted: bool) -> Said:
    """Features of a sentence; ``acted`` whether the sentence before told an act."""
    senses = frozenset(s.name for s in senses_of(view.masked))
    forms = frozenset(h.rule.form or "general" for h in hits)
    words = len(view.toks)
    named = {s for m in view.named for s in m.states}
    out = {f"sense {s}" for s in senses} | {f"hit {f}" for f in forms}
    out |= {f"names {min(len(named), 3)}"}
    marks = {
        "question": view.masked.rstrip(' "').endswith("?"),
        "heading": not sign("sentence").search(view.masked),
        "short": words < _SHORT,
        "long": words > _LONG,
        "after an act": acted,
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
    return Said(frozenset(out | {k for k, v in marks.items() if v}), senses, forms)


_SHORT, _LONG = 8, 35


@cache
def heads() -> dict[str, dict[str, float]]:
    """Head -> feature -> weight."""
    data = read_yaml(data_text("gate.yaml"), _FILE)
    if not isinstance(data, dict) or not {TELLS, PAIR, FRICTION} <= set(data):
        raise VocabularyError(_FILE, "the file", f"must hold the heads {TELLS}, {PAIR} and {FRICTION}")
    return {str(k): {str(f): float(w) for f, w in v.items()} for k, v in data.items()}


def chance(head: str, features: Iterable[str]) -> float:
    """Chance of a head given the features present; 0 for a head without weights."""
    weights = heads().get(head)
    if weights is None:
        return 0.0
    score = weights.get("intercept", 0.0) + sum(weights.get(f, 0.0) for f in features)
    return 1.0 / (1.0 + math.exp(-score))
