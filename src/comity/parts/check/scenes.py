"""Clauses that only set the scene: "when the war had begun", "whatever others said"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from comity.parts.check.predicates import verb_in
from comity.parts.check.rules import grammar


def scenes(low: str, dated: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Where in a sentence its scenes stand; none where nothing else tells what was done.

    A clause with a date of its own, beside another in the rest of the sentence, tells an act and is none.

    Parameters
    ----------
    low : the sentence in lower case, its states masked and its dates blanked
    dated : where its dates stand
    """
    spans = [m.span() for m in grammar()["scene"].finditer(low) if not _in_a_list(low, m.end())]
    inside = [any(a <= d < b for d, _ in dated) for a, b in spans]
    if sum(inside) < len([d for d, _ in dated]):
        spans = [s for s, own_date in zip(spans, inside, strict=True) if not own_date]
    return tuple(spans) if spans and verb_in(without(low, spans)) else ()


def _in_a_list(low: str, end: int) -> bool:
    """Whether the comma at the end of a clause parts two states of a list, and no place from who acts."""
    return low[end : end + 3] == ", @" and low[end - 1] == "@" and not _PLACED.search(low, 0, end)


_PLACED = re.compile(r"\b(?:in|on|against|over|with|by|from|to|at|near|into) (?:the )?@+$")


def apart(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """A text where what follows a scene is parted from it, so that no list runs on: "in A; B and C"."""
    for _, b in spans:
        text = f"{text[:b]};{text[b + 1 :]}" if text[b : b + 1] == "," else text
    return text


def without(low: str, spans: Sequence[tuple[int, int]]) -> str:
    """A text with some of its parts blanked, of the same length."""
    for a, b in spans:
        low = low[:a] + " " * (b - a) + low[b:]
    return low
