"""Sentences: where they begin and end in the text, knowing U.S., Mr. and St. for what they are."""

from __future__ import annotations

import re

from comity.language import words

_ENDS = re.compile(r"(?<![.!?…。])[.!?…。]++[\"”’'»)\]]{0,3}(?=\s)|[。！？]|\n+")
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
    """Whether the text after a short form reads like a new sentence: a capital and a usual opener."""
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
