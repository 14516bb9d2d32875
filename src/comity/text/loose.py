"""The last resort for prose: one state is the subject and another hangs on its verb, by whatever verb.

Analysis prose says what states do to each other in more verbs than a list can hold.  Where no rule of the
lexicon filled its roles, a clause whose subject is a state and whose object is another is a claim without a
named form; words of friction in it decide its polarity.
"""

from __future__ import annotations

from comity.text.lexicon import Hit, Rule
from comity.text.merge import Draft
from comity.text.modality import WEAK, modality
from comity.text.roles import Cast
from comity.text.scene import Scene
from comity.text.signs import sign
from comity.text.tokens import Phrase
from comity.text.words import words

_FRIENDLY = Rule("loose.toward", "general", (), "", "toward", ())
_UNFRIENDLY = Rule("loose.against", "divergence", (), "", "against", (), polarity="friction")
_HANGS = frozenset({"", "to", "with", "from", "for", "against", "toward", "towards", "upon"})
_JOINS = frozenset({"and", ",", "or", "but"})
"""After these a new clause may begin, whose subject the state is."""

_NEAR = 14
"""How many tokens from its subject an object may stand."""


def loose(view: Scene) -> Draft | None:
    """A claim between the subject of a clause and a state that hangs on its verb, or ``None``."""
    for subject in (p for p in view.found if _acts(p)):
        clause = view.parts[view.clause(subject.lo)]
        if clause.opener in ("if", "whether", "unless", "that"):
            continue
        for p in view.found:
            inside = subject.hi + 1 < p.lo < min(clause.hi, subject.hi + _NEAR)
            if not inside or not _receives(p) or set(p.states) & set(subject.states):
                continue
            between = [t.low for t in view.toks[subject.hi + 1 : p.lo]]
            if not words("copula") & set(between) and between[-1] not in _JOINS:
                return _draft(view, subject, p)
    return None


def _acts(p: Phrase) -> bool:
    return p.kind in ("actor", "firm", "anaphor-one", "anaphor-group") and not p.prep and not p.poss


def _receives(p: Phrase) -> bool:
    acting = p.kind in ("actor", "firm", "anaphor-one") and not p.poss
    return p.prep in _HANGS and (acting or (p.kind == "adj" and bool(p.prep)))


def _draft(view: Scene, subject: Phrase, p: Phrase) -> Draft | None:
    start = view.toks[subject.hi + 1].start - view.start
    end = view.toks[p.lo].start - view.start
    told_in = view.masked[start:end]
    rule = _UNFRIENDLY if sign("friction").search(told_in) else _FRIENDLY
    told = modality(view, start, max(start + 1, end - 1), rule)
    if told in WEAK:
        return None
    return Draft(
        Hit(rule, start, max(start + 1, end)), Cast(subject.states, p.states, ()), told, words=told_in
    )
