"""Source cards: what a reader must know before trusting a source, one YAML file beside the reader of each."""

from __future__ import annotations

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
    several forms (:mod:`comity.sources.families`).  ``whole`` tells whether its documents are whole texts:
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
    name, data = load_entry(source_id)
    entry = {key: value for key, value in data.items() if key not in ("layout", "reader")}
    return Card(**fields(entry, Card, name, fixed={"id": source_id}, allowed={"kind": KINDS}))
