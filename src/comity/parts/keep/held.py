"""Comparison of a press item with recorded facts, and usual values for a new fact of the same form."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from comity.lake.query.view import View
from comity.vocabulary import forms, hotspots

#: Most recorded facts shown beside an item.
NEAREST = 3
#: Least likeness and least share of common words for an item to count as a repeat of a fact.
SURE, WORDS = 0.6, 0.2
_WINDOW = timedelta(days=45)
_WEIGHTS = {"date": 0.35, "states": 0.3, "words": 0.2, "form": 0.1, "place": 0.05}
_WORD = re.compile(r"[a-z]{4,}")
_SQL = """
    SELECT record_id, source, date_from, date_to, precision, actors, targets, hotspots, forms, domain,
        summary, fact
    FROM acts WHERE coder IS NULL ORDER BY record_id
"""
#: Letters compared between two words, so that "patrol" matches "patrols" and "meet" matches "meeting".
_STEM = 5


@dataclass(frozen=True, slots=True)
class Near:
    """A recorded fact that a press item may repeat, with its likeness (0 to 1) and the parts that match."""

    record_id: str
    date: date
    precision: str
    summary: str
    source: str
    likeness: float
    shared: tuple[str, ...]
    words: float
    likest: bool = False

    @property
    def same(self) -> bool:
        """Whether the press item probably repeats this fact: same dates, same states, enough common words."""
        again = self.likeness >= SURE and {"date", "states"} <= set(self.shared) and self.words >= WORDS
        return self.likest and again


@dataclass(frozen=True, slots=True)
class FactTemplate:
    """Usual values of facts of one form (kind of act), by a state alone or by several states.

    ``verb`` is "" if the facts of the form have no verb in common.
    """

    verb: str
    side: str
    joint: bool
    line: str
    domain: str
    strength: int
    roles: tuple[str, ...]
    target_role: str


def stems(text: str) -> set[str]:
    """Return the words of a text, each cut to its first five letters."""
    return {w[:_STEM] for w in _WORD.findall(text.lower())}


class HeldFacts:
    """All recorded facts, indexed by their words.

    Parameters
    ----------
    view : must include the facts of the package and the user's own
    """

    def __init__(self, view: View) -> None:
        self.rows: list[dict[str, Any]] = view.run(_SQL).to_pylist()
        self._stems = [stems(r["summary"]) for r in self.rows]
        df = Counter(w for of in self._stems for w in of)
        self._rarity = {w: math.log(1 + len(self.rows) / n) for w, n in df.items()}

    def nearest(self, fact: Mapping[str, Any], first: date, last: date, text: str) -> list[Near]:
        """Return the recorded facts that are most similar to a proposed one, the most similar first.

        Parameters
        ----------
        fact : the proposed fact, with the fields of a line in the file of facts
        first, last : first and last day of the proposed fact
        text : text of the press item
        """
        said = stems(text)
        out = []
        for row, words in zip(self.rows, self._stems, strict=True):
            if row["date_from"] - _WINDOW <= last and first <= row["date_to"] + _WINDOW:
                parts = self._compare(row, words, fact, first, last, said)
                likeness = sum(_WEIGHTS[k] * v for k, v in parts.items())
                if parts["states"] and parts["date"]:
                    out.append(_near(row, likeness, parts))
        out.sort(key=lambda n: (-n.likeness, n.record_id))
        return [replace(n, likest=k == 0) for k, n in enumerate(out[:NEAREST])]

    def _compare(
        self,
        row: Mapping[str, Any],
        words: set[str],
        fact: Mapping[str, Any],
        first: date,
        last: date,
        said: set[str],
    ) -> dict[str, float]:
        theirs, ours = {*row["actors"], *row["targets"]}, {*fact["actors"], *fact["targets"]}
        weight = sum(self._rarity[w] for w in words)
        shared = sum(self._rarity[w] for w in words & said)
        families = {forms.whole(f) for f in row["forms"] if f in forms.all_forms()}
        return {
            "date": _closeness(row, first, last),
            "states": len(theirs & ours) / len(theirs | ours) if theirs & ours else 0.0,
            "words": shared / weight if weight else 0.0,
            "form": float(forms.whole(str(fact["form"])) in families),
            "place": float(hotspots.whole(str(fact["hotspot"])) in set(map(hotspots.whole, row["hotspots"]))),
        }

    def template(self, form: str, *, alone: bool) -> FactTemplate:
        """Return the usual values for facts of a form (kind of act), or defaults if no fact has the form."""
        whole = [r for r in self.rows if r["fact"] and form in r["forms"]]
        alike = [r for r in whole if (len(r["actors"]) == 1) == alone] or whole
        clauses = [c for r in alike for c in r["fact"]["did"]]
        chosen = forms.get(form)
        by_actor = [_roles(r, r["actors"]) for r in alike]
        by_target = [_roles(r, r["targets"]) for r in alike]
        joint = not alone and _usual((c["joint"] for c in clauses), chosen.rung in ("joint", "standing"))
        actors = Counter(r for of in by_actor for r in of)
        roles = [r for r, n in actors.most_common(2) if 3 * n >= actors.total()]
        if chosen.roles != "one-way":
            roles = roles[:1]
        return FactTemplate(
            verb=_usual((c["verb"] for c in clauses), ""),
            side=_usual((c["side"] for c in clauses), "against" if chosen.polarity == "friction" else "for"),
            joint=joint,
            line=_usual((r["fact"]["line"] for r in alike), "own") if alone else "",
            domain=_usual((r["domain"] for r in alike if r["domain"]), "diplomatic"),
            strength=_usual((r["fact"]["strength"] for r in alike), 2),
            roles=tuple(roles or ["other" if alone else "participant"]),
            target_role=_usual((r for of in by_target for r in of), "target"),
        )


def _near(row: Mapping[str, Any], likeness: float, parts: Mapping[str, float]) -> Near:
    shared = tuple(k for k, v in parts.items() if v >= (0.8 if k == "date" else 0.5))
    of_row = (row["record_id"], row["date_from"], row["precision"], row["summary"], row["source"])
    return Near(*of_row, likeness, shared, parts["words"])


def _closeness(row: Mapping[str, Any], first: date, last: date) -> float:
    """Return how near a recorded fact's dates are to a period: 1 for the same day, less for days apart."""
    apart = max((row["date_from"] - last).days, (first - row["date_to"]).days, 0)
    near = 1.0 if apart <= 1 else 0.8 if apart <= 3 else 0.4 if apart <= 10 else 0.1
    vague = (row["date_to"] - row["date_from"]).days > 40
    return min(near, 0.2 if vague else 0.6 if row["precision"] == "month" else 1.0)


def _roles(row: Mapping[str, Any], codes: Sequence[str]) -> list[str]:
    return [r["role"] for r in row["fact"]["roles"] if r["state"] in codes]


def _usual(values: Iterable[Any], otherwise: Any) -> Any:
    """Return the most common value if at least a third of the values equal it, else ``otherwise``."""
    counted = Counter(values)
    return next((v for v, n in counted.most_common(1) if 3 * n >= counted.total()), otherwise)
