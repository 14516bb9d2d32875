"""Agreement of reviewers with each other and with the machine, and the precision of rules and forms.

The agreement of two reviewers is the share of acts that they decide alike, and Cohen's kappa (Cohen 1960,
Educational and Psychological Measurement 20:37) with the large-sample interval of Fleiss, Cohen and Everitt
(1969, Psychological Bulletin 72:323).  Precision is the share of acts that people accept, each weighted by
one over its probability of being drawn (Hajek 1971); its interval is Wilson's (1927, JASA 22:209) at the
effective number of acts, the squared sum of weights over the sum of their squares (Kish 1965, Survey
Sampling, 11.7).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import scipy

from comity.records.reviews.decisions import Decision, ReviewOutcome
from comity.vocabulary import forms

LEVEL = 0.95
NO_ACT = "(no act)"


@dataclass(frozen=True, slots=True)
class ReviewAgreement:
    """How far two reviewers, or people and machine, decide alike: the share, and kappa with its interval.

    ``kappa``, ``low`` and ``high`` are ``None`` if both sides always say the same one thing, so that chance
    alone gives full agreement.
    """

    first: str
    second: str
    about: str
    n: int
    alike: float
    kappa: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Precision:
    """Estimated share of correct acts among ``n`` reviewed; ``effective`` is their effective number."""

    name: str
    n: int
    right: int
    effective: float
    value: float
    low: float
    high: float


def agreement(
    first: str, second: str, about: str, pairs: Sequence[tuple[Hashable, Hashable]]
) -> ReviewAgreement:
    """Compute how far two sides agree on the acts that both decided.

    Parameters
    ----------
    pairs : (n,) what each side says about each act; at least one
    """
    names = {v: k for k, v in enumerate(dict.fromkeys(x for p in pairs for x in p))}
    counts = np.zeros((len(names), len(names)))
    for a, b in pairs:
        counts[names[a], names[b]] += 1
    kappa, low, high = _kappa(counts)
    alike = float(np.trace(counts) / counts.sum())
    return ReviewAgreement(first, second, about, len(pairs), alike, kappa, low, high)


def _kappa(counts: np.ndarray[Any, Any]) -> tuple[float | None, float | None, float | None]:
    p, n = counts / counts.sum(), counts.sum()
    rows, columns = p.sum(axis=1), p.sum(axis=0)
    chance = float(rows @ columns)
    if math.isclose(chance, 1.0):
        return None, None, None
    kappa = (float(np.trace(p)) - chance) / (1 - chance)
    spread = rows[None, :] + columns[:, None]  # cell ij: margin of row j plus margin of column i
    on = np.sum(np.diag(p) * (1 - np.diag(spread) * (1 - kappa)) ** 2)
    off = (1 - kappa) ** 2 * np.sum((p - np.diag(np.diag(p))) * spread**2)
    variance = (on + off - (kappa - chance * (1 - kappa)) ** 2) / (n * (1 - chance) ** 2)
    half = float(scipy.stats.norm.ppf((1 + LEVEL) / 2)) * math.sqrt(max(float(variance), 0.0))
    return kappa, max(kappa - half, -1.0), min(kappa + half, 1.0)


def compare_reviewers(outcomes: Iterable[ReviewOutcome]) -> list[ReviewAgreement]:
    """Compute the agreement of every two reviewers on the acts that both decided."""
    both: dict[tuple[str, str], list[tuple[Hashable, Hashable]]] = {}
    for o in outcomes:
        choices = {d.reviewer: d.choice for d in o.decisions}
        for a, b in combinations(sorted(choices), 2):
            both.setdefault((a, b), []).append((choices[a], choices[b]))
    return [agreement(a, b, "decision", pairs) for (a, b), pairs in sorted(both.items())]


def compare_with_machine(outcomes: Iterable[ReviewOutcome]) -> list[ReviewAgreement]:
    """Compute the agreement of people and machine on polarity, form and stance, without disputed acts."""
    decided = [o.by for o in outcomes if o.by is not None]
    questions: dict[str, Callable[[Any], Hashable]] = {
        "polarity": lambda a: a["polarity"],
        "main form": lambda a: a["forms"][0] if a["forms"] else "general",
        "stance toward the third": lambda a: a["toward_third"],
    }
    return [
        agreement(
            "machine", "people", what, [(of(d.machine), of(d.human) if d.human else NO_ACT) for d in decided]
        )
        for what, of in questions.items()
        if decided
    ]


def wilson(right: float, n: float, level: float = LEVEL) -> tuple[float, float]:
    """Return Wilson's interval of a share; ``n`` may be an effective number."""
    z = float(scipy.stats.norm.ppf((1 + level) / 2))
    share, k = right / n, z * z / n
    middle = (share + k / 2) / (1 + k)
    half = z * math.sqrt(share * (1 - share) / n + k / (4 * n)) / (1 + k)
    return max(middle - half, 0.0), min(middle + half, 1.0)


def measure_rules(outcomes: Iterable[ReviewOutcome]) -> list[Precision]:
    """Compute the precision of each rule: the share of its acts accepted with their parties and polarity."""
    rows = [
        (rule, _tie(d), 1 / d.chance) for d in _get_drawn(outcomes) for rule in d.machine["rules"] if d.chance
    ]
    return _precisions(rows)


def measure_forms(outcomes: Iterable[ReviewOutcome]) -> list[Precision]:
    """Compute the precision of each form read by the machine: the share of acts accepted with that form."""
    rows = [
        (form, d.human is not None and form in d.human["forms"], 1 / d.chance)
        for d in _get_drawn(outcomes)
        if d.chance
        for form in d.machine["forms"]
    ]
    return _precisions(rows)


def tallies(outcomes: Iterable[ReviewOutcome]) -> tuple[tuple[str, float, float], ...]:
    """Return how many acts drawn at random people accepted, as name, number accepted and total.

    The names are first-level forms and ``form`` for all forms; and pairs of parties (``CHN-RUS``) and
    ``pair`` for all pairs. For pairs, an act counts as accepted with its parties and polarity. Acts drawn
    with unequal probabilities count as their effective number.
    """
    drawn = _get_drawn(outcomes)
    by_form = [
        (name, d.human is not None and f in map(forms.whole, d.human["forms"]), 1 / d.chance)
        for d in drawn
        if d.chance
        for f in sorted({*map(forms.whole, d.machine["forms"])})
        for name in (f, "form")
    ]
    by_pair = [
        (name, _tie(d), 1 / d.chance) for d in drawn if d.chance for name in ("pair", *_pairs(d.machine))
    ]
    return tuple((p.name, p.value * p.effective, p.effective) for p in _precisions([*by_form, *by_pair]))


def _pairs(machine: Mapping[str, Any]) -> list[str]:
    return ["-".join(p) for p in combinations(sorted({*machine["actors"], *machine["partners"]}), 2)]


def _get_drawn(outcomes: Iterable[ReviewOutcome]) -> list[Decision]:
    """Return the decisions that settle acts drawn at random, without acts picked by hand."""
    return [o.by for o in outcomes if o.by is not None and o.by.chance is not None]


def _tie(d: Decision) -> bool:
    parties = ("actors", "partners", "polarity")
    return d.human is not None and all(d.human[k] == d.machine[k] for k in parties)


def _precisions(rows: Sequence[tuple[str, bool, float]]) -> list[Precision]:
    out = []
    for name in sorted({r[0] for r in rows}):
        right = np.array([r[1] for r in rows if r[0] == name], dtype=float)
        weight = np.array([r[2] for r in rows if r[0] == name])
        value = float(right @ weight / weight.sum())
        effective = float(weight.sum() ** 2 / (weight @ weight))
        low, high = wilson(value * effective, effective)
        out.append(Precision(name, len(right), int(right.sum()), effective, value, low, high))
    return sorted(out, key=lambda p: (-p.n, p.name))
