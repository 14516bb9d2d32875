"""Which hotspot is a roll call about?  By the hotspots' own words and issue tags."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from comity.vocabulary import hotspots


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str], frozenset[str]], ...]:
    out = []
    for h in hotspots.all_hotspots().values():
        if h.vote_terms or h.vote_issues:
            terms = "|".join(f"(?:{t})" for t in h.vote_terms) or r"(?!)"
            out.append((h.id, re.compile(terms, re.IGNORECASE), frozenset(h.vote_issues)))
    return tuple(out)


@cache
def _patterns_of(hotspot: str) -> tuple[tuple[re.Pattern[str], frozenset[str]], ...]:
    """Terms and issue tags of a hotspot and its parts."""
    return tuple((terms, marks) for h, terms, marks in _patterns() if hotspot in (h, hotspots.whole(h)))


@cache
def of_vote(title: str, issues: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Hotspots (parts and wholes) that a roll call is about, by its title and its issue tags.

    Empty when it is about none: most roll calls are.
    """
    tags = set(issues)
    matched = {h for h, terms, marks in _patterns() if (title and terms.search(title)) or marks & tags}
    return tuple(sorted(matched | {hotspots.whole(h) for h in matched}))


@cache
def is_about(title: str, issues: tuple[str, ...], hotspot: str) -> bool:
    """Whether a roll call is about one hotspot or a part of it, as :func:`of_vote` would say."""
    tags = set(issues)
    return any((title and terms.search(title)) or marks & tags for terms, marks in _patterns_of(hotspot))


def mask(titles: Iterable[str | None], issues: Iterable[Iterable[str]], hotspot: str) -> list[bool]:
    """Whether each roll call is about ``hotspot`` (one title and one list of tags a roll call)."""
    return [
        is_about(title or "", tuple(sorted(tags)), hotspot)
        for title, tags in zip(titles, issues, strict=True)
    ]
