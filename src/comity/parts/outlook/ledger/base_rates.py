"""How likely is a yes?  From how the same question was answered in the windows before, and nothing else.

The base rate is the share of yes over ten years of windows of the same length, each judged by what is known
now (Jeffreys: half a yes and half a no added).  The probability leans from it toward two newer rates: that
of the recent windows, older ones weighing less, and that of the same season, older years weighing less.

Questions about votes ask whether an amount will be above the usual one, and the usual one moves.  The base
rate compares each window with what was usual then; the newer rates compare every window with what is usual
*now*, which is the question: a number of unlike votes that has grown stays above its old median for years.

How far it leans (:data:`LEANS`) was chosen on questions of 2010 to 2015 and is scored on those after
(docs/outlook.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv

from comity.parts.outlook.inputs.forecast_inputs import ForecastInputs
from comity.parts.outlook.inputs.questions import ForecastQuestion, ResolutionRule, candidates, templates
from comity.parts.outlook.inputs.resolution_rules import earlier, is_reached, matching, seen_through, value
from comity.types import LEVEL

METHOD = "questions/3"

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


@dataclass(frozen=True, slots=True)
class Lean:
    """How far a probability leans from the base rate toward that of recent windows and of the season.

    ``fade`` is what a window weighs one step further back; ``own`` are pseudo-windows at the base rate that
    the newer rates are shrunk by.
    """

    recent: float
    season: float
    fade: float
    own: float


LEANS = {
    "act": Lean(0.2, 0.45, 0.85, 4.0),
    "listed": Lean(0.2, 0.0, 0.85, 4.0),
    "voted": Lean(0.6, 0.4, 0.5, 0.5),
}
"""By kind of question: acts of a selective record, acts on a complete list (vetoes have no season), votes."""


@dataclass(frozen=True, slots=True)
class JudgedWindow:
    """An earlier window, its answer then, and its answer by the threshold of now."""

    rule: ResolutionRule
    yes: bool
    again: bool


@dataclass(frozen=True, slots=True)
class QuestionForecast:
    """A question with what is thought of it: probability, its 90% interval, the base rate, windows judged."""

    question: ForecastQuestion
    probability: float
    low: float
    high: float
    base_rate: float
    windows: int
    yes: int


def ask(
    inputs: ForecastInputs, issued: date, months: int, hotspot: str | None = None, known: date | None = None
) -> list[QuestionForecast]:
    """Every open question for the window that opens next, likeliest first.

    Parameters
    ----------
    inputs : what is known; nothing after its day is read
    issued : the day of asking
    months : length of the window: 1, 3 or 6
    hotspot : only questions on this hotspot (all)
    known : the day up to which the inputs reach (by default theirs, else ``issued``)
    """
    until = known or inputs.day or issued
    out = []
    for q in candidates(inputs, issued, months, hotspot):
        judged, rule = history(q.rule, inputs, until, templates()[q.template].starts)
        if len(judged) < FEWEST or not _still_meets(q.rule, judged):
            continue
        estimate = chance(replace(q, rule=rule), judged)
        if OPEN_RATES[0] <= estimate.base_rate <= OPEN_RATES[1] and 0 < estimate.yes < estimate.windows:
            out.append(estimate)
    return sorted(out, key=lambda a: (-a.probability, a.question.text))


def history(
    rule: ResolutionRule, inputs: ForecastInputs, known: date, starts: Sequence[int] = ()
) -> tuple[list[JudgedWindow], ResolutionRule]:
    """Earlier windows with their answers, oldest first, and the rule with its threshold set.

    A usual amount is the median of the last :data:`USUAL` before a window, each window its own.
    """
    happenings = matching(rule, inputs) if rule.kind == "act" else []
    if rule.kind == "act" and not happenings:
        return [], rule  # never yes so far: not open
    windows = [r for r in earlier(rule, YEARS[rule.kind], known) if not starts or r.first.month in starts]
    sight = _sight(rule, inputs)
    in_sight = [r for r in windows if sight <= r.first and seen_through(r, inputs)]
    amounts = [(r, value(r, inputs, happenings)[0]) for r in in_sight]
    measured = [(r, a) for r, a in amounts if a is not None]
    if rule.kind == "act":
        return [JudgedWindow(r, is_reached(r, a), is_reached(r, a)) for r, a in measured], rule
    past = [a for _, a in measured]
    usual = round(float(np.median(past[-USUAL:])) if past else 0.0, 6)
    judged = [
        JudgedWindow(r, a > float(np.median(past[max(0, k - USUAL) : k])), a > usual)
        for k, (r, a) in enumerate(measured)
        if k >= USUAL // 2
    ]
    return judged, replace(rule, threshold=usual)


def _still_meets(rule: ResolutionRule, judged: Sequence[JudgedWindow]) -> bool:
    """Whether both are sure to vote, in questions on votes: in terms of a year both voted earlier in it.

    Elsewhere the window a year before must have had enough votes.
    """
    if rule.kind == "act":
        return True
    if rule.body in TERMS:
        return any(j.rule.first.year == rule.first.year for j in judged)
    return any(j.rule.first == rule.first.replace(year=rule.first.year - 1) for j in judged)


def _sight(rule: ResolutionRule, inputs: ForecastInputs) -> date:
    """First day on which a source that the rule asks shows every member."""
    return min((inputs.spans[s][0] for s in rule.sources if s in inputs.spans), default=date.max)


def chance(question: ForecastQuestion, judged: Sequence[JudgedWindow]) -> QuestionForecast:
    """Probability of a yes from the answers of earlier windows (see the module's first lines)."""
    rule, n = question.rule, len(judged)
    lean = LEANS["voted" if rule.kind != "act" else "listed" if rule.proof else "act"]
    yes = sum(j.yes for j in judged)
    base = (yes + 0.5) / (n + 1)
    hits = np.array([j.again for j in judged], dtype=float)
    back = np.arange(n)[::-1].astype(float)
    same = np.array([j.rule.first.month == rule.first.month for j in judged], dtype=bool)
    recent, recent_weight = _leaning(hits, lean.fade**back, base, lean.own)
    per_year = max(1, round(365 / ((rule.last - rule.first).days + 1)))
    season, season_weight = _leaning(hits[same], lean.fade ** (back[same] / per_year), base, lean.own)
    rest = 1 - lean.recent - lean.season
    p = rest * base + lean.recent * recent + lean.season * season
    weight = rest * n + lean.recent * (recent_weight + lean.own) + lean.season * (season_weight + lean.own)
    low, high = (betaincinv(p * weight, (1 - p) * weight, q) for q in ((1 - LEVEL) / 2, (1 + LEVEL) / 2))
    return QuestionForecast(
        question,
        round(float(p), 4),
        round(float(low), 4),
        round(float(high), 4),
        round(float(base), 4),
        n,
        yes,
    )


def _leaning(
    hits: NDArray[np.float64], weights: NDArray[np.float64], base: float, own: float
) -> tuple[float, float]:
    """Weighted rate shrunk toward the base by ``own`` windows, and the weight it rests on."""
    n = float(weights.sum())
    return (float(weights @ hits) + own * base) / (n + own), n
