"""Words by which officials call a relation the best ever or without limits."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from comity.errors import VocabularyError
from comity.vocabulary.load import package_yaml

FILE = "measures/data/height.yaml"


@dataclass(frozen=True, slots=True)
class HeightWords:
    """Patterns by language for a relation at its highest (``height``) or without limit (``limitless``)."""

    height: Mapping[str, tuple[re.Pattern[str], ...]]
    limitless: Mapping[str, tuple[re.Pattern[str], ...]]

    def patterns(self) -> list[re.Pattern[str]]:
        """List all patterns, those of ``height`` first."""
        return [p for some in (self.height, self.limitless) for each in some.values() for p in each]


@cache
def height_words() -> HeightWords:
    """Load the words that come with the package.

    Raises
    ------
    VocabularyError
        If the file is invalid; the message names the key.
    """
    return read_height_words(package_yaml(FILE))


def read_height_words(data: Any, name: str = FILE) -> HeightWords:
    """Check the words in the data of a file and compile them; errors as for :func:`height_words`."""
    if not isinstance(data, dict) or set(data) != {"height", "limitless"}:
        raise VocabularyError(name, "the file", "needs exactly the keys height, limitless")
    height, limitless = (
        {str(k): tuple(_pattern(p, str(k), name) for p in v) for k, v in data[which].items()}
        for which in ("height", "limitless")
    )
    return HeightWords(height, limitless)


def _pattern(text: str, language: str, name: str) -> re.Pattern[str]:
    try:
        return re.compile(text, re.IGNORECASE)
    except re.error as e:
        raise VocabularyError(name, language, f"{text!r} is no pattern: {e}") from None
