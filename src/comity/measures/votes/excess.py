"""A test whether two states vote alike more than their positions predict.

States with similar positions agree without any coordination. So every vote is predicted from positions by a
model that was not fitted to it (:mod:`comity.measures.votes.dimensions`). The pair's agreement is compared
with the predicted one, and the difference is ranked among pairs whose positions are equally far apart. The
standard errors of such models are far too small, as Bailey, Strezhnev and Voeten (2017) warn; the rank among
placebo pairs has correct error rates.

A verdict requires the same result from all starting points of the search, with the chosen number of
dimensions and with one more. Otherwise the result depends on the model, and the answer is "cannot tell".

The test detects agreement more easily than opposition. A further dimension can separate two states that
always oppose each other, and their opposition is then explained by position.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from comity.errors import QuestionError
from comity.measures.stats.clustered import block_sums, block_weights
from comity.measures.stats.matching import Standing, rank_among_matched
from comity.measures.stats.multiplicity import q_values
from comity.measures.votes.ballots import NO, YES, BallotMatrix
from comity.measures.votes.dimensions import Prediction, choose, predict
from comity.measures.votes.roll_call_agreement import DRAWS, FEWEST_DAYS, FEWEST_SHARED, MATCHED
from comity.records.details import BeyondPositionDetail
from comity.records.finding import Finding, Interval, PlaceboRank, cannot_tell
from comity.records.kinds import NO_SUBJECT, Kind, Subject
from comity.types import RECORDS_SHOWN, FloatArray
from comity.vocabulary.states import display

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


METHOD = "excess-agreement/1"
NULL = "pairs whose positions are as far apart"

BEYOND, AS_PREDICTED, BELOW = "beyond position", "as position predicts", "below position"
DEPENDS = "depends on the model: cannot tell"
EDGE = 0.05
"""A pair among this share of its placebo pairs, from either end, is called beyond or below."""

STARTS = (1, 2, 3)
ACTIVE = 0.4
"""Share of the roll calls that a state must have voted in to be placed."""
FEWEST_STATES = 10
FEWEST_PLACEBOS = 40


@dataclass(frozen=True, slots=True, eq=False)
class VoteModel:
    """Predictions of all votes of a period, fitted once for all pairs and parts of the roll calls.

    ``matrix`` has the states that voted often enough. ``dimensions`` is the number chosen, ``held_out`` the
    mean log-likelihood of a held-out vote for each number tried. ``runs`` are the predictions from every
    starting point with that number of dimensions and with one more.
    """

    matrix: BallotMatrix
    dimensions: int
    held_out: tuple[float, ...]
    runs: tuple[Prediction, ...]


class Excess(NamedTuple):
    """For all pairs (S, S): shared roll calls, observed and expected agreement, standardised difference."""

    n: FloatArray
    agreed: FloatArray
    expected: FloatArray
    z: FloatArray


def model_votes(matrix: BallotMatrix) -> VoteModel:
    """Fit models that predict every vote of a few years (about 15 s for seven sessions).

    Raises
    ------
    QuestionError
        If fewer than ten states voted in enough of them.
    """
    active = matrix.active(ACTIVE)
    if len(active.states) < FEWEST_STATES:
        raise QuestionError(
            f"Only {len(active.states)} states voted in {ACTIVE:.0%} of these roll calls; "
            f"{FEWEST_STATES} are needed to tell positions. Choose a shorter period or another body."
        )
    dimensions, held_out = choose(active.choices)
    runs = tuple(predict(active.choices, d, s) for d in (dimensions, dimensions + 1) for s in STARTS)
    return VoteModel(active, dimensions, tuple(held_out), runs)


def excess(choices: NDArray[np.int8], p: FloatArray) -> Excess:
    """Return the agreement of all pairs beyond what the predictions give for independent votes.

    Parameters
    ----------
    choices : (S, R) no 0, abstention 1, yes 2, negative for no vote
    p : (3, S, R) predicted probabilities
    """
    voted = choices >= NO
    made = [(choices == k).astype(float) for k in range(NO, YES + 1)]
    likely = [np.where(voted, q, 0.0) for q in p]
    n = voted.astype(float) @ voted.T
    agreed = sum(m @ m.T for m in made)
    expected = sum(q @ q.T for q in likely)
    # sum over roll calls of the squared expectation; a pair of choices counts in both orders
    squared = sum((q * q) @ (q * q).T for q in likely)
    squared = squared + 2 * sum((q * r) @ (q * r).T for q, r in combinations(likely, 2))
    z = (agreed - expected) / np.sqrt(np.maximum(expected - squared, 1e-6))
    shared = np.maximum(n, 1)
    return Excess(n, agreed / shared, expected / shared, z)


def places(e: Excess, distance: FloatArray, own: NDArray[np.intp]) -> tuple[NDArray[np.intp], Standing]:
    """Rank pairs by agreement beyond prediction, among pairs whose positions are equally far apart.

    Parameters
    ----------
    e : excess of all pairs
    distance : (S, S) distances of positions
    own : (own, 2) rows of the two states of each pair to rank, the smaller row first; each must share enough
        roll calls

    Returns
    -------
    The pairs that share enough roll calls (pairs, 2), and the ranks of those asked about.
    """
    pairs = np.column_stack(np.triu_indices(len(e.n), 1))
    pairs = pairs[e.n[pairs[:, 0], pairs[:, 1]] >= FEWEST_SHARED]
    size = len(e.n)
    at = np.searchsorted(pairs @ [size, 1], own @ [size, 1])
    one, other = pairs.T
    k = min(MATCHED, len(pairs) // 4)
    return pairs, rank_among_matched(e.z[one, other], distance[one, other][:, None], at, k)


def excess_agreement(
    model: VoteModel, a: str, b: str, *, mask: NDArray[np.bool_] | None = None, about: Subject = NO_SUBJECT
) -> list[Finding]:
    """Return whether a pair agrees more than positions predict (a word), and by how much (90% interval).

    Parameters
    ----------
    model : model of the period
    a, b : codes of two different states, in any order
    mask : roll calls of an issue or hotspot, over those of the model; all by default
    about : topic and period of the roll calls
    """
    a, b = sorted((a, b))
    subject = replace(about, states=(a, b))
    matrix = model.matrix
    use = np.ones(len(matrix.roll_calls), bool) if mask is None else mask
    use = use & (matrix.votes(a) >= NO) & (matrix.votes(b) >= NO)
    n = int(use.sum())
    if reason := _too_little(model, a, b, use):
        return _unknown(subject, reason, n)
    rows = np.array([[matrix.states.index(a), matrix.states.index(b)]])
    inside = slice(None) if mask is None else mask
    ranks: list[PlaceboRank] = []
    for run in model.runs:
        pairs, place = places(excess(matrix.choices[:, inside], run.p[:, :, inside]), run.distance, rows)
        if len(pairs) // 4 < FEWEST_PLACEBOS:
            reason = f"Only {len(pairs)} pairs share enough roll calls; too few to choose placebos from."
            return _unknown(subject, reason, n)
        ranks.append(PlaceboRank(int(place.rank[0]), int(place.of[0]), "distance of positions"))
    return _findings(model, rows[0], use, ranks, subject)


def add_q_values(findings: Sequence[Finding]) -> list[Finding]:
    """Return the findings with a q value each, over both directions and all periods and areas.

    The p value of a rank is two-sided. With 300 placebo pairs it is at least 0.007, so no q value among many
    tests can be small (Benjamini and Hochberg 1995). Readers should know this limit.
    """
    ranks = [f.placebo for f in findings]
    p = [np.nan if r is None else min(1.0, 2 * min(r.share, (r.of - r.rank + 1) / r.of)) for r in ranks]
    words = np.array([f.kind is Kind.BEYOND_POSITION for f in findings])
    # a word and its share are one question: q is taken over the words, and the share follows its word
    q = np.full(len(findings), np.nan)
    q[words] = q_values(np.array(p)[words])
    own = {f.subject: float(x) for f, x in zip(findings, q, strict=True) if np.isfinite(x)}
    return [
        replace(f, detail=replace(f.read(BeyondPositionDetail), q=own[f.subject])) if f.subject in own else f
        for f in findings
    ]


def _unknown(subject: Subject, why: str, n: int) -> list[Finding]:
    both = (Kind.BEYOND_POSITION, Kind.BEYOND_POSITION_SHARE)
    return [cannot_tell(kind, subject, why, method=METHOD, null=NULL, n=n) for kind in both]


def _too_little(model: VoteModel, a: str, b: str, use: NDArray[np.bool_]) -> str:
    if missing := [s for s in (a, b) if s not in model.matrix.states]:
        return f"{display(missing[0])} voted in fewer than {ACTIVE:.0%} of the roll calls of this period."
    n, days = int(use.sum()), len(np.unique(model.matrix.dates[use]))
    if n < FEWEST_SHARED:
        return f"Both voted in only {n} roll calls; at least {FEWEST_SHARED} are needed."
    if days < FEWEST_DAYS:
        return f"The {n} shared roll calls fell on only {days} days; {FEWEST_DAYS} are needed."
    return ""


def _word(rank: PlaceboRank) -> str:
    if rank.share <= EDGE:
        return BEYOND
    # counted from the other end, the pair itself included again
    return BELOW if (rank.of - rank.rank + 1) / rank.of <= EDGE else AS_PREDICTED


def _findings(
    model: VoteModel,
    rows: NDArray[np.intp],
    use: NDArray[np.bool_],
    ranks: list[PlaceboRank],
    subject: Subject,
) -> list[Finding]:
    choices = model.matrix.choices[rows][:, use]
    agreed = (choices[0] == choices[1]).astype(float)
    expected = np.mean([(r.p[:, rows[0], use] * r.p[:, rows[1], use]).sum(0) for r in model.runs], 0)
    words = {_word(r) for r in ranks}
    agreed_word = words.pop() if len(words) == 1 else None
    named = [model.matrix.record_ids[k] for k in np.flatnonzero(use)[::-1]]
    runs = [f"{r.dimensions} dimensions, start {r.start}" for r in model.runs]
    beyond = agreed - expected
    days = np.unique(model.matrix.dates[use], return_inverse=True)[1]
    word = Finding(
        Kind.BEYOND_POSITION,
        subject,
        value=agreed_word,
        unit="",
        null=NULL,
        n=len(agreed),
        method=METHOD,
        interval=_interval(beyond, days),
        placebo=sorted(ranks, key=lambda r: r.share)[len(ranks) // 2],
        records=tuple(named[:RECORDS_SHOWN]),
        records_total=len(named),
        why_not="" if agreed_word else f"It {DEPENDS}.",
        detail=BeyondPositionDetail(
            word=agreed_word or DEPENDS,
            interval_of="excess agreement",
            agreed=float(agreed.mean()),
            expected=float(expected.mean()),
            dimensions=model.dimensions,
            ranks={run: round(rank.share, 4) for run, rank in zip(runs, ranks, strict=True)},
        ),
    )
    share = replace(
        word,
        kind=Kind.BEYOND_POSITION_SHARE,
        value=float(beyond.mean()),
        unit="share of shared roll calls",
        why_not="",
        detail=replace(word.detail, interval_of=""),
    )
    return [word, share]


def _interval(beyond: FloatArray, days: NDArray[np.intp]) -> Interval:
    """Return the 90% interval of the mean agreement beyond prediction, by bootstrap of whole days."""
    sums = block_sums(np.column_stack([beyond, np.ones_like(beyond)]), days)
    drawn = block_weights(len(sums), DRAWS, np.random.default_rng(1)) @ sums
    low, high = np.quantile(drawn[:, 0] / drawn[:, 1], [0.05, 0.95])
    return Interval(float(low), float(high))
