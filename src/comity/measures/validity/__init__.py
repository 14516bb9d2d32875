"""What every measure is worth: one list of checks in worlds whose truth is known, and their kept results.

``comity validate`` runs the list; ``data/validity.json`` keeps the rows of the last full run, which
``comity method`` and the documentation show.  A row that does not hold is shown like any other.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import cache
from importlib import resources

from comity.errors import VocabularyError
from comity.measures.bars import BarRow
from comity.measures.validity import coaction, index, roles, stance, trend

FILE = "measures/data/validity.json"


@dataclass(frozen=True, slots=True)
class Check:
    """One check: its name, what it simulates, and its repetitions in the short and in the full form."""

    name: str
    run: Callable[[int], list[BarRow]]
    quick: int
    full: int


CHECKS: tuple[Check, ...] = (
    Check("co-action: false alarms", coaction.false_alarms, 2, 40),
    Check("co-action: power", coaction.power, 2, 40),
    Check("timing: who follows", coaction.lead, 2, 40),
    Check("stepping up", trend.trend, 10, 200),
    Check("onset", trend.dates, 10, 200),
    Check("two windows", trend.two_windows, 500, 2000),
    Check("division of labour", roles.mixes, 40, 400),
    Check("silence", roles.silence, 500, 2000),
    Check("silence in streams", roles.silence_in_streams, 20, 200),
    Check("hedging", roles.hedges, 50, 400),
    Check("words and deeds", stance.deeds, 40, 300),
    Check("gap of words and deeds", stance.gaps, 30, 200),
    Check("stance toward a third power", stance.stances, 30, 200),
    Check("index of alignment", index.alignment, 4, 60),
    Check("index, weak signal", index.weak_signal, 4, 60),
)


@cache
def kept() -> tuple[BarRow, ...]:
    """Rows of the last full run, as shipped.

    Raises
    ------
    VocabularyError
        When the file is not what it should be.
    """
    text = resources.files("comity").joinpath(FILE).read_text("utf-8")
    try:
        return tuple(BarRow(**row) for row in json.loads(text))
    except (ValueError, TypeError) as e:
        raise VocabularyError(FILE, "the file", f"is not a list of rows ({e})") from None


def as_text(rows: list[BarRow]) -> str:
    """Rows as JSON, for the file."""
    plain = [asdict(r) | {"value": float(r.value), "holds": bool(r.holds), "n": int(r.n)} for r in rows]
    return json.dumps(plain, ensure_ascii=False, indent=1) + "\n"
