"""Choice of an act's hotspots by rules: those named in the passage, or a party itself, or the relation."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

import ahocorasick

from comity.language.mentions import Mention
from comity.parts.reader.patterns import sign
from comity.vocabulary.hotspots import Hotspot, all_hotspots
from comity.vocabulary.load import package_yaml

RELATION = "bilateral"
OTHER = "other"
"""Where an act is about something outside the vocabulary's hotspots and outside the relation."""

WIDER = {"sudan": "africa", "central-african-republic": "africa", "regional-orgs": "central-asia"}
"""Hotspots that the labelled sets hold as one."""

_BODY_SPOT = {"BRICS": "regional-orgs", "SCO": "regional-orgs"}
_BODIES = "regional-orgs"


def _list_terms() -> list[tuple[str, tuple[str, ...]]]:
    """Return for each hotspot (place watched) the terms that name it in a text.

    Hotspots that are assigned when the records are read are left out.
    """
    more = package_yaml("parts/reader/data/hotspots.yaml")["more_terms"]
    every = ((h.id, (*h.text_terms, *more.get(h.id, ()))) for h in all_hotspots().values() if not h.by_rule)
    return [(spot, terms) for spot, terms in every if terms]


@cache
def _terms() -> tuple[ahocorasick.Automaton, tuple[tuple[str, re.Pattern[str]], ...]]:
    """Return the patterns of hotspots by their first letters, and those that do not begin with a letter.

    Searching for one long pattern would be slow, so a pattern is tried only where its first letters occur.
    """
    begin: dict[str, list[tuple[str, re.Pattern[str]]]] = {}
    anywhere = []
    for spot, terms in _list_terms():
        for term in terms:
            entry = spot, re.compile(term, re.IGNORECASE)
            if head := _letters(term):
                begin.setdefault(head, []).append(entry)
            else:
                anywhere.append(entry)
    out = ahocorasick.Automaton()
    for head, entries in sorted(begin.items()):
        out.add_word(head, (len(head), tuple(entries)))
    out.make_automaton()
    return out, tuple(anywhere)


def _letters(term: str) -> str:
    """Return the lower-case letters with which every match of a term begins; "" if they vary."""
    match = re.match(r"(?:\\b)?([A-Za-z][A-Za-z ]*)(?![?*{|])", term)
    alternatives = "|" in re.sub(r"\([^()]*\)", "", term)
    return "" if match is None or alternatives else match[1].lower()


def _spoken_of(text: str, start: int, end: int) -> tuple[str, ...]:
    """Return the hotspots (places watched) that a part of the text names, in the order of the vocabulary."""
    automaton, anywhere = _terms()
    low = text[start:end].lower()
    if len(low) != end - start:  # some capitals have longer lower-case forms
        low = "".join(c if len(c) == 1 else "?" for c in map(str.lower, text[start:end]))
    spots = {
        spot
        for last, (length, entries) in automaton.iter(low)
        for spot, pattern in entries
        if pattern.match(text, start + last - length + 1, end)
    }
    spots.update(spot for spot, pattern in anywhere if pattern.search(text, start, end))
    return tuple(h for h in all_hotspots() if h in spots)


@lru_cache(maxsize=64)
def _hotspots_of(passage: str) -> tuple[str, ...]:
    """Return the hotspots that a passage names; cached, because the acts of a passage share it."""
    return _spoken_of(passage, 0, len(passage))


@cache
def _list_implied_terms() -> tuple[tuple[str, str, re.Pattern[str], date], ...]:
    """Return terms that mean a hotspot only if a given state acts: (hotspot, state, pattern, since when)."""
    data = package_yaml("parts/reader/data/hotspots.yaml")["implied"]
    return tuple(
        (e["hotspot"], e["party"], re.compile(e["term"], re.IGNORECASE), date.fromisoformat(str(e["since"])))
        for e in data
    )


@cache
def _map_states() -> dict[str, tuple[str, ...]]:
    """Return for each state the hotspots that are this state or lie in it; a part comes before the whole."""
    out: dict[str, list[str]] = {}
    spots: list[Hotspot] = sorted(all_hotspots().values(), key=lambda h: (not h.part_of, h.id))
    for h in spots:
        for code in h.states:
            known = out.setdefault(code, [])
            if not any(all_hotspots()[k].part_of == h.id for k in known):
                known.append(h.id)
    for body, spot in _BODY_SPOT.items():
        out[body] = [spot]
    return {k: tuple(v) for k, v in out.items()}


def theme(text: str, named: Sequence[Mention], spans: Sequence[tuple[int, int]]) -> tuple[str, ...]:
    """Return the one hotspot (place watched) that a long text is about: named in many sentences.

    It must be named far more often than any other.
    """
    counts: Counter[str] = Counter()
    for start, end in spans:
        spots = {
            s
            for m in named
            if start <= m.start < end and len(m.states) == 1
            for s in list_state_hotspots(m.states)
        }
        spots |= {*_spoken_of(text, start, end)}
        counts.update(spots - {_BODIES})
    top = counts.most_common(2)
    if not top or top[0][1] < max(_THEME, len(spans) * _SHARE):
        return ()
    return (top[0][0],) if len(top) < 2 or top[0][1] >= 2 * top[1][1] else ()


_THEME, _SHARE = 4, 0.4
"""How often, and for what part of its sentences, a text names the hotspot that it is about."""


def list_state_hotspots(codes: Iterable[str]) -> list[str]:
    """Return the hotspots that these states are, except for states whose name alone is not enough."""
    return [h for c in codes if c not in _not_alone() for h in _map_states().get(c, ())]


@cache
def _not_alone() -> frozenset[str]:
    data = package_yaml("parts/reader/data/hotspots.yaml")
    return frozenset(data["not_alone"])


class Passage:
    """A passage with the states it names; its methods say which hotspots it is about."""

    __slots__ = ("aside", "end", "named", "start", "text")

    def __init__(self, text: str, start: int, end: int, named: list[Mention]) -> None:
        self.text, self.start, self.end = text, start, end
        self.aside = "sidelines" in text[start:end]
        self.named = [m for m in named if m.start >= start and m.end <= end]

    def foreground(self) -> Passage:
        """Return the passage without phrases that only set a frame: "since the start of the war in Mali"."""
        framed = [(m.start(), m.end()) for m in sign("frame").finditer(self.text, self.start, self.end)]
        if not framed:
            return self
        chars = list(self.text)
        for a, b in framed:
            chars[a:b] = " " * (b - a)
        names = [m for m in self.named if not any(a <= m.start < b for a, b in framed)]
        return Passage("".join(chars), self.start, self.end, names)

    def topics(self, parties: tuple[str, ...], published: date | None, *, implied: bool = True) -> list[str]:
        """Return the hotspots that a term or a state other than the parties names, parts before wholes."""
        blank = list(self.text[self.start : self.end])
        out: list[str] = []
        for m in self.named:
            if m.states and set(m.states) <= set(parties):
                blank[m.start - self.start : m.end - self.start] = "#" * (m.end - m.start)
            elif len(m.states) == 1 and m.kind != "body" and m.states[0] not in _not_alone():
                out.extend(_map_states().get(m.states[0], ()))
        passage = "".join(blank)
        out.extend(_hotspots_of(passage))
        day = published or date.max
        out.extend(
            s
            for s, party, term, since in _list_implied_terms()
            if implied and party in parties and day >= since and term.search(passage)
        )
        whole = {all_hotspots()[s].part_of for s in out}
        return [s for s in dict.fromkeys(out) if s not in whole]


@dataclass(frozen=True, slots=True)
class Concern:
    """What the hotspots of an act depend on: parties, third states, day and kind of act.

    ``building`` is true for an act that builds institutions. ``outside`` is true for one that by nature
    concerns more than the parties, such as a vote or a draft.
    """

    parties: tuple[str, ...]
    targets: tuple[str, ...]
    published: date | None
    building: bool
    outside: bool


def hotspots(passage: Passage, around: Passage | None, act: Concern) -> tuple[str, ...]:
    """Return the hotspots (places or matters watched) of an act.

    The first of these that exists is taken:

    1. what the passage is about, apart from the parties
    2. for two parties, the hotspot that one of them is
    3. what a short text around the passage is about
    4. ``other`` if the act involves a third state or an outside matter, else the relation between the parties
    """
    topic = [
        *passage.topics(act.parties, act.published),
        *(s for t in act.targets for s in _map_states().get(t, ())),
    ]
    if passage.aside and not act.building:
        topic = [t for t in topic if t != _BODIES]
    bodies = [_BODY_SPOT[p] for p in act.parties if p in _BODY_SPOT]
    if around is None and bodies and any(t != _BODIES for t in topic):
        bodies = []
    spots = bodies or topic or _list_own_hotspots(act.parties)
    if not spots and around is not None:
        spots = [t for t in around.topics(act.parties, act.published, implied=False) if t != _BODIES][:1]
    if spots:
        return tuple(dict.fromkeys(spots))
    camp = len(act.parties) > _PAIR and set(act.parties) & _WEST
    return (OTHER,) if act.targets or act.outside or camp or len(act.parties) > _MANY else (RELATION,)


def _list_own_hotspots(parties: tuple[str, ...]) -> list[str]:
    """Return the hotspots that are one of two parties; of more parties only if clearly one is meant."""
    alone = [p for p in parties if p not in _not_alone() or "XKX" in parties]
    own = [s for p in alone for s in _map_states().get(p, ())]
    one = len(set(own)) == 1
    plain = (
        len(parties) <= 2
        or (len(parties) >= _CONFERENCE and len(own) == 1)
        or (one and len(own) * 2 >= len(parties))
    )
    return own if plain else []


_PAIR, _WEST = 2, frozenset({"NATO", "EUU"})
"""Bodies with which several states deal about more than their relation."""

_MANY, _CONFERENCE = 4, 6
"""More parties than the first have no one relation; from the second on they meet over the one in crisis."""
