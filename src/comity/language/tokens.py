"""Tokens and phrases of a sentence: data types and tokenisation, without knowledge of states."""

from __future__ import annotations

import re
from dataclasses import dataclass

from comity.language.mentions import Mention

_TOKEN = re.compile(r"[’']s\b|\w+(?:[-’'.]\w+)*|[^\w\s]")

#: Kinds of phrase that can act. ``adj`` owns what follows; ``place``, ``attr`` and ``people`` do not act.
ACTING = frozenset({"actor", "firm", "anaphor-group", "anaphor-one"})


@dataclass(slots=True)
class Token:
    """One word, punctuation mark or name: position in the document, lower-case form, and mention."""

    start: int
    end: int
    low: str
    cap: bool
    mention: Mention | None = None


@dataclass(slots=True)
class Phrase:
    """A noun phrase for one or several states: tokens ``lo`` to ``hi``, both inclusive.

    ``prep`` is the preposition before the phrase, or "". ``poss`` says whether the phrase is a possessive,
    ``named`` how the state was named, ``joined`` whether a hyphen joins the parts ("China-Russia"). ``size``
    is the number of states that a pronoun counts.
    """

    states: tuple[str, ...]
    lo: int
    hi: int
    kind: str
    poss: bool = False
    prep: str = ""
    named: str = ""
    joined: bool = False
    size: int = 0


def tokens(text: str, start: int, end: int, named: list[Mention]) -> list[Token]:
    """Return the tokens of ``text[start:end]``; each mention inside is one token."""
    out: list[Token] = []
    at = start
    for m in named:
        _plain(text, at, m.start, out)
        out.append(Token(m.start, m.end, text[m.start : m.end].lower(), True, m))
        at = m.end
    _plain(text, at, end, out)
    return out


def _plain(text: str, start: int, end: int, out: list[Token]) -> None:
    for t in _TOKEN.finditer(text, start, end):
        word = t[0]
        low = word.lower()
        first, last = t.span()
        out.append(Token(first, last, low if low.isascii() else low.replace("’", "'"), word[0].isupper()))


def possessive(toks: list[Token], p: Phrase) -> bool:
    """Return whether a possessive mark follows the phrase: "China's", "the United States'"."""
    nxt = toks[p.hi + 1] if p.hi + 1 < len(toks) else None
    if nxt is None:
        return False
    plural = nxt.low in ("'", "’") and toks[p.hi].low.endswith("s") and nxt.start == toks[p.hi].end
    return nxt.low in ("'s", "’s") or plural
