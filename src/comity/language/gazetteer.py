"""Names of states, their peoples, capitals, leaders and organs, each with the dates when the name applies.

The vocabulary provides names, demonyms, capitals, leaders and ministries.  ``data/aliases.csv`` adds what
only running text needs (metonyms, surnames, firms, names that must *not* be read as a state), and
``data/groups.csv`` adds names that refer to several states.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

import ahocorasick

from comity.errors import VocabularyError
from comity.vocabulary import bodies, states
from comity.vocabulary.load import day, package_csv

#: What a name is to its state. ``forum`` marks bodies that host states and do not act; ``block`` marks words
#: that look like a state's name and are not; an ``epithet`` counts only if the text also names the state.
KINDS = (
    "name",
    "demonym",
    "people",
    "capital",
    "ministry",
    "leader",
    "administration",
    "regime",
    "epithet",
    "firm",
    "organ",
    "body",
    "group",
    "forum",
    "block",
)

#: Bodies that act like a state in texts and have their own code.
BODIES = ("EUU", "NATO", "BRICS", "SCO")

_FROM_VOCABULARY = {
    "name": "name",
    "demonym": "demonym",
    "capital": "capital",
    "leader": "leader",
    "foreign-minister": "leader",
    "ministry": "ministry",
    "party": "ministry",
}


@dataclass(frozen=True, slots=True)
class NameEntry:
    """One name: the states it refers to, its kind, and its first and last day."""

    states: tuple[str, ...]
    kind: str
    first: date
    last: date


@cache
def automaton() -> ahocorasick.Automaton:
    """Return an Aho–Corasick automaton of all names, each with its length and its entries."""
    table: dict[str, list[NameEntry]] = {}
    aliases = list(_list_aliases())
    own: dict[str, set[tuple[str, ...]]] = {}
    for value, entry in aliases:
        own.setdefault(value, set()).add(entry.states)
    for value, entry in [*_list_vocabulary(), *_list_bodies(), *aliases, *_list_groups()]:
        if entry.kind == "name" and entry.states not in own.get(value, {entry.states}):
            continue
        known = table.setdefault(value, [])
        if entry not in known:
            known.append(entry)
    out = ahocorasick.Automaton()
    for value in sorted(table):
        entries = table[value]
        blocked = [e for e in entries if e.kind == "block"]
        meant = [e for e in entries if e.kind != "forum"] or entries
        out.add_word(value, (len(value), tuple(blocked or meant)))
    out.make_automaton()
    return out


def _list_vocabulary() -> Iterator[tuple[str, NameEntry]]:
    for s in states.all_states().values():
        yield s.name, NameEntry((s.code,), "name", s.first, s.last)
    for n in states.all_names():
        kind = _FROM_VOCABULARY.get(n.system)
        if kind and n.lang in ("en", "") and n.value[:1].isupper() and len(n.value) > 3:
            yield n.value, NameEntry((n.state,), kind, n.first, n.last)


def _list_bodies() -> Iterator[tuple[str, NameEntry]]:
    for b in bodies.all_bodies().values():
        if b.id not in BODIES and b.kind in ("union", "pact", "club", "bank", "forum"):
            for value in (b.name, *b.aliases):
                if (
                    len(value) > 2
                    and value[:1].isupper()
                    and value not in _NOT_A_FORUM
                    and not _PROCESS.search(value)
                ):
                    yield value, NameEntry((), "forum", date.min, date.max)


_PROCESS = re.compile(r"(?i)\b(?:process|format|talks)\b")
#: Bodies of the vocabulary whose names texts use for their members or for a route.
_NOT_A_FORUM = frozenset(
    {
        "Quad",
        "the Quad",
        "AUKUS",
        "E3",
        "EU3",
        "CRINK",
        "Belt and Road",
        "Belt and Road Initiative",
        "BRI",
        "Coalition",
    }
)


def _list_aliases() -> Iterator[tuple[str, NameEntry]]:
    name = "language/data/aliases.csv"
    for line, r in package_csv(name, ("state", "kind", "from", "to", "values")):
        key = f"line {line}"
        if r["kind"] not in KINDS:
            raise VocabularyError(name, key, f"{r['kind']!r} is not one of {', '.join(KINDS)}")
        known = r["state"] in states.all_states() or r["state"] in BODIES
        if not known and r["kind"] != "block":
            raise VocabularyError(name, key, f"{r['state']!r} is not a state or body")
        first, last = day(r["from"], name, key), day(r["to"], name, key, end=True)
        codes = (r["state"],) if r["state"] else ()
        for value in r["values"].split("|"):
            if not value.strip():
                raise VocabularyError(name, key, "holds an empty name")
            yield value, NameEntry(codes, r["kind"], first, last)


def _list_groups() -> Iterator[tuple[str, NameEntry]]:
    name = "language/data/groups.csv"
    for line, r in package_csv(name, ("name", "members", "kind")):
        members = tuple(sorted(r["members"].split()))
        if wrong := [m for m in members if m not in states.all_states() and m not in BODIES]:
            raise VocabularyError(name, f"line {line}", f"{wrong[0]!r} is not a state")
        if r["kind"] == "none":
            yield r["name"], NameEntry((), "block", date.min, date.max)
        else:
            kind = "epithet" if r["kind"] == "epithet" else "group"
            yield r["name"], NameEntry(members, kind, date.min, date.max)


@cache
def known_codes() -> frozenset[str]:
    """Return every code that a coder may give as a party."""
    return frozenset(states.all_states()) | frozenset(BODIES)
