"""The list of all sources: every YAML card below this folder, with its reader.

Adding a card and a reader adds a source.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from functools import cache
from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec
from itertools import chain

from comity import plugins
from comity.errors import SourceError, UnknownNameError
from comity.sources import cards
from comity.sources.base import Sample, Source
from comity.sources.cards import Card

_COMITY = """@software{{comity,
  title = {{comity: a close watch on how states act together}},
  version = {{{}}},
  year = {{2026}}
}}"""

#: Sources that are asked last, in this order, and only about files that no other source claims. ``own_acts``
#: searches the full beginning of a file, which takes longer than all other tests together; ``text`` accepts
#: documents of any kind.
LAST = ("own_acts", "text")


@cache
def list_ids() -> tuple[str, ...]:
    """Return the sorted ids of all sources: those of comity, of the user, and of other packages."""
    return tuple(sorted({*cards.find_files(), *plugins.list_names("sources")}))


def all_sources() -> dict[str, Source]:
    """Load every reader and return all sources by id, sorted.

    Raises
    ------
    SourceError
        When a source of another package has the id of one of comity's sources.
    VocabularyError
        When a source's card is invalid.
    """
    if twice := sorted(set(cards.find_files()) & set(plugins.list_names("sources"))):
        raise SourceError(f"Two sources bear the id {twice[0]}: rename one of them.")
    return {source_id: get(source_id) for source_id in list_ids()}


@cache
def get(source_id: str) -> Source:
    """Load a source by id; raise :class:`~comity.errors.UnknownNameError` for an unknown id.

    The reader is the module with the name of the source, or the module that the card names as ``reader``. A
    card with a ``layout`` needs no reader.
    """
    source: Source
    if source_id not in cards.find_files():
        if source_id not in plugins.list_names("sources"):
            raise UnknownNameError("source", source_id, list_ids())
        source = plugins.load("sources", source_id)
        return source
    folder, _ = cards.find_files()[source_id]
    entry = cards.load_entry(source_id)[1]
    name = f"comity.sources.{folder}.{entry.get('reader', source_id.replace('-', '_'))}"
    if "layout" in entry and (not folder or not find_spec(name)):
        source = import_module("comity.sources.kit.layout").make_source(source_id)
        return source
    source = next(s for s in import_module(name).SOURCES if s.id == source_id)
    return source


def card(source_id: str) -> Card:
    """Return the card of a source; raise :class:`~comity.errors.UnknownNameError` for an unknown id."""
    return cards.card(source_id) if source_id in cards.find_files() else get(source_id).card


def all_cards() -> dict[str, Card]:
    """Return the card of every source by id, sorted, without loading the readers."""
    return {source_id: card(source_id) for source_id in list_ids()}


def title(source_id: str) -> str:
    """Return the title of a source, or the id if there is no such source."""
    return card(source_id).title if source_id in list_ids() else source_id


def in_sentence(source_id: str) -> str:
    """Return the name of a source for use inside a sentence.

    The name is the title up to the first comma, with a lower-case "the".
    """
    name = title(source_id).partition(",")[0]
    return name[:1].lower() + name[1:] if name.startswith("The ") else name


@cache
def _load_or_name(source_id: str) -> Source | None:
    """Load a source; if a source of another package fails, log a warning and return ``None``."""
    try:
        return get(source_id)
    except (ImportError, AttributeError) as e:
        if source_id in cards.find_files():
            raise
        logging.getLogger("comity").warning("The source %s cannot be loaded (%s).", source_id, e)
        return None


def recognise(sample: Sample) -> Source | None:
    """Return the one source that recognises this file, or ``None``.

    Raises
    ------
    SourceError
        When several sources recognise the file, which is an error in one of them.
    """
    known = {i: s for i in list_ids() if (s := _load_or_name(i))}
    claims = {i: s for i, s in known.items() if i not in LAST and s.recognises(sample)}
    if len(claims) > 1:
        raise SourceError(f"{sample.name} is claimed by several sources ({', '.join(claims)}).")
    last = (known[i] for i in LAST if i in known and known[i].recognises(sample))
    return next(chain(claims.values(), last), None)


def bibtex(sources: Iterable[str]) -> str:
    """Return BibTeX entries for comity and for each of these sources, in the order given.

    Raises
    ------
    VocabularyError
        When a source has no card.
    """
    own = _COMITY.format(version("comity"))
    return "\n\n".join([own, *(card(i).bibtex.strip() for i in sources)])
