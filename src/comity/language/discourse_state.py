"""The pair and the state that a text last mentioned, for resolving "they", "both" and "it".

Analysis prose names the pair once and then writes "the two powers" for a page, so remembering the last group
helps more than any other rule.  A simple account of recency is enough (after Grosz, Joshi and Weinstein 1995,
Centering).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from comity.language import words
from comity.language.tokens import ACTING, Phrase, Token

#: After so many sentences without a mention the current group is forgotten.
FADES = 3


@dataclass(slots=True)
class DiscourseState:
    """The group of states and the single state that a text last named, and the number of that sentence."""

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
    topics: tuple[str, ...] = ()
    topics_at: int = -99
    paragraph_at: int = 0
    title_spots: tuple[str, ...] = ()
    section_spots: tuple[str, ...] = ()
    theme_spots: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    groups: list[tuple[int, tuple[str, ...]]] = field(default_factory=list)
    mentioned: list[str] = field(default_factory=list)
    many: bool = False
    bystanders_at: int = -99
    acted: bool = False
    prose: bool = False
    dense: float = 0.0
    ranks: dict[str, int] = field(default_factory=dict)
    told_at: dict[frozenset[str], int] = field(default_factory=dict)

    def find_group(self, size: int) -> tuple[str, ...]:
        """Return the group of ``size`` states that the section, the title or the text last named.

        If the sentence before joined other states of this number, they are returned.
        """
        ours = next((g for g in (self.heading, self.title) if len(g) == size), ())
        if ours and not any(self.now - at <= 1 and len(g) == size for at, g in self.groups):
            return ours
        for at, group in reversed(self.groups):
            if self.now - at > FADES:
                break
            if len(group) == size:
                return group
        return next((g for g in (self.heading, self.title, self.theme) if len(g) == size), self.pair())

    def other_than(self, states: tuple[str, ...]) -> tuple[str, ...]:
        """Return the other state of the pair last named, or else the last named state not in ``states``."""
        rest = self.partner_of(states)
        if len(rest) == 1:
            return rest
        return next(((s,) for s in reversed(self.mentioned) if s not in states), ())

    def pair(self) -> tuple[str, ...]:
        """Return the states last named together, or those of the section, the title or the whole text."""
        if self.group and self.now - self.group_at <= FADES:
            return self.group
        return self.heading or self.title or self.theme

    def theirs(self) -> tuple[str, ...]:
        """Return the two states meant by "their": of the section, title or text, or last named together."""
        for group in (self.heading, self.title, self.theme, self.group):
            if len(group) == _TWO:
                return group
        return ()

    def foremost(self) -> tuple[str, ...]:
        """Return the state that the text names most often."""
        return tuple(s for s, n in self.ranks.items() if n == 1)

    def one(self) -> tuple[str, ...]:
        """Return the single state last named, or else the state that the text is about."""
        return self.single if self.now - self.single_at <= FADES else self.about

    def place(self) -> tuple[str, ...]:
        """Return the hotspots that "the region" and "there" refer to."""
        return self.spots if self.now - self.spots_at <= FADES else ()

    def topic(self) -> tuple[str, ...]:
        """Return the hotspots last named, for acts that always concern some place or issue."""
        return self.topics if self.now - self.topics_at <= FADES else ()

    def enter(self, states: tuple[str, ...], spots: tuple[str, ...]) -> None:
        """Begin a section whose heading names ``states`` and the regions ``spots``."""
        self.heading = states if 1 < len(states) <= _HEADED else ()
        self.section_spots = spots
        if len(states) == 1:
            self.single, self.single_at = states, self.now

    def partner_of(self, states: tuple[str, ...]) -> tuple[str, ...]:
        """Return the other states of the group last named if it holds ``states`` and at most three others."""
        pair = self.pair()
        if not set(states) <= set(pair):
            pair = self.theme
        rest = tuple(s for s in pair if s not in states)
        return (
            rest
            if len(rest) == len(pair) - len(states) and 0 < len(rest) <= 3 and len(states) < len(pair)
            else ()
        )

    def saw(self, phrases: list[Phrase], toks: list[Token], acted: list[tuple[str, ...]]) -> None:
        """Update what was last named: a sentence's groups, its first actor, and the parties of its acts."""
        joined = [p.states for p in phrases if len(p.states) > 1 and p.kind in ACTING]
        pairs = [a for a in acted if len(a) > 1] or joined
        self.told_at.update((frozenset(a), self.now) for a in acted)
        self.mentioned.extend(
            p.states[0] for p in phrases if len(p.states) == 1 and not p.kind.startswith("ana")
        )
        del self.mentioned[:-_MENTIONS]
        if pairs:
            self.group, self.group_at = pairs[-1], self.now
            self.groups.append((self.now, pairs[-1]))
        alone = [p for p in phrases if p.kind in ACTING and len(p.states) == 1]
        first = [p for p in alone if not p.prep] or [p for p in alone if p.lo <= _TOPIC]
        if first:
            self.single, self.single_at = first[0].states, self.now
            self.many = not joined and plural(first[0], toks)
        if _bystanders(phrases, toks):
            self.bystanders_at = self.now


_TWO = 2

#: The most states in a heading for it to be about their group.
_HEADED = 4

#: How many of the last names of states are remembered.
_MENTIONS = 24

#: The latest token of a topic at the start of a sentence: "For *the kingdom*, ...".
_TOPIC = 2


def _bystanders(phrases: list[Phrase], toks: list[Token]) -> bool:
    """Return whether a later "they" refers to people of no state: "The pragmatists see ..."."""
    if len(toks) < _LEAST or toks[0].low not in ("the", "many", "some", "most", "other", "several"):
        return False
    head = toks[1]
    plural = head.low.endswith("s") and head.low.isalpha() and not head.cap and head.mention is None
    return plural and head.low not in words("groups_plural") and all(p.lo > 1 for p in phrases)


#: The fewest words of a sentence.
_LEAST = 4


def plural(p: Phrase, toks: list[Token]) -> bool:
    """Return whether a phrase for one state names several people: "Serbia's leaders"."""
    head = toks[p.hi]
    if p.kind == "actor" and p.lo == p.hi and p.named in ("demonym", "people"):
        return True
    return p.hi > p.lo and head.mention is None and head.low.endswith("s") and not head.cap
