"""Bodies: organs, unions and clubs that records name like states (``data/bodies.yaml``)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from comity.errors import UnknownNameError, VocabularyError
from comity.vocabulary.load import data_text, fields, read_yaml
from comity.vocabulary.states import fold


@dataclass(frozen=True, slots=True)
class Body:
    """A body: id, English name, kind, other names and abbreviations."""

    id: str
    name: str
    kind: str
    aliases: tuple[str, ...]
    western: bool  # the United States or the European Union lead or host it


KINDS = ("un-organ", "un-agency", "court", "union", "pact", "club", "bank", "forum")


def read_bodies(text: str, name: str) -> dict[str, Body]:
    """Parse a file of bodies; ``name`` is the file name for errors."""
    data = read_yaml(text, name)
    if not isinstance(data, dict):
        raise VocabularyError(name, "the file", "must be a mapping of ids to bodies")
    return {
        i: Body(**fields(b, Body, f"{name}: {i}", fixed={"id": i}, allowed={"kind": KINDS}))
        for i, b in data.items()
    }


def names_of(known: dict[str, Body], name: str) -> dict[str, str]:
    """Map each folded id, name or alias to the id; raise an error if a word belongs to two bodies."""
    out: dict[str, str] = {}
    for b in known.values():
        for word in (b.id, b.name, *b.aliases):
            other = out.setdefault(fold(word), b.id)
            if other != b.id:
                raise VocabularyError(name, b.id, f"{word!r} already stands for {other}")
    return out


@cache
def all_bodies() -> dict[str, Body]:
    """Return every body by id."""
    return read_bodies(data_text("bodies.yaml"), "vocabulary/data/bodies.yaml")


@cache
def _index_by_name() -> dict[str, str]:
    return names_of(all_bodies(), "vocabulary/data/bodies.yaml")


def get(body: str) -> Body:
    """Return a body by id."""
    try:
        return all_bodies()[body]
    except KeyError:
        raise UnknownNameError("body", body, all_bodies()) from None


def resolve(name: str | None) -> str | None:
    """Return the id of the body that a name means (``EUU`` for ``European Union``), or ``None``."""
    return _index_by_name().get(fold(name)) if name else None
