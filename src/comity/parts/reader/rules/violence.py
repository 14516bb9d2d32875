"""Detection of violence between two states in a sentence, which then yields no cooperation of the two."""

from __future__ import annotations

from collections.abc import Collection

from comity.language.sentence_layout import SentenceLayout
from comity.parts.reader.patterns import sign

_MUTUAL = ("clash", "skirmish", "firefight", "gunfire", "battle")
"""Words of violence that a group does within itself: "Armenia and Azerbaijan *clash*"."""


def violence_between(scene: SentenceLayout, parties: Collection[str]) -> bool:
    """Return whether words of violence occur between two of the parties, or states named together clash."""
    for m in sign("violence").finditer(scene.masked):
        first, last = scene.token_at(m.start()), scene.token_at(m.end() - 1)
        before = [p for p in scene.phrases if p.lo <= first]
        after = [p for p in scene.phrases if p.lo > last]
        doer = set(before[-1].states) if before else set()
        hurt = set(after[0].states) if after else set()
        sides = doer & set(parties), hurt & set(parties)
        if all(sides) and sides[0] != sides[1]:
            return True
        if m[0].startswith(_MUTUAL) and any(len(s) > 1 for s in sides):
            return True
    return False
