"""Forms told by the senses of a sentence, where no wording of the lexicon names them (``data/ways.yaml``)."""

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
    """How a form is named: ``any_of`` the sets of senses, where none of ``unless`` stands beside them."""

    any_of: tuple[tuple[str, ...], ...]
    unless: tuple[str, ...] = ()


@cache
def form_senses() -> dict[str, FormSenses]:
    """Form -> how it is told.

    Raises
    ------
    VocabularyError
        When a form or a sense is unknown.
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
    """Forms that the senses of a sentence tell, in the order of the file."""
    have = set(senses)
    return [
        form
        for form, way in form_senses().items()
        if not have & set(way.unless) and any(set(t) <= have for t in way.any_of)
    ]
