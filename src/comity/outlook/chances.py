"""How likely is a yes?  From how the same question was answered in the windows before, and nothing else.

The base rate is the share of yes over ten years of windows of the same length, each judged by what is known
now (Jeffreys: half a yes and half a no added).  The probability leans from it toward two newer rates: that
of the recent windows, weighed by .85 per window back, and that of the same season, weighed by .85 per year.
How far it leans was chosen on questions of 2010 to 2015 and is scored on those after (docs/outlook.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv

from comity.outlook.ground import Ground
from comity.outlook.questions import Question, Rule, candidates, templates
from comity.outlook.rules import earlier, matching, reached, seen_through, value

METHOD = "questions/2"

YEARS = {"act": 10, "alike": 20, "split": 20}
"""How far back windows are judged, by kind: assemblies vote in few windows of a year."""

FEWEST = 12
"""Windows that must have been judged before a question is asked."""

OPEN_RATES = (0.05, 0.95)
"""Base rates between which a question is open: outside, the answer is known beforehand."""

USUAL = 8
"""Windows whose median is the usual share."""

TERMS = ("HRC",)
"""Bodies whose members serve whole calendar years and may be out in the next."""

FADE = 0.85
LEAN_RECENT = 0.2
LEAN_SEASON = 0.45
OWN = 4.0
"""Pseudo-windows at the base rate that the newer rates are shrunk by."""

LEVEL = 0.9


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what is thought of it: probability, its 90% interval, the base rate, windows judged."""

    question: Question
    probability: float
    low: float
    high: float
    base_rate: float
    windows: int
    yes: int


def ask(
    ground: Ground, issued: date, months: int, hotspot: str | None = None, known: date | None = None
) -> list[Asked]:
    """Every open question for the window that opens next, likeliest first.

    Parameters
    ----------
    ground : what is known; nothing after its day is read
    issued : the day of asking
    months : length of the window: 1, 3 or 6
    hotspot : only questions on this hotspot (all)
    known : the day up to which the ground tells (by default its day, else ``issued``)
    """
    until = known or ground.day or issued
    out = []
    for q in candidates(ground, issued, months, hotspot):
        judged, rule = history(q.rule, ground, until, templates()[q.template].starts)
        if len(judged) < FEWEST or not _still_meets(q.rule, judged):
            continue
        asked = chance(replace(q, rule=rule), judged)
        if OPEN_RATES[0] <= asked.base_rate <= OPEN_RATES[1] and 0 < asked.yes < asked.windows:
            out.append(asked)
    return sorted(out, key=lambda a: (-a.probability, a.question.text))


def history(
    rule: Rule, ground: Ground, known: date, starts: Sequence[int] = ()
) -> tuple[list[tuple[Rule, bool]], Rule]:
    """Earlier windows with their answers, oldest first, and the rule with its threshold set.

    A usual share is the median of the last :data:`USUAL` shares before a window, each window its own.
    """
    told = matching(rule, ground) if rule.kind == "act" else []
    if rule.kind == "act" and not told:
        return [], rule  # never yes so far: not open
    windows = [r for r in earlier(rule, YEARS[rule.kind], known) if not starts or r.first.month in starts]
    sight = _sight(rule, ground)
    seen = [r for r in windows if sight <= r.first and seen_through(r, ground)]
    amounts = [(r, value(r, ground, told)[0]) for r in seen]
    held = [(r, a) for r, a in amounts if a is not None]
    if rule.kind == "act":
        return [(r, reached(r, a)) for r, a in held], rule
    shares = [a for _, a in held]
    judged = [
        (r, a > float(np.median(shares[max(0, k - USUAL) : k])))
        for k, (r, a) in enumerate(held)
        if k >= USUAL // 2
    ]
    usual = float(np.median(shares[-USUAL:])) if shares else 0.0
    return judged, replace(rule, threshold=round(usual, 6))


def _still_meets(rule: Rule, judged: Sequence[tuple[Rule, bool]]) -> bool:
    """Whether both are sure to vote, where votes are asked: in terms of a year both did so earlier that year.

    Elsewhere the window a year before must have held votes enough.
    """
    if rule.kind == "act":
        return True
    if rule.body in TERMS:
        return any(r.first.year == rule.first.year for r, _ in judged)
    return any(r.first == rule.first.replace(year=rule.first.year - 1) for r, _ in judged)


def _sight(rule: Rule, ground: Ground) -> date:
    """First day on which a source that the rule asks shows every member."""
    return min((ground.spans[s][0] for s in rule.sources if s in ground.spans), default=date.max)


def chance(question: Question, judged: Sequence[tuple[Rule, bool]]) -> Asked:
    """Probability of a yes from the answers of earlier windows (see the module's first lines)."""
    hits = np.array([h for _, h in judged], dtype=float)
    back = np.arange(len(hits))[::-1].astype(float)
    same = np.array([r.first.month == question.rule.first.month for r, _ in judged], dtype=bool)
    base = (hits.sum() + 0.5) / (len(hits) + 1)
    recent, seen = _leaning(hits, FADE**back, base)
    per_year = max(1, round(365 / ((question.rule.last - question.rule.first).days + 1)))
    season, seen_then = _leaning(hits[same], FADE ** (back[same] / per_year), base)
    lean = 1 - LEAN_RECENT - LEAN_SEASON
    p = lean * base + LEAN_RECENT * recent + LEAN_SEASON * season
    n = lean * len(hits) + LEAN_RECENT * (seen + OWN) + LEAN_SEASON * (seen_then + OWN)
    low, high = (betaincinv(p * n, (1 - p) * n, q) for q in ((1 - LEVEL) / 2, (1 + LEVEL) / 2))
    return Asked(question, round(float(p), 4), round(float(low), 4), round(float(high), 4),
                 round(float(base), 4), len(hits), int(hits.sum()))  # fmt: skip


def _leaning(hits: NDArray[np.float64], weights: NDArray[np.float64], base: float) -> tuple[float, float]:
    """Weighted rate shrunk toward the base by :data:`OWN` windows, and the weight it rests on."""
    n = float(weights.sum())
    return (float(weights @ hits) + OWN * base) / (n + OWN), n
