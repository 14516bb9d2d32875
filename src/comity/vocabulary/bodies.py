"""Bodies: organs, unions and clubs that records name beside states (``data/bodies.yaml``)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from comity.errors import UnknownNameError, VocabularyError
from comity.vocabulary.load import data_text, fields, read_yaml


@dataclass(frozen=True, slots=True)
class Body:
    """A body: id, English name, kind, other names and short forms."""

    id: str
    name: str
    kind: str
    aliases: tuple[str, ...]
    western: bool  # the United States or the European Union lead or host it


KINDS = ("un-organ", "un-agency", "court", "union", "pact", "club", "bank", "forum")


@cache
def all_bodies() -> dict[str, Body]:
    """Every body by id."""
    name = "vocabulary/data/bodies.yaml"
    data = read_yaml(data_text("bodies.yaml"), name)
    if not isinstance(data, dict):
        raise VocabularyError(name, "the file", "must be a mapping of ids to bodies")
    return {
        i: Body(**fields(b, Body, f"{name}: {i}", fixed={"id": i}, allowed={"kind": KINDS}))
        for i, b in data.items()
    }


def get(body: str) -> Body:
    """Body by id."""
    try:
        return all_bodies()[body]
    except KeyError:
        raise UnknownNameError("body", body, all_bodies()) from None
