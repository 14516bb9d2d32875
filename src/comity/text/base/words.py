"""The closed word classes of ``data/words.yaml`` and how a text data file is read."""

from __future__ import annotations

from functools import cache
from importlib import resources

from comity.errors import VocabularyError
from comity.vocabulary.load import read_yaml


def data_text(name: str) -> str:
    """Text of ``text/data/<name>``."""
    return resources.files("comity.text").joinpath("data", *name.split("/")).read_text("utf-8")


def data_names(folder: str) -> list[str]:
    """Sorted names of the YAML files in ``text/data/<folder>``."""
    root = resources.files("comity.text").joinpath("data", folder)
    return sorted(p.name for p in root.iterdir() if p.name.endswith(".yaml"))


@cache
def word_classes() -> dict[str, frozenset[str]]:
    """Class of words -> the words, lower case."""
    name = "text/data/words.yaml"
    data = read_yaml(data_text("words.yaml"), name)
    if not isinstance(data, dict) or not all(isinstance(v, str) for v in data.values()):
        raise VocabularyError(name, "the file", "must map each class to its words in one string")
    return {str(k): frozenset(v.split()) for k, v in data.items()}


@cache
def words(which: str) -> frozenset[str]:
    """Words of one class."""
    try:
        return word_classes()[which]
    except KeyError:
        raise VocabularyError("text/data/words.yaml", which, "is missing") from None
