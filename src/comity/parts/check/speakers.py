"""Whom "both of us", "we both" and a bare "both" mean: the pair in view, which the layout leaves open."""

from __future__ import annotations

import re
from dataclasses import replace

from comity.language.sentence_layout import SentenceLayout
from comity.language.tokens import Phrase

_SPEAKERS = re.compile(
    r"\b(?P<both>(?:both|the two|neither) of (?:us|them)|both our "
    r"(?:delegations|governments|countries|capitals|states|missions|ambassadors|envoys|ministers)"
    r"|we both|us both|the partners(?= (?:were|are|stood|voted|differed|split|disagreed|agreed|parted)\b)"
    r"|we(?= (?:\w+ ){1,3}(?:side by side|together|alike|jointly)\b)|we(?= have been of two minds)"
    r"|both(?= (?:let|sat|stood|said|cast|gave|\w+ed)\b)|(?<=by )(?:both|the two)(?= in\b|\W*$|\s*[,.;]))"
)


_BESIDE_IT = re.compile(r"\b(?:with|from|than) (?P<it>it|him|her)\b")
"""After a state of the pair that acts, the other one."""


def with_speakers(view: SentenceLayout, pair: tuple[str, ...]) -> list[Phrase]:
    """The groups of states of a sentence, with those that a pronoun of its speakers means; in order."""
    out = [_the_pair(p, pair) for p in view.phrases]
    for m in _SPEAKERS.finditer(view.masked):
        lo, hi = view.token_at(m.start()), view.token_at(m.end() - 1)
        if not any(p.lo <= hi and lo <= p.hi for p in out):
            before = view.toks[lo - 1].low if lo else ""
            prep = before if before in ("by", "for", "with", "of", "to") else ""
            out.append(Phrase(pair, lo, hi, "anaphor-group", prep=prep, named="group", size=_TWO))
    for m in _BESIDE_IT.finditer(view.masked):
        at = view.token_at(m.start("it"))
        own = next((p.states for p in out if p.hi < at and not p.prep), ())
        rest = tuple(s for s in pair if s not in own)
        if len(own) == 1 and len(rest) == 1:
            out = [p for p in out if p.lo != at]
            out.append(Phrase(rest, at, at, "anaphor-one", prep=m[0].split()[0], named="it"))
    return sorted(out, key=lambda p: p.lo)


def _the_pair(p: Phrase, pair: tuple[str, ...]) -> Phrase:
    """What "they" means: the pair in view and no single other state that was only spoken of."""
    spoken_of = p.named == "they" and p.kind == "anaphor-group" and len(p.states) == 1
    return replace(p, states=pair) if spoken_of and len(pair) == _TWO and p.states[0] not in pair else p


_TWO = 2
