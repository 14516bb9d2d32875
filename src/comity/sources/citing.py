"""What to cite: comity and the sources behind what it shows."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.metadata import version

from comity.sources import cards

SELF = f"""@software{{comity,
  title = {{comity: a close watch on how states act together}},
  version = {{{version("comity")}}},
  year = {{2026}}
}}"""


def bibtex(sources: Iterable[str]) -> str:
    """BibTeX for comity and for each of these sources, in their order.

    Raises
    ------
    VocabularyError
        When a source has no card.
    """
    return "\n\n".join([SELF, *(cards.card(i).bibtex.strip() for i in sources)])
