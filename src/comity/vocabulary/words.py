"""Small closed vocabularies: domains, stances, quad classes, modalities, kinds of evidence (``data/words.yaml``)."""

from __future__ import annotations

from functools import cache

from comity.errors import UnknownNameError, VocabularyError
from comity.vocabulary.load import data_text, read_yaml

LISTS = ("domains", "stances", "quads", "modalities", "source_kinds", "polarities", "precisions")


@cache
def words(which: str) -> dict[str, str]:
    """Word -> its definition for one list of :data:`LISTS`."""
    name = "vocabulary/data/words.yaml"
    data = read_yaml(data_text("words.yaml"), name)
    for key in LISTS:
        entry = data.get(key) if isinstance(data, dict) else None
        if not isinstance(entry, dict) or not all(isinstance(v, str) for v in entry.values()):
            raise VocabularyError(name, key, "must be a mapping of words to definitions")
    if which not in LISTS:
        raise UnknownNameError("word list", which, LISTS)
    return {str(k): v for k, v in data[which].items()}
