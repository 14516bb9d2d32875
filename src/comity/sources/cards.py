"""Source cards: what a reader must know before trusting a source, one YAML file beside the reader of each."""

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

#: Sources of daily counts, each with the sources it was counted from.  Whoever reads both counts twice.
COUNTED: dict[str, tuple[str, ...]] = {
    "icews_counts": ("icews",),
    "polecat_counts": ("polecat",),
}

#: Sources of earlier versions: what a lake holds of them stays in it, and no question is answered from it.
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
    """One source, as a reader must know it.

    ``span`` is what the publisher says it covers, as words; the coverage of the files held is measured at
    reading.  ``biases`` are whole sentences.  ``get`` says where and how to obtain it. ``hosts`` are the
    only hosts ``comity get`` may contact for it.  ``key_unique`` tells whether the publisher numbers its
    records (two files may then hold the same record).  ``known`` says from when on a record could be
    known, in words; ``edition`` is the day the edition tried came out, where its values are issued
    together: the lake takes none of them as known before.  A day told to the year or month only stands as
    its last.  ``rolling`` tells that a file shows the newest part of a stream only, so that a later file
    adds to an earlier one and does not correct it.  ``family`` names the record of which this is one of
    several forms (:func:`families`).  ``whole`` tells whether its documents are whole texts:
    where they are headlines and opening words, what stands further down is unseen. ``checked`` says which
    facts of the card were held against what is public, and which could not be.
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
    """Return the text of each source's YAML file by id, with its folder ("" for the user's own).

    A YAML file that names no licence is no card but a table of words beside one.
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
    """Return name and content of a source's YAML file: beside its reader, or among the user's own words.

    Raises
    ------
    VocabularyError
        When there is none, or it is no YAML mapping.
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
    """Return the card of a source, its YAML file without ``layout`` and ``reader``.

    Raises
    ------
    VocabularyError
        When the card is missing a key, has an unknown one, or one of the wrong type.
    """
    return _make_card(source_id, *load_entry(source_id))


def read_card(source_id: str, text: str) -> Card:
    """Return the card of a source of another package from the text of its YAML file; see :func:`card`."""
    name = f"{source_id}.yaml"
    return _make_card(source_id, name, read_yaml(text, name))


def _make_card(source_id: str, name: str, data: Any) -> Card:
    entry = {key: value for key, value in data.items() if key not in ("layout", "reader")}
    return Card(**fields(entry, Card, name, fixed={"id": source_id}, allowed={"kind": KINDS}))


@cache
def families() -> dict[str, tuple[str, ...]]:
    """Return the members of each family of sources, sorted, by its name.

    A family is one record in several published forms, so that a fact they share is counted once: the files of
    ICEWS and their yearly sums are one family, ``ICEWS``.  Its name may stand wherever a stream is asked for.
    Events of a family are one fact where day, actor, target, code system and code agree; of a two-sided act
    (``cameo.yaml``) the two directions are one as well.
    """
    out: dict[str, tuple[str, ...]] = {}
    for source_id, (_, text) in find_files().items():
        if match := _FAMILY.search(text):
            out[match[1]] = (*out.get(match[1], ()), source_id)
    return out


def members(stream: str) -> tuple[str, ...]:
    """Ids of the sources that a stream joins: the members of a family, or the one source itself."""
    return families().get(stream, (stream,))


def family(source: str) -> str:
    """Family of a source, "" if it is of none."""
    return next((name for name, ids in families().items() if source in ids), "")
