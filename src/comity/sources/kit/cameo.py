"""CAMEO codes of events (``cameo.yaml``): the class of act of each code, and which acts have two sides."""

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
    """Return the class of a code, 1 (verbal cooperation) to 4 (material conflict); ``None`` if unknown."""
    if not (code.isascii() and code.isdigit() and 2 <= len(code) <= 4):
        return None
    return _data()[0].get(code[:2])


def two_sided() -> frozenset[str]:
    """Return the codes of acts that two sides do together, such as meetings."""
    return frozenset(_data()[1])


def mirror_code(code: str) -> str | None:
    """Return the code of a two-sided act seen from the other side; ``None`` for a one-sided act."""
    return _data()[1].get(code)


def is_organ(kind: str) -> bool:
    """Return whether an actor of this type, such as ``GOV``, is an organ of its state."""
    return kind in _data()[2]


def organs() -> frozenset[str]:
    """Return the types of actors that are organs of their state."""
    return _data()[2]


def restore_zero(code: str, root: str) -> str | None:
    """Return a code with the leading zero that a spreadsheet removed, or ``None`` if it fits no root.

    ``root`` is the root code of the same row; 4 and 04 both mean 04. With root 1, the code ``10`` is 010
    (make a statement); with root 10, the code ``10`` is complete (demand).
    """
    two = root.zfill(2)
    return next((c for c in (code, f"0{code}") if c.startswith(two) and quad(c)), None)
