"""How an act stands to a third power: with it, against it, or without regard to it."""

from __future__ import annotations

import re
from functools import cache

from comity.vocabulary.load import package_yaml


@cache
def _signs(third: str) -> re.Pattern[str] | None:
    """Words that name the third power or its camp as the opponent (``data/stance.yaml``)."""
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
    """``with``, ``against`` or ``none``.

    Friction is against when the power (or a body it leads) is on either side.  Cooperation is with it
    when it takes part, against it when it is the target or the passage names it as the opponent.
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
