"""What a written party is: a state, a body, something known to be neither, or unknown.

Publishers put unions, armed groups and lists of states into the same field as states; this is the one
place that tells them apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from comity.vocabulary import bodies, not_states, states


@dataclass(frozen=True, slots=True)
class Party:
    """A written name and what it means.

    ``kind`` is ``state``, ``body``, a kind of :data:`comity.vocabulary.not_states.KINDS`, or ``""``
    when nobody knows it; ``code`` is the state's or body's, or the state that a territory belongs to.
    """

    written: str
    kind: str
    code: str


def party(written: str, system: str = "any-name", on: date | None = None) -> Party:
    """Return what ``written`` means in ``system`` on a day: states first, then bodies, then the rest."""
    if code := states.resolve(written, system, on):
        return Party(written, "state", code)
    if system in ("any-name", "name", "un") and (body := bodies.resolve(written)):
        return Party(written, "body", body)
    if other := not_states.look_up(written, system):
        return Party(written, other.kind, other.of)
    return Party(written, "", "")


def split(text: str, on: date | None = None) -> list[Party]:
    """Parties of a list joined by commas, where names themselves hold commas.

    From the left, the longest run of pieces that is a known name is taken (``Korea, North, Gambia,
    The, EU`` are three); a piece that begins no known name stands alone, of kind ``""``.
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
