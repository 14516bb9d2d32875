"""The words of an account (``data/phrases.yaml``): read, checked, and filled with numbers and dates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from typing import Any

from comity.errors import VocabularyError
from comity.vocabulary import forms
from comity.vocabulary.load import package_yaml

FILE = "watch/account/data/phrases.yaml"

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Wording:
    """The words by what they are for; see the file."""

    forms: Mapping[str, Mapping[str, str]]
    nouns: Mapping[str, Sequence[str]]
    sentences: Mapping[str, str]
    titles: Mapping[str, str]
    jargon: tuple[str, ...]


def read(data: Any, name: str = FILE) -> Wording:
    """Check the words; ``name`` is the file's, for errors.

    Raises
    ------
    VocabularyError
        When a part is missing or unknown, or a form of the vocabulary has no words.
    """
    known = {f.name for f in fields(Wording)}
    if not isinstance(data, dict) or known != set(data):
        raise VocabularyError(name, "the file", f"must have {', '.join(sorted(known))}, and nothing else")
    if wrong := sorted(set(forms.all_forms()) ^ set(data["forms"])):
        raise VocabularyError(name, f"forms: {wrong[0]}", "is missing, or unknown")
    for form, phrase in data["forms"].items():
        if set(phrase) != {"noun", "one", "did"}:
            raise VocabularyError(name, form, "needs noun, one and did")
    for noun, both in data["nouns"].items():
        if len(both) != 2:
            raise VocabularyError(name, noun, "needs one word for one and one for more")
    return Wording(**{**data, "jargon": tuple(data["jargon"])})


@cache
def wording() -> Wording:
    """Return the words that ship with the package; a form of the user's own is called by its short name."""
    data = package_yaml(FILE)
    own = {f.id: {"noun": f.short, "one": f.short, "did": f.short} for f in forms.own_forms().values()}
    return read({**data, "forms": data["forms"] | own})


def sentence(key: str, **values: Any) -> str:
    """Return the sentence of this key with its values, its first letter large if it ends with a stop."""
    text = wording().sentences[key].format(**values)
    return text[:1].upper() + text[1:] if text.endswith(".") else text


def title(key: str, **values: Any) -> str:
    """Return the title or caption of this key with its values filled in."""
    return wording().titles[key].format(**values)


def count(n: int, noun: str) -> str:
    """Return a number with its noun: ``1 act``, ``3 acts``."""
    one, more = wording().nouns[noun]
    return f"{n} {one if n == 1 else more}"


def day(on: date, precision: str = "day") -> str:
    """Return a date: ``28 Feb 2019``, ``Feb 2019`` or ``2019``, as finely as known."""
    if precision == "year":
        return f"{on.year}"
    month = f"{MONTHS[on.month - 1]} {on.year}"
    return month if precision == "month" else f"{on.day} {month}"
