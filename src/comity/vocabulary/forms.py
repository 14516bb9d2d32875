"""Forms: the specific ways in which states act together, on two levels (``data/forms.yaml``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from comity.errors import UnknownNameError, VocabularyError
from comity.vocabulary.load import data_text, fields, own_files, read_yaml

#: The most characters of a short name, so that it fits a narrow terminal.
SHORT = 18

#: How closely an act of a form joins two states: against each other; alike but separately; together;
#: permanently.
RUNGS = ("apart", "parallel", "joint", "standing")


@dataclass(frozen=True, slots=True)
class Form:
    """One form: a way in which states act together, such as a visit or a joint drill.

    ``part_of`` names the broader form ("" at the first level).  ``rung`` is the level of cooperation that one
    such act shows.  ``deed`` says whether it is a deed (else words).  ``roles`` says how its actors relate:
    ``symmetric`` (all act together), ``one-way`` (actor toward partner), ``against-third`` (together about or
    against a target).
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
    """Parse a file of forms, which may be parts of ``known`` forms; ``name`` is for errors."""
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
    """Return every form by id: the package's in the order of the file, then the user's."""
    return load_shipped() | own_forms()


@cache
def load_shipped() -> dict[str, Form]:
    """Return the forms that come with the package."""
    return read_forms(data_text("forms.yaml"), "vocabulary/data/forms.yaml")


@cache
def own_forms() -> dict[str, Form]:
    """Return the user's own forms (``vocabulary/forms/*.yaml`` in the lake), by id."""
    out: dict[str, Form] = {}
    for path in own_files("forms"):
        out |= read_forms(path.read_text("utf-8"), str(path), load_shipped())
    if twins := sorted(out.keys() & load_shipped()):
        raise VocabularyError("vocabulary/forms", twins[0], "comes with comity already: choose another id")
    return out


def get(form: str) -> Form:
    """Return a form by id."""
    try:
        return all_forms()[form]
    except KeyError:
        raise UnknownNameError("form", form, all_forms()) from None


def whole(form: str) -> str:
    """Return the first-level form of a form (``joint-vote`` for ``joint-veto``)."""
    return get(form).part_of or form
