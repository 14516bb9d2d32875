"""The rules of an account: which forms count as what, and what weighs how much (``data/rules.yaml``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import Any

from comity.errors import VocabularyError
from comity.vocabulary import forms
from comity.vocabulary.load import package_yaml

FILE = "watch/account/data/rules.yaml"
_OF_FORMS = ("words", "strengths", "looked_for")


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules by name; what each means stands beside it in the file."""

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


def read(data: Any, name: str = FILE) -> Rules:
    """Check the rules; ``name`` is the file's, for errors.

    Raises
    ------
    VocabularyError
        When a rule is missing, unknown, no positive number, or names a form that is none.
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
    """The rules that ship with the package."""
    return read(package_yaml(FILE))
