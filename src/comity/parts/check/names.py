"""The names in a sentence that are no state and no date."""

from __future__ import annotations

import re

from comity.parts.check.rules import word_lists

_NAME = re.compile(r"New [A-Z][\w’'À-ÿ-]*|[A-Z][\w’'À-ÿ-]*|\b[A-Za-z]+-?\d+\w*|[a-z]+-[A-Z]\w+")


def name_spans(text: str, outside: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans of names with figures in them: Vostok 2018, Su-35."""
    spans = [m.span() for m in re.finditer(r"\b[A-Z][a-z]+[ -]\d{2,4}\b|\b[A-Za-z]+-?\d+\w*", text)]
    return [s for s in spans if not any(a <= s[0] < b for a, b in outside)]


def names_in(text: str, outside: list[tuple[int, int]]) -> frozenset[str]:
    """Words with a capital that name neither a state nor a day and do not merely open the sentence."""
    lists, out = word_lists(), set()
    opening = re.match(r"\W*", text)
    begin = opening.end() if opening else 0
    for m in _NAME.finditer(text):
        word = m[0].lower().removesuffix("'s").removesuffix("’s").rstrip("'’")
        plain = word in lists.titles or word in lists.empty
        opener = m.start() == begin and not any(c.isdigit() for c in word)
        if plain or opener or any(a <= m.start() < b for a, b in outside) or len(word) < 2:
            continue
        out.add(word.removesuffix("s") if any(c.isdigit() for c in word) else word)
    return frozenset(out)


def lowered(text: str, spans: list[tuple[int, int]]) -> frozenset[str]:
    """What stands in some spans, in lower case and without an article."""
    return frozenset(text[a:b].lower().removeprefix("the ") for a, b in spans)
