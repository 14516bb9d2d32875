"""Hotspots: a place or an issue, one YAML file each in ``data/hotspots/``.  Add a file, add a hotspot."""

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
    """A place or issue that a watch looks at.

    ``states``: acts toward these are acts toward the hotspot; ``geo``: states whose territory an event
    must lie in for the geography rule (``[]``: no geography rule); ``bodies``: bodies that stand for it
    (regional-orgs).  ``vote_terms``: words (regular expressions, case-insensitive) in a roll call's title
    that make it a vote on the hotspot; ``vote_issues``: issue tags that do.  ``text_terms`` likewise in
    running English text, ``terms_zh`` and ``terms_ru`` in Chinese and Russian.  ``core_interest_of``:
    whose core interest it is, as that state says. ``part_of``: the hotspot it is a part of, or "".
    ``place`` is ``None`` where the hotspot has no one place. ``own``: true for the base of the relation,
    where what the pair does toward each other belongs. ``by_rule``: acts are filed here, beside the place
    that their source gives, where they are about its states or their summary has one of its terms.
    ``matter``: a matter of few relations, such as a dam; a watch lists it only where it has acts there.
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
        """Its name inside a sentence: ``the Arctic``, ``the South China Sea``, ``regional organisations``."""
        if self.place is None:
            return self.name[:1].lower() + self.name[1:]  # no place, so no proper name
        name = self.name.removeprefix("The ")
        return f"the {name}" if name != self.name or name.endswith(_WITH_ARTICLE) else name

    def terms(self, language: str) -> tuple[str, ...]:
        """Its terms in running text of a language (``en``, ``zh``, ``ru``); none of any other."""
        return {"en": self.text_terms, "zh": self.terms_zh, "ru": self.terms_ru}.get(language, ())


_WITH_ARTICLE = (" Sea", " Strait", " Republic")
"""Last words of names of places that have an article in a sentence."""

ISSUES = ("me", "nu", "di", "hr", "co", "ec")
"""Issue tags of General Assembly roll calls (Voeten): Palestinian conflict, nuclear weapons, arms,
human rights, colonialism, economic development."""


def read_hotspot(text: str, name: str, hotspot: str, *, shipped: bool = False) -> Hotspot:
    """Read the text of one hotspot's file; ``name`` is the file's, for errors.

    Terms of those ``shipped`` are checked by the tests: it takes .1 s.
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
    """Refuse a term that is no regular expression or matches everything."""
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
    """Refuse a part whose whole is missing, is itself a part, or does not hold the part's states."""
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
    """Every hotspot by id: whole ones by id, the base of the relation last of them, then parts."""
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
    """Hotspot by id, or by the code of its only target state (``VEN``)."""
    known = all_hotspots()
    if hotspot.lower() in known:
        return known[hotspot.lower()]
    by_state = [h for h in known.values() if h.states == (hotspot.upper(),)]
    if len(by_state) == 1:
        return by_state[0]
    raise UnknownNameError("hotspot", hotspot, known)


@cache
def whole(hotspot: str) -> str:
    """Return the hotspot that a part belongs to (``sudan`` -> ``africa``), itself if it is whole."""
    return get(hotspot).part_of or get(hotspot).id


@cache
def rules() -> tuple[tuple[str, frozenset[str], re.Pattern[str]], ...]:
    """Of each hotspot filed by rule: its id, states and terms."""
    return tuple(
        (h.id, frozenset(h.states), re.compile("|".join(h.text_terms) or r"(?!)", re.IGNORECASE))
        for h in all_hotspots().values()
        if h.by_rule
    )


def filed(hotspots: Sequence[str], targets: Iterable[str], summary: str) -> list[str]:
    """Hotspots of an act: those given and those by rule; the relation itself gives way to a place.

    A hotspot that the vocabulary lacks, such as one that the user took away, is left out.
    """
    concerned = set(targets)
    ruled = [i for i, own, terms in rules() if own & concerned or terms.search(summary)]
    given = [h for h in hotspots if h in all_hotspots()]
    if hotspots and not given:
        given = [h.id for h in all_hotspots().values() if h.own]
    places = [h for h in given if not (ruled and get(h).own)]
    return [*places, *(i for i in ruled if i not in places)]


def watched() -> list[Hotspot]:
    """Return the whole hotspots that every watch lists."""
    return [h for h in all_hotspots().values() if not h.part_of and not h.matter]


def whole_ones() -> list[Hotspot]:
    """Return all whole hotspots, with the matters of few relations."""
    return [h for h in all_hotspots().values() if not h.part_of]
