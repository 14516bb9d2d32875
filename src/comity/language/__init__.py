"""Shallow analysis of English sentences: names of states, dates, tokens, phrases and clauses."""

from __future__ import annotations

from functools import cache

from comity.errors import VocabularyError
from comity.vocabulary.load import package_yaml


@cache
def word_classes() -> dict[str, frozenset[str]]:
    """Return the closed word classes of ``data/words.yaml``: a map from class to its lower-case words."""
    name = "language/data/words.yaml"
    data = package_yaml(name)
    if not isinstance(data, dict) or not all(isinstance(v, str) for v in data.values()):
        raise VocabularyError(name, "the file", "must map each class to its words in one string")
    return {str(k): frozenset(v.split()) for k, v in data.items()}


@cache
def words(which: str) -> frozenset[str]:
    """Return the words of one class."""
    try:
        return word_classes()[which]
    except KeyError:
        raise VocabularyError("language/data/words.yaml", which, "is missing") from None
