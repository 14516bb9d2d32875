"""Stance of an act toward a third power: with this power, against it, or neither."""

from __future__ import annotations

import re
from functools import cache

from comity.vocabulary.load import package_yaml


@cache
def _signs(third: str) -> re.Pattern[str] | None:
    """Return the pattern of words that call the third power or its allies opponents."""
    data = package_yaml("parts/reader/data/stance.yaml")
    terms = data.get(third)
    return re.compile("|".join(f"(?:{t})" for t in terms)) if terms else None


def classify_stance(
    masked: str,
    third: str,
    camp: frozenset[str],
    parties: tuple[str, ...],
    targets: tuple[str, ...],
    polarity: str,
) -> str:
    """Return whether an act is ``with`` the state ``third``, ``against`` it or neither (``none``).

    Friction is ``against`` if this third power, or a body it leads, is on either side. Cooperation is
    ``with`` if the power takes part, and ``against`` if it is the target or the passage calls it the
    opponent.
    """
    inside = third in parties or bool(camp & set(parties))
    if polarity == "friction":
        return "against" if inside or _JOINING.search(masked) else "none"
    if inside:
        return "with"
    if third in targets:
        return "against"
    signs = _signs(third)
    return "against" if signs is not None and signs.search(masked) else "none"


_JOINING = re.compile(r"\b(?:join|joins|joined|joining|enlarg\w+|expansion of)\b (?:the )?nato\b")
"""Friction over who joins the camp is friction with it."""
