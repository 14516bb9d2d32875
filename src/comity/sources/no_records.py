"""Files that no source reads: readmes, codebooks, formats of earlier versions (``no_records.yaml``)."""

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
    """One kind of file: a text in its beginning, a pattern of its name, and why the file has no records."""

    id: str
    has: str
    name: str
    why: str


@cache
def kinds() -> tuple[UnreadKind, ...]:
    """Return all kinds of unread files.

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
    """Return why a file that no source claims has no records, as a sentence; "" if no kind matches."""
    name = sample.name.lower()
    return next((k.why for k in kinds() if k.has.encode() in sample.head and re.search(k.name, name)), "")
