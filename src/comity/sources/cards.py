"""Source cards: a YAML file for each source with what users should know before they trust its data."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

from comity.errors import VocabularyError
from comity.vocabulary.load import fields, own_files, read_yaml

KINDS = (
    "vote-record",
    "official-document",
    "event-stream",
    "register",
    "chronicle",
    "dataset",
    "press",
    "reference",
)


_LICENCE = "\nlicence:"
_FAMILY = re.compile(r"^family: *([\w-]+) *$", re.MULTILINE)

#: Sources of daily counts, each with the sources they were counted from. Reading both counts events twice.
COUNTED: dict[str, tuple[str, ...]] = {
    "icews_counts": ("icews",),
    "polecat_counts": ("polecat",),
}

#: Sources of earlier versions. A lake keeps their records, but no answer uses these records.
NO_LONGER_READ = frozenset(
    (
        "contiguity_cow",
        "cow_reference",
        "event_reference",
        "gdelt_actor_pairs",
        "gdelt_conflict_index",
        "gdelt_dyads",
        "gdelt_friction",
        "gdelt_gkg",
        "gdelt_months",
        "gdelt_pair_score",
        "gdelt_partners",
        "gdelt_totals",
        "icews_kg",
        "missiles_cns",
        "peacekeepers_un",
        "un_reference",
        "unga_agreement",
        "unga_coincidence",
        "unga_name_lists",
    )
)


@dataclass(frozen=True, slots=True)
class Card:
    """What users should know about a source before they use its records.

    ``span`` is the coverage that the publisher claims, in words; the coverage of the loaded files is
    measured when they are read. ``biases`` are full sentences. ``get`` says where and how to obtain the
    data. ``hosts`` are the only hosts ``comity get`` may contact for this source.

    ``known`` says in words from when on a record could be known. ``edition`` is the release day of the tested
    edition, for sources that publish all values together: no record counts as known before that day. If only
    the year or month of a release is known, its last day counts.

    ``rolling`` marks files that show only the newest part of a stream: a later file adds to an earlier one
    and does not correct it. ``family`` names the record that this source and others publish in several forms
    (:func:`families`). ``whole`` is false if documents hold only headlines and opening words. ``checked``
    says which statements of the card were compared with public sources, and which could not be.
    """

    id: str
    title: str
    shows: str
    kind: str
    tables: tuple[str, ...]
    span: str
    states: str
    licence: str
    publisher: str
    homepage: str
    citation: str
    bibtex: str
    get: str
    hosts: tuple[str, ...]
    biases: tuple[str, ...]
    traps: tuple[str, ...]
    tried_on: str
    known: str = ""
    edition: date | None = None
    rolling: bool = False
    family: str = ""
    whole: bool = True
    checked: str = "Citation, licence and dates are not checked: no public copy of them was at hand."


@cache
def find_files() -> dict[str, tuple[str, str]]:
    """Return the text and folder of each source's YAML file by source id; the folder of a user's file is "".

    A YAML file without the key ``licence`` is a table of words and is left out.
    """
    folders = sorted(resources.files("comity.sources").iterdir(), key=lambda folder: folder.name)
    files = [("", path.name, path.read_text("utf-8")) for path in own_files("sources")]
    for folder in (f for f in folders if f.is_dir()):
        yaml = (path for path in folder.iterdir() if path.name.endswith(".yaml"))
        files += [(folder.name, path.name, path.read_text("utf-8")) for path in yaml]
    cards = ((name.removesuffix(".yaml"), (folder, text)) for folder, name, text in files if _LICENCE in text)
    return dict(sorted(cards))


@cache
def load_entry(source_id: str) -> tuple[str, dict[str, Any]]:
    """Return the file name and content of a source's YAML file, from the user's vocabulary or the package.

    Raises
    ------
    VocabularyError
        When the file is missing or is not a YAML mapping.
    """
    file = f"{source_id}.yaml"
    if source_id not in find_files():
        raise VocabularyError(file, "the file", "is missing: every source has a card beside its reader")
    data = read_yaml(find_files()[source_id][1], f"sources/{file}")
    if not isinstance(data, dict):
        raise VocabularyError(file, "the file", "must be a mapping of keys to values")
    return f"sources/{file}", data


@cache
def card(source_id: str) -> Card:
    """Return the card of a source, made from its YAML file without ``layout`` and ``reader``.

    Raises
    ------
    VocabularyError
        When the card lacks a key, has an unknown key, or has a value of the wrong type.
    """
    return _make_card(source_id, *load_entry(source_id))


def read_card(source_id: str, text: str) -> Card:
    """Return the card in the YAML text of a source from another package; see :func:`card`."""
    name = f"{source_id}.yaml"
    return _make_card(source_id, name, read_yaml(text, name))


def _make_card(source_id: str, name: str, data: Any) -> Card:
    entry = {key: value for key, value in data.items() if key not in ("layout", "reader")}
    return Card(**fields(entry, Card, name, fixed={"id": source_id}, allowed={"kind": KINDS}))


@cache
def families() -> dict[str, tuple[str, ...]]:
    """Return the sorted member sources of each family, by family name.

    A family is one record that is published in several forms; a fact that the forms share is counted once.
    For example, the ICEWS files and their yearly sums form the family ``ICEWS``. A family name may be used
    wherever a source of events is named. Two events of a family are the same fact if day, actor, target, code
    system and code agree. For a two-sided act (``cameo.yaml``), actor and target may be exchanged.
    """
    out: dict[str, tuple[str, ...]] = {}
    for source_id, (_, text) in find_files().items():
        if match := _FAMILY.search(text):
            out[match[1]] = (*out.get(match[1], ()), source_id)
    return out


def members(stream: str) -> tuple[str, ...]:
    """Return the sources that ``stream`` names: the members of a family, or the one source."""
    return families().get(stream, (stream,))


def family(source: str) -> str:
    """Return the family of a source, or "" if the source belongs to none."""
    return next((name for name, ids in families().items() if source in ids), "")
