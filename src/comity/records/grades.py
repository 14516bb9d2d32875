"""How much the sources of a record are worth: grades of evidence, best first.

A grade is the best kind among a record's sources (``words.yaml``: source_kinds, which lists them best
first).  Two questions are asked of it: whether the record may lead (a heading, a phase, a label), and
whether anybody but an interested party vouches for it.
"""

from __future__ import annotations

from collections.abc import Iterable

from comity.vocabulary.load import words

LEADING = frozenset({"official-record", "document", "press", "agency"})
"""Grades that may lead a heading, a phase or a label: press or better."""

INTERESTED = frozenset({"party-statement", "state-media", "re-publisher"})
"""Kinds that are a party's own word, or a copy whose original was not read."""


def grade(kinds: Iterable[str]) -> str:
    """The best of these kinds, or "" where none is of the vocabulary."""
    known = set(kinds)
    return next((k for k in words("source_kinds") if k in known), "")


def may_lead(kinds: Iterable[str]) -> bool:
    """Whether a record with sources of these kinds may lead a heading, a phase or a label."""
    return not LEADING.isdisjoint(kinds)


def only_interested(kinds: Iterable[str]) -> bool:
    """Whether nobody but a party, its media or a re-publisher vouches for it.

    False where no kind is given: nothing is known against such a record.
    """
    given = set(kinds)
    return bool(given) and given <= INTERESTED
