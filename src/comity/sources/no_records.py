"""Files that no source reads: read-mes, codebooks, what earlier versions read (``no_records.yaml``)."""

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
    """One kind of file: a text that its beginning holds, a pattern of its name, and why it is no data."""

    id: str
    has: str
    name: str
    why: str


@cache
def kinds() -> tuple[UnreadKind, ...]:
    """Return the kinds known.

    Raises
    ------
    VocabularyError
        When the file is wrong, or a kind would fit every file.
    """
    data = package_yaml(_DATA)
    out = tuple(
        UnreadKind(**fields(v, UnreadKind, f"{_DATA}: {k}", fixed={"id": k})) for k, v in data.items()
    )
    if all_of_them := [k.id for k in out if not (k.has or k.name)]:
        raise VocabularyError(_DATA, all_of_them[0], "needs a text or a name by which it is told")
    return out


def why(sample: Sample) -> str:
    """Why a file that no source claims holds no record, as a sentence; "" where nothing tells."""
    name = sample.name.lower()
    return next((k.why for k in kinds() if k.has.encode() in sample.head and re.search(k.name, name)), "")
