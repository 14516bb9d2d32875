"""Do the 90% intervals of votes and of changes contain the truth if trials come in clusters?

The simulated worlds have roll calls that resemble others of the same day, drafts that come in crises, and
yearly amounts that swing and resemble those of the year before. Kappa is agreement beyond chance (Cohen
1960).
"""

from __future__ import annotations

import math

import numpy as np
from scipy import stats

from comity.measures.change import window_change
from comity.measures.stats import clustered
from comity.measures.stats.clustered import Tally
from comity.measures.validity import BarRow
from comity.measures.votes import roll_call_agreement
from comity.measures.votes.ballots import BallotMatrix
from comity.records.finding import Finding
from comity.records.kinds import Kind
from comity.types import FloatArray, IntArray
from studies import bars

COVER = (0.87, 0.93)
WHAT = "90% intervals cover"

CHOICES = np.array([[0.10, 0.03, 0.02], [0.05, 0.15, 0.08], [0.02, 0.10, 0.45]])
"""How often two states choose no, abstain, yes (rows: the first), of roll calls in which both vote."""
STATES = ("AAA", "BBB", "CCC", "DDD")
DAYS, A_DAY = 60, 6
SESSIONS, ITEMS = 12, 30
DRAWN = stats.norm.ppf((np.arange(40) + 0.5) / 40)
"""Forty quantiles of the normal law, for means over it."""


def kappas(reps: int = 400, seed: int = 3721) -> list[BarRow]:
    """Measure the coverage of kappa if roll calls of a day are alike, sessions drift, or an agenda recurs.

    For a recurring agenda the truth is that of the items put to the vote. A separate row gives the lower
    coverage for other items that might have been put to the vote.
    """
    rows = []
    for likeness in (0.0, 0.4):
        covered = 0
        for rep in range(reps):
            rng = np.random.default_rng((seed, rep, round(10 * likeness)))
            covered += _covers(_ballots(rng, likeness), np.zeros(1))
        world = f"{DAYS} days of {A_DAY} roll calls, likeness {likeness:g}"
        rows.append(bars.within(roll_call_agreement.METHOD, world, WHAT, covered / reps, COVER, reps))
    for name, items, sessions in (
        ("sessions drift", 0.0, 0.5),
        ("agenda recurs", 1.2, 0.0),
        ("both", 0.7, 0.5),
    ):
        own = others = 0
        for rep in range(reps):
            rng = np.random.default_rng((seed, rep, len(name)))
            lean = items * rng.standard_normal(ITEMS)
            matrix = _ballots(rng, 0.0, lean, sessions * rng.standard_normal(SESSIONS))
            drift = sessions * DRAWN
            own += _covers(matrix, np.add.outer(lean, drift).ravel())
            others += _covers(matrix, np.add.outer(items * DRAWN, drift).ravel())
        world = f"{SESSIONS} sessions of {ITEMS} items, {name}"
        rows.append(bars.within(roll_call_agreement.METHOD, world, WHAT, own / reps, COVER, reps))
        if items:
            world = f"{world}, had other items come up"
            rows.append(bars.within(roll_call_agreement.METHOD, world, WHAT, others / reps, COVER, reps))
    return rows


def _covers(matrix: BallotMatrix, lean: FloatArray) -> bool:
    """Return whether the interval of kappa contains the kappa of the mean table of votes."""
    kappa = _kappa(matrix)
    assert kappa.interval is not None  # the two differ
    truth = float(roll_call_agreement.indices(_table(lean).mean(axis=0))["kappa"])
    return kappa.interval.low <= truth <= kappa.interval.high


def _table(lean: FloatArray) -> FloatArray:
    """Return the probability of each two votes (no, abstain, yes) at each lean, shape (n, 3, 3)."""
    tables = CHOICES * np.exp(lean[:, None, None] * np.eye(3))
    return np.asarray(tables / tables.sum(axis=(1, 2), keepdims=True))


def _kappa(matrix: BallotMatrix) -> Finding:
    findings = roll_call_agreement.agreement(matrix, *STATES[:2])
    return next(f for f in findings if f.kind == Kind.AGREEMENT_KAPPA)


def _ballots(
    rng: np.random.Generator, likeness: float, lean: FloatArray | None = None, drift: FloatArray | None = None
) -> BallotMatrix:
    """Draw the votes of the pair asked about, and of a second pair, on days with several roll calls each.

    If each item has a lean and each session a drift, every item is voted on in every session, on a separate
    day.
    """
    calls = DAYS * A_DAY
    first_of_day = np.repeat(np.arange(DAYS) * A_DAY, A_DAY)
    session, tables = np.zeros(calls, np.int32), np.repeat(CHOICES[None], calls, axis=0)
    if lean is not None and drift is not None:
        calls = len(lean) * len(drift)
        first_of_day = np.arange(calls)
        session = np.repeat(np.arange(len(drift), dtype=np.int32), len(lean))
        tables = _table(np.tile(lean, len(drift)) + drift[session])
    choices = np.empty((len(STATES), calls), np.int8)
    upto = tables.reshape(calls, 9).cumsum(axis=1)
    for pair in range(2):
        cells = np.minimum((rng.random((calls, 1)) > upto).sum(axis=1), 8)
        cells = np.where(rng.random(calls) < math.sqrt(likeness), cells[first_of_day], cells)
        choices[2 * pair], choices[2 * pair + 1] = np.divmod(cells, 3)
    names = tuple(f"{k:04d}" for k in range(calls))
    return BallotMatrix(
        states=STATES,
        roll_calls=names,
        record_ids=names,
        bodies=("UNGA",) * calls,
        dates=np.datetime64("2001-01-01") + first_of_day,
        sessions=session + 56,
        issues=(frozenset(),) * calls,
        choices=choices,
    )


def crises(rng: np.random.Generator, share: float, icc: float, clusters: int, trials: int) -> Tally:
    """Draw trials in clusters of uneven size, each with its own rate (beta-binomial, correlation ``icc``)."""
    sizes = rng.multinomial(trials, rng.dirichlet(np.ones(clusters)))
    sizes = sizes[sizes > 0]
    size = (1 - icc) / icc if icc else math.inf
    of = rng.beta(share * size, (1 - share) * size, len(sizes)) if icc else np.full(len(sizes), share)
    return Tally(rng.binomial(sizes, of), sizes)


def rates(reps: int = 1000, seed: int = 3722) -> list[BarRow]:
    """Measure the coverage of the rate of joint vetoes, and of the ratio of two shares of dissent."""
    rows = []
    for icc in (0.0, 0.2, 0.4):
        rng = np.random.default_rng((seed, round(10 * icc)))
        joined = ratio = 0
        for _ in range(reps):
            vetoes = clustered.share(crises(rng, 0.45, icc, 10, 31))
            joined += vetoes.low <= 0.45 <= vetoes.high
            texts = clustered.ratio(*(crises(rng, share, icc, 60, 360) for share in (0.04, 0.14)))
            ratio += texts.low <= 0.14 / 0.04 <= texts.high
        rows += [
            bars.within("vetoes/1", f"31 drafts on 10 crises, icc {icc:g}", WHAT, joined / reps, COVER, reps),
            bars.within(
                window_change.METHOD, f"texts on 60 items, icc {icc:g}", WHAT, ratio / reps, COVER, reps
            ),
        ]
    return rows


def year_shocks(reps: int = 400, seed: int = 3724) -> list[BarRow]:
    """Measure coverage of a ratio of shares, and false verdicts, if the rate differs by subject and year."""
    rows = []
    for spread in (0.0, 0.4, 0.8):
        rng = np.random.default_rng((seed, round(10 * spread)))
        covered = said = 0
        for _ in range(reps):
            lean = rng.standard_normal(60)
            windows = [_texts(rng, 0.06, lean, spread * rng.standard_normal(6)) for _ in range(2)]
            (before, after), (early, late) = ([Tally.of(h, k[way]) for h, k in windows] for way in (0, 1))
            change = window_change.compare_shares(before, after, (early, late))
            covered += change.low is not None and change.low <= 1.0 and (change.high or math.inf) >= 1.0
            said += change.word in (window_change.UP, window_change.DOWN)
        world = f"texts on 60 items, years that swing by {spread:g}"
        rows.append(bars.at_least(window_change.METHOD, world, WHAT, covered / reps, COVER[0], reps))
        rows.append(
            bars.at_most(window_change.METHOD, world, 'called "up" or "down"', said / reps, 0.13, reps)
        )
    return rows


def _texts(
    rng: np.random.Generator, share: float, lean: FloatArray, years: FloatArray
) -> tuple[FloatArray, tuple[IntArray, IntArray]]:
    """Draw 360 texts over six years; return for each whether it was declined, its subject and its year."""
    subject, year = rng.integers(0, len(lean), 360), rng.integers(0, len(years), 360)
    odds = math.log(share / (1 - share)) + lean[subject] + years[year]
    return (rng.random(360) < 1 / (1 + np.exp(-odds))).astype(float), (subject, year)


def amounts(reps: int = 400, seed: int = 3723) -> list[BarRow]:
    """Measure the coverage of the ratio of yearly amounts for one pair of forty whose amounts trebled."""
    rows = []
    for likeness in (0.0, 0.5, 0.7):
        rng = np.random.default_rng((seed, round(10 * likeness)))
        covered = 0
        for _ in range(reps):
            change = window_change.compare_amounts(*swings(rng, 3.0, likeness), 0, "made up")
            assert change.low is not None and change.high is not None  # noqa: PT018 - all amounts are above 0
            covered += change.low <= 3.0 <= change.high
        world = f"amounts of six and six years, alike to {likeness:g}"
        rows.append(bars.within(window_change.METHOD, world, WHAT, covered / reps, COVER, reps))
    return rows


def swings(
    rng: np.random.Generator,
    ratio: float,
    likeness: float,
    shape: float = 4.0,
    years: tuple[int, int] = (6, 6),
) -> tuple[FloatArray, FloatArray]:
    """Draw yearly amounts of 40 pairs in two windows, shape (40, years) each; pair 0 grows by ``ratio``."""
    n = sum(years)
    noise = rng.normal(size=(40, n))
    for t in range(1, n):
        noise[:, t] = likeness * noise[:, t - 1] + math.sqrt(1 - likeness**2) * noise[:, t]
    shapes = shape * np.exp(rng.normal(0, 0.5, (40, 1)))
    out = stats.gamma.ppf(stats.norm.cdf(noise), shapes) / shapes * np.exp(rng.normal(3, 1.5, (40, 1)))
    out[0, years[0] :] *= ratio
    return out[:, : years[0]], out[:, years[0] :]
