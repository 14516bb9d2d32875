"""Data files of the rules: text patterns (``data/signs.yaml``) and traits of forms (``data/traits.yaml``)."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from comity.errors import VocabularyError
from comity.vocabulary.forms import all_forms
from comity.vocabulary.load import package_yaml
from comity.vocabulary.load import words as vocabulary_words

_SIGNS, _TRAITS = "parts/reader/data/signs.yaml", "parts/reader/data/traits.yaml"


@cache
def sign(name: str) -> re.Pattern[str]:
    """Return the text pattern with this name."""
    data = package_yaml(_SIGNS)
    pattern = data.get(name) if isinstance(data, dict) else None
    if not isinstance(pattern, str):
        raise VocabularyError(_SIGNS, name, "must be a pattern")
    try:
        return re.compile(pattern.strip())
    except re.error as e:
        raise VocabularyError(_SIGNS, name, f"is no regular expression: {e}") from None


@lru_cache(maxsize=512)
def has_sign(name: str, masked: str) -> bool:
    """Return whether the text pattern with this name occurs in a sentence; answers are cached."""
    return sign(name).search(masked) is not None


@cache
def forms_that(trait: str) -> frozenset[str]:
    """Return the forms (kinds of act) that the data file lists under a trait."""
    data = package_yaml(_TRAITS)
    forms = data.get(trait) if isinstance(data, dict) else None
    if not isinstance(forms, list):
        raise VocabularyError(_TRAITS, trait, "must be a list of forms")
    if wrong := sorted(set(forms) - set(all_forms())):
        raise VocabularyError(_TRAITS, trait, f"{wrong[0]!r} is not a form")
    return frozenset(forms)


@cache
def said_by(form: str) -> frozenset[str]:
    """Return the forms (kinds of act) that imply ``form``, which is then not added to an act as well."""
    return frozenset(package_yaml(_TRAITS)["said_by"].get(form, ()))


@cache
def domain_of(form: str) -> str:
    """Return the domain, such as trade, of acts of this form (kind); "" if the form has none."""
    data = package_yaml(_TRAITS)["domain"]
    domain = data.get(form, "")
    if domain and domain not in vocabulary_words("domains"):
        raise VocabularyError(_TRAITS, form, f"{domain!r} is not a domain")
    return str(domain)
