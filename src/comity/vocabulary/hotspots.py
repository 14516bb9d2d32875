"""Hotspots: places or issues, one YAML file each in ``data/hotspots/``; a new file adds a hotspot."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from comity.errors import UnknownNameError, VocabularyError
from comity.vocabulary import bodies, states
from comity.vocabulary.load import OPEN, data_names, data_text, fields, own_files, read_yaml


@dataclass(frozen=True, slots=True)
class Coordinates:
    """A point on the map: name, latitude and longitude in degrees."""

    name: str
    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class Hotspot:
    """A place or issue of a watch.

    Parameters
    ----------
    states : acts toward these states are acts toward the hotspot
    geo : states in which an event must take place if it is assigned by geography; none if empty
    bodies : bodies that represent the hotspot (regional-orgs)
    vote_terms, vote_issues : patterns in the title, and issue tags, of roll calls on the hotspot
    text_terms, terms_zh, terms_ru : patterns in English, Chinese and Russian text on the hotspot
    core_interest_of : states that call it their core interest
    part_of : the hotspot that it is a part of, or ""
    place : the point on the map; ``None`` if there is no single place
    own : whether it is the relation itself, for acts of the pair toward each other
    by_rule : whether acts about its states or with its terms are assigned to it, besides those that a source
        assigns
    matter : whether it concerns few relations (a dam between two states); it is listed only if it has acts
    """

    id: str
    name: str
    short: str
    about: str
    part_of: str
    own: bool
    states: tuple[str, ...]
    geo: tuple[str, ...]
    bodies: tuple[str, ...]
    place: Coordinates | None
    vote_terms: tuple[str, ...]
    vote_issues: tuple[str, ...]
    text_terms: tuple[str, ...]
    core_interest_of: tuple[str, ...]
    since: date = date.min
    until: date = OPEN
    terms_zh: tuple[str, ...] = ()
    terms_ru: tuple[str, ...] = ()
    by_rule: bool = False
    matter: bool = False

    @property
    def in_sentence(self) -> str:
        """Name inside a sentence: ``the Arctic``, ``the South China Sea``, ``regional organisations``."""
        if self.place is None:
            return self.name[:1].lower() + self.name[1:]  # without a place it is not a proper name
        name = self.name.removeprefix("The ")
        return f"the {name}" if name != self.name or name.endswith(_WITH_ARTICLE) else name

    def terms(self, language: str) -> tuple[str, ...]:
        """Return the terms for text in a language (``en``, ``zh``, ``ru``); none for other languages."""
        return {"en": self.text_terms, "zh": self.terms_zh, "ru": self.terms_ru}.get(language, ())


#: Last words of place names that take an article in a sentence.
_WITH_ARTICLE = (" Sea", " Strait", " Republic")

#: Issue tags of General Assembly roll calls (Voeten): Palestinian conflict, nuclear weapons, arms, human
#: rights, colonialism, economic development.
ISSUES = ("me", "nu", "di", "hr", "co", "ec")


def read_hotspot(text: str, name: str, hotspot: str, *, shipped: bool = False) -> Hotspot:
    """Parse the file of one hotspot; ``name`` is the file name for errors.

    The terms of ``shipped`` hotspots are not checked here but in a test, which saves 0.1 s.
    """
    data = read_yaml(text, name)
    h = Hotspot(**fields(data, Hotspot, name, fixed={"id": hotspot}, allowed={"vote_issues": ISSUES}))
    for key, codes in (("states", h.states), ("geo", h.geo), ("core_interest_of", h.core_interest_of)):
        if wrong := [c for c in codes if c not in states.all_states()]:
            raise VocabularyError(name, key, f"{wrong[0]!r} is not a state")
    if wrong := [b for b in h.bodies if b not in bodies.all_bodies()]:
        raise VocabularyError(name, "bodies", f"{wrong[0]!r} is not a body")
    if not shipped:
        _check_terms(h, name)
    if h.since > h.until:
        raise VocabularyError(name, "until", "lies before since")
    if h.place and not (-90 <= h.place.lat <= 90 and -180 <= h.place.lon <= 180):
        raise VocabularyError(name, "place", "lies off the map")
    return h


def _check_terms(h: Hotspot, name: str) -> None:
    for key in ("vote_terms", "text_terms", "terms_zh", "terms_ru"):
        terms: tuple[str, ...] = getattr(h, key)
        for term in terms:
            try:
                empty = re.compile(term, re.IGNORECASE).search("")
            except re.error as e:
                raise VocabularyError(name, key, f"{term!r} is no regular expression: {e}") from None
            if empty:
                raise VocabularyError(name, key, f"{term!r} matches everything")


def check_parts(known: dict[str, Hotspot], folder: str) -> None:
    """Raise an error if the hotspot that a part belongs to is missing, is a part, or lacks a state of it."""
    for h in known.values():
        if not h.part_of:
            continue
        name = f"{folder}/{h.id}.yaml"
        if h.part_of not in known:
            raise VocabularyError(name, "part_of", f"{h.part_of!r} is not a hotspot")
        whole_one = known[h.part_of]
        if whole_one.part_of:
            raise VocabularyError(name, "part_of", f"{h.part_of!r} is itself a part")
        if beyond := sorted(set(h.states) - set(whole_one.states)):
            raise VocabularyError(name, "states", f"{beyond[0]} is not in {h.part_of}")


@cache
def all_hotspots() -> dict[str, Hotspot]:
    """Return every hotspot by id: first those that are no part (the relation itself last), then parts."""
    folder = "vocabulary/data/hotspots"
    out = {}
    for file in data_names("hotspots"):
        id_ = file.removesuffix(".yaml")
        out[id_] = read_hotspot(data_text(f"hotspots/{file}"), f"{folder}/{file}", id_, shipped=True)
    for path in own_files("hotspots"):
        out[path.stem] = read_hotspot(path.read_text("utf-8"), str(path), path.stem)
    check_parts(out, folder)
    return dict(sorted(out.items(), key=lambda kv: (bool(kv[1].part_of), kv[1].own, kv[0])))


@cache
def get(hotspot: str) -> Hotspot:
    """Return a hotspot by id, or by the code of its only target state (``VEN``)."""
    known = all_hotspots()
    if hotspot.lower() in known:
        return known[hotspot.lower()]
    by_state = [h for h in known.values() if h.states == (hotspot.upper(),)]
    if len(by_state) == 1:
        return by_state[0]
    raise UnknownNameError("hotspot", hotspot, known)


@cache
def whole(hotspot: str) -> str:
    """Return the hotspot that a part belongs to (``africa`` for ``sudan``), or the hotspot itself."""
    return get(hotspot).part_of or get(hotspot).id


@cache
def rules() -> tuple[tuple[str, frozenset[str], re.Pattern[str]], ...]:
    """Return id, states and terms of each hotspot to which acts are assigned by rule."""
    return tuple(
        (h.id, frozenset(h.states), re.compile("|".join(h.text_terms) or r"(?!)", re.IGNORECASE))
        for h in all_hotspots().values()
        if h.by_rule
    )


def file_act(hotspots: Sequence[str], targets: Iterable[str], summary: str) -> list[str]:
    """Return the hotspots of an act: those given and those by rule.

    The relation itself is dropped if a rule finds a place.  Hotspots that the vocabulary lacks, such as one
    that the user removed, are left out.
    """
    concerned = set(targets)
    ruled = [i for i, own, terms in rules() if own & concerned or terms.search(summary)]
    given = [h for h in hotspots if h in all_hotspots()]
    if hotspots and not given:
        given = [h.id for h in all_hotspots().values() if h.own]
    places = [h for h in given if not (ruled and get(h).own)]
    return [*places, *(i for i in ruled if i not in places)]


def watched() -> list[Hotspot]:
    """Return the hotspots that every watch lists, without parts of others."""
    return [h for h in all_hotspots().values() if not h.part_of and not h.matter]


def whole_ones() -> list[Hotspot]:
    """Return all hotspots that are no part of another, including those that concern few relations."""
    return [h for h in all_hotspots().values() if not h.part_of]
