"""Groups of states that a sentence joins, and the preposition before each phrase.

Only coordination joins states ("A and B", "A, B and C", "A–B", "A as well as B"); being close in the text
does not.  Reference for this kind of shallow analysis: Abney (1996), Partial parsing via finite-state
cascades.
"""

from __future__ import annotations

from itertools import pairwise

from comity.language import words
from comity.language.tokens import Phrase, Token

_ANDS = frozenset({"and", "&", "or", "plus"})
_DASHES = frozenset("-–‑—/")
_FILL = (
    words("determiners")
    | words("titles")
    | words("title_modifiers")
    | frozenset(["two", "three", "four", "five", "six", "its", "his", "her", "their", "all", "both", "even"])
)


def groups(toks: list[Token], phrases: list[Phrase]) -> list[Phrase]:
    """Join listed states into groups, mark places as no actors, and set each phrase's preposition."""
    for p in phrases:
        p.prep = _preposition(toks, p)
    _places(toks, phrases)
    _people(toks, phrases)
    out: list[Phrase] = []
    i = 0
    while i < len(phrases):
        j, complete = _chain(toks, phrases, i)
        if complete:
            out.append(_join(phrases[i : j + 1], toks))
            i = j + 1
        else:
            out.append(phrases[i])
            i += 1
    return out


def _preposition(toks: list[Token], p: Phrase) -> str:
    """Return the preposition of the phrase: the nearest to its left with at most four plain words between."""
    preps, closed = words("preps"), words("closed")
    k, steps = p.lo - 1, 0
    while k >= 0 and steps < 4:
        low = toks[k].low
        if low == "than" and k > 0 and toks[k - 1].low in ("more", "less", "fewer", "other"):
            return ""
        if low in _OPENING and _begins_clause(toks, p):
            return ""
        if low in preps and not (low == "to" and toks[k + 1].low in words("infinitives")):
            if low == "of" and k > 0 and toks[k - 1].low in ("because", "instead", "out", "ahead"):
                return toks[k - 1].low
            return low
        if toks[k].mention is not None or low in closed or low in preps or not low[0].isalpha():
            return ""
        if low not in words("determiners"):
            steps += 1
        k -= 1
    return ""


_OPENING = frozenset({"after", "before", "since", "until"})


def _begins_clause(toks: list[Token], p: Phrase) -> bool:
    """Return whether a verb seems to follow: "after *Sweden* announced", but not "after China's move"."""
    nxt = toks[p.hi + 1].low if p.hi + 1 < len(toks) else "."
    return not p.poss and p.kind != "adj" and nxt.isalpha() and nxt not in words("preps") and nxt != "and"


def _places(toks: list[Token], phrases: list[Phrase]) -> None:
    """Mark names that only give a location: "in Kazan, Russia", "talks in Beijing"."""
    where = words("place_preps")
    for n, p in enumerate(phrases):
        if p.kind != "actor" or p.named not in ("name", "capital", "group"):
            continue
        if p.poss and p.prep == "at":
            continue
        single = p.lo == p.hi
        if single and p.prep == "in" and p.lo > 1 and toks[p.lo - 2].low in words("based"):
            p.kind, p.prep = "firm", "on"
            continue
        if single and p.prep in where:
            p.kind = "place"
        elif single and p.lo >= 2 and toks[p.lo - 1].low == ",":
            before = phrases[n - 1] if n and phrases[n - 1].hi == p.lo - 2 else None
            same = before is not None and before.states == p.states and before.named == "capital"
            town = before is None and toks[p.lo - 2].cap and _hangs_on_place(toks, p.lo - 2)
            listed = before is not None and before.kind == "place" and before.named == p.named
            if (same or listed) and before is not None:
                p.kind, p.prep = before.kind, before.prep
            elif town:
                p.kind, p.prep = "place", "in"
        elif single and n and p.lo >= 2 and toks[p.lo - 1].low == "and":
            before = phrases[n - 1]
            if before.kind == "place" and before.hi in (p.lo - 2, p.lo - 3) and before.named == p.named:
                p.kind, p.prep = "place", before.prep


def _people(toks: list[Token], phrases: list[Phrase]) -> None:
    """Mark names that continue a list of people: "citizens of Chad, *Libya* and *Sudan*"."""
    for before, p in pairwise(phrases):
        joins = [t.low for t in toks[before.hi + 1 : p.lo]]
        of = before.kind == "people" and any(t.low == "of" for t in toks[before.lo : before.hi])
        if p.kind == "actor" and (of or before.named == "listed") and joins in ([","], ["and"], [",", "and"]):
            p.kind, p.named = "people", "listed"


def _hangs_on_place(toks: list[Token], k: int) -> bool:
    """Return whether the capitalised words ending at ``k`` follow a preposition of place or movement."""
    steps = 0
    while (
        k >= 0
        and steps < 8
        and (toks[k].cap or toks[k].low in (",", "of", "the", "de", "al", "-", "city", "town"))
    ):
        k -= 1
        steps += 1
    return k >= 0 and toks[k].low in words("place_preps") | {"to", "from", "of", "on"}


#: The most members of a coordination: a longer list of states is a table.
_LIST = 20


def _chain(toks: list[Token], phrases: list[Phrase], i: int) -> tuple[int, bool]:
    """Return the index of the last phrase in the list of states from ``i``, and whether it ends in "and"."""
    j, end, sealed = i, i, False
    while j + 1 < len(phrases) and j - i < _LIST:
        mark = _mark(toks, phrases[j], phrases[j + 1])
        if not mark or (mark == "and" and j == i and _next_clause(toks, phrases, j)):
            break
        j += 1
        if mark != ",":
            end, sealed = j, True
            if mark == "and" and not _more(toks, phrases, j):
                break
    if (
        j > end
        and j + 1 - i > 1
        and (_goes_on(toks, phrases[j]) or _fills_bracket(toks, phrases[i], phrases[j]))
    ):
        return j, True
    return end, sealed


def _next_clause(toks: list[Token], phrases: list[Phrase], j: int) -> bool:
    """Return whether "and" joins clauses, not states: "*A* vetoed a draft on B and *C abstained*"."""
    later = phrases[j + 1]
    nxt = toks[later.hi + 1].low if later.hi + 1 < len(toks) else "."
    led = any(p.kind == "actor" and not p.prep for p in phrases[:j])
    return led and phrases[j].prep in ("on", "over", "about") and nxt.endswith("ed") and not later.poss


def _fills_bracket(toks: list[Token], first: Phrase, last: Phrase) -> bool:
    """Return whether a list fills a bracket, as in voting records: "2 against (China, Russia)"."""
    after = toks[last.hi + 1].low if last.hi + 1 < len(toks) else ""
    return first.lo > 0 and toks[first.lo - 1].low == "(" and after == ")"


def _goes_on(toks: list[Token], last: Phrase) -> bool:
    """Return whether a list of states ends in "and" before what is no state: "A, B and four others"."""
    after = [t.low for t in toks[last.hi + 1 : last.hi + 3]]
    return after[:1] == ["and"] or after == [",", "and"]


def _more(toks: list[Token], phrases: list[Phrase], j: int) -> bool:
    """Return whether a list of states continues after "and": "A and B, as well as C", "A and B and C"."""
    return j + 1 < len(phrases) and _mark(toks, phrases[j], phrases[j + 1]) in (
        "and",
        "as well as",
        "-",
        "same",
    )


def _mark(toks: list[Token], a: Phrase, b: Phrase) -> str:
    """Return what joins two phrases: ``and``, ``,``, ``-``, ``as well as``, ``same`` (apposition) or ""."""
    between = _find_joining_tokens(toks, a, b)
    lows = [t.low for t in between]
    if not lows or a.kind.startswith("anaphor") or b.kind.startswith("anaphor"):
        return ""
    if "attr" in (a.kind, b.kind) or "people" in (a.kind, b.kind):
        return "and" if a.kind == b.kind and lows == ["and"] else ""
    if lows[0] in _DASHES:
        tight = len(lows) == 1 and between[0].start == toks[a.hi].end and between[0].end == toks[b.lo].start
        return "-" if tight else ""
    if set(a.states) == set(b.states):
        return "same" if lows[0] == "," and _filler(between[1:]) else ""
    return _conjunction(lows, between) if (a.kind == "place") == (b.kind == "place") else ""


def _find_joining_tokens(toks: list[Token], a: Phrase, b: Phrase) -> list[Token]:
    """Return the tokens between two phrases, without "'s" and units: "two Chinese *H-6K* and two Russian"."""
    between = toks[a.hi + 1 : b.lo]
    if between and between[0].low in ("'s", "’s", "'", "’"):
        between = between[1:] if len(between) > 1 and between[1].low in _ANDS else []
    if a.kind == "adj":
        at = next((n for n, t in enumerate(between[:4]) if t.low == "and"), 0)
        if all(t.cap or any(ch.isdigit() for ch in t.low) for t in between[:at]):
            between = between[at:]
    return between


def _conjunction(lows: list[str], between: list[Token]) -> str:
    comma = lows[0] == ","
    rest, words_left = (between[1:], lows[1:]) if comma else (between, lows)
    if words_left[:1] and words_left[0] in _ANDS:
        return "and" if _filler(rest[1:]) else ""
    if words_left[:3] == ["as", "well", "as"]:
        return "as well as" if _filler(rest[3:]) else ""
    return "," if comma and _filler(rest) else ""


def _filler(rest: list[Token]) -> bool:
    """Return whether these words can occur in a list of states: articles, titles, numbers, capitals, "of"."""
    return len(rest) <= 7 and all(t.low in _FILL or t.cap or t.low.isdigit() or t.low == "of" for t in rest)


def _join(parts: list[Phrase], toks: list[Token]) -> Phrase:
    codes = tuple(dict.fromkeys(s for p in parts for s in p.states))
    kinds = [p.kind for p in parts]
    last = parts[-1]
    kind = "actor" if "actor" in kinds and last.kind != "adj" else last.kind
    hyphen = any(t.low in _DASHES for p in parts[:-1] for t in toks[p.hi + 1 : p.hi + 2])
    if hyphen and kind == "actor" and not _stands_alone(toks, last):
        kind = "adj"
    return Phrase(codes, parts[0].lo, last.hi, kind, last.poss, parts[0].prep, parts[0].named, hyphen)


def _stands_alone(toks: list[Token], last: Phrase) -> bool:
    """Return whether no noun follows a hyphenated pair; "China–Russia relations" does not act."""
    if last.hi != last.lo:
        return True
    nxt = toks[last.hi + 1].low if last.hi + 1 < len(toks) else "."
    return not nxt[0].isalpha() or nxt in words("closed") or nxt in words("preps")
