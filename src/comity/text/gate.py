"""Whether a sentence of prose tells an act, of which two states, of which polarity and form: logistic scores.

The rules propose, the scores dispose.  Whether a sentence tells an act is weighed by what it speaks of
(:mod:`senses`), by its words (:mod:`wording`) and what the lexicon read in it; then of which of the possible
pairs (:mod:`pairs`) it tells that they act together, or differ.
The weights stand in ``data/weights.csv``, drawn up by :mod:`comity.text.weigh`.
"""

from __future__ import annotations

import csv
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

_FILE = "text/data/weights.csv"
TELLS, COOPERATION, FRICTION = "tells", "cooperation", "friction"
"""The heads beside those for forms and hotspots: the sentence tells an act; one of these two states acting
together; one of these two differing."""


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
    out |= {f"names {min(len(named), 3)}", f"dense {int(focus.dense * _STEPS)}"}
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


_SHORT, _LONG, _STEPS = 8, 35, 5


@cache
def heads() -> dict[str, dict[str, float]]:
    """Head -> feature -> weight.

    Raises
    ------
    VocabularyError
        When a line is no weight or a head is missing.
    """
    out: dict[str, dict[str, float]] = {}
    lines = (line for line in data_text("weights.csv").splitlines() if not line.startswith("#"))
    for row in csv.DictReader(lines):
        try:
            out.setdefault(row["head"], {})[row["feature"]] = float(row["weight"])
        except (KeyError, TypeError, ValueError):
            raise VocabularyError(_FILE, str(row), "must be a head, a feature and a weight") from None
    if missing := sorted({TELLS, COOPERATION, FRICTION} - set(out)):
        raise VocabularyError(_FILE, missing[0], "has no weights")
    return out


@cache
def _bearing() -> dict[str, tuple[tuple[str, float], ...]]:
    """Feature -> the heads it bears on and its weight there."""
    out: dict[str, list[tuple[str, float]]] = {}
    for head, told in heads().items():
        for feature, weight in told.items():
            out.setdefault(feature, []).append((head, weight))
    return {f: tuple(w) for f, w in out.items()}


def chance(head: str, features: Iterable[str]) -> float:
    """Chance of a head given the features present; 0 for a head without weights."""
    weights = heads().get(head)
    if weights is None:
        return 0.0
    return _logistic(weights.get("intercept", 0.0), [weights[f] for f in features if f in weights])


def chances(features: Iterable[str]) -> dict[str, float]:
    """Chance of every head given the features present."""
    parts: dict[str, list[float]] = {head: [] for head in heads()}
    bearing = _bearing()
    for f in features:
        for head, weight in bearing.get(f, ()):
            parts[head].append(weight)
    return {head: _logistic(heads()[head].get("intercept", 0.0), told) for head, told in parts.items()}


def _logistic(intercept: float, weights: list[float]) -> float:
    """The logistic of the exact sum, the same in whatever order the features come."""
    return 1.0 / (1.0 + math.exp(-math.fsum((intercept, *weights))))
