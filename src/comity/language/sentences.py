"""Splitting a text into sentences, without breaks after U.S., Mr. and St."""

from __future__ import annotations

import re

from comity.language import words

_ENDS = re.compile(r"(?<![.!?…。])[.!?…。]++[\"”’'»)\]]{0,3}(?=\s)|[。！？]|\n+")
_WORD_BEFORE = re.compile(r"([^\s(\"“‘]+)\.$")
#: Text without full stops (tables, lists) is cut into pieces of at most this many characters.
LONGEST = 2_000


def sentences(text: str) -> list[tuple[int, int]]:
    """Return the spans of the sentences of ``text``, in order, without surrounding white space."""
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
    """Return whether the full stop at ``at`` belongs to an abbreviation inside a sentence."""
    match = _WORD_BEFORE.search(text[max(0, at - 24) : at + 1])
    word = match.group(1).lower() if match else ""
    if not word:
        return False
    following = text[end : end + 40].lstrip()
    if word in words("never_last"):
        return True
    initial = len(word) == 1 and word.isalpha()
    if word in words("abbreviations") or initial or "." in word:
        return not _starts_sentence(following) or (initial and word != "i")
    return False


def _starts_sentence(following: str) -> bool:
    """Return whether the text after an abbreviation begins a sentence: a capital and a usual first word."""
    first = re.match(r"[\"“(]?(\w+)", following)
    return first is not None and first[1][:1].isupper() and first[1].lower() in words("openers")


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
