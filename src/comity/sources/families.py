"""Families of sources: several published forms of one record, so that a fact they share is counted once.

The files of ICEWS and their yearly sums are one family, ``ICEWS``: whoever adds up both counts facts twice.
A family is named by its members' cards, and its name may stand wherever a stream is asked for.  Events of a
family are one fact where day, actor, target, code system and code agree; of a two-sided act (``cameo.yaml``)
the two directions are one as well.
"""

from __future__ import annotations

import re
from functools import cache

from comity.sources import cards

_FAMILY = re.compile(r"^family: *([\w-]+) *$", re.MULTILINE)


@cache
def families() -> dict[str, tuple[str, ...]]:
    """Members of each family, sorted, by its name."""
    out: dict[str, tuple[str, ...]] = {}
    for source_id, (_, text) in cards.find_files().items():
        if match := _FAMILY.search(text):
            out[match[1]] = (*out.get(match[1], ()), source_id)
    return out


def members(stream: str) -> tuple[str, ...]:
    """Ids of the sources that a stream joins: the members of a family, or the one source itself."""
    return families().get(stream, (stream,))


def family(source: str) -> str:
    """Family of a source, "" if it is of none."""
    return next((name for name, ids in families().items() if source in ids), "")
