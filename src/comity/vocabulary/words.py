"""Small closed vocabularies (``data/words.yaml``): domains, stances, quad classes, modalities ..."""

from __future__ import annotations

from functools import cache

from comity.errors import UnknownNameError, VocabularyError
from comity.vocabulary.load import data_text, read_yaml

LISTS = (
    "domains",
    "stances",
    "quads",
    "modalities",
    "source_kinds",
    "polarities",
    "precisions",
    "issues",
    "timing",
)


def read_words(text: str, name: str) -> dict[str, dict[str, str]]:
    """Read the text of a file of word lists; ``name`` is the file's, for errors."""
    data = read_yaml(text, name)
    for key in LISTS:
        entry = data.get(key) if isinstance(data, dict) else None
        if not isinstance(entry, dict) or not all(isinstance(v, str) for v in entry.values()):
            raise VocabularyError(name, key, "must be a mapping of words to definitions")
    return {k: {str(w): d for w, d in data[k].items()} for k in LISTS}


@cache
def _all() -> dict[str, dict[str, str]]:
    return read_words(data_text("words.yaml"), "vocabulary/data/words.yaml")


def words(which: str) -> dict[str, str]:
    """Word -> its definition for one list of :data:`LISTS`."""
    if which not in LISTS:
        raise UnknownNameError("word list", which, LISTS)
    return _all()[which]
