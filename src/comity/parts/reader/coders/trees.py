"""Who stands where in a dependency tree: subject, agent, owner and counterparties of a trigger.

Relation names of both common schemes are read: CLEAR (the English pipelines of spaCy) and Universal
Dependencies (Nivre et al. 2020).  Nothing here imports spaCy: a tree is anything with its tokens.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from comity.language.sentence_layout import SentenceLayout
from comity.language.words import words
from comity.lazy import lazy

Token = Any
States = tuple[str, ...]

_SUBJECTS = frozenset({"nsubj", "nsubjpass", "nsubj:pass", "csubj"})
_AGENTS = frozenset({"agent", "obl:agent"})
_OBJECTS = frozenset(
    {"dobj", "obj", "iobj", "dative", "attr", "oprd", "pobj", "obl", "nmod", "pcomp", "poss", "nmod:poss"}
)
_INSIDE = frozenset({"compound", "amod", "nmod", "poss", "nmod:poss", "appos", "flat", "flat:name", "conj"})
_OWNING = frozenset({"compound", "amod", "poss", "nmod:poss"})
_NESTED = frozenset({"advcl", "relcl", "acl:relcl", "ccomp", "parataxis", "csubj"})
_INHERITS = frozenset({"conj", "xcomp", "advcl", "acl", "pcomp", "aux", "ccomp", "prep"})
_HIGHEST = 8
"""How many heads are climbed in search of a verb or a subject."""


@dataclass(frozen=True, slots=True)
class Dependent:
    """States at one place of the tree, the preposition they hang on ("" for none) and where they begin."""

    states: States
    prep: str
    at: int


class Tree:
    """The parsed sentence of a scene; states are found where the scene names them."""

    def __init__(self, view: SentenceLayout, parsed: Any) -> None:
        self.view, self.parsed = view, parsed
        self._known: dict[int, States] = {}
        spans = [(m.start - view.start, m.end - view.start, m.states) for m in view.named]
        spans += [
            (view.toks[p.lo].start - view.start, view.toks[p.hi].end - view.start, p.states)
            for p in view.phrases
            if p.kind.startswith("anaphor")
        ]
        for token in parsed:
            for start, end, states in spans:
                if start <= token.idx < end:
                    self._known[token.i] = states

    def root(self, start: int, end: int) -> Token | None:
        """The head of the words at ``start`` to ``end`` of the sentence: the token nearest the root."""
        inside = [t for t in self.parsed if t.idx < end and t.idx + len(t.text) > start]
        return min(inside, key=lambda t: (_depth(t), t.i)) if inside else None

    def states(self, token: Token) -> States:
        """States of the noun phrase headed by a token, coordination included."""
        out: list[str] = list(self._known.get(token.i, ()))
        for child in token.children:
            if child.dep_ in _INSIDE and not (child.dep_ == "nmod" and _case(child) not in ("", "of")):
                out.extend(self.states(child))
            elif child.dep_ == "prep" and child.text.lower() == "of" and _titled(token):
                out.extend(s for grand in child.children for s in self.states(grand))
        return tuple(dict.fromkeys(out))

    def subject(self, token: Token, climbed: int = 0) -> States:
        """States of the subject of a verb, taken over from the verb above where it has none of its own."""
        own = tuple(s for c in token.children if c.dep_ in _SUBJECTS for s in self.states(c))
        if own or climbed > _HIGHEST or token.head.i == token.i:
            return own
        if token.dep_ in ("relcl", "acl:relcl"):
            return self.states(token.head)
        return self.subject(token.head, climbed + 1) if token.dep_ in _INHERITS else ()

    def verb(self, token: Token) -> Token:
        """The verb that governs a token, or the token itself."""
        at = token
        for _ in range(_HIGHEST):
            if at.pos_ in ("VERB", "AUX") or at.head.i == at.i:
                return at
            at = at.head
        return at

    def owner(self, token: Token) -> States:
        """States that own a noun: "*Chinese* aid", "*Russia's* support"."""
        out = [s for c in token.children if c.dep_ in _OWNING for s in self.states(c)]
        return tuple(dict.fromkeys(out))

    def agent(self, token: Token) -> States:
        """States after "by" of a passive."""
        out = [
            s for c in token.children if c.dep_ in _AGENTS for g in (c, *c.children) for s in self.states(g)
        ]
        return tuple(dict.fromkeys(out))

    def places(self, token: Token) -> list[Dependent]:
        """Objects and prepositional phrases below a token, subordinate clauses left out, in order."""
        out: list[Dependent] = []
        for child in token.children:
            if child.dep_ in _SUBJECTS or child.dep_ in _NESTED or child.dep_ in _AGENTS:
                continue
            if child.dep_ in _OBJECTS:
                states = self.states(child)
                if states:
                    prep = token.text.lower() if child.dep_ in ("pobj", "pcomp") else _case(child)
                    out.append(Dependent(states, prep, child.i))
            out.extend(self.places(child))
        return sorted(out, key=lambda p: p.at)


def _depth(token: Token) -> int:
    deep = 0
    while token.head.i != token.i and deep < 60:
        token, deep = token.head, deep + 1
    return deep


def _case(token: Token) -> str:
    """The preposition of a phrase in Universal Dependencies, where it is a child of its noun."""
    return next((c.text.lower() for c in token.children if c.dep_ == "case"), "")


def _titled(token: Token) -> bool:
    """Whether "of" after the token names whose it is: a title, an organ, "leaders of"."""
    low = token.text.lower()
    return any(low in words(c) for c in ("titles", "institutions", "groups_plural"))


@dataclass
class TreeReading:
    """The tree around one trigger."""

    tree: Tree
    token: Token

    @lazy
    def verb(self) -> Token:
        """The governing verb (the trigger itself, where it is one)."""
        return self.tree.verb(self.token)

    @lazy
    def subject(self) -> States:
        """Who does it: the agent of a passive before its subject."""
        return self.tree.agent(self.verb) or self.tree.agent(self.token) or self.tree.subject(self.verb)

    @lazy
    def passive(self) -> States:
        """What a passive with an agent is done to."""
        done = self.tree.agent(self.verb) or self.tree.agent(self.token)
        return self.tree.subject(self.verb) if done else ()

    @lazy
    def owner(self) -> States:
        """Who owns the noun."""
        return self.tree.owner(self.token) if self.token.i != self.verb.i else ()

    @lazy
    def places(self) -> list[Dependent]:
        """Counterparties: those below the trigger before those below its verb."""
        own = self.tree.places(self.token)
        return own if self.token.i == self.verb.i else [*own, *self.tree.places(self.verb)]
