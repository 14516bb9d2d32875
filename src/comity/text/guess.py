"""Whom a sentence of prose may be about where no rule reads it: the pair of the text, the states it names.

The candidates are judged by :mod:`gate`; a text about two states is mostly about the two, whatever the verb.
"""

from __future__ import annotations

from dataclasses import dataclass

from comity.text.focus import Focus
from comity.text.scene import Scene
from comity.text.signs import sign
from comity.text.tokens import ACTING, Phrase

States = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Guess:
    """Two sides of a possible act: ``how`` says on what grounds, one of :data:`HOW`."""

    how: str
    one: States
    other: States

    @property
    def parties(self) -> frozenset[str]:
        """States of both sides."""
        return frozenset((*self.one, *self.other))


HOW = ("both", "one", "back", "none", "group", "named", "about", "foremost", "last", "before")
"""Both states of the text's pair are named; one is; words point back to the pair; nothing is named; a group
of states is; two states are; the one state that the text is about faces another; so does the state it names
most; so does the state last in view; the group last told of goes on."""


def guesses(view: Scene, focus: Focus) -> list[Guess]:
    """Possible pairs of a sentence, the likeliest grounds first, each pair once.

    None in a heading, a question, in what polls and thinkers say, or where a text speaks of itself.
    """
    low = view.masked
    if not sign("sentence").search(low) or low.rstrip(' "').endswith("?"):
        return []
    if sign("opinion").search(low) or sign("itself").search(low):
        return []
    out = [*_of_pair(view, focus), *_of_names(view, focus)]
    last = focus.group if focus.now - focus.group_at <= _LATELY else ()
    if _TWO <= len(last) <= _MANY:
        out.append(Guess("before", last[:1], last[1:]))
    return list({g.parties: g for g in reversed(out)}.values())[::-1]


def _of_pair(view: Scene, focus: Focus) -> list[Guess]:
    """The two states that the text is about."""
    pair = focus.theirs()
    if len(pair) != _TWO:
        return []
    inside = [s for p in _ranked(view.found) for s in p.states if s in pair]
    first = inside[0] if inside else pair[0]
    rest = tuple(s for s in pair if s != first)
    return [Guess(_grounds(view, set(inside), pair), (first,), rest)]


def _of_names(view: Scene, focus: Focus) -> list[Guess]:
    """States that the sentence names: with each other, or one with the state in view."""
    order = _ranked(view.found)
    if not order:
        return []
    lead = order[0].states
    out = [Guess("group", lead[:1], lead[1:])] if len(lead) > 1 else []
    out += [Guess("named", lead, p.states) for p in order[1:] if not set(p.states) & set(lead)][:1]
    views = (("about", focus.about), ("foremost", focus.foremost()), ("last", focus.one()))
    out += [Guess(how, lead, other) for how, other in views if other and not set(other) & set(lead)]
    return out


_TWO, _MANY = 2, 4
_LATELY = 2
"""How many sentences ago a group was last told of to go on."""


def _grounds(view: Scene, inside: set[str], pair: States) -> str:
    if len(inside) == len(pair):
        return "both"
    if inside:
        return "one"
    return "back" if sign("points_back").search(view.masked) else "none"


def _ranked(found: list[Phrase]) -> list[Phrase]:
    """Phrases by how likely they take part: those that act, then owners, then people and places."""

    def rank(p: Phrase) -> tuple[int, int]:
        if p.kind in ACTING:
            return (1 if p.prep else 0), p.lo
        return {"adj": 2, "attr": 3, "people": 4, "place": 5}.get(p.kind, 6), p.lo

    return sorted((p for p in found if p.states), key=rank)
