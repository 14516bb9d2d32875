"""Which sources there are: every module here that defines ``SOURCES``.  Add a module, add a source."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

import comity.sources
from comity.errors import SourceError, UnknownNameError
from comity.sources.base import Sample, Source

GENERAL = "text"
"""The reader of documents of any kind: it takes only what no published layout claims."""


@cache
def _sources() -> tuple[tuple[str, Source], ...]:
    found: dict[str, Source] = {}
    for module in sorted(m.name for m in iter_modules(comity.sources.__path__)):
        for source in getattr(import_module(f"{comity.sources.__name__}.{module}"), "SOURCES", ()):
            if source.card.id in found:
                raise SourceError(f"Two sources bear the id {source.card.id}: rename one of them.")
            found[source.card.id] = source
    return tuple(sorted(found.items()))


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


def recognise(sample: Sample) -> Source | None:
    """The one source whose layout this file has, or ``None``.

    Raises
    ------
    SourceError
        When several sources claim the file: their ``recognises`` must be made to differ.
    """
    claims = {i: s for i, s in all_sources().items() if s.recognises(sample)}
    if len(claims) > 1:
        claims.pop(GENERAL, None)
    if len(claims) > 1:
        raise SourceError(f"{sample.name} is claimed by several sources ({', '.join(claims)}).")
    return next(iter(claims.values()), None)
