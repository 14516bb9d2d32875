"""Hotspots: a place or an issue, one YAML file each in ``data/hotspots/``.  Add a file, add a hotspot."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from comity.errors import UnknownNameError, VocabularyError
from comity.vocabulary import bodies, states
from comity.vocabulary.load import OPEN, data_names, data_text, fields, read_yaml


@dataclass(frozen=True, slots=True)
class Place:
    """A point on the map: name, latitude and longitude in degrees."""

    name: str
    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class Hotspot:
    """A place or issue that a watch looks at.

    ``states``: acts toward these are acts toward the hotspot; ``geo``: states whose territory an event
    must lie in for the geography rule (``[]``: no geography rule); ``bodies``: bodies that stand for it
    (regional-orgs).  ``vote_terms``: words (regular expressions, case-insensitive) in a roll call's title that make it a
    vote on the hotspot; ``vote_issues``: issue tags that do.  ``text_terms`` likewise in running text.
    ``core_interest_of``: whose core interest it is.  ``part_of``: the hotspot it is a part of, or "".
    ``place`` is ``None`` where the hotspot has no one place.
    ``own``: true for the base of the relation, where what the pair does toward each other belongs.
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
    place: Place | None
    vote_terms: tuple[str, ...]
    vote_issues: tuple[str, ...]
    text_terms: tuple[str, ...]
    core_interest_of: tuple[str, ...]
    since: date = date.min
    until: date = OPEN


@cache
def all_hotspots() -> dict[str, Hotspot]:
    """Every hotspot by id, whole ones first, in the order of ``data/hotspots/ORDER``."""
    out: dict[str, Hotspot] = {}
    for file in data_names("hotspots"):
        name = f"vocabulary/data/hotspots/{file}"
        data = read_yaml(data_text(f"hotspots/{file}"), name)
        h = Hotspot(**fields(data, Hotspot, name, fixed={"id": file.removesuffix(".yaml")}))
        for key, codes in (
            ("states", h.states),
            ("geo", h.geo),
            ("core_interest_of", h.core_interest_of),
        ):
            if wrong := [c for c in codes if c not in states.all_states()]:
                raise VocabularyError(name, key, f"{wrong[0]!r} is not a state")
        if wrong := [b for b in h.bodies if b not in bodies.all_bodies()]:
            raise VocabularyError(name, "bodies", f"{wrong[0]!r} is not a body")
        out[h.id] = h
    for h in out.values():
        if h.part_of and h.part_of not in out:
            raise VocabularyError(
                f"vocabulary/data/hotspots/{h.id}.yaml",
                "part_of",
                f"{h.part_of!r} is not a hotspot",
            )
    return dict(sorted(out.items(), key=lambda kv: (bool(kv[1].part_of), kv[1].own, kv[0])))


def get(hotspot: str) -> Hotspot:
    """Hotspot by id, or by the code of its only target state (``VEN``)."""
    known = all_hotspots()
    if hotspot.lower() in known:
        return known[hotspot.lower()]
    by_state = [h for h in known.values() if h.states == (hotspot.upper(),)]
    if len(by_state) == 1:
        return by_state[0]
    raise UnknownNameError("hotspot", hotspot, known)


def whole(hotspot: str) -> str:
    """The hotspot that a part belongs to (``sudan`` -> ``africa``), itself if it is whole."""
    return get(hotspot).part_of or get(hotspot).id


def watched() -> list[Hotspot]:
    """The whole hotspots: the lines of a watch."""
    return [h for h in all_hotspots().values() if not h.part_of]
