"""Classifying the name of a party: a state, a body, something else that is listed, or unknown.

Publishers put unions, armed groups and lists of states into the same field as states.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from comity.vocabulary import bodies, not_states, states


@dataclass(frozen=True, slots=True)
class Party:
    """A name as written, and its meaning.

    ``kind`` is ``state``, ``body``, a kind of :data:`comity.vocabulary.not_states.KINDS`, or ``""`` if
    unknown. ``code`` is that of the state or body, or of the state that a territory belongs to.
    """

    written: str
    kind: str
    code: str


def party(written: str, system: str = "any-name", on: date | None = None) -> Party:
    """Return what ``written`` means in ``system`` on a day: first states, then bodies, then non-states."""
    if code := states.resolve(written, system, on):
        return Party(written, "state", code)
    if system in ("any-name", "name", "un") and (body := bodies.resolve(written)):
        return Party(written, "body", body)
    if other := not_states.look_up(written, system):
        return Party(written, other.kind, other.of)
    return Party(written, "", "")


def split(text: str, on: date | None = None) -> list[Party]:
    """Split a comma-separated list of parties whose names may contain commas.

    From the left, the longest run of pieces that is a known name is taken (``Korea, North, Gambia, The, EU``
    are three parties).  A piece that begins no known name is a party of kind ``""``.
    """
    pieces = [p.strip() for p in text.split(",") if p.strip()]
    out: list[Party] = []
    at = 0
    while at < len(pieces):
        for end in range(len(pieces), at, -1):
            named = party(", ".join(pieces[at:end]), "any-name", on)
            if named.kind or end == at + 1:
                out.append(named)
                at = end
                break
    return out
