"""Recognising pronouns and phrases that refer to states named before: "they", "both sides", "the two"."""

from __future__ import annotations

from comity.language import words
from comity.language.tokens import Phrase, Token, possessive

_SIZES = {"both": 2, "two": 2, "three": 3, "four": 4}
_GROUP, _ONE = "anaphor-group", "anaphor-one"
#: Nouns by which a text refers to the state that it is about.
_STATE = frozenset({"country", "regime", "junta", "generals", "kingdom", "republic"})

#: Tokens after which a clause may begin, so that "its" refers to the subject of a clause.
_BREAKS = frozenset({",", ";", ":", "–", "—", "and", "but", "while", "as", "because", "whereas", "though"})

#: Parties that "the" is enough to identify: "the host".
_NAMELESS = frozenset({"host", "hosts", "guest", "guests", "visitor", "visitors"})

#: The most tokens of a phrase before the subject: "In Idlib *their* soldiers".
_OPENING = 4

_OWN = frozenset({"its", "his", "her", "their"})
#: Nouns after "his", "its" ... that refer to the state itself: "*his country* goes on importing".
_HOME = frozenset({"country", "country's", "government", "capital", "nation", "homeland", "state"})

#: Nouns for a group that "the rest of" may refer to.
_CLUBS = frozenset(
    {"group", "grouping", "bloc", "members", "club", "quartet", "trio", "five", "four", "three"}
)

#: The most tokens between "its" and the end of the organ that acts.
_TITLE = 4


#: Words, besides titles, that may begin a pronoun phrase.
_OPENERS = frozenset(
    [
        "they",
        "them",
        "each",
        "the",
        "their",
        "its",
        "his",
        "her",
        "this",
        "these",
        "that",
        "such",
        "it",
        "he",
        "she",
        "both",
        "two",
        "three",
        "four",
        "neither",
        "all",
    ]
)


def pronoun(toks: list[Token], i: int) -> Phrase | None:
    """Return the pronoun phrase that begins at token ``i``, or ``None``; its states are resolved later."""
    if toks[i].low not in _OPENERS and toks[i].low not in words("titles"):
        return None
    lows = [t.low for t in toks[i : i + 5]] + ["", "", "", "", ""]
    for read in (_other, _home, _several, _single, _resolve_count):
        if (p := read(toks, lows, i)) is not None:
            return p
    return None


def _several(toks: list[Token], lows: list[str], i: int) -> Phrase | None:
    """Return a phrase for several states without a number: "they", "their troops", "the pair"."""
    if lows[0] in ("they", "them"):
        return Phrase((), i, i, _GROUP, named="they")
    if lows[:2] == ["each", "other"]:
        return Phrase((), i, i + 1, _GROUP, named="each other")
    if lows[0] == "the" and lows[1] in ("pair", "duo", "trio"):
        return Phrase((), i, i + 1, _GROUP, named="they")
    if lows[:3] == ["the", "rest", "of"] and lows[3] in ("the", "this", "that"):
        club = lows[4] in words("groups_plural") or lows[4] in _CLUBS
        return Phrase((), i, i + 4, _GROUP, named="rest") if club else None
    if lows[0] == "their" and (i <= _OPENING or toks[i - 1].low in _BREAKS):
        p = _organ(toks, Phrase((), i, i, _GROUP, poss=True, named="they"))
        return p if i == 0 or p.hi > i else None
    return None


def _home(toks: list[Token], lows: list[str], i: int) -> Phrase | None:
    """Return a phrase for one state by something it has: "his country", "its navy", "President Nobody"."""
    if lows[0] in _OWN and lows[1] in _HOME:
        p = Phrase((), i, i + 1, _ONE, named="this")
        p.poss = possessive(toks, p)
        return p
    if lows[0] in words("titles") and _unknown_bearer(toks, i):
        return Phrase((), i, i + 1, _ONE, named="official")
    if lows[0] == "its" and (toks[i - 1].low in _BREAKS or all(t.mention is None for t in toks[:i])):
        return _organ(toks, Phrase((), i, i, _ONE, poss=True, named="this"))
    return None


def _other(toks: list[Token], lows: list[str], i: int) -> Phrase | None:
    """Return a phrase for a party named by its role: "his counterpart", "its neighbour", "the host"."""
    owned = lows[0] in _OWN
    if not owned and lows[0] != "the":
        return None
    for k in range(i + 1, min(i + 1 + _TITLE, len(toks))):
        t = toks[k]
        if t.mention is not None or t.low in words("closed") or t.low in words("preps"):
            return None
        if t.low in (words("counterparties") if owned else _NAMELESS):
            after = toks[k + 1].low if k + 1 < len(toks) else "."
            if after == "of" or (after.isalpha() and after in words("titles")):
                return None
            p = Phrase((), i, k, _ONE, named="other")
            p.poss = possessive(toks, p)
            return p
    return None


def _organ(toks: list[Token], p: Phrase) -> Phrase:
    """Extend the phrase over the organ that acts for the state, if any: "its *foreign minister*"."""
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
    if lows[0] == "the" and lows[1] == "latter" and _verb_like(lows[2]):
        return Phrase((), i, i + 1, _ONE, named="latter")
    if lows[0] in ("it", "he", "she"):
        return Phrase((), i, i, _ONE, named="it")
    if lows[0] == "the" and lows[1].removesuffix("'s") in _STATE and lows[2] != "of":
        return Phrase((), i, i + 1, _ONE, poss=lows[1].endswith("'s"), named="the state")
    return None


def _unknown_bearer(toks: list[Token], i: int) -> bool:
    """Return whether a title precedes a name that is in no list: "President *Khurelsukh*"."""
    if i + 1 >= len(toks) or not toks[i].cap:
        return False
    name = toks[i + 1]
    before = toks[i - 1] if i else None
    named = name.mention is None and name.cap and name.low not in words("titles")
    return named and name.low not in words("title_modifiers") and (before is None or before.mention is None)


def _resolve_count(toks: list[Token], lows: list[str], i: int) -> Phrase | None:
    """Return a phrase that gives the number of states: "both countries", "the two", "all three states"."""
    if i == 0 and lows[0] in ("neither", "each") and (_verb_like(lows[1]) or lows[1].endswith("s")):
        return Phrase((), i, i, _GROUP, named="they", size=2)
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
    """Return whether a word after "both" is a verb, so that "both" is a pronoun."""
    return word in words("closed") or word in words("plural_verbs") or (word.endswith("ed") and len(word) > 4)
