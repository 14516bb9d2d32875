"""Tokens of a sentence and the noun phrases in it that stand for states.

"Russian President Vladimir Putin", "the Navy of South Africa" and "Turkey" are each one phrase for one
state; "Russian gas" is a phrase too, but its state only owns the gas; "in Kazan, Russia" is a place.
No parser: closed word classes and capital letters are enough for phrases headed by known names.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from comity.text.mentions import Mention
from comity.text.words import words

_TOKEN = re.compile(r"[’']s\b|\w+(?:[-’'.]\w+)*|[^\w\s]")
_DASHES = frozenset("-–‑—/")
_AFFIXES = frozenset("pro anti non ex post pre mid un trans inter".split())

ACTING = frozenset({"actor", "firm", "anaphor-group", "anaphor-one"})
"""Kinds of phrase that can act; ``adj`` owns what follows, ``place`` and ``attr`` and ``people`` do not act."""

_OUT_OF_OFFICE = frozenset("opposition rebel exiled dissident separatist self-proclaimed ex jailed".split())
"""Before a title these make its bearer no voice of the state."""

_LINKS = frozenset({"and", "of", "for", "the"})
"""Words that may stand inside a title but never open it."""

_OF_A_BODY = frozenset(
    "summit summits meeting meetings forum conference session draft framework bid membership accession expansion "
    "enlargement drill drills exercise exercises format".split()
)
"""Nouns before which a body's name only tells which one: "the SCO summit"."""

_KIND = {
    "name": "actor", "demonym": "adj", "people": "people", "capital": "actor", "ministry": "actor",
    "leader": "actor", "administration": "actor", "regime": "actor", "firm": "firm", "organ": "attr",
    "body": "actor", "group": "actor", "forum": "attr",
}


@dataclass(slots=True)
class Token:
    """One word, mark or name: where it stands in the document, its lower-case form, its mention."""

    start: int
    end: int
    low: str
    cap: bool
    mention: Mention | None = None


@dataclass(slots=True)
class Phrase:
    """A noun phrase for one or several states: tokens ``lo`` to ``hi``, both inclusive.

    ``prep`` is the preposition it hangs on ("" for none), ``poss`` whether it is a possessive, ``named``
    how the state was named, ``joined`` whether a hyphen joins its parts ("China-Russia"), ``size`` how many states a pronoun counts.
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
    """Tokens of ``text[start:end]``; each mention inside is one token."""
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
        word = t.group()
        out.append(Token(t.start(), t.end(), word.lower().replace("’", "'"), word[0].isupper()))


def phrases(toks: list[Token]) -> list[Phrase]:
    """Phrases for states and pronouns in the sentence, in order, each token in at most one."""
    out: list[Phrase] = []
    taken = -1
    for i, tok in enumerate(toks):
        if i <= taken:
            continue
        p = _around(toks, i, taken) if tok.mention else _anaphor(toks, i)
        if p is not None:
            out.append(p)
            taken = p.hi
    return out


def _around(toks: list[Token], i: int, floor: int) -> Phrase:
    """The phrase built around the mention at token ``i``, not reaching back to ``floor``."""
    m = toks[i].mention
    assert m is not None
    p = Phrase(m.states, i, i, _KIND[m.kind], named=m.kind)
    if _hyphenated(toks, i) or m.kind == "body" and i + 1 < len(toks) and toks[i + 1].low in _OF_A_BODY:
        p.kind = "attr"
        return p
    _possessive(toks, p)
    _reach_right(toks, p)
    _reach_left(toks, p, floor)
    _possessive(toks, p)
    if p.kind == "actor" and any(t.low in ("former", "ex-president", "ex") for t in toks[p.lo : p.hi]):
        p.kind = "people"
    if p.hi + 1 < len(toks) and toks[p.hi + 1].low in words("place_nouns") and p.kind != "firm":
        p.kind = "place" if not (p.hi > i) else p.kind
    return p


def _hyphenated(toks: list[Token], i: int) -> bool:
    """Whether the name is only part of a compound: Russian-made, pro-Chinese."""
    last = len(toks) - 1
    tok = toks[i]
    if i < last - 1 and toks[i + 1].low in "-‑" and toks[i + 1].start == tok.end:
        nxt = toks[i + 2]
        if nxt.mention is None and nxt.start == toks[i + 1].end:
            return True
    joined = i >= 2 and toks[i - 1].low in _DASHES and toks[i - 1].end == tok.start
    return joined and toks[i - 2].mention is None and toks[i - 2].low in _AFFIXES


def _possessive(toks: list[Token], p: Phrase) -> None:
    nxt = toks[p.hi + 1].low if p.hi + 1 < len(toks) else ""
    plural = nxt in ("'", "’") and toks[p.hi].low.endswith("s") and toks[p.hi + 1].start == toks[p.hi].end
    p.poss = nxt in ("'s", "’s") or plural


def _reach_right(toks: list[Token], p: Phrase) -> None:
    """Take in titles, organs and names after the state: *Russian* Foreign Minister Sergey Lavrov."""
    titles, organs, mods = words("titles"), words("institutions"), words("title_modifiers")
    j = p.hi + 1 + (1 if p.poss else 0)
    head = -1
    kind = ""
    outside = False
    first = j
    while j < len(toks) and j - first < 7:
        t = toks[j]
        if t.mention is not None:
            break
        if t.low in _OUT_OF_OFFICE:
            outside = True
        if t.low in titles:
            head, kind = j, "people" if outside else "actor"
        elif t.low in organs:
            head, kind = j, "actor"
        elif t.low in words("firms"):
            head, kind = j, "firm"
        elif t.low in words("people"):
            head, kind = j, "people"
        elif not (t.low in mods or (p.kind == "adj" and t.low.isalpha() and t.low not in words("closed")
                                    and t.low not in words("preps") and j - first < 2)):
            break
        j += 1
    if head < 0:
        if p.named in ("ministry", "leader", "body", "capital"):
            return
        j = first
        if j < len(toks) and (m := toks[j].mention) and m.kind in ("leader", "ministry", "firm") and m.states == p.states:
            p.hi, p.kind, p.poss = j, _KIND[m.kind], False
        return
    p.hi, p.kind, p.poss = head, kind, False
    _take_name(toks, p)


def _take_name(toks: list[Token], p: Phrase) -> None:
    """Take in the bearer's name after a title: a known leader of the state or up to four capitals."""
    j = p.hi + 1
    if toks[p.hi].low == "secretary" and j + 1 < len(toks) and toks[j].low == "of" and toks[j + 1].cap:
        j += 2
        p.hi = j - 1
    m = toks[j].mention if j < len(toks) else None
    if m is not None and (m.kind == "leader" or m.kind == "ministry") and set(m.states) & set(p.states):
        p.hi = j
        return
    count = 0
    while j < len(toks) and count < 4 and toks[j].mention is None and toks[j].cap and toks[j].low[0].isalpha():
        p.hi = j
        j += 1
        count += 1


def _reach_left(toks: list[Token], p: Phrase, floor: int) -> None:
    """Take in what stands before: the Navy of *South Africa*, President *Putin*, Hu Jintao of *China*."""
    titles, organs, mods = words("titles"), words("institutions"), words("title_modifiers")
    i = p.lo - 1
    while i > floor and toks[i].low == "the":
        i -= 1
    if i > floor + 1 and toks[i].low == "of":
        k = i - 1
        if toks[k].mention is None and (toks[k].low in titles or toks[k].low in organs):
            kind = "actor"
        elif _is_person(toks, k, floor):
            kind = "actor"
        elif toks[k].low in words("people"):
            kind = "people"
        else:
            return
        p.kind, p.lo = kind, _left_edge(toks, k, floor)
        if kind == "actor" and p.hi + 1 < len(toks) and not p.poss:
            _take_name(toks, p)
        return
    if i == p.lo - 1 and p.named in ("leader", "ministry") and i > floor and toks[i].mention is None:
        if toks[i].low in titles or toks[i].low in mods - _LINKS:
            p.lo = _left_edge(toks, i, floor)


def _left_edge(toks: list[Token], k: int, floor: int) -> int:
    titles, organs, mods = words("titles"), words("institutions"), words("title_modifiers")
    edge = k
    while k - 1 > floor and toks[k - 1].mention is None and (
        toks[k - 1].low in titles or toks[k - 1].low in organs or toks[k - 1].low in mods
        or toks[k - 1].cap and toks[k].cap and toks[k - 1].low not in words("closed")
    ) and toks[k - 1].low != "of":
        k -= 1
    while toks[k].low in _LINKS and k < edge:
        k += 1
    return k


_NOT_A_PERSON = frozenset(
    "republic sea gulf strait university city bank ministry bay province region island port court "
    "state states government people town village coast battle university church federation union "
    "kingdom department embassy museum club association academy institute office organization".split()
)


def _is_person(toks: list[Token], k: int, floor: int) -> bool:
    """Whether tokens ``k-1, k`` look like a person's name (two capitals, none of an institution)."""
    if k - 1 <= floor or toks[k].mention or toks[k - 1].mention:
        return False
    both = toks[k].cap and toks[k - 1].cap and toks[k].low.isalpha()
    return both and toks[k].low not in _NOT_A_PERSON and toks[k - 1].low not in words("determiners")


_PLURAL_VERBS = frozenset(
    "see seek oppose want share view saw said say took take sought stood stand made make held hold met sent send spoke drew "
    "also now then later again put gave give kept keep face regard support back favour favor signed sit sat".split()
)


def _verb_like(word: str) -> bool:
    """Whether a word after "both" is a verb, so that "both" stands alone."""
    return word in words("closed") or word in _PLURAL_VERBS or (word.endswith("ed") and len(word) > 4)


_PAIR_NOUNS = words("groups_plural")


def _anaphor(toks: list[Token], i: int) -> Phrase | None:
    """Pronouns and phrases that stand for a group or a state named before."""
    low = toks[i].low
    nxt = toks[i + 1].low if i + 1 < len(toks) else ""
    after = toks[i + 2].low if i + 2 < len(toks) else ""
    if low in ("they", "them"):
        return Phrase((), i, i, "anaphor-group", named="they")
    if i == 0 and low in ("this", "these", "that", "such") and nxt in words("closed"):
        return Phrase((), i, i, "anaphor-one", named="this")
    if low in ("it", "he", "she"):
        return Phrase((), i, i, "anaphor-one", named="it")
    if low in ("both", "these", "two", "three", "all"):
        return _sized(_counted(toks, i, low, nxt, after), low if low not in ("these", "all") else nxt)
    if low == "the" and nxt in ("two", "three", "four", "pair", "duo", "trio", "former", "country", "latter"):
        if nxt in ("pair", "duo", "trio"):
            return Phrase((), i, i + 1, "anaphor-group", named="they")
        if nxt == "country":
            return Phrase((), i, i + 1, "anaphor-one", named="it")
        if nxt in ("two", "three", "four"):
            return _sized(_counted(toks, i, "the", after, toks[i + 3].low if i + 3 < len(toks) else "", shift=2), nxt)
    if low == "each" and nxt == "other":
        return Phrase((), i, i + 1, "anaphor-group", named="each other")
    return None


_SIZES = {"both": 2, "two": 2, "three": 3, "four": 4}


def _sized(p: Phrase | None, word: str) -> Phrase | None:
    if p is not None:
        p.size = _SIZES.get(word, 0)
    return p


def _counted(toks: list[Token], i: int, low: str, nxt: str, after: str, shift: int = 1) -> Phrase | None:
    """"both countries", "the two", "these two giant powers"."""
    k = i + shift
    if low == "these" and nxt != "two":
        return None
    if low in ("these", "all"):
        nxt, after, k = after, toks[i + 3].low if i + 3 < len(toks) else "", i + 2
    if low == "all" and toks[i + 1].low not in ("two", "three", "four"):
        return None
    if nxt in _PAIR_NOUNS:
        hi = k
        while hi + 1 < len(toks) and hi < k + 2 and toks[hi + 1].low in _PAIR_NOUNS:
            hi += 1
        p = Phrase((), i, hi, "anaphor-group", named="they")
        _possessive(toks, p)
        return p
    if low == "both" and _verb_like(nxt):
        return Phrase((), i, i, "anaphor-group", named="they")
    if low == "the" and shift == 2 and (_verb_like(nxt) or nxt in words("preps") or nxt.endswith(("ed", "s")) and after != "of"):
        return Phrase((), i, i + 1, "anaphor-group", named="they")
    return None
