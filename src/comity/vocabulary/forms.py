"""Forms: the specific ways of coordination, on two levels (``data/forms.yaml``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from comity.errors import UnknownNameError, VocabularyError
from comity.vocabulary.load import data_text, fields, own_files, read_yaml

SHORT = 18
"""Most characters of a short name: what a narrow terminal has room for."""

RUNGS = ("apart", "parallel", "joint", "standing")
"""How close an act of a form brings two states: apart; each for itself alike; together; a mechanism."""


@dataclass(frozen=True, slots=True)
class Form:
    """One way of coordination.

    ``part_of`` names the broader form ("" at the first level); ``rung`` what one act of it is on the
    record's ladder; ``deed`` whether it is a deed (else words); ``roles`` how its actors stand:
    ``symmetric`` (all act together), ``one-way`` (actor toward partner), ``against-third`` (together
    about or against a target).
    """

    id: str
    name: str
    short: str
    part_of: str
    rung: str
    deed: bool
    polarity: str
    roles: str
    definition: str
    example: str


def read_forms(text: str, name: str, known: Mapping[str, Form] = MappingProxyType({})) -> dict[str, Form]:
    """Read the text of a file of forms, which may be parts of ``known``; ``name`` is for errors."""
    data = read_yaml(text, name)
    if not isinstance(data, dict):
        raise VocabularyError(name, "the file", "must be a mapping of ids to forms")
    allowed = {
        "rung": RUNGS,
        "polarity": ("cooperation", "friction"),
        "roles": ("symmetric", "one-way", "against-third"),
    }
    out = {
        i: Form(**fields(f, Form, f"{name}: {i}", fixed={"id": i}, allowed=allowed)) for i, f in data.items()
    }
    for f in out.values():
        whole_one = {**known, **out}.get(f.part_of)
        if f.part_of and whole_one is None:
            raise VocabularyError(name, f"{f.id}: part_of", f"{f.part_of!r} is not a form")
        if whole_one and whole_one.part_of:
            raise VocabularyError(name, f"{f.id}: part_of", f"{f.part_of!r} is itself a part")
        if len(f.short) > SHORT:
            raise VocabularyError(name, f"{f.id}: short", f"is longer than {SHORT} characters")
        if (f.rung == "apart") != (f.polarity == "friction"):
            raise VocabularyError(name, f"{f.id}: rung", "is apart for friction, and only for it")
    return out


@cache
def all_forms() -> dict[str, Form]:
    """Every form by id, in the order of the file, then those of the user's own."""
    return shipped() | own_forms()


@cache
def shipped() -> dict[str, Form]:
    """Those that come with the package."""
    return read_forms(data_text("forms.yaml"), "vocabulary/data/forms.yaml")


@cache
def own_forms() -> dict[str, Form]:
    """Those of the user's own (``vocabulary/forms/*.yaml`` in the lake), by id."""
    out: dict[str, Form] = {}
    for path in own_files("forms"):
        out |= read_forms(path.read_text("utf-8"), str(path), shipped())
    if twins := sorted(out.keys() & shipped()):
        raise VocabularyError("vocabulary/forms", twins[0], "comes with comity already: choose another id")
    return out


def get(form: str) -> Form:
    """Form by id."""
    try:
        return all_forms()[form]
    except KeyError:
        raise UnknownNameError("form", form, all_forms()) from None


def whole(form: str) -> str:
    """First-level form of a form (``joint-veto`` -> ``joint-vote``)."""
    return get(form).part_of or form
