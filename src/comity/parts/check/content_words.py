"""The words of a sentence that carry content."""

from __future__ import annotations

import re

from comity.parts.check.rules import stem, word_lists

_WORD = re.compile(r"[A-Za-zÀ-ÿ][\w’'À-ÿ-]*|\b[A-Z]+-?\d+\w*")


def words_in(text: str, outside: list[tuple[int, int]]) -> frozenset[str]:
    """The stems of the words of a sentence that carry content, none from the spans ``outside``."""
    empty = word_lists().empty
    found_words = (
        m[0].lower().replace("’", "'").rstrip("'")
        for m in _WORD.finditer(text)
        if not any(a <= m.start() < b for a, b in outside)
    )
    return frozenset(
        stem(part) for w in found_words for part in w.split("-") if part not in empty and len(part) > 2
    )
