"""Scores of saved forecasts: Brier score, gain over base rates, calibration, share void, worst misses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from comity.measures.stats import regression
from comity.measures.votes.veto_rates import jeffreys
from comity.parts.outlook.forecast.scores import brier, skill
from comity.parts.outlook.inputs.resolution_rules import NO, VOID, YES
from comity.parts.outlook.ledger.base_rates import METHOD
from comity.parts.outlook.ledger.ledger import LedgerEntry
from comity.records.details import BrierDetail, CalibrationDetail, VoidDetail
from comity.records.finding import Finding, Interval, cannot_tell
from comity.records.kinds import NO_SUBJECT, Kind
from comity.types import LEVEL, Z90

BASE = "the base rate of each question, as known when it was asked"
BINS = (0.0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
DRAWS = 1000
#: Fewest answered questions for a skill and a calibration slope.
FEWEST = 30

WORST = 5


@dataclass(frozen=True, slots=True)
class Bin:
    """Forecasts of similar probability: their number, mean probability, share of yes and its interval."""

    low: float
    high: float
    n: int
    mean: float
    share: float
    interval: Interval


def select_answered(entries: Sequence[LedgerEntry]) -> list[LedgerEntry]:
    """Return the forecasts whose question was answered yes or no."""
    return [e for e in entries if e.outcome is not None and e.outcome.answer in (YES, NO)]


@dataclass(frozen=True, slots=True)
class DueQuestions:
    """Questions that came due and that one kind of record answers.

    ``void`` counts questions that can no longer be answered. ``silent`` counts those answered no only because
    a selective record reports nothing. A strict reader would count both as unanswered (:attr:`unanswered`).
    """

    name: str
    entries: tuple[LedgerEntry, ...]
    void: int
    silent: int

    @property
    def unanswered(self) -> float:
        """Share (0 to 1) of the questions that came due for which no record gives the answer."""
        return (self.void + self.silent) / len(self.entries)


PROOF, NAMED = "on complete lists and roll calls", "on a selective record, asked by name"


def kinds(entries: Sequence[LedgerEntry]) -> list[DueQuestions]:
    """Group forecasts that came due by whether their source is complete; empty groups are left out."""
    out = []
    for name, proof in ((PROOF, True), (NAMED, False)):
        due = tuple(e for e in entries if e.outcome is not None and e.question.rule.proof is proof)
        answers = [e.outcome.answer for e in due if e.outcome is not None]
        if due:
            out.append(DueQuestions(name, due, answers.count(VOID), 0 if proof else answers.count(NO)))
    return out


def scorecard(entries: Sequence[LedgerEntry]) -> list[Finding]:
    """Return how saved forecasts fared: share of void questions, Brier score, skill and calibration.

    90% intervals come from resampling whole days of issue, because forecasts of one day are not independent.
    Calibration is the slope of a logistic regression of answers on log odds, with errors clustered by day of
    issue (Cox 1958, Biometrika 45:562).
    """
    due = [e for e in entries if e.outcome is not None]
    done = select_answered(entries)
    records = tuple(dict.fromkeys(r for e in done if e.outcome for r in e.outcome.records[:1]))
    out = [_voids(due)]
    if len(done) < FEWEST:
        why = f"{len(done)} questions were answered; {FEWEST} are needed"
        questions = (Kind.BRIER_SCORE, Kind.BRIER_SKILL, Kind.CALIBRATION)
        return [
            *out,
            *(cannot_tell(k, NO_SUBJECT, why, method=METHOD, null=BASE, n=len(done)) for k in questions),
        ]
    p, base, y, day = _columns(done)
    losses, against = brier(p, y), brier(base, y)
    draws = _draws(day)
    scored = [float(losses[i].mean()) for i in draws]
    skills = [skill(losses[i], against[i]) for i in draws]
    common: dict[str, Any] = {
        "null": BASE,
        "n": len(done),
        "method": METHOD,
        "records": records,
        "records_total": len(records),
    }
    out += [
        Finding(
            Kind.BRIER_SCORE,
            NO_SUBJECT,
            float(losses.mean()),
            "Brier score",
            interval=_band(scored),
            detail=BrierDetail(base=float(against.mean()), days=len(set(day))),
            **common,
        ),
        Finding(
            Kind.BRIER_SKILL,
            NO_SUBJECT,
            skill(losses, against),
            "Brier skill",
            interval=_band(skills),
            **common,
        ),
    ]
    slope = _slope(p, y, day)
    if slope is None:
        why = "answers do not overlap: every yes was thought likelier than every no, or all were alike"
        return [*out, cannot_tell(Kind.CALIBRATION, NO_SUBJECT, why, method=METHOD, null=BASE, n=len(done))]
    value, low, high = slope
    detail = CalibrationDetail(bins=tuple((b.low, b.high, b.n, b.mean, b.share) for b in bins(done)))
    calibration = Finding(
        Kind.CALIBRATION,
        NO_SUBJECT,
        value,
        "slope of the log odds (1: calibrated)",
        interval=Interval(low, high, LEVEL),
        detail=detail,
        **common,
    )
    return [*out, calibration]


def _voids(due: Sequence[LedgerEntry]) -> Finding:
    kind = Kind.VOID_QUESTIONS
    if not due:
        return cannot_tell(kind, NO_SUBJECT, "no question has come due", method=METHOD)
    void = sum(e.outcome is not None and e.outcome.answer == VOID for e in due)
    silent = sum(e.outcome is not None and e.outcome.answer == NO and not e.question.rule.proof for e in due)
    return Finding(
        kind,
        NO_SUBJECT,
        void / len(due),
        "share",
        "none: a share",
        len(due),
        METHOD,
        interval=jeffreys(void, len(due)),
        detail=VoidDetail(void=void, silence_of_a_selective_record=silent),
    )


def bins(done: Sequence[LedgerEntry]) -> list[Bin]:
    """Group answered forecasts by probability, to show calibration; empty bins are left out."""
    p, _, y, _ = _columns(done)
    out = []
    for low, high in pairwise(BINS):
        inside = (p >= low) & ((p < high) | (high == 1.0))
        n, hits = int(inside.sum()), int(y[inside].sum())
        if n:
            out.append(Bin(low, high, n, float(p[inside].mean()), hits / n, jeffreys(hits, n)))
    return out


def worst(entries: Sequence[LedgerEntry], most: int = WORST) -> dict[str, list[LedgerEntry]]:
    """Return the forecasts that missed most, by the month their periods ended (``2019-03``), newest first."""
    by_month: dict[str, list[LedgerEntry]] = {}
    for e in select_answered(entries):
        by_month.setdefault(e.question.rule.last.isoformat()[:7], []).append(e)
    return {m: sorted(es, key=lambda e: (-miss(e), e.key))[:most] for m, es in sorted(by_month.items())[::-1]}


def miss(e: LedgerEntry) -> float:
    """Return the distance between a forecast's probability and its answer, from 0 to 1."""
    happened = e.outcome is not None and e.outcome.answer == YES
    return abs(e.probability - happened)


def _columns(done: Sequence[LedgerEntry]) -> tuple[NDArray[np.float64], ...]:
    """Return the forecasts' probability, base rate, answer and day of issue (a number), shape (n,) each."""
    p = np.array([e.probability for e in done])
    base = np.array([e.base_rate for e in done])
    y = np.array([float(e.outcome is not None and e.outcome.answer == YES) for e in done])
    return p, base, y, np.array([float(e.issued.toordinal()) for e in done])


def _draws(day: NDArray[np.float64]) -> list[NDArray[np.int64]]:
    rng = np.random.default_rng(0)
    blocks = [np.flatnonzero(day == d) for d in np.unique(day)]
    picks = rng.integers(0, len(blocks), (DRAWS, len(blocks)))
    return [np.concatenate([blocks[k] for k in row]) for row in picks]


def _band(values: Sequence[float]) -> Interval:
    low, high = np.quantile(values, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Interval(float(low), float(high), LEVEL)


def _slope(
    p: NDArray[np.float64], y: NDArray[np.float64], day: NDArray[np.float64]
) -> tuple[float, float, float] | None:
    if len(set(y)) < 2 or len(set(day)) < 3 or _separates_answers(p, y):
        return None
    odds = np.log(np.clip(p, 1e-4, 1 - 1e-4) / np.clip(1 - p, 1e-4, 1))
    design = np.column_stack([np.ones(len(p)), odds])
    fit = regression.fit_binomial(y, np.ones(len(y)), design)
    slope, half = float(fit.coefficients[1]), Z90 * float(fit.errors_in_clusters(day)[1])
    return slope, slope - half, slope + half


def _separates_answers(p: NDArray[np.float64], y: NDArray[np.float64]) -> bool:
    """Return whether a probability separates yes from no, so no finite slope fits (Albert, Anderson 1984)."""
    yes, no = p[y == 1], p[y == 0]
    return bool(yes.min() >= no.max() or yes.max() <= no.min())
