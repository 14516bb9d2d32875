"""The words (``data/phrases.yaml``) and the rules (``data/rules.yaml``) of an account, read and checked."""

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
    """The words from which accounts are written, by use; ``data/phrases.yaml`` explains each part."""

    forms: Mapping[str, Mapping[str, str]]
    nouns: Mapping[str, Sequence[str]]
    sentences: Mapping[str, str]
    titles: Mapping[str, str]
    jargon: tuple[str, ...]


def read(data: Any, name: str = FILE) -> Wording:
    """Check the words for accounts and return them; ``name`` is the file's name for errors.

    Raises
    ------
    VocabularyError
        If a part is missing or unknown, or a form of the vocabulary has no words.
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
    """Return the words of the package; a form that the user added is called by its short name."""
    data = package_yaml(FILE)
    own = {f.id: {"noun": f.short, "one": f.short, "did": f.short} for f in forms.own_forms().values()}
    return read({**data, "forms": data["forms"] | own})


def sentence(key: str, **values: Any) -> str:
    """Return the sentence under a key with its blanks filled, capitalized if it ends with a full stop."""
    text = wording().sentences[key].format(**values)
    return text[:1].upper() + text[1:] if text.endswith(".") else text


def title(key: str, **values: Any) -> str:
    """Return the title or caption under a key of the words, with its blanks filled."""
    return wording().titles[key].format(**values)


def count(n: int, noun: str) -> str:
    """Return a number with its noun: ``1 act``, ``3 acts``."""
    one, more = wording().nouns[noun]
    return f"{n} {one if n == 1 else more}"


def day(on: date, precision: str = "day") -> str:
    """Return a date with its precision: ``28 Feb 2019``, ``Feb 2019`` or ``2019``."""
    if precision == "year":
        return f"{on.year}"
    month = f"{MONTHS[on.month - 1]} {on.year}"
    return month if precision == "month" else f"{on.day} {month}"


RULES_FILE = "watch/account/data/rules.yaml"
_OF_FORMS = ("words", "strengths", "looked_for")


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules by which accounts are written, by name; ``data/rules.yaml`` explains each rule."""

    words: frozenset[str]
    strengths: Mapping[str, int]
    present_years: int
    gap_years: int
    phase_half_years: int
    phase_acts: int
    phases: int
    cut_from: int
    stance_weight: float
    mostly: float
    stance_share: float
    stale_years: int
    share_from: int
    share_hits: int
    recent_days: int
    heading_words: int
    looked_for: tuple[str, ...]


def read_rules(data: Any, name: str = RULES_FILE) -> Rules:
    """Check the rules for accounts and return them; ``name`` is the file's name for errors.

    Raises
    ------
    VocabularyError
        If a rule is missing, unknown, not a positive number, or names an unknown form.
    """
    known = {f.name for f in fields(Rules)}
    if not isinstance(data, dict):
        raise VocabularyError(name, "the file", "must be a mapping of rules")
    if wrong := sorted(known ^ set(data)):
        raise VocabularyError(name, wrong[0], "is missing" if wrong[0] in known else "is no rule")
    rules = dict(data)
    for key, value in data.items():
        if key in _OF_FORMS:
            if unknown := [f for f in value if f not in forms.all_forms()]:
                raise VocabularyError(name, key, f"{unknown[0]!r} is not a form")
            if not isinstance(value, dict):
                rules[key] = tuple(value) if key == "looked_for" else frozenset(value)
        elif isinstance(value, bool) or not isinstance(value, int | float) or value <= 0:
            raise VocabularyError(name, key, f"must be a positive number, not {value!r}")
    return Rules(**rules)


@cache
def rules() -> Rules:
    """Return the rules by which accounts are written, as the package has them."""
    return read_rules(package_yaml(RULES_FILE))
