"""Pronouns and phrases that stand for a group or a state named before: "they", "both sides", "the two"."""

from __future__ import annotations

from comity.text.tokens import Phrase, Token, possessive
from comity.text.words import words

_SIZES = {"both": 2, "two": 2, "three": 3, "four": 4}
_GROUP, _ONE = "anaphor-group", "anaphor-one"
_STATE = frozenset({"country", "regime", "junta", "generals", "kingdom", "republic"})
"""What a text calls the state it is about."""

_TITLE = 4
"""How many tokens after "its" the organ that acts may end."""


def pronoun(toks: list[Token], i: int) -> Phrase | None:
    """The pronoun phrase that begins at token ``i``, or ``None``.  Its states are found later."""
    lows = [t.low for t in toks[i : i + 4]] + ["", "", "", ""]
    if lows[0] in ("they", "them"):
        return Phrase((), i, i, _GROUP, named="they")
    if i == 0 and lows[0] == "their":
        return _organ(toks, Phrase((), i, i, _GROUP, poss=True, named="they"))
    if lows[:2] == ["each", "other"]:
        return Phrase((), i, i + 1, _GROUP, named="each other")
    if lows[0] == "the" and lows[1] in ("pair", "duo", "trio"):
        return Phrase((), i, i + 1, _GROUP, named="they")
    return _single(toks, lows, i) or _counted(toks, lows, i)


def _organ(toks: list[Token], p: Phrase) -> Phrase:
    """The phrase with the organ that acts for the state, where it owns one: "its *foreign minister*"."""
    head = -1
    for k in range(p.hi + 1, min(p.hi + 1 + _TITLE, len(toks))):
        if toks[k].low in words("titles") or toks[k].low in words("institutions"):
            head = k
        elif toks[k].low not in words("title_modifiers"):
            break
    if head >= 0:
        p.hi, p.poss = head, False
    return p


def _single(toks: list[Token], lows: list[str], i: int) -> Phrase | None:
    if i == 0 and lows[0] in ("this", "these", "that", "such") and lows[1] in words("closed"):
        return Phrase((), i, i, _ONE, named="this")
    if i == 0 and lows[0] == "its":
        return _organ(toks, Phrase((), i, i, _ONE, poss=True, named="this"))
    if lows[0] in ("it", "he", "she"):
        return Phrase((), i, i, _ONE, named="it")
    if lows[0] == "the" and lows[1].removesuffix("'s") in _STATE and lows[2] != "of":
        return Phrase((), i, i + 1, _ONE, poss=lows[1].endswith("'s"), named="the state")
    return None


def _counted(toks: list[Token], lows: list[str], i: int) -> Phrase | None:
    """A phrase that counts its states: "both countries", "the two", "all three states"."""
    lead = lows[0] in ("the", "these", "all")
    count = lows[1] if lead else lows[0]
    if count not in _SIZES or (lead and count == "both"):
        return None
    k = 2 if lead else 1
    size = _SIZES[count]
    if lows[k] in words("groups_plural"):
        hi = i + k
        while hi + 1 < len(toks) and hi < i + k + 2 and toks[hi + 1].low in words("groups_plural"):
            hi += 1
        p = Phrase((), i, hi, _GROUP, named="they", size=size)
        p.poss = possessive(toks, p)
        return p
    if count == "both" and _verb_like(lows[1]):
        return Phrase((), i, i, _GROUP, named="they", size=size)
    verb = _verb_like(lows[2]) or (lows[2].endswith("s") and lows[3] != "of")
    if lows[0] == "the" and (verb or lows[2] in words("preps")):
        return Phrase((), i, i + 1, _GROUP, named="they", size=size)
    return None


def _verb_like(word: str) -> bool:
    """Whether a word after "both" is a verb, so that "both" stands alone."""
    return word in words("closed") or word in words("plural_verbs") or (word.endswith("ed") and len(word) > 4)
