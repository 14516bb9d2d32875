"""Do ranks of agreement keep their error rate over all pairs, and do we reproduce published values?

The study uses the ballots of one publication, the one with the most General Assembly votes. Published values
also come from one publication each, because joining several would change which votes are counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import scipy

from comity.errors import QuestionError
from comity.lake.query.view import View
from comity.measures.validity import BarRow
from comity.measures.votes import dynamic_ideal_points, excess, roll_call_agreement
from comity.measures.votes.ballots import ABSTAIN, NO, YES, BallotMatrix
from comity.types import FloatArray
from comity.vocabulary import states
from studies import bars, published_files

if TYPE_CHECKING:
    import pandas as pd


BODY = "UNGA"
NONE_HELD = "no votes of the General Assembly held"
PERIODS = ((69, 75), (62, 68), (55, 61))
"""Sessions of the periods, newest first."""
PAIRS = 500
KS_LEVEL = 0.01
CALLED = (0.03, 0.07)
FEWEST_BOTH = 0.9
"""Share of the published points that must be met with: otherwise other votes were counted."""
BASE = "USA"
COINCIDENCE_R = 0.95
FEWEST_CALLS = 30


@dataclass(frozen=True, slots=True)
class Published:
    """One published series of ideal points: which votes it counts, our issue tag for them, and the bounds."""

    what: str
    tag: str
    median: float
    least: float | None = None
    spearman: float | None = None


SERIES = (
    Published("all votes", "", 0.98, 0.95, 0.99),
    Published("Middle East", "me", 0.97),
    Published("human rights", "hr", 0.97),
    Published("nuclear", "nu", 0.96),
)


def assembly(view: View) -> BallotMatrix | None:
    """Return the General Assembly's votes from the publication with the most; ``None`` without any."""
    columns = ["record_id", "roll_call_id", "body", "date", "session", "issues"]
    ballots = view.table("ballots", ["source", "body"]).to_pandas()
    counted = ballots[ballots["body"] == BODY]["source"].value_counts()
    if counted.empty:
        return None
    source = sorted(counted[counted == counted.max()].index)[0]
    calls = view.table("roll_calls", columns, source)
    cast = view.table("ballots", ["roll_call_id", "state", "choice"], source)
    return BallotMatrix.from_tables(cast, calls).of_body(BODY)


def excess_places(view: View, reps: int) -> list[BarRow]:
    """Measure whether ranks of excess agreement are uniform over random pairs, with 5% of them below .05."""
    matrix = assembly(view)
    name, what = excess.METHOD, f"share called at 5%, {PAIRS} random pairs"
    if matrix is None:
        return [bars.unmeasured(name, "votes held", what, NONE_HELD)]
    rows = []
    for first, last in PERIODS[:reps]:
        world = f"General Assembly, sessions {first} to {last}"
        part = matrix.select((matrix.sessions >= first) & (matrix.sessions <= last))
        try:
            model = excess.model_votes(part)
        except QuestionError as e:
            rows.append(bars.unmeasured(name, world, what, str(e)))
            continue
        run = model.runs[0]
        shares = _shares(excess.excess(model.matrix.choices, run.p), run.distance)
        p = float(scipy.stats.kstest(shares, "uniform").pvalue)
        called = float(np.mean(shares <= 0.05))
        rows += [
            bars.within(name, world, what, called, CALLED, len(shares)),
            bars.at_least(name, world, "evenness of ranks (p of KS)", p, KS_LEVEL, len(shares)),
        ]
    return rows


def _shares(e: excess.Excess, distance: FloatArray) -> FloatArray:
    """Return the rank of :data:`PAIRS` random pairs as a share of their placebo pairs; ties spread evenly."""
    rng = np.random.default_rng(1)
    every = np.column_stack(np.triu_indices(len(e.n), 1))
    every = every[e.n[every[:, 0], every[:, 1]] >= roll_call_agreement.FEWEST_SHARED]
    drawn = every[np.sort(rng.permutation(len(every))[:PAIRS])]
    _, place = excess.places(e, distance, drawn)
    return np.asarray((place.rank - rng.random(len(drawn))) / place.of)


def published_points(view: View, reps: int) -> list[BarRow]:
    """Compare ideal points with published ones, session by session; ``reps`` is the number of series."""
    name, source = dynamic_ideal_points.METHOD, "Bailey, Strezhnev and Voeten 2017, release of April 2020"
    columns = ["sender", "date_from", "value", "what", "measure"]
    theirs = view.table("flows", columns, "unga_ideal_points").to_pandas()
    theirs = theirs[theirs["measure"] == "ideal-point"]
    matrix = None if theirs.empty else assembly(view)
    if matrix is None:
        why = NONE_HELD if len(theirs) else "the published points are not held (unga_ideal_points)"
        return [bars.unmeasured(name, source, "median correlation over sessions", why)]
    return [row for series in SERIES[:reps] for row in _points(matrix, theirs, series, source)]


def _points(matrix: BallotMatrix, theirs: pd.DataFrame, series: Published, source: str) -> list[BarRow]:
    name, world = dynamic_ideal_points.METHOD, f"{source}: {series.what}"
    points = dynamic_ideal_points.ideal_points(
        matrix.on_issue(series.tag) if series.tag else matrix
    ).to_pandas()
    points["state"] = [_heir(s) for s in points["state"]]
    published = theirs[theirs["what"] == series.what]
    published = published.assign(
        state=[_heir(s) for s in published["sender"]], session=_sessions(published["date_from"])
    )
    both = points.merge(published[["state", "session", "value"]], on=["state", "session"])
    if len(both) < FEWEST_BOTH * len(published):
        why = f"only {len(both)} of {len(published)} published points stand in the votes held"
        return [bars.unmeasured(name, world, "median correlation over sessions", why)]
    by_session = [(s["theta"], s["value"]) for _, s in both.groupby("session")]
    r = [float(np.corrcoef(a, b)[0, 1]) for a, b in by_session]
    what = "correlation over sessions"
    rows = [bars.at_least(name, world, f"median {what}", float(np.median(r)), series.median, len(r))]
    if series.least is not None:
        rows.append(bars.at_least(name, world, f"least {what}", min(r), series.least, len(r)))
    if series.spearman is not None:
        rho = [float(scipy.stats.spearmanr(a, b).statistic) for a, b in by_session]
        rows.append(
            bars.at_least(
                name, world, "median rank correlation", float(np.median(rho)), series.spearman, len(r)
            )
        )
    return rows


def _heir(code: str) -> str:
    """Return the state that later took the seat, since a published series continues under its number."""
    return (states.get(code).heir or code) if code == "SUN" else code


def _sessions(opened: pd.Series[date]) -> list[int]:
    return [day.year - 1945 for day in opened]


def published_coincidence(view: View, _reps: int) -> list[BarRow]:
    """Compare voting coincidence (share of equal votes) with a state department's reports, year by year."""
    import pandas as pd  # noqa: PLC0415 - takes seconds to load, and few questions need it

    theirs = published_files.coincidence()
    name, source = roll_call_agreement.METHOD, "State Department, voting coincidence"
    matrix = assembly(view) if theirs else None
    if matrix is None:
        why = NONE_HELD if theirs else published_files.NOT_THERE
        return [bars.unmeasured(name, source, "correlation over states", why)]
    rows = []
    for year, published in sorted(theirs.items()):
        ours, calls = _coincidence(matrix, BASE, year)
        if calls < FEWEST_CALLS:
            continue
        both = pd.Series(published).to_frame("theirs").join(ours, how="inner").dropna()
        r = float(np.corrcoef(both["theirs"], both["ours"])[0, 1])
        apart = float((both["ours"] - both["theirs"]).median())
        world = f"{source} {year}"
        rows.append(bars.at_least(name, world, "correlation over states", r, COINCIDENCE_R, len(both)))
        rows.append(bars.within(name, world, "median difference of shares", apart, (-0.05, 0.05), len(both)))
    return rows


def _coincidence(matrix: BallotMatrix, base: str, year: int) -> tuple[pd.Series[float], int]:
    """Return each state's share of votes equal to those of ``base``, and the number of roll calls used."""
    import pandas as pd  # noqa: PLC0415 - takes seconds to load, and few questions need it

    part = matrix.between(date(year, 1, 1), date(year, 12, 31))
    own = part.votes(base)
    part = part.select((own == YES) | (own == NO))
    own, choices = part.votes(base), part.choices
    same = (choices == own).sum(1) + 0.5 * (choices == ABSTAIN).sum(1)
    voted = (choices >= NO).sum(1)
    share = same / np.where(voted > 0, voted, np.nan)
    return pd.Series(share, index=list(part.states), name="ours"), len(part.roll_calls)
