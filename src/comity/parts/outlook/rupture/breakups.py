"""How often do pairs like this one break up?  Past break-ups of all pairs, their base rate, and a hazard.

At risk are pairs bound by a pact in the records, year by year.  A **break-up** is the first of

* the end of the last pact between the two, with both states still there and no new pact in the year after;
* a sanctions case that one opens against the other.

Ends of one treaty with many members fall on one day, so pair-years are not independent: counts are divided by
the design effect of the years before the Jeffreys interval is taken (Korn and Graubard 1998, Survey
Methodology 24:193).  A discrete-time hazard (logit; Beck, Katz and Tucker 1998, AJPS 42:1260) is fitted only
with :data:`FEWEST_BREAKUPS` past break-ups, tested on later years it was not fitted on, and used only where
its Brier score surely beats the base rate there (years resampled).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import scipy
from numpy.typing import NDArray
from scipy.special import expit

from comity.measures.stats.block_bootstrap import block_weights, design_effect
from comity.records.details import BreakUpDetail
from comity.records.finding import Finding, Interval, cannot_tell
from comity.records.kinds import Kind, Subject
from comity.types import LEVEL, FloatArray, Pair
from comity.vocabulary import states

METHOD = "break-ups/1"
NULL = "base rate of all pairs bound by a pact"
FEWEST_BREAKUPS = 30
FIRST = 1950
TESTED = 0.4
"""Last part of the years that the hazard is tested on."""
DRAWS = 500
_NEWTON_STEPS = 12
PACT, SANCTION, RIVALRY = "alliance", "sanction", "rivalry"
COLUMNS = ("record_id", "source", "kind", "members", "date_from", "date_to", "clauses")
"""Columns of the table of ties that are read."""
COVARIATES = ("years under the pact (log)", "pact of defence", "rivals", "times broken before")


@dataclass(frozen=True, slots=True)
class BreakUp:
    """One break-up: the pair (sorted), the year, what happened, the record behind it."""

    pair: Pair
    year: int
    what: str
    record: str


@dataclass(frozen=True, slots=True)
class Risk:
    """Pair-years under a pact: ``x`` (rows, covariates) known before the year, ``broke`` (rows,)."""

    pairs: tuple[Pair, ...]
    years: NDArray[np.int64]
    x: FloatArray
    broke: NDArray[np.bool_]
    breakups: tuple[BreakUp, ...]


def at_risk(ties: Iterable[Mapping[str, Any]], source: str, last: int) -> Risk:
    """Every pair-year under a pact and whether it ended in a break-up.

    Parameters
    ----------
    ties : rows of the table of ties; pacts of two members of ``source``, sanctions and rivalries of any
    source : of the pacts: one list, so that a pact is not counted twice
    last : last whole year that the pacts cover; an end in that year does not count
    """
    pacts: dict[Pair, list[tuple[int, int, bool, str]]] = defaultdict(list)
    sanctions: dict[Pair, dict[int, str]] = defaultdict(dict)
    rivals: dict[Pair, list[tuple[int, int]]] = defaultdict(list)
    for r in ties:
        first, end = r["date_from"].year, r["date_to"].year if r["date_to"] else 9999
        members = list(r["members"])
        if r["kind"] == PACT and r["source"] == source and len(members) == 2:
            key = _pair(*members)
            pacts[key].append((first, end, "defence" in r["clauses"], r["record_id"]))
        elif r["kind"] == SANCTION:
            for target in members[1:]:
                sanctions[_pair(members[0], target)].setdefault(first, r["record_id"])
        elif r["kind"] == RIVALRY and len(members) == 2:
            rivals[_pair(*members)].append((first, end))
    rows: list[tuple[Pair, int, tuple[float, ...], bool]] = []
    breakups: list[BreakUp] = []
    for pair in sorted(pacts):
        for row, broke in _years(pair, sorted(pacts[pair]), sanctions[pair], rivals[pair], last):
            rows.append((*row, broke is not None))
            breakups += [broke] if broke else []
    return Risk(
        tuple(r[0] for r in rows),
        np.array([r[1] for r in rows], np.int64),
        np.array([r[2] for r in rows], float).reshape(len(rows), len(COVARIATES)),
        np.array([r[3] for r in rows], np.bool_),
        tuple(breakups),
    )


def _pair(a: str, b: str) -> Pair:
    return (a, b) if a < b else (b, a)


def _years(
    pair: Pair,
    spells: list[tuple[int, int, bool, str]],
    sanctions: Mapping[int, str],
    rivals: list[tuple[int, int]],
    last: int,
) -> Iterable[tuple[tuple[Pair, int, tuple[float, ...]], BreakUp | None]]:
    """Pair-years of one pair; after a break-up it is at risk again only under a new pact."""
    joined: list[list[Any]] = []
    for first, end, defence, record in spells:
        if joined and first <= joined[-1][1] + 1:
            joined[-1][1] = max(joined[-1][1], end)
            joined[-1][2].append((first, defence))
            joined[-1][3] = record
        else:
            joined.append([first, end, [(first, defence)], record])
    times = 0
    for first, end, clauses, record in joined:
        for year in range(max(first, FIRST), min(end, last) + 1):
            if year == first:
                continue  # a pact that begins is not yet at risk of ending
            broke = None
            if year in sanctions:
                broke = BreakUp(pair, year, "sanctions opened", sanctions[year])
            elif year == end and end < last and all(_stands(s, end + 1) for s in pair):
                broke = BreakUp(pair, year, "last pact ended", record)
            defence = [d for f, d in clauses if f <= year][-1]
            rival = any(f <= year - 1 <= t for f, t in rivals)
            yield (
                (pair, year, (float(np.log(year - first)), float(defence), float(rival), float(times))),
                broke,
            )
            times += broke is not None
            if broke:
                break


def _stands(code: str, year: int) -> bool:
    return states.get(code).exists(date(year, 7, 1))


def base_rate(risk: Risk, rows: NDArray[np.bool_] | None = None) -> tuple[float, Interval, float]:
    """Break-ups a pair-year, its 90% Jeffreys interval on effective counts, the design effect."""
    use = np.ones(len(risk.broke), bool) if rows is None else rows
    years = np.unique(risk.years[use])
    hits = np.array([float(risk.broke[use & (risk.years == y)].sum()) for y in years])
    size = np.array([float((use & (risk.years == y)).sum()) for y in years])
    effect = design_effect(hits, size)
    k, n = hits.sum() / effect, size.sum() / effect
    rate = float(hits.sum() / size.sum())
    law = scipy.stats.beta(k + 0.5, n - k + 0.5)
    low, high = (float(law.ppf(q)) for q in ((1 - LEVEL) / 2, (1 + LEVEL) / 2))
    return rate, Interval(min(low, rate), max(high, rate), LEVEL), float(effect)


@dataclass(frozen=True, slots=True)
class Trial:
    """A hazard tested on years after those it was fitted on: Brier scores, and reliability by bins.

    ``bins`` are (mean forecast, share that broke, pair-years), lowest chance first; the interval of the skill
    resamples whole years.
    """

    from_year: int
    skill: float
    skill_interval: Interval
    brier: float
    brier_base: float
    breakups: int
    bins: tuple[tuple[float, float, int], ...]


def trial(risk: Risk) -> Trial | None:
    """Fit on the earlier years, test on the later ones; ``None`` where either has too few break-ups."""
    years = np.unique(risk.years)
    cut = int(years[int(len(years) * (1 - TESTED))]) if len(years) else 0
    fitted, tested = risk.years < cut, risk.years >= cut
    if risk.broke[fitted].sum() < FEWEST_BREAKUPS or not tested.any():
        return None
    predicted = chances(risk, fitted, risk.x[tested])
    truth = risk.broke[tested].astype(float)
    base = float(risk.broke[fitted].mean())
    brier, plain = float(((predicted - truth) ** 2).mean()), float(((base - truth) ** 2).mean())
    skill = 1 - brier / plain if plain else 0.0
    order = np.array_split(np.argsort(predicted, kind="stable"), 5)
    bins = tuple((float(predicted[k].mean()), float(truth[k].mean()), len(k)) for k in order if len(k))
    doubt = _doubt(risk.years[tested], (predicted - truth) ** 2, (base - truth) ** 2, skill)
    return Trial(cut, skill, doubt, brier, plain, int(truth.sum()), bins)


def _doubt(years: NDArray[np.int64], losses: FloatArray, plain: FloatArray, skill: float) -> Interval:
    """90% interval of the skill, years resampled."""
    sums = np.array([(losses[years == y].sum(), plain[years == y].sum()) for y in np.unique(years)])
    if len(sums) < 2:
        return Interval(min(-1.0, skill), max(1.0, skill), LEVEL)
    drawn = block_weights(len(sums), DRAWS, np.random.default_rng(0)) @ sums
    low, high = np.quantile(
        1 - drawn[:, 0] / np.maximum(drawn[:, 1], 1e-12), [(1 - LEVEL) / 2, (1 + LEVEL) / 2]
    )
    return Interval(min(float(low), skill), max(float(high), skill), LEVEL)


def chances(risk: Risk, fitted: NDArray[np.bool_], x: FloatArray) -> FloatArray:
    """Yearly chance of a break-up at ``x`` (rows, covariates) by a logit fitted on some pair-years (rows,).

    A ridge of one keeps a covariate that never varies from running away (Le Cessie and van Houwelingen
    1992, Applied Statistics 41:191); the constant is not penalised.
    """
    mean, scale = risk.x[fitted].mean(0), np.maximum(risk.x[fitted].std(0), 1e-9)
    design, truth = _design(risk.x[fitted], mean, scale), risk.broke[fitted].astype(float)
    ridge = np.diag(np.r_[1e-9, np.ones(x.shape[1])])
    at = np.zeros(design.shape[1])
    at[0] = np.log((truth.sum() + 0.5) / (len(truth) - truth.sum() + 0.5))
    for _ in range(_NEWTON_STEPS):
        p = expit(design @ at)
        slope = design.T @ (truth - p) - ridge @ at
        at = at + np.linalg.solve((design * (p * (1 - p))[:, None]).T @ design + ridge, slope)
    return np.asarray(expit(_design(x, mean, scale) @ at))


def _design(x: FloatArray, mean: FloatArray, scale: FloatArray) -> FloatArray:
    return np.column_stack([np.ones(len(x)), (x - mean) / scale])


def outlook(risk: Risk, a: str, b: str, sources: str) -> Finding:
    """The yearly chance that a pair breaks up: its hazard where that has skill, else the base rate."""
    kind, about = Kind.BREAK_UP, Subject(states=(a, b))
    n = len(risk.broke)
    if not n:
        return cannot_tell(kind, about, "no pacts between pairs are held", method=METHOD, null=NULL)
    own = [k for k, p in enumerate(risk.pairs) if p == _pair(a, b)]
    if not own:
        why = f"the two are bound by no pact in {sources}, so they are not among the pairs at risk"
        return cannot_tell(kind, about, why, method=METHOD, null=NULL, n=n)
    rate, interval, effect = base_rate(risk)
    tried = trial(risk)
    newest = own[-1]
    detail = BreakUpDetail(
        break_ups=len(risk.breakups),
        pair_years=n,
        design_effect=effect,
        base_rate=rate,
        pacts_to=int(risk.years.max()),
        model="none: fewer than 30 past break-ups before the test",
    )
    value, unit = rate, "chance in a year, the base rate of such pairs"
    if tried is not None:
        detail = replace(
            detail,
            tested_from=tried.from_year,
            brier_skill=tried.skill,
            brier_skill_low=tried.skill_interval.low,
            brier_skill_high=tried.skill_interval.high,
            reliability=tuple(tuple(b) for b in tried.bins),
            model="no better than the base rate in years it was not fitted on: base rate given",
        )
        if tried.skill_interval.low > 0:
            like = np.asarray(np.isclose(risk.x[:, 1:], risk.x[newest, 1:]).all(1))
            value = float(chances(risk, np.ones(n, bool), risk.x[[newest]])[0])
            observed = base_rate(risk, like)[1] if like.sum() else interval
            interval = Interval(min(observed.low, value), max(observed.high, value), LEVEL)
            detail = replace(detail, model="logit of " + ", ".join(COVARIATES))
            unit = "chance in a year, by a model with skill in later years"
    ids = tuple(x.record for x in risk.breakups)
    return Finding(
        kind,
        about,
        value,
        unit,
        NULL,
        n,
        METHOD,
        interval=interval,
        records=ids[-50:],
        records_total=len(ids),
        detail=detail,
    )
