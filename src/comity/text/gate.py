"""Whether a sentence of prose tells an act of a pair, of which polarity and in which forms: logistic scores.

The rules propose, the scores dispose: what a rule of the lexicon read, and what :mod:`guess` holds possible,
is kept where it is likelier than not, given how it was found and what the sentence speaks of
(:mod:`senses`).  The weights stand in ``data/gate.yaml``, drawn up by :mod:`comity.text.weigh`.
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
from comity.text.tokens import ACTING
from comity.text.words import data_text
from comity.vocabulary.load import read_yaml

_FILE = "text/data/gate.yaml"
KEEP, FRICTION = "keep", "friction"
"""The heads beside one for each form: keep the candidate; the act is friction."""


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
        "recommends": sign("recommendation").search(view.masked) is not None,
        "no hit": not forms,
        "no sense": not senses,
        "text of a pair": len(focus.theirs()) > 1,
        "text of one": bool(focus.about),
    }
    return Said(frozenset(out | {k for k, v in marks.items() if v}), senses, forms)


_SHORT, _LONG = 8, 35


def standing(view: Scene, focus: Focus, parties: frozenset[str]) -> set[str]:
    """How the parties of a candidate stand in the sentence and in the text."""
    acting = [p for p in view.found if p.kind in ACTING and not p.prep]
    subject = acting[0] if acting else None
    named = {s for m in view.named for s in m.states}
    pair = set(focus.theirs())
    marks = {
        "all named": parties <= named,
        "some named": bool(parties & named),
        "others named": bool(named - parties),
        "subject is a party": subject is not None and bool(set(subject.states) & parties),
        "subject is another": subject is not None and not set(subject.states) & parties,
        "no subject": subject is None,
        "two parties act": sum(bool(set(p.states) & parties) for p in acting) > 1
        or any(len(set(p.states) & parties) > 1 for p in acting),
        "only owners": not any(p.kind in ACTING and set(p.states) & parties for p in view.found),
        "the text's pair": parties == pair,
        "half the text's pair": len(parties & pair) == 1,
        "none of the text's pair": bool(pair) and not parties & pair,
        "the text's state": bool(set(focus.about) & parties),
        "many parties": len(parties) > _FEW,
        "just acted": focus.group_at == focus.now - 1 and set(focus.group) == parties,
    }
    out = {k for k, v in marks.items() if v}
    places = sorted(_place(view, s) for s in parties)
    ranks = sorted(min(focus.ranks.get(s, _LOW), _LOW) for s in parties)
    ago = focus.now - focus.told_at.get(parties, -99)
    out.add(f"stand as {places[0]} and {places[1]}")
    out.add(f"ranks {ranks[0]} and {ranks[1]}")
    out.add(f"told {'just now' if ago < 2 else 'lately' if ago < 6 else 'before' if ago < 90 else 'never'}")
    return out


_FEW = 3
_LOW = 4


def _place(view: Scene, state: str) -> str:
    """How a state stands in a sentence: the most prominent of its phrases."""
    best = "nowhere"
    for p in view.found:
        if state in p.states:
            kind = (
                "subject"
                if p.kind in ACTING and not p.prep and not p.poss
                else (
                    "with"
                    if p.kind in ACTING and not p.poss
                    else "owner"
                    if p.kind == "adj" or p.poss
                    else "aside"
                )
            )
            if _ORDER.index(kind) < _ORDER.index(best):
                best = kind
    return best


_ORDER = ("subject", "with", "owner", "aside", "nowhere")


@cache
def heads() -> dict[str, dict[str, float]]:
    """Head -> feature -> weight."""
    data = read_yaml(data_text("gate.yaml"), _FILE)
    if not isinstance(data, dict) or KEEP not in data or FRICTION not in data:
        raise VocabularyError(_FILE, "the file", "must hold the heads keep and friction")
    return {str(k): {str(f): float(w) for f, w in v.items()} for k, v in data.items()}


def chance(head: str, features: Iterable[str]) -> float:
    """Chance of a head given the features present; 0 for a head without weights."""
    weights = heads().get(head)
    if weights is None:
        return 0.0
    score = weights.get("intercept", 0.0) + sum(weights.get(f, 0.0) for f in features)
    return 1.0 / (1.0 + math.exp(-score))
