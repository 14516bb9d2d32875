"""Word stems of a sentence as features: all its stems, and those around two states.

Names of states are replaced by one sign. So a sentence about one pair of states is scored like the same
sentence about any other pair.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise

from comity.language import words
from comity.language.sentence_layout import SentenceLayout
from comity.language.tokens import Phrase, Token

NAME = "@"
"""Stands for the name of a state among stems."""

_SHORTEST = 3
"""An ending is cut where at least so many letters are left."""

_MARKS = frozenset(",;:")
_MIDDLE, _AFTER = 14, 8
"""How many words between two states, and after one, are looked at."""


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """Return a word without its ending (light stemming, after step 1 of Porter 1980)."""
    if len(word) > _SHORTEST:
        for ending in _endings():
            if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
                return word[: -len(ending)]
    return word


@lru_cache(maxsize=1)
def _endings() -> tuple[str, ...]:
    return tuple(sorted(words("endings"), key=lambda e: (-len(e), e)))


def stems(toks: list[Token]) -> list[str]:
    """Return the stem of each token; names of states become one sign, and most punctuation becomes a dot."""
    return [_stem_words(t) for t in toks]


def _stem_words(t: Token) -> str:
    if t.mention is not None:
        return NAME
    if t.low[0].isalpha():
        return stem(t.low)
    return t.low if t.low in _MARKS else "."


def list_sentence_stems(toks: list[Token]) -> set[str]:
    """Return the stems of a sentence (prefix ``w``) and each two neighbouring stems (prefix ``b``)."""
    seq = stems(toks)
    out = {f"w {w}" for w in seq if w[0].isalpha()}
    return out | {f"b {a} {b}" for a, b in pairwise(seq) if a[0].isalpha() or b[0].isalpha()}


def list_pair_stems(view: SentenceLayout, a: str, b: str) -> set[str]:
    """Return the word stems before, between and after two states; if one is named, those after that state."""
    seq = stems(view.toks)
    one = [p for p in view.phrases if a in p.states]
    other = [p for p in view.phrases if b in p.states]
    if not one or not other:
        alone = one or other
        return (
            _list_neighbour_stems(seq, alone[0], "O") | _list_stems_after(seq, alone[0]) if alone else set()
        )
    p, q = min(((p, q) for p in one for q in other), key=lambda t: abs(t[0].lo - t[1].lo))
    if p is q:
        return {"joined", *_list_neighbour_stems(seq, p, "J"), *_clauses(view, seq, p, q)}
    p, q = (p, q) if p.lo <= q.lo else (q, p)
    middle = [w for w in seq[p.hi + 1 : q.lo] if w[0].isalpha()][:_MIDDLE]
    out = {f"m {w}" for w in middle} | {f"mb {u} {v}" for u, v in pairwise(middle)}
    out |= _list_neighbour_stems(seq, p, "A") | _list_neighbour_stems(seq, q, "B") | _clauses(view, seq, p, q)
    return out | ({"first names one"} if p.lo == view.phrases[0].lo else set())


def _list_neighbour_stems(seq: list[str], p: Phrase, tag: str) -> set[str]:
    before = seq[p.lo - 1] if p.lo else "^"
    after = seq[p.hi + 1] if p.hi + 1 < len(seq) else "$"
    made = f"{p.kind} {p.prep}{' owner' if p.poss else ''}"
    return {f"{tag}- {before}", f"{tag}+ {after}", f"{tag} {made}", f"{tag} by {p.named}"}


def _list_stems_after(seq: list[str], p: Phrase) -> set[str]:
    return {f"o {w}" for w in seq[p.hi + 1 : p.hi + 1 + _AFTER] if w[0].isalpha()}


def _clauses(view: SentenceLayout, seq: list[str], p: Phrase, q: Phrase) -> set[str]:
    numbers = {view.clause(p.lo), view.clause(q.lo)}
    return {f"c {w}" for n, w in enumerate(seq) if w[0].isalpha() and view.clause(n) in numbers}
