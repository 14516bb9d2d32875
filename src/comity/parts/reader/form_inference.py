"""Choice of an act's form from classes of words in the sentence (``data/ways.yaml``) if no rule names it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

from comity.errors import VocabularyError
from comity.parts.reader.senses import table
from comity.vocabulary.forms import all_forms
from comity.vocabulary.load import package_yaml

_FILE = "parts/reader/data/ways.yaml"


@dataclass(frozen=True, slots=True)
class FormSenses:
    """When an act has a form (kind): a set of word classes in ``any_of`` occurs, and none in ``unless``."""

    any_of: tuple[tuple[str, ...], ...]
    unless: tuple[str, ...] = ()


@cache
def form_senses() -> dict[str, FormSenses]:
    """Return for each form (kind of act) the word classes that suggest it.

    Raises
    ------
    VocabularyError
        When a form or a word class is unknown.
    """
    data = package_yaml(_FILE)
    out: dict[str, FormSenses] = {}
    for form, entry in data.items():
        if form not in all_forms():
            raise VocabularyError(_FILE, form, "is not a form")
        alternatives = tuple(tuple(x) for x in entry["told"])
        way = FormSenses(alternatives, tuple(entry.get("unless", ())))
        for sense in (s for t in (*alternatives, way.unless) for s in t):
            if sense.removeprefix("not ") not in table():
                raise VocabularyError(_FILE, form, f"{sense!r} is not a sense")
        out[form] = way
    return out


def inferred_forms(senses: Collection[str]) -> list[str]:
    """Return the forms (kinds of act) that the word classes of a sentence suggest, in the file's order."""
    have = set(senses)
    return [
        form
        for form, way in form_senses().items()
        if not have & set(way.unless) and any(set(t) <= have for t in way.any_of)
    ]
