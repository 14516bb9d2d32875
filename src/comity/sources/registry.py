"""Which sources there are: every module below here that defines ``SOURCES``.  Add a module, add a source."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from itertools import chain
from pkgutil import walk_packages

import comity.sources
from comity.errors import SourceError, UnknownNameError
from comity.sources.base import Sample, Source

LAST = ("own_acts", "event_reference", "text")
"""Who is asked, in this order, only about a file that nobody before claims: they look for a text anywhere in
its beginning, which takes longer than all the layouts together; the reader of documents takes any kind."""


@cache
def _sources() -> tuple[tuple[str, Source], ...]:
    sources: dict[str, Source] = {}
    prefix = f"{comity.sources.__name__}."
    for module in sorted(m.name for m in walk_packages(comity.sources.__path__, prefix)):
        if module == __name__:
            continue
        for source in getattr(import_module(module), "SOURCES", ()):
            if source.card.id in sources:
                raise SourceError(f"Two sources bear the id {source.card.id}: rename one of them.")
            sources[source.card.id] = source
    return tuple(sorted(sources.items()))


def all_sources() -> dict[str, Source]:
    """Every source by id, sorted.

    Raises
    ------
    SourceError
        When two modules claim one id.
    VocabularyError
        When a source's card is wrong.
    """
    return dict(_sources())


def get(source_id: str) -> Source:
    """Source by id; :class:`~comity.errors.UnknownNameError` if there is none."""
    known = all_sources()
    try:
        return known[source_id]
    except KeyError:
        raise UnknownNameError("source", source_id, known) from None


def title(source_id: str) -> str:
    """What a source is called; its id where no source of this package bears it."""
    known = all_sources()
    return known[source_id].card.title if source_id in known else source_id


def in_sentence(source_id: str) -> str:
    """What a source is called inside a sentence: its title to the first comma, "the" in small letters."""
    name = title(source_id).partition(",")[0]
    return name[:1].lower() + name[1:] if name.startswith("The ") else name


def recognise(sample: Sample) -> Source | None:
    """The one source whose layout this file has, or ``None``.

    Raises
    ------
    SourceError
        When several sources claim the file: their ``recognises`` must be made to differ.
    """
    known = all_sources()
    claims = {i: s for i, s in known.items() if i not in LAST and s.recognises(sample)}
    if len(claims) > 1:
        raise SourceError(f"{sample.name} is claimed by several sources ({', '.join(claims)}).")
    last = (known[i] for i in LAST if i in known and known[i].recognises(sample))
    return next(chain(claims.values(), last), None)
