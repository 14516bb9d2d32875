"""Do the answers about a parting hold in worlds whose truth is known?  False alarms, coverage of the bounds.

Worlds: pairs with common factors and AR(1) noise, one of which parts with a known effect or none; buyers that
replace an unknown part of what a partner sold, reported with errors; Councils whose members vote otherwise
than they did; rates of pairs that wander, and one that sours.
"""

from __future__ import annotations

from datetime import date

import numpy as np

from comity.lake.query.view import View
from comity.measures.validity import DATA, BarRow
from comity.parts.outlook.rupture import (
    breakups,
    dependence,
    deterioration,
    drafts,
    effects,
    synthetic_control,
)
from comity.parts.outlook.rupture import signs as signs_of
from comity.records.details import PartingEffectDetail, SignDetail
from comity.records.kinds import Kind, Subject
from comity.types import FloatArray
from studies import bars
from studies.bars import Check, simulation

YEARS, DONORS, CUT = 25, 40, 18
EFFECT = -0.4
WORLD = Subject(states=("A", "B"), span="lately", source="a world")
PARTING = Kind.TRADE_AFTER_PARTING, WORLD
"""Log points: trade falls by a third."""


def donor_world(rng: np.random.Generator, effect: float) -> FloatArray:
    """Series (1 + donors, years) of trending factors, levels and AR(1) noise; row 0 parts at the cut."""
    factors = np.cumsum(rng.normal(0, 0.1, (3, YEARS)), 1) + 0.04 * np.arange(YEARS)
    loads = rng.dirichlet(np.ones(3), DONORS + 1)
    noise = rng.normal(0, 0.08, (DONORS + 1, YEARS))
    for t in range(1, YEARS):
        noise[:, t] += 0.5 * noise[:, t - 1]
    series = rng.normal(0, 1.5, (DONORS + 1, 1)) + loads @ factors + noise
    series[0, CUT:] += effect
    return np.asarray(series)


def copies(reps: int = 200, seed: int = 1) -> list[BarRow]:
    """Synthetic control: false alarms in space and in time, power, coverage of the interval."""
    alarms, fakes, powerful, covered = list[bool](), list[bool](), list[bool](), list[bool]()
    for rep in range(reps):
        for effect in (0.0, EFFECT):
            world = donor_world(np.random.default_rng((seed, rep)), effect)
            effect_of = synthetic_control.effect(PARTING, "log points", world[0], world[1:], CUT)
            if effect_of.placebo is None or effect_of.interval is None:
                continue
            if effect:
                powerful.append(effect_of.placebo.share <= synthetic_control.ALPHA)
                covered.append(effect_of.interval.low <= effect <= effect_of.interval.high)
            else:
                alarms.append(effect_of.placebo.share <= synthetic_control.ALPHA)
                fakes += [p <= synthetic_control.ALPHA for p in effect_of.read(PartingEffectDetail).in_time]
    name, world_name = synthetic_control.METHOD, "common factors"
    n = len(alarms)
    return [
        bars.at_most(name, world_name, "false alarms, placebo in space", float(np.mean(alarms)), 0.08, n),
        bars.at_most(name, world_name, "false alarms, placebo in time", float(np.mean(fakes)), 0.08, n),
        bars.at_least(
            name, world_name, "power at a fall by a third", float(np.mean(powerful)), 0.6, len(powerful)
        ),
        bars.at_least(
            name, world_name, "partings within the 90% interval", float(np.mean(covered)), 0.9, len(covered)
        ),
    ]


def losses(reps: int = 2000, seed: int = 1) -> list[BarRow]:
    """Shares: how often the true loss lies within the bounds, shares drifting and reported with errors.

    A buyer has a partner's share that wanders; sums are reported with 10% error; it parts up to three
    years after the last year reported and replaces a part of the goods drawn from the whole of 0 to 1.
    """
    rng = np.random.default_rng((seed, 7))
    inside = 0
    for _ in range(reps):
        steps = np.cumsum(rng.normal(0, 0.1, 14))
        true = 1 / (1 + np.exp(-(rng.normal(-2, 1) + steps)))
        recorded = np.minimum(true[:11] * np.exp(rng.normal(0, 0.1, 11)), 1.0)
        loss = true[10 + int(rng.integers(0, 4))] * (1 - rng.random())
        low, high = dependence.bounds([float(s) for s in recorded])
        inside += low <= loss <= high
    share = inside / reps
    return [
        bars.at_least(dependence.METHOD, "drifting shares", "partings within the bounds", share, 0.9, reps)
    ]


def councils(reps: int = 2000, seed: int = 1) -> list[BarRow]:
    """Drafts: how often the fate after a parting is what the recount says, or between its two bounds.

    The one that parts takes back its veto or abstention, and votes for or abstains with a chance of its own.
    """
    rng = np.random.default_rng((seed, 8))
    inside = recounted = 0
    for _ in range(reps):
        support = rng.beta(3, 2)
        others = np.where(rng.random(13) < support, "yes", np.where(rng.random(13) < 0.7, "abstain", "no"))
        own = [str(c) for c in rng.choice(["no", "abstain", "yes"], 2, p=[0.6, 0.3, 0.1])]
        yes = int((others == "yes").sum()) + own.count("yes")
        if "no" not in own and yes >= drafts.needed(date(2010, 1, 1)):
            continue
        choices = {"FRA": own[0], "GBR": own[1]}
        vetoes = frozenset(s for s, c in choices.items() if c == "no") if yes >= 9 else frozenset()
        draft = drafts.FailedDraft("x", date(2010, 1, 1), "S/1", "", yes, 0, 0, vetoes, choices, ())
        after = [c if c == "yes" else str(rng.choice(["yes", "abstain"])) for c in own]
        truth = int((others == "yes").sum()) + after.count("yes") >= 9
        r = drafts.recount(draft, "FRA", "GBR")
        low, high = bool(r.neither_abstain), bool(r.neither_yes)
        recounted += 1
        inside += low <= truth <= high
    share = inside / max(recounted, 1)
    return [
        bars.at_least(
            drafts.METHOD, "Councils voting anew", "partings within the bounds", share, 0.9, recounted
        )
    ]


def wandering(rng: np.random.Generator, sour: float) -> deterioration.Rates:
    """Friction of 80 pairs in 11 years, overdispersed and rising for all; that of pair 0 times ``sour``."""
    size = np.exp(rng.normal(4.5, 0.5, (80, 1))) * np.ones((80, 11))
    swing = rng.normal(0, 0.25, (80, 11))
    rate = 0.12 * np.exp(rng.normal(0, 0.4, (80, 1)) + swing + 0.03 * np.arange(11))
    rate[0, 8:] *= sour
    whole = rng.poisson(size).astype(float)
    part = rng.binomial(whole.astype(int), np.clip(rate, 0, 0.95)).astype(float)
    return deterioration.Rates(part, whole, np.arange(11) >= 8)


def signs(reps: int = 400, seed: int = 1) -> list[BarRow]:
    """Signs of souring: false alarms in everybody's drift, power at twice the friction."""
    hits = {}
    for sour in (1.0, 2.0):
        detected = []
        for rep in range(reps):
            rates = wandering(np.random.default_rng((seed, rep)), sour)
            sign = deterioration.sign(Kind.SIGN_FRICTION, WORLD, rates, deterioration.MORE, seed=rep)
            if sign.known:
                detected.append(sign.read(SignDetail).sign)
        hits[sour] = (float(np.mean(detected)), len(detected))
    name = deterioration.METHOD
    return [
        bars.at_most(name, "rates that wander", "false alarms", hits[1.0][0], 0.08, hits[1.0][1]),
        bars.at_least(
            name, "rates that wander", "power at twice the friction", hits[2.0][0], 0.6, hits[2.0][1]
        ),
    ]


def hazards(reps: int = 400, seed: int = 1) -> list[BarRow]:
    """Break-ups: how often the interval of the base rate holds the rate, years good and bad for all pairs."""
    inside = 0
    for rep in range(reps):
        rng = np.random.default_rng((seed, 9, rep))
        rate = float(rng.uniform(0.004, 0.03))
        chance = np.clip(rate * rng.gamma(2, 0.5, 60), 0, 1)
        broke = rng.random((60, 400)) < chance[:, None]
        years = np.repeat(np.arange(1950, 2010), 400)
        nobody: FloatArray = np.zeros((len(years), 4))
        risk = breakups.Risk(tuple([("FRA", "GBR")] * len(years)), years, nobody, broke.ravel(), ())
        interval = breakups.base_rate(risk)[1]
        inside += interval.low <= rate <= interval.high
    return [
        bars.within(
            breakups.METHOD,
            "good and bad years",
            "90% intervals hold the rate",
            inside / reps,
            (0.83, 0.97),
            reps,
        )
    ]


TRADED = (1993, 2014, 16)
"""First and last year of the trade that is tried, and years before the sham parting."""


def untouched(view: View, reps: int = 60, seed: int = 0) -> list[BarRow]:
    """Pairs that did not part, as if they had: how often the synthetic control of their trade cries wolf."""
    name, world = synthetic_control.METHOD, "trade of pairs that did not part"
    first, last, cut = TRADED
    parted = {b.pair for b in effects.risk(view).breakups if b.year >= first - 8}
    years = tuple(range(first, last + 1))
    trade = signs_of.panel(view, effects.TRADE_SOURCE, signs_of.TRADE, ("", ""), years)
    amounts = trade.values.get("", np.empty((0, last - first + 1)))
    whole = np.flatnonzero((amounts > 0).all(1)) if len(amounts) else np.empty(0, np.intp)
    if len(whole) < reps:
        why = f"{effects.TRADE_SOURCE} is not held from {first} to {last}"
        return [bars.unmeasured(name, world, "false alarms, placebo in time", why)]
    pairs, logs = [trade.pairs[k] for k in whole], np.log(amounts[whole])
    largest = [k for k in np.argsort(-logs.mean(1), kind="stable")[:3000] if pairs[k] not in parted]
    alarms, fakes = list[bool](), list[bool]()
    for k in np.random.default_rng(seed).choice(largest, min(reps, len(largest)), replace=False):
        usable = [not set(p) & set(pairs[k]) and p not in parted for p in pairs]
        donors = logs[np.array(usable)]
        donors = donors[synthetic_control.nearest(logs[k], donors, cut)]
        estimate = synthetic_control.effect(PARTING, "log points", logs[k], donors, cut)
        if estimate.placebo is not None:
            alarms.append(estimate.placebo.share <= synthetic_control.ALPHA)
            fakes += [p <= synthetic_control.ALPHA for p in estimate.read(PartingEffectDetail).in_time]
    if not fakes:
        return [bars.unmeasured(name, world, "false alarms, placebo in time", "no pair could be copied")]
    said = ((alarms, "false alarms, placebo in space"), (fakes, "false alarms, placebo in time"))
    return [bars.at_most(name, world, what, float(np.mean(hits)), 0.08, len(hits)) for hits, what in said]


CHECKS: tuple[Check, ...] = (
    simulation("parting: synthetic control", copies, 8, 300),
    simulation("parting: shares lost", losses, 400, 4000),
    simulation("parting: drafts", councils, 400, 4000),
    simulation("souring", signs, 40, 600),
    simulation("parting: base rate of break-ups", hazards, 60, 1000),
    Check("parting: trade of pairs that did not part", DATA, untouched, 20, 150),
)
