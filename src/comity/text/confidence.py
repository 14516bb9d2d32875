"""How far an act is to be trusted: shares found right on labelled items, by how it was read."""

from __future__ import annotations


def confidence(polarity: str, rules: int, sure: bool, modality: str, forms: list[str]) -> float:
    """Chance that the pair and polarity of an act are right."""
    return 0.5
