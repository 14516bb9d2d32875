"""Finding names of states in a text: longest names first, whole words only, office holders by date."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date

from comity.language import words
from comity.language.gazetteer import NameEntry, automaton


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in a text: ``text[start:end]`` means ``states``; ``kind`` is one of :data:`gazetteer.KINDS`."""

    start: int
    end: int
    states: tuple[str, ...]
    kind: str


def mentions(text: str, on: date | None = None) -> list[Mention]:
    """Return the names of states in ``text``, in order and without overlap.

    ``on`` is the day of publication.  Office holders count from a year before they took office (as elected or
    designated) and forever after (as former).  If a name has referred to different states, the meaning on
    that day is used.
    """
    candidates: list[tuple[int, int, tuple[NameEntry, ...]]] = []
    size = len(text)
    for last, (length, entries) in automaton().iter(text):
        start, end = last - length + 1, last + 1
        if start and _inside_word(text[start - 1], text[start]):
            continue
        if end < size and _inside_word(text[end], text[end - 1]):
            continue
        if entries[0].kind == "epithet" and text[end + 1 : end + 2].isupper():
            continue
        candidates.append((start, end, entries))
    candidates.sort(key=lambda f: (f[0], -f[1]))
    out: list[Mention] = []
    reach = -1
    for start, end, entries in candidates:
        if start < reach:
            continue
        reach = end
        entry = _meant(entries, on)
        if (
            entry is not None
            and entry.kind == "leader"
            and " " not in text[start:end]
            and _other_bearer(text, start)
        ):
            continue
        if entry is not None and entry.kind == "capital" and _names_event(text, start, end):
            continue
        if entry is not None and entry.kind == "name" and _first_name(text, start, end):
            continue
        if entry is not None and entry.kind != "block":
            out.append(Mention(start, end, entry.states, entry.kind))
    return _drop_lone_epithets(text, out)


def _drop_lone_epithets(text: str, candidates: list[Mention]) -> list[Mention]:
    """Drop epithets ("the kingdom") unless the text also names the state."""
    if not any(m.kind == "epithet" for m in candidates):
        return candidates
    named = Counter(m.states[0] for m in candidates if m.kind != "epithet" and len(m.states) == 1)
    out = []
    for m in candidates:
        meant = [s for s in m.states if named[s]] if m.kind == "epithet" else []
        if meant:
            out.append(Mention(m.start, m.end, (max(meant, key=lambda s: named[s]),), m.kind))
        elif m.kind != "epithet":
            out.append(m)
    return out


def _inside_word(outer: str, inner: str) -> bool:
    return (outer.isalnum() and inner.isalnum()) or outer == "_"


_WORD_BEFORE = re.compile(r"([^\W\d_][\w’'-]*) $")


def _other_bearer(text: str, start: int) -> bool:
    """Return whether a surname alone follows the first name of another person: *Francesca* Albanese."""
    match = _WORD_BEFORE.search(text, max(0, start - 24), start)
    if match is None or not match.group(1)[0].isupper():
        return False
    low = match.group(1).lower()
    if any(
        low in words(c) for c in ("titles", "title_modifiers", "closed", "preps", "boundaries", "determiners")
    ):
        return False
    return low not in words("honorifics") and not automaton().exists(match.group(1))


_WORD_AFTER = re.compile(r" (?:[IVX]+ |[123] )?([A-Za-z]+)")


_EVENT_BEFORE = re.compile(
    r"(?:Treaty|Treaties|Convention|Accords?|Protocol|Battle|University|Patriarchate) of $"
)


def _names_event(text: str, start: int, end: int) -> bool:
    """Return whether a capital is part of the name of an event or treaty: the *Minsk* II Accords."""
    if _EVENT_BEFORE.search(text, max(0, start - 16), start):
        return True
    match = _WORD_AFTER.match(text, end)
    return match is not None and match[1].lower() in words("event_nouns")


_SURNAME = re.compile(r" ([A-Z][a-zà-ÿ]+)")


def _first_name(text: str, start: int, end: int) -> bool:
    """Return whether a name that looks like a state is a person's first name: "*Jordan* Goudreau"."""
    if text[start:end].lower() not in words("first_names"):
        return False
    match = _SURNAME.match(text, end)
    if match is None or automaton().exists(match[1]):
        return False
    low = match[1].lower()
    return not any(low in words(c) for c in ("titles", "title_modifiers", "institutions", "place_nouns"))


def _meant(entries: tuple[NameEntry, ...], on: date | None) -> NameEntry | None:
    """Return the entry that applies on that day; without a day, the newest."""
    if len(entries) == 1 and (on is None or entries[0].kind in ("leader", "block", "group")):
        return entries[0] if on is None or entries[0].first <= on or entries[0].kind == "leader" else None
    live = [e for e in entries if on is None or e.first <= on <= e.last]
    if not live:
        live = [e for e in entries if e.kind in ("leader", "administration")]
    return max(live, key=lambda e: (e.kind != "capital", e.last, e.first, e.states)) if live else None
