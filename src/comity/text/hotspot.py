"""What an act is about: hotspots named in the passage, else the hotspot of a party, else the relation."""

from __future__ import annotations

import re
from functools import cache

from comity.text.mentions import Mention
from comity.vocabulary.hotspots import Hotspot, all_hotspots

RELATION = "bilateral"
OTHER = "other"
"""Where an act is about something outside the vocabulary's hotspots and outside the relation."""

_BODY_SPOT = {"BRICS": "regional-orgs", "SCO": "regional-orgs"}


@cache
def _terms() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Hotspot -> one pattern of its text terms (the base of the relation has none)."""
    out = []
    for h in all_hotspots().values():
        if h.text_terms:
            out.append((h.id, re.compile("|".join(f"(?:{t})" for t in h.text_terms), re.IGNORECASE)))
    return tuple(out)


@cache
def _of_state() -> dict[str, tuple[str, ...]]:
    """State -> the hotspots whose target it is; a part before its whole."""
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


def hotspots(
    text: str, start: int, end: int, named: list[Mention], parties: tuple[str, ...], targets: tuple[str, ...]
) -> tuple[str, ...]:
    """Hotspots of an act whose evidence is ``text[start:end]``.

    First what the passage is about: terms and states named in it other than the parties.  Then, for a
    pair, the hotspot that one of the two is itself.  Else the relation, or ``other`` when a third state
    is concerned.
    """
    topic = _topics(text, start, end, named, parties)
    for t in targets:
        topic.extend(_of_state().get(t, ()))
    if topic:
        return tuple(dict.fromkeys(topic))
    own = [s for p in parties for s in _of_state().get(p, ())]
    bodies = [s for p in parties if p in _BODY_SPOT for s in _of_state()[p]]
    if bodies:
        return tuple(dict.fromkeys(bodies))
    if own and (len(parties) <= 2 or len(own) * 2 >= len(parties) and len(set(own)) == 1):
        return tuple(dict.fromkeys(own))
    return (OTHER,) if targets or len(parties) > 4 else (RELATION,)


def _topics(text: str, start: int, end: int, named: list[Mention], parties: tuple[str, ...]) -> list[str]:
    blank = list(text[start:end])
    out: list[str] = []
    for m in named:
        if m.start < start or m.end > end:
            continue
        if set(m.states) <= set(parties) or m.kind in ("leader", "body") and set(m.states) & set(parties):
            blank[m.start - start : m.end - start] = "#" * (m.end - m.start)
        elif len(m.states) == 1:
            out.extend(_of_state().get(m.states[0], ()))
    passage = "".join(blank)
    for spot, pattern in _terms():
        if pattern.search(passage):
            out.append(spot)
    whole = {all_hotspots()[s].part_of for s in out}
    return [s for s in dict.fromkeys(out) if s not in whole]
