"""Which states the pronouns and role nouns of a sentence stand for: "they", "it", "his counterpart".

Each kind of phrase has its own way back: into the sentence first, then to what is in view in the text
(after Grosz, Joshi and Weinstein 1995, Centering).
"""

from __future__ import annotations

from comity.language.clauses import Clause
from comity.language.discourse_state import DiscourseState, plural
from comity.language.tokens import ACTING, Phrase, Token

States = tuple[str, ...]


def resolve(phrases: list[Phrase], parts: list[Clause], focus: DiscourseState, toks: list[Token]) -> None:
    """Give pronouns the states they stand for; one that stands for none keeps no states."""
    for n, p in enumerate(phrases):
        before = phrases[:n]
        if p.named == "group" and p.lo and toks[p.lo - 1].low in ("other", "remaining"):
            p.states = _remaining(p.states, before, focus)
        elif p.named == "rest":
            large = max((g for _, g in focus.groups), key=len, default=())
            p.states = _remaining(large, before, focus) if len(large) > _PAIR else ()
        elif p.kind == "anaphor-group":
            p.states = _several(before, p, focus, toks)
        elif p.named == "other":
            p.states = _counterpart(phrases, n, focus, toks)
        elif p.kind == "anaphor-one":
            p.states = _one(before, p, parts, focus)


def _one(before: list[Phrase], p: Phrase, parts: list[Clause], focus: DiscourseState) -> States:
    """Return what a phrase for one state stands for."""
    if p.named == "official":
        return focus.about
    if p.named == "latter":
        return tuple(focus.mentioned[-1:])
    if p.named == "this":
        return (_subject(before) if p.lo else ()) or focus.one()
    if p.named == "the state" and focus.about and not (before and before[0].states == focus.about):
        return focus.about
    if p.named == "the state" and p.poss:
        return ()
    acting = [q.states for q in before if q.kind in ACTING and len(q.states) == 1]
    return _object(before, parts, p) or _subject(before) or (acting[0] if acting else focus.one())


def _several(before: list[Phrase], p: Phrase, focus: DiscourseState, toks: list[Token]) -> States:
    """Return what a phrase for several states stands for, nothing where the subject is one of them."""
    states = _plural_of(before, p, focus, toks)
    subject = next((q for q in before if q.kind in ACTING and not q.prep), None)
    overlaps = p.prep and subject is not None and set(subject.states) & set(states)
    return () if overlaps else states


_PAIR = 2
"""A club has more members than so many."""


def _remaining(members: States, before: list[Phrase], focus: DiscourseState) -> States:
    """Return the others of a club: without those the sentence named before, else those last in view."""
    known = {s for q in before for s in q.states} or set(focus.one()) or set(focus.group)
    rest = tuple(s for s in members if s not in known)
    return rest or members


def _plural_of(before: list[Phrase], p: Phrase, focus: DiscourseState, toks: list[Token]) -> States:
    """Return what "they" or "both" stands for.

    A group in the sentence, a state's people, else what is in view.
    """
    earlier = [q.states for q in before if len(q.states) > 1 and q.kind != "place"]
    if earlier:
        return earlier[-1]
    if p.size:
        return focus.sized(p.size)
    people = [q.states for q in before if q.kind == "actor" and not q.prep and plural(q, toks)]
    if people and p.named == "they":
        return people[0]
    if p.named == "they" and not p.lo and focus.bystanders_at == focus.now - 1:
        return ()
    if p.named == "they" and focus.many and focus.single_at == focus.now - 1:
        return focus.single
    return focus.pair()


def _subject(before: list[Phrase]) -> States:
    """Return the first single state that acts in the words before."""
    return next((q.states for q in before if q.kind in ACTING and not q.prep and len(q.states) == 1), ())


def _counterpart(phrases: list[Phrase], n: int, focus: DiscourseState, toks: list[Token]) -> States:
    """Who "his counterpart" is: named after it ("in the Kremlin"), else before it, else in view."""
    p = phrases[n]
    after = phrases[n + 1] if n + 1 < len(phrases) else None
    if after is not None and after.lo - p.hi <= _HANGS and toks[p.hi + 1].low in ("in", "from", "at"):
        return after.states
    own = _subject(phrases[:n]) or focus.one()
    near = [q.states for q in phrases[:n] if len(q.states) == 1 and q.states != own]
    return near[-1] if near else focus.other_than(own)


_HANGS = 3
"""How many tokens from "counterpart" its state may stand: "his counterpart in the *Kremlin*"."""


def _object(before: list[Phrase], parts: list[Clause], p: Phrase) -> States:
    """Return what "it" stands for right after a subject.

    The last other state before ("Russia sold *it* jets").
    """
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
