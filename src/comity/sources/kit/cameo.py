"""CAMEO event codes: the quad class of each root code, and two-sided acts (``cameo.yaml``)."""

from __future__ import annotations

from functools import cache

from comity.errors import VocabularyError
from comity.vocabulary.load import package_yaml

_FILE = "sources/kit/cameo.yaml"


@cache
def _data() -> tuple[dict[str, int], dict[str, str], frozenset[str]]:
    data = package_yaml(_FILE)
    roots, mirrors, organs = data.get("roots"), data.get("two_sided"), data.get("organs")
    if not (isinstance(roots, dict) and isinstance(mirrors, dict) and isinstance(organs, list)):
        raise VocabularyError(_FILE, "the file", "needs roots, two_sided and organs")
    quads = {}
    for root, entry in roots.items():
        if not (isinstance(root, str) and isinstance(entry, dict) and entry.get("quad") in (1, 2, 3, 4)):
            raise VocabularyError(_FILE, f"roots: {root}", "needs a quoted code and a quad of 1 to 4")
        quads[root] = int(entry["quad"])
    for code, mirror in mirrors.items():
        if mirrors.get(mirror) != code:
            raise VocabularyError(_FILE, f"two_sided: {code}", f"{mirror!r} does not mirror it back")
    return quads, mirrors, frozenset(organs)


def quad(code: str) -> int | None:
    """Return the quad class of a code by its first two digits; ``None`` if it is not a CAMEO code."""
    if not (code.isascii() and code.isdigit() and 2 <= len(code) <= 4):
        return None
    return _data()[0].get(code[:2])


def two_sided() -> frozenset[str]:
    """Return the codes of acts that two sides do together, so that each code has a mirror code."""
    return frozenset(_data()[1])


def mirror_code(code: str) -> str | None:
    """Return the code in the mirror row of a two-sided act; ``None`` for a one-sided act."""
    return _data()[1].get(code)


def is_organ(kind: str) -> bool:
    """Return whether an actor of this type (``GOV``) is an organ of its state."""
    return kind in _data()[2]


def organs() -> frozenset[str]:
    """Return the types of actors that are organs of their state."""
    return _data()[2]


def restore_zero(code: str, root: str) -> str | None:
    """Return a code with the leading zero that a spreadsheet removed, or ``None`` if it fits no root.

    ``root`` is the root code of the same row, with or without its zero: 4 and 04 both mean 04. The root
    distinguishes ``10`` of root 1 (010, make a statement) from ``10`` of root 10 (demand).
    """
    two = root.zfill(2)
    return next((c for c in (code, f"0{code}") if c.startswith(two) and quad(c)), None)
