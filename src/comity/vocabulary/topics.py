"""Finding the hotspots that a roll call is about, from its document symbol, its tags and its title.

A person's decision about a document (``data/vote_places.csv``: symbol and hotspot, blank if none) overrides
everything else, because the Council's agenda names a war by its region, and titles mislead.  Otherwise the
issue tags and subjects decide, and the hotspots' terms in the title.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

import pyarrow as pa

from comity.vocabulary import hotspots
from comity.vocabulary.columns import sift
from comity.vocabulary.load import data_text, read_csv


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str], frozenset[str]], ...]:
    out = []
    for h in hotspots.all_hotspots().values():
        if h.vote_terms or h.vote_issues:
            terms = "|".join(f"(?:{t})" for t in h.vote_terms) or r"(?!)"
            out.append((h.id, re.compile(terms, re.IGNORECASE), frozenset(h.vote_issues)))
    return tuple(out)


@cache
def _load_decided() -> dict[str, str]:
    """Return the hotspot that a person assigned to each document, by symbol; "" if the document has none."""
    name = "vote_places.csv"
    rows = read_csv(data_text(name), name, ("symbol", "hotspot"))
    return {row["symbol"]: row["hotspot"] and hotspots.get(row["hotspot"]).id for _, row in rows}


#: Title of a roll call, its issue tags, the symbol of its document.
Vote = tuple[str, tuple[str, ...], str]


@cache
def find_vote_hotspots(title: str, issues: tuple[str, ...] = (), symbol: str = "") -> tuple[str, ...]:
    """Return the hotspots of a roll call, from its symbol, issue tags and title; empty for most roll calls.

    With each part of a hotspot, the hotspot itself is included. If a person decided, tags and title can only
    add parts of the place that the person gave.
    """
    words = _words((title, issues, symbol))
    return _add_wholes({h for h, terms, _ in _patterns() if any(map(terms.search, words))}, issues, symbol)


def find_votes_hotspots(votes: Sequence[Vote]) -> Iterator[tuple[str, ...]]:
    """Yield the result of :func:`find_vote_hotspots` for each of many roll calls, ten times as fast."""
    named = _find_named({w for vote in votes for w in _words(vote)})
    for vote in votes:
        yield _add_wholes({h for w in _words(vote) for h in named[w]}, *vote[1:])


def _words(vote: Vote) -> list[str]:
    return [w for w in (vote[0], *vote[1]) if w]


def _find_named(texts: Iterable[str]) -> dict[str, set[str]]:
    out: dict[str, set[str]] = {t: set() for t in texts}
    column = pa.array(list(out), pa.string())
    for hotspot, terms, _ in _patterns():
        for text in filter(terms.search, column.filter(sift(column, terms)).to_pylist()):
            out[text].add(hotspot)
    return out


def _add_wholes(named: set[str], issues: tuple[str, ...], symbol: str) -> tuple[str, ...]:
    """Add the hotspots of the tags, apply a person's decision, and add the hotspots that parts belong to."""
    matched = named | {h for h, _, tags in _patterns() if tags.intersection(issues)}
    place = _load_decided().get(symbol)
    if place == "":
        return ()
    if place is not None:
        matched = {h for h in matched if hotspots.whole(h) == hotspots.whole(place)} | {place}
    return tuple(sorted(matched | {hotspots.whole(h) for h in matched}))


def find_roll_call_hotspots(calls: Iterable[Mapping[str, Any]]) -> dict[str, frozenset[str]]:
    """Return the hotspots of each roll call, joined over all sources that report it.

    Parameters
    ----------
    calls : rows of the schema ``ROLL_CALL`` with ``roll_call_id, symbol, title, issues``
    """
    out: dict[str, frozenset[str]] = {}
    placed: dict[str, frozenset[str]] = {}
    rows = list(calls)
    votes = [(c["title"] or "", tuple(sorted(c["issues"])), symbol_of(c)) for c in rows]
    for call, (_, _, symbol), about in zip(rows, votes, find_votes_hotspots(votes), strict=True):
        key, into = call["roll_call_id"], placed if symbol in _load_decided() else out
        into[key] = into.get(key, frozenset()).union(about)
    return out | placed


def symbol_of(call: Mapping[str, Any]) -> str:
    """Return the document symbol of a roll call, as published or from its id (``UNSC:S/2016/1026``)."""
    return str(call["symbol"] or call["roll_call_id"].partition(":")[2])
