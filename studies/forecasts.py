"""How good forecasts are: in simulated worlds, on monthly event streams, and for past forecasts replayed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

import numpy as np

from comity.lake.query.view import View
from comity.measures.validity import DATA, BarRow
from comity.parts.outlook.forecast import counts, evaluation, scores
from comity.parts.outlook.forecast.counts import Ahead
from comity.parts.outlook.forecast.evaluation import Track
from comity.parts.outlook.inputs.forecast_inputs import ForecastInputs
from comity.parts.outlook.inputs.questions import RECORDS, ForecastQuestion, ResolutionRule
from comity.parts.outlook.ledger import base_rates, forecast_skill
from comity.parts.outlook.ledger.replay import quarters, replay
from comity.records import bins
from comity.records.details import BrierDetail
from comity.records.finding import Finding
from comity.types import FloatArray
from comity.vocabulary.group import Group
from studies import bars, published_files
from studies.bars import Check, simulation

MONTHS = 150

LEAST_MEAN = 3.0
LEAST_MONTHS = 60
MOST_SERIES = 12
"""Series of a stream that are scored: evenly spread over every other of its pairs in alphabetical order, from
the second on.  The rules of version 3 were chosen on the ones between, from the first on."""

TARGETS = {"1 month ahead": Ahead(1), "2 months": Ahead(2), "3 months": Ahead(3), "next 3": Ahead(1, 3)}
EDGE = (2, 1)
"""Months left out at either end of a stream."""

NAMED = {
    "mean": "climatology",
    "level": "the exponentially weighted level",
    "climatology": "the last 24 months as they lie",
}
"""Rules by the names that the bars have: the design's climatology is a negative binomial around the mean of
24 months with the spread of past errors (counts.benchmarks); the counts as they lie are harder to beat."""

COVER = (0.75, 0.87)
REJECTED = 0.1
REPLAYED = (2010, 2025)


def steady(rng: np.random.Generator) -> FloatArray:
    """Return monthly counts of a fixed distribution: mean 4, variance 4 + 0.4 x 16."""
    return rng.negative_binomial(2.5, 2.5 / 6.5, MONTHS).astype(float)


def drifting(rng: np.random.Generator) -> FloatArray:
    """Return overdispersed counts around a level that changes by about a fifth each month."""
    level = np.exp(np.clip(2.5 + np.cumsum(rng.normal(0, 0.2, MONTHS)), 0, 6))
    return rng.poisson(level * rng.gamma(8, 1 / 8, MONTHS)).astype(float)


def worlds(reps: int = 60) -> list[BarRow]:
    """Measure coverage, PIT and skill of forecasts in two worlds of known distribution."""
    out: list[BarRow] = []
    for world in (steady, drifting):
        for name, ahead in TARGETS.items():
            tracks = [evaluation.track(world(np.random.default_rng(k)), ahead, seed=k) for k in range(reps)]
            out += _rows(f"{world.__name__}, {name}", [t for t in tracks if t is not None], {})
    return out


def _rows(world: str, tracks: list[Track], skills: dict[str, float]) -> Iterator[BarRow]:
    method, n = counts.METHOD, len(tracks)
    cover = float(np.mean(np.concatenate([(t.low <= t.outcome) & (t.outcome <= t.high) for t in tracks])))
    rejected = float(np.mean([t.uniform < 0.05 for t in tracks]))
    yield bars.within(method, world, "80% intervals cover", cover, COVER, n)
    yield bars.at_most(method, world, "series whose PIT is rejected at 5%", rejected, REJECTED, n)
    for rule, least in skills.items():
        median = float(np.median([t.skill(rule) for t in tracks]))
        yield bars.at_least(method, world, f"median CRPS skill over {NAMED[rule]}", median, least, n)


def together(tracks: list[Track]) -> float:
    """Return the p value of a test that the PIT values of all series of a stream are uniform.

    Series of one stream share its news and are not independent. So the test uses their mean at each origin
    and allows for correlation between neighbouring origins.
    """
    by_origin: dict[int, list[FloatArray]] = {}
    for t in tracks:
        for origin, row in zip(t.origins, scores.pit_moments(t.pit), strict=True):
            by_origin.setdefault(origin, []).append(row)
    means = [np.mean(rows, axis=0) for _, rows in sorted(by_origin.items()) if len(rows) * 2 >= len(tracks)]
    return scores.moments_hold(np.array(means).reshape(-1, 2), tracks[0].ahead.reach)


def coins(reps: int = 400) -> list[BarRow]:
    """Measure whether the interval contains the true rate of questions whose answer is a coin toss."""
    inside, gap = 0, []
    for k in range(reps):
        rng = np.random.default_rng(k)
        rate = float(rng.uniform(0.1, 0.8))
        days = [bins.following(date(2009, 1, 1), "quarter", j) for j in range(40)]
        hits = rng.random(len(days)) < rate
        judged = [
            base_rates.JudgedWindow(_rule(d), bool(h), bool(h)) for d, h in zip(days, hits, strict=True)
        ]
        a = base_rates.chance(
            ForecastQuestion("coin", Group.of("FRA", "DEU"), "?", _rule(date(2019, 1, 1))), judged
        )
        inside += a.low <= rate <= a.high
        gap.append(a.probability - rate)
    name, world = base_rates.METHOD, "coins of unmoving rate"
    return [
        bars.within(name, world, "90% intervals hold the rate", inside / reps, (0.85, 0.97), reps),
        bars.within(name, world, "mean error of the probability", float(np.mean(gap)), (-0.02, 0.02), reps),
    ]


def _rule(first: date) -> ResolutionRule:
    return ResolutionRule("act", first, first, first, 1.0, (), proof=False)


def streams(_view: View, reps: int = MOST_SERIES) -> list[BarRow]:
    """Measure forecasts on every stream of monthly counts at hand, with ``reps`` series of each."""
    out: list[BarRow] = []
    for source in published_files.MONTHLY:
        series = monthly(source)
        if not series:
            out.append(bars.unmeasured(counts.METHOD, source, "median CRPS skill", published_files.NOT_THERE))
            continue
        unseen, beside = list(series)[1::2], volumes(series)
        some = unseen[:: max(1, len(unseen) // reps)][:reps]
        for name, ahead in TARGETS.items():
            tracks = [evaluation.track(series[k], ahead, volume=beside[k]) for k in some]
            known = [t for t in tracks if t is not None]
            out += _rows(f"{source}, {name}", known, {"mean": 0.1, "level": 0.0, "climatology": 0.0})
            p = together(known)
            out.append(
                bars.at_least(
                    counts.METHOD, f"{source}, {name}", "p value, PIT of all series", p, 0.05, len(known)
                )
            )
    return out


def monthly(source: str) -> dict[str, FloatArray]:
    """Return monthly events by pair, for pairs with enough months and counts.

    Months before the pair's first event, and months for which neither state has a file, are NaN. The first
    and last months of a stream (:data:`EDGE`) are left out, because its coverage was incomplete then.
    """
    by_pair = published_files.monthly_counts(source)
    months_by_state: dict[str, set[date]] = {}
    for pair, by_month in by_pair.items():
        for state in pair:
            months_by_state.setdefault(state, set()).update(by_month)
    every = sorted(set().union(*by_pair.values()))
    months = bins.starts(every[0], every[-1], "month")[:-1][EDGE[0] : -EDGE[1]] if every else []
    out = {}
    for pair, by_month in sorted(by_pair.items()):
        began, in_sight = min(by_month), months_by_state[pair[0]] | months_by_state[pair[1]]
        row = np.array([by_month.get(m, 0.0) if m >= began and m in in_sight else np.nan for m in months])
        known = ~np.isnan(row)
        if known.sum() >= LEAST_MONTHS and row[known].mean() >= LEAST_MEAN:
            out["-".join(pair)] = row
    return out


def volumes(series: Mapping[str, FloatArray]) -> dict[str, FloatArray]:
    """Return for each series the monthly events of all others, plus one; NaN if the stream has no data."""
    rows = np.array(list(series.values()))
    total = np.where(np.isnan(rows).all(0), np.nan, np.nansum(rows, axis=0))
    return {k: total - np.nan_to_num(row) + 1 for k, row in series.items()}


def replayed(view: View, reps: int = 1) -> list[BarRow]:
    """Measure the forecasts that would have been made in 2010 to 2025 for pairs covered by a chronicle."""
    del reps
    named = {c.states for c in view.coverage() if c.source == RECORDS[0] and c.states}
    out: list[BarRow] = []
    for states in sorted(named, key=sorted):
        group = Group.of(*sorted(states))
        findings = forecast_skill.scorecard(replay(ForecastInputs.read(view, group), quarters(*REPLAYED)))
        out += _standing(f"{group.id} replayed {REPLAYED[0]} to {REPLAYED[1]}", findings)
    return out


def _standing(world: str, findings: list[Finding]) -> Iterator[BarRow]:
    void, score, gain, slope = findings
    name = base_rates.METHOD
    if not isinstance(void.value, float) or not (gain.interval and slope.interval):
        yield bars.unmeasured(name, world, "void share", void.why_not or gain.why_not or slope.why_not)
        return
    yield bars.at_most(name, world, "void share", void.value, 0.1, void.n)
    yield bars.at_most(
        name, world, "Brier score", float(score.value or 0), score.read(BrierDetail).base, score.n
    )
    yield bars.at_least(name, world, "Brier skill, low end of 90%", gain.interval.low, 0.0, gain.n)
    yield bars.at_least(name, world, "calibration slope, high end of 90%", slope.interval.high, 1.0, slope.n)


CHECKS: tuple[Check, ...] = (
    simulation("forecasts: worlds", worlds, 6, 60),
    simulation("forecasts: coins", coins, 100, 400),
    Check("forecasts: monthly streams", DATA, streams, 6, MOST_SERIES),
    Check("forecasts: the ledger replayed", DATA, replayed, 1, 1),
)
