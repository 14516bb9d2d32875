"""The noun phrases of a sentence that refer to states.

"Russian President Vladimir Putin", "the Navy of South Africa" and "Turkey" are each one phrase for one state.
"Russian gas" is a phrase too, but here the state only owns the gas; "in Kazan, Russia" is a place. There is
no parser: closed word classes and capital letters suffice for phrases around known names.
"""

from __future__ import annotations

from functools import cache

from comity.language import words
from comity.language.pronouns import pronoun
from comity.language.tokens import Phrase, Token, possessive

#: The most tokens of a title: "Deputy Minister of Foreign Affairs and Trade".
_LONGEST_TITLE = 7

_DASHES = frozenset("-–‑—/")


#: Words that may occur inside a title but never at its start.
_LINKS = frozenset({"and", "of", "for", "the"})

_KIND = {
    "name": "actor",
    "demonym": "adj",
    "people": "people",
    "capital": "actor",
    "ministry": "actor",
    "leader": "actor",
    "administration": "actor",
    "regime": "actor",
    "epithet": "actor",
    "firm": "firm",
    "organ": "attr",
    "body": "actor",
    "group": "actor",
    "forum": "attr",
}


def phrases(toks: list[Token]) -> list[Phrase]:
    """Return the phrases for states and pronouns in the sentence, in order, each token in at most one."""
    out: list[Phrase] = []
    taken = -1
    for i, tok in enumerate(toks):
        if i <= taken:
            continue
        p = _around(toks, i, taken) if tok.mention else pronoun(toks, i)
        if p is not None:
            out.append(p)
            taken = p.hi
    return out


def _around(toks: list[Token], i: int, floor: int) -> Phrase:
    """Return the phrase built around the mention at token ``i``, beginning after token ``floor``."""
    m = toks[i].mention
    assert m is not None
    p = Phrase(m.states, i, i, _KIND[m.kind], named=m.kind)
    if _is_in_compound(toks, i) or (
        m.kind == "body" and i + 1 < len(toks) and toks[i + 1].low in words("body_nouns")
    ):
        p.kind = "attr"
        return p
    if m.kind == "ministry":
        _assign_named_state(toks, p)
    p.poss = possessive(toks, p)
    _reach_right(toks, p)
    _reach_left(toks, p, floor)
    p.poss = possessive(toks, p)
    if (p.kind == "adj" and _qualifies_thing(toks, p)) or _hosts_envoy(toks, p):
        p.kind = "attr"
    if p.kind in ("adj", "people") and p.lo == p.hi and _is_people_for_state(toks, p):
        p.kind = "actor"
    if p.kind == "actor" and any(t.low.startswith(_FORMER) for t in toks[_find_title(toks, p) : p.hi]):
        p.kind = "people"
    if p.hi + 1 < len(toks) and toks[p.hi + 1].low in words("place_nouns") and p.kind != "firm":
        p.kind = "place" if not (p.hi > i) else p.kind
    return p


def _find_title(toks: list[Token], p: Phrase) -> int:
    """Return where the title before a phrase begins: "*former* Japanese", "*ex-president* of Brazil"."""
    return max(p.lo - (2 if p.prep == "of" or toks[p.lo - 1].low == "of" else 1), 0)


_FORMER = ("former", "ex-")


def _assign_named_state(toks: list[Token], p: Phrase) -> None:
    """Give an organ the state named after it: "the House of Representatives *of Japan*"."""
    if [t.low for t in toks[p.hi + 1 : p.hi + 2]] != ["of"]:
        return
    at = p.hi + 2 + (toks[p.hi + 2].low == "the" if p.hi + 2 < len(toks) else 0)
    m = toks[at].mention if at < len(toks) else None
    if m is not None and m.kind == "name" and m.states != p.states:
        p.states, p.hi = m.states, at


def _qualifies_thing(toks: list[Token], p: Phrase) -> bool:
    """Return whether the state only qualifies a thing: "*Iranian* missiles", "the *British* embassy"."""
    for n, t in enumerate(toks[p.hi + 1 : p.hi + 4], p.hi + 2):
        if t.mention is not None or not _plain(t.low):
            return False
        if t.low in words("things"):
            return not any(u.low.startswith(_HANDED) for u in toks[n : n + _SOON])
    return False


_SOON = 6
#: Verbs that show that the owner hands the thing over: "Iranian drones *arrive* in ...".
_HANDED = ("arriv", "deliver", "suppl", "ship", "sold", "reach")


def _hosts_envoy(toks: list[Token], p: Phrase) -> bool:
    """Return whether the state is where an envoy serves: "the ambassador to *Libya*"."""
    at = p.lo - 1 - (toks[p.lo - 1].low == "the") if p.lo else -1
    return at > 0 and toks[at].low == "to" and toks[at - 1].low in ("ambassador", "ambassadors", "envoy")


def _is_people_for_state(toks: list[Token], p: Phrase) -> bool:
    """Return whether a people means its state: "*the Chinese* have declined", "*the Americans* convened"."""
    if p.kind == "people" and p.lo and toks[p.lo - 1].low in ("with", "between") and not p.poss:
        return True
    if p.lo == 0 or toks[p.lo - 1].low != "the" or (p.lo > 1 and toks[p.lo - 2].low == "of"):
        return False
    nxt = toks[p.hi + 1].low if p.hi + 1 < len(toks) else "."
    if p.kind == "people":
        return not p.poss
    verb = nxt in words("closed") or nxt in words("plural_verbs") or nxt in words("auxiliaries")
    return verb or not nxt[0].isalpha() or nxt in words("preps") - {"of"}


def _is_in_compound(toks: list[Token], i: int) -> bool:
    """Return whether the name is only part of a compound: Russian-made, pro-Chinese."""
    last = len(toks) - 1
    tok = toks[i]
    if i < last - 1 and toks[i + 1].low in "-‑" and toks[i + 1].start == tok.end:
        nxt = toks[i + 2]
        if nxt.mention is None and nxt.start == toks[i + 1].end:
            return True
    joined = i >= 2 and toks[i - 1].low in _DASHES and toks[i - 1].end == tok.start
    return joined and toks[i - 2].mention is None and toks[i - 2].low in words("affixes")


def _reach_right(toks: list[Token], p: Phrase) -> None:
    """Extend the phrase over titles, organs and names: *Russian* Foreign Minister Sergey Lavrov."""
    first = p.hi + 1 + (1 if p.poss else 0)
    head, kind = _head(toks, p, first)
    if head >= 0:
        p.hi, p.kind, p.poss = head, kind, False
        _take_name(toks, p)
        return
    m = toks[first].mention if first < len(toks) else None
    takes = p.named not in ("ministry", "leader", "body", "capital")
    if takes and m is not None and m.kind in ("leader", "ministry", "firm") and m.states == p.states:
        p.hi, p.kind, p.poss = first, _KIND[m.kind], False


def _head(toks: list[Token], p: Phrase, first: int) -> tuple[int, str]:
    """Return the last title, organ, firm or people noun after the state, and the kind it gives the phrase."""
    head, kind, outside = -1, "", False
    for j in range(first, min(first + _LONGEST_TITLE, len(toks))):
        t = toks[j]
        if t.mention is not None:
            break
        outside = outside or t.low in words("out_of_office")
        kind_of = _heads().get(t.low) if not (t.low == "national" and t.cap) else None
        if t.low == "media" and toks[j - 1].low in words("state_run"):
            kind_of = "actor"
        if kind_of is not None:
            head, kind = j, "people" if outside and t.low in words("titles") else kind_of
        elif not (t.low in words("title_modifiers") or (p.kind == "adj" and j - first < 2 and _plain(t.low))):
            break
    return head, kind


@cache
def _heads() -> dict[str, str]:
    """Return a map from noun to the kind of its phrase; titles override organs, firms and people."""
    classes = (("people", "people"), ("firms", "firm"), ("institutions", "actor"), ("titles", "actor"))
    return {w: kind for name, kind in classes for w in words(name)}


def _plain(word: str) -> bool:
    """Return whether a word may be an adjective or noun: no closed class, preposition or punctuation."""
    return word.replace("-", "").isalpha() and word not in words("closed") and word not in words("preps")


def _take_name(toks: list[Token], p: Phrase) -> None:
    """Extend the phrase over the name after a title: a known leader of the state or up to four capitals."""
    j = p.hi + 1
    if toks[p.hi].low == "secretary" and j + 1 < len(toks) and toks[j].low == "of" and toks[j + 1].cap:
        j += 2
        p.hi = j - 1
    m = toks[j].mention if j < len(toks) else None
    if m is not None and m.kind in ("leader", "ministry") and set(m.states) & set(p.states):
        p.hi = j
        return
    count = 0
    while (
        j < len(toks) and count < 4 and toks[j].mention is None and toks[j].cap and toks[j].low[0].isalpha()
    ):
        p.hi = j
        j += 1
        count += 1


def _reach_left(toks: list[Token], p: Phrase, floor: int) -> None:
    """Extend the phrase to the left: the Navy of *South Africa*, President *Putin*, Hu Jintao of *China*."""
    titles, organs, mods = words("titles"), words("institutions"), words("title_modifiers")
    i = p.lo - 1
    while i > floor and toks[i].low == "the":
        i -= 1
    if i > floor + 1 and toks[i].low == "of":
        k = i - 1
        if (toks[k].mention is None and (toks[k].low in titles or toks[k].low in organs)) or _is_person(
            toks, k, floor
        ):
            kind = "actor"
        elif toks[k].low in words("people"):
            kind = "people"
        else:
            return
        p.kind, p.lo = kind, _left_edge(toks, k, floor)
        if kind == "actor" and p.hi + 1 < len(toks) and not p.poss:
            _take_name(toks, p)
        return
    adjoins = i == p.lo - 1 and i > floor and p.named in ("leader", "ministry") and toks[i].mention is None
    if adjoins and (toks[i].low in titles or toks[i].low in mods - _LINKS):
        p.lo = _left_edge(toks, i, floor)


def _left_edge(toks: list[Token], k: int, floor: int) -> int:
    titles, organs, mods = words("titles"), words("institutions"), words("title_modifiers")
    edge = k
    while (
        k - 1 > floor
        and toks[k - 1].mention is None
        and (
            toks[k - 1].low in titles
            or toks[k - 1].low in organs
            or toks[k - 1].low in mods
            or (toks[k - 1].cap and toks[k].cap and toks[k - 1].low not in words("closed"))
        )
        and toks[k - 1].low != "of"
    ):
        k -= 1
    while toks[k].low in _LINKS and k < edge:
        k += 1
    return k


def _is_person(toks: list[Token], k: int, floor: int) -> bool:
    """Return whether tokens ``k-1, k`` look like a person's name (two capitals, not an institution)."""
    if k - 1 <= floor or toks[k].mention or toks[k - 1].mention:
        return False
    both = toks[k].cap and toks[k - 1].cap and toks[k].low.isalpha()
    return (
        both and toks[k].low not in words("institution_names") and toks[k - 1].low not in words("determiners")
    )
