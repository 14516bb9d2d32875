"""Measures of the user's own votes and counts: agreement, ideal points, acts beyond chance."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from comity.errors import QuestionError
from comity.faces.tidy import own_tables
from comity.measures.coaction.pairwise import whole_counts
from comity.measures.coaction.statistic import CoAction, assess
from comity.measures.coaction.time_axis import CYCLE, TimeAxis, time_axis
from comity.measures.verdict.coaction_findings import A_YEAR
from comity.measures.votes import dynamic_ideal_points
from comity.measures.votes.agreement_by_session import compare_sessions
from comity.measures.votes.ballots import BallotMatrix
from comity.measures.votes.roll_call_agreement import agreement
from comity.records.details import SessionAgreementDetail
from comity.records.finding import Finding
from comity.records.kinds import Kind
from comity.records.schemas import ROLL_CALL
from comity.types import IntArray, Pair
from comity.vocabulary import states as known_states

#: One row per pair and session.
KAPPA = pa.schema(
    [
        pa.field("state_a", pa.string(), nullable=False),
        pa.field("state_b", pa.string(), nullable=False),
        pa.field("session", pa.int32(), nullable=False),
        pa.field("kappa", pa.float64()),
        pa.field("low", pa.float64()),
        pa.field("high", pa.float64()),
        pa.field("n", pa.int64(), nullable=False),
        pa.field("like_low", pa.float64()),
        pa.field("like_middle", pa.float64()),
        pa.field("like_high", pa.float64()),
        pa.field("why_not", pa.string(), nullable=False),
    ]
)

#: One row per pair.
COACTION = pa.schema(
    [
        pa.field("state_a", pa.string(), nullable=False),
        pa.field("state_b", pa.string(), nullable=False),
        pa.field("verdict", pa.string(), nullable=False),
        pa.field("joint_p", pa.float64()),
        pa.field("beyond_p", pa.float64()),
        pa.field("observed", pa.int64()),
        pa.field("expected", pa.float64()),
        pa.field("excess_a_year", pa.float64()),
        pa.field("low", pa.float64()),
        pa.field("high", pa.float64()),
        pa.field("tie", pa.float64()),
        pa.field("tie_low", pa.float64()),
        pa.field("tie_high", pa.float64()),
        pa.field("rank", pa.int64()),
        pa.field("of", pa.int64()),
        pa.field("group", pa.list_(pa.string()), nullable=False),
        pa.field("acts_a", pa.int64(), nullable=False),
        pa.field("acts_b", pa.int64(), nullable=False),
        pa.field("bins", pa.int64(), nullable=False),
        pa.field("why_not", pa.string(), nullable=False),
    ]
)


def kappa(votes: object, *members: str) -> pa.Table:
    """Return, for each session, how alike states vote given how each usually votes.

    The measure is weighted kappa (Cohen 1968; for votes Häge 2011). It is 1 for full agreement and 0 for as
    much as the habits of both alone would give.

    Parameters
    ----------
    votes : columns for ``roll_call``, ``session``, ``date``, ``state`` and ``choice``, one row per ballot, of
        *all* states, because similar pairs are chosen among them
    *members : two or more states by name, code or COW number; every pair of them is compared

    Returns
    -------
    pyarrow.Table
        One row per pair and session: ``kappa`` with its 90% interval, and the number ``n`` of roll calls in
        which both voted. For comparison it has the 10th, 50th and 90th percentile of pairs with similar
        habits. ``why_not`` is the reason for a missing value.

    Raises
    ------
    QuestionError
        If a column is missing or has invalid values.
    UnknownNameError
        If a member is no state.

    Examples
    --------
    >>> import comity
    >>> table = comity.kappa(comity.votes(), "CHN", "RUS")
    >>> last = table.to_pylist()[-1]
    >>> last["session"], last["n"], round(last["kappa"], 2)
    (75, 86, 0.62)
    """
    pairs = _pairs(members)
    matrix = _matrix(own_tables.read(votes, ["roll_call", "session", "date", "state", "choice"]))
    rows = [row for pair in pairs for row in _sessions(matrix, pair)]
    return pa.Table.from_pylist(rows, schema=KAPPA)


def ideal_points(votes: object, *, anchor: str = "USA") -> pa.Table:
    """Return the position of each state in each session on one line, estimated from its votes.

    The model is that of dynamic ordinal ideal points (Bailey, Strezhnev and Voeten 2017).

    Parameters
    ----------
    votes : as for ``kappa``; no ``date`` is needed
    anchor : the state whose side is positive

    Returns
    -------
    pyarrow.Table
        One row per state and session: ``theta`` (mean 0 and standard deviation 1 within a session), ``se``
        and ``n`` contested roll calls.

    Raises
    ------
    QuestionError
        If a column is missing, no roll call is contested, or the anchor cast no vote.

    Examples
    --------
    >>> import comity
    >>> votes = comity.votes().to_pandas()
    >>> points = comity.ideal_points(votes[votes["session"] == 74]).to_pandas().set_index("state")["theta"]
    >>> bool(points["USA"] > points["FRA"] > points["CHN"])
    True
    """
    read = own_tables.read(votes, ["roll_call", "session", "state", "choice"], ["date"])
    ballots = read.rename_columns({"roll_call": "roll_call_id"})
    return dynamic_ideal_points.ideal_points(ballots, anchor=own_tables.state(anchor))


def coaction(
    counts: Any,
    *members: str,
    states: Iterable[str] | None = None,
    bin: str = "week",  # noqa: A002
) -> pa.Table:
    """Return whether states act in the same weeks (or days) more often than shared news explains.

    Parameters
    ----------
    counts : columns for ``state``, ``date`` and ``n``, acts of each state toward one place; or, with
        ``states``, a matrix with one row per state and one column per bin. Include all states that act there:
        at least six states and 20 bins. A bin without any row counts as not covered, so write ``n`` = 0 for a
        bin without acts.
    *members : two or more states by name, code or COW number; every pair of them is tested
    states : the state of each row of a matrix
    bin : ``week`` or ``day``, the length of a time bin

    Returns
    -------
    pyarrow.Table
        One row per pair. ``verdict`` is *together*, *with its group*, *little or nothing*, *not shown* or
        *not covered*. ``joint_p`` is a one-sided p against the news of all states, ``beyond_p`` also against
        the group. ``observed`` and ``expected`` count bins in which both act. ``excess_a_year`` and ``tie``
        have 90% intervals. ``rank`` is that among similar pairs. ``why_not`` is the reason for a missing
        result.

    Raises
    ------
    QuestionError
        If a column is missing, rows and columns are swapped, or a count is negative or not an integer.

    Examples
    --------
    >>> import comity, numpy as np
    >>> acts = np.random.default_rng(1).poisson(0.4, (8, 200))
    >>> acts[1] = np.where(acts[0] > 0, 1, acts[1])  # the second acts whenever the first does
    >>> names = ["CHN", "RUS", "USA", "FRA", "GBR", "IND", "BRA", "TUR"]
    >>> row = comity.coaction(acts, "CHN", "RUS", states=names).to_pylist()[0]
    >>> row["verdict"], row["joint_p"] < 0.001
    ('together', True)
    """
    if bin not in A_YEAR:
        raise QuestionError(f"Acts are counted by {' or '.join(A_YEAR)}, not by {bin}.")
    pairs = _pairs(members)
    codes, matrix, axis = _long(counts, bin) if states is None else _wide(counts, list(states))
    if absent := sorted({s for p in pairs for s in p} - set(codes)):
        raise QuestionError(f"The counts have no row of {known_states.display(absent[0])}.")
    places = [[codes.index(a), codes.index(b)] for a, b in pairs]
    answers = assess(matrix, places, axis, bins_a_year=A_YEAR[bin])
    rows = [_row(p, a, codes, matrix.shape[1]) for p, a in zip(pairs, answers, strict=True)]
    return pa.Table.from_pylist(rows, schema=COACTION)


def _pairs(members: Iterable[str]) -> list[Pair]:
    codes = sorted({own_tables.state(m) for m in members})
    if len(codes) < 2:
        raise QuestionError("Name at least two different states.")
    return list(combinations(codes, 2))


def _matrix(read: pa.Table) -> BallotMatrix:
    read = read.rename_columns({"roll_call": "roll_call_id"})
    calls = read.group_by("roll_call_id").aggregate([("session", "min"), ("date", "min")])
    ids, nothing = calls["roll_call_id"], pa.array([""] * calls.num_rows)
    columns = {
        "record_id": ids,
        "roll_call_id": ids,
        "body": nothing,
        "date": calls["date_min"],
        "session": calls["session_min"],
        "issues": pa.array([[]] * calls.num_rows, ROLL_CALL.field("issues").type),
    }
    return BallotMatrix.from_tables(read, pa.table(columns))


def _sessions(matrix: BallotMatrix, pair: Pair) -> Iterable[dict[str, Any]]:
    """Yield one row per session; rows without a result have a reason."""
    by_number = {f.read(SessionAgreementDetail).session: f for f in compare_sessions(matrix, *pair)}
    for session in np.unique(matrix.sessions).tolist():
        f = by_number.get(session) or _unknown(matrix.select(matrix.sessions == session), pair)
        like = f.detail.band if isinstance(f.detail, SessionAgreementDetail) else ()
        yield {
            "state_a": pair[0],
            "state_b": pair[1],
            "session": session,
            "kappa": f.value,
            "low": f.interval and f.interval.low,
            "high": f.interval and f.interval.high,
            "n": f.n,
            **dict(zip(("like_low", "like_middle", "like_high"), like, strict=bool(like))),
            "why_not": f.why_not,
        }


def _unknown(part: BallotMatrix, pair: Pair) -> Finding:
    return next(f for f in agreement(part, *pair) if f.kind is Kind.AGREEMENT_KAPPA)


def _long(counts: object, width: str) -> tuple[list[str], IntArray, TimeAxis]:
    """Return states, counts of shape (states, bins) and the bins, from a table by state and day."""
    read = own_tables.read(counts, ["state", "date", "n"])
    acts = read["n"].to_numpy()
    whole_counts(acts[None])
    number = (
        pc.cast(read["date"], pa.int32()).to_numpy().astype(np.int64) + 3
    )  # 1 January 1970 was a Thursday
    bins, column = np.unique(number // CYCLE if width == "week" else number, return_inverse=True)
    codes, row = np.unique(read["state"].to_numpy(zero_copy_only=False).astype(str), return_inverse=True)
    matrix = np.zeros((len(codes), len(bins)), np.int64)
    np.add.at(matrix, (row, column), acts.astype(np.int64))
    return codes.tolist(), matrix, time_axis(bins)


def _wide(counts: Any, states: list[str]) -> tuple[list[str], IntArray, TimeAxis]:
    """Return states, counts of shape (states, bins) and the bins, from a matrix of consecutive bins."""
    matrix = np.asarray(counts)
    if matrix.ndim == 2 and len(matrix) != len(states):
        rows, columns = matrix.shape
        swapped = " (rows and columns are swapped: use counts.T)" if columns == len(states) else ""
        raise QuestionError(
            f"The counts have {rows} rows for {len(states)} states: give a row a state{swapped}."
        )
    whole = whole_counts(matrix)
    codes = [own_tables.state(s) for s in states]
    if len(set(codes)) < len(codes):
        raise QuestionError("A state stands twice among the rows of the counts: add them up.")
    return codes, whole, time_axis(whole.shape[1])


def _row(pair: Pair, a: CoAction, codes: list[str], bins: int) -> dict[str, Any]:
    tie, ends = a.tie or (None, None)
    rank = a.beyond and a.beyond.placebo
    return {
        "state_a": pair[0],
        "state_b": pair[1],
        "verdict": a.verdict,
        "joint_p": a.joint and a.joint.p,
        "beyond_p": a.beyond and a.beyond.p,
        "observed": a.observed,
        "expected": a.expected,
        "excess_a_year": a.excess,
        "low": a.interval and a.interval.low,
        "high": a.interval and a.interval.high,
        "tie": tie,
        "tie_low": ends and ends.low,
        "tie_high": ends and ends.high,
        "rank": rank and rank.rank,
        "of": rank and rank.of,
        "group": [codes[k] for k in a.group],
        "acts_a": a.acts[0],
        "acts_b": a.acts[1],
        "bins": bins,
        "why_not": a.why_not,
    }
