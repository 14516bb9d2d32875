"""Probability of a yes, only from the answers to the same question in earlier periods (windows).

The base rate is the share of yes in windows of the same length over ten years (twenty for votes). It uses all
that is known now, and half a yes and half a no are added (Jeffreys). The probability moves from the base rate
toward the rate of recent windows and that of the same season. Both give less weight to older windows.

A question about votes asks whether a number exceeds the usual one, which changes over time. The base rate
compares each window with what was usual then. The other two rates compare each window with what is usual
*now*, because that is the question.

The weights of the two rates (:data:`LEANS`) were chosen on questions of 2010 to 2015 and tested on later ones
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
from comity.parts.outlook.inputs.resolution_rules import covers_window, earlier, is_reached, matching, value
from comity.types import LEVEL

METHOD = "questions/3"

#: Years of earlier windows by kind; votes need more, because assemblies vote in few windows of a year.
YEARS = {"act": 10, "alike": 20, "split": 20}

#: Fewest earlier windows with an answer for a question to be asked.
FEWEST = 12

#: A question is open if its base rate lies between these; outside, the answer is practically known.
OPEN_RATES = (0.05, 0.95)

#: Number of windows whose median is the usual amount.
USUAL = 8

#: Bodies whose members serve calendar years and may leave at the end of one.
TERMS = ("HRC",)


@dataclass(frozen=True, slots=True)
class Lean:
    """Weights that move a probability from the base rate toward the recent and the seasonal rate.

    ``fade`` is the decay factor per period (window). ``own`` is the number of periods at the base rate that
    are added to the recent and seasonal ones to shrink their rates.
    """

    recent: float
    season: float
    fade: float
    own: float


#: Weights by kind of question: acts of a selective record, acts on a complete list (no season), votes.
LEANS = {
    "act": Lean(0.2, 0.45, 0.85, 4.0),
    "listed": Lean(0.2, 0.0, 0.85, 4.0),
    "voted": Lean(0.6, 0.4, 0.5, 0.5),
}


@dataclass(frozen=True, slots=True)
class JudgedWindow:
    """An earlier period of a question with its answer by the threshold used then, and by the one used now."""

    rule: ResolutionRule
    yes: bool
    again: bool


@dataclass(frozen=True, slots=True)
class QuestionForecast:
    """A question with its probability, 90% interval, base rate and number of earlier periods answered."""

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
    """Return all questions on the next period whose answer is open, the likeliest yes first.

    Parameters
    ----------
    inputs : data known; nothing after their day is used
    issued : the day of asking
    months : length of the window: 1, 3 or 6
    hotspot : only questions on this hotspot (default: all)
    known : last day that the inputs reach (default: their day, else ``issued``)
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
    """Return a question's earlier periods (windows) with their answers, oldest first, and its final rule.

    For votes the threshold of the rule is the median of the :data:`USUAL` windows before; it is set anew for
    each window.
    """
    happenings = matching(rule, inputs) if rule.kind == "act" else []
    if rule.kind == "act" and not happenings:
        return [], rule  # never a yes so far, so the question is not open
    windows = [r for r in earlier(rule, YEARS[rule.kind], known) if not starts or r.first.month in starts]
    sight = _find_first_covered(rule, inputs)
    in_sight = [r for r in windows if sight <= r.first and covers_window(r, inputs)]
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
    """Return whether the period of a question on votes is certain to have enough shared votes.

    In bodies with yearly terms (:data:`TERMS`) both states must have voted earlier in the year. In others the
    same window of the year before must have had enough votes.
    """
    if rule.kind == "act":
        return True
    if rule.body in TERMS:
        return any(j.rule.first.year == rule.first.year for j in judged)
    return any(j.rule.first == rule.first.replace(year=rule.first.year - 1) for j in judged)


def _find_first_covered(rule: ResolutionRule, inputs: ForecastInputs) -> date:
    """Return the first day on which one of the sources that answer a question covers all its states."""
    return min((inputs.spans[s][0] for s in rule.sources if s in inputs.spans), default=date.max)


def chance(question: ForecastQuestion, judged: Sequence[JudgedWindow]) -> QuestionForecast:
    """Return the probability of a yes to a question from the answers for earlier periods."""
    rule, n = question.rule, len(judged)
    lean = LEANS["voted" if rule.kind != "act" else "listed" if rule.proof else "act"]
    yes = sum(j.yes for j in judged)
    base = (yes + 0.5) / (n + 1)
    hits = np.array([j.again for j in judged], dtype=float)
    back = np.arange(n)[::-1].astype(float)
    same = np.array([j.rule.first.month == rule.first.month for j in judged], dtype=bool)
    recent, recent_weight = _shrink_rate(hits, lean.fade**back, base, lean.own)
    per_year = max(1, round(365 / ((rule.last - rule.first).days + 1)))
    season, season_weight = _shrink_rate(hits[same], lean.fade ** (back[same] / per_year), base, lean.own)
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


def _shrink_rate(
    hits: NDArray[np.float64], weights: NDArray[np.float64], base: float, own: float
) -> tuple[float, float]:
    """Return the weighted share of ``hits``, shrunk by ``own`` periods at the base rate, and its weight."""
    n = float(weights.sum())
    return (float(weights @ hits) + own * base) / (n + own), n
