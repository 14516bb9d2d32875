"""The words of an account (``data/phrases.yaml``): read, checked, and filled with numbers and dates."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from typing import Any

from comity.errors import VocabularyError
from comity.vocabulary import forms
from comity.vocabulary.load import package_yaml, words
from comity.watch.account.clauses import Cuts

FILE = "watch/account/data/phrases.yaml"

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Wording:
    """The words by what they are for; see the file."""

    forms: Mapping[str, Mapping[str, str]]
    past: Mapping[str, str]
    each_other: str
    no_partner: str
    in_a_body: tuple[str, ...]
    domains: Mapping[str, str]
    brings: Mapping[str, str]
    nouns: Mapping[str, Sequence[str]]
    stances: Mapping[str, str]
    sentences: Mapping[str, str]
    titles: Mapping[str, str]
    votes: Mapping[str, str]
    sided: tuple[str, ...]
    sides: Mapping[str, Sequence[str]]
    topics: Mapping[str, Sequence[str]]
    clauses: Cuts
    jargon: tuple[str, ...]


def read(data: Any, name: str = FILE) -> Wording:
    """Check the words; ``name`` is the file's, for errors.

    Raises
    ------
    VocabularyError
        When a part is missing or unknown, or a form or domain of the vocabulary has no words.
    """
    known = {f.name for f in fields(Wording)}
    if not isinstance(data, dict) or known != set(data):
        raise VocabularyError(name, "the file", f"must have {', '.join(sorted(known))}, and nothing else")
    for part, ids in (("forms", forms.all_forms()), ("domains", words("domains"))):
        if wrong := sorted(set(ids) ^ set(data[part])):
            raise VocabularyError(name, f"{part}: {wrong[0]}", "is missing, or unknown")
    for form, phrase in data["forms"].items():
        if set(phrase) - {"plain"} != {"do", "did"}:
            raise VocabularyError(name, form, "needs do and did")
        if ("{target}" in phrase["do"]) != ("plain" in phrase):
            raise VocabularyError(name, form, "needs plain, which names nobody, where do names a {target}")
    done = [p for f in data["forms"].values() for key, p in f.items() if key != "did"]
    for verb in sorted({re.match(r"[^\s{]*", phrase)[0] for phrase in done}):  # type: ignore[index]
        if verb not in data["past"]:
            raise VocabularyError(name, "past", f"{verb} is missing")
    for noun, both in data["nouns"].items():
        if len(both) != 2:
            raise VocabularyError(name, noun, "needs one word for one and one for more")
    if {f.name for f in fields(Cuts)} != set(data["clauses"]):
        raise VocabularyError(name, "clauses", f"needs {', '.join(f.name for f in fields(Cuts))}")
    if strange := [w for listed in data["clauses"].values() for w in listed if not isinstance(w, str)]:
        raise VocabularyError(name, "clauses", f"{strange[0]!r} is not a word: put it in quotes")
    lists = {key: tuple(data[key]) for key in ("in_a_body", "sided", "jargon")}
    cuts = Cuts(**{key: frozenset(listed) for key, listed in data["clauses"].items()})
    return Wording(**{**data, **lists, "clauses": cuts})


@cache
def wording() -> Wording:
    """The words that ship with the package; a form of the user's own is called by its short name."""
    data = package_yaml(FILE)
    own = {f.id: {"do": f.short, "did": f.short} for f in forms.own_forms().values()}
    past = {f["do"].split(" ")[0]: f["do"].split(" ")[0] for f in own.values()}
    return read({**data, "forms": data["forms"] | own, "past": past | data["past"]})


def sentence(key: str, **values: Any) -> str:
    """The sentence of this key with its values filled in, its first letter large if it ends with a stop."""
    text = wording().sentences[key].format(**values)
    return text[:1].upper() + text[1:] if text.endswith(".") else text


def title(key: str, **values: Any) -> str:
    """The title or caption of this key with its values filled in."""
    return wording().titles[key].format(**values)


def count(n: int, noun: str) -> str:
    """``1 act``, ``3 acts``."""
    one, more = wording().nouns[noun]
    return f"{n} {one if n == 1 else more}"


def day(on: date, precision: str = "day") -> str:
    """``28 Feb 2019``, ``Feb 2019`` or ``2019``, as finely as known."""
    if precision == "year":
        return f"{on.year}"
    month = f"{MONTHS[on.month - 1]} {on.year}"
    return month if precision == "month" else f"{on.day} {month}"
