"""What a text is about as it goes on: the pair and the state last in view, for "they", "both", "it".

Analysis prose names the pair once and speaks of "the two powers" for a page; carrying the group in view
is worth more there than any other rule.  A simple recency account of local focus (after Grosz, Joshi and
Weinstein 1995, Centering) is enough.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from comity.text.clauses import Clause
from comity.text.tokens import ACTING, Phrase

FADES = 3
"""After how many sentences without a mention the group in view is lost."""


@dataclass(slots=True)
class Focus:
    """The group and the single state in view, and when (sentence number) they were last named."""

    group: tuple[str, ...] = ()
    group_at: int = -99
    single: tuple[str, ...] = ()
    single_at: int = -99
    title: tuple[str, ...] = ()
    heading: tuple[str, ...] = ()
    now: int = 0
    theme: tuple[str, ...] = ()
    spots: tuple[str, ...] = ()
    spots_at: int = -99
    title_spots: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    groups: list[tuple[int, tuple[str, ...]]] = field(default_factory=list)

    def sized(self, size: int) -> tuple[str, ...]:
        """The last group in view of so many states, else the group in view."""
        for at, group in reversed(self.groups):
            if self.now - at > FADES:
                break
            if len(group) == size:
                return group
        return self.pair()

    def pair(self) -> tuple[str, ...]:
        """The group in view, else the section's, else the title's."""
        if self.group and self.now - self.group_at <= FADES:
            return self.group
        return self.heading or self.title or self.theme

    def one(self) -> tuple[str, ...]:
        """The single state in view."""
        return self.single if self.now - self.single_at <= FADES else ()

    def place(self) -> tuple[str, ...]:
        """The hotspots in view, for "the region" and "there"."""
        return self.spots if self.now - self.spots_at <= FADES else ()

    def partner_of(self, states: tuple[str, ...]) -> tuple[str, ...]:
        """The rest of the pair in view when ``states`` is part of it and the pair is not too large."""
        pair = self.pair()
        if not set(states) <= set(pair):
            pair = self.theme
        rest = tuple(s for s in pair if s not in states)
        return (
            rest
            if len(rest) == len(pair) - len(states) and 0 < len(rest) <= 3 and len(states) < len(pair)
            else ()
        )

    def saw(self, found: list[Phrase], acted: list[tuple[str, ...]]) -> None:
        """Take note of a sentence: its groups, its first actor, and the parties of its acts."""
        joined = [p.states for p in found if len(p.states) > 1 and p.kind in ACTING]
        pairs = [a for a in acted if len(a) > 1] or joined
        if pairs:
            self.group, self.group_at = pairs[-1], self.now
            self.groups.append((self.now, pairs[-1]))
        first = [p.states for p in found if p.kind in ACTING and not p.prep and len(p.states) == 1]
        if first:
            self.single, self.single_at = first[0], self.now


def resolve(found: list[Phrase], parts: list[Clause], focus: Focus) -> None:
    """Give pronouns the states they stand for; one that stands for none keeps no states."""
    for n, p in enumerate(found):
        if p.kind == "anaphor-group":
            earlier = [q.states for q in found[:n] if len(q.states) > 1 and q.kind != "place"]
            p.states = earlier[-1] if earlier else (focus.sized(p.size) if p.size else focus.pair())
            subject = next((q for q in found[:n] if q.kind in ACTING and not q.prep), None)
            if p.prep and subject is not None and set(subject.states) & set(p.states):
                p.states = ()
        elif p.named == "this":
            p.states = focus.one()
        elif p.named == "the state" and focus.about and not _just_named(found[:n], focus.about):
            p.states = focus.about
        elif p.named == "the state" and p.poss:
            p.states = ()
        elif p.kind == "anaphor-one" and (other := _object(found[:n], parts, p)):
            p.states = other
        elif p.kind == "anaphor-one":
            before = [q for q in found[:n] if q.kind in ACTING and not q.prep and len(q.states) == 1]
            if not before:
                before = [q for q in found[:n] if q.kind in ACTING and len(q.states) == 1]
            p.states = before[0].states if before else focus.one()


def _just_named(before: list[Phrase], states: tuple[str, ...]) -> bool:
    """Whether the states are the subject already, so that "the country" may be another."""
    return bool(before) and before[0].states == states


def _object(before: list[Phrase], parts: list[Clause], p: Phrase) -> tuple[str, ...]:
    """What "it" stands for right after a subject: the last other state before ("Russia sold *it* jets")."""
    clause = next(c for c in parts if p.lo < c.hi)
    subject = next(
        (q for q in before if q.lo >= clause.lo and q.kind == "actor" and not q.prep and not q.poss), None
    )
    if subject is None or clause.lo == 0 or p.lo - subject.hi > _OBJECT_NEAR:
        return ()
    others = [
        q.states for q in before if q.hi < clause.lo and len(q.states) == 1 and q.states != subject.states
    ]
    return others[-1] if others else ()


_OBJECT_NEAR = 4
"""How many tokens after its subject an object pronoun may stand."""
