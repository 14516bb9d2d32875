"""Finding the states that pronouns and role nouns refer to: "they", "it", "his counterpart".

Each kind of phrase is looked up in the sentence first, then among the states last mentioned in the text
(after Grosz, Joshi and Weinstein 1995, Centering).
"""

from __future__ import annotations

from comity.language.clauses import Clause
from comity.language.discourse_state import DiscourseState, plural
from comity.language.tokens import ACTING, Phrase, Token

States = tuple[str, ...]


def resolve(phrases: list[Phrase], parts: list[Clause], focus: DiscourseState, toks: list[Token]) -> None:
    """Set the states that each pronoun refers to; a pronoun without referent has no states."""
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
    """Return the state that a phrase for one state refers to."""
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
    """Return the states that a phrase for several states refers to; none if the subject is among them."""
    states = _plural_of(before, p, focus, toks)
    subject = next((q for q in before if q.kind in ACTING and not q.prep), None)
    overlaps = p.prep and subject is not None and set(subject.states) & set(states)
    return () if overlaps else states


#: A club has more than this many members.
_PAIR = 2


def _remaining(members: States, before: list[Phrase], focus: DiscourseState) -> States:
    """Return the members of a club (such as the G7) that neither the sentence nor the text last named."""
    known = {s for q in before for s in q.states} or set(focus.one()) or set(focus.group)
    rest = tuple(s for s in members if s not in known)
    return rest or members


def _plural_of(before: list[Phrase], p: Phrase, focus: DiscourseState, toks: list[Token]) -> States:
    """Return the referent of "they" or "both": a group in the sentence, officials, or the last pair."""
    earlier = [q.states for q in before if len(q.states) > 1 and q.kind != "place"]
    if earlier:
        return earlier[-1]
    if p.size:
        return focus.find_group(p.size)
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
    """Return the state of "his counterpart", named after it ("in the Kremlin"), before it, or in the text."""
    p = phrases[n]
    after = phrases[n + 1] if n + 1 < len(phrases) else None
    if after is not None and after.lo - p.hi <= _HANGS and toks[p.hi + 1].low in ("in", "from", "at"):
        return after.states
    own = _subject(phrases[:n]) or focus.one()
    near = [q.states for q in phrases[:n] if len(q.states) == 1 and q.states != own]
    return near[-1] if near else focus.other_than(own)


#: The most tokens between "counterpart" and its state: "his counterpart in the *Kremlin*".
_HANGS = 3


def _object(before: list[Phrase], parts: list[Clause], p: Phrase) -> States:
    """Return the referent of "it" after a subject, the last other state before: "Russia sold *it* jets"."""
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


#: The most tokens between a subject and an object pronoun.
_OBJECT_NEAR = 4
