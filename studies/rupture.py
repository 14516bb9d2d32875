"""Are the answers about a break between two states right in worlds whose truth is known?

The study measures false alarms and the coverage of bounds. It simulates three things: buyers that replace an
unknown part of what a partner sold; Councils whose members change their votes; and pairs whose rates drift,
one of which gets worse.
"""

from __future__ import annotations

from datetime import date

import numpy as np

from comity.measures.validity import BarRow
from comity.parts.outlook.rupture import (
    dependence,
    deterioration,
    drafts,
)
from comity.records.details import SignDetail
from comity.records.kinds import Kind, Subject
from studies import bars
from studies.bars import Check, simulation

WORLD = Subject(states=("A", "B"), span="lately", source="a world")


def losses(reps: int = 2000, seed: int = 1) -> list[BarRow]:
    """Measure how often a buyer's true loss lies within the bounds.

    The partner's share drifts and is reported with 10% error. The break comes up to three years after the
    last report, and the buyer replaces a random part (0 to 1) of the goods.
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
    """Measure how often a draft's fate after a break is what the recount says, or lies between its bounds.

    After the break one member no longer vetoes or abstains; at random it votes in favour or abstains.
    """
    rng = np.random.default_rng((seed, 8))
    inside = recounted = 0
    for _ in range(reps):
        support = rng.beta(3, 2)
        others = np.where(rng.random(13) < support, "yes", np.where(rng.random(13) < 0.7, "abstain", "no"))
        own = [str(c) for c in rng.choice(["no", "abstain", "yes"], 2, p=[0.6, 0.3, 0.1])]
        yes = int((others == "yes").sum()) + own.count("yes")
        if "no" not in own and yes >= drafts.count_needed_votes(date(2010, 1, 1)):
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
    """Draw friction of 80 pairs in 11 years, overdispersed and rising for all; pair 0 times ``sour``."""
    size = np.exp(rng.normal(4.5, 0.5, (80, 1))) * np.ones((80, 11))
    swing = rng.normal(0, 0.25, (80, 11))
    rate = 0.12 * np.exp(rng.normal(0, 0.4, (80, 1)) + swing + 0.03 * np.arange(11))
    rate[0, 8:] *= sour
    whole = rng.poisson(size).astype(float)
    part = rng.binomial(whole.astype(int), np.clip(rate, 0, 0.95)).astype(float)
    return deterioration.Rates(part, whole, np.arange(11) >= 8)


def signs(reps: int = 400, seed: int = 1) -> list[BarRow]:
    """Measure false alarms of the signs of a worsening relation, and their power at twice the friction."""
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


CHECKS: tuple[Check, ...] = (
    simulation("parting: shares lost", losses, 400, 4000),
    simulation("parting: drafts", councils, 400, 4000),
    simulation("souring", signs, 40, 600),
)
