"""How far an act is to be trusted: shares found right on labelled items, by how it was read."""

from __future__ import annotations

from comity.text.merge import Merged


def confidence(act: Merged, forms: list[str]) -> float:
    """Chance that the pair and polarity of an act are right."""
    return 0.5
