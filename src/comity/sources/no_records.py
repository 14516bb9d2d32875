"""Recognition of files without records: readmes, codebooks, old formats (``no_records.yaml``)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from comity.errors import VocabularyError
from comity.sources.base import Sample
from comity.vocabulary.load import fields, package_yaml

_DATA = "sources/no_records.yaml"


@dataclass(frozen=True, slots=True)
class UnreadKind:
    """One kind of file without records: a text in its beginning, a pattern of its name, and the reason."""

    id: str
    has: str
    name: str
    why: str


@cache
def kinds() -> tuple[UnreadKind, ...]:
    """Return all kinds of files without records.

    Raises
    ------
    VocabularyError
        When the YAML file is invalid, or a kind would match every file.
    """
    data = package_yaml(_DATA)
    out = tuple(
        UnreadKind(**fields(v, UnreadKind, f"{_DATA}: {k}", fixed={"id": k})) for k, v in data.items()
    )
    if all_of_them := [k.id for k in out if not (k.has or k.name)]:
        raise VocabularyError(_DATA, all_of_them[0], "needs a text or a name by which it is told")
    return out


def why(sample: Sample) -> str:
    """Return in a sentence why a file that no source reads has no records; "" if unknown."""
    name = sample.name.lower()
    return next((k.why for k in kinds() if k.has.encode() in sample.head and re.search(k.name, name)), "")
