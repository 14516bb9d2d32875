"""Whether a record names the persons, places and texts that a claim names, where it names them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from comity.language.mentions import mentions
from comity.parts.check.candidates import CandidateRecord, plain
from comity.parts.check.comparison.differences import NUMBER, PARTY, PLACE, Difference, in_words
from comity.parts.check.reading import SentenceReading
from comity.parts.check.rules import stem, word_lists
from comity.vocabulary import bodies, states


def other_names(claim: SentenceReading, c: CandidateRecord) -> list[Difference]:
    """Names and symbols of the claim that the record does not have."""
    shared = set[str]()
    for group, tokens in _groups_named(claim.low):
        if any(f" {v} " in f" {c.text} " for v in group):
            shared |= tokens
    out = []
    names, leaders = _to_find(claim, c)
    for name in sorted(names):
        pieces = name.replace("-", " ").split()
        if len(pieces) > 1 and (f" {' '.join(pieces)} " in f" {c.text} " or set(pieces) <= shared):
            continue
        if pieces[:2] == ["sea", "of"] and " seas of " in c.text and pieces[-1] in c.tokens:
            continue
        if any(s.startswith(word_lists().seats.get(name, ())) for s in c.symbols):
            continue  # where the body meets whose text the record is about
        if _where_it_meets(name, c) or (
            len(pieces) == 1 and (_given_name(name, claim, c) or _visited(name, claim, c))
        ):
            continue
        if len(pieces) > 1 or not all(p in shared or _has(p, c, claim.low) for p in pieces):
            out.append(Difference(PLACE, f"“{name.title()}” is not in the record", lacks=(name,)))
    plain_text = claim.text.lower().replace("’", "'")
    personal = not _PERSONAL.isdisjoint(claim.kinds)
    for leader in sorted(leaders):
        owner = f"{leader}'s" in plain_text.replace("-", " ")
        speaks = _speaks_for(leader, plain_text) and not c.tokens.isdisjoint(_MINISTRY)
        if not named(leader, c) and not speaks and not _in_office(leader, c, personal=personal, owner=owner):
            out.append(Difference(PARTY, f"{leader.title()} is not in the record", lacks=(leader,)))
    if claim.symbols and not claim.symbols & c.symbols:
        out.append(Difference(NUMBER, f"the text is not {sorted(claim.symbols)[0]}"))
    return out


def _to_find(claim: SentenceReading, c: CandidateRecord) -> tuple[frozenset[str], frozenset[str]]:
    """Names and persons that a record must have.

    None that only sets the scene, where the record names no other in whose place it could stand.
    """
    names, leaders = claim.names, claim.leaders
    if claim.scene.names and all(f" {plain(n)} " in f" {plain(claim.text)} " for n in c.reading.names):
        names -= claim.scene.names
    if claim.scene.leaders and c.reading.leaders <= leaders:
        leaders -= claim.scene.leaders
    return names, leaders


def _has(name: str, c: CandidateRecord, low: str) -> bool:
    """Whether a record has a name, or the adjective of it: Siberia, Siberian.

    A place is not borne out by a body that is called after it, unless the claim (``low``) means the body.
    """
    if _only_of_a_body(name, c.text) and not any(
        name in body.split() and body in low for body in _called_after_places()
    ):
        return False
    if name.endswith("n") and not c.tokens.isdisjoint((name[:-1], name[:-2], name[:-3], name[:-1] + "e")):
        return True
    adjectives = (f"{name}n", f"{name}an", f"{name}ian", f"{name.rstrip('ae')}ian", f"{name}ese")
    return name in c.tokens or stem(name) in c.terms or not c.tokens.isdisjoint(adjectives)


def _where_it_meets(place: str, c: CandidateRecord) -> bool:
    """Whether a place is the seat of a body that a record names."""
    return any(f" {body} " in f" {c.text} " for body in word_lists().meets_in.get(place, ()))


def _given_name(name: str, claim: SentenceReading, c: CandidateRecord) -> bool:
    """Whether a name stands before another that the record has by itself: Juan, of Juan Guaido."""
    family = re.search(rf"\b{re.escape(name)} ((?-i:[A-Z])\w+)", claim.text, re.IGNORECASE)
    if family is None or family[1].lower() not in claim.names:
        return False
    if _PLACE_LEAD.search(claim.text, 0, family.start()):
        return False
    before = re.findall(rf"(\S*)\s*\b{family[1]}\b", c.what)
    return any(not word[:1].isupper() for word in before)


_PLACE_LEAD = re.compile(r"\b(?:in|at|near|off|from|to|over|outside|around) (?:the )?$", re.IGNORECASE)


def _visited(name: str, claim: SentenceReading, c: CandidateRecord) -> bool:
    """Whether a record tells of a visit to the state of a capital, and names no other place there."""
    if "meet" not in claim.kinds & c.reading.kinds or not _VISIT.search(c.text):
        return False
    hosts = {s for m in mentions(name.title()) if m.kind == "capital" for s in m.states}
    of_record = (m for n in c.reading.names for m in mentions(n.title()))
    return hosts <= c.reading.named and bool(hosts) and not any(m.kind == "capital" for m in of_record)


_VISIT = re.compile(r"\b(?:state|official|working) (?:visit|tour|trip)\b|\bvisit (?:to|of)\b")


@cache
def _called_after_places() -> tuple[str, ...]:
    """The names of bodies of several words, as the text of a record has them."""
    return tuple(n for b in bodies.all_bodies().values() if " " in (n := plain(b.name)))


@lru_cache(maxsize=1 << 16)
def _only_of_a_body(name: str, text: str) -> bool:
    """Whether a record has a name only within that of a body."""
    if f" {name} " not in (padded := f" {text} "):
        return False
    for body in _called_after_places():
        if name in body.split():
            padded = padded.replace(f" {body} ", " ")
    return f" {name} " not in padded


@lru_cache(maxsize=256)
def _groups_named(low: str) -> tuple[tuple[frozenset[str], frozenset[str]], ...]:
    """The groups of names that a claim uses one of, each with the words of those it uses."""
    plain = f" {' '.join(low.replace('-', ' ').replace(',', ' ').split())} "
    return tuple(
        (group, frozenset(token for v in group if v in plain for token in v.split()))
        for group in dict.fromkeys(word_lists().names.values())
        if any(v in plain for v in group)
    )


def named(leader: str, c: CandidateRecord) -> bool:
    """Whether a record names somebody, in full or by one of the names: Hu for Hu Jintao."""
    names = set(leader.split())
    full = any(names <= set(other.split()) or set(other.split()) <= names for other in c.reading.leaders)
    family, *given = leader.split()
    family_first = re.search(rf"\b{re.escape(family.capitalize())}\b(?! [A-Z])", c.what) is not None
    return full or (given or [family])[-1] in c.tokens or (family_first and bool(given))


def _speaks_for(leader: str, text: str) -> bool:
    """Whether somebody is called a spokesman, who says what a ministry does."""
    return re.search(rf"\bspokes(?:man|woman|person)\b[^.;]{{0,60}}\b{re.escape(leader)}\b", text) is not None


_MINISTRY = frozenset({"ministry", "spokesman", "spokeswoman", "spokesperson"})
_PERSONAL = frozenset({"meet", "consult"})
"""Kinds of act that whoever leads a state does in person."""


def other_links(claim: SentenceReading, c: CandidateRecord) -> list[Difference]:
    """States that stand where the record has another: lent *to*, sold *from*, *whose* refusal."""
    left_out = {s for w, s in claim.links if w == "without"} & (c.actors | c.reading.agents)
    left_out -= {s for w, s in c.reading.links if w == "without"}
    if left_out and not any(p.negated and p.agents & left_out for p in c.reading.propositions):
        return [Difference(PARTY, f"the record has {in_words(left_out)} take part")]
    for word in sorted({w for w, _ in claim.links}):
        claimed = {s for w, s in claim.links if w == word}
        alike = {word, *(f"own {w}" for w in word_lists().same.get(word.removeprefix("own "), ()))}
        others = {s for w, s in c.reading.links if w in alike}
        if others and not claimed & others and others <= set(states.all_states()):
            words = f"the record names {in_words(others)} there, not {in_words(claimed)}"
            return [Difference(PARTY, words)]
    return []


def _of_office(name: states.Name, c: CandidateRecord) -> bool:
    """Whether a record tells of a meeting of those who hold an office."""
    if name.system == "foreign-minister":
        return "foreign" in c.tokens and not c.tokens.isdisjoint({"minister", "ministers"})
    return "summit" in c.forms


_TITLES = frozenset({"president", "leader", "king"})
"""Who leads a state, where a record does not name him."""
_PREMIERS = frozenset({"premier", "premiers", "prime"})


def _in_office(leader: str, c: CandidateRecord, *, personal: bool, owner: bool) -> bool:
    """Whether somebody of this name held office on a record's day, in a state of which it names nobody.

    The state is one that acts, or where something is only called theirs (``owner``) any that it concerns.
    """
    premiers = not c.tokens.isdisjoint(_PREMIERS)  # beside whom a head of state may stand in the record
    named_there = (m.states for m in mentions(c.what) if m.kind == "leader")
    states_named = {s for of in named_there for s in of} if not premiers else set()
    return any(
        n.state not in states_named
        and n.state in (c.states if owner or not c.tokens.isdisjoint(_TITLES) else c.actors)
        and (n.state not in c.actors or not personal or _of_office(n, c))
        and n.first <= c.last
        and c.first <= n.last
        for n in _called(leader)
    )


def led(leader: str, c: CandidateRecord, offices: Sequence[str] = ("leader",)) -> bool:
    """Whether somebody of this name led one of a record's actors on its day."""
    return any(
        n.state in c.actors and n.first <= c.last and c.first <= n.last and n.system in offices
        for n in _called(leader)
    )


@lru_cache(maxsize=256)
def _called(leader: str) -> tuple[states.Name, ...]:
    """Everybody of the vocabulary who has this name, or part of it."""
    names = set(leader.split())
    return tuple(
        n
        for n in states.all_names()
        if names <= (known := set(n.value.lower().replace("-", " ").split())) or known <= names
    )
