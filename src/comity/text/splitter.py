"""Sentences: where they begin and end in the text, knowing U.S., Mr. and St. for what they are."""

from __future__ import annotations

import re

_ENDS = re.compile(r"[.!?…。]+[\"”’'»)\]]{0,3}(?=\s)|[。！？]|\n+")
_SHORT = frozenset(
    "mr mrs ms dr prof gen lt col sgt capt maj adm gov sen rep hon st jr sr vs no nos art vol ed eds "
    "u.s u.k u.n e.u d.c a.m p.m i.e e.g cf etc approx jan feb mar apr jun jul aug sep sept oct nov "
    "dec inc ltd co corp est fig pp ph.d messrs mt ft".split()
)
_NEVER_LAST = frozenset("mr mrs ms dr prof gen lt col sgt capt maj adm gov sen rep hon st vs e.g i.e cf messrs".split())
_WORD_BEFORE = re.compile(r"([^\s(\"“‘]+)\.$")
LONGEST = 2_000
"""A "sentence" longer than this many characters is cut: tables and lists without full stops."""


def sentences(text: str) -> list[tuple[int, int]]:
    """Spans of the sentences of ``text``, in order, without the white space around them."""
    out: list[tuple[int, int]] = []
    begin = 0
    for stop in _ENDS.finditer(text):
        if text[stop.start()] == "." and _is_abbreviation(text, stop.start(), stop.end()):
            continue
        _add(out, text, begin, stop.end())
        begin = stop.end()
    _add(out, text, begin, len(text))
    return out


def _is_abbreviation(text: str, at: int, end: int) -> bool:
    """Whether the full stop at ``at`` belongs to a short form in mid-sentence."""
    found = _WORD_BEFORE.search(text[max(0, at - 24) : at + 1])
    word = found.group(1).lower() if found else ""
    if not word:
        return False
    following = text[end : end + 40].lstrip()
    if word in _NEVER_LAST:
        return True
    initial = len(word) == 1 and word.isalpha()
    if word in _SHORT or initial or "." in word:
        return not _starts_sentence(following) or initial and word != "i"
    return False


_OPENERS = frozenset(
    "the a an in on at he she it they this that these those however but and as after meanwhile "
    "while both its his her for also when although since".split()
)


def _starts_sentence(following: str) -> bool:
    """Whether the text after a short form reads like a new sentence: a capital and a usual opener."""
    word = re.match(r"[\"“(]?(\w+)", following)
    return bool(word) and word.group(1)[:1].isupper() and word.group(1).lower() in _OPENERS  # type: ignore[union-attr]


def _add(out: list[tuple[int, int]], text: str, begin: int, end: int) -> None:
    while begin < end and text[begin].isspace():
        begin += 1
    while end > begin and text[end - 1].isspace():
        end -= 1
    while end - begin > LONGEST:
        cut = text.rfind(" ", begin + 1, begin + LONGEST)
        cut = cut if cut > begin else begin + LONGEST
        out.append((begin, cut))
        begin = cut
        while begin < end and text[begin].isspace():
            begin += 1
    if end > begin:
        out.append((begin, end))
